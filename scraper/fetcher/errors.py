"""Why a page could not be had: one class a cause, told apart by `kind`.

    FetchError
    +-- AddressError    url            not an http(s) address, or a port that is not allowed
    |   +-- PrivateAddress  address    the host is inside a private network
    +-- HostError                      the host is at fault: counts for its circuit breaker
    |   +-- UnknownHost dns            the host name does not resolve
    |   +-- Refused     refused        nobody listens, no route
    |   +-- TimedOut    timeout        too slow: connecting, silent, or dripping
    |   +-- TLSFailed   tls            certificate or handshake
    |   +-- Broken      broken         connection lost, not HTTP, body cut short
    |   +-- ServerError server         5xx
    |   +-- Throttled   throttled      429, or 503 with Retry-After
    +-- StatusError     status         any other answer that is not 2xx or 304
    |   +-- Gone        gone           404, 410: never again
    +-- RedirectError   redirect       loop, too many, or nowhere
    +-- RobotsDenied    robots         robots.txt asks not to
    +-- NotHTML         not-html       a PDF, a feed, an image ...
    +-- TooLarge        too-large      body or headers beyond the limits
    +-- Undecodable     encoding       compression that cannot be undone
    +-- EmptyBody       empty          2xx without a body
    +-- Later           later          not now: the host's turn, budget or circuit breaker
    +-- RenderError     render         the headless browser could not do it
    +-- Interstitial                   a page stands where the article should be:
                        outage, soft-404, captcha, consent, paywall, javascript

They are raised with the reason alone; `Fetcher.fetch` adds the address and `retry_at`.
"""

from __future__ import annotations

from datetime import datetime

from scraper.errors import FetchError


class AddressError(FetchError):
    """Not an http or https address, or a port that is not allowed."""

    kind = "url"


class PrivateAddress(AddressError):
    """The host's address is inside a private network, or otherwise not on the open internet."""

    kind = "address"


class HostError(FetchError):
    """The host is at fault, not this one page."""

    kind = "host"


class UnknownHost(HostError):
    """The host name does not resolve."""

    kind = "dns"


class Refused(HostError):
    """Nobody listens at the address, or there is no way to it."""

    kind = "refused"


class TimedOut(HostError):
    """Connecting, or the answer, took longer than the settings allow."""

    kind = "timeout"


class TLSFailed(HostError):
    """The certificate or the handshake is not acceptable."""

    kind = "tls"


class Broken(HostError):
    """The connection was lost, the answer is not HTTP, or its body is cut short."""

    kind = "broken"


class StatusError(FetchError):
    """The server answered with a status that brings no page."""

    kind = "status"

    def __init__(self, message: str, *, status: int) -> None:
        super().__init__(message)
        self.status = status  # HTTP status code


class Gone(StatusError):
    """404 or 410: the page does not exist."""

    kind = "gone"


class ServerError(StatusError, HostError):
    """5xx: the server failed."""

    kind = "server"


class Throttled(StatusError, HostError):
    """The server asks for fewer requests: 429, or 503 with Retry-After."""

    kind = "throttled"

    def __init__(self, message: str, *, status: int, not_before: datetime | None) -> None:
        super().__init__(message, status=status)
        self.not_before = not_before  # UTC, from Retry-After; None: the server names no time


class RedirectError(FetchError):
    """A redirect that goes in circles, goes on for too long, or leads nowhere."""

    kind = "redirect"


class RobotsDenied(FetchError):
    """robots.txt asks robots to stay away from this address."""

    kind = "robots"


class NotHTML(FetchError):
    """The answer is something else than an HTML page."""

    kind = "not-html"


class TooLarge(FetchError):
    """The body or the headers are larger than the settings allow."""

    kind = "too-large"


class Undecodable(FetchError):
    """The body's compression is unknown or broken."""

    kind = "encoding"


class EmptyBody(FetchError):
    """A good answer, but nothing in it."""

    kind = "empty"


class Later(FetchError):
    """Nothing was asked: the host must be left alone for now."""

    kind = "later"

    def __init__(self, message: str, *, not_before: datetime) -> None:
        super().__init__(message)
        self.not_before = not_before  # UTC


class RenderError(FetchError):
    """The headless browser is missing, or could not show the page."""

    kind = "render"


class Interstitial(FetchError):
    """A page came, but it is not the one that was asked for: its kind says what stands there."""

    def __init__(self, kind: str) -> None:
        super().__init__(_INTERSTITIALS[kind])
        self.kind = kind


_INTERSTITIALS = {
    "outage": "the server says 200, the page says that the site is out of order for now",
    "soft-404": "the server says 200, the page says that there is nothing here",
    "captcha": "a bot check stands where the article should be",
    "consent": "a consent page stands where the article should be; set `cookies` for the source",
    "paywall": "only a teaser is free to read; set `cookies` or `headers` for the source",
    "javascript": "the page is empty without JavaScript; set `render = true` for the source",
}
