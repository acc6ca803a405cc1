"""How the languages of programs write the arguments of a plan, for messages about them."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from pulumi_northflank.schedule.properties import camel_case


class Language(NamedTuple):
    """The spelling of a language.

    Attributes:
        named: Spells an argument or a key, whose Python name it gets.
        true: The literal for true.
        false: The literal for false.
        spread: The argument `spread` with a value.
        presets: Where `spread` is true by default.
    """

    named: Callable[[str], str]
    true: str
    false: str
    spread: str
    presets: str


PYTHON = Language(
    str,
    "True",
    "False",
    "spread={}",
    " (the default of BackupPlan.standard and BackupPlan.critical)",
)
ANY = Language(camel_case, "true", "false", "{}", "")
"""Programs in other languages use the API's names."""
