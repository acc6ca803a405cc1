"""PATCH of an addon, which the emulator has only as an account that was asked about it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from tests.acceptance.accounts import OTHER, STRICT
from tests.emulator.samples import Connect

from pulumi_northflank.emulator import Emulator

PATH = "/v1/projects/shop/addons/orders"
NIGHTLY = {
    "backupType": "dump",
    "scheduling": {"interval": "daily", "minute": [30], "hour": [2]},
    "retentionTime": 30,
}


def test_no_route_without_answers(connect: Connect) -> None:
    """What PATCH does is not documented, so by default the emulator does not have it."""
    with Emulator() as api:
        response = connect(api).patch(PATH, json={"backupSchedules": []})

    assert 405 == response.status_code


@pytest.mark.parametrize(
    ("account", "body", "status"),
    [
        (STRICT, {"backupSchedules": [NIGHTLY]}, 200),
        (STRICT, [], 400),
        (STRICT, {"backupSchedules": {}}, 400),
        (STRICT, {"backupSchedules": [{"retentionTime": 1}]}, 400),
        # The addon has a schedule, and this would be another one with its interval.
        (OTHER, {"backupSchedules": [NIGHTLY | {"backupType": "snapshot"}]}, 409),
    ],
)
def test_patch_of_new_and_invalid_schedules(
    connect: Connect, tmp_path: Path, account: Any, body: Any, status: int
) -> None:
    """A schedule that is named and new is created, and what is invalid changes nothing."""
    file = tmp_path / "answers.json"
    file.write_text(json.dumps({"answers": account}))
    with Emulator(as_account=file) as api:
        if status == 409:
            api.add_schedule("shop", "orders", NIGHTLY)

        response = connect(api).patch(PATH, json=body)

        assert status == response.status_code
        assert (status in {200, 409}) == bool(api.schedules())


def test_backups_before_a_patch(connect: Connect, tmp_path: Path) -> None:
    """Backups that were due before are made by the schedule as it was then."""
    file = tmp_path / "answers.json"
    file.write_text(json.dumps({"answers": STRICT}))
    with Emulator(as_account=file) as api:
        api.add_schedule("shop", "orders", NIGHTLY)
        api.clock.advance(10 * 86400)
        connect(api).patch(PATH, json={"backupSchedules": [NIGHTLY]})

        assert 10 == len(api.backups("shop", "orders"))
