"""Links as written in a page, made absolute and safe to store."""

from __future__ import annotations

from urllib.parse import urljoin, urlsplit

MAX_LENGTH = 2000  # characters of an address that are worth keeping
WHENCE = ("source=", "from=", "ref=", "utm_")  # parameters that say where a reader comes from


def absolute(base: str | None, href: str | None) -> str | None:
    """The http or https address that `href` means on a page at `base`; None: none at all."""
    href = (href or "").strip()
    if not href or len(href) > MAX_LENGTH:
        return None
    try:
        if not href.startswith(("http://", "https://")):
            if href.startswith("#") or base is None:
                return None
            href = urljoin(base, href)
            if not href.startswith(("http://", "https://")):
                return None
        if not href.isascii() or "[" in href or "]" in href:
            urlsplit(href)  # half an IPv6 host, or "℀" in a host: nothing can be asked there
    except ValueError:
        return None
    return href.replace(" ", "%20").replace("\n", "").replace("\t", "")


def leads_home(url: str) -> bool:
    """Whether an absolute address is that of a site's front page.

    >>> leads_home("https://x.example/?source=post"), leads_home("https://x.example/?p=12")
    (True, False)
    """
    place, _, query = url.partition("://")[2].partition("#")[0].partition("?")
    return "/" not in place.rstrip("/") and (not query or query.startswith(WHENCE))
