"""What a run writes: documents, articles, failures, each with its state in one transaction."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from itertools import count, islice

from scraper import decisions, discovery, schedule
from scraper.article import Article
from scraper.clock import Clock
from scraper.config import Source
from scraper.discovery.addresses import clean
from scraper.errors import ExtractionError, FetchError, ScraperError, StoreError
from scraper.extraction import Read
from scraper.fetcher import interstitials
from scraper.lessons import Lessons
from scraper.stages import Candidate, DocumentRecord, Lesson, Look, Page, UrlRecord
from scraper.store import Store

_CHUNK = 1000  # candidates handed to the database at a time
_COMPARED = 20  # new and changed articles that are compared with the others at a time
_FRESHEST = timedelta(days=30)  # no caching header puts a look off for longer


@dataclass(frozen=True, slots=True)
class DocumentKept:
    """What one document has brought."""

    found: int = 0  # candidates
    added: int = 0  # of these, not known before
    onward: str | None = None  # address of the list's next page; None: there is none


@dataclass(frozen=True, slots=True)
class PageKept:
    """What became of one page."""

    outcome: str  # a name of RunCounts: new, changed, unchanged, not_modified, skipped
    title: str | None = None


class Keeper:
    """Writes the results of one run.  Its methods may be called from any thread."""

    def __init__(
        self,
        store: Store,
        run_id: int,
        clock: Clock,
        live: Collection[str],
        extract: Callable[[Page, tuple[Lesson, ...]], Read],
    ) -> None:
        """`live`: names of all sources of the run."""
        self._store = store
        self._run_id = run_id
        self._clock = clock
        self._live = live
        self._extract = extract
        self._lessons = Lessons(store)
        self._news = count(1)

    def listed(self, candidates: list[Candidate]) -> int:
        """Keep addresses given by hand; how many are new."""
        return self._store.add_candidates(candidates, self._clock(), live=self._live)

    def document(
        self, document: DocumentRecord, page: Page, source: Source, *, is_first: bool
    ) -> DocumentKept:
        """Keep what a document says; `is_first`: not a further page of a list.

        Raises UnreadableDocument.
        """
        now = self._clock()
        if page.not_modified:
            with self._store.batch():
                self._store.note_source(source.name, now)
                self._store.put_document(discovery.looked_at(document, page, None, source, now))
            return DocumentKept()
        reading = discovery.read(document, page)
        found = added = 0
        with self._store.batch():
            wanted = discovery.candidates(reading, document, source, now)
            while chunk := list(islice(wanted, _CHUNK)):
                found += len(chunk)
                added += self._store.add_candidates(chunk, now, live=self._live)
            if document.kind == "sitemap":
                known = self._store.documents(source.name)
                for record in discovery.further(reading, document, source, known, now):
                    self._store.put_document(record)
            if is_first:
                self._store.put_document(discovery.looked_at(document, page, reading, source, now))
        onward = reading.further[0].url if reading.further and document.kind != "sitemap" else None
        return DocumentKept(found, added, onward)

    def document_failure(self, document: DocumentRecord, error: ScraperError) -> None:
        """Keep that a document could not be had or read."""
        self._store.put_document(discovery.went_wrong(document, error, self._clock()))

    def page(
        self,
        record: UrlRecord,
        page: Page,
        source: Source,
        looks: Mapping[Look, tuple[int, int]],
    ) -> PageKept:
        """Extract a page and keep its article.  Raises ExtractionError, FetchError for a notice."""
        now = self._clock()
        after = decisions.fetched(record, page, now)
        article, lesson = (None, None) if page.not_modified else self._extracted(page, record)
        planned = record.url
        with self._store.batch():
            if article is None:
                self._store.record(after, self._run_id, page=page)
                planned = self._remember_move(None, after, page)
                outcome = "not_modified"
            elif decisions.unwanted(article, source, now):
                self._store.record(decisions.skipped(after, record), self._run_id, page=page)
                return PageKept("skipped")
            else:
                outcome = self._store.save(article, after, self._run_id, page=page, lesson=lesson)
                planned = self._remember_move(article, after, page)
            if outcome == "changed":
                after = replace(after, last_change=now)
            if (look := decisions.unasked_look(record)) is not None:
                self._store.count_look(source.name, look, changed=outcome == "changed")
            again = schedule.next_look(after, now, looks)
            if again is not None and page.fresh_until is not None:
                again = max(again, min(page.fresh_until, now + _FRESHEST))
            self._store.plan(planned, next_fetch=again, last_change=after.last_change)
        if lesson is not None:
            self._lessons.learned(page.final_url)
        # As they come: at the end, all would be left to one core.
        if outcome in ("new", "changed") and next(self._news) % _COMPARED == 0:
            self._store.find_copies()
        return PageKept(outcome, article.title if article else None)

    def _extracted(self, page: Page, record: UrlRecord) -> Read:
        """The record of a page, and what it teaches.

        Whatever goes wrong with one page must not end the run.
        """
        try:
            article, lesson = self._extract(page, self._lessons.of(page.final_url))
            interstitials.refuse(
                page,
                article.to_text(facts=True),
                is_article=article.is_article,
                is_dated=article.published is not None,
                failures=record.failures,
                now=self._clock(),
            )
        except (FetchError, ExtractionError, StoreError):
            raise
        except Exception as error:
            raise ExtractionError(f"{page.url}: cannot be read: {error!r}") from error
        return decisions.noted(article, page), lesson

    def _remember_move(self, article: Article | None, record: UrlRecord, page: Page) -> str:
        """Where permanent redirects lead is the same article: it need not be fetched again.

        The address that further looks ask for: one is enough.
        """
        moved = clean(page.permanent_url) if page.permanent_url else None
        if moved is None or moved == record.url:
            return record.url
        known = self._store.url(moved)
        moved = known.url if known else moved
        if moved != record.url and (known is None or known.state != "ok"):
            if article is None:
                return record.url
            self._store.save(article, replace(record, url=moved), self._run_id, page=page)
        return moved

    def page_failure(self, record: UrlRecord, error: FetchError | ExtractionError) -> str | None:
        """Keep that a page could not be had or read; the kind of the failure.

        None: nothing was asked, the host's turn had not come.
        """
        if isinstance(error, FetchError) and error.kind == "later":
            self._store.plan(record.url, next_fetch=error.retry_at)
            return None
        after = decisions.failed(record, error, self._clock())
        self._store.record(after, self._run_id)
        return after.error_kind
