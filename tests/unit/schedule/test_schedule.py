"""The value object: its forms, and how two compare."""

from __future__ import annotations

from typing import Any

import pytest
from pulumi.output import UNKNOWN, Unknown
from tests.unit.schedules import make_inputs, make_schedule
from tests.unit.wire import ORDERS, item

from pulumi_northflank.schedule import Address, Schedule
from pulumi_northflank.types import DocumentedLimits

EU = {"destinationId": "eu-copy", "type": "custom"}
US = {"destinationId": "us-copy", "type": "custom", "retentionTime": 7}
DUMP = {"backupType": "dump"}
SNAPSHOT = {"backupType": "snapshot"}
TEAM = {"teamId": "acme"}


def at(**changes: Any) -> dict[str, Any]:
    """A daily schedule at another time."""
    return {"scheduling": {"interval": "daily", "minute": [0], "hour": [3], **changes}}


@pytest.mark.parametrize(
    ("values", "form"),
    [
        pytest.param({"teamId": None}, {}, id="null"),
        pytest.param({"a": {"b": None, "c": [None]}}, {"a": {"c": [None]}}, id="null-inside"),
        pytest.param({"retentionTime": 7.0}, {"retentionTime": 7}, id="whole-float"),
        pytest.param({"retentionTime": 7.5}, {"retentionTime": 7.5}, id="other-float"),
        pytest.param({"retentionTime": 2.0**53}, {"retentionTime": 2.0**53}, id="inexact-float"),
        pytest.param({"x": -(2.0**53)}, {"x": -(2.0**53)}, id="inexact-negative"),
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
            id="other-lists",
        ),
        pytest.param({"scheduling": "daily"}, {"scheduling": "daily"}, id="not-an-object"),
        pytest.param(
            {"additionalDestinations": [US, EU]},
            {"additionalDestinations": [EU, US]},
            id="destinations",
        ),
        pytest.param(
            {"additionalDestinations": [US, "eu"]},
            {"additionalDestinations": [US, "eu"]},
            id="other-destinations",
        ),
        pytest.param({"additionalDestinations": 5}, {"additionalDestinations": 5}, id="no-list"),
    ],
)
def test_canonical(values: dict[str, Any], form: dict[str, Any]) -> None:
    """Nulls are removed, whole floats become integers, and lists are sorted."""
    assert repr(form) == repr(Schedule.of(values).values)


def test_canonical_order_with_unknown_items() -> None:
    """A list with an item that is not known yet keeps its order."""
    minutes = [30, Unknown(), 0]

    assert minutes == Schedule.of({"scheduling": {"minute": minutes}}).scheduling["minute"]


def test_canonical_copies() -> None:
    """The caller's own lists are not sorted."""
    minutes = [30, 0]
    Schedule.of({"scheduling": {"minute": minutes}})

    assert [30, 0] == minutes


def test_body() -> None:
    """The body contains the declared settings and nothing else."""
    schedule = make_schedule(teamId="acme", ifExists="adopt", compressionType="gz")

    assert {
        "backupType": "snapshot",
        "scheduling": {"interval": "daily", "minute": [0], "hour": [3]},
        "retentionTime": 7,
        "compressionType": "gz",
    } == schedule.body


def test_parts() -> None:
    """A schedule gives its parts, and shows no value but its slot."""
    schedule = make_schedule("weekly", teamId="acme")
    text = "the weekly snapshot of addon orders in project shop of team acme"

    assert (Address("shop", "orders", "acme"), "weekly", "snapshot", 7, "adopt") == (
        schedule.address,
        schedule.interval,
        schedule.backup_type,
        schedule.retention_time,
        schedule.if_exists,
    )
    assert "replace" == make_schedule(ifExists="replace").if_exists
    assert (text, f"<Schedule: {text}>") == (str(schedule), repr(schedule))


@pytest.mark.parametrize(
    ("changes", "is_known", "knows"),
    [
        ({}, True, True),
        ({"retentionTime": UNKNOWN}, False, True),
        (at(minute=[UNKNOWN]), False, False),
        ({"addonId": UNKNOWN}, False, False),
    ],
    ids=["known", "other", "inside", "property"],
)
def test_known(changes: dict[str, Any], is_known: bool, knows: bool) -> None:
    """Values that are not known yet are found at any depth."""
    schedule = Schedule.of(make_inputs() | changes)

    assert (is_known, knows) == (schedule.is_known, schedule.knows(["addonId", "scheduling"]))


LIMIT = "retentionTime: 61 is more than 60 (daily backups have a maximum retention of 60 days)."
QUOTA = (
    "retentionTime: the schedule would keep 504 backups at once (72 a day × 7 days = 504), and "
    "Northflank keeps at most 500. Shorten the retention or make fewer backups."
)
ONLY_HERE = " To let the API decide, set northflank:documentedLimits to warn"
BY_THE_API = " The API decides, because northflank:documentedLimits is warn"
ZERO = (
    "retentionTime: 0 is less than 1 (whole days: at most 7 for hourly, 60 for daily and 120 for "
    "weekly schedules)"
)
TWICE = 'additionalDestinations[1].destinationId: "eu-copy" is listed twice'
NO_COMPRESSION = "compressionType has no effect on a snapshot: it only applies to dump backups"


