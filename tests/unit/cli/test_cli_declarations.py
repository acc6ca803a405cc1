"""Which existing schedules can be declared, and how."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.unit.written import inventory, live

from pulumi_northflank.cli.declarations import declarations_of
from pulumi_northflank.schedule.drift import as_declared

EU = {"destinationId": "eu-copy", "type": "custom"}
US_THREE_DAYS = {"destinationId": "us-copy", "type": "custom", "retentionTime": 3}
SCHEDULINGS: list[dict[str, Any]] = [
    {"interval": "hourly", "minute": [0]},
    {"interval": "daily", "minute": [0], "hour": [3]},
    {"interval": "weekly", "minute": [0], "hour": [3], "day": [0]},
]


@pytest.mark.parametrize(
    ("kind", "listed", "declared"),
    [
        ("dump", {"backupCompressionType": "gz"}, {}),
        ("dump", {"backupCompressionType": None, "additionalDestinations": [EU]}, {}),
        (
            "dump",
            {"backupCompressionType": "zstd", "customDestinationId": "bucket"},
            {"compressionType": "zstd", "customDestinationId": "bucket"},
        ),
        ("snapshot", {"backupCompressionType": "zstd", "customDestinationId": "bucket"}, {}),
        (
            "snapshot",
            {"additionalDestinations": [US_THREE_DAYS, EU]},
            {"additionalDestinations": [EU, US_THREE_DAYS]},
        ),
    ],
)
def test_only_settings_with_an_effect_are_declared(
    kind: str, listed: dict[str, Any], declared: dict[str, Any]
) -> None:
    """Defaults and settings for the other backup type are left out, without causing drift."""
    one = live(backupType=kind, **listed)
    least = {
        "projectId": "shop",
        "addonId": "orders",
        "backupType": kind,
        "scheduling": SCHEDULINGS[1],
        "retentionTime": 7,
    }

    [found] = declarations_of(inventory(one)).declared

    assert least | declared == found.schedule.values
    assert found.schedule == as_declared(one.schedule, found.schedule)
    assert [] == one.schedule.changed_properties(found.schedule)


addon_ids = st.sampled_from(["a", "a-daily", "a-daily-dump", "a-hourly-snapshot"]) | st.text("ab-")


@settings(deadline=None, max_examples=30)
@given(st.sets(addon_ids.filter(bool), max_size=4))
def test_names_are_unique(addon_ids: set[str]) -> None:
    """Each schedule is named after addon, interval and type, and no two names are equal."""
    schedules = [
        live(f"{scheduling['interval']}-{kind}", addon_id, backupType=kind, scheduling=scheduling)
        for addon_id in addon_ids
        for scheduling in SCHEDULINGS
        for kind in ("dump", "snapshot")
    ]
    names = [one.name for one in declarations_of(inventory(*schedules)).declared]

    assert [f"{one.schedule.address.addon_id}-{one.schedule_id}" for one in schedules] == names
    assert len(schedules) == len(set(names))


@pytest.mark.parametrize(
    ("listed", "reason"),
    [
        (
            {"scheduling": {"interval": "minutely", "minute": [0]}},
            'scheduling.interval: "minutely" is not one of hourly, daily, weekly',
        ),
        (
            {"retentionTime": 0, "backupType": "stream"},
            'backupType: "stream" is not one of dump, snapshot; retentionTime: 0 is less than 1',
        ),
    ],
)
def test_invalid_schedules_are_left_out(listed: dict[str, Any], reason: str) -> None:
    """A schedule that would not pass the check is named with all problems."""
    good = live("good", scheduling=SCHEDULINGS[0])
    found = declarations_of(inventory(live("bad", **listed), good))

    [left_out] = found.left_out
    assert ("bad", reason) == (left_out.schedule_id, left_out.reason.split(" (")[0])
    assert ["orders-hourly-dump"] == [one.name for one in found.declared]


@pytest.mark.parametrize(("limits", "declared"), [("enforce", 0), ("warn", 1)])
def test_limits(limits: str, declared: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """What exceeds the documented limits is left out unless the settings leave it to the API."""
    monkeypatch.setenv("NORTHFLANK_DOCUMENTED_LIMITS", limits)
    found = declarations_of(inventory(live(retentionTime=61)))

    assert (declared, 1 - declared) == (len(found.declared), len(found.left_out))
    reason = (
        "retentionTime: 61 is more than 60 (daily backups have a maximum retention of 60 days). To "
        "let the API decide, set NORTHFLANK_DOCUMENTED_LIMITS to warn"
    )
    assert [reason] * (1 - declared) == [one.reason for one in found.left_out]


def test_an_invalid_addon_id() -> None:
    """A schedule of an addon whose ID is invalid is left out."""
    found = declarations_of(inventory(live(addon_id="a#b")))

    assert [] == found.declared
    [left_out] = map(str, found.left_out)
    assert left_out.startswith(
        'schedule s1, the daily dump of addon a#b in project shop: addonId: "a#b" is malformed (an '
    )


@pytest.mark.parametrize("other", [{}, {"retentionTime": 9}, {"backupCompressionType": "lz4"}])
def test_two_schedules_in_one_slot_are_left_out(other: dict[str, Any]) -> None:
    """Of two schedules with the same interval and type, the user must delete one."""
    schedules = live("s1"), live("s2", **other), live("s3", backupType="snapshot")
    found = declarations_of(inventory(*schedules))

    reason = (
        "the addon has 2 schedules of this interval and backup type (s1, s2), but only one can be "
        "declared. Delete the others and run `pulumi-northflank generate` again"
    )
    assert [("s1", reason), ("s2", reason)] == [
        (one.schedule_id, one.reason) for one in found.left_out
    ]
    assert ["orders-daily-snapshot"] == [one.name for one in found.declared]


def test_long_reasons_are_cut() -> None:
    """Hundreds of problems do not fill the screen."""
    minutes = {"interval": "hourly", "minute": list(range(100, 900))}
    [left_out] = declarations_of(inventory(live(scheduling=minutes))).left_out

    assert left_out.reason.startswith("scheduling.minute[0]: 100 is more than 59")
    assert (1001, "…") == (len(left_out.reason), left_out.reason[-1])
