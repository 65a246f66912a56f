"""Content-Encoding undone within a limit, so that a small answer cannot fill the memory."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterator

import brotli
import zstandard

from scraper.fetcher.errors import Broken, TooLarge, Undecodable

ACCEPTED = "gzip, deflate, br, zstd"  # Accept-Encoding
_MAX_LAYERS = 3  # encodings on top of one another; one is usual, two are a mistake
_MAX_WINDOW = 8 * 1024 * 1024  # bytes; RFC 9659 limits zstd on the web to windows of 8 MB
_STEP = 1024 * 1024  # bytes decompressed at a time
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
        if name != "br" and body.lstrip()[:1] == b"<":
            continue  # declared as compressed, sent as it is: "<" starts none of these formats
        if name not in _DECODERS:
            raise Undecodable(f"the body is compressed in an unknown way ({name[:20]})")
        body = _joined(_DECODERS[name](body), limit)
    return body


def _joined(parts: Iterator[bytes], limit: int) -> bytes:
    kept: list[bytes] = []
    size = 0
    for part in parts:
        size += len(part)
        if size > limit:
            kept.clear()  # the traceback keeps this frame alive
            raise TooLarge(
                f"the page is larger than {limit / 1_000_000:.1f} MB after decompression"
            )
        kept.append(part)
    return b"".join(kept)


def _zlib(body: bytes, bits: int) -> Iterator[bytes]:
    members = 0
    rest = body
    while rest:  # gzip files may be several members in a row
        machine = zlib.decompressobj(bits)
        try:
            while rest and not machine.eof:
                yield machine.decompress(rest, _STEP)
                rest = machine.unconsumed_tail
        except zlib.error:
            if members:  # padding behind a complete member is not data
                return
            raise Undecodable("the compressed body is damaged") from None
        if not machine.eof:
            raise Broken("the compressed body ends too early")
        members += 1
        rest = machine.unused_data if bits > zlib.MAX_WBITS else b""


def _gzip(body: bytes) -> Iterator[bytes]:
    return _zlib(body, zlib.MAX_WBITS | 16)


def _deflate(body: bytes) -> Iterator[bytes]:
    """With the zlib header that the standard asks for, or without, as many servers send it."""
    has_header = len(body) > 1 and body[0] & 0x0F == 8 and int.from_bytes(body[:2]) % 31 == 0
    return _zlib(body, zlib.MAX_WBITS if has_header else -zlib.MAX_WBITS)


def _brotli(body: bytes) -> Iterator[bytes]:
    machine = brotli.Decompressor()
    data = body
    try:
        while not machine.is_finished():
            part = machine.process(data, output_buffer_limit=_STEP)
            yield part
            if not part and machine.can_accept_more_data():
                raise Broken("the compressed body ends too early")
            data = b""
    except brotli.error:
        raise Undecodable("the compressed body is damaged") from None


def _zstd(body: bytes) -> Iterator[bytes]:
    frame = _zstd_frame()
    view = memoryview(body)
    try:
        for start in range(0, len(body), _ZSTD_STEP):
            data = bytes(view[start : start + _ZSTD_STEP])
            while data:  # several frames may follow one another
                yield frame.decompress(data)
                data = frame.unused_data if frame.eof else b""
                if data:
                    frame = _zstd_frame()
    except zstandard.ZstdError:
        raise Undecodable("the compressed body is damaged") from None
    if not frame.eof:
        raise Broken("the compressed body ends too early")


def _zstd_frame() -> zstandard.ZstdDecompressionObj:
    return zstandard.ZstdDecompressor(max_window_size=_MAX_WINDOW).decompressobj()


_DECODERS: dict[str, Callable[[bytes], Iterator[bytes]]] = {
    "gzip": _gzip,
    "x-gzip": _gzip,
    "deflate": _deflate,
    "br": _brotli,
    "zstd": _zstd,
}
