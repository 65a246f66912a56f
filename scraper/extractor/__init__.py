"""Page in, Article out: pure, with no network, files, clock or state of its own."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from scraper.article import Article, Region
from scraper.extractor import (
    blocks,
    body,
    bounds,
    decode,
    facts,
    fields,
    related,
    relativedates,
    roles,
    sitememory,
    tags,
)
from scraper.extractor.document import Document
from scraper.extractor.sitememory import SiteMemory
from scraper.stages import Lesson


def extract(
    html: bytes | str,
    url: str | None = None,
    *,
    headers: Mapping[str, str] | None = None,
    memory: SiteMemory | None = None,
    regions: bool = False,
) -> Article:
    """Read one page.

    `html` is the page as served, or its text; `url` where it was found (None: a file, whose record
    has the address the page names as its own);
    `headers` the response's headers, names in lower case, for the charset and for the time by
    which "2 hours ago" is read; `memory` is what is known of its site: what repeats there is left
    out of the text, what its containers hold is known, and where that made a difference to the
    text `sources["body"]` says so;
    `regions` adds every block of the page with its role to the record.  Never raises on what a
    page says: a page that says nothing gives an Article without body and `is_article` False.
    """
    article, _ = extract_and_learn(html, url, headers=headers, memory=memory, regions=regions)
    return article


def extract_and_learn(
    html: bytes | str,
    url: str | None = None,
    *,
    headers: Mapping[str, str] | None = None,
    memory: SiteMemory | None = None,
    regions: bool = False,
) -> tuple[Article, Lesson | None]:
    """`extract`, and what the page teaches about its site; None: it has no text."""
    text = bounds.bound(decode.decode(html, headers))
    document = blocks.read(text, url)
    document.fetched = relativedates.moment(headers)
    marked = sitememory.Marked(document, roles.likelihoods(document))
    likely = marked.likely if memory is None else sitememory.inform(marked, memory)
    source = roles.decide(document, likely, text)
    taken = memory is not None and sitememory.apply(marked, memory)
    article = _article(document, regions=regions)
    if article.body:
        if taken or sitememory.left_out(marked.likely, likely):
            source = f"{source}, memory"
        article = msgspec.structs.replace(article, sources={**article.sources, "body": source})
    return article, sitememory.lesson(marked)


def _article(document: Document, *, regions: bool) -> Article:
    facts_heading, facts_found, position = facts.read(document)
    found = fields.read(document)
    return Article(
        url=document.url or found["canonical_url"],
        facts_heading=facts_heading,
        facts=facts_found,
        facts_position=position,
        body=body.read(document),
        related=related.read(document),
        tags=tags.read(document),
        **found,
        regions=_regions(document) if regions else (),
    )


def _regions(document: Document) -> tuple[Region, ...]:
    """Every block with its role and the chain of elements around it."""
    found = []
    for block in document.blocks:
        chain = [document.elements[i] for i in document.ancestors(block.inner)]
        path = " > ".join(".".join((e.tag, *e.words[:2])) for e in reversed(chain))
        found.append(
            Region(role=block.role, text=block.text, path=path, confidence=block.confidence)
        )
    return tuple(found)
