"""Addresses that differ and mean the same page (RFC 3986, 6.2.2): the other ways to write one."""

from __future__ import annotations

import re

from scraper.hostnames import readable_host

_ESCAPE = re.compile(r"%[0-9A-Fa-f]{2}")


def spellings(url: str) -> tuple[str, ...]:
    """The cleaned address `url` as sites, and versions of this program before, write it.

    Which one is asked for is the site's choice: the case of percent-encoding means nothing, but
    links are told from one another by comparing them.

    >>> spellings("https://news.example/%c3%bc")
    ('https://news.example/%c3%bc', 'https://news.example/%C3%BC')
    """
    if "%" not in url and "~" not in url and "xn--" not in url:
        return (url,)
    scheme, _, rest = url.partition("://")
    authority, slash, path = rest.partition("/")
    host, colon, port = authority.partition(":")
    paths = dict.fromkeys((path, path.replace("~", "%7E")))
    cased = [_ESCAPE.sub(case, one) for one in paths for case in (_lower, _upper)]
    return tuple(
        dict.fromkeys(
            f"{scheme}://{name}{colon}{port}{slash}{one}"
            for name in (host, readable_host(host))
            for one in (*paths, *cased)
        )
    )


def _lower(escape: re.Match[str]) -> str:
    return escape[0].lower()


def _upper(escape: re.Match[str]) -> str:
    return escape[0].upper()
