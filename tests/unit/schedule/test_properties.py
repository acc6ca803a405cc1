"""The names of a schedule's properties."""

from __future__ import annotations

from typing import Any

import pytest

from pulumi_northflank.schedule.properties import (
    APPLIES_TO,
    DEFAULTS,
    REQUIRED,
    SETTINGS,
    camel_case,
    is_well_formed,
    snake_case,
)
from pulumi_northflank.validation import SCHEMA


@pytest.mark.parametrize(
    ("snake", "camel"),
    [
        ("project_id", "projectId"),
        ("addon_id", "addonId"),
        ("team_id", "teamId"),
        ("backup_type", "backupType"),
        ("retention_time", "retentionTime"),
        ("compression_type", "compressionType"),
        ("custom_destination_id", "customDestinationId"),
        ("additional_destinations", "additionalDestinations"),
        ("destination_id", "destinationId"),
        ("if_exists", "ifExists"),
        ("hour", "hour"),
    ],
)
def test_names(snake: str, camel: str) -> None:
    """The two spellings lead to each other, and right ones stay as they are."""
    assert (camel, camel) == (camel_case(snake), camel_case(camel))
    assert (snake, snake) == (snake_case(camel), snake_case(snake))


def test_unknown_names() -> None:
    """An unknown name stays as it is."""
    assert ("some_name", "someName") == (camel_case("some_name"), snake_case("someName"))


def test_settings() -> None:
    """The schema says which properties are settings, and what holds for them."""
    assert (
        "backupType",
        "scheduling",
        "retentionTime",
        "compressionType",
        "customDestinationId",
        "additionalDestinations",
    ) == SETTINGS
    assert ("projectId", "addonId", "backupType", "scheduling", "retentionTime") == REQUIRED
    assert {"compressionType": "gz"} == DEFAULTS
    assert {
        "compressionType": "dump",
        "customDestinationId": "dump",
        "additionalDestinations": "snapshot",
    } == APPLIES_TO


EU = {"destinationId": "eu-copy", "type": "custom"}


@pytest.mark.parametrize(
    ("name", "value", "well_formed"),
    [
        ("backupType", "dump", True),
        ("backupType", "incremental", True),
        ("backupType", 1, False),
        ("backupType", None, False),
        ("retentionTime", 7, True),
        ("retentionTime", 9999, True),
        ("retentionTime", 7.5, False),
        ("retentionTime", True, False),
        ("retentionTime", "7", False),
        ("scheduling", {"interval": "monthly", "minute": [99]}, True),
        ("scheduling", {"interval": "daily", "minute": [0], "hour": []}, True),
        ("scheduling", {"interval": "daily"}, False),
        ("scheduling", {"interval": "daily", "minute": 0}, False),
        ("scheduling", {"interval": "daily", "minute": ["0"]}, False),
        ("scheduling", [], False),
        ("additionalDestinations", [], True),
        ("additionalDestinations", [EU, {**EU, "retentionTime": 999}], True),
        ("additionalDestinations", [EU, {"type": "custom"}], False),
        ("additionalDestinations", [EU, None], False),
        ("additionalDestinations", {}, False),
    ],
    ids=str,
)
def test_is_well_formed(name: str, value: Any, well_formed: bool) -> None:
    """Types and required properties matter at any depth, limits and known words do not."""
    assert well_formed is is_well_formed(value, SCHEMA["properties"][name])
