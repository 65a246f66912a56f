"""Languages: the codes that sites and people write, as ISO 639-1."""

from __future__ import annotations

import re

_TAG = re.compile(r"([a-z]{2,3})(?:[-_]|$)")
_OTHERS = {  # ISO 639-1 -> its codes of three letters (ISO 639-2), old ones, misspelt ones
    "af": "afr",
    "ar": "ara",
    "az": "aze",
    "be": "bel",
    "bg": "bul",
    "bn": "ben",
    "ca": "cat",
    "cs": "ces cze cz",
    "da": "dan dk",
    "de": "deu ger",
    "el": "ell gre gr",
    "en": "eng",
    "es": "spa",
    "et": "est",
    "eu": "eus baq",
    "fa": "fas per",
    "fi": "fin",
    "fr": "fra fre",
    "gl": "glg",
    "he": "heb iw",
    "hi": "hin",
    "hr": "hrv",
    "hu": "hun",
    "id": "ind in",
    "is": "isl ice",
    "it": "ita",
    "ja": "jpn jp",
    "ko": "kor kr",
    "lt": "lit",
    "lv": "lav",
    "mk": "mkd mac",
    "mr": "mar",
    "ms": "msa may",
    "ne": "nep",
    "nl": "nld dut",
    "no": "nor nb nob nn nno",
    "pl": "pol",
    "pt": "por",
    "ro": "ron rum",
    "ru": "rus",
    "sk": "slk slo",
    "sl": "slv",
    "sq": "sqi alb",
    "sr": "srp",
    "sv": "swe",
    "sw": "swa",
    "th": "tha",
    "tl": "tgl fil",
    "tr": "tur",
    "uk": "ukr ua",
    "ur": "urd",
    "vi": "vie",
    "zh": "zho chi cn",
    "zu": "zul",
}
_KNOWN = {other: code for code, others in _OTHERS.items() for other in others.split()}


def language_code(tag: str) -> str | None:
    """The ISO 639-1 code of "de-AT", "deu", "nb_NO"; None: it is no tag, or has no such code."""
    found = _TAG.match(tag.strip().lower())
    code = _KNOWN.get(found[1], found[1]) if found else ""
    return code if len(code) == 2 else None
