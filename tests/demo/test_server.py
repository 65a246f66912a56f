"""The demo server: virtual hosts, conditional requests, compression, ports."""

from __future__ import annotations

import gzip
from collections.abc import Iterator

import httpx
import pytest

from scraper.demo.server import PORT, DemoServer

TRIBUNE = "lanterntribune.localhost"
ARTICLE = "/a-library-that-lends-telescopes/"


@pytest.fixture(scope="module")
def server() -> Iterator[DemoServer]:
    with DemoServer() as server:
        yield server


def get(server: DemoServer, host: str, path: str, **headers: str) -> httpx.Response:
    address = f"http://127.0.0.1:{server.port}{path}"
    return httpx.get(address, headers={"Host": f"{host}:{server.port}", **headers})


def test_one_port_serves_three_sites_by_their_names(server: DemoServer) -> None:
    assert server.hosts == ("lanterntribune.localhost", "meridian.localhost", "talpost.localhost")
    titles = [get(server, host, "/").text.partition("<title>")[2][:11] for host in server.hosts[:2]]
    assert titles == ["Lantern Tri", "Meridian | "]
    assert "<TITLE>Startseite - Die Talpost" in get(server, server.hosts[2], "/").text


def test_addresses_in_the_pages_carry_the_port_that_serves_them(server: DemoServer) -> None:
    page = get(server, TRIBUNE, ARTICLE).text
    assert f'rel="canonical" href="{server.root(TRIBUNE)}{ARTICLE}"' in page
    assert f":{PORT}" not in page


def test_a_client_that_has_the_page_gets_304_without_a_body(server: DemoServer) -> None:
    first = get(server, TRIBUNE, ARTICLE)
    for header, value in (
        ("If-None-Match", first.headers["etag"]),
        ("If-Modified-Since", first.headers["last-modified"]),
    ):
        again = get(server, TRIBUNE, ARTICLE, **{header: value})
        assert (again.status_code, again.content) == (304, b"")
    stale = get(server, TRIBUNE, ARTICLE, **{"If-None-Match": '"old"'})
    assert stale.status_code == 200


def test_text_is_compressed_for_clients_that_ask(server: DemoServer) -> None:
    packed = get(server, TRIBUNE, ARTICLE, **{"Accept-Encoding": "gzip"})
    plain = get(server, TRIBUNE, ARTICLE, **{"Accept-Encoding": "identity"})
    assert packed.headers["content-encoding"] == "gzip"
    assert "content-encoding" not in plain.headers
    assert packed.text == plain.text


def test_a_sitemap_that_ends_in_gz_is_a_gzip_file(server: DemoServer) -> None:
    answer = get(server, "meridian.localhost", "/sitemap-articles.xml.gz")
    assert answer.headers["content-type"] == "application/gzip"
    assert gzip.decompress(answer.content).count(b"<loc>") == 12


def test_the_feed_answers_at_the_folder_s_address(server: DemoServer) -> None:
    answer = get(server, TRIBUNE, "/feed/")
    assert answer.headers["content-type"] == "application/xml"
    assert answer.text.count("<item>") == 13


@pytest.mark.parametrize(
    "path", ["/nothing-here/", "/../../pyproject.toml", "/%2e%2e/%2e%2e/build.py"]
)
def test_what_is_not_in_the_site_is_404(server: DemoServer, path: str) -> None:
    assert get(server, TRIBUNE, path).status_code == 404


def test_without_a_site_s_name_the_front_page_lists_the_sites(server: DemoServer) -> None:
    page = get(server, "127.0.0.1", "/").text
    assert all(f'href="{server.root(host)}/"' in page for host in server.hosts)


def test_the_revised_site_serves_the_second_version_of_what_changed() -> None:
    with DemoServer(revised=True) as server:
        assert "Council Adopts" in get(server, TRIBUNE, "/quiet-hours-for-the-container-quay/").text
        assert "telescopes" in get(server, TRIBUNE, ARTICLE).text


def test_the_port_is_free_again_after_the_context() -> None:
    with DemoServer() as first:
        port = first.port
        with pytest.raises(OSError, match="in use"), DemoServer(port=port):
            raise AssertionError
    with DemoServer(port=port) as second:
        assert second.port == port


def test_the_log_tells_which_requests_were_conditional(server: DemoServer) -> None:
    server.log.clear()
    first = get(server, TRIBUNE, "/robots.txt")
    get(server, TRIBUNE, "/robots.txt", **{"If-None-Match": first.headers["etag"]})
    assert [(r.path, r.status, r.conditional) for r in server.log] == [
        ("/robots.txt", 200, False),
        ("/robots.txt", 304, True),
    ]
