"""Deletes, which keep a schedule that the program declares under another name."""

from __future__ import annotations

from typing import Any

import pytest
from tests.unit.conftest import SLOT, MakeProvider, declared
from tests.unit.schedules import make_body, make_inputs

from pulumi_northflank import RequestError
from pulumi_northflank.emulator import Drop, Emulator


def test_delete(provider: MakeProvider, api: Emulator) -> None:
    """A schedule is deleted by its ID and address."""
    schedule_id = api.add_schedule("shop", "orders", make_body())
    provider().delete(schedule_id, {**make_inputs(), "__provider": "payload"})

    assert ([], 1) == (api.schedules(), len(api.requests))


def test_no_such_schedule(provider: MakeProvider, api: Emulator) -> None:
    """A schedule that does not exist counts as deleted, once the list confirms it."""
    provider().delete("gone", make_inputs())

    assert ["DELETE", "GET"] == [request.method for request in api.requests]


def test_lost_response(provider: MakeProvider, api: Emulator) -> None:
    """A delete whose outcome is unknown is an error."""
    schedule_id = api.add_schedule("shop", "orders", make_body())
    api.fault(Drop(), method="DELETE")

    with pytest.raises(RequestError, match="may or may not be deleted"):
        provider().delete(schedule_id, make_inputs())


def test_renamed(
    provider: MakeProvider,
    api: Emulator,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """After a rename, which creates first and then deletes, the adopted schedule is kept."""
    schedule_id = api.add_schedule("shop", "orders", make_body())
    one = provider()
    one.create(make_inputs())
    capsys.readouterr()
    one.delete(schedule_id, make_inputs())

    assert [schedule_id] == [live["id"] for live in api.schedules("shop", "orders")]
    assert (
        "",
        (
            f"Kept schedule {schedule_id}, {SLOT}: the program now declares it under another name. "
            "Only the old name leaves the state.\n"
        ),
    ) == capsys.readouterr()


def test_declared_under_another_name(provider: MakeProvider, api: Emulator) -> None:
    """A schedule that another resource declares unchanged is kept."""
    schedule_id = api.add_schedule("shop", "orders", make_body())
    one = provider()
    one.check({}, declared(make_inputs(), "new"))
    one.diff(schedule_id, make_inputs(), make_inputs())
    one.delete(schedule_id, make_inputs())

    assert 1 == len(api.schedules())


@pytest.mark.parametrize(
    ("claimed", "changes"),
    [
        pytest.param(False, {}, id="not-declared"),
        pytest.param(True, {"retentionTime": 8}, id="changed"),
    ],
)
def test_not_kept(
    provider: MakeProvider,
    api: Emulator,
    claimed: bool,
    changes: dict[str, Any],
) -> None:
    """A schedule that the program does not declare, or declares with changes, is deleted."""
    schedule_id = api.add_schedule("shop", "orders", make_body())
    one = provider()
    if claimed:
        one.check({}, declared(make_inputs(**changes), "new"))
    one.diff(schedule_id, make_inputs(), make_inputs(**changes))
    one.delete(schedule_id, make_inputs())

    assert [] == api.schedules()
