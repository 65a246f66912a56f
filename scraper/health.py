"""Which sources need a person: silent ones, failing ones, ones whose extraction got worse."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from statistics import median


@dataclass(frozen=True, slots=True, kw_only=True)
class Quality:
    """How well the articles stored in some span of time could be read."""

    articles: int
    words: float  # median words of an article
    authors: float  # share with an author, 0 to 1
    dated: float  # share with a date, 0 to 1
    titled: float  # share with a headline, 0 to 1


@dataclass(frozen=True, slots=True)
class Came:
    """When one article came."""

    stored: datetime
    published: datetime  # as far as is known, else when it was stored


MIN_ARTICLES = 10  # in each span; fewer say nothing about quality
_SHARE_LOST = 0.4  # a share this much lower than before is a drop
_WORDS_LOST = 0.5  # likewise, as share of the words before
_SAME_RUN = 60.0  # seconds; undated articles stored closer together came in one run
_SILENCE = 5  # silent for so many times the usual gap between articles
_MIN_SILENCE = timedelta(days=2)  # and at least for this long: nobody publishes on Sundays


def silence(latest: Sequence[Came], now: datetime) -> timedelta | None:
    """How long a source has been unusually silent; None: it has not been.

    `latest`: its latest articles.  Fewer than four say nothing, and neither do those that all
    came at once.
    """
    if len(latest) < 4:
        return None
    times = sorted(article.published for article in latest)
    gaps = [(later - earlier).total_seconds() for earlier, later in pairwise(times)]
    apart = [gap for gap in gaps if gap > _SAME_RUN]
    quiet = now - max(article.stored for article in latest)
    if not apart or quiet <= max(timedelta(seconds=median(apart)) * _SILENCE, _MIN_SILENCE):
        return None
    return quiet


def quality_drop(before: Quality, lately: Quality) -> str | None:
    """What got worse, in words; None: nothing, or too few articles to tell."""
    if min(before.articles, lately.articles) < MIN_ARTICLES:
        return None
    for name, was, now in (
        ("authors", before.authors, lately.authors),
        ("dates", before.dated, lately.dated),
        ("headlines", before.titled, lately.titled),
    ):
        if was - now >= _SHARE_LOST:
            return f"{name} found on {now:.0%} of the articles, {was:.0%} before"
    if before.words and lately.words < before.words * _WORDS_LOST:
        return f"articles have {lately.words:.0f} words, {before.words:.0f} before"
    return None
