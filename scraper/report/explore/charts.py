"""Charts as SVG, drawn on the server: no script, nothing to load, readable by screen readers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup

# Okabe and Ito's palette, told apart also by colour-blind readers
# (https://jfly.uni-koeln.de/color/); grey for "other".
COLOURS = ("#0072B2", "#E69F00", "#009E73", "#CC79A7", "#56B4E9", "#D55E00", "#F0E442")
OTHER = "#9a9a9a"
_WIDE, _NARROW, _HEIGHT = 1100, 520, 240  # of the drawing, in SVG units (about pixels)
_LEFT, _BOTTOM = 44, 24  # room for the scales


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """One bar of a bar chart."""

    label: str
    value: float
    href: str | None = None  # where its label leads


def bars(title: str, rows: Sequence[Bar], unit: str) -> Markup:
    """Horizontal bars with label and number; `unit` is what the numbers count."""
    if not rows:
        return _empty(title)
    largest = max(row.value for row in rows) or 1
    items = [
        Markup(
            '<tr><th scope="row">{}</th><td class="bar"><span style="width:{}%"></span></td>'
            "<td>{}</td></tr>"
        ).format(
            Markup('<a href="{}">{}</a>').format(row.href, row.label) if row.href else row.label,
            f"{100 * row.value / largest:.1f}",
            f"{row.value:,.10g}",
        )
        for row in rows
    ]
    return Markup(
        '<figure class="bars"><figcaption>{}</figcaption><table aria-label="{}, {}">{}</table>'
        "</figure>"
    ).format(title, title, unit, Markup("").join(items))


def columns(
    title: str, labels: Sequence[str], series: Mapping[str, Sequence[int]], *, wide: bool = False
) -> Markup:
    """Stacked columns, one a label, with a legend; the series are drawn from the bottom up.

    `wide`: over the whole page instead of half of it.
    """
    width = _WIDE if wide else _NARROW
    totals = [sum(values) for values in zip(*series.values(), strict=True)]
    if not any(totals):
        return _empty(title)
    top = _round_up(max(totals))
    step = (width - _LEFT) / len(labels)
    shapes = []
    for number, (name, colour) in enumerate(coloured(series)):
        below = list(series.values())[:number]
        for place, value in enumerate(series[name]):
            if value:
                height = value / top * _HEIGHT
                base = sum(values[place] for values in below) / top * _HEIGHT
                shapes.append(
                    Markup(
                        '<rect x="{}" y="{}" width="{}" height="{}" fill="{}">'
                        "<title>{}, {}: {}</title></rect>"
                    ).format(
                        f"{_LEFT + place * step + step * 0.1:.1f}",
                        f"{_HEIGHT - base - height:.1f}",
                        f"{step * 0.8:.1f}",
                        f"{height:.1f}",
                        colour,
                        labels[place],
                        name,
                        value,
                    )
                )
    legend = [
        Markup('<li><span style="background:{}"></span>{}</li>').format(colour, name)
        for name, colour in coloured(series)
    ]
    return Markup(
        '<figure class="columns{}"><figcaption>{}</figcaption>'
        '<svg role="img" aria-label="{}" viewBox="0 -8 {} {}">{}{}</svg><ul>{}</ul></figure>'
    ).format(
        " wide" if wide else "",
        title,
        title,
        width,
        _HEIGHT + _BOTTOM + 8,
        _scales(labels, top, step, width),
        Markup("").join(shapes),
        Markup("").join(legend) if len(legend) > 1 else "",
    )


def coloured(series: Mapping[str, Sequence[int]]) -> list[tuple[str, str]]:
    """Series with their colours; "other" and whatever is beyond the palette is grey."""
    colours = iter(COLOURS)
    return [(name, OTHER if name == "other" else next(colours, OTHER)) for name in series]


def _scales(labels: Sequence[str], top: int, step: float, width: int) -> Markup:
    lines = []
    for part in range(5):
        value, y = top * part / 4, _HEIGHT - _HEIGHT * part / 4
        if value == int(value):
            lines.append(
                Markup(
                    '<line x1="{}" x2="{}" y1="{}" y2="{}"/><text x="{}" y="{}" class="y">{}</text>'
                ).format(_LEFT, width, y, y, _LEFT - 6, y + 4, f"{int(value):,}")
            )
    every = max(1, round(90 / step))  # a label needs about 90 units
    lines += [
        Markup('<text x="{}" y="{}" class="x">{}</text>').format(
            f"{_LEFT + place * step + step / 2:.1f}", _HEIGHT + 18, labels[place]
        )
        for place in range(0, len(labels), every)
    ]
    return Markup("").join(lines)


def _round_up(value: int) -> int:
    """The next of 4, 8, 20, 40, 80, 200, ...: quarters of it are whole numbers."""
    step = 4
    while True:
        for factor in (1, 2, 5):
            if step * factor >= value:
                return step * factor
        step *= 10


def _empty(title: str) -> Markup:
    return Markup(
        '<figure class="empty"><figcaption>{}</figcaption><p>Nothing yet.</p></figure>'
    ).format(title)
