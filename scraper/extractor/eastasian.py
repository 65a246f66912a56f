"""Bylines as newspapers in Chinese, Japanese and Korean write them: in brackets, without spaces."""

from __future__ import annotations

import re
from functools import cache

from scraper.extractor.namewords import CJK, vocabulary

_HAN = "[\u3400-\u9fff]"
_OPEN, _CLOSE = "【［〔〖\\[（(", "】］〕〗\\]）)"
_IN_BRACKETS = re.compile(rf"[{_OPEN}]([^{_OPEN}{_CLOSE}]{{2,60}})[{_CLOSE}]")
_REPORTER = re.compile(
    r"記者|记者|기자|특파원|特派員|特派员|^\s*(?:撰?文|作者|執筆|글)\s?[／/:：=＝・]"
)
# "記者林雅文台北報導": a name of two or three characters, a place of two, and that it is told there
_TOLD_FROM = re.compile(
    rf"(記者|记者)\s?({_HAN}{{2,3}})\s?(?:{_HAN}{{2}}(?:\d{{1,2}}日)?)?(?:報導|报道|报导|報道|電|电)"
)
# "中央社記者林雅文": for whom she works
_EMPLOYED = re.compile(rf"(?<={_HAN})(?<![本特][報报约約邀])(?=(?:記者|记者)\s?{_HAN})")
_ANOTHER = re.compile(rf"(?<=\S)\s+(?=(?:通讯员|通訊員|記者|记者)\s?{_HAN}|{_HAN}{{1,3}}[:：／])")
# "(서울=뉴스) 김민지 기자 = ..." opens what is told
_KOREAN_LEAD = re.compile(
    r"\([^()]{2,30}\)\s*((?:[가-힣]{2,4}[·ㆍ,]?\s?){1,3}\s(?:기자|특파원))\s*=\s"
)


@cache
def _unspaced() -> re.Pattern[str]:
    """A phrase of a script without spaces right before a name."""
    known = vocabulary().phrases
    words = {part for found in known.values() for parts, _ in found for part in parts}
    dense = sorted((w for w in words if len(w) > 1 and CJK.match(w)), key=len, reverse=True)
    return re.compile(rf"(?<!{CJK.pattern})({'|'.join(dense)})(?={CJK.pattern})")


def plain(text: str) -> str:
    """A byline with spaces and bars where other scripts have them.

    >>> plain("【記者林雅文／台北報導】")
    ' | 記者 林雅文／台北報導 | '
    """
    if not CJK.search(text):
        return text
    text = _IN_BRACKETS.sub(_without_brackets, text)
    text = _ANOTHER.sub(" | ", text)
    text = _TOLD_FROM.sub(r"\1\2 | ", text)
    return _unspaced().sub(r"\1 ", _EMPLOYED.sub(" | ", text))


def _without_brackets(match: re.Match[str]) -> str:
    """A byline in brackets without them; anything else as it is."""
    return f" | {match[1]} | " if _REPORTER.search(match[1]) else match[0]


def signature(text: str) -> str | None:
    """The byline in brackets with which a paragraph begins or ends; None: it has none."""
    if not CJK.search(text[:60]):
        return None
    if lead := _KOREAN_LEAD.match(text):
        return lead[1]
    for bracketed in _IN_BRACKETS.finditer(text):
        at_end = not text[bracketed.end() :].strip(" 。")
        if (not text[: bracketed.start()].strip() or at_end) and _REPORTER.search(bracketed[1]):
            return bracketed[1]
    return None
