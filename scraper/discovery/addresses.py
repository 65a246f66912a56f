"""One spelling for one address, so that an article found twice is fetched once."""

from __future__ import annotations

import re
from urllib.parse import SplitResult, quote, urljoin, urlsplit, urlunsplit

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
_NO_HOST = re.compile(r"[\x00-\x20\x7f\"<>\\^`{|}]")
_AS_WRITTEN = "!$%&'()*+,/:;=?@[]"  # beside letters and digits; all else is percent-encoded
_AMPERSAND = re.compile(r"&(?:(?:amp|#0*38|#x0*26);)+", re.IGNORECASE)  # escaped too often
_IGNORED = re.compile(r"[\t\n\r]")  # the URL standard drops these wherever they stand
_DEFAULT_PORTS = {"http": 80, "https": 443}


def clean(address: str, base: str | None = None) -> str | None:
    """`address`, resolved against `base`, without fragment and tracking; None: not usable.

    >>> clean("/a/b?utm_source=feed&id=7#top", "https://Harbour.example:443/feed")
    'https://harbour.example/a/b?id=7'
    """
    if len(address) <= MAX_LENGTH and _CLEAN.fullmatch(address):
        return address
    address = _AMPERSAND.sub("&", _IGNORED.sub("", address).strip())
    if address[:4].lower() == "www.":  # a host, as people write it
        address = f"//{address}"
    try:
        parts = urlsplit(urljoin(base, address) if base else address)
        if "/." in parts.path and not parts.path.startswith("//"):
            # urljoin resolves dots in relative addresses only, and takes "//a" for a host
            parts = parts._replace(path=urlsplit(urljoin("http://host/", parts.path)).path)
        host, port = (parts.hostname or "").rstrip("."), parts.port
    except ValueError:
        return None
    if parts.scheme not in _DEFAULT_PORTS or not host or parts.username is not None:
        return None
    if _NO_HOST.search(host):
        return None
    netloc = f"[{host}]" if ":" in host else host
    if port is not None and port != _DEFAULT_PORTS[parts.scheme]:
        netloc += f":{port}"
    path = _encoded(_SESSION.sub("", parts.path)) or "/"
    query = _encoded(_query(parts.query))
    cleaned = urlunsplit(SplitResult(parts.scheme, netloc, path, query, ""))
    return cleaned if len(cleaned) <= MAX_LENGTH else None


def _encoded(part: str) -> str:
    """Encoded as a request would be, so that both spellings of "/café" are one address."""
    return quote(part, safe=_AS_WRITTEN, errors="surrogatepass")


def _query(query: str) -> str:
    kept = [part for part in query.split("&") if not _TRACKING.fullmatch(part.partition("=")[0])]
    return "&".join(kept)


def same_site(one: str, other: str) -> bool:
    """Both addresses have the same host, a leading "www." aside."""
    return _site(one) == _site(other)


def _site(address: str) -> str:
    return (urlsplit(address).hostname or "").removeprefix("www.")
