from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from pulumi.output import Unknown

from pulumi_northflank import AddonBackupScheduleProvider
from pulumi_northflank.canonical import body, canonical

MakeInputs = Callable[..., dict[str, Any]]

FIRST = "replace, the old one first"
LAST = "replace, the old one last"
NOTHING = "nothing"

EU = {"destinationId": "eu-copy", "type": "custom"}
US = {"destinationId": "us-copy", "type": "custom", "retentionTime": 7}
DUMP = {"backupType": "dump"}
TEAM = {"teamId": "acme"}


def at(**changes: Any) -> dict[str, Any]:
    """Other times of a daily schedule."""
    return {"scheduling": {"interval": "daily", "minute": [0], "hour": [3], **changes}}


TABLE: list[tuple[str, dict[str, Any], dict[str, Any], str, list[str]]] = [
    # name, old, new, want, replaced properties
    ("same", {}, {}, NOTHING, []),
    ("retention", {}, {"retentionTime": 8}, FIRST, ["retentionTime"]),
    ("retention-as-float", {}, {"retentionTime": 7.0}, NOTHING, []),
    ("minute", {}, at(minute=[1]), FIRST, ["scheduling"]),
    ("minute-added", {}, at(minute=[0, 30]), FIRST, ["scheduling"]),
    ("minutes-in-order", at(minute=[0, 30]), at(minute=[30.0, 0]), NOTHING, []),
    ("hours-in-order", at(hour=[3, 15]), at(hour=[15, 3]), NOTHING, []),
    ("hour", {}, at(hour=[4]), FIRST, ["scheduling"]),
    ("day-null", {}, at(day=None), NOTHING, []),
    ("interval", {}, {"scheduling": {"interval": "hourly", "minute": [0]}}, LAST, ["scheduling"]),
    ("type", {}, DUMP, LAST, ["backupType", "compressionType"]),
    ("project", {}, {"projectId": "mall"}, LAST, ["projectId"]),
    ("addon", {}, {"addonId": "carts"}, LAST, ["addonId"]),
    ("team", {}, TEAM, LAST, ["teamId"]),
    ("team-left-out", TEAM, {}, LAST, ["teamId"]),
    ("team-null", {}, {"teamId": None}, NOTHING, []),
    ("addon-and-retention", {}, {"addonId": "carts", "retentionTime": 8}, LAST,
     ["addonId", "retentionTime"]),
    ("compression", DUMP, {**DUMP, "compressionType": "zstd"}, FIRST, ["compressionType"]),
    ("compression-back", {**DUMP, "compressionType": "zstd"}, DUMP, FIRST, ["compressionType"]),
    ("compression-default", DUMP, {**DUMP, "compressionType": "gz"}, NOTHING, []),
    ("compression-of-a-snapshot", {}, {"compressionType": "zstd"}, NOTHING, []),
    ("custom-destination", DUMP, {**DUMP, "customDestinationId": "bucket"}, FIRST,
     ["customDestinationId"]),
    ("destination-added", {}, {"additionalDestinations": [EU]}, FIRST, ["additionalDestinations"]),
    ("destination-taken-away", {"additionalDestinations": [EU, US]},
     {"additionalDestinations": [EU]}, FIRST, ["additionalDestinations"]),
    ("destinations-in-order", {"additionalDestinations": [EU, US]},
     {"additionalDestinations": [US, EU]}, NOTHING, []),
    ("destination-retention", {"additionalDestinations": [US]},
     {"additionalDestinations": [{**US, "retentionTime": 6}]}, FIRST, ["additionalDestinations"]),
    ("destinations-empty", {}, {"additionalDestinations": []}, NOTHING, []),
    ("if-exists", {"ifExists": "adopt"}, {"ifExists": "replace"}, NOTHING, []),
    ("what-the-sdk-adds", {"__provider": "old"}, {"__provider": "new"}, NOTHING, []),
    ("everything", TEAM, {**DUMP, "retentionTime": 8, "customDestinationId": "bucket"}, LAST,
     ["backupType", "compressionType", "customDestinationId", "retentionTime", "teamId"]),
    ("addon-not-known-yet", {}, {"addonId": Unknown()}, LAST, ["addonId"]),
    ("interval-not-known-yet", {}, at(interval=Unknown()), LAST, ["scheduling"]),
    ("team-not-known-yet", {}, {"teamId": Unknown()}, LAST, ["teamId"]),
    ("scheduling-not-known-yet", {}, {"scheduling": Unknown()}, LAST, ["scheduling"]),
    ("minute-not-known-yet", {}, at(minute=[Unknown()]), FIRST, ["scheduling"]),
    ("retention-not-known-yet", {}, {"retentionTime": Unknown()}, FIRST, ["retentionTime"]),
]  # fmt: skip


