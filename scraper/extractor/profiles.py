"""Where the links of a line lead: to the profile of whom they name, or to a topic."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from scraper.extractor.markers import markers
from scraper.extractor.metadata import Page

PROFILE = re.compile(
    r"/(?:(?:authors?|autor(?:es|en|in)?|auteurs?|autori|profiles?|people|person|staff|contributors?|"
    r"team|by|writers?|columnists?|redakteure?|redaktion|journalists?|members?|users?|u|bio|"
    r"experts?|editors?|penulis|yazar(?:lar)?|forfatter|skribent|firmas?|journaliste|reporter)"
    r"(?:/|\.|-|$)|@[\w.-]+/?$)|\?author=|&author=|=author(?<=rel=author)",
    re.IGNORECASE,
)
TOPIC = re.compile(  # where links lead that are no names, whatever they look like
    r"[/?&](?:\w+[-_])?(?:tags?|topics?|categor(?:y|ies|ias?|ie)|kategorien?|themen?|sections?"
    r"|rubri(?:k(?:en)?|ques?)|labels?)(?:[/=]|$)|#(?:comments?|respond|kommentare?)\b",
    re.IGNORECASE,
)
MAX_LINE = 200  # characters of a line that is read for words such as "edited by"


def of(page: Page, index: int) -> list[tuple[str, str, str]]:
    """(text, address, how it is known) of a block's links to somebody's profile."""
    block = page.document.blocks[index]
    found = []
    for link in block.links[:12]:
        if link.end - link.start > 80:
            continue
        href = link.href or ""
        if link.element >= 0 and _is_author(page, link.element):
            how = "rel"
        elif PROFILE.search(href):
            how = "profile"
        else:
            continue
        if not _by_others(block.text, link.start):
            found.append((block.text[link.start : link.end], href, how))
    return found


def _is_author(page: Page, element: int) -> bool:
    """Whether markup says that a link, or what it is the address of, is the author."""
    attributes = page.document.elements[element].attributes
    if attributes.get("itemprop") == "url":
        attributes = page.document.elements[page.document.elements[element].parent].attributes
    return "author" in (attributes.get("rel") or "") + (attributes.get("itemprop") or "")


def _by_others(text: str, start: int) -> bool:
    """Whether words such as "edited by" stand last before a place in a short text."""
    if not start or len(text) > MAX_LINE:
        return False
    before = markers(text[:start])
    return bool(before) and not before[-1].wrote


def is_topic(page: Page, href: str) -> bool:
    """Whether an address is that of a topic, a place on a page or the section of this page."""
    if TOPIC.search(href):
        return True
    if PROFILE.search(href) or not page.document.url:
        return False
    try:
        link = urlsplit(href)
        own = urlsplit(page.document.url).path
    except ValueError:
        return False
    section = link.path.rstrip("/") + "/"
    return not link.query and 2 < len(section) < len(own) and own.startswith(section)
