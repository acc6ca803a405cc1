"""Turns a JSON Schema validator's errors into sentences for the person who wrote the value."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, Any

from pulumi_northflank.text import SHOWN_CHARACTERS, as_number, did_you_mean, one_line, shown

from .problem import Problem
from .schema import repeated

if TYPE_CHECKING:
    from jsonschema.exceptions import ValidationError

# Of several errors of one value, the first of these is reported: the length of a value of the wrong
# type does not matter.
PRECEDENCE = (
    "type",
    "not",
    "enum",
    "required",
    "additionalProperties",
    "minItems",
    "uniqueItems",
    "minLength",
    "maxLength",
    "pattern",
    "minimum",
    "maximum",
)

TYPE_NAMES = {
    "string": "a string",
    "integer": "a whole number",
    "array": "a list",
    "object": "an object",
}


def problems_of(errors: Iterable[ValidationError]) -> list[Problem]:
    """One problem for each path: of several errors of one value, the most telling one."""
    chosen: dict[str, Problem] = {}
    for error in sorted(errors, key=_rank):
        for problem in _problems(error):
            chosen.setdefault(problem.path, problem)
    return list(chosen.values())


def _rank(error: ValidationError) -> tuple[int, float]:
    # Of two upper bounds, the lower one counts.
    bound = float(str(error.validator_value)) if error.validator == "maximum" else 0.0
    return PRECEDENCE.index(str(error.validator)), bound


def _path(error: ValidationError, name: str = "") -> str:
    """The path as the documentation writes it: ``scheduling.minute[1]``."""
    path = error.json_path.removeprefix("$")
    return (f"{path}.{name}" if name else path).removeprefix(".")


def _problems(error: ValidationError) -> Iterator[Problem]:
    schema: Any = error.schema
    allowed: Any = error.validator_value
    value: Any = error.instance
    if error.validator == "required":
        for name in allowed:
            if name not in value:
                # The title of a conditional rule says for which schedules it holds.
                always = name in schema.get("properties", {})
                suffix = "" if always else f" for {schema['title']}"
                yield Problem(_path(error, name), f"`{name}` is required{suffix}")
    elif error.validator == "additionalProperties":
        known = schema["properties"]
        for name in set(value) - set(known):
            reason = f"unknown property {shown(name)}{did_you_mean(name, known)}"
            yield Problem(_path(error, one_line(name, SHOWN_CHARACTERS)), reason)
    else:
        reason = REASONS[str(error.validator)](value, allowed, schema["title"])
        yield Problem(_path(error), reason, error.validator in schema.get("documentedLimits", ()))


def _none_of(value: Any, allowed: Any, _: str) -> str:
    return f"{shown(value)} is not one of {', '.join(allowed)}{did_you_mean(value, allowed)}"


def _of_another_type(value: Any, allowed: Any, title: str) -> str:
    advice = as_number(value) if allowed == "integer" else ""
    return f"{shown(value)} must be {TYPE_NAMES[allowed]} ({title}){advice}"


REASONS: dict[str, Callable[[Any, Any, str], str]] = {
    "type": _of_another_type,
    "not": lambda _, __, title: title,
    "enum": _none_of,
    "minItems": lambda _, __, title: f"the list must not be empty ({title})",
    "uniqueItems": lambda value, _, __: f"{shown(value[next(repeated(value))])} is listed twice",
    "minLength": lambda value, _, title: f"{shown(value)} is too short ({title})",
    "maxLength": lambda value, _, title: f"{shown(value)} is too long ({title})",
    "pattern": lambda value, _, title: f"{shown(value)} is malformed ({title})",
    "minimum": lambda value, allowed, title: f"{shown(value)} is less than {allowed} ({title})",
    "maximum": lambda value, allowed, title: f"{shown(value)} is more than {allowed} ({title})",
}
"""By the schema's keyword: the reason for a value, the keyword's own value and the title."""
