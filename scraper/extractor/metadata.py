"""What a page says about itself, gathered once for all fields: JSON-LD, microdata, meta tags."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from functools import cached_property
from itertools import chain
from typing import Generic, TypeVar
from urllib.parse import urlsplit

from scraper.extractor import embedded, jsonld
from scraper.extractor.document import Document
from scraper.extractor.wording import fold, words

T = TypeVar("T")

SITE_TYPES = frozenset({"website", "organization", "newsmediaorganization"})
TRAIL = frozenset({"breadcrumb", "breadcrumbs", "crumb", "crumbs"})
SITE_NAME = 24  # letters; a longer name of the site that is a headline too is no name


@dataclass(frozen=True, slots=True)
class Choice(Generic[T]):
    """The value chosen for a field, with where it came from and how sure it is."""

    value: T
    source: str | None = None  # json-ld, meta, microdata, page, url, state; None: no value
    confidence: float = 0.0  # 0 to 1


@dataclass(slots=True)
class Candidate(Generic[T]):
    """One value that a field may take, with all that speaks for and against it."""

    value: T
    sources: list[str] = field(default_factory=list)  # where it was found, in order
    evidence: set[str] = field(default_factory=set)  # names of features, weighed by scoring.py
    block: int = -1  # index of the block that shows it; -1: none does
    company: set[str] = field(default_factory=set)  # lists and lines that name it beside others


def _is_json_ld(name: str) -> bool:
    """Whether the type of a script, or the name of a <meta>, says that it holds JSON-LD."""
    return "ld" in name and "+" in name and "json" in name


class Page:
    """A document with its structured data read: what the field modules decide from."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.headline = -1  # index of the block that shows the headline, set by title.choose
        self.language: str | None = None  # set by language.choose

    @cached_property
    def graph(self) -> jsonld.Graph:
        """The page's JSON-LD; where it names no article, what its other scripts say, too."""
        metas = self.document.metas
        own = [text for name, text in self.document.scripts if _is_json_ld(name)]
        own += [text for name in filter(_is_json_ld, metas) for text in metas[name]]
        graph = jsonld.read(own, self.addresses, self.headlines)
        if graph.article is None and (more := embedded.read(self.scripts)):
            graph = jsonld.read([*own, *more], self.addresses, self.headlines)
        return graph

    @cached_property
    def scripts(self) -> list[str]:
        """Scripts that stand in the page and are no JSON-LD."""
        return [text for name, text in self.document.scripts if not _is_json_ld(name)]

    @cached_property
    def addresses(self) -> list[str]:
        """Addresses of this page: as fetched, canonical, og:url."""
        found = [self.document.url or "", *self.document.rels.get("canonical", ())]
        found += self.document.metas.get("og:url", ())
        return [address for address in dict.fromkeys(found) if address]

    @cached_property
    def headlines(self) -> list[str]:
        """What the page calls itself: <title>, og:title, the first h1 elements."""
        found = [self.document.head_title or "", *self.document.metas.get("og:title", ())[:1]]
        found += [block.text for block in self.document.blocks[:400] if block.tag == "h1"][:3]
        return [headline for headline in found if headline]

    @cached_property
    def host(self) -> str:
        """Host of the page without `www.`; empty where no address is known."""
        for address in self.addresses:
            try:
                if host := urlsplit(address).hostname:
                    return host.removeprefix("www.")
            except ValueError:
                continue
        return ""

    @cached_property
    def site_names(self) -> set[str]:
        """What the site may call itself: folded, without spaces."""
        names = {
            fold(name)
            for name in self.meta(
                "og:site_name",
                "application-name",
                "al:ios:app_name",
                "apple-mobile-web-app-title",
                "twitter:site",
            )
        }
        graph = self.graph
        if graph.article is not None:
            publisher = graph.resolve(graph.article.get("publisher"))
            names.update(fold(name) for name in jsonld.texts(publisher, "name")[:2])
        for node in graph.nodes[:60]:
            if not SITE_TYPES.isdisjoint(jsonld.types_of(node)):
                names.update(fold(name) for name in jsonld.texts(node.get("name"))[:1])
        parts = [words(name) for name in names]
        squashed = {"".join(name) for name in parts}
        squashed.update("".join([word[0] for word in name]) for name in parts if len(name) > 2)
        if self.host:
            labels = [self.host, *self.host.split(".")[:-1]]
            squashed.update("".join(words(label)) for label in labels if len(label) > 3)
        headlines = ["".join(words(text)) for text in self.headlines[1:]]
        return {
            name
            for name in squashed
            if len(name) > 1 and not (len(name) > SITE_NAME and name in headlines)
        }

    @cached_property
    def anchor(self) -> int:
        """Index of the block that shows the headline, else of the article's first text."""
        if self.headline >= 0:
            return self.headline
        blocks = self.document.blocks
        return next((i for i, b in enumerate(blocks) if b.role in ("title", "body")), 0)

    def text(self, roles: frozenset[str], limit: int) -> str:
        """The first `limit` characters of the blocks of these roles, one block a line."""
        texts, size = [], 0
        for index in self.of_roles(roles):
            text = self.document.blocks[index].text
            texts.append(text)
            size += len(text) + 1
            if size >= limit:
                break
        return "\n".join(texts)[:limit]

    @cached_property
    def by_role(self) -> dict[str, list[int]]:
        """Indices of the blocks of each role that the page has."""
        found: defaultdict[str, list[int]] = defaultdict(list)
        for index, block in enumerate(self.document.blocks):
            found[block.role].append(index)
        return dict(found)

    def of_roles(self, roles: frozenset[str]) -> list[int]:
        """Indices of the blocks of these roles, in page order."""
        return sorted(chain.from_iterable([self.by_role.get(role, ()) for role in roles]))

    @cached_property
    def by_kind(self) -> list[list[int]]:
        """Indices of the elements of each of Document.kinds."""
        found: list[list[int]] = [[] for _ in self.document.kinds]
        for element in self.document.elements:
            found[element.kind].append(element.index)
        return found

    @cached_property
    def landmarks(self) -> tuple[list[int], int]:
        """Indices of the elements <h1>, and of the first one called breadcrumb (-1: none)."""
        elements = self.document.elements
        headings: list[int] = []
        trails: list[int] = []
        for names, members in zip(self.document.kinds, self.by_kind, strict=True):
            if names[-1] == "<h1>":
                headings += members
            if not TRAIL.isdisjoint(names):
                trails += [i for i in members if elements[i].last - elements[i].first <= 12]
        return sorted(headings), min(trails, default=-1)

    def meta(self, *names: str) -> list[str]:
        """Contents of the <meta> elements of these names, in the order of the names."""
        return [
            text
            for name in names
            for content in self.document.metas.get(name, ())
            if content and (text := jsonld.clean(content))
        ]

    def microdata(self, *names: str) -> list[tuple[str, str, int]]:
        """(value, type of its item, block) of the itemprops of these names, in page order."""
        found = []
        for item in self.document.properties:
            if item.name.lower() in names:
                value = item.value
                if value is None:
                    blocks = self.document.blocks[item.first : min(item.last, item.first + 8)]
                    value = " ".join(block.text for block in blocks)
                    value = value[item.start : item.end] if item.end else value
                if value.strip():
                    found.append((" ".join(value.split()), item.scope, item.first))
        return found

    def beside(self, block: int) -> set[str]:
        """Naming words and tags around a block, without the elements that also hold the anchor."""
        element, anchor = self.document.blocks[block].inner, self.anchor
        if element == self.document.blocks[anchor].inner:
            return set(self.document.elements[element].words)
        return self._around(element, anchor)

    def words(self, block: int) -> set[str]:
        """Naming words and tags of all elements around a block."""
        return self._around(self.document.blocks[block].inner, -1)

    def _around(self, element: int, anchor: int) -> set[str]:
        """What an element and those that enclose it are called, up to one that holds `anchor`."""
        words: set[str] = set()
        while element >= 0:
            inside = self.document.elements[element]
            if inside.first <= anchor < inside.last:
                break
            words.update(inside.words)
            words.add(inside.tag)
            element = inside.parent
        return words
