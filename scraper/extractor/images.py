"""The article's images with captions and credits."""

from __future__ import annotations

import re
from collections.abc import Mapping

from scraper.article import Image
from scraper.extractor import credits, jsonld
from scraper.extractor.document import Picture
from scraper.extractor.links import absolute
from scraper.extractor.metadata import Page

MOST = 100  # images of one article
SMALLEST = 100  # pixels of width or height: smaller ones are icons
LAZY = (
    "data-src data-lazy-src data-original data-lazy data-srcset data-lazy-srcset data-url "
    "data-image data-orig-file data-large-file data-hi-res-src data-full-url data-pin-media"
).split()
DECORATION = frozenset(
    "1x1 author authors avatar avatars badge badges banner banners blank button buttons emoji "
    "emojis favicon gravatar icn icon icons loader logo logos pixel placeholder smiley smilies "
    "spacer spinner sprite sprites tracking".split()
)
NETWORKS = frozenset(
    "facebook instagram linkedin pinterest share telegram twitter whatsapp".split()
)
SIGN = NETWORKS | {"img", "on", "symbol"}  # words with which a sign's name goes on
FEW = 4  # words of an alternative text that tells of a sign; a longer one tells of a picture
TOLD = 24  # characters of the alternative text of a drawing that tells something
ELSEWHERE = frozenset("ad ads adserver avatars badges emoji icons smilies sprites".split())
WORD = re.compile(r"\d+x\d+|[A-Z]?[a-z]+|[A-Z]+")
TELLING = 10  # characters of a file's name that no other picture has; "image.jpg" may be any
SIZE = re.compile(r"[-_]\d{2,4}x\d{2,4}|@\dx|-scaled|\.\w+$")
WIDTH = re.compile(r"(\d+(?:\.\d+)?)([wx])$")


def choose(page: Page) -> tuple[Image, ...]:
    """Images in the order shown; the lead image first where only the page's head names it."""
    document = page.document
    first, last = _range(page)
    lead_address = _named_lead(page)
    found: dict[str, Image] = {}  # by what versions of one file have in common
    lead_seen = False
    first_text = next(
        (i for i, b in enumerate(document.blocks) if b.role == "body" and i >= first), last
    )
    for picture in document.pictures:
        if not first <= picture.block <= last or len(found) >= MOST:
            continue
        url = _address(page, picture)
        if url is None or _is_small(picture.attributes) or _foreign(page, picture, url):
            continue
        caption, credit = _caption(page, picture)
        is_lead = not lead_seen and (_same(url, lead_address) or picture.block <= first_text)
        lead_seen = lead_seen or is_lead
        alt = " ".join((picture.attributes.get("alt") or "").split()) or None
        version = _version(url)
        if (known := found.get(version)) is not None:
            alt, caption, credit = (
                known.alt or alt,
                known.caption or caption,
                known.credit or credit,
            )
            url, is_lead = known.url, known.is_lead or is_lead
        found[version] = Image(url=url, alt=alt, caption=caption, credit=credit, is_lead=is_lead)
    images = list(found.values())
    if lead_address is not None and not lead_seen:
        twin = next((i for i, image in enumerate(images) if _same(image.url, lead_address)), None)
        if twin is None and not _is_decoration(lead_address):
            alt = next(iter(page.meta("og:image:alt", "twitter:image:alt")), None)
            images.insert(0, Image(url=lead_address, alt=alt, is_lead=True))
    return tuple(images)


def _range(page: Page) -> tuple[int, int]:
    """Blocks between which the article's images stand."""
    blocks = page.document.blocks
    own = [i for i, b in enumerate(blocks) if b.role == "body"]
    first = page.anchor - 3
    return max(0, first), own[-1] + 1 if own else first + 9


def _named_lead(page: Page) -> str | None:
    """The image that the page's head names, absolute."""
    for text in page.meta(
        "og:image", "og:image:url", "og:image:secure_url", "twitter:image", "twitter:image:src"
    ):
        if found := absolute(page.document.base, text):
            return found
    article = page.graph.article or {}
    for text in jsonld.texts(page.graph.resolve(article.get("image")), "url", "contentUrl")[:1]:
        return absolute(page.document.base, text)
    return None


