"""The words of a text, when case and punctuation do not count."""

from __future__ import annotations

import re

_WORD = re.compile(r"\w+")
# every byte but those of ASCII's words a blank
_BLANKED = bytes(i if chr(i).isalnum() or chr(i) == "_" else 32 for i in range(128)).ljust(256)


def words(text: str) -> list[str]:
    r"""The words (`\w+`) of a text in lower case.

    >>> words("Ferries, once more: the 7:40!")
    ['ferries', 'once', 'more', 'the', '7', '40']
    """
    text = text.lower()
    if text.isascii():  # three times as fast as the expression
        return text.encode().translate(_BLANKED).decode().split()
    return _WORD.findall(text)


def fold(text: str) -> str:
    """The words of a text, one blank between two of them.

    >>> fold("Ferries, once more!")
    'ferries once more'
    """
    return " ".join(words(text))
