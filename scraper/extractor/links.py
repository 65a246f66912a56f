"""Links as written in a page, made absolute and safe to store."""

from __future__ import annotations

from urllib.parse import urljoin, urlsplit

MAX_LENGTH = 2000  # characters of an address that are worth keeping


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
