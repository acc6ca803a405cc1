"""A state that a newer version wrote is refused, and nothing is changed."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from tests.unit.conftest import MakeProvider
from tests.unit.schedules import make_inputs

from pulumi_northflank.emulator import Emulator
from pulumi_northflank.errors import NorthflankError
from pulumi_northflank.lifecycle.errors import NewerStateError
from pulumi_northflank.lifecycle.stored import stored
from pulumi_northflank.version import __version__

COPY = {"destinationId": "eu-copy", "type": "custom"}
NEWER = [
    ({"label": "critical"}, "label"),
    ({"scheduling": {"interval": "daily", "minute": [0], "zone": "UTC"}}, "scheduling.zone"),
    ({"scheduling": {"cron": "0 2 * * *"}}, "scheduling.cron"),
    ({"scheduling": {"interval": "daily"}}, "scheduling.minute"),
    ({"scheduling": "0 2 * * *"}, "scheduling"),
    ({"retentionTime": {"days": 7}}, "retentionTime"),
    ({"retentionTime": 7.5}, "retentionTime"),
    (
        {"additionalDestinations": [COPY, {**COPY, "region": "eu"}]},
        "additionalDestinations[1].region",
    ),
]


def message(path: str) -> str:
    """What the user reads."""
    return (
        f"A newer version of pulumi-northflank wrote the state: this version, {__version__}, "
        f'cannot read "{path}" in it. The schedule was left as it is. Upgrade pulumi-northflank to '
        "the version that wrote the state, and run the command again."
    )


@pytest.mark.parametrize(("changes", "path"), NEWER, ids=str)
def test_newer_state(changes: dict[str, Any], path: str) -> None:
    """Unknown properties and other forms are named by their path."""
    with pytest.raises(NewerStateError) as caught:
        stored({**make_inputs(), **changes})

    assert (path, message(path)) == (caught.value.path, str(caught.value))


def test_readable_state() -> None:
    """Limits and words that this version does not know do not matter, nor what the SDK adds."""
    inputs = make_inputs(
        retentionTime=9999.0,
        backupType="incremental",
        scheduling={"interval": "monthly", "minute": [99.0], "hour": []},
    )
    added = {"__provider": "payload", "__internal": {}, "secretProperties": ["teamId"]}

    assert {**inputs, "retentionTime": 9999} == stored({**inputs, **added, "teamId": None}).values


def test_secret_values_are_not_shown() -> None:
    """Of a secret property, the keys inside are secret as well."""
    newer = make_inputs(scheduling={"interval": "daily", "minute": [0], "s3cr3t": 1})

    with pytest.raises(NewerStateError) as caught:
        stored(newer, frozenset({"scheduling"}))

    assert message("scheduling") == str(caught.value)


OLD = make_inputs(label="critical")
DYNAMIC: dict[str, Callable[[Any], object]] = {
    "diff": lambda provider: provider.diff("s1", OLD, make_inputs()),
    "read": lambda provider: provider.read("s1", OLD),
    "delete": lambda provider: provider.delete("s1", OLD),
}


def test_check(provider: MakeProvider, api: Emulator) -> None:
    """A check fails, which the SDK shows without a traceback."""
    [failure] = provider().check(OLD, make_inputs()).failures

    assert ("", message("label"), []) == (failure.property, failure.reason, api.requests)


@pytest.mark.parametrize("call", DYNAMIC.values(), ids=DYNAMIC)
def test_dynamic_provider(
    provider: MakeProvider, api: Emulator, call: Callable[[Any], object]
) -> None:
    """Every other call that gets the state refuses it, without a request."""
    with pytest.raises(NorthflankError) as caught:
        call(provider())

    assert (message("label"), []) == (str(caught.value), api.requests)
    assert "stored.py" not in [Path(entry.path).name for entry in caught.traceback]
