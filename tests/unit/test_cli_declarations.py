"""From live schedules to declarations: what is declared, and what is left out."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pulumi_northflank.address import Project
from pulumi_northflank.canonical import ADDRESS, SETTINGS, changed_properties
from pulumi_northflank.cli.declarations import ORDER, Declarations, declarations_of
from pulumi_northflank.cli.inventory import Addon, Inventory
from pulumi_northflank.listed import as_inputs
from pulumi_northflank.validation import schema

DAILY = {"interval": "daily", "minute": [0], "hour": [3]}
EU = {"destinationId": "eu-copy", "type": "custom"}


def live(schedule_id: str = "s1", **changes: Any) -> Any:
    """A schedule as the client lists it: a daily dump, unless told otherwise."""
    schedule = {
        "id": schedule_id,
        "backupType": "dump",
        "scheduling": DAILY,
        "retentionTime": 7,
        "createdAt": "2025-03-03T08:00:00.000Z",
        **changes,
    }
    return {name: value for name, value in schedule.items() if value is not None}


def declarations(*schedules: Any, addon: str = "orders", team: str | None = None) -> Declarations:
    """What declares the schedules of one addon."""
    return declarations_of(
        Inventory(Project("shop", team), "https://nf.example", [Addon(addon, list(schedules))])
    )


@pytest.mark.parametrize(
    ("there", "written"),
    [
        pytest.param({}, {}, id="plain"),
        pytest.param({"compressionType": "gz"}, {}, id="default-of-a-dump"),
        pytest.param({"compressionType": "zstd"}, {"compressionType": "zstd"}, id="zstd"),
        pytest.param(
            {"backupType": "snapshot", "compressionType": "gz"},
            {"backupType": "snapshot"},
            id="stored-with-a-snapshot",
        ),
        pytest.param(
            {"backupType": "snapshot", "compressionType": "lz4"},
            {"backupType": "snapshot"},
            id="any-of-a-snapshot",
        ),
        pytest.param({"additionalDestinations": []}, {}, id="no-destinations"),
        pytest.param(
            {"backupType": "snapshot", "additionalDestinations": [EU, {**EU, "retentionTime": 3}]},
            None,
            id="one-destination-twice",
        ),
        pytest.param(
            {"backupType": "snapshot", "additionalDestinations": [{**EU, "retentionTime": 3}]},
            {"backupType": "snapshot", "additionalDestinations": [{**EU, "retentionTime": 3}]},
            id="kept-in-a-destination",
        ),
        pytest.param(
            {"customDestinationId": "bucket"}, {"customDestinationId": "bucket"}, id="bucket"
        ),
        pytest.param({"retentionTime": 60}, {"retentionTime": 60}, id="retention"),
    ],
)
def test_the_least_that_declares_it(there: dict[str, Any], written: dict[str, Any] | None) -> None:
    """Every setting is declared, but for those that the API fills in by itself."""
    least = {
        "projectId": "shop",
        "addonId": "orders",
        "backupType": "dump",
        "scheduling": DAILY,
        "retentionTime": 7,
    }
    expected = [] if written is None else [least | written]

    assert expected == [one.inputs for one in declarations(live(**there)).declared]


@pytest.mark.parametrize("kind", ["dump", "snapshot"])
@pytest.mark.parametrize("compression", [None, "gz", "zstd"])
@pytest.mark.parametrize("copies", [None, [], [EU], [{**EU, "retentionTime": 3}]])
def test_what_is_declared_is_what_there_is(kind: str, compression: str, copies: Any) -> None:
    """Neither the adoption nor a refresh finds a difference to what was read."""
    schedule = live(
        backupType=kind,
        compressionType=compression,
        additionalDestinations=copies if kind == "snapshot" else None,
        customDestinationId="bucket" if kind == "dump" else None,
    )
    [declared] = declarations(schedule, team="acme").declared
    refreshed = as_inputs(schedule, declared.inputs)

    assert declared.inputs == refreshed
    assert [] == changed_properties({**schedule, **declared.inputs}, declared.inputs)


def test_the_team_is_written() -> None:
    """A result means the same where another team, or none, is the default."""
    [declared] = declarations(live(), team="acme").declared

    assert ("acme", "shop", "orders") == tuple(declared.inputs[name] for name in ADDRESS)


def test_all_properties_have_their_place() -> None:
    """Properties are written in one order, at every depth, whatever the API's is."""
    scheduling = {"day": [4], "hour": [3], "minute": [0], "interval": "weekly"}
    place = {"retentionTime": 3, "type": "custom", "destinationId": "eu-copy"}
    schedule = live(additionalDestinations=[place], backupType="snapshot", scheduling=scheduling)
    [declared] = declarations(schedule, team="acme").declared
    nested = schema()["$defs"]["scheduling"]["properties"] | place

    assert {*ADDRESS, *SETTINGS, *nested} == set(ORDER)
    assert [
        *("projectId", "addonId", "teamId", "backupType", "scheduling"),
        *("retentionTime", "additionalDestinations"),
    ] == list(declared.inputs)
    assert ["interval", "minute", "hour", "day"] == list(declared.inputs["scheduling"])
    assert [["destinationId", "type", "retentionTime"]] == [
        list(one) for one in declared.inputs["additionalDestinations"]
    ]


