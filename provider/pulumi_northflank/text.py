"""Values, names and sentences as they appear in messages."""

from __future__ import annotations

import difflib
import json
import re
from collections.abc import Iterable, Sequence
from contextlib import suppress

SECRET = "[secret]"  # noqa: S105  # a placeholder
"""What messages show instead of a secret value."""

SHOWN_CHARACTERS = 60
LONGEST_LINE = 500
# A shorter secret is hidden only where it is a whole word: hiding every 7 would make no sense.
SHORT_SECRET = 8
MOST_LISTED = 6
# Comparing a string of megabytes takes seconds and finds nothing.
LONGEST_WORD = 100


def shown(value: object, longest: int = SHOWN_CHARACTERS) -> str:
    """*value* as JSON on one line, cut to a readable length."""
    if isinstance(value, str) and len(value) > longest:
        return f"{json.dumps(value[:longest])}… ({len(value)} characters)"
    text = json.dumps(value, default=lambda _: "(not known yet)")
    return text if len(text) <= longest + 2 else f"{text[:longest]}…"


def written(value: object) -> str:
    """Any Python value as it appears in a message."""
    if isinstance(value, str | int | float | list | dict | None):
        with suppress(TypeError):  # a key of a dictionary is no string
            return shown(value)
    return one_line(repr(value), SHOWN_CHARACTERS)


def one_line(text: str, longest: int = LONGEST_LINE) -> str:
    """*text* cut to one line, without characters that move a terminal's cursor."""
    line = "".join(character if character.isprintable() else " " for character in text[:longest])
    return line if len(text) <= longest else f"{line}…"


def without(secrets: Iterable[str], text: str) -> str:
    """*text* of others with ``[secret]`` in place of these *secrets*."""
    for secret in sorted(filter(None, secrets), key=len, reverse=True):
        pattern = re.escape(secret)
        is_short = len(secret) < SHORT_SECRET
        text = re.sub(rf"(?<![\w-]){pattern}(?![\w-])" if is_short else pattern, SECRET, text)
    return text


def capital(text: str) -> str:
    """*text* as the beginning of a sentence."""
    return text[:1].upper() + text[1:]


def plural(number: int, noun: str) -> str:
    """A number of things: ``1 day``, ``30 days``."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def as_number(value: object) -> str:
    """The advice to write a string of digits as a number, or nothing: YAML reads 08 as a string."""
    digits = isinstance(value, str) and len(value) < LONGEST_WORD and value.isdecimal()
    return f"; write it as the number {int(str(value))}" if digits else ""


def problem_list(problems: Iterable[object]) -> str:
    """How many problems there are, and each on a line of its own."""
    lines = [f"\n  {problem}" for problem in problems]
    return f"{plural(len(lines), 'problem')}:{''.join(lines)}"


def first_of(words: Sequence[str]) -> str:
    """*words* in a list, the first few of many: ``a, b, c, d, e, f and 24 more``."""
    rest = len(words) - MOST_LISTED
    more = f" and {rest} more" if rest > 0 else ""
    return ", ".join(words[:MOST_LISTED]) + more


def did_you_mean(word: object, known: Iterable[str]) -> str:
    """`` (did you mean …?)`` for the known word closest to *word*, or nothing."""
    if not isinstance(word, str) or len(word) > LONGEST_WORD:
        return ""
    close = difflib.get_close_matches(word, list(known), n=1)
    return f" (did you mean `{close[0]}`?)" if close else ""
