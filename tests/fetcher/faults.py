"""Servers that misbehave: each in one way, with the outcome that a fetch must come to."""

from __future__ import annotations

import asyncio
import gzip
import socket
import ssl
import struct
import zlib
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from functools import cache

import brotli
import zstandard

from tests.fetcher.servers import (
    ARTICLE,
    TLS,
    Behaviour,
    Connection,
    Seen,
    answer,
    in_turn,
    raw,
    redirect,
)

OK = "ok"
ZEROS = 100_000_000  # bytes that the bombs decompress to
HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"


@dataclass(frozen=True, slots=True)
class Fault:
    """One way to misbehave."""

    outcome: str  # FetchError.kind, or OK
    routes: dict[str, Behaviour] = field(default_factory=dict)
    certificate: str | None = None  # for https
    accept: Connection | None = None  # instead of speaking HTTP
    scheme: str | None = None  # of the address asked for; None: as the server speaks


def forever(start: bytes, part: bytes, pause: float = 0.0) -> Behaviour:
    """`start`, then `part` again and again."""

    async def behave(seen: Seen, out: asyncio.StreamWriter) -> None:
        out.write(start)
        while not out.is_closing():
            out.write(part)
            await out.drain()
            await asyncio.sleep(pause)

    return behave


def reset_after(*parts: bytes) -> Behaviour:
    """These bytes, then a TCP reset."""

    async def behave(seen: Seen, out: asyncio.StreamWriter) -> None:
        for part in parts:
            out.write(part)
        await out.drain()
        await asyncio.sleep(0.05)
        sock = out.get_extra_info("socket")
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        out.transport.abort()

    return behave


async def silent(seen: Seen, out: asyncio.StreamWriter) -> None:
    await asyncio.sleep(60)


async def hang_up(reader: asyncio.StreamReader, out: asyncio.StreamWriter) -> None:
    out.close()


async def say_nothing(reader: asyncio.StreamReader, out: asyncio.StreamWriter) -> None:
    await asyncio.sleep(60)


async def ssh(reader: asyncio.StreamReader, out: asyncio.StreamWriter) -> None:
    out.write(b"SSH-2.0-OpenSSH_9.9\r\n")
    await out.drain()
    await asyncio.sleep(60)