addon_ids = st.sampled_from(["a", "a-daily", "a-daily-dump", "a-hourly-snapshot"]) | st.text("ab-")


@settings(deadline=None, max_examples=30)
@given(st.sets(addon_ids.filter(bool), max_size=4).map(sorted))
def test_names_are_unique_and_do_not_depend_on_others(addon_ids: list[str]) -> None:
    """Each schedule has a name of its own, which stays when other addons come and go."""
    six = [
        live(
            f"{interval}-{kind}",
            backupType=kind,
            scheduling={"interval": interval, "minute": [0], **more},
        )
        for interval, more in {
            "hourly": {},
            "daily": {"hour": [3]},
            "weekly": {"hour": [3], "day": [0]},
        }.items()
        for kind in ("dump", "snapshot")
    ]
    addons = [Addon(addon_id, six) for addon_id in addon_ids]
    together = declarations_of(Inventory(Project("shop"), "", addons)).declared
    alone = [one for addon in addons for one in declarations(*six, addon=addon.addon_id).declared]

    assert together == alone
    assert 6 * len(addons) == len({one.name for one in together})


def test_names() -> None:
    """A name is addon, interval and type, as they are."""
    names = [one.name for one in declarations(live(), live("s2", backupType="snapshot")).declared]

    assert ["orders-daily-dump", "orders-daily-snapshot"] == names


MINUTELY = {"interval": "minutely", "minute": [0]}
TOO_MANY = {"interval": "hourly", "minute": list(range(60))}


@pytest.mark.parametrize(
    ("there", "reason"),
    [
        pytest.param(
            {"scheduling": TOO_MANY},
            "retentionTime: the schedule would keep 10080 backups at once (1440 a day × 7 days = "
            "10080), and Northflank keeps at most 500; keep them for less long or make fewer",
            id="too-many-backups",
        ),
        pytest.param(
            {"scheduling": MINUTELY},
            'scheduling.interval: "minutely" is not one of hourly, daily, weekly',
            id="new-interval",
        ),
        pytest.param(
            {"scheduling": {"minute": [0]}},
            "scheduling.interval: `interval` is required",
            id="no-interval",
        ),
        pytest.param(
            {"backupType": "stream"},
            'backupType: "stream" is not one of dump, snapshot',
            id="new-type",
        ),
        pytest.param(
            {"compressionType": "lz4"},
            'compressionType: "lz4" is not one of gz, zstd',
            id="new-compression",
        ),
        pytest.param(
            {"backupType": "snapshot", "additionalDestinations": [{**EU, "region": "eu"}]},
            'additionalDestinations[0].region: there is no "region" here',
            id="new-field",
        ),
        pytest.param(
            {"scheduling": {**DAILY, "minute": [0, 0]}, "retentionTime": 90},
            "retentionTime: 90 is more than 60 (daily backups have a maximum retention of 60 "
            "days); scheduling.minute: 0 is listed twice",
            id="two-faults",
        ),
    ],
)
def test_what_can_not_be_declared_is_left_out(there: dict[str, Any], reason: str) -> None:
    """A schedule that would be refused is named with all reasons; the others are declared."""
    hourly = {"interval": "hourly", "minute": [30]}
    found = declarations(
        live("bad", **there), live("good", scheduling=hourly, backupType="snapshot")
    )

    assert [("bad", reason)] == [(one.schedule_id, one.reason) for one in found.left_out]
    assert ["orders-hourly-snapshot"] == [one.name for one in found.declared]


def test_an_addon_that_can_not_be_declared() -> None:
    """An ID that no declaration may have is a reason, too."""
    found = declarations(live(), addon="a#b")

    text = (
        'schedule s1, the daily dump of addon a#b in project shop: addonId: "a#b" is malformed '
        "(an ID is 1 to 100 characters, without spaces, `/`, `\\`, `?`, `#` and `%`, and not `.` "
        "or `..`)"
    )

    assert [] == found.declared
    assert [text] == list(map(str, found.left_out))


@pytest.mark.parametrize("other", [{}, {"retentionTime": 9}, {"compressionType": "lz4"}])
def test_two_in_one_place_are_both_left_out(other: dict[str, Any]) -> None:
    """Which of the two an update would adopt is up to the API's order, so it is left to people."""
    found = declarations(live("s1"), live("s2", **other), live("s3", backupType="snapshot"))
    reason = (
        "the addon has 2 schedules of this interval and backup type (s1, s2), and only one can be "
        "declared; delete those that are not wanted and generate again"
    )

    assert [("s1", reason), ("s2", reason)] == [
        (one.schedule_id, one.reason) for one in found.left_out
    ]
    assert ["orders-daily-snapshot"] == [one.name for one in found.declared]


def test_a_reason_has_an_end() -> None:
    """What an answer holds by the thousand does not fill a screen."""
    minutes = {"interval": "hourly", "minute": list(range(100, 900))}
    [left_out] = declarations(live(scheduling=minutes)).left_out

    assert left_out.reason.startswith("scheduling.minute[0]: 100 is more than 59")
    assert (1001, "…") == (len(left_out.reason), left_out.reason[-1])
