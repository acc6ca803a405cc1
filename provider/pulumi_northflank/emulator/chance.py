"""Random numbers that depend on a seed and on names, not on the order in which they are drawn."""

from __future__ import annotations

import hashlib
import uuid


def digest(*names: object) -> str:
    """64 hexadecimal digits."""
    return hashlib.sha256(repr(names).encode()).hexdigest()


def uid_of(*names: object) -> str:
    """A UUID."""
    return str(uuid.UUID(digest(*names)[:32]))


def fraction(*names: object) -> float:
    """A number from 0 to just below 1."""
    return fraction_of(digest(*names))


def fraction_of(digits: str) -> float:
    """The number from 0 to just below 1 that hexadecimal digits begin with."""
    return int(digits[:13], 16) / 16**13
