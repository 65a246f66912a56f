"""Page in, Article out: pure, with no network, files, clock or state of its own."""

from __future__ import annotations

from collections.abc import Mapping

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
    signatures,
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
    if memory is not None:
        article, _ = extract_and_learn(html, url, headers=headers, memory=memory, regions=regions)
        return article
    document, page = _document(html, url, headers)
    return _article(document, roles.assign(document, page), regions=regions)


def extract_and_learn(
    html: bytes | str,
    url: str | None = None,
    *,
    headers: Mapping[str, str] | None = None,
    memory: SiteMemory | None = None,
    regions: bool = False,
) -> tuple[Article, Lesson | None]:
    """`extract`, and what the page teaches about its site; None: it has no text."""
    document, page = _document(html, url, headers)
    marked = sitememory.Marked(document, roles.likelihoods(document))
    likely = marked.likely if memory is None else sitememory.inform(marked, memory)
    source = roles.decide(document, likely, page)
    taken = memory is not None and sitememory.apply(marked, memory)
    if taken or sitememory.left_out(marked.likely, likely):
        source = f"{source}, memory"
    return _article(document, source, regions=regions), sitememory.lesson(marked)


def _document(
    html: bytes | str, url: str | None, headers: Mapping[str, str] | None
) -> tuple[Document, bytes]:
    """The document, and the page in UTF-8 that it was read from."""
    page = bounds.bound(decode.decode(html, headers))
    document = blocks.read(page, url)
    document.fetched = relativedates.moment(headers)
    return document, page


def _article(document: Document, source: str, *, regions: bool) -> Article:
    """The record of a document whose blocks have their roles; `source` says who gave them."""
    facts_heading, facts_found, position = facts.read(document)
    found = fields.read(document)
    signatures.settle(document, found["authors"])
    text = body.read(document)
    if text:
        found["sources"]["body"] = source
    return Article(
        url=document.url or found["canonical_url"],
        facts_heading=facts_heading,
        facts=facts_found,
        facts_position=position,
        body=text,
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
