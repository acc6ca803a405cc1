"""Creating schedules, and what is said of those that are there already."""

from __future__ import annotations

import json
import traceback
from collections.abc import Callable
from typing import Any

import pytest
from tests.unit.conftest import SLOT, declared

from pulumi_northflank import AddonBackupScheduleProvider, ApiError, AuthenticationError
from pulumi_northflank.emulator import Drop, Emulator, Status
from pulumi_northflank.errors import ScheduleExistsError

MakeInputs = Callable[..., dict[str, Any]]
MakeProvider = Callable[..., AddonBackupScheduleProvider]


def test_create(
    provider: MakeProvider,
    schedule: MakeInputs,
    body: MakeInputs,
    api: Emulator,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """A new schedule is created in silence; its outputs are the inputs."""
    result = provider().create({**schedule(retentionTime=7.0), "__provider": "payload"})
    (live,) = api.schedules("shop", "orders")

    assert (live["id"], schedule()) == (result.id, result.outs)
    assert body() == json.loads(api.requests[0].body)
    assert "7.0" not in api.requests[0].body
    assert ("", "") == capsys.readouterr()


def test_create_in_a_team(provider: MakeProvider, schedule: MakeInputs, api: Emulator) -> None:
    """The team is in the path and in the outputs."""
    one = provider(teamId="acme")
    result = one.create(one.check({}, schedule()).inputs)

    assert "acme" == (result.outs or {})["teamId"]
    assert 1 == len(api.schedules("shop", "orders", "acme"))


def test_adopt(
    provider: MakeProvider,
    schedule: MakeInputs,
    body: MakeInputs,
    api: Emulator,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Taking over a schedule is worth a warning: destroying the stack would delete it."""
    schedule_id = api.add_schedule("shop", "orders", body())
    result = provider().create(schedule())

    assert schedule_id == result.id
    assert (
        "",
        (
            f"warning: Adopted schedule {schedule_id}: {SLOT} existed already with the declared "
            "settings. It belongs to this stack now: destroying the stack will delete it.\n"
        ),
    ) == capsys.readouterr()


def test_replace(
    provider: MakeProvider,
    schedule: MakeInputs,
    body: MakeInputs,
    api: Emulator,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Deleting somebody's schedule is worth a warning."""
    old = api.add_schedule("shop", "orders", body(retentionTime=9))
    result = provider().create(schedule(ifExists="replace"))

    assert (
        "",
        (
            f'warning: Deleted schedule {old} (if_exists="replace"): {SLOT} is schedule '
            f"{result.id} now.\n"
        ),
    ) == capsys.readouterr()


def test_lost_answer(
    provider: MakeProvider,
    schedule: MakeInputs,
    api: Emulator,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """A schedule found after a lost answer is not worth a word."""
    api.fault(Drop(after_commit=True), method="POST")
    result = provider().create(schedule())

    assert api.schedules()[0]["schedule"]["id"] == result.id
    assert ("", "") == capsys.readouterr()


def test_create_fails(
    provider: MakeProvider, schedule: MakeInputs, body: MakeInputs, api: Emulator
) -> None:
    """An error is raised as it is, without what led to it."""
    api.add_schedule("shop", "orders", body(retentionTime=9))

    with pytest.raises(ScheduleExistsError) as caught:
        provider().create(schedule())

    shown = "".join(traceback.format_exception(caught.value))
    assert shown.endswith(f"ScheduleExistsError: {caught.value}\n")
    assert "During handling" not in shown
    assert "direct cause" not in shown
    assert "creation.py" not in shown


def test_created_anew_where_it_is_kept(
    provider: MakeProvider,
    schedule: MakeInputs,
    body: MakeInputs,
    api: Emulator,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """A replacement without a change, as the user may ask for, finds the schedule that is kept."""
    schedule_id = api.add_schedule("shop", "orders", body())
    one = provider()
    inputs = schedule(ifExists="error")
    one.check({}, declared(inputs, "nightly"))
    one.diff(schedule_id, inputs, inputs)

    assert schedule_id == one.create(inputs).id
    assert ("", "") == capsys.readouterr()


def test_replacement_that_fails_half_way(
    provider: MakeProvider, schedule: MakeInputs, body: MakeInputs, api: Emulator
) -> None:
    """Where the old schedule is gone and the new one is refused, the error tells both."""
    schedule_id = api.add_schedule("shop", "orders", body())
    one = provider()
    one.delete(schedule_id, schedule())
    api.fault(Status(401), method="POST")

    with pytest.raises(AuthenticationError) as caught:
        one.create(schedule(retentionTime=8))

    assert str(caught.value).endswith(
        f" The old schedule {schedule_id} had been deleted to make room, so {SLOT} is not in place "
        "now: no such backups are made until `pulumi up` has created it."
    )


def test_a_replaced_schedule_is_told_though_the_new_one_is_refused(
    provider: MakeProvider, schedule: MakeInputs, body: MakeInputs, api: Emulator
) -> None:
    """What if_exists="replace" deleted is said, above all where nothing came in its place."""
    old = api.add_schedule("shop", "orders", body(retentionTime=9))
    api.fault(Status(400), method="POST", skip=1)

    with pytest.raises(ApiError, match=f"The old schedule {old} had been deleted to make room"):
        provider().create(schedule(ifExists="replace"))
    assert [] == api.schedules()
