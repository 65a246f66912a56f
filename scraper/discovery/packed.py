"""Documents that are gzip files, whatever their headers say, in pieces that are not."""

from __future__ import annotations

import zlib
from collections.abc import Iterator

_PIECE = 64 * 1024  # bytes


def unpacked(body: bytes, limit: int) -> Iterator[bytes]:
    """The first `limit` bytes of a document, of what one gzip file or several in a row hold.

    A broken end is left out.  The last piece may reach beyond `limit`.
    """
    if body[:2] != b"\x1f\x8b":  # RFC 1952, 2.3.1
        yield from _cut(body[:limit])
        return
    gunzip, total = zlib.decompressobj(wbits=31), 0
    for waiting in _cut(body):
        while waiting and total < limit:
            if gunzip.eof:
                gunzip = zlib.decompressobj(wbits=31)
            try:
                piece = gunzip.decompress(waiting, _PIECE)
            except zlib.error:
                return
            waiting = gunzip.unconsumed_tail or gunzip.unused_data
            total += len(piece)
            yield piece
    if total < limit:
        yield gunzip.flush()


def _cut(body: bytes) -> Iterator[bytes]:
    for start in range(0, len(body), _PIECE):
        yield body[start : start + _PIECE]
