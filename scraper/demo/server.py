"""Serves the demo sites from one loopback port, one virtual host a site, in a thread of its own."""

from __future__ import annotations

import gzip
import hashlib
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from email.utils import formatdate, parsedate_to_datetime
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from types import TracebackType
from typing import Any, cast
from urllib.parse import unquote, urlsplit

from scraper.errors import ConfigError

PORT = 8737  # stands in every address of the built sites; another port is put in its place
_ADDRESS = "127.0.0.1"
_TYPES = {  # the pages name their own character set, or leave it open as old pages do
    ".html": "text/html",
    ".xml": "application/xml",
    ".gz": "application/gzip",
    ".txt": "text/plain; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".png": "image/png",
}


@dataclass(frozen=True, slots=True)
class Request:
    """One request as the server answered it."""

    host: str  # without port
    path: str
    status: int
    conditional: bool  # the client sent If-None-Match or If-Modified-Since


def fixtures() -> Path:
    """The folder of the demo sites; ConfigError where only the package is installed."""
    folder = Path(__file__).resolve().parents[2] / "fixtures"
    if not (folder / "site").is_dir():
        raise ConfigError(
            "the demo site is not part of the installed package; "
            "clone the project's repository and call `make run` there"
        )
    return folder


class DemoServer:
    """The demo sites on loopback; serves from entering the context until leaving it.

    `port`: 0 picks a free one.  `revised`: the later version of what an editor has changed.
    OSError where the port is taken.  `log` grows with every request answered.
    """

    def __init__(self, *, port: int = 0, revised: bool = False) -> None:
        root = fixtures()
        self.folders = [root / "revised"] * revised + [root / "site"]
        self.hosts = tuple(sorted(path.name for path in (root / "site").iterdir()))
        self.log: list[Request] = []
        self._server = _Server((_ADDRESS, port), _Handler)
        self._server.demo = self
        self.port = self._server.server_port

    def __enter__(self) -> DemoServer:
        self._thread = Thread(target=self._server.serve_forever, args=(0.05,), daemon=True)
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def wait(self) -> None:
        """Do nothing while the server serves."""
        self._thread.join()

    def root(self, host: str) -> str:
        """Address of a site's home page, without the slash at its end."""
        return f"http://{host}:{self.port}"

    def document(self, host: str, path: str) -> tuple[bytes, str, float] | None:
        """Body, media type and time of last change of what stands at `path`; None: nothing."""
        if host not in self.hosts:
            return self._front() if path == "/" else None
        for folder in self.folders:
            file = _file(folder / host, path)
            if file:
                body = file.read_bytes().replace(
                    b".localhost:%d" % PORT, b".localhost:%d" % self.port
                )
                kind = _TYPES[file.suffix]
                if path.endswith(".gz"):
                    body, kind = gzip.compress(body, mtime=0), _TYPES[".gz"]
                return body, kind, file.stat().st_mtime
        return None

    def _front(self) -> tuple[bytes, str, float]:
        """What a browser finds that asks for the address without a site's name."""
        links = "".join(f'<li><a href="{self.root(host)}/">{host}</a>' for host in self.hosts)
        page = f"<!doctype html><title>Demo sites</title><h1>Demo sites</h1><ul>{links}</ul>"
        return page.encode(), _TYPES[".html"], 0.0


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 64
    demo: DemoServer

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that went away is nothing to write about."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server_version = "demo"
    timeout = 10.0

    def do_GET(self) -> None:
        demo = cast(_Server, self.server).demo
        host = self.headers.get("Host", "").partition(":")[0].lower()
        path = unquote(urlsplit(self.path).path)
        asked = self.headers.get("If-None-Match"), self.headers.get("If-Modified-Since")
        found = demo.document(host, path)
        headers: dict[str, str] = {}
        if found is None:
            status, body = HTTPStatus.NOT_FOUND, b"<!doctype html><title>Not found</title>"
            headers["Content-Type"] = _TYPES[".html"]
        else:
            body, kind, changed = found
            # Weak: the same tag stands for the plain and the compressed body (RFC 9110, 8.8.1).
            headers["ETag"] = f'W/"{hashlib.sha256(body).hexdigest()[:16]}"'
            headers["Last-Modified"] = formatdate(changed, usegmt=True)
            headers["Content-Type"] = kind
            headers["Vary"] = "Accept-Encoding"
            status = HTTPStatus.OK
            if _unchanged(asked, headers["ETag"], changed):
                status, body = HTTPStatus.NOT_MODIFIED, b""
            elif kind.startswith(("text/", "application/xml")) and "gzip" in self.headers.get(
                "Accept-Encoding", ""
            ):
                body = gzip.compress(body, mtime=0)
                headers["Content-Encoding"] = "gzip"
        demo.log.append(Request(host, path, status, any(asked)))
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        if status != HTTPStatus.NOT_MODIFIED:
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command == "GET":
            self.wfile.write(body)

    do_HEAD = do_GET

    def log_message(self, format: str, *args: object) -> None:
        """Nothing: what was asked stands in `DemoServer.log`."""


def _file(folder: Path, path: str) -> Path | None:
    """The file that answers `path`; None: none does."""
    plain = folder / path.lstrip("/").removesuffix(".gz")
    candidates: Sequence[Path] = (plain, plain / "index.html", plain / "index.xml")
    root = folder.resolve()
    for candidate in candidates:
        if candidate.is_file() and candidate.resolve().is_relative_to(root):
            return candidate
    return None


def _unchanged(asked: tuple[str | None, str | None], tag: str, changed: float) -> bool:
    """Whether the client's copy is still good; a tag it names comes before a date."""
    tags, since = asked
    if tags is not None:
        return tag in tags
    if since is None:
        return False
    try:
        return int(changed) <= parsedate_to_datetime(since).timestamp()
    except ValueError:
        return False
