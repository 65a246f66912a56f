"""Reading time and number of comments, as a page shows them."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib.resources import files
from itertools import pairwise

from scraper.extractor import jsonld
from scraper.extractor.document import TextBlock
from scraper.extractor.metadata import Choice, Page

LINE = 120  # characters of a block that may show a count
SHORT = 80  # characters of a block that may show a number of comments
LINE_ROLES = frozenset({"meta", "byline"})
COMMENTS = frozenset({"comments"})
BEFORE, AFTER = 12, 25  # blocks around the headline
NUMBER = r"(?<![\d.,])(?P<n{}>\d{{1,3}}(?:[.,]\d{{3}})?)"
START = r"(?<![^\W\u0e00-\u0e7f\u3040-\u9fff\uac00-\ud7af])"  # of a word, where scripts have spaces
MOST_MINUTES = 240
HINT = re.compile(  # in lower case
    r"min|read|les|lect|lett|leit|lee|luku|lase|læs|läs|czyt|čt|čít|чте|чита|oku|baca|phút|λεπ|"
    r"読|阅|閱|분|قر|קר|perc|मिनट|citi|dk|นาที|مطال|čita|bran|четене"
)
DIGIT = re.compile(r"\d")


@cache
def _patterns() -> dict[str, re.Pattern[str]]:
    raw = files("scraper.extractor").joinpath("words/counts.toml").read_bytes()
    table: dict[str, list[str]] = tomllib.loads(raw.decode())
    found = {}
    for name, expressions in table.items():
        joined = "|".join(
            expression.replace("#", NUMBER.format(number))
            for number, expression in enumerate(expressions)
        )
        found[name] = re.compile(rf"{START}(?:{joined})", re.IGNORECASE)
    return found


COMMENT_HINT = re.compile(  # parts of such words, in lower case
    r"mm|ment|plies|ponse|worten|beitr|ktion|ctie|ction|merk|disku|мм|мент|yorum|zz|bình|"
    r"σχόλ|コメ|评论|評論|留言|댓글|عليق|גוב|टिप्प|ความคิด"
)


def _number(match: re.Match[str]) -> int | None:
    for value in match.groups():
        if value is not None:
            return int(value.replace(",", "").replace(".", ""))
    return None


def _near(page: Page) -> list[str]:
    """Short texts around the headline, where a page shows such counts."""
    blocks = page.document.blocks
    low = max(0, page.headline - BEFORE)
    high = page.headline + AFTER if page.headline >= 0 else 60
    found = [_apart(b) for b in blocks[low:high] if len(b.text) <= LINE]
    below = [blocks[index] for index in page.of_roles(LINE_ROLES) if index >= high]
    return found + [_apart(block) for block in below if len(block.text) <= LINE]


def _apart(block: TextBlock) -> str:
    """The text of a block, its inline elements apart: "No Comments 2 Mins Read"."""
    if not block.seams:
        return block.text
    cuts = [0, *block.seams, len(block.text)]
    return " ".join(block.text[start:end] for start, end in pairwise(cuts))


def choose(page: Page) -> tuple[Choice[int | None], Choice[int | None]]:
    """Minutes that the page says reading takes, and comments it says it has; None: not said."""
    near = _near(page)
    return _reading_minutes(near), _comment_count(page, near)


def _reading_minutes(near: list[str]) -> Choice[int | None]:
    pattern = _patterns()["reading"]
    for text in near:
        if DIGIT.search(text) and HINT.search(text.lower()) and (match := pattern.search(text)):
            minutes = _number(match)
            if minutes is not None and 0 < minutes <= MOST_MINUTES:
                return Choice(minutes, "page", 0.95)
    return Choice(None)


def _comment_count(page: Page, near: list[str]) -> Choice[int | None]:
    patterns = _patterns()
    texts = [text for text in near if len(text) <= SHORT]
    comments = [page.document.blocks[index].text for index in page.of_roles(COMMENTS)]
    texts += [text for text in comments if len(text) <= 60][:30]
    texts = [text for text in texts if COMMENT_HINT.search(text.lower())]
    for text in texts:
        lower = text.lower()
        if match := patterns["comments"].search(lower):
            number = _number(match)
            if number is not None:
                return Choice(number, "page", 0.9)
        if patterns["one_comment"].search(lower) and len(text) < 40:
            return Choice(1, "page", 0.8)
    for text in texts:
        if len(text) < 60 and patterns["no_comments"].search(text):
            return Choice(0, "page", 0.8)
    article = page.graph.article or {}
    for value, source in (
        (article.get("commentCount"), "json-ld"),
        *((value, "microdata") for value, _, _ in page.microdata("commentcount")[:1]),
    ):
        text = str(value) if isinstance(value, int) else jsonld.text(value) or ""
        if text.isdecimal():
            return Choice(int(text), source, 0.8)
    return Choice(None)
