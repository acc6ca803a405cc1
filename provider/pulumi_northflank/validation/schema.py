"""The JSON Schema of a schedule, taken from the API's documentation, and its validators."""

from __future__ import annotations

import functools
import json
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from importlib import resources
from typing import TYPE_CHECKING, Any

import fastjsonschema
from pulumi.output import Unknown, contains_unknowns

from pulumi_northflank.types import JsonObject, Properties

if TYPE_CHECKING:
    from jsonschema.exceptions import ValidationError

    # jsonschema's protocol of a validator lacks `descend`, which keywords need.
    Keyword = Callable[[Any, Any, Any, Any], Iterable[ValidationError] | None]

SCHEMA: JsonObject = json.loads(
    (resources.files(__package__) / "addon_backup_schedule.json").read_text("utf-8")
)
"""Draft 2020-12. ``description`` is the documentation's prose, ``title`` ends messages."""


def is_surely_valid(inputs: Properties) -> bool:
    """Whether *inputs* are all known and conform to the schema.

    Most schedules are valid, and this is 20 times as fast as :func:`errors`. An unknown value has
    no JSON type, so it never passes.
    """
    try:
        _fast_validator()(inputs)
    except fastjsonschema.JsonSchemaValueException:
        return False
    return True


def errors(inputs: Properties) -> Iterable[ValidationError]:
    """All errors of the known values in *inputs*."""
    found: Iterable[ValidationError] = _validator().iter_errors(inputs)
    return found


def repeated(items: Sequence[object]) -> Iterator[int]:
    """Indexes of items that are in the list before; an unknown item equals no other."""
    seen: set[str] = set()
    for index, item in enumerate(items):
        if contains_unknowns(item):
            continue
        # Compared as JSON, because Python takes 1 and true for equal.
        text = json.dumps(item, sort_keys=True)
        if text in seen:
            yield index
        seen.add(text)


@functools.cache
def _fast_validator() -> Callable[[Properties], object]:
    compiled: Callable[[Properties], object] = fastjsonschema.compile(SCHEMA, use_default=False)
    return compiled


@functools.cache
def _validator() -> Any:
    # Loaded on demand: a program whose schedules are all valid does not need jsonschema.
    from jsonschema import Draft202012Validator, validators

    keywords = {
        name: _skipping_unknown(keyword)
        for name, keyword in Draft202012Validator.VALIDATORS.items()
    }
    keywords["pattern"] = _skipping_unknown(_pattern)
    keywords["uniqueItems"] = _skipping_unknown(_unique_items)
    keywords["if"] = _if_then
    extend: Any = validators.extend  # untyped in jsonschema
    return extend(Draft202012Validator, validators=keywords)(SCHEMA)


def _skipping_unknown(keyword: Keyword) -> Keyword:
    def check(
        validator: Any, value: Any, instance: Any, subschema: Any
    ) -> Iterator[ValidationError]:
        if not isinstance(instance, Unknown):
            yield from keyword(validator, value, instance, subschema) or ()

    return check


def _if_then(
    validator: Any, condition: Any, instance: Any, subschema: Any
) -> Iterator[ValidationError]:
    # The condition is judged by the unchanged keywords, to which an unknown value has no type: a
    # rule applies only where it surely does.
    from jsonschema import Draft202012Validator

    if Draft202012Validator(condition).is_valid(instance):
        yield from validator.descend(instance, subschema["then"], schema_path="then")


def _pattern(_: Any, pattern: str, instance: Any, __: Any) -> Iterator[ValidationError]:
    # In JSON Schema, `$` is the end of the string. In Python it also matches before a final line
    # break, which would let "eu-copy\n" through.
    from jsonschema.exceptions import ValidationError

    if isinstance(instance, str) and not re.search(pattern.removesuffix("$") + r"\Z", instance):
        yield ValidationError(f"{instance!r} does not match {pattern!r}")


def _unique_items(_: Any, __: Any, instance: Any, ___: Any) -> Iterator[ValidationError]:
    # jsonschema's own check would treat two unknown items as equal.
    from jsonschema.exceptions import ValidationError

    if isinstance(instance, list) and any(True for _ in repeated(instance)):
        yield ValidationError("not unique")
