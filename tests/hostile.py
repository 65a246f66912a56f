"""Pages that mean harm, by size: shapes of markup, and claims without end."""

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
    "cells of one row": lambda n: "<table><tr>" + "<td>the ferry left" * n,
    "cells that reach far": lambda n: "<table>" + "<tr><td rowspan=999 colspan=50>x<td>y" * n,
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

_TEXT = (
    "<h1>The ferry sails</h1><p>The white ferry left the northern quay at eight in the morning, "
    "and half of the town stood at the water to watch it.</p>"
)


def _json_ld(text: str) -> str:
    return f'<script type="application/ld+json">{text}</script>{_TEXT}'


def _article(fields: str) -> str:
    return _json_ld(f'{{"@type": "NewsArticle", "headline": "The ferry sails", {fields}}}')


# name -> a page that says too much of something: for whoever reads its words, not its tags
CLAIMS: dict[str, Callable[[int], str]] = {
    "nested json lists": lambda n: _json_ld("[" * n + "]" * n),
    "nested json objects": lambda n: _json_ld('{"a":' * n + "1" + "}" * n),
    "nested graphs": lambda n: _json_ld('{"@graph":[' * n + "]}" * n),
    "unclosed json": lambda n: _json_ld('{"@type":"Article","author":[' * n),
    "json that names itself": lambda n: _json_ld(
        '{"@graph":[{"@id":"#a","@type":"Article","author":{"@id":"#b"}},'
        '{"@id":"#b","@type":"Person","name":{"@id":"#a"},"worksFor":{"@id":"#b"}}]}'
    ),
    "json of wrong types": lambda n: _article(
        '"author":[[[null,1,{"name":["x",{}]}]]],"image":[[{}]],"keywords":{"a":1},'
        '"datePublished":1e999,"dateModified":[],"commentCount":-1,"articleSection":[{}]'
    ),
    "numbers": lambda n: _article(f'"datePublished":{"9" * n},"commentCount":{"9" * n}'),
    "authors": lambda n: _article(f'"author":"{_different(n, "Ida Holm #, ")}"'),
    "keywords": lambda n: _article(f'"keywords":"{_different(n, "word#, ")}"'),
    "many scripts": lambda n: _article('"author":"Ida Holm"') * (n // 20),
    "meta tags": lambda n: _different(n, '<meta property="article:tag" content="t#">') + _TEXT,
    "a long title": lambda n: f"<title>{'The ferry | ' * n}</title>{_TEXT}",
    "a long address": lambda n: f'<link rel=canonical href="https://a.example/{"x/" * n}">{_TEXT}',
    "a long byline": lambda n: f'{_TEXT}<p class="byline">By {"Ida Holm, " * n}</p>',
    "initials": lambda n: f'{_TEXT}<p class="byline">By {"A. " * n}</p>',
    "many bylines": lambda n: _TEXT + '<p class="byline">By Ida Holm</p>' * n,
    "dates": lambda n: f'{_TEXT}<p class="date">{"12.03.2026 " * n}</p>',
    "half dates": lambda n: f'{_TEXT}<p class="date">{"1-1-" * n}{"March 1, " * n}</p>',
    "times in times": lambda n: _TEXT + '<time datetime="2026-03-01">x' * (n // 4),
    "related links": lambda n: (
        f"{_TEXT}<h3>Related</h3><ul>{_different(n, '<li><a href=/#>The ferry again</a>')}</ul>"
    ),
    "facts": lambda n: f"{_TEXT}<h2>Fast Facts</h2><ul>{'<li><b>Pause</b>: 40 years' * n}</ul>",
    "colons": lambda n: f"{_TEXT}<h2>Fast Facts</h2><ul><li>{'a: ' * n}</ul>",
    "biographies": lambda n: _TEXT + '<div class="author-bio"><p>Ida writes.</p></div>' * n,
    "breadcrumbs": lambda n: f"<nav class=breadcrumb>{'<a href=/x>Sea</a> > ' * n}</nav>{_TEXT}",
    "pictures": lambda n: f'{_TEXT}<img srcset="{_different(n, "/i#.jpg #w, ")}">',
    "commas": lambda n: f'{_TEXT}<img srcset="{"," * n}">',
    "class names": lambda n: f'<div class="{_different(n, "c# ")}">{_TEXT}</div>',
    "one long class name": lambda n: f'<div class="{"aB" * n}">{_TEXT}</div>',
    "properties": lambda n: "<div itemscope itemprop=author>" * (n // 10) + _TEXT,
    "languages": lambda n: f'<html lang="{"en-" * n}">{_TEXT}',
    "combining marks": lambda n: f"{_TEXT}<p>a{chr(0x301) * n}{chr(0x202E) * n}</p>",
    "addresses in text": lambda n: f"{_TEXT}<p>{'http://' * n}{'a@' * n}</p>",
}
