"""What the attributes of an element say it is for: class, id, role, itemprop ..."""

from __future__ import annotations

import re

NAMING = frozenset(  # attributes whose words say what an element is for
    "class id role itemprop itemtype rel property aria-label aria-hidden data-testid data-test-id "
    "data-component data-component-name data-qa data-type data-module data-name".split()
)
_CAMEL_CASE = re.compile(r"[A-Z]?[a-z]+|[A-Z]{2,}(?![a-z])")
_LOWER_CASE = bytes(byte if 97 <= byte <= 122 else 32 for byte in range(256))


def of(attributes: dict[str, str | None]) -> str:
    """What attributes say of an element's purpose, value after value."""
    found = ""
    for name, value in attributes.items():
        if name in NAMING:
            if value:
                found += value + " "
        elif name == "hidden" or (name == "style" and value and "none" in value):
            found += "hidden "
    return found


def words(naming: str) -> tuple[str, ...]:
    """The different words of names such as `entry-title` or `articleBody`, in lower case."""
    naming = naming[:400]
    if naming.islower():
        raw = naming.encode("ascii", "replace").translate(_LOWER_CASE)
        return tuple(dict.fromkeys(raw.decode("ascii").split()))
    return tuple(dict.fromkeys(" ".join(_CAMEL_CASE.findall(naming)).lower().split()))
