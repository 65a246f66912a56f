"""Pages that mean harm: shapes of markup that make parsers slow, by size."""

from __future__ import annotations

from collections.abc import Callable


def _fonts(count: int) -> str:
    """Formatting elements that a parser keeps apart, because each has another attribute."""
    return "".join(f"<font a={number}>" for number in range(count))


def _different(count: int, pattern: str) -> str:
    return "".join(pattern.replace("#", str(number)) for number in range(count))


# name -> a page with `size` times the shape; all are quadratic or worse in some parser
SHAPES: dict[str, Callable[[int], str]] = {
    "nested div": lambda n: "<div>" * n,
    "nested span": lambda n: "<span>" * n,
    "nested list": lambda n: "<ul><li>" * n,
    "deep list, closed": lambda n: "<ul><li>" * n + "x" + "</li></ul>" * n,
    "list items": lambda n: "<ul>" + "<li>x" * n,
    "nested quote": lambda n: "<blockquote><p>" * n,
    "options": lambda n: "<select>" + "<option>x" * n,
    "selects": lambda n: "<select>" * n,
    "bold": lambda n: "<b>" * n,
    "bold and italic": lambda n: "<b><i>" * n,
    "bold paragraphs": lambda n: "<b><p>" * n,
    "misnested bold": lambda n: "<b><div></b>" * n,
    "misnested everything": lambda n: "<b><i><u><s><a><p></b></i></u></s>" * n,
    "nested links": lambda n: "<a href=x>" * n,
    "nested links around blocks": lambda n: "<a><div>" * n,
    "no-break": lambda n: "<nobr><p>" * n,
    "fonts opened again": lambda n: f"<p>{_fonts(n)}</p>" + "<p>x</p>" * n,
    "fonts opened again in divs": lambda n: f"<div>{_fonts(n)}</div>" + "<div>x</div>" * n,
    "fonts open around paragraphs": lambda n: _fonts(n) + "<p>x" * n,
    "fonts closed in the wrong order": lambda n: _fonts(n) + "<div>" * n + "</font>" * n,
    "fonts closed in divs": lambda n: _fonts(min(n, 1000)) + "<div></font>" * n,
    "fonts in script": lambda n: f"<script>{_fonts(n)}</script><p>{_fonts(n)}</p>" + "<p>x" * n,
    "nested tables": lambda n: "<table>" * n,
    "nested cells": lambda n: "<table><tr><td>" * n,
    "text beside cells": lambda n: "<table>" + "x<div>" * n,
    "bold beside rows": lambda n: "<table><tr>" + "<b>x" * n,
    "captions": lambda n: "<table><caption>" * n,
    "columns": lambda n: "<table>" + "<col>" * n,
    "svg": lambda n: "<svg>" * n,
    "svg groups": lambda n: "<svg>" + "<g>" * n,
    "svg with html": lambda n: "<svg><foreignObject>" * n,
    "svg unclosed, again and again": lambda n: "<svg><p>x" * n,
    "math": lambda n: "<math><mi>" * n,
    "math with html": lambda n: '<math><annotation-xml encoding="text/html">' * n,
    "templates": lambda n: "<template>" * n,
    "objects": lambda n: "<object>" * n,
    "forms": lambda n: "<form>" * n,
    "buttons": lambda n: "<button>" * n,
    "ruby": lambda n: "<ruby><rt>" * n,
    "headings": lambda n: "<h1>" * n,
    "unknown elements": lambda n: "<x-y>" * n,
    "different elements": lambda n: _different(n, "<x#></x#>"),
    "attributes": lambda n: f"<div {_different(n, 'a#=1 ')}>",
    "attributes without value": lambda n: f"<div {_different(n, 'a# ')}>",
    "attributes of quotes": lambda n: (
        f"<div {''.join(format(i, 'b').translate({48: 34, 49: 39}) + ' ' for i in range(n))}>"
    ),
    "attributes around brackets": lambda n: "<div " + _different(n, """a#='>' b#='<' """) + ">",
    "attributes after a quote in script": lambda n: (
        f"<script>i<n'</script><div {_different(n, 'a#=1 ')}>'"
    ),
    "the same attribute": lambda n: f"<div {'a=1 ' * n}>",
    "the last of many attributes again": lambda n: (
        f"<div {_different(min(n, 9000), 'a# ')}{f'a{min(n, 9000) - 1} ' * n}>"
    ),
    "attribute names": lambda n: _different(n, "<p a#=1></p>"),
    "attributes of the body": lambda n: _different(n, "<body a#=1>"),
    "unclosed tags": lambda n: "<a " * n,
    "unclosed values": lambda n: '<a b="' * n,
    "unclosed values in both quotes": lambda n: "<a b=\"'<a c='\"" * n,
    "a long tag": lambda n: f"<{'a' * n}>",
    "end tags": lambda n: "</p>" * n,
    "end tags of breaks": lambda n: "</br>" * n,
    "wrong end tags": lambda n: "<div>" * n + "</b>" * n,
    "end tags of nothing": lambda n: "<span>" * n + "</x>" * n,
    "comments": lambda n: "<!---->" * n,
    "unclosed comments": lambda n: "<!--" * n,
    "instructions": lambda n: "<?" * n,
    "doctypes": lambda n: "<!doctype " * n,
    "character data": lambda n: "<svg><![CDATA[" * n,
    "brackets": lambda n: "<" * n,
    "brackets in text": lambda n: "x < y > z " * n,
    "zeros": lambda n: "\0" * n,
    "zeros in text": lambda n: "<p>" + "\0a" * n,
    "entities": lambda n: "&amp;&#x41;&notit;&#0;" * n,
    "unclosed entities": lambda n: "&" * n,
    "scripts": lambda n: "<script>" * n,
    "titles": lambda n: "<title>" * n,
    "text areas": lambda n: "<textarea>" * n,
    "plain text": lambda n: "<plaintext>" * n,
    "frames": lambda n: "<frameset>" * n,
    "blanks": lambda n: "<p>" + " " * n,
    "one word": lambda n: "<p>" + "x" * n,
}
