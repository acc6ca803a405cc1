"""A JSON Schema validator's errors, in words for the person who wrote the value."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pulumi.output import contains_unknowns

from .faults import Fault
from .words import SHOWN_CHARACTERS, did_you_mean, one_line, shown

if TYPE_CHECKING:
    from jsonschema.exceptions import ValidationError

# Of several errors of one value, the first of these is the one worth reading:
# a text of the wrong type has no length that matters.
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

TYPE_WORDS = {
    "string": "a text",
    "integer": "a whole number",
    "array": "a list",
    "object": "an object",
}


@dataclass(frozen=True)
class Violation:
    """What a validator says of one value.

    Attributes:
        keyword: The keyword of the schema that does not hold.
        allowed: The keyword's value: a limit, a list of allowed words.
        schema: The part of the schema that holds the keyword.
        value: The value that is wrong.
        path: Where the value is.
    """

    keyword: str
    allowed: Any
    schema: Mapping[str, Any]
    value: Any
    path: list[str | int]

    @classmethod
    def of(cls, error: ValidationError) -> Violation:
        """The violation in jsonschema's error, whose fields may be unset by type."""
        schema: Any = error.schema
        return cls(
            str(error.validator),
            error.validator_value,
            schema,
            error.instance,
            list(error.absolute_path),
        )

    @property
    def rank(self) -> tuple[int, float]:
        """Lower is more telling. Of two upper bounds, the lower one has to be kept."""
        bound = float(self.allowed) if self.keyword == "maximum" else 0.0
        return (PRECEDENCE.index(self.keyword), bound)


def faults_of(errors: Iterable[ValidationError]) -> list[Fault]:
    """One fault a path: of several errors at one value, the most telling one."""
    chosen: dict[str, Fault] = {}
    for violation in sorted(map(Violation.of, errors), key=lambda violation: violation.rank):
        for fault in _faults(violation):
            chosen.setdefault(fault.path, fault)
    return list(chosen.values())


def path_text(parts: Iterable[str | int]) -> str:
    """The path as the documentation writes it: ``scheduling.minute[1]``."""
    text = ""
    for part in parts:
        text += f"[{part}]" if isinstance(part, int) else f".{part}"
    return text.removeprefix(".")


def _faults(found: Violation) -> Iterator[Fault]:
    if found.keyword == "required":
        for name in found.allowed:
            if name not in found.value:
                yield Fault(path_text([*found.path, name]), _required(name, found))
    elif found.keyword == "additionalProperties":
        known = found.schema["properties"]
        for name in set(found.value) - set(known):
            reason = f"there is no {shown(name)} here{did_you_mean(name, known)}"
            yield Fault(path_text([*found.path, one_line(name, SHOWN_CHARACTERS)]), reason)
    else:
        yield Fault(path_text(found.path), REASONS[found.keyword](found))


def _required(name: str, found: Violation) -> str:
    # In a rule of the prose, the title says for which schedules it holds.
    if name in found.schema.get("properties", {}):
        return f"`{name}` is required"
    return f"`{name}` is required for {found.schema['title']}"


def _none_of(found: Violation) -> str:
    close = did_you_mean(found.value, found.allowed)
    return f"{shown(found.value)} is not one of {', '.join(found.allowed)}{close}"


def _listed_twice(found: Violation) -> str:
    return f"{shown(found.value[next(repeated(found.value))])} is listed twice"


def repeated(items: list[Any]) -> Iterator[int]:
    """Where items stand that stood in the list before; one not known yet is like no other."""
    seen: set[str] = set()
    for index, item in enumerate(items):
        if contains_unknowns(item):
            continue
        # As JSON, because 1 and true are equal in Python and nowhere else.
        text = json.dumps(item, sort_keys=True)
        if text in seen:
            yield index
        seen.add(text)


def _says(words: str) -> Callable[[Violation], str]:
    """A reason of the form: the value, what is wrong with it, what is allowed."""

    def reason(found: Violation) -> str:
        wrong = words.format(allowed=found.allowed)
        return f"{shown(found.value)} {wrong} ({found.schema['title']})"

    return reason


REASONS: dict[str, Callable[[Violation], str]] = {
    "type": lambda found: _says(f"is not {TYPE_WORDS[found.allowed]}")(found),
    "not": lambda found: str(found.schema["title"]),
    "enum": _none_of,
    "minItems": lambda found: (
        f"the list is empty, and at least one is required ({found.schema['title']})"
    ),
    "uniqueItems": _listed_twice,
    "minLength": _says("is too short"),
    "maxLength": _says("is too long"),
    "pattern": _says("is malformed"),
    "minimum": _says("is less than {allowed}"),
    "maximum": _says("is more than {allowed}"),
}