def _address(page: Page, picture: Picture) -> str | None:
    """Address of the largest version that the markup names."""
    attributes = picture.attributes
    sets = [
        attributes.get("srcset"),
        attributes.get("data-srcset"),
        attributes.get("data-lazy-srcset"),
        *picture.sources,
    ]
    best: tuple[float, str] | None = None
    for value in sets:
        for width, address in _srcset(value or ""):
            if best is None or width > best[0]:
                best = width, address
    if best is not None and best[0] > 1 and (url := absolute(page.document.base, best[1])):
        return url
    for name in (*LAZY, "src"):
        value = attributes.get(name)
        if value and not value.startswith("data:") and not _srcset_like(name, value):
            return absolute(page.document.base, value)
    return absolute(page.document.base, best[1]) if best else None


def _srcset_like(name: str, value: str) -> bool:
    """Whether an attribute of a template holds a list of images; `src` never does."""
    return name != "src" and " " in value.strip()


def _srcset(value: str) -> list[tuple[float, str]]:
    """(width in pixels or density, address) of each candidate of a srcset."""
    found = []
    for part in re.split(r",\s+|,(?=https?:|//)", value[:8000].strip()):
        pieces = part.split()
        if not pieces or pieces[0].startswith("data:"):
            continue
        match = WIDTH.match(pieces[1]) if len(pieces) > 1 else None
        found.append((float(match[1]) if match else 1.0, pieces[0].rstrip(",")))
    return found


def _is_small(attributes: Mapping[str, str | None]) -> bool:
    for name in ("width", "height"):
        value = (attributes.get(name) or "").removesuffix("px")
        if value.isdecimal() and 0 < int(value) < SMALLEST:
            return True
    return False


def _foreign(page: Page, picture: Picture, url: str) -> bool:
    """Whether an image is decoration, a portrait of the author, or of another article."""
    styled = _words(picture.attributes.get("class") or "")
    alt = picture.attributes.get("alt") or ""
    told = _words(alt)
    if _is_decoration(url) or not DECORATION.isdisjoint(styled):
        return True
    if ".svg" in url and "figure" not in picture.tags and len(alt) < TOLD:
        return True
    if (len(told) <= FEW and not DECORATION.isdisjoint(told)) or _shares(told):
        return True
    blocks = page.document.blocks
    around = {b.role for b in blocks[max(0, picture.block - 1) : picture.block + 1]}
    return bool(around) and around <= {
        "related",
        "related_heading",
        "bio",
        "bio_heading",
        "nav",
        "footer",
        "comments",
        "bio_other",
    }


def _caption(page: Page, picture: Picture) -> tuple[str | None, str | None]:
    """(caption, credit) shown under an image."""
    blocks = page.document.blocks
    figure = "figure" in picture.tags
    caption = credit = None
    for index in range(picture.block, min(picture.block + (3 if figure else 1), len(blocks))):
        block = blocks[index]
        if block.tag == "figcaption" or block.role == "caption":
            if not (caption or credit):
                caption, credit = credits.read(page.document, index)
            elif not credit and credits.is_credit(page.document, index):
                credit = credits.read(page.document, index)[1]
    return caption, credit


def _is_decoration(url: str) -> bool:
    """Whether the file or a folder of an address is named for signs, portraits or advertising."""
    host, _, path = url.partition("://")[2].partition("?")[0].partition("/")
    *folders, name = path.split("/")
    named = _words(name.rpartition(".")[0])
    return (
        "gravatar" in host
        or not DECORATION.isdisjoint(named)
        or _shares(named)
        or not ELSEWHERE.isdisjoint(map(str.lower, folders))
    )


def _shares(words: list[str]) -> bool:
    """Whether a name is that of a sign to share with: "share-img", "twitter"."""
    return bool(words) and words[0] in NETWORKS and SIGN.issuperset(words)


def _words(name: str) -> list[str]:
    """The words of a name, in lower case: "SiteLogo-80x80" has "site", "logo" and "80x80"."""
    return [word.lower() for word in WORD.findall(name)]


def _same(one: str, other: str | None) -> bool:
    """Whether two addresses are versions of one image file."""
    if other is None:
        return False
    key = _stem(one)
    return one == other or (len(key) > 5 and key == _stem(other))


def _version(url: str) -> str:
    """What the addresses of one picture in several sizes have in common."""
    folder = url.partition("?")[0].rpartition("/")[0]
    stem = _stem(url)
    return f"{folder}/{stem}" if len(stem) > TELLING else url


def _stem(url: str) -> str:
    """The name of an image file in lower case, without its size and kind."""
    name = url.partition("?")[0].rpartition("/")[2].lower()
    return SIZE.sub("", name)
