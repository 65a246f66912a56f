"""Which addresses are let through, however they are spelled and whatever DNS says."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Mapping
from ipaddress import IPv4Address, IPv6Address

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scraper.errors import FetchError
from scraper.fetcher import Fetcher, FetchSettings
from scraper.fetcher.errors import AddressError, PrivateAddress
from scraper.fetcher.guard import AddressPolicy, host_key, is_public, parse
from tests.fetcher.servers import serve


@pytest.mark.parametrize(
    "address",
    [
        *("0.0.0.0", "10.1.2.3", "100.64.0.1", "127.0.0.1", "127.255.255.254", "169.254.169.254"),
        *("172.16.0.1", "172.31.255.255", "192.0.0.8", "192.0.2.1", "192.168.1.1", "198.18.0.1"),
        *("198.51.100.7", "203.0.113.9", "224.0.0.1", "239.1.1.1", "240.0.0.1", "255.255.255.255"),
        *("::", "::1", "::ffff:127.0.0.1", "::ffff:8.8.8.8", "::127.0.0.1", "64:ff9b::7f00:1"),
        *("64:ff9b:1::1", "100::1", "2001::1", "2001:db8::1", "2002:7f00:1::", "2002:808:808::"),
        *(
            "3fff::1",
            "5f00::1",
            "fc00::1",
            "fd12::1",
            "fe80::1",
            "fe80::1%eth0",
            "fec0::1",
            "ff02::1",
        ),
    ],
)
def test_special_purpose_addresses_are_not_public(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize(
    "address",
    [
        *("1.1.1.1", "8.8.8.8", "93.184.216.34", "172.15.0.1", "172.32.0.1", "192.0.1.1"),
        *("223.255.255.255", "2606:4700::1111", "2a00:1450::1", "64:ff9b::808:808"),
    ],
)
def test_addresses_of_the_open_internet_are_public(address: str) -> None:
    assert is_public(address)


@given(st.ip_addresses())
def test_what_python_calls_private_is_never_public(address: IPv4Address | IPv6Address) -> None:
    if is_public(str(address)):
        assert address.is_global or str(address).startswith("64:ff9b:")


@pytest.mark.parametrize(
    "url",
    [
        *("ftp://host.example/", "file:///etc/passwd", "gopher://host.example/", "//host.example/"),
        *("host.example", "", "http://", "http:///path", "javascript:alert(1)", "data:text/html,x"),
        *("http://user:secret@host.example/", "http://user@host.example/", "http://[::1/"),
        *("http://host.example:99999/", "http://a b.example/", "http://host..example/"),
        *("http://%31%32%37.0.0.1/", "http://a/" + "x" * 9000, "http://\x00.example/"),
        *("http://host.example:8a/", "http://xn--/", "http://xn--a-.example/"),
    ],
)
def test_what_is_no_web_address_is_refused(url: str) -> None:
    with pytest.raises(AddressError):
        parse(url)


def test_fragment_is_left_out_and_host_is_put_in_normal_form() -> None:
    assert str(parse("HTTP://Harbour.EXAMPLE:80/a#b")) == "http://harbour.example/a"
    assert str(parse("https://bücher.example/")) == "https://xn--bcher-kva.example/"


def test_one_rate_applies_to_a_host_whatever_its_scheme() -> None:
    keys = {host_key(parse(url)) for url in ("http://a.example/", "https://a.example./x")}
    assert keys == {"a.example"}
    assert host_key(parse("http://a.example:8080/")) == "a.example:8080"


@pytest.mark.parametrize(
    "url",
    [
        *("http://127.0.0.1/", "http://10.0.0.1/", "http://[::1]/", "http://[fd00::1]/"),
        *("http://169.254.169.254/latest/meta-data/", "http://[::ffff:10.0.0.1]/"),
        *("http://2130706433/", "http://0x7f.1/", "http://0x7f000001/", "http://127.1/"),
        *("http://0/", "http://localhost/", "http://LOCALHOST/"),
    ],
)
def test_private_hosts_are_refused_however_they_are_spelled(url: str) -> None:
    async def main() -> FetchError:
        async with Fetcher(FetchSettings(robots=False)) as fetcher:
            with pytest.raises(FetchError) as caught:
                await fetcher.fetch(url)
            return caught.value

    error = asyncio.run(main())
    assert error.kind == "address"
    assert "allow" in str(error)


@pytest.mark.parametrize(
    "url",
    [
        *("http://127.0.0.1./", "http://2130706433/", "http://0x7f.1/", "http://127.1/"),
        *("http://[::ffff:7f00:1]/", "http://[64:ff9b::7f00:1]/", "http://017700000001/"),
    ],
)
def test_an_address_in_any_spelling_is_refused_before_a_proxy_could_resolve_it(url: str) -> None:
    with pytest.raises(PrivateAddress):
        AddressPolicy(frozenset(), frozenset({80})).check(parse(url))


def test_allowing_a_name_allows_that_name_alone() -> None:
    policy = AddressPolicy(frozenset({"intranet", "10.0.0.7:8080", "[::1]:80"}), frozenset({80}))
    policy.check(parse("http://intranet:9000/"))
    policy.check(parse("http://INTRANET./"))
    policy.check_address("intranet", 80, "10.0.0.1")
    policy.check(parse("http://10.0.0.7:8080/"))
    policy.check(parse("http://[::1]/"))
    for url in ("http://10.0.0.7/", "http://10.0.0.8:8080/", "http://x.intranet:9000/"):
        with pytest.raises(AddressError):
            policy.check(parse(url))
    with pytest.raises(PrivateAddress):
        policy.check_address("elsewhere.example", 80, "10.0.0.7")


class ChangingNames(Mapping[str, str]):
    """A name server that gives another address every time it is asked."""

    def __init__(self, *addresses: str) -> None:
        self.asked = 0
        self._addresses = addresses

    def __getitem__(self, host: str) -> str:
        self.asked += 1
        return self._addresses[(self.asked - 1) % len(self._addresses)]

    def __contains__(self, host: object) -> bool:
        return True

    def __iter__(self) -> Iterator[str]:
        return iter(())

    def __len__(self) -> int:
        return 0


def test_dns_rebinding_does_not_lead_inside() -> None:
    """A check that looked the name up again would be given 127.0.0.1 for connecting."""

    async def main() -> tuple[list[str], int, int]:
        async with serve() as server:
            names = ChangingNames("240.0.0.1", "127.0.0.1")
            settings = FetchSettings(
                resolve=names, ports=frozenset({server.port}), robots=False, delay=0.0, attempts=1
            )
            kinds = []
            async with Fetcher(settings) as fetcher:
                for _ in range(4):
                    with pytest.raises(FetchError) as caught:
                        await fetcher.fetch(f"http://rebind.example:{server.port}/")
                    kinds.append(caught.value.kind)
            return kinds, names.asked, len(server.seen)

    kinds, asked, requests = asyncio.run(main())
    assert kinds == ["address"] * 4
    assert asked == 4  # one look-up a connection, and none after the check
    assert requests == 0


def test_checked_address_is_connected_to_and_the_host_name_is_kept() -> None:
    async def main() -> tuple[str, int]:
        async with serve(name="press.example") as server:
            names = ChangingNames("127.0.0.1")
            place = frozenset({server.place})
            settings = FetchSettings(resolve=names, allow=place, robots=False, delay=0.0)
            async with Fetcher(settings) as fetcher:
                await fetcher.fetch(server.url("/"))
                await fetcher.fetch(server.url("/"))
            return server.seen[0].headers["host"], names.asked

    host, asked = asyncio.run(main())
    assert host.startswith("press.example:")
    assert asked == 1  # the connection is used again
