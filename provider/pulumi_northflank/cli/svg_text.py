"""Text for an SVG, which breaks no lines by itself."""

from __future__ import annotations

import textwrap
import unicodedata
from collections.abc import Iterator

WIDE = ("W", "F")


def lines_of(text: str, most: int) -> list[str]:
    """*text* in lines of at most *most* columns; what has no space is broken anywhere."""
    lines = textwrap.wrap(text, most, break_on_hyphens=False)
    return [part for line in lines for part in _halves(line, most)]


def _halves(line: str, most: int) -> Iterator[str]:
    # Characters of East Asia and pictures are as wide as two.
    start = columns = 0
    for at, character in enumerate(line):
        width = 2 if unicodedata.east_asian_width(character) in WIDE else 1
        if columns + width > most:
            yield line[start:at]
            start, columns = at, 0
        columns += width
    yield line[start:]
