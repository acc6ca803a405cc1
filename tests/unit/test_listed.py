from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from pulumi_northflank.address import Address
from pulumi_northflank.errors import Call
from pulumi_northflank.listed import as_inputs, live_schedule

MakeInputs = Callable[..., dict[str, Any]]

CALL = Call("list", Address("shop", "orders"))
EU = {"destinationId": "eu-copy", "type": "custom"}
US = {"destinationId": "us-copy", "type": "custom", "retentionTime": 3}
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


def test_documented() -> None:
    """The documented item reads as the body that makes it, with the ID and the time."""
    live = live_schedule(CALL, DOCUMENTED)

    assert {
        "id": "62cc20b90956ab62a58e8474",
        "backupType": "snapshot",
        "compressionType": "gz",
        "additionalDestinations": DOCUMENTED["additionalDestinations"],
        "scheduling": DOCUMENTED["scheduling"],
        "retentionTime": 7,
        "createdAt": "2022-01-01T12:00:00.000Z",
    } == live


@pytest.mark.parametrize(
    ("changes", "reads"),
    [
        pytest.param({"additionalDestinations": []}, {"additionalDestinations": None}, id="none"),
        pytest.param({"additionalDestinations": None}, {"additionalDestinations": None}, id="null"),
        pytest.param({"customDestinationId": ""}, {"customDestinationId": None}, id="empty-id"),
        pytest.param({"customDestinationId": None}, {"customDestinationId": None}, id="null-id"),
        pytest.param({"customDestinationId": "b"}, {"customDestinationId": "b"}, id="id"),
        pytest.param({"backupCompressionType": None}, {"compressionType": None}, id="compression"),
        pytest.param({"compressionType": "zstd"}, {"compressionType": "gz"}, id="another-name"),
        pytest.param({"retentionTime": 7.0}, {"retentionTime": 7}, id="float"),
        pytest.param(
            {"scheduling": {"interval": "daily", "minute": [30, 0], "hour": [3], "day": []}},
            {"scheduling": {"interval": "daily", "minute": [0, 30], "hour": [3]}},
            id="empty-day",
        ),
        pytest.param(
            {"scheduling": {"interval": "hourly", "minute": [0], "hour": None, "zone": "UTC"}},
            {"scheduling": {"interval": "hourly", "minute": [0]}},
            id="null-hour-and-something-new",
        ),
        pytest.param({"somethingNew": 1}, {"somethingNew": None}, id="something-new"),
        pytest.param({"createdAt": None}, {"createdAt": None}, id="no-time"),
    ],
)
def test_forgiving(changes: dict[str, Any], reads: dict[str, Any]) -> None:
    """What the API fills in, leaves out, orders otherwise or adds is read as what it means."""
    live: dict[str, Any] = dict(live_schedule(CALL, DOCUMENTED | changes))

    assert repr(reads) == repr({name: live.get(name) for name in reads})


@pytest.mark.parametrize(
    ("there", "declared"),
    [
        pytest.param({}, {}, id="same"),
        pytest.param({"compressionType": "gz"}, {}, id="stored-default-of-a-snapshot"),
        pytest.param(
            {"compressionType": "gz"}, {"compressionType": "zstd"}, id="any-of-a-snapshot"
        ),
        pytest.param(
            {"compressionType": "gz"}, {"backupType": "dump"}, id="stored-default-of-a-dump"
        ),
        pytest.param({}, {"backupType": "dump", "compressionType": "gz"}, id="declared-default"),
        pytest.param({}, {"additionalDestinations": []}, id="declared-empty-list"),
        pytest.param(
            {"additionalDestinations": [{**EU, "retentionTime": 7}, US]},
            {"additionalDestinations": [US, EU]},
            id="destinations-in-another-order",
        ),
        pytest.param({}, {"ifExists": "replace", "teamId": "acme"}, id="what-the-api-has-not"),
        pytest.param({}, {"retentionTime": 7.0}, id="float"),
    ],
)
def test_no_drift(schedule: MakeInputs, there: dict[str, Any], declared: dict[str, Any]) -> None:
    """What means the same keeps the declared writing, to the letter."""
    inputs = schedule(**declared)
    live: Any = {
        "id": "s1",
        "createdAt": "2022-01-01T12:00:00.000Z",
        **{name: inputs[name] for name in ("backupType", "scheduling", "retentionTime")},
        **there,
    }

    assert {name: repr(value) for name, value in inputs.items()} == {
        name: repr(value) for name, value in as_inputs(live, inputs).items()
    }


@pytest.mark.parametrize(
    ("there", "declared", "reads"),
    [
        pytest.param({"retentionTime": 9}, {}, {"retentionTime": 9}, id="retention"),
        pytest.param(
            {"additionalDestinations": [EU]}, {}, {"additionalDestinations": [EU]}, id="added"
        ),
        pytest.param(
            {},
            {"additionalDestinations": [EU]},
            {"additionalDestinations": None},
            id="taken-away",
        ),
        pytest.param(
            {"additionalDestinations": [{**EU, "retentionTime": 7}, {**US, "retentionTime": 5}]},
            {"additionalDestinations": [EU, US]},
            {"additionalDestinations": [EU, {**US, "retentionTime": 5}]},
            id="one-of-two-destinations",
        ),
        pytest.param(
            {"additionalDestinations": [{**EU, "retentionTime": 7}]},
            {},
            {"additionalDestinations": [{**EU, "retentionTime": 7}]},
            id="undeclared-destination-keeps-its-retention",
        ),
        pytest.param(
            {"compressionType": "zstd"},
            {"backupType": "dump"},
            {"compressionType": "zstd"},
            id="compression",
        ),
        pytest.param(
            {"customDestinationId": "bucket"},
            {"backupType": "dump", "customDestinationId": "other"},
            {"customDestinationId": "bucket"},
            id="custom-destination",
        ),
        pytest.param(
            {},
            {"backupType": "dump", "customDestinationId": "other"},
            {"customDestinationId": None},
            id="no-custom-destination",
        ),
        pytest.param(
            {"scheduling": {"interval": "daily", "minute": [1], "hour": [3]}},
            {},
            {"scheduling": {"interval": "daily", "minute": [1], "hour": [3]}},
            id="minute",
        ),
    ],
)
def test_drift(
    schedule: MakeInputs, there: dict[str, Any], declared: dict[str, Any], reads: dict[str, Any]
) -> None:
    """What differs is read as it is there; the rest stays as declared."""
    inputs = schedule(ifExists="adopt", **declared)
    live: Any = {
        "id": "s1",
        **{name: inputs[name] for name in ("backupType", "scheduling", "retentionTime")},
        **there,
    }
    now = as_inputs(live, inputs)

    assert reads == {name: now.get(name) for name in reads}
    assert {name: value for name, value in inputs.items() if name not in reads} == {
        name: value for name, value in now.items() if name not in reads
    }
