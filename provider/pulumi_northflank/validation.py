"""What is wrong with a schedule's inputs, said before anything is changed.

The rules are the JSON Schema in ``schema/``, taken from the API's documentation;
Python adds only what a schema can't say (how many backups a schedule keeps).
"""

from __future__ import annotations

import functools
import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from importlib import resources
from typing import TYPE_CHECKING, Any

from pulumi.output import Unknown

from . import messages, quota
from .faults import Fault
from .words import shown

if TYPE_CHECKING:
    from jsonschema.exceptions import ValidationError

    # jsonschema's protocol of a validator lacks `descend`, which keywords are to use.
    Keyword = Callable[[Any, Any, Any, Any], Iterable[ValidationError] | None]


def validate(inputs: Mapping[str, Any]) -> list[Fault]:
    """Everything that is wrong with *inputs*, one fault a path, in a stable order.

    Args:
        inputs: A schedule's inputs by the documentation's names. Unknown values
            (``pulumi.output.Unknown``) may stand at any depth and are skipped.

    Returns:
        The faults, sorted by path; empty where nothing known is wrong.
    """
    faults: list[Fault] = []
    if not _is_surely_valid(inputs):
        faults = messages.faults_of(_validator().iter_errors(inputs))
    paths = {fault.path for fault in faults}
    faults += quota.faults_of(inputs, paths)
    if "additionalDestinations" not in paths:
        faults += _destinations_twice(inputs)
    return sorted(faults, key=lambda fault: fault.path)


def schema() -> dict[str, Any]:
    """The JSON Schema of a schedule's inputs (draft 2020-12)."""
    file = resources.files(__package__) / "schema" / "addon_backup_schedule.json"
    loaded: dict[str, Any] = json.loads(file.read_text("utf-8"))
    return loaded


def _is_surely_valid(inputs: Mapping[str, Any]) -> bool:
    """Whether the schema holds for *inputs*, all of which are known."""
    # Most schedules are valid, and this is an order of magnitude faster to load and to run than
    # what can say what is wrong. An unknown value is of no type, so it never passes.
    from fastjsonschema import JsonSchemaValueException

    from .compiled_schema import validate as conforming

    conform: Callable[[Mapping[str, Any]], Any] = conforming
    try:
        conform(inputs)
    except JsonSchemaValueException:
        return False
    return True


@functools.cache
def _validator() -> Any:
    # jsonschema is loaded here, and not with the module: where all is valid, it is not needed.
    from jsonschema import Draft202012Validator, validators

    keywords = {
        name: _skipping_unknown(keyword)
        for name, keyword in Draft202012Validator.VALIDATORS.items()
    }
    keywords["pattern"] = _skipping_unknown(_pattern)
    keywords["uniqueItems"] = _skipping_unknown(_unique_items)
    keywords["if"] = _if_then
    extend: Any = validators.extend  # untyped in jsonschema
    lenient = extend(Draft202012Validator, validators=keywords)
    return lenient(schema())


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
    # The condition is judged by the unchanged rules, to which an unknown value is
    # of no type and equal to nothing: a rule applies only where it surely does.
    from jsonschema import Draft202012Validator

    if Draft202012Validator(condition).is_valid(instance):
        yield from validator.descend(instance, subschema["then"], schema_path="then")


def _pattern(_: Any, pattern: str, instance: Any, __: Any) -> Iterator[ValidationError]:
    # JSON Schema's `$` is the end of the text; Python's also stands before a last
    # line break, which would let "eu-copy\n" through.
    from jsonschema.exceptions import ValidationError

    if isinstance(instance, str) and not re.search(pattern.removesuffix("$") + r"\Z", instance):
        yield ValidationError(f"{instance!r} does not match {pattern!r}")


def _unique_items(_: Any, __: Any, instance: Any, ___: Any) -> Iterator[ValidationError]:
    # jsonschema's own check would take two unknown elements for equal ones.
    from jsonschema.exceptions import ValidationError

    if isinstance(instance, list) and any(True for _ in messages.repeated(instance)):
        yield ValidationError("not unique")


def _destinations_twice(inputs: Mapping[str, Any]) -> list[Fault]:
    # A schema can ask for different objects, and not for different IDs in them.
    places = inputs.get("additionalDestinations")
    if not isinstance(places, list):
        return []
    ids = [place.get("destinationId") if isinstance(place, Mapping) else None for place in places]
    return [
        Fault(
            f"additionalDestinations[{index}].destinationId", f"{shown(ids[index])} is listed twice"
        )
        for index in messages.repeated(ids)
        if isinstance(ids[index], str)
    ]