@pytest.mark.parametrize(
    ("changes", "enforced", "not_enforced"),
    [
        pytest.param({}, ([], []), ([], []), id="none"),
        pytest.param(
            {"retentionTime": 61}, ([LIMIT + ONLY_HERE], []), ([], [LIMIT + BY_THE_API]), id="limit"
        ),
        pytest.param(
            {"scheduling": {"interval": "hourly", "minute": [0, 20, 40]}},
            ([QUOTA + ONLY_HERE], []),
            ([], [QUOTA + BY_THE_API]),
            id="quota",
        ),
        pytest.param({"retentionTime": 0}, ([ZERO], []), ([ZERO], []), id="problem"),
        pytest.param(
            {"additionalDestinations": [EU, EU], "compressionType": "gz"},
            ([], [TWICE, NO_COMPRESSION]),
            ([], [TWICE, NO_COMPRESSION]),
            id="warnings",
        ),
    ],
)
def test_problems_and_warnings(
    changes: dict[str, Any],
    enforced: tuple[list[str], list[str]],
    not_enforced: tuple[list[str], list[str]],
) -> None:
    """A limit that only the page states is a problem if it is enforced, else a warning."""
    schedule = make_schedule(**changes)

    def found(limits: DocumentedLimits) -> tuple[list[str], list[str]]:
        problems, warnings = schedule.problems_under(limits), schedule.warnings_under(limits)
        return [str(one) for one in problems], [str(one) for one in warnings]

    assert (enforced, not_enforced) == (found("enforce"), found("warn"))


@pytest.mark.parametrize(
    ("old", "new", "changed"),
    [
        pytest.param({}, {}, [], id="same"),
        pytest.param({}, {"retentionTime": 8}, ["retentionTime"], id="retention"),
        pytest.param({}, {"retentionTime": 7.0}, [], id="retention-as-float"),
        pytest.param({}, at(minute=[1]), ["scheduling"], id="minute"),
        pytest.param({}, at(minute=[0, 30]), ["scheduling"], id="minute-added"),
        pytest.param(at(minute=[0, 30]), at(minute=[30.0, 0]), [], id="order-of-minutes"),
        pytest.param({}, at(hour=[4]), ["scheduling"], id="hour"),
        pytest.param(at(hour=[3, 15]), at(hour=[15, 3]), [], id="order-of-hours"),
        pytest.param({}, at(day=None), [], id="day-null"),
        pytest.param({}, DUMP, ["backupType", "compressionType"], id="type"),
        pytest.param({}, {"projectId": "mall"}, ["projectId"], id="project"),
        pytest.param({}, {"addonId": "carts"}, ["addonId"], id="addon"),
        pytest.param({}, TEAM, ["teamId"], id="team"),
        pytest.param({}, {"teamId": None}, [], id="team-null"),
        pytest.param(DUMP, {**DUMP, "compressionType": "zstd"}, ["compressionType"], id="zstd"),
        pytest.param(DUMP, {**DUMP, "compressionType": "gz"}, [], id="default-compression"),
        pytest.param({}, {"compressionType": "zstd"}, [], id="compression-of-a-snapshot"),
        pytest.param(
            DUMP,
            {**DUMP, "customDestinationId": "bucket"},
            ["customDestinationId"],
            id="custom-destination",
        ),
        pytest.param(
            {}, {"additionalDestinations": [EU]}, ["additionalDestinations"], id="destination"
        ),
        pytest.param(
            {"additionalDestinations": [EU, US]},
            {"additionalDestinations": [US, EU]},
            [],
            id="order-of-destinations",
        ),
        pytest.param(
            {"additionalDestinations": [US]},
            {"additionalDestinations": [{**US, "retentionTime": 6}]},
            ["additionalDestinations"],
            id="destination-retention",
        ),
        pytest.param({}, {"additionalDestinations": []}, [], id="no-destinations"),
        pytest.param({"ifExists": "adopt"}, {"ifExists": "replace"}, [], id="if-exists"),
        pytest.param(
            TEAM,
            {**DUMP, "retentionTime": 8, "customDestinationId": "bucket"},
            ["backupType", "compressionType", "customDestinationId", "retentionTime", "teamId"],
            id="everything",
        ),
        pytest.param({}, {"retentionTime": UNKNOWN}, ["retentionTime"], id="unknown"),
        pytest.param({}, at(minute=[UNKNOWN]), ["scheduling"], id="unknown-inside"),
        pytest.param(
            {"backupType": UNKNOWN},
            {"backupType": UNKNOWN, "compressionType": "zstd"},
            ["compressionType"],
            id="unknown-type",
        ),
    ],
)
def test_changed_properties(old: dict[str, Any], new: dict[str, Any], changed: list[str]) -> None:
    """Two schedules differ in the properties that mean something else, in both directions."""
    before, after = Schedule.of(make_inputs() | old), Schedule.of(make_inputs() | new)

    assert changed == before.changed_properties(after)
    assert changed == after.changed_properties(before)


