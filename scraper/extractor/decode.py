"""Bytes of a page become text, by the rules browsers follow.

The order is that of the HTML Standard ("determining the character encoding"): byte order mark,
``Content-Type`` header, ``<meta>`` and XML declaration, a guess.  Two measured departures, since
a reader wants the words that were written and not what a browser makes of a wrong label:

- Bytes beyond ASCII that are valid UTF-8 throughout are UTF-8, whatever the label says.  Text
  in another encoding practically never is, and servers that add ``charset=ISO-8859-1`` to UTF-8
  pages are common.  This makes the usual page one strict decode, with no look at its markup.
- A label is dropped when at least half of what it should explain cannot be decoded with it.

Of 689 English pages 9 were encoded twice: UTF-8 that was taken for Latin-1 and written as UTF-8
again, so that a browser shows "donât" for "don’t".  They are read as they were meant.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator, Mapping
from functools import cache

# Labels of the Encoding Standard (encoding.spec.whatwg.org) by the Python codec that is nearest
# to the standard's decoder: gb18030 also for gbk, cp949 for euc-kr, cp932 for shift_jis.  Labels
# that the standard maps to its "replacement" decoder, a defence of browsers against script in
# disguise, are decoded for what they are where Python can.
_LABELS = {
    "utf_8": "unicode-1-1-utf-8 unicode11utf8 unicode20utf8 utf-8 utf8 x-unicode20utf8",
    "utf_16_le": "utf-16 utf-16le ucs-2 unicode iso-10646-ucs-2 csunicode unicodefeff",
    "utf_16_be": "utf-16be unicodefffe",
    "cp866": "866 cp866 csibm866 ibm866",
    "iso8859_2": "csisolatin2 iso-8859-2 iso-ir-101 iso8859-2 iso88592 iso_8859-2 "
    "iso_8859-2:1987 l2 latin2",
    "iso8859_3": "csisolatin3 iso-8859-3 iso-ir-109 iso8859-3 iso88593 iso_8859-3 "
    "iso_8859-3:1988 l3 latin3",
    "iso8859_4": "csisolatin4 iso-8859-4 iso-ir-110 iso8859-4 iso88594 iso_8859-4 "
    "iso_8859-4:1988 l4 latin4",
    "iso8859_5": "csisolatincyrillic cyrillic iso-8859-5 iso-ir-144 iso8859-5 iso88595 "
    "iso_8859-5 iso_8859-5:1988",
    "iso8859_6": "arabic asmo-708 csiso88596e csiso88596i csisolatinarabic ecma-114 iso-8859-6 "
    "iso-8859-6-e iso-8859-6-i iso-ir-127 iso8859-6 iso88596 iso_8859-6 iso_8859-6:1987",
    "iso8859_7": "csisolatingreek ecma-118 elot_928 greek greek8 iso-8859-7 iso-ir-126 iso8859-7 "
    "iso88597 iso_8859-7 iso_8859-7:1987 sun_eu_greek",
    "iso8859_8": "csiso88598e csisolatinhebrew hebrew iso-8859-8 iso-8859-8-e iso-ir-138 "
    "iso8859-8 iso88598 iso_8859-8 iso_8859-8:1988 visual csiso88598i iso-8859-8-i logical",
    "iso8859_10": "csisolatin6 iso-8859-10 iso-ir-157 iso8859-10 iso885910 l6 latin6",
    "iso8859_13": "iso-8859-13 iso8859-13 iso885913",
    "iso8859_14": "iso-8859-14 iso8859-14 iso885914",
    "iso8859_15": "csisolatin9 iso-8859-15 iso8859-15 iso885915 iso_8859-15 l9",
    "iso8859_16": "iso-8859-16",
    "koi8_r": "cskoi8r koi koi8 koi8-r koi8_r",
    "koi8_u": "koi8-ru koi8-u",
    "mac_roman": "csmacintosh mac macintosh x-mac-roman",
    "mac_cyrillic": "x-mac-cyrillic x-mac-ukrainian",
    "cp874": "dos-874 iso-8859-11 iso8859-11 iso885911 tis-620 windows-874",
    "cp1250": "cp1250 windows-1250 x-cp1250",
    "cp1251": "cp1251 windows-1251 x-cp1251",
    "cp1252": "ansi_x3.4-1968 ascii cp1252 cp819 csisolatin1 ibm819 iso-8859-1 iso-ir-100 "
    "iso8859-1 iso88591 iso_8859-1 iso_8859-1:1987 l1 latin1 us-ascii windows-1252 x-cp1252 "
    "x-user-defined",
    "cp1253": "cp1253 windows-1253 x-cp1253",
    "cp1254": "cp1254 csisolatin5 iso-8859-9 iso-ir-148 iso8859-9 iso88599 iso_8859-9 "
    "iso_8859-9:1989 l5 latin5 windows-1254 x-cp1254",
    "cp1255": "cp1255 windows-1255 x-cp1255",
    "cp1256": "cp1256 windows-1256 x-cp1256",
    "cp1257": "cp1257 windows-1257 x-cp1257",
    "cp1258": "cp1258 windows-1258 x-cp1258",
    "gb18030": "chinese csgb2312 csiso58gb231280 gb18030 gb2312 gb_2312 gb_2312-80 gbk iso-ir-58 "
    "x-gbk",
    "big5hkscs": "big5 big5-hkscs cn-big5 csbig5 x-x-big5",
    "euc_jp": "cseucpkdfmtjapanese euc-jp x-euc-jp",
    "iso2022_jp": "csiso2022jp iso-2022-jp",
    "cp932": "csshiftjis ms932 ms_kanji shift-jis shift_jis sjis windows-31j x-sjis",
    "cp949": "cseuckr csksc56011987 euc-kr iso-ir-149 korean ks_c_5601-1987 ks_c_5601-1989 "
    "ksc5601 ksc_5601 windows-949",
    "hz": "hz-gb-2312",
    "iso2022_kr": "csiso2022kr iso-2022-kr",
}

# What a browser assumes by locale (table in "determining the character encoding" of the HTML
# Standard) and its older rivals, for the languages that windows-1252 cannot write.
_LANGUAGES = {
    ("cp1250", "iso8859_2"): "bs cs hr hu pl ro sk sl sq",
    ("cp1251", "koi8_r"): "be bg kk ky mk mn ru sr tg tt uk",
    ("cp1253",): "el",
    ("cp1254",): "az ku tr",
    ("cp1255",): "he iw yi",
    ("cp1256",): "ar fa ur",
    ("cp1257",): "et lt lv",
    ("cp1258",): "vi",
    ("cp874",): "th",
    ("cp932", "euc_jp"): "ja",
    ("cp949",): "ko",
    ("gb18030", "big5"): "zh",
}
_GUESSES = (  # what a page in another or an unnamed language is tried for
    *("cp1252", "cp1250", "cp1251", "koi8_r", "cp1253", "cp1255", "cp1256", "cp874"),
    *("cp932", "euc_jp", "gb18030", "big5", "cp949"),
)

_BOMS = ((codecs.BOM_UTF8, "utf_8"), (b"\xff\xfe", "utf_16_le"), (b"\xfe\xff", "utf_16_be"))
_PRESCAN = 1024  # bytes in which the HTML Standard looks for <meta>
_LATE_PRESCAN = 65_536  # bytes in which we look when there was none: scripts above it are common
_GUESSED = 1_000_000  # bytes of the page that a guess looks at
_SAMPLE = 16_384  # bytes of text that a guess is made from

_HEADER_CHARSET = re.compile(r"charset\s*=\s*[\"']?\s*([^\s\"';,]+)", re.I)
_COMMENT = re.compile(rb"<!--.*?(?:-->|\Z)", re.S)
_ATTRIBUTE = re.compile(rb"([^\s=/>\"']+)\s*=\s*(\"[^\"]*\"|'[^']*'|[^\s\"'>]+)")
_XML_ENCODING = re.compile(rb"\s*<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([^\"'>]{1,40})[\"']")
_HTML_LANGUAGE = re.compile(rb"<html[^>]{0,500}?\blang\s*=\s*[\"']?([a-z]{2,3})", re.I)
# Quotation marks, dashes and dots of English text, encoded twice, begin so; in text that was not,
# a control character would stand after the letter.
_ENCODED_TWICE = b"\xc3\xa2\xc2\x80"
_UTF8_IN_TEXT = re.compile(
    "[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}"
)
_MARKUP = re.compile(rb"<(script|style)\b.*?(?:</\1|\Z)|<[^<>]*>", re.S | re.I)


def decode(html: bytes | str, headers: Mapping[str, str] | None = None) -> str:
    """The page as text, without byte order mark; what cannot be decoded becomes U+FFFD.

    `headers`: the answer's HTTP headers, names in any case; None: not known.  Text given as `str`
    is taken as decoded.  Never raises for the content; the result can always be encoded.
    """
    if isinstance(html, str):
        return _without_surrogates(html).removeprefix("\ufeff")
    for bom, codec in _BOMS:
        if html.startswith(bom):
            return html[len(bom) :].decode(codec, "replace")
    if b"\0" in html and (codec16 := _utf16_by_zeros(html)):
        return html.decode(codec16, "replace")
    if html.isascii():
        if b"\x1b$" in html:
            return html.decode("iso2022_jp", "replace")
        if b"~{" not in html and b"\0" not in html:
            return html.decode("ascii")
    elif (text := _whole_utf8(html)) is not None:
        return _UTF8_IN_TEXT.sub(_decoded_again, text) if _ENCODED_TWICE in html else text
    tried = set()
    for codec in _declared(html, headers):
        if codec not in tried:
            tried.add(codec)
            text = _decode_as(html, codec)
            broken = text.count("\ufffd")
            if broken <= _beyond_ascii(text) - broken:
                return text
    return _decode_as(html, _guess(html))


def codec_of(start: bytes, headers: Mapping[str, str] | None = None) -> str:
    """The codec for a document that is decoded piece by piece, by its first bytes `start`."""
    for bom, codec in _BOMS:
        if start.startswith(bom):
            return "utf_8_sig" if codec == "utf_8" else "utf_16"
    if b"\0" in start and (codec16 := _utf16_by_zeros(start)):
        return codec16
    start = start[: start.rfind(b">") + 1] or start  # no character is cut off at the end
    if not start.isascii() and _whole_utf8(start) is not None:
        return "utf_8"
    declared = next(_declared(start, headers), "utf_8")
    return _guess(start) if declared == "utf_8" and not start.isascii() else declared


def _decoded_again(found: re.Match[str]) -> str:
    try:
        return found[0].encode("latin-1").decode()
    except UnicodeDecodeError:
        return found[0]


def _declared(html: bytes, headers: Mapping[str, str] | None) -> Iterator[str]:
    """Codecs by the labels of header, then markup; labels nobody knows are passed over."""
    for name, value in (headers or {}).items():
        if name.lower() == "content-type" and (match := _HEADER_CHARSET.search(value)):
            codec = _codec(match[1])
            if codec and (not codec.startswith("utf_16") or b"\0" in html):  # markup has zeros
                yield codec
    codec = _prescan(html[:_PRESCAN]) or _prescan(html[:_LATE_PRESCAN])
    if codec:  # the label could be read, so the bytes are no UTF-16
        yield "utf_8" if codec.startswith("utf_16") else codec


def _prescan(head: bytes) -> str | None:
    """The codec that the first usable <meta>, else the XML declaration, names in `head`."""
    if xml := _XML_ENCODING.match(head):
        xml_codec = _codec(xml[1].decode("ascii", "replace"))
    else:
        xml_codec = None
    if b"charset" not in (lower := head.lower()):
        return xml_codec
    lower = _COMMENT.sub(b"", lower)
    for piece in lower.split(b"<meta")[1:101]:
        attributes = {
            name: value.strip(b"\"'").decode("ascii", "replace")
            for name, value in _ATTRIBUTE.findall(piece[:512].partition(b">")[0])
        }
        label = attributes.get(b"charset")
        if not label and attributes.get(b"http-equiv", "").strip() == "content-type":
            match = _HEADER_CHARSET.search(attributes.get(b"content", ""))
            label = match[1] if match else None
        if label and (codec := _codec(label)):
            return codec
    return xml_codec


@cache
def _candidatesby_label() -> dict[str, str]:
    return {label: codec for codec, labels in _LABELS.items() for label in labels.split()}


def _codec(label: str) -> str | None:
    return _candidatesby_label().get(label.strip().lower())


def _whole_utf8(html: bytes) -> str | None:
    """`html` as UTF-8; None if it is not.  A character cut off at the very end is U+FFFD."""
    try:
        text, used = codecs.utf_8_decode(html, "strict", False)
    except UnicodeDecodeError:
        return None
    if used == len(html):
        return text
    # The cut character alone is no proof of UTF-8: "caf\xe9" ends in one, too.
    return None if text.isascii() else text + "\ufffd"


def _decode_as(html: bytes, codec: str) -> str:
    if codec == "euc_jp":  # the plain codec lacks the vendor characters that pages use
        try:
            return html.decode(codec)
        except UnicodeDecodeError:
            return html.decode("euc_jis_2004", "replace")
    table = _single_byte_table(codec)
    if table is None:
        return html.decode(codec, "replace")
    return codecs.charmap_decode(html, "strict", table)[0]


@cache
def _single_byte_table(codec: str) -> str | None:
    """The 256 characters of a single-byte encoding; None: `codec` is a multi-byte one.

    As in the Encoding Standard, an unassigned byte below 0xA0 is the C1 control of that number.
    """
    if not codec.startswith(("cp125", "cp866", "cp874", "iso8859", "koi8", "mac")):
        return None
    table = bytes(range(256)).decode(codec, "replace")
    return "".join(
        chr(byte) if char == "\ufffd" and byte < 0xA0 else char for byte, char in enumerate(table)
    )


def _beyond_ascii(text: str) -> int:
    return len(text) - len(text.encode("ascii", "ignore"))


def _utf16_by_zeros(html: bytes) -> str | None:
    """The byte order of UTF-16 that came without mark or label, told by the zeros of its ASCII."""
    head = html[:256]
    zeros = head.count(0)
    if zeros * 3 < len(head):
        return None
    odd = head[1::2].count(0)
    if odd * 10 > zeros * 9:
        return "utf_16_le"
    return "utf_16_be" if odd * 10 < zeros else None


def _guess(html: bytes) -> str:
    """The likeliest encoding of text without a usable label; windows-1252 where nothing tells.

    charset-normalizer alone tells scripts apart (38 of 38 pages in Cyrillic, Greek, Arabic,
    Chinese, Japanese, Korean), but of 70 in Latin letters it took 24 for another code page.
    With the page's language first, as the browser's locale is in the HTML Standard, one of the
    108 stays wrong.
    """
    match = _HTML_LANGUAGE.search(html[:_LATE_PRESCAN])
    language = match[1].decode().lower()[:2] if match else ""
    candidates = next((c for c, names in _LANGUAGES.items() if language in names.split()), _GUESSES)
    if len(candidates) == 1:
        return candidates[0]
    text = _MARKUP.sub(b" ", html[:_GUESSED])
    sample = b"\n".join(line for line in text.split(b"\n") if not line.isascii())[:_SAMPLE]
    if "iso8859_2" in candidates:  # which has control characters where windows-1250 has letters
        return "cp1250" if any(0x80 <= byte < 0xA0 for byte in sample) else "iso8859_2"
    if len(sample) - len(sample.translate(None, bytes(range(128, 256)))) >= 8:
        from charset_normalizer import from_bytes

        best = from_bytes(sample, cp_isolation=list(candidates)).best()
        if best is not None and (best.encoding in candidates) and best.encoding != "cp1250":
            return best.encoding
    return "cp1252" if candidates is _GUESSES else candidates[0]


def _without_surrogates(text: str) -> str:
    """`text` with surrogate pairs joined and lone surrogates replaced: parsers refuse them."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return text
