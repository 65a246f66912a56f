"""Pure views of a record that the database needs: hashes, site, words, dates as text."""

from __future__ import annotations

import re
import unicodedata
from datetime import UTC, date, datetime
from functools import lru_cache
from hashlib import blake2b
from urllib.parse import urlsplit

import msgspec

from scraper.article import Article
from scraper.hostnames import ascii_host

# Kana and CJK ideographs, where a character is counted as a word.
_CJK = re.compile("[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003134f]")
_UNSPACED = re.compile(
    "[\u0e01-\u0eff\u1000-\u109f\u1100-\u11ff\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf"
    "\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff\U00020000-\U0003134f]"
)


def content_hash(article: Article) -> str:
    """Changes when an editor changed the headline, byline, dates, section, tags, facts or body.

    What a site's machinery changes (related links, comment count, image addresses) and what
    only says how the record was read (sources, notes, confidence) is left out.
    """
    return _digest(
        (
            article.title,
            article.subtitle,
            [author.name for author in article.authors],
            article.published,
            article.modified,
            article.section,
            article.tags,
            article.facts_heading,
            article.facts,
            [(block.kind, block.text) for block in article.body],
        )
    )


def record_hash(article: Article) -> str:
    """Changes when anything at all of the stored record changed, but for the address it had."""
    return _digest(msgspec.structs.replace(article, url=None, regions=()))


def is_same_but_memory(before: Article, after: Article) -> bool:
    """Whether all that differs in content is what the memory of the site left out of one."""
    if len({"memory" in article.sources.get("body", "") for article in (before, after)}) == 1:
        return False
    longer, shorter = (
        (before, after) if "memory" in after.sources.get("body", "") else (after, before)
    )
    others = [
        msgspec.structs.replace(article, body=(), tags=(), facts=(), facts_heading=None)
        for article in (longer, shorter)
    ]
    texts = [iter([block.text for block in article.body]) for article in (longer, shorter)]
    return (
        content_hash(others[0]) == content_hash(others[1])
        and all(text in texts[0] for text in texts[1])
        and set(shorter.tags) <= set(longer.tags)
        and set(shorter.facts) <= set(longer.facts)
    )


def _digest(value: object) -> str:
    encoded = msgspec.json.encode(value, order="deterministic")
    return blake2b(encoded, digest_size=16).hexdigest()


def to_json(value: object) -> str:
    """A list or mapping as JSON text, for columns that hold one."""
    return msgspec.json.encode(value).decode()


def site_of(url: str) -> str:
    """Host of an address in lower case and ASCII, without "www."; "" where there is none."""
    return _host(url.partition("://")[2].partition("/")[0])


@lru_cache(maxsize=4096)
def _host(authority: str) -> str:
    try:
        host = urlsplit(f"//{authority}").hostname or ""
    except ValueError:  # "[broken"
        return ""
    return ascii_host(host).removeprefix("www.")


def word_count(text: str) -> int:
    """Words by white space; Chinese and Japanese: characters."""
    if not is_unspaced(text):
        return len(text.split())
    characters = len(_CJK.findall(text))
    return characters + len(_CJK.sub(" ", text).split())


def fold(text: str) -> str:
    """The text without case and accents, to compare names: "Élan" as "elan"."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return "".join(c for c in decomposed if not unicodedata.combining(c))


def is_unspaced(text: str) -> bool:
    """Whether any of it is in a script that a search by words does not serve.

    Written without spaces: Thai, Lao, Khmer, Burmese, kana, CJK ideographs; with endings that
    stick to the words: Hangul (https://www.unicode.org/charts/).
    """
    return not text.isascii() and _UNSPACED.search(text) is not None


def stamp(value: date | None) -> str | None:
    """A date as ISO 8601 text that sorts: UTC with "Z", to the second; a bare date stays bare.

    A time without zone stays without one.
    """
    if not isinstance(value, datetime):
        return value.isoformat() if value else None
    if value.tzinfo is None:
        return value.isoformat(timespec="seconds")
    return f"{value.astimezone(UTC).isoformat()[:19]}Z"


def unstamp(text: str | None) -> date | None:
    """The date that `stamp` wrote."""
    if text is None:
        return None
    return date.fromisoformat(text) if len(text) == 10 else datetime.fromisoformat(text)


def moment(text: str | None) -> datetime | None:
    """The time that `stamp` wrote, for columns that always hold a time in UTC."""
    return datetime.fromisoformat(text) if text else None
