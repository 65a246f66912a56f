"""What the headers of an answer say of asking again: until when it is good, when to come back."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

_MAX_FRESH = timedelta(days=30)  # a page that claims to stay good for longer is looked at anyway
_SECONDS = re.compile(r"\d{1,10}")
_DIRECTIVE = re.compile(r'([\w-]+)(?:\s*=\s*"?([^",\s]*)"?)?')

# Robots directives with a value behind a colon, where else a robot is named.
_VALUED = frozenset({"unavailable_after", "max-snippet", "max-image-preview", "max-video-preview"})


def http_date(value: str | None) -> datetime | None:
    """A date as HTTP writes it (RFC 9110, 5.6.7), in UTC; None where it is none."""
    try:
        parsed = parsedate_to_datetime(value or "")
        return parsed.replace(tzinfo=UTC) if parsed.tzinfo is None else parsed.astimezone(UTC)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None


def retry_after(value: str | None, now: datetime) -> datetime | None:
    """When to ask again by Retry-After (seconds or a date, RFC 9110, 10.2.3); None: not said.

    At most a day ahead: a host that wants more will say so again.
    """
    value = (value or "").strip()
    moment = now + timedelta(seconds=int(value)) if _SECONDS.fullmatch(value) else http_date(value)
    return None if moment is None else max(now, min(moment, now + timedelta(days=1)))


def fresh_until(headers: Mapping[str, str], now: datetime) -> datetime | None:
    """Until when the answer need not be asked for again (RFC 9111, 4.2); None: it does not say.

    No guess is made from Last-Modified.  `no-cache`, `no-store` and `max-age=0` mean `now`.
    """
    directives = {
        match[1].lower(): match[2]
        for match in _DIRECTIVE.finditer(headers.get("cache-control", ""))
    }
    if "no-cache" in directives or "no-store" in directives:
        return now
    max_age = directives.get("max-age") or ""
    if _SECONDS.fullmatch(max_age):
        age = headers.get("age", "")
        lifetime = int(max_age) - (int(age) if _SECONDS.fullmatch(age) else 0)
    elif "expires" in headers:
        expires = http_date(headers["expires"])
        if expires is None:  # "0" and other invalid dates: already expired
            return now
        lifetime = int((expires - (http_date(headers.get("date")) or now)).total_seconds())
    else:
        return None
    return now + max(timedelta(0), min(timedelta(seconds=min(lifetime, 10**9)), _MAX_FRESH))


def robots_directives(values: str) -> frozenset[str]:
    """The directives of one X-Robots-Tag or <meta name=robots> that hold for this robot.

    In lower case.  "noindex, otherbot: noarchive" names "noindex" alone; "none" is "noindex" and
    "nofollow".
    """
    found: set[str] = set()
    for_all = True
    for part in values.lower().split(","):
        name, colon, rest = part.strip().partition(":")
        if " " in name:  # the rest of a date
            continue
        if colon and name not in _VALUED:
            for_all, name = name == "scraper", rest.strip()
        if for_all and name:
            found |= {"noindex", "nofollow"} if name == "none" else {name}
    return frozenset(found)
