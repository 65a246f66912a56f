"""When an article is looked at again: decided from what earlier looks at its source have found.

A look that finds nothing is a request wasted, on our side and on theirs.  So every article
stored, and every change found, allows a fixed amount of waste (`WASTE`), and that is spent on the
looks that are likeliest to find a change.  How likely is counted by source, by the age of the
article, and by whether the look before found a change; what a feed or sitemap announces is
fetched without any of this.  Everything here is a pure function.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from hashlib import blake2b

from scraper.stages import Look, UrlRecord

# Ages at which an article may be looked at again: news is corrected within hours, seldom later.
AGES = (
    timedelta(hours=3),
    timedelta(days=1),
    timedelta(days=3),
    timedelta(days=10),
    timedelta(days=30),
)
WASTE = 0.25  # looks without result per article stored and per change found
EXPLORED = 0.01  # share of looks made in any case: a site that starts to change is noticed
# Chance of a change before anything is known of a source, by age, weighing as much as
# _PRIOR_LOOKS looks.  Guesses; twenty looks outweigh them.
_PRIOR = (0.25, 0.15, 0.1, 0.05, 0.03)
_PRIOR_HOT = 0.5
_PRIOR_LOOKS = 5

Counts = Mapping[Look, tuple[int, int]]  # kind of look -> looks made, changes found


def chance(look: Look, counts: Counts) -> float:
    """The probability, 0 to 1, that such a look finds a change."""
    looks, changes = counts.get(look, (0, 0))
    prior = _PRIOR_HOT if look.hot else _PRIOR[look.age]
    return (changes + prior * _PRIOR_LOOKS) / (looks + _PRIOR_LOOKS)


def shares(counts: Counts) -> dict[Look, float]:
    """For each kind of look the share, 0 to 1, of articles that get it.

    Looks after a change are paid by that change.  The others share what an article allows,
    the likeliest first.
    """
    share: dict[Look, float] = {}
    for age in range(len(AGES)):
        look = Look(age, hot=True)
        share[look] = _affordable(WASTE, chance(look, counts))
    left = WASTE
    cold = [Look(age) for age in range(len(AGES))]
    for look in sorted(cold, key=lambda look: -chance(look, counts)):
        found = chance(look, counts)
        share[look] = max(_affordable(left, found), EXPLORED)
        left = max(0.0, left - share[look] * (1 - found))
    return share


def _affordable(waste: float, found: float) -> float:
    return 1.0 if found >= 1 else min(1.0, waste / (1 - found))


def next_look(record: UrlRecord, now: datetime, counts: Counts) -> datetime | None:
    """When the article, fetched at `now`, is worth another look; None: not again unasked."""
    born = birth(record, now)
    age = now - born
    share = shares(counts)
    if record.last_change is not None and record.last_change == record.last_fetch:
        later = now + max(AGES[0], age / 2)
        look = kind_of_look(record, later)
        if look is not None and _chosen(record.url, look, later, share[look]):
            return later
    for number, moment in enumerate(AGES):
        look = Look(number)
        if moment > age and _chosen(record.url, look, born, share[look]):
            return born + moment
    return None


def kind_of_look(record: UrlRecord, planned: datetime) -> Look | None:
    """Which kind of look the one planned for `planned` is; None: beyond all ages."""
    age = planned - birth(record, planned)
    reached = [number for number, moment in enumerate(AGES) if moment <= age]
    if age >= 2 * AGES[-1]:
        return None
    hot = record.last_change is not None and record.last_change == record.last_fetch
    return Look(reached[-1] if reached else 0, hot=hot)


def birth(record: UrlRecord, now: datetime) -> datetime:
    """When the article came out, as far as is known; never later than `now`."""
    known = [now]
    if record.first_seen is not None:
        known.append(record.first_seen)
    if record.published is not None:
        known.append(moment_of(record.published))
    return min(known)


def moment_of(day: date) -> datetime:
    """A date as a moment: that of a date-time, else midnight UTC."""
    if isinstance(day, datetime):
        return day if day.tzinfo else day.replace(tzinfo=UTC)
    return datetime.combine(day, time(), UTC)


def _chosen(url: str, look: Look, moment: datetime, share: float) -> bool:
    """Whether the article is among the share that gets this look; the same answer every time."""
    digest = blake2b(f"{url} {look.age} {moment:%Y-%m-%dT%H:%M}".encode(), digest_size=8).digest()
    return int.from_bytes(digest) < share * 2**64