async def break_encryption(reader: asyncio.StreamReader, out: asyncio.StreamWriter) -> None:
    """An answer over TLS whose second record cannot be decrypted."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(TLS / "good.pem")
    received, sent = ssl.MemoryBIO(), ssl.MemoryBIO()
    tls = context.wrap_bio(received, sent, server_side=True)
    request = b""
    while not request:
        received.write(await reader.read(65_536))
        with suppress(ssl.SSLWantReadError):
            tls.do_handshake()
            request = tls.read()
        out.write(sent.read())
    tls.write(HEAD + b"Content-Length: 999\r\n\r\n<p>half")
    out.write(sent.read() + b"\x17\x03\x03\x00\x40" + b"x" * 0x40)
    await out.drain()


def packed(body: bytes, encoding: str, **more: str) -> Behaviour:
    return answer(body, headers={"Content-Encoding": encoding, **more})


def zstd_bomb() -> bytes:
    """Zeros in many frames, as the library would refuse one large window."""
    return zstandard.compress(bytes(1_000_000)) * (ZEROS // 1_000_000)


def zip_bomb(bits: int) -> bytes:
    machine = zlib.compressobj(9, zlib.DEFLATED, bits)
    block = bytes(4_000_000)
    parts = [machine.compress(block) for _ in range(ZEROS // len(block))]
    return b"".join([*parts, machine.flush()])


def br_bomb() -> bytes:
    machine = brotli.Compressor(quality=1)
    block = bytes(4_000_000)
    parts = [machine.process(block) for _ in range(ZEROS // len(block))]
    return b"".join([*parts, machine.finish()])


def giant_window() -> bytes:
    """A zstd frame that asks for 2 GB to be set aside."""
    parameters = zstandard.ZstdCompressionParameters.from_level(1, window_log=31)
    machine = zstandard.ZstdCompressor(compression_params=parameters).compressobj()
    return machine.compress(ARTICLE) + machine.flush()


def chunked(*chunks: bytes, end: bytes = b"0\r\n\r\n") -> bytes:
    return b"".join(b"%x\r\n%s\r\n" % (len(chunk), chunk) for chunk in chunks) + end


def robots(behaviour: Behaviour) -> dict[str, Behaviour]:
    return {"/": answer(), "/robots.txt": behaviour}


def text(body: bytes) -> Behaviour:
    return answer(body, content_type="text/plain")


CHUNKED = HEAD + b"Transfer-Encoding: chunked\r\n\r\n"
LATER = format_datetime(datetime.now(UTC) + timedelta(minutes=10), usegmt=True)


@cache
def faults() -> dict[str, Fault]:
    """All of them by name; the request is for "/" unless it is about robots.txt."""
    pages: dict[str, tuple[str, Behaviour]] = {
        # the connection
        "silent after the request": ("timeout", silent),
        "reset before the answer": ("broken", reset_after()),
        "reset in the headers": ("broken", reset_after(HEAD)),
        "reset in the body": ("broken", reset_after(HEAD + b"Content-Length: 999\r\n\r\n<p>half")),
        "closed in the body": ("broken", raw(HEAD + b"Content-Length: 999\r\n\r\n<p>half")),
        "cut in a chunk": ("broken", raw(CHUNKED + b"ff\r\n<p>half")),
        "cut between chunks": ("broken", raw(CHUNKED + chunked(ARTICLE, end=b""))),
        # the status line
        "garbage": ("broken", raw(b"\x00\x01\x02 garbage \xff\r\n\r\n")),
        "HTTP/0.9": ("broken", raw(ARTICLE)),
        "a status that is no number": ("broken", raw(b"HTTP/1.1 abc OK\r\n\r\n")),
        "status 99": ("broken", raw(b"HTTP/1.1 99 Low\r\nContent-Length: 0\r\n\r\n")),
        "status 999": ("server", answer(status="999 Request denied")),
        "another protocol's version": ("broken", raw(b"ICY 200 OK\r\n\r\n")),
        "switching protocols": ("broken", raw(b"HTTP/1.1 101 Switching Protocols\r\n\r\nxx")),
        "informational answers without end": (
            "timeout",
            forever(b"", b"HTTP/1.1 100 Continue\r\n\r\n", 0.001),
        ),
        "continue first": (OK, raw(b"HTTP/1.1 100 Continue\r\n\r\n" + HEAD + b"\r\n" + ARTICLE)),
        # the headers
        "mixed encodings in headers": (
            OK,
            raw(HEAD + b"X-A: Gr\xfc\xdfe\r\nX-B: Gr\xc3\xbc\xc3\x9fe\r\n\r\n" + ARTICLE),
        ),
        "a header without colon": ("broken", raw(HEAD + b"no colon here\r\n\r\n" + ARTICLE)),
        "a header with a zero byte": ("broken", raw(HEAD + b"X-A: a\x00b\r\n\r\n" + ARTICLE)),
        "a header of a megabyte": ("broken", raw(HEAD + b"X: " + b"x" * 2**20 + b"\r\n\r\n")),
        "many headers": (
            "too-large",
            raw(HEAD + b"".join(b"X-%d: %s\r\n" % (i, b"x" * 50) for i in range(1500)) + b"\r\n"),
        ),
        "a flood of cookies": (
            "too-large",
            raw(HEAD + b"Set-Cookie: a=b; path=/; secure\r\n" * 2500 + b"\r\n"),
        ),
        "a date beyond the calendar": (
            OK,
            answer(headers={"Expires": "Fri, 31 Dec 9999 23:59:59 -0500"}),
        ),
        "headers without end": ("broken", forever(HEAD, b"X-A: b\r\n" * 100)),
        "a slow header": ("timeout", forever(HEAD, b"X", 0.1)),
        "two lengths": (
            "broken",
            raw(HEAD + b"Content-Length: 5\r\nContent-Length: 9\r\n\r\n<p>hello"),
        ),
        "a negative length": ("broken", raw(HEAD + b"Content-Length: -5\r\n\r\n<p>hello")),
        "a length too short": ("broken", answer(length=ARTICLE.index(b"article>") + 2)),
        "closed in the body, without length": ("broken", raw(HEAD + b"\r\n" + ARTICLE[:-4])),
        "a length of a terabyte": ("too-large", answer(length=10**12)),
        "a length of a thousand digits": (
            "broken",
            raw(HEAD + b"Content-Length: " + b"9" * 1000 + b"\r\n\r\n" + ARTICLE),
        ),
        "length and chunks together": (
            OK,
            raw(
                HEAD + b"Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n" + chunked(ARTICLE)
            ),
        ),
        # the body
        "a slow body": ("timeout", forever(HEAD + b"\r\n", b"<", 0.1)),
        "a body without end": ("too-large", forever(HEAD + b"\r\n", b"<p>more</p>" * 5_000)),
        "chunks without end": ("too-large", forever(CHUNKED, chunked(b"x" * 50_000, end=b""))),
        "tiny chunks without end": ("timeout", forever(CHUNKED, b"1\r\nx\r\n" * 100, 0.01)),
        "a chunk of sixteen exabytes": (
            "timeout",
            raw(CHUNKED + b"F" * 16 + b"\r\nxx", close=False),
        ),
        "a chunk size that is no number": ("broken", raw(CHUNKED + b"zz\r\nxx\r\n")),
        "a chunk extension without end": ("broken", forever(CHUNKED + b"5;", b"a" * 5_000)),
        "trailers without end": ("broken", forever(CHUNKED + b"0\r\n", b"X-A: b\r\n" * 100)),
        "a stream of parts": (
            "not-html",
            forever(
                b"HTTP/1.1 200 OK\r\nContent-Type: multipart/x-mixed-replace\r\n\r\n", b"--x\r\n"
            ),
        ),
        "an error page without end": (
            "gone",
            forever(b"HTTP/1.1 404 Not Found\r\n\r\n", b"lost " * 5_000),
        ),
        "an error page that drips": ("gone", forever(b"HTTP/1.1 404 Not Found\r\n\r\n", b".", 0.1)),
        # compression
        "a gzip bomb": ("too-large", packed(zip_bomb(31), "gzip")),
        "a deflate bomb": ("too-large", packed(zip_bomb(15), "deflate")),
        "a brotli bomb": ("too-large", packed(br_bomb(), "br")),
        "a zstd bomb": ("too-large", packed(zstd_bomb(), "zstd")),
        "a bomb in a bomb": ("too-large", packed(gzip.compress(zip_bomb(31)), "gzip, gzip")),
        "a zstd window of 2 GB": ("encoding", packed(giant_window(), "zstd")),
        "gzip cut short": ("broken", packed(gzip.compress(ARTICLE)[:-30], "gzip")),
        "brotli cut short": ("broken", packed(brotli.compress(ARTICLE)[:-9], "br")),
        "zstd cut short": ("broken", packed(zstandard.compress(ARTICLE)[:-9], "zstd")),
        "damaged gzip": ("encoding", packed(b"\x1f\x8b\x08" + b"damage" * 9, "gzip")),
        "damaged brotli": ("encoding", packed(b"\xff\xfe damage" * 9, "br")),
        "damaged zstd": ("encoding", packed(b"damage" * 9, "zstd")),
        "said to be gzip, is plain": (OK, packed(ARTICLE, "gzip")),
        "gzip with bytes behind": (OK, packed(gzip.compress(ARTICLE) + b"\0" * 99, "gzip")),
        "deflate without its header": (
            OK,
            packed(zlib.compress(ARTICLE)[2:-4], "deflate"),
        ),
        "a character set called an encoding": (OK, packed(ARTICLE, "UTF-8")),
        "an unknown encoding": ("encoding", packed(ARTICLE[1:], "sdch")),
        "twenty encodings": ("encoding", packed(ARTICLE, ", ".join(["gzip"] * 20))),
        # redirects
        "a redirect to itself": ("redirect", redirect("/")),
        "a redirect loop that sets cookies": (
            "redirect",
            redirect("/", **{"Set-Cookie": "a=b"}),
        ),
        "a redirect to loopback": ("address", redirect("http://127.0.0.1/")),
        "a redirect to loopback in decimal": ("address", redirect("http://2130706433/")),
        "a redirect to loopback in octal": ("redirect", redirect("http://0177.0.0.1/")),
        "a redirect to loopback in short": ("address", redirect("http://127.1/")),
        "a redirect to loopback in IPv6": ("address", redirect("http://[::1]/")),
        "a redirect to mapped loopback": ("address", redirect("http://[::ffff:127.0.0.1]/")),
        "a redirect to a cloud's metadata": (
            "address",
            redirect("http://169.254.169.254/latest/meta-data/"),
        ),
        "a redirect to localhost": ("address", redirect("http://localhost/")),
        "a redirect to zero": ("address", redirect("http://0/")),
        "a redirect to another port": ("url", redirect("http://127.0.0.1:22/")),
        "a redirect to a file": ("redirect", redirect("file:///etc/passwd")),
        "a redirect to a script": ("redirect", redirect("javascript:alert(1)")),
        "a redirect with a password": ("redirect", redirect("http://me:secret@host.invalid/")),
        "a redirect with a cookie that cannot be sent": (
            OK,
            in_turn(redirect("/?in", **{"Set-Cookie": "town=M\xfcnchen"}), answer()),
        ),
        "a redirect said to be compressed": (
            OK,
            in_turn(redirect("/?in", **{"Content-Encoding": "zstd"}), answer()),
        ),
        "a redirect nowhere": ("redirect", answer(b"", status="302 Found")),
        "a redirect to what is no address": ("redirect", redirect("http://[oops/")),
        "a redirect to a long address": ("redirect", redirect("/" + "a" * 60_000)),
        # statuses
        "not modified, unasked": ("broken", answer(b"", status="304 Not Modified")),
        "a part, unasked": ("broken", answer(status="206 Partial Content")),
        "no content": ("empty", raw(b"HTTP/1.1 204 No Content\r\n\r\n", close=False)),
        "too many requests": (
            "throttled",
            answer(status="429 Too Many Requests", headers={"Retry-After": "600"}),
        ),
        "too many requests, with a date": (
            "throttled",
            answer(status="429 Too Many Requests", headers={"Retry-After": LATER}),
        ),
        "too many requests, with nonsense": (
            "throttled",
            answer(status="429 Too Many Requests", headers={"Retry-After": "soon"}),
        ),
        "unavailable": ("throttled", answer(status="503 Service Unavailable")),
        # documents
        "a PDF called a page": ("not-html", answer(b"%PDF-1.7\n%\xe2\xe3")),
        "an image called a page": ("not-html", answer(b"\x89PNG\r\n\x1a\n\0\0\0")),
        "a page without type": (OK, answer(content_type=None)),
        "a page of white space": ("empty", answer(b" \r\n\t " * 1000)),
    }
    found = {name: Fault(outcome, {"/": behaviour}) for name, (outcome, behaviour) in pages.items()}
    found |= {
        # robots.txt
        "robots.txt fails": Fault("later", robots(answer(status="500 Oops"))),
        "robots.txt is throttled": Fault("later", robots(answer(status="429 Slow down"))),
        "robots.txt is silent": Fault("timeout", robots(silent)),
        "robots.txt is forbidden": Fault(OK, robots(answer(status="403 Forbidden"))),
        "robots.txt is a page": Fault(OK, robots(answer())),
        "robots.txt is binary": Fault(OK, robots(text(bytes(range(256)) * 400))),
        "robots.txt has no end": Fault(
            OK, robots(forever(HEAD + b"\r\n", b"User-agent: *\nDisallow: /no\n" * 500))
        ),
        "robots.txt forbids all": Fault("robots", robots(text(b"User-agent: *\nDisallow: /\n"))),
        "robots.txt is a bomb": Fault("later", robots(packed(zip_bomb(31), "gzip"))),
        "robots.txt is a redirect loop": Fault(OK, robots(redirect("/robots.txt"))),
        "robots.txt is inside": Fault("later", robots(redirect("http://169.254.169.254/"))),
        "robots.txt has a rule to choke on": Fault(
            OK, robots(text(b"User-agent: *\nDisallow: /" + b"*a" * 5_000 + b"$\n"))
        ),
        # before HTTP
        "nobody listens": Fault("refused"),
        "hangs up at once": Fault("broken", accept=hang_up),
        "says nothing": Fault("timeout", accept=say_nothing),
        "speaks SSH": Fault("timeout", accept=ssh),
        # TLS
        "an expired certificate": Fault("tls", certificate="expired.pem"),
        "another host's certificate": Fault("tls", certificate="othername.pem"),
        "a certificate of its own making": Fault("tls", certificate="selfsigned.pem"),
        "plain HTTP where TLS is expected": Fault("tls", accept=ssh, scheme="https"),
        "a TLS handshake without end": Fault("timeout", accept=say_nothing, scheme="https"),
        "encryption that breaks midway": Fault("broken", accept=break_encryption, scheme="https"),
        "hangs up on the TLS handshake": Fault("refused", accept=hang_up, scheme="https"),
        "TLS where plain HTTP is expected": Fault("broken", certificate="good.pem", scheme="http"),
    }
    return found
