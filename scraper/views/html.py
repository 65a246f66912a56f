"""A record as one sanitised HTML element."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from html import escape
from itertools import groupby

import nh3

from scraper.article import Article, Author, Block, Image, Link
from scraper.views.groups import depths, groups
from scraper.views.inline import SCHEMES, TAGS, inner_html, safe_url

_STRUCTURE = frozenset(
    "article header section aside nav h1 h2 h3 h4 h5 h6 p ul ol li blockquote pre table tbody tr "
    "td figure figcaption img address time".split()
)

_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*")


def to_html(article: Article) -> str:
    """The record as an ``<article>``: nothing in it runs, loads or leads anywhere but http(s).

    Headline, standfirst, byline, images, key facts, body, biographies, related links.  Images
    are the only thing that a browser would fetch.
    """
    body = article.body
    position = article.facts_position if article.facts else len(body)
    known = _LANGUAGE.fullmatch(article.language or "")
    language = f' lang="{article.language}"' if known else ""
    parts = [
        f"<article{language}>",
        *_head(article),
        *_body(body[:position]),
        *_facts(article),
        *_body(body[position:]),
        *(_figure(image) for image in article.images if not image.is_lead),
        *(_biography(author) for author in article.authors),
        *_related(article.related),
        "</article>",
    ]
    return _cleaner().clean("\n".join(filter(None, parts)))


@cache
def _cleaner() -> nh3.Cleaner:
    """The last word on what may stand in the view, whatever was put together above."""
    return nh3.Cleaner(
        tags=set(_STRUCTURE | TAGS),
        attributes={
            "a": {"href"},
            "img": {"src", "alt"},
            "time": {"datetime"},
            "article": {"lang"},
            "li": {"value"},
        },
        url_schemes=set(SCHEMES),
        url_relative="deny",
        link_rel=None,
    )


def _element(tag: str, text: str | None) -> str:
    return f"<{tag}>{escape(text, quote=False)}</{tag}>" if text else ""


def _head(article: Article) -> list[str]:
    names = ", ".join(_link(author.name, author.url) for author in article.authors)
    parts = [
        "<header>",
        _element("h1", article.title),
        _element("p", article.subtitle),
        f"<address>{names}</address>" if names else "",
    ]
    if article.published:
        moment = article.published.isoformat()
        parts.append(f'<p><time datetime="{moment}">{moment[:10]}</time></p>')
    parts += [_figure(image) for image in article.images if image.is_lead]
    return [*parts, "</header>"] if any(parts[1:]) else []


def _figure(image: Image) -> str:
    if not safe_url(image.url):
        return ""
    alt = f' alt="{escape(image.alt)}"' if image.alt else ""
    shown = " ".join(text for text in (image.caption, image.credit) if text)
    return f'<figure><img src="{escape(image.url)}"{alt}>{_element("figcaption", shown)}</figure>'


def _facts(article: Article) -> list[str]:
    if not article.facts:
        return []
    items = []
    for fact in article.facts:
        label = f"{_element('strong', f'{fact.label}:')} " if fact.label else ""
        items.append(f"<li>{label}{escape(fact.text, quote=False)}</li>")
    return ["<aside>", _element("h2", article.facts_heading), "<ul>", *items, "</ul>", "</aside>"]


def _body(blocks: Sequence[Block]) -> list[str]:
    parts = []
    for kind, members in groups(blocks):
        block = members[0]
        if kind == "list_item":
            parts.append(_list(members))
        elif kind == "quote":
            parts.append(_quote(members))
        elif kind == "table":
            rows = ("".join(f"<td>{escape(c)}</td>" for c in b.text.split("\t")) for b in members)
            parts.append("<table><tbody>" + "".join(f"<tr>{r}</tr>" for r in rows))
            parts.append("</tbody></table>")
        elif kind == "heading":
            level = min(max(block.level or 2, 1), 6)
            parts.append(f"<h{level}>{inner_html(block)}</h{level}>")
        elif kind == "code":
            parts.append(f"<pre><code>{escape(block.text, quote=False)}</code></pre>")
        elif kind == "caption":
            parts.append(f"<p><em>{inner_html(block)}</em></p>")
        else:
            parts.append(f"<p>{inner_html(block)}</p>")
    return parts


def _list(blocks: Sequence[Block]) -> str:
    """Lists that nest as the levels do; inner ones stand in their item."""
    parts: list[str] = []
    opened: list[tuple[str, int]] = []  # tag and the last number, of each list that is open
    for block, depth in zip(blocks, depths(blocks), strict=True):
        while len(opened) > depth + 1:
            parts.append(f"</li></{opened.pop()[0]}>")
        tag, number = ("ul", 0) if block.number is None else ("ol", block.number)
        if len(opened) > depth:
            if opened[-1] == (tag, number) != ("ul", 0):  # goes on in another paragraph
                parts.append(f"<br>{inner_html(block)}")
                continue
            parts.append("</li>")
            if opened[-1][0] != tag:
                parts.append(f"</{opened.pop()[0]}>")
        if len(opened) == depth:
            parts.append(f"<{tag}>")
            opened.append((tag, 0))
        value = f' value="{number}"' if tag == "ol" and number != opened[-1][1] + 1 else ""
        opened[-1] = (tag, number)
        parts.append(f"<li{value}>{inner_html(block)}")
    parts += [f"</li></{tag}>" for tag, _ in reversed(opened)]
    return "".join(parts)


def _quote(blocks: Sequence[Block]) -> str:
    """Quotations that nest as the levels do."""
    parts: list[str] = []
    open_ = 0
    for block, depth in zip(blocks, depths(blocks), strict=True):
        parts.append("</blockquote>" * (open_ - depth - 1) + "<blockquote>" * (depth + 1 - open_))
        parts.append(f"<p>{inner_html(block)}</p>")
        open_ = depth + 1
    return "".join(parts) + "</blockquote>" * open_


def _biography(author: Author) -> str:
    if not author.bio:
        return ""
    name = _link(author.name, author.url)
    return f"<section><p><strong>{name}</strong>: {escape(author.bio, quote=False)}</p></section>"


def _related(links: Sequence[Link]) -> list[str]:
    parts = []
    for group, members in groupby(links, key=lambda link: link.group):
        items = []
        for link in members:
            details = [link.section, link.published and link.published.isoformat()]
            shown = [_link(link.title, link.url), *(escape(d) for d in details if d)]
            items.append(f"<li>{' · '.join(shown)}</li>")
        parts += ["<nav>", _element("h2", group), "<ul>", *items, "</ul>", "</nav>"]
    return parts


def _link(text: str, url: str | None) -> str:
    href = safe_url(url)
    shown = escape(text, quote=False)
    return f'<a href="{escape(href)}">{shown}</a>' if href else shown
