"""A record as CommonMark, with tables as GitHub writes them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import groupby

from scraper.article import Article, Author, Block, Link
from scraper.views.groups import depths, groups
from scraper.views.inline import Mark, Run, runs, safe_url, text_runs
from scraper.views.inline_markdown import destination, one_line, paragraph

_EM = Mark("em", None, 0)
_STRONG = Mark("strong", None, 0)
_BULLET = re.compile(r"^( *)-(?= )", re.M)


def to_markdown(article: Article) -> str:
    """Headline, standfirst, byline, lead image, key facts, body, biographies, related links.

    Ends with a line break; empty for an empty record.
    """
    body = article.body
    position = article.facts_position if article.facts else len(body)
    parts = [
        *_head(article),
        *_body(body[:position]),
        *_facts(article),
        *_body(body[position:]),
        *(_biography(author) for author in article.authors),
        *_related(article.related),
    ]
    return _joined(filter(None, parts))


def _joined(parts: Iterable[str]) -> str:
    """The parts as one text; a list right after a list has another sign, else they were one."""
    written: list[str] = []
    for part in parts:
        if written and part.startswith("- ") and re.search("^- ", written[-1], re.M):
            part = _BULLET.sub(r"\1*", part)
        written.append(part)
    return "\n\n".join(written) + "\n" if written else ""


def _head(article: Article) -> list[str]:
    byline: list[Run] = []
    for number, author in enumerate(article.authors):
        byline += [*_separator(byline), *_linked(author.name, author.url, number)]
    if article.published:
        byline += [*_separator(byline), (article.published.isoformat()[:10], ())]
    parts = [
        _heading(1, text_runs(article.title)),
        paragraph(text_runs(article.subtitle, _EM)),
        paragraph(byline),
    ]
    for image in article.images:
        if image.is_lead and safe_url(image.url):
            alt = one_line(text_runs(image.alt or image.caption))
            parts.append(f"![{alt}]({destination(image.url)})")
            shown = " ".join(text for text in (image.caption, image.credit) if text)
            parts.append(paragraph(text_runs(shown, _EM)))
            break
    return parts


def _facts(article: Article) -> list[str]:
    items = []
    for fact in article.facts:
        label = [*text_runs(f"{fact.label}:", _STRONG), (" ", ())] if fact.label else []
        items.append(_item([*label, *text_runs(fact.text)]))
    heading = text_runs(article.facts_heading, _STRONG) if items else []
    return [paragraph(heading), "\n".join(filter(None, items))]


def _body(blocks: Sequence[Block]) -> list[str]:
    parts = []
    for kind, members in groups(blocks):
        if kind == "list_item":
            parts.append(_list(members))
        elif kind == "quote":
            parts.append(_quote(members))
        elif kind == "table":
            parts.append(_table([block.text.split("\t") for block in members]))
        elif kind == "heading":
            parts.append(_heading(members[0].level or 2, runs(members[0])))
        elif kind == "code":
            parts.append(_fence(members[0].text))
        elif kind == "caption":
            parts.append(paragraph((text, (_EM, *marks)) for text, marks in runs(members[0])))
        else:
            parts.append(paragraph(runs(members[0])))
    return parts


def _heading(level: int, content: Iterable[Run]) -> str:
    text = one_line(content)
    if text.endswith("#"):  # a row of them at the end would not be text
        text = f"{text[:-1]}\\#"
    return f"{'#' * min(max(level, 1), 6)} {text}" if text else ""


def _item(content: Iterable[Run], sign: str = "-", indent: str = "") -> str:
    """An item of a list; "" where it has no text."""
    text = paragraph(content)
    inside = f"\n{indent}{' ' * len(sign)} "
    return f"{indent}{sign} {text.replace(chr(10), inside)}" if text else ""


def _list(blocks: Sequence[Block]) -> str:
    """Items as their levels nest.

    A number that is not the next one begins a list of its own, else renderers would count on:
    lists are told apart by "." and ")" after the number.
    """
    lines: list[str] = []
    opened: list[tuple[Block, str]] = []  # the last item of each depth, with its sign
    for block, depth in zip(blocks, depths(blocks), strict=True):
        last, sign = opened[depth] if depth < len(opened) else (None, "-")
        indent = "".join(" " * (len(outer) + 1) for _, outer in opened[:depth])
        content = runs(block)
        if block.number is None or not paragraph(content):
            sign = "-"
        elif last is not None and last.number == block.number:  # goes on in another paragraph
            inside = f"{indent}{' ' * len(sign)} "
            lines += ["", *(inside + line for line in paragraph(content).split("\n"))]
            del opened[depth + 1 :]
            continue
        elif sign == "-" or last is None or last.number is None:
            sign = f"{block.number}."
        elif last.number + 1 == block.number:
            sign = f"{block.number}{sign[-1]}"
        else:
            sign = f"{block.number}{')' if sign[-1] == '.' else '.'}"
        if sign != "-" and block.number != 1 and len(opened) == depth > 0:
            lines.append("")  # it cannot follow a paragraph at once
        lines.append(_item(content, sign, indent) or indent + sign)
        opened[depth:] = [(block, sign)]
    return "\n".join(lines)


def _quote(blocks: Sequence[Block]) -> str:
    lines: list[str] = []
    before = 0
    for block, depth in zip(blocks, depths(blocks), strict=True):
        signs = "> " * (depth + 1)
        if lines:
            lines.append("> " * min(before, depth + 1))
        lines += [signs + line for line in paragraph(runs(block)).split("\n")]
        before = depth + 1
    return "\n".join(line.rstrip(" ") for line in lines)


def _table(rows: Sequence[Sequence[str]]) -> str:
    """The first row is the head, as it must be; later rows may be shorter."""
    width = max(len(row) for row in rows)
    lines = []
    for number, row in enumerate(rows):
        cells = [one_line(text_runs(cell)).replace("|", "\\|") for cell in row]
        if number == 0:
            cells += [""] * (width - len(cells))
        lines.append(f"| {' | '.join(cells)} |")
        if number == 0:
            lines.append(f"|{' --- |' * width}")
    return "\n".join(lines)


def _fence(code: str) -> str:
    longest = max((len(run) for run in re.findall("`+", code)), default=0)
    fence = "`" * max(3, longest + 1)
    return f"{fence}\n{code}\n{fence}" if code else ""


def _biography(author: Author) -> str:
    if not author.bio:
        return ""
    name = [(text, (_STRONG, *marks)) for text, marks in _linked(author.name, author.url, 0)]
    return paragraph([*name, (": ", ()), *text_runs(author.bio)])


def _related(links: Sequence[Link]) -> list[str]:
    parts = []
    for group, members in groupby(links, key=lambda link: link.group):
        parts.append(paragraph(text_runs(group, _STRONG)))
        items = []
        for link in members:
            content = _linked(link.title, link.url, 0)
            for detail in (link.section, link.published and link.published.isoformat()):
                if detail:
                    content += [*_separator(content), *text_runs(detail)]
            items.append(_item(content))
        parts.append("\n".join(filter(None, items)))
    return parts


def _linked(text: str, url: str | None, number: int) -> list[Run]:
    href = safe_url(url)
    return text_runs(text, *([Mark("a", href, number)] if href else []))


def _separator(before: Sequence[Run]) -> list[Run]:
    return [(" · ", ())] if before else []