# As the reference of the list call shows it.
DOCUMENTED: dict[str, Any] = {
    "id": "62cc20b90956ab62a58e8474",
    "backupType": "snapshot",
    "backupCompressionType": "gz",
    "additionalDestinations": [
        {"destinationId": "example-backup-destination", "type": "custom", "retentionTime": 7}
    ],
    "scheduling": {"interval": "weekly", "minute": [30], "hour": [18], "day": [4]},
    "retentionTime": 7,
    "createdAt": "2022-01-01T12:00:00.000Z",
    "updatedAt": "2022-01-01T12:00:00.000Z",
}


def test_listed() -> None:
    """The documented item gives the addon's IDs and the body that creates the schedule."""
    assert {
        "projectId": "shop",
        "addonId": "orders",
        "backupType": "snapshot",
        "additionalDestinations": DOCUMENTED["additionalDestinations"],
        "scheduling": DOCUMENTED["scheduling"],
        "retentionTime": 7,
    } == Schedule.listed(DOCUMENTED, ORDERS).values


@pytest.mark.parametrize(
    ("changes", "declared"),
    [
        pytest.param({}, {"compressionType": "gz"}, id="compression"),
        pytest.param({"backupCompressionType": None}, {}, id="no-compression"),
        pytest.param({"compressionType": "zstd"}, {"compressionType": "gz"}, id="other-name"),
        pytest.param(
            {"customDestinationId": "b"},
            {"compressionType": "gz", "customDestinationId": "b"},
            id="custom-destination",
        ),
        pytest.param(
            {"customDestinationId": ""}, {"compressionType": "gz"}, id="no-custom-destination"
        ),
        pytest.param({"retentionTime": 7.0}, {"compressionType": "gz"}, id="float"),
        pytest.param(at(minute=[0.0], day=[]), {"compressionType": "gz"}, id="empty-day"),
        pytest.param(
            {"scheduling": {"interval": "hourly", "minute": [30, 0], "hour": [], "day": None}},
            {"compressionType": "gz", "scheduling": {"interval": "hourly", "minute": [0, 30]}},
            id="empty-hour",
        ),
        pytest.param(
            {"scheduling": {"interval": "hourly", "minute": []}},
            {"compressionType": "gz", "scheduling": {"interval": "hourly", "minute": []}},
            id="empty-minute",
        ),
        pytest.param(
            {**SNAPSHOT, "customDestinationId": "b", "backupCompressionType": "zstd"},
            SNAPSHOT,
            id="no-effect-on-a-snapshot",
        ),
        pytest.param(
            {"additionalDestinations": [EU]}, {"compressionType": "gz"}, id="no-effect-on-a-dump"
        ),
        pytest.param(
            {**SNAPSHOT, "additionalDestinations": [US, {**EU, "retentionTime": None}]},
            {**SNAPSHOT, "additionalDestinations": [EU, US]},
            id="destinations",
        ),
        pytest.param({"name": "Nightly", "enabled": True}, {"compressionType": "gz"}, id="new"),
        pytest.param(at(zone="UTC"), {"compressionType": "gz"}, id="new-in-scheduling"),
        pytest.param(
            {**SNAPSHOT, "additionalDestinations": [{**EU, "name": "EU copy"}]},
            {**SNAPSHOT, "additionalDestinations": [EU]},
            id="new-in-a-destination",
        ),
    ],
)
def test_listed_equals_declared(changes: dict[str, Any], declared: dict[str, Any]) -> None:
    """The API may fill in, leave out, reorder and add properties: the schedule is the same."""
    expected = make_schedule(**{**DUMP, **declared})

    assert expected == Schedule.listed(item(**changes), ORDERS)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("backupType", None),
        ("scheduling", None),
        ("retentionTime", None),
        ("retentionTime", True),
        ("backupType", 1),
        ("scheduling", "daily"),
        ("scheduling", {"minute": [0]}),
        ("scheduling", {"interval": 1, "minute": [0]}),
        ("scheduling", {"interval": "daily", "hour": [0]}),
        ("scheduling", {"interval": "daily", "minute": 0}),
        ("scheduling", {"interval": "daily", "minute": [0], "hour": 3}),
        ("retentionTime", "7"),
        ("retentionTime", 7.5),
        ("backupCompressionType", 7),
        ("customDestinationId", ["x"]),
        ("additionalDestinations", "x"),
        ("additionalDestinations", [1]),
        ("additionalDestinations", [{"type": "custom"}]),
        ("additionalDestinations", [{"destinationId": 5, "type": "custom"}]),
    ],
    ids=str,
)
def test_unusable(name: str, value: Any) -> None:
    """The error about an item that is not as documented names the property."""
    with pytest.raises(ValueError, match=f"^`{name}` is not as documented$"):
        Schedule.listed(item(**{name: value}), ORDERS)
