"""Content-Encoding undone within a limit, so that a small answer cannot fill the memory."""

from __future__ import annotations

import zlib
from collections.abc import Callable

import brotli
import zstandard

from scraper.fetcher.errors import Broken, TooLarge, Undecodable

ACCEPTED = "gzip, deflate, br, zstd"  # Accept-Encoding
_MAX_LAYERS = 3  # encodings on top of one another; one is usual, two are a mistake
_MAX_WINDOW = 8 * 1024 * 1024  # bytes; RFC 9659 limits zstd on the web to windows of 8 MB
# Bytes fed at a time, as the library cannot limit what comes out: a block of 4 bytes may become
# 128 KiB (RFC 8878, 3.1.1.2), so one step brings 16 MiB at worst.
_ZSTD_STEP = 512


def decompress(body: bytes, content_encoding: str, limit: int) -> bytes:
    """`body` with every encoding of the header undone.

    Raises TooLarge beyond `limit` bytes, Broken where the data ends too early, and Undecodable
    where they are damaged or the encoding is not known.
    """
    names = [name.strip().lower() for name in content_encoding.split(",")]
    names = [name for name in names if name and name != "identity"]
    if len(names) > _MAX_LAYERS:
        raise Undecodable(f"the body is compressed {len(names)} times over")
    if names and not body:
        return body
    for name in reversed(names):
        if name not in _DECODERS:
            raise Undecodable(f"the body is compressed in an unknown way ({name[:20]})")
        if name != "br" and body.lstrip()[:1] == b"<":
            continue  # declared as compressed, sent as it is: "<" starts none of these formats
        body = _DECODERS[name](body, limit)
    return body


def _zlib(body: bytes, limit: int, bits: int) -> bytes:
    parts: list[bytes] = []
    size, rest = 0, body
    while rest:  # gzip files may be several members in a row
        machine = zlib.decompressobj(bits)
        try:
            part = machine.decompress(rest, limit - size + 1)
        except zlib.error:
            if parts:  # padding behind a complete member is not data
                break
            raise Undecodable("the compressed body is damaged") from None
        parts.append(part)
        size += len(part)
        if size > limit:
            raise _too_large(limit)
        if not machine.eof:
            raise Broken("the compressed body ends too early")
        rest = machine.unused_data if bits > zlib.MAX_WBITS else b""
    return b"".join(parts)


def _gzip(body: bytes, limit: int) -> bytes:
    return _zlib(body, limit, zlib.MAX_WBITS | 16)


def _deflate(body: bytes, limit: int) -> bytes:
    try:
        return _zlib(body, limit, zlib.MAX_WBITS)
    except Undecodable:  # many servers send the bare stream, without the zlib header
        return _zlib(body, limit, -zlib.MAX_WBITS)


def _brotli(body: bytes, limit: int) -> bytes:
    machine = brotli.Decompressor()
    parts: list[bytes] = []
    size, data = 0, body
    try:
        while not machine.is_finished():
            part = machine.process(data, output_buffer_limit=limit - size + 1)
            parts.append(part)
            size += len(part)
            if size > limit:
                raise _too_large(limit)
            if not part and machine.can_accept_more_data():
                raise Broken("the compressed body ends too early")
            data = b""
    except brotli.error:
        raise Undecodable("the compressed body is damaged") from None
    return b"".join(parts)


def _zstd(body: bytes, limit: int) -> bytes:
    parts: list[bytes] = []
    size = 0
    frame = _zstd_frame()
    view = memoryview(body)
    try:
        for start in range(0, len(body), _ZSTD_STEP):
            data = bytes(view[start : start + _ZSTD_STEP])
            while data:  # several frames may follow one another
                part = frame.decompress(data)
                parts.append(part)
                size += len(part)
                if size > limit:
                    raise _too_large(limit)
                data = frame.unused_data if frame.eof else b""
                if data:
                    frame = _zstd_frame()
    except zstandard.ZstdError:
        raise Undecodable("the compressed body is damaged") from None
    if not frame.eof:
        raise Broken("the compressed body ends too early")
    return b"".join(parts)


def _zstd_frame() -> zstandard.ZstdDecompressionObj:
    return zstandard.ZstdDecompressor(max_window_size=_MAX_WINDOW).decompressobj()


def _too_large(limit: int) -> TooLarge:
    return TooLarge(f"the page is larger than {limit / 1_000_000:.1f} MB after decompression")


_DECODERS: dict[str, Callable[[bytes, int], bytes]] = {
    "gzip": _gzip,
    "x-gzip": _gzip,
    "deflate": _deflate,
    "br": _brotli,
    "zstd": _zstd,
}