@pytest.mark.parametrize(
    ("old", "new", "want", "replaces"), [pytest.param(*row[1:], id=row[0]) for row in TABLE]
)
def test_diff(
    schedule: MakeInputs,
    old: dict[str, Any],
    new: dict[str, Any],
    want: str,
    replaces: list[str],
) -> None:
    """Every change replaces; the old schedule goes first where both need the same place."""
    result = AddonBackupScheduleProvider().diff(
        "id", schedule() | old, schedule() | {"ifExists": "adopt"} | new
    )

    assert replaces == result.replaces
    assert {
        FIRST: (True, True),
        LAST: (True, False),
        NOTHING: (False, False),
    }[want] == (result.changes, result.delete_before_replace)


@pytest.mark.parametrize(
    ("inputs", "form"),
    [
        pytest.param({"teamId": None}, {}, id="null"),
        pytest.param({"a": {"b": None, "c": [None]}}, {"a": {"c": [None]}}, id="null-inside"),
        pytest.param({"retentionTime": 7.0}, {"retentionTime": 7}, id="whole-float"),
        pytest.param({"retentionTime": 7.5}, {"retentionTime": 7.5}, id="other-float"),
        pytest.param({"retentionTime": 2.0**53}, {"retentionTime": 2.0**53}, id="inexact-float"),
        pytest.param(
            {"retentionTime": -(2.0**53)}, {"retentionTime": -(2.0**53)}, id="inexact-negative"
        ),
        pytest.param({"x": 2.0**53 - 1}, {"x": 2**53 - 1}, id="largest-exact-float"),
        pytest.param({"x": float("inf")}, {"x": float("inf")}, id="infinity"),
        pytest.param(
            {"scheduling": {"minute": [30.0, 0.0], "hour": [5, 4], "day": [6, 0]}},
            {"scheduling": {"minute": [0, 30], "hour": [4, 5], "day": [0, 6]}},
            id="lists",
        ),
        pytest.param(
            {"scheduling": {"minute": [30, "0"], "other": [2, 1]}},
            {"scheduling": {"minute": [30, "0"], "other": [2, 1]}},
            id="lists-of-something-else",
        ),
        pytest.param({"scheduling": "daily"}, {"scheduling": "daily"}, id="no-scheduling"),
        pytest.param(
            {"additionalDestinations": [US, EU]}, {"additionalDestinations": [EU, US]}, id="places"
        ),
        pytest.param(
            {"additionalDestinations": [US, "eu"]},
            {"additionalDestinations": [US, "eu"]},
            id="places-of-something-else",
        ),
        pytest.param({"additionalDestinations": 5}, {"additionalDestinations": 5}, id="no-places"),
    ],
)
def test_canonical(inputs: dict[str, Any], form: dict[str, Any]) -> None:
    """Nulls go, whole floats become integers, and lists come in order."""
    assert repr(form) == repr(canonical(inputs))


def test_canonical_keeps_the_order_of_what_is_not_known(schedule: MakeInputs) -> None:
    """With an element that is not known yet, a list keeps its order."""
    minutes = [30, Unknown(), 0]
    inputs = schedule(scheduling={"interval": "hourly", "minute": minutes})
    inputs["scheduling"]["minute"] = minutes

    assert minutes == canonical(inputs)["scheduling"]["minute"]


def test_canonical_copies() -> None:
    """The user's own lists are not put in order."""
    minutes = [30, 0]
    canonical({"scheduling": {"minute": minutes}})

    assert [30, 0] == minutes


def test_body(schedule: MakeInputs) -> None:
    """The body holds the declared settings, and neither the path nor anything of ours."""
    inputs = schedule(teamId="acme", ifExists="adopt", compressionType="gz")

    assert {
        "backupType": "snapshot",
        "scheduling": {"interval": "daily", "minute": [0], "hour": [3]},
        "retentionTime": 7,
        "compressionType": "gz",
    } == body(inputs)
