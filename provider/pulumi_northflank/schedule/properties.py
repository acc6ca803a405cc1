"""The properties of a schedule and their Python names, derived from the JSON Schema.

A property that is added to the schema is known everywhere: it is validated, sent, compared, listed
and generated. Programs and state use camelCase and snake_case of the same names.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from pulumi_northflank.types import BackupType, JsonObject
from pulumi_northflank.validation import SCHEMA

PROPERTIES: tuple[str, ...] = tuple(SCHEMA["properties"])
"""All properties of a schedule, in the order in which they are written."""

ADDRESS = ("projectId", "addonId", "teamId")
"""The properties that make the request's path."""

OPTIONS = ("ifExists",)
"""The properties that are this provider's own and never sent."""

SETTINGS = tuple(name for name in PROPERTIES if name not in (*ADDRESS, *OPTIONS))
"""The properties that make the request body."""

REQUIRED: tuple[str, ...] = tuple(SCHEMA["required"])
"""The properties that every schedule has."""

DEFAULTS: JsonObject = {
    name: part["default"] for name, part in SCHEMA["properties"].items() if "default" in part
}
"""What the API uses for a setting that is left out."""

APPLIES_TO: dict[str, BackupType] = {
    name: part["appliesTo"] for name, part in SCHEMA["properties"].items() if "appliesTo" in part
}
"""The settings that have an effect for one backup type only."""

LISTED_AS = {"compressionType": "backupCompressionType"}
"""The settings that the API's list names differently from its request body."""

EMPTY: tuple[object, ...] = (None, "", [])


def part_of_schema(part: JsonObject) -> JsonObject:
    """A part of the schema, or the definition that it refers to."""
    reference = part.get("$ref")
    definition: JsonObject = (
        SCHEMA["$defs"][reference.removeprefix("#/$defs/")] if reference else part
    )
    return definition


def known_part(value: Any, part: JsonObject = SCHEMA) -> Any:
    """*value* without properties that the schema lacks, and without empty optional ones."""
    part = part_of_schema(part)
    if isinstance(value, Mapping) and "properties" in part:
        return {
            name: known_part(value[name], of)
            for name, of in part["properties"].items()
            if name in value and (value[name] not in EMPTY or name in part.get("required", ()))
        }
    if isinstance(value, list) and "items" in part:
        return [known_part(item, part["items"]) for item in value]
    return value


_TYPES = {"string": str, "integer": int, "array": list, "object": Mapping}


def is_well_formed(value: Any, part: JsonObject) -> bool:
    """Whether *value* has the type and the required properties that the schema says, at any depth.

    Limits and rules do not matter: the API may allow more than the documentation says.
    """
    return misshapen(value, part, "") is None


def misshapen(value: Any, part: JsonObject, path: str) -> str | None:
    """The path, below *path*, of the first value that is not well-formed; None if all are."""
    part = part_of_schema(part)
    if not isinstance(value, _TYPES[part["type"]]) or isinstance(value, bool):
        return path
    inner: list[tuple[Any, JsonObject, str]] = []
    if isinstance(value, list):
        inner = [(item, part["items"], f"{path}[{index}]") for index, item in enumerate(value)]
    elif isinstance(value, Mapping):
        known = part["properties"]
        for name in (*value, *part["required"]):
            if name not in known or name not in value:
                return f"{path}.{name}"
        inner = [(item, known[name], f"{path}.{name}") for name, item in value.items()]
    return next(filter(None, (misshapen(*each) for each in inner)), None)


def _names(part: JsonObject) -> Iterator[str]:
    part = part_of_schema(part)
    for name, of in part.get("properties", {}).items():
        yield name
        yield from _names(of)
    if "items" in part:
        yield from _names(part["items"])


SNAKE_CASE = {name: re.sub(r"(?=[A-Z])", "_", name).lower() for name in _names(SCHEMA)}
CAMEL_CASE = {snake: camel for camel, snake in SNAKE_CASE.items()}


_PART = re.compile(r"""[^.\[\]"']+""")


def parts_of(path: str) -> list[str]:
    """The parts of a property path: ``additionalDestinations[0].type`` has three."""
    return _PART.findall(path)


def is_path(path: str) -> bool:
    """Whether a schedule can have something at a path, which is written in the API's names."""
    part: JsonObject = SCHEMA
    for name in parts_of(path):
        if name == "*":
            return True
        part = part_of_schema(part)
        if name in part.get("properties", {}):
            part = part["properties"][name]
        elif "items" in part and name.isdigit():
            part = part["items"]
        else:
            return False
    return True


def camel_path(path: str) -> str:
    """A path of properties by the API's names: ``additionalDestinations[0].retentionTime``."""
    if path.isidentifier():
        return camel_case(path)
    return _PART.sub(lambda part: camel_case(part[0]), path)


def camel_case(name: str) -> str:
    """The API's spelling of a Python name; an unknown name stays as it is."""
    return CAMEL_CASE.get(name, name)


def snake_case(name: str) -> str:
    """Python's spelling of an API name; an unknown name stays as it is."""
    return SNAKE_CASE.get(name, name)
