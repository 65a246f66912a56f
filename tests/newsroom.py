"""A small news site on loopback whose pages, feeds and sitemaps a test writes as it goes."""

from __future__ import annotations

import hashlib
import sys
import time
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from email.utils import format_datetime
from html import escape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Lock, Thread
from typing import Any, Self, cast

HOST = "news.example"
WORDS = (
    "harbour tide ferry council lantern bridge orchard quarry signal archive market engine "
    "willow copper granary pilot station meadow canal workshop beacon cellar railway garden"
).split()


@dataclass(frozen=True, slots=True)
class Document:
    """What stands at one path."""

    body: bytes
    content_type: str = "text/html; charset=utf-8"
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Asked:
    """One request as it was answered."""

    host: str
    path: str
    status: int
    conditional: bool
    headers: dict[str, str]  # names in lower case


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One entry of a feed or sitemap."""

    path: str
    title: str = ""
    published: datetime | None = None
    modified: datetime | date | None = None


class Newsroom:
    """Serves from entering the context until leaving it; every host name leads here."""

    def __init__(self, *hosts: str, delay: float = 0.0) -> None:
        self.hosts = hosts or (HOST,)
        self.delay = delay  # seconds before every answer
        self.log: list[Asked] = []
        self._documents: dict[tuple[str, str], Document] = {}
        self.lock = Lock()
        self._server = _Server(("127.0.0.1", 0), _Handler)
        self._server.room = self
        self.port = self._server.server_port

    def __enter__(self) -> Self:
        self._thread = Thread(target=self._server.serve_forever, args=(0.02,), daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def url(self, path: str, host: str | None = None) -> str:
        return f"http://{host or self.hosts[0]}:{self.port}{path}"

    def put(
        self,
        path: str,
        body: str | bytes,
        content_type: str = "text/html; charset=utf-8",
        *,
        host: str | None = None,
        status: int = 200,
        headers: dict[str, str] | None = None,
    ) -> None:
        """From now on `path` answers with this."""
        content = body.encode() if isinstance(body, str) else body
        document = Document(content, content_type, status, headers or {})
        self._documents[host or self.hosts[0], path] = document

    def remove(self, path: str, host: str | None = None) -> None:
        """From now on `path` is not found."""
        del self._documents[host or self.hosts[0], path]

    def get(self, host: str, path: str) -> Document | None:
        return self._documents.get((host, path))

    def asked(self, path: str, host: str | None = None) -> list[Asked]:
        """The requests for `path` so far."""
        wanted = host or self.hosts[0]
        return [asked for asked in self.log if (asked.host, asked.path) == (wanted, path)]

    def article(self, path: str, title: str, text: str = "", *, host: str | None = None) -> None:
        self.put(path, article_page(title, text), host=host)

    def feed(
        self, path: str, items: Iterable[Item], *, host: str | None = None, atom: bool = False
    ) -> None:
        made = atom_feed(self, items, host) if atom else rss_feed(self, items, host)
        self.put(path, made, "application/xml", host=host)

    def sitemap(self, path: str, items: Iterable[Item], *, host: str | None = None) -> None:
        self.put(path, sitemap_xml(self, items, host), "application/xml", host=host)

    def config(self, folder: Path, sources: str, more: str = "") -> Path:
        """A scraper.toml in `folder` that may fetch from here, without waiting between requests."""
        allow = ", ".join(f'"{host}:{self.port}"' for host in self.hosts)
        resolve = ", ".join(f'"{host}" = "127.0.0.1"' for host in self.hosts)
        text = (
            'database = "articles.db"\n'
            f"[fetch]\ndelay = 0.0\nattempts = 1\nallow = [{allow}]\nresolve = {{{resolve}}}\n"
            f"{more}\n{sources}\n"
        )
        path = folder / "scraper.toml"
        path.write_text(text, encoding="utf-8")
        return path


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128
    room: Newsroom

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that went away is nothing to write about."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    wbufsize = -1  # header and body leave together: no waiting for a delayed acknowledgement

    def do_GET(self) -> None:
        room = cast(_Server, self.server).room
        host = self.headers.get("Host", "").partition(":")[0]
        if room.delay:
            time.sleep(room.delay)
        found = room.get(host, self.path)
        document = found or Document(b"<title>Not found</title>", status=404)
        tag = '"' + hashlib.sha1(document.body).hexdigest()[:16] + '"'
        asked = self.headers.get("If-None-Match")
        status, body = document.status, document.body
        if status == 200 and asked == tag:
            status, body = 304, b""
        with room.lock:
            headers = {name.lower(): value for name, value in self.headers.items()}
            room.log.append(Asked(host, self.path, status, asked is not None, headers))
        self.send_response(status)
        for name, value in document.headers.items():
            self.send_header(name, value)
        self.send_header("Content-Type", document.content_type)
        self.send_header("Content-Length", str(len(body)))
        if document.status == 200:
            self.send_header("ETag", tag)
        self.end_headers()
        self.wfile.write(body)
        self.wfile.flush()

    def log_message(self, format: str, *args: object) -> None:
        """Nothing: what was asked stands in `Newsroom.log`."""


def sentences(seed: str, count: int = 12) -> str:
    """Paragraphs of plain words, the same for the same seed."""
    digest = hashlib.sha256(seed.encode()).digest()
    lines = []
    for number in range(count):
        words = [
            WORDS[(digest[(number * 5 + i) % 32] + i * number) % len(WORDS)] for i in range(14)
        ]
        lines.append(f"The {' '.join(words[:7])} near the {' '.join(words[7:])} opened again.")
    return "".join(f"<p>{' '.join(lines[start : start + 3])}</p>\n" for start in range(0, count, 3))


def article_page(title: str, text: str = "", *, author: str = "Mara Quint") -> str:
    """An article in plain markup; the same title and text give the same page."""
    return (
        f"<!doctype html><html lang=en><head><title>{escape(title)}</title>"
        f'<meta property="og:type" content="article"></head><body>'
        f"<nav><a href=/>Home</a></nav><main><article><h1>{escape(title)}</h1>"
        f'<p class="byline">By <a rel="author" href="/authors/x">{escape(author)}</a></p>'
        f"{sentences(title)}<p>{escape(text)}</p></article></main>"
        f"<footer>Printed at the old customs house</footer></body></html>"
    )


def rss_feed(room: Newsroom, items: Iterable[Item], host: str | None = None) -> str:
    entries = "".join(
        f"<item><title>{escape(item.title)}</title><link>{room.url(item.path, host)}</link>"
        + (f"<pubDate>{format_datetime(item.published)}</pubDate>" if item.published else "")
        + "</item>\n"
        for item in items
    )
    channel = f"<channel><title>News</title>{entries}</channel>"
    return f'<?xml version="1.0"?><rss version="2.0">{channel}</rss>'


def atom_feed(room: Newsroom, items: Iterable[Item], host: str | None = None) -> str:
    entries = ""
    for item in items:
        url = room.url(item.path, host)
        published = f"<published>{item.published.isoformat()}</published>" if item.published else ""
        updated = item.modified or item.published
        changed = f"<updated>{updated.isoformat()}</updated>" if updated else ""
        entries += (
            f"<entry><title>{escape(item.title)}</title><id>{url}</id>"
            f'<link href="{url}"/>{published}{changed}</entry>\n'
        )
    return (
        '<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom">'
        f"<title>News</title>{entries}</feed>"
    )


def sitemap_xml(room: Newsroom, items: Iterable[Item], host: str | None = None) -> str:
    entries = "".join(
        f"<url><loc>{room.url(item.path, host)}</loc>"
        + (f"<lastmod>{item.modified.isoformat()}</lastmod>" if item.modified else "")
        + "</url>\n"
        for item in items
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?>'
        f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{entries}</urlset>'
    )
