"""Names of hosts in the letters that DNS knows: one spelling for "münchen.example"."""

from __future__ import annotations

import re
from functools import lru_cache

_DOTS = re.compile("[.\u3002\uff0e\uff61]")  # UTS 46, 2.3


@lru_cache(maxsize=1024)
def ascii_host(name: str) -> str:
    """A host's name in lower case, what is not ASCII in punycode (UTS 46, nontransitional).

    What cannot be a name comes back as it was: there, nothing can be asked for.

    >>> ascii_host("Bücher.example")
    'xn--bcher-kva.example'
    """
    name = name.lower()
    if name.isascii():
        return name
    import idna

    try:
        return ".".join(
            label if label.isascii() else idna.encode(label, uts46=True).decode()
            for label in _DOTS.split(name)
        )
    except idna.IDNAError:
        return name


@lru_cache(maxsize=1024)
def readable_host(name: str) -> str:
    """A host's name as people write it: the other way round."""
    if "xn--" not in name:
        return name
    import idna

    try:
        return str(idna.decode(name))
    except idna.IDNAError:
        return name
