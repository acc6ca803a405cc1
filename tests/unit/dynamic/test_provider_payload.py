"""The pickled provider, which is in the state of every user."""

from __future__ import annotations

import base64
import pickle

from pulumi.dynamic.dynamic import serialize_provider
from tests.unit.conftest import MakeProvider
from tests.unit.schedules import make_inputs

from pulumi_northflank import AddonBackupScheduleProvider
from pulumi_northflank.dynamic.provider import PAYLOAD, RESOURCE_TYPE
from pulumi_northflank.emulator import Emulator

# This is in the state of every user. If it cannot be read, neither can those states, and
# `pulumi destroy` fails.
RECORDED = (
    "gASVOAAAAAAAAACMEXB1bHVtaV9ub3J0aGZsYW5rlIwbQWRkb25CYWNrdXBTY2hlZHVsZVByb3ZpZGVylJOUKVKULg=="
)


def payload(provider: AddonBackupScheduleProvider) -> bytes:
    """The bytes that the SDK writes into the state."""
    return base64.b64decode(serialize_provider(provider))


def test_recorded_payload() -> None:
    """A provider from an old state is still this class."""
    provider = pickle.loads(base64.b64decode(RECORDED))  # noqa: S301  # written by this project

    assert AddonBackupScheduleProvider is type(provider)
    assert RECORDED == PAYLOAD


def test_payload() -> None:
    """The SDK still writes the same bytes, apart from the version of the pickle protocol."""
    recorded, now = base64.b64decode(PAYLOAD), payload(AddonBackupScheduleProvider())

    assert recorded[2:] == now[2:]


def test_payload_is_only_the_class(provider: MakeProvider, api: Emulator, token: str) -> None:
    """Neither the configuration nor requests change the payload."""
    used = provider(teamId="acme")
    inputs = used.check({}, make_inputs()).inputs
    used.create(inputs)

    assert payload(AddonBackupScheduleProvider()) == payload(used)
    assert token.encode() not in payload(used)
    assert 1 == len(api.schedules())


def test_names_in_the_state() -> None:
    """The names in every state never change."""
    assert ("pulumi_northflank", "AddonBackupScheduleProvider") == (
        AddonBackupScheduleProvider.__module__,
        AddonBackupScheduleProvider.__qualname__,
    )
    assert "pulumi-python:dynamic/northflank:AddonBackupSchedule" == RESOURCE_TYPE


def test_payload_is_not_secret() -> None:
    """The payload is stored in plain text: encrypted, it would change in every update."""
    assert not AddonBackupScheduleProvider.serialize_as_secret_always
