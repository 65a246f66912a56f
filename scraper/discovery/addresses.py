"""One spelling for one address, so that an article found twice is fetched once."""

from __future__ import annotations

import re
from urllib.parse import SplitResult, quote, unquote, urljoin, urlsplit, urlunsplit

from scraper.hostnames import ascii_host

MAX_LENGTH = 2048  # characters; longer addresses are left out (limit of sitemaps.org)

# Parameters that say where a reader came from, or which visit this is, never which page is shown.
# Names only: anything looser (such as "ref" or "source") also strips parameters that sites tell
# articles apart by.
_TRACKING = re.compile(
    r"(utm_\w+|at_(medium|campaign|custom\d)|mtm_\w+|pk_(campaign|kwd)|fbclid|gclid|dclid|gbraid|"
    r"wbraid|msclkid|yclid|igshid|mc_[ce]id|_hs(enc|mi)|vero_id|wt_mc|xtor|ns_campaign|ns_source|"
    r"ns_mchannel|ocid|cmpid|ftag|phpsessid|jsessionid)",
    re.IGNORECASE,
)
_SESSION = re.compile(r";jsessionid=[^/;]*", re.IGNORECASE)  # new at every visit without cookies
# Addresses that are clean as they stand: nine of ten, and a sitemap may hold 50,000 of them.
_CLEAN = re.compile(
    r"https?://[a-z0-9-]+(?:\.[a-z0-9-]+)+(?:/(?!\.)[\w.~%!$&'()*+,=:@-]*)+", re.ASCII
)
# Letters and digits that need not be escaped, and mean the same if they are (RFC 3986, 6.2.2.2).
# Behind half an escape they stay, lest a new escape arise.
_UNRESERVED = re.compile(
    r"(?<!%)(?<!%[0-9A-F])%(?:2[DE]|3[0-9]|[46][1-9A-F]|[57][0-9A]|5F|7E)",
    re.IGNORECASE | re.ASCII,
)
_NO_HOST = re.compile(r"[\x00-\x20\x7f\"#%/<>?@\[\\\]^`{|}]")
_AS_WRITTEN = "!$%&'()*+,/:;=?@[]"  # beside letters and digits; all else is percent-encoded
_AMPERSAND = re.compile(r"&(?:(?:amp|#0*38|#x0*26);)+", re.IGNORECASE)  # escaped too often
_IGNORED = re.compile(r"[\t\n\r]")  # the URL standard drops these wherever they stand
_DEFAULT_PORTS = {"http": 80, "https": 443}


def clean(address: str, base: str | None = None) -> str | None:
    """`address`, resolved against `base`, without fragment and tracking; None: not usable.

    The case of percent-encoding stays as the site writes it (see scraper.spelling).

    >>> clean("/a/b?utm_source=feed&id=7#top", "https://Harbour.example:443/feed")
    'https://harbour.example/a/b?id=7'
    """
    is_clean = len(address) <= MAX_LENGTH and _CLEAN.fullmatch(address)
    if is_clean and not ("%" in address and _UNRESERVED.search(address)):
        return address
    address = _AMPERSAND.sub("&", _IGNORED.sub("", address).strip())
    if address[:4].lower() == "www.":  # a host, as people write it
        address = f"//{address}"
    try:
        parts = urlsplit(urljoin(base, address) if base else address)
        path = _readable(_SESSION.sub("", parts.path))
        if "/." in path:
            # urljoin resolves dots in relative addresses only, and takes "//a" for a host
            path = urlsplit(urljoin("http://host/", f"/.{path}")).path
        name, port = parts.hostname or "", parts.port
        host = ascii_host(unquote(name)).rstrip(".")
    except ValueError:
        return None
    if parts.scheme not in _DEFAULT_PORTS or not host or parts.username is not None:
        return None
    if _NO_HOST.search(host) or (":" in host and ":" not in name):
        return None
    netloc = f"[{host}]" if ":" in host else host
    if port is not None and port != _DEFAULT_PORTS[parts.scheme]:
        netloc += f":{port}"
    query = _encoded(_query(_readable(parts.query)))
    cleaned = urlunsplit(SplitResult(parts.scheme, netloc, _encoded(path) or "/", query, ""))
    return cleaned if len(cleaned) <= MAX_LENGTH else None


def _readable(part: str) -> str:
    return _UNRESERVED.sub(lambda escape: unquote(escape[0]), part)


def _encoded(part: str) -> str:
    """Encoded as a request would be, so that both spellings of "/café" are one address."""
    return quote(part, safe=_AS_WRITTEN, errors="surrogatepass")


def _query(query: str) -> str:
    kept = [part for part in query.split("&") if not _TRACKING.fullmatch(part.partition("=")[0])]
    return "&".join(kept)


def spelled(pattern: str) -> str:
    """A pattern of addresses in the letters that addresses are cleaned to; `*` stays what it is."""
    scheme, mark, rest = pattern.rpartition("://")
    host, slash, path = rest.partition("/") if mark else ("", "", rest)
    return f"{scheme}{mark}{ascii_host(host)}{slash}{_encoded(_readable(path))}"


def same_site(one: str, other: str) -> bool:
    """Both addresses have the same host, a leading "www." aside."""
    return _site(one) == _site(other)


def _site(address: str) -> str:
    return ascii_host(urlsplit(address).hostname or "").removeprefix("www.")
