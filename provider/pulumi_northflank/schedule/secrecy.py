"""Problems of schedules with secret values, as messages may show them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from pulumi_northflank.validation import SCHEMA, Problem

from .properties import part_of_schema, parts_of


def without_secrets(problems: Iterable[Problem], public: Iterable[Problem]) -> list[Problem]:
    """*problems* without what they tell about secret values.

    Args:
        problems: All problems of a schedule.
        public: The problems that are found without knowing the secret values. They are kept.
    """
    kept = list(public)
    hidden = {_hidden(problem) for problem in problems if problem not in kept}
    return sorted([*kept, *hidden], key=lambda problem: problem.path)


def _hidden(problem: Problem) -> Problem:
    """The problem with a reason that only says what the documentation says."""
    known, part = "", SCHEMA
    for name in parts_of(problem.path):
        part = part_of_schema(part)
        if name in part.get("properties", {}):
            known, part = f"{known}.{name}", part["properties"][name]
        elif "items" in part and name.isdecimal():
            known, part = f"{known}[{name}]", part["items"]
        else:
            break  # an unknown key is part of the value
    title = part_of_schema(part).get("title")
    rule = f" ({title})" if title else ""
    reason = f"not valid{rule}; the reason depends on a secret value and is not shown"
    return replace(problem, path=known.removeprefix("."), reason=reason)
