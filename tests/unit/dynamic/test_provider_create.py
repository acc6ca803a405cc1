"""Creates, and what they do about schedules that already exist."""

from __future__ import annotations

import json
import traceback

import pytest
from tests.unit.conftest import SLOT, MakeProvider, declared
from tests.unit.schedules import make_body, make_inputs

from pulumi_northflank.emulator import Drop, Emulator, Status
from pulumi_northflank.lifecycle.errors import ReplacementError, ScheduleExistsError


def test_create(
    provider: MakeProvider,
    api: Emulator,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """A new schedule is created without a message, and its outputs are its inputs."""
    result = provider().create({**make_inputs(retentionTime=7.0), "__provider": "payload"})
    (live,) = api.schedules("shop", "orders")

    assert (live["id"], make_inputs()) == (result.id, result.outs)
    assert make_body() == json.loads(api.requests[0].body)
    assert "7.0" not in api.requests[0].body
    assert ("", "") == capsys.readouterr()


def test_create_in_a_team(provider: MakeProvider, api: Emulator) -> None:
    """The team is part of the path and of the outputs."""
    one = provider(teamId="acme")
    result = one.create(one.check({}, make_inputs()).inputs)

    assert "acme" == (result.outs or {})["teamId"]
    assert 1 == len(api.schedules("shop", "orders", "acme"))


def test_adopt(
    provider: MakeProvider,
    api: Emulator,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """The user is warned about an adopted schedule, because destroying the stack deletes it."""
    schedule_id = api.add_schedule("shop", "orders", make_body())
    result = provider().create(make_inputs())

    assert schedule_id == result.id
    assert (
        "",
        (
            f"warning: Adopted schedule {schedule_id}: {SLOT} already existed with the declared "
            "settings. It now belongs to this stack, and destroying the stack deletes it.\n"
        ),
    ) == capsys.readouterr()


def test_replace(
    provider: MakeProvider,
    api: Emulator,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """The user is warned about a schedule that was deleted for the declared one."""
    old = api.add_schedule("shop", "orders", make_body(retentionTime=9))
    result = provider().create(make_inputs(ifExists="replace"))

    assert (
        "",
        (
            f'warning: Deleted schedule {old} (ifExists is "replace"): {SLOT} is now schedule '
            f"{result.id}.\n"
        ),
    ) == capsys.readouterr()


def test_lost_response(
    provider: MakeProvider,
    api: Emulator,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """A schedule that is found after a lost response causes no message."""
    api.fault(Drop(after_commit=True), method="POST")
    result = provider().create(make_inputs())

    assert api.schedules()[0]["schedule"]["id"] == result.id
    assert ("", "") == capsys.readouterr()


def test_error(provider: MakeProvider, api: Emulator) -> None:
    """An error is shown as its message alone, without the errors and calls that led to it."""
    api.add_schedule("shop", "orders", make_body(retentionTime=9))

    with pytest.raises(ScheduleExistsError) as caught:
        provider().create(make_inputs())

    shown = "".join(traceback.format_exception(caught.value))
    assert shown.endswith(f"ScheduleExistsError: {caught.value}\n")
    assert "During handling" not in shown
    assert "direct cause" not in shown
    assert "creation.py" not in shown


def test_replacement_without_a_change(
    provider: MakeProvider,
    api: Emulator,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """If the user asks for a replacement without a change, the schedule itself is found."""
    schedule_id = api.add_schedule("shop", "orders", make_body())
    one = provider()
    inputs = make_inputs(ifExists="error")
    one.check({}, declared(inputs, "nightly"))
    one.diff(schedule_id, inputs, inputs)

    assert schedule_id == one.create(inputs).id
    assert ("", "") == capsys.readouterr()


@pytest.mark.parametrize("status", [400, 401])
def test_failed_replacement(provider: MakeProvider, api: Emulator, status: int) -> None:
    """If the old schedule is deleted and the new one is refused, the error says both."""
    schedule_id = api.add_schedule("shop", "orders", make_body())
    one = provider()
    one.delete(schedule_id, make_inputs())
    api.fault(Status(status), method="POST")

    with pytest.raises(ReplacementError) as caught:
        one.create(make_inputs(retentionTime=8))

    assert schedule_id == caught.value.deleted_id
    assert str(caught.value).endswith(
        f" The old schedule {schedule_id} is already gone, so {SLOT} does not exist now: no such "
        "backups are made until `pulumi up` creates it."
    )


def test_failed_replacement_of_an_existing_schedule(provider: MakeProvider, api: Emulator) -> None:
    """The same applies to a schedule that if_exists="replace" deleted."""
    old = api.add_schedule("shop", "orders", make_body(retentionTime=9))
    api.fault(Status(400), method="POST", skip=1)

    with pytest.raises(ReplacementError, match=f"The old schedule {old} is already gone, so"):
        provider().create(make_inputs(ifExists="replace"))
    assert [] == api.schedules()
