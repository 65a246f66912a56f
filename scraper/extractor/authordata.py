"""Who wrote the article by what a page tells machines: JSON-LD, meta tags, microdata."""

from __future__ import annotations

import re

from scraper.extractor import jsonld, names
from scraper.extractor.metadata import Page
from scraper.extractor.namepool import Pool, where
from scraper.extractor.namewords import is_agency, is_known_person, is_organisation
from scraper.extractor.wording import fold

META = (
    "author parsely-author sailthru.author dc.creator dcterms.creator article:author "
    "article:author_name og:article:author citation_author byl cxenseparse:author author.name "
    "cse-authors authors article.author rnews:creator dc.contributor og:author book:author "
    "shareaholic:article_author_name twitter:creator:name content_author mediator_author byline "
    "articleauthor article:byline"
).split()
SURNAME_FIRST = re.compile(  # "Doe, Jane", "Doe, Jane Q."
    r"([^\W\d_][\w'’-]*), ?([^\W\d_][\w'’-]*\.?(?: [^\W\d_]\.?){0,2})"
)
MAX_ORGANISATION = 80  # characters of an organisation's name


def read(page: Page, pool: Pool) -> None:
    """Adds the names that structured data gives; bylines have been read before."""
    _from_jsonld(page, pool)
    for name in filter(page.document.metas.__contains__, META):
        for content in page.meta(name)[:12]:
            for person in _structured(pool, content):
                evidence = f"meta {name if name == 'author' else 'special'}"
                pool.add(person, "meta", evidence, company=name)
    for number in "12":
        for label in page.meta(f"twitter:label{number}")[:1]:
            if names.introduces(label):
                for content in page.meta(f"twitter:data{number}")[:1]:
                    for person in _structured(pool, content):
                        pool.add(person, "meta", "twitter data")
    for value, scope, block in page.microdata("author", "creator")[:8]:
        if "omment" not in scope and "eview" not in scope and len(value) < 120:
            for person in names.split(value, strict=False)[:6]:
                pool.add(person, "microdata", "microdata author", block=block)
    for value, scope, block in page.microdata("name")[:30]:
        if scope.endswith(("Person", "UserAccount")):
            place = where(page, block)
            for person in names.split(value, strict=False)[:2]:
                pool.add(person, "microdata", f"microdata person {place}", block=block)


def _structured(pool: Pool, text: str) -> list[str]:
    """The names in a field of structured data; a list of nobody known or shown is one name."""
    if text.startswith(("http:", "https:", "//")) or ("/" in text and " " not in text):
        return []
    found = names.split(text, strict=False)
    listed = [SURNAME_FIRST.fullmatch(part.strip()) for part in text.split(";")]
    apart = any(is_organisation(name) or fold(name) in pool.by_name for name in found)
    if all(listed) and not apart:
        return [f"{name[2]} {name[1]}" for name in listed if name is not None]
    known = any(
        is_agency(name) or is_known_person(name) or fold(name) in pool.by_name for name in found
    )
    if len(found) > 1 and not known and len(text) <= MAX_ORGANISATION:
        return [text]
    return found


def _from_jsonld(page: Page, pool: Pool) -> None:
    graph = page.graph
    nodes = [(node, "ld" if node is graph.article else "ld other") for node in graph.articles[:3]]
    if graph.page is not None:
        nodes.append((graph.page, "ld page"))
    for node, name in nodes:
        for key in ("author", "creator"):
            values = node.get(key)
            values = values if isinstance(values, list) else [values]
            for value in values[:30]:
                value = graph.resolve(value)
                kind, url = "", None
                if isinstance(value, dict):
                    kinds = jsonld.types_of(value)
                    kind = (
                        " organisation"
                        if any("organi" in k for k in kinds)
                        else " person"
                        if kinds
                        else ""
                    )
                    url = jsonld.text(value.get("url")) or jsonld.text(value.get("sameAs"))
                    if (
                        url is None
                        and str(value.get("@id", "")).startswith("http")
                        and "#" not in str(value["@id"])
                    ):
                        url = str(value["@id"])
                for text in jsonld.texts(value, "name")[:10] or _parted(value):
                    whole = "organi" in kind and not text.startswith("http")
                    for person in [text[:80]] if whole else _structured(pool, text):
                        evidence = f"{name} {key}{kind}"
                        pool.add(person, "json-ld", evidence, url=url, company=name + key)
    if not graph.articles:
        for node in graph.nodes[:60]:
            if "person" in jsonld.types_of(node):
                for text in jsonld.texts(node.get("name"))[:1]:
                    for person in _structured(pool, text):
                        pool.add(
                            person, "json-ld", "ld lone person", url=jsonld.text(node.get("url"))
                        )


def _parted(person: object) -> list[str]:
    """The name of somebody whose given and family names stand apart."""
    if not isinstance(person, dict):
        return []
    parts = [jsonld.text(person.get(key)) for key in ("givenName", "familyName")]
    return [" ".join(filter(None, parts))] if all(parts) else []
