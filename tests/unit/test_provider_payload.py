"""The provider as it is written into the state of every user."""

from __future__ import annotations

import base64
import pickle
from collections.abc import Callable
from typing import Any

from pulumi.dynamic.dynamic import serialize_provider

from pulumi_northflank import AddonBackupScheduleProvider
from pulumi_northflank.emulator import Emulator
from pulumi_northflank.provider import RESOURCE_TYPE

MakeInputs = Callable[..., dict[str, Any]]
MakeProvider = Callable[..., AddonBackupScheduleProvider]

# What the SDK has written into the state of every user. If a change of the package makes this
# test fail, then their `pulumi destroy` fails as well.
PAYLOAD = (
    "gASVOAAAAAAAAACMEXB1bHVtaV9ub3J0aGZsYW5rlIwbQWRkb25CYWNrdXBTY2hlZHVsZVByb3ZpZGVylJOUKVKULg=="
)


def payload(provider: AddonBackupScheduleProvider) -> bytes:
    """What the SDK writes into the state, as bytes."""
    return base64.b64decode(serialize_provider(provider))


def test_recorded_payload() -> None:
    """A provider out of an old state is still this class."""
    provider = pickle.loads(base64.b64decode(PAYLOAD))  # noqa: S301  # written by this project

    assert AddonBackupScheduleProvider is type(provider)


def test_payload_is_as_recorded() -> None:
    """The SDK writes what it has always written, but for the pickle protocol's number."""
    recorded, now = base64.b64decode(PAYLOAD), payload(AddonBackupScheduleProvider())

    assert recorded[2:] == now[2:]
    assert len(now) < 100


def test_payload_is_of_the_class_alone(
    provider: MakeProvider, schedule: MakeInputs, api: Emulator, token: str
) -> None:
    """Neither configuration nor requests leave a trace in the payload."""
    used = provider(teamId="acme")
    inputs = used.check({}, schedule()).inputs
    used.create(inputs)

    assert payload(AddonBackupScheduleProvider()) == payload(used)
    assert token.encode() not in payload(used)
    assert 1 == len(api.schedules())


def test_names_in_the_state() -> None:
    """The names that are in every state stay."""
    assert ("pulumi_northflank", "AddonBackupScheduleProvider") == (
        AddonBackupScheduleProvider.__module__,
        AddonBackupScheduleProvider.__qualname__,
    )
    assert "pulumi-python:dynamic/northflank:AddonBackupSchedule" == RESOURCE_TYPE


def test_payload_is_no_secret() -> None:
    """The payload is kept in plain text, so that a state does not change at each update."""
    assert not AddonBackupScheduleProvider.serialize_as_secret_always
