"""The language of a text: what the page declares, corrected by what it is written in."""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from functools import cache
from importlib.resources import files

from scraper.extractor.metadata import Choice, Page
from scraper.languages import language_code

BODY = frozenset({"body"})
SAMPLE = 1500  # characters that are looked at
SCRIPTS = (  # scripts that one language on the web uses, with the language
    (re.compile(r"[\u3040-\u30ff]"), "ja"),
    (re.compile(r"[\uac00-\ud7af]"), "ko"),
    (re.compile(r"[\u4e00-\u9fff]"), "zh"),
    (re.compile(r"[\u0e00-\u0e7f]"), "th"),
    (re.compile(r"[\u0b80-\u0bff]"), "ta"),
    (re.compile(r"[\u0c00-\u0c7f]"), "te"),
    (re.compile(r"[\u0c80-\u0cff]"), "kn"),
    (re.compile(r"[\u0d00-\u0d7f]"), "ml"),
    (re.compile(r"[\u0a80-\u0aff]"), "gu"),
    (re.compile(r"[\u0a00-\u0a7f]"), "pa"),
    (re.compile(r"[\u0d80-\u0dff]"), "si"),
    (re.compile(r"[\u10a0-\u10ff]"), "ka"),
    (re.compile(r"[\u0530-\u058f]"), "hy"),
    (re.compile(r"[\u1780-\u17ff]"), "km"),
    (re.compile(r"[\u1000-\u109f]"), "my"),
    (re.compile(r"[\u1200-\u137f]"), "am"),
)
BEYOND = re.compile(  # any letter of them
    r"[\u0530-\u058f\u0a00-\u0dff\u0e00-\u0e7f\u1000-\u109f\u10a0-\u10ff\u1200-\u137f\u1780-\u17ff"
    r"\u3040-\u30ff\u4e00-\u9fff\uac00-\ud7af]"
)


@cache
def _languages_of() -> dict[str, tuple[str, ...]]:
    """Frequent word -> languages it is frequent in."""
    raw = files("scraper.extractor").joinpath("words/stopwords.toml").read_bytes()
    found: dict[str, tuple[str, ...]] = {}
    for language, words in tomllib.loads(raw.decode()).items():
        for word in dict.fromkeys(words.split()):
            found[word] = (*found.get(word, ()), language)
    return found


def detect(text: str) -> tuple[str | None, float]:
    """Language that a text is written in, and how clearly: 0 nothing known, 1 beyond doubt."""
    text = text[:SAMPLE]
    if not text.isascii() and BEYOND.search(text):
        letters = sum(map(str.isalpha, text)) or 1
        for script, language in SCRIPTS:
            share = len(script.findall(text)) / letters
            if share > (0.1 if language == "ja" else 0.3):
                return language, 1.0
    tokens = text.lower().split()
    scores: dict[str, float] = {}
    known = _languages_of()
    for word, count in Counter(filter(known.__contains__, tokens)).items():
        languages = known[word]
        weight = count / len(languages)
        for language in languages:
            scores[language] = scores.get(language, 0.0) + weight
    if not scores or len(tokens) < 5:
        return None, 0.0
    order = sorted(scores, key=lambda name: -scores[name])
    first = scores[order[0]]
    second = scores[order[1]] if len(order) > 1 else 0.0
    if first < 0.04 * len(tokens) or first < 2:
        return None, 0.0
    return order[0], (first - second) / first * min(1.0, first / 10)


def declared(page: Page) -> str | None:
    """ISO 639-1 code that the markup declares; None: none, or none that exists."""
    document = page.document
    article = page.graph.article or {}
    for value in (
        document.language,
        *document.metas.get("content-language", ()),
        *document.metas.get("og:locale", ()),
        article.get("inLanguage"),
        *document.metas.get("dc.language", ()),
    ):
        if isinstance(value, str) and (code := language_code(value)):
            return code
    return None


def choose(page: Page) -> Choice[str | None]:
    """The text's language; what the text is written in wins where it clearly differs."""
    said = declared(page)
    blocks = page.document.blocks
    text = page.text(BODY, SAMPLE)
    if len(text) < 300:
        longest = sorted(blocks, key=lambda block: len(block.text) - block.link_chars)[-12:]
        text = "\n".join(block.text for block in longest)[:SAMPLE]
    found, sure = detect(text)
    if found is None:
        return Choice(said, "page" if said else None, 0.6 if said else 0.0)
    if said == found:
        return Choice(said, "page", 0.99)
    if said is None or (sure >= 0.5 and len(text) >= 150):
        return Choice(found, "text", 0.5 + sure / 2)
    return Choice(said, "page", 0.6)
