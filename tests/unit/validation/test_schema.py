"""The schema against a second transcript of what the documentation says about each field."""

from __future__ import annotations

from typing import Any

import pytest
from jsonschema import Draft202012Validator

from pulumi_northflank.validation import SCHEMA

# The same pattern for `destinationId` and `customDestinationId`.
PATTERN = "^[a-zA-Z0-9]+(-[a-zA-Z0-9]+)*$"

Documented = dict[str, Any]

# By path: the field's type, whether it is required, and its limits.
DOCUMENTED: dict[str, Documented] = {
    "projectId": {"type": "string", "required": True},
    "addonId": {"type": "string", "required": True},
    "scheduling": {"type": "object", "required": True},
    "scheduling.interval": {
        "type": "string",
        "required": True,
        "enum": ["hourly", "daily", "weekly"],
    },
    "scheduling.minute": {"type": "array", "required": True},
    "scheduling.minute[]": {"type": "integer", "minimum": 0, "maximum": 59},
    "scheduling.hour": {"type": "array", "required": False},
    "scheduling.hour[]": {"type": "integer", "minimum": 0, "maximum": 23},
    "scheduling.day": {"type": "array", "required": False},
    "scheduling.day[]": {"type": "integer", "minimum": 0, "maximum": 6},
    "backupType": {"type": "string", "required": True, "enum": ["dump", "snapshot"]},
    "additionalDestinations": {"type": "array", "required": False},
    "additionalDestinations[]": {"type": "object"},
    "additionalDestinations[].destinationId": {
        "type": "string",
        "required": True,
        "minLength": 3,
        "maxLength": 100,
        "pattern": PATTERN,
    },
    "additionalDestinations[].retentionTime": {
        "type": "integer",
        "required": False,
        "minimum": 1,
        "maximum": 120,
    },
    "additionalDestinations[].type": {"type": "string", "required": True, "enum": ["custom"]},
    "compressionType": {"type": "string", "required": False, "enum": ["gz", "zstd"]},
    "retentionTime": {"type": "integer", "required": True, "minimum": 1, "maximum": 120},
    # From the newer reference of the same endpoint.
    "customDestinationId": {
        "type": "string",
        "required": False,
        "minLength": 3,
        "maxLength": 100,
        "pattern": PATTERN,
    },
}
# Not fields of the documented call: the team, and the option of the provider.
OUR_OWN = {"teamId", "ifExists"}
STATED = ("type", "enum", "minimum", "maximum", "minLength", "maxLength", "pattern")
PATH_IDS = {"projectId", "addonId"}


def resolved(part: dict[str, Any]) -> dict[str, Any]:
    """The part of the schema that a reference leads to."""
    reference = part.get("$ref")
    return part if reference is None else SCHEMA["$defs"][reference.rsplit("/", 1)[-1]]


def fields_of(part: dict[str, Any], prefix: str = "") -> dict[str, Documented]:
    """All fields below a part of the schema, as the table above describes them."""
    fields: dict[str, Documented] = {}
    for name, property_ in part.get("properties", {}).items():
        path = f"{prefix}.{name}".removeprefix(".")
        fields |= _described(path, resolved(property_))
        fields[path]["required"] = name in part["required"]
    return fields


def _described(path: str, part: dict[str, Any]) -> dict[str, Documented]:
    fields = {path: {name: part[name] for name in STATED if name in part}}
    if "items" in part:
        fields |= _described(f"{path}[]", resolved(part["items"]))
    return fields | fields_of(part, path)


def test_same_fields() -> None:
    """The schema has all documented fields and the provider's own two."""
    assert DOCUMENTED.keys() | OUR_OWN == fields_of(SCHEMA).keys()


@pytest.mark.parametrize("path", DOCUMENTED)
def test_field(path: str) -> None:
    """Type, limits and whether it is required are those of the documentation."""
    field = fields_of(SCHEMA)[path]
    if path in PATH_IDS:
        # The documentation says only `string required`.
        field = {name: field[name] for name in ("type", "required")}

    assert DOCUMENTED[path] == field


def test_path_ids() -> None:
    """The three IDs in the path have the same limits."""
    fields = fields_of(SCHEMA)
    limits = [
        {name: fields[path][name] for name in STATED if name in fields[path]}
        for path in ("projectId", "addonId", "teamId")
    ]

    assert [limits[0]] * 3 == limits
    assert ("string", 1, 100) == tuple(
        limits[0][name] for name in ("type", "minLength", "maxLength")
    )


def test_team_and_if_exists_are_optional() -> None:
    """The fields that are not in the documented call are optional."""
    fields = fields_of(SCHEMA)

    assert (False, False) == (fields["teamId"]["required"], fields["ifExists"]["required"])
    assert ["adopt", "error", "replace"] == fields["ifExists"]["enum"]


@pytest.mark.parametrize(
    ("interval", "days"),
    [
        pytest.param("hourly", 7, id="hourly"),
        pytest.param("daily", 60, id="daily"),
        pytest.param("weekly", 120, id="weekly"),
    ],
)
@pytest.mark.parametrize("field", ["retentionTime", "additionalDestinations[].retentionTime"])
def test_documented_retention(field: str, interval: str, days: int) -> None:
    """Both descriptions of a retention time name the maximum of each interval."""
    part = SCHEMA["properties"]
    text = part["retentionTime"]["description"]
    if field != "retentionTime":
        items = part["additionalDestinations"]["items"]["properties"]
        text = items["retentionTime"]["description"]

    assert f"`{interval}` backups have a maximum retention of {days} days" in text


def objects_of(part: Any) -> list[dict[str, Any]]:
    """Every part of the schema that describes a whole object."""
    found: list[dict[str, Any]] = []
    if isinstance(part, dict):
        found += [part] if part.get("type") == "object" and "title" in part else []
        found += [one for value in part.values() for one in objects_of(value)]
    return found


def test_objects_are_closed() -> None:
    """No object of the schema accepts unknown properties."""
    assert [False] * 3 == [part["additionalProperties"] for part in objects_of(SCHEMA)]


def test_is_valid() -> None:
    """The schema is valid for the draft that it names."""
    Draft202012Validator.check_schema(SCHEMA)

    assert "https://json-schema.org/draft/2020-12/schema" == SCHEMA["$schema"]


def test_every_limit_has_a_title() -> None:
    """Every limit has a title, because messages end with it."""

    def untitled(part: Any, path: str) -> list[str]:
        if isinstance(part, list):
            return [one for at, item in enumerate(part) for one in untitled(item, f"{path}/{at}")]
        if not isinstance(part, dict):
            return []
        violable = {
            "type",
            "not",
            "minItems",
            "minLength",
            "maxLength",
            "pattern",
            "minimum",
            "maximum",
        }
        is_schema = not path.endswith("/properties")
        here = [path] if is_schema and violable & part.keys() and "title" not in part else []
        # A condition is never violated.
        inner = {name: value for name, value in part.items() if name != "if"}
        return here + [
            one for name, item in inner.items() for one in untitled(item, f"{path}/{name}")
        ]

    assert [] == untitled(SCHEMA, "")
