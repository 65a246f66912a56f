"""robots.txt by RFC 9309: what may be fetched, how slowly, and when to look at the file again."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import lru_cache

from protego import Protego

from scraper.fetcher.hosts import DAY, RobotsRecord

MAX_BYTES = 500 * 1024  # RFC 9309, 2.5: at least 500 kibibytes must be read; the rest is ignored
_RETRY = 3_600.0  # seconds until an unreachable robots.txt is asked for again
_PRODUCT = re.compile(r"(?:.*\bcompatible; *)?([\w-]+(?:/[\w.]+)?)")
_GIVE_UP = 30 * DAY  # RFC 9309, 2.3.1.4: after 30 days unreachable counts as unavailable


def next_look(record: RobotsRecord) -> float:
    """When (Unix time) to ask for the file again: after 24 hours (RFC 9309, 2.4), or one hour
    where it could not be had."""
    return record.fetched_at + (DAY if record.unreachable_since is None else _RETRY)


def is_fresh(record: RobotsRecord, now: float) -> bool:
    """Whether the file need not be asked for yet."""
    return record.fetched_at <= now < next_look(record)


def text(body: bytes) -> str:
    """The rules in a file's bytes.

    Of a file that is too long the beginning, to the end of a line: half a rule forbids more.
    """
    if len(body) >= MAX_BYTES:
        body = body[: 1 + max(body.rfind(b"\n", 0, MAX_BYTES), body.rfind(b"\r", 0, MAX_BYTES))]
    return body.decode("utf-8-sig", "replace")


def read(record: RobotsRecord | None, status: int, text: str, now: float) -> RobotsRecord:
    """The record after an answer.

    2xx: the file's rules.  4xx: no rules (2.3.1.3).  429 and 5xx: unreachable (2.3.1.4), as is
    what answers 304 unasked.
    """
    if status in (304, 429) or status >= 500:
        return unreachable(record, status, now)
    return RobotsRecord(fetched_at=now, status=status, text=text if 200 <= status < 300 else "")


def unreachable(record: RobotsRecord | None, status: int | None, now: float) -> RobotsRecord:
    """The record after no answer or a failed one; the last good copy is kept."""
    if record is None:
        record = RobotsRecord(fetched_at=now, status=status)
    since = now if record.unreachable_since is None else record.unreachable_since
    return replace(record, fetched_at=now, status=status, unreachable_since=since)


def blocks_everything(record: RobotsRecord, now: float) -> bool:
    """Unreachable, no earlier copy to go by: nothing may be fetched, for 30 days."""
    since = record.unreachable_since
    return since is not None and record.text is None and now - since < _GIVE_UP


def allows(record: RobotsRecord, url: str, agent: str) -> bool:
    """Whether the rules for `agent` (a User-Agent header) let it fetch `url`."""
    return not record.text or _rules(record.text).can_fetch(url, _product(agent))


def crawl_delay(record: RobotsRecord, agent: str) -> float | None:
    """Seconds between two requests that the file asks of `agent`; None: it asks for nothing.

    At most a day: a file that asks for more means that it wants no visits, and can say so.
    """
    if not record.text:
        return None
    rules, product = _rules(record.text), _product(agent)
    rate = rules.request_rate(product)
    delays = [
        rules.crawl_delay(product),
        rate.seconds / rate.requests if rate and rate.requests else None,
    ]
    asked = [min(float(value), DAY) for value in delays if value is not None and value > 0]
    return max(asked, default=None)


def sitemaps(record: RobotsRecord) -> tuple[str, ...]:
    """Addresses of the sitemaps the file names, in its order."""
    return tuple(_rules(record.text).sitemaps) if record.text else ()


def _product(agent: str) -> str:
    """The product token of RFC 9309, 2.2.1, with its version, which some files name too.

    It is "scraper/1.0" of "scraper/1.0 (+contact)" and "Mozilla/5.0 (compatible; scraper/1.0)".
    """
    found = _PRODUCT.match(agent)
    return found[1] if found else agent


@lru_cache(maxsize=512)
def _rules(text: str) -> Protego:
    return Protego.parse(text)
