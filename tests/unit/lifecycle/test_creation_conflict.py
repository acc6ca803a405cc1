"""Creating a schedule in a slot that is taken: it is adopted, or left alone."""

from __future__ import annotations

from typing import Any

import pytest
from tests.unit.conftest import Create, MakeClient, no_lag
from tests.unit.schedules import make_body, make_schedule
from tests.unit.wire import methods

from pulumi_northflank import ApiError
from pulumi_northflank.emulator import Drop, Emulator, Status
from pulumi_northflank.lifecycle.creation import Creation, Creator
from pulumi_northflank.lifecycle.errors import ScheduleExistsError
from pulumi_northflank.lifecycle.ownership import Ownership

EU = {"destinationId": "eu-copy", "type": "custom"}


def owning(schedule_id: str) -> Ownership:
    """The ownership of a deployment that has this schedule."""
    ownership = Ownership()
    ownership.add(make_schedule().slot, schedule_id)
    return ownership


@pytest.mark.parametrize("if_exists", ["adopt", "error", "replace"])
def test_other_slots(api: Emulator, create: Create, if_exists: str) -> None:
    """Schedules in other slots are neither adopted nor deleted, whatever if_exists says."""
    api.add_schedule("shop", "orders", make_body("weekly"))
    api.add_schedule("shop", "orders", make_body(backupType="dump"))
    before = api.schedules()
    api.fault(Status(400), method="POST")

    with pytest.raises(ApiError, match="400 Bad Request"):
        create(make_schedule(ifExists=if_exists))
    assert (["POST", "GET"], before) == (methods(api), api.schedules())


@pytest.mark.parametrize("conflict_status", [400, 403, 404, 409, 412, 422])
def test_adopted(connect: MakeClient, conflict_status: int, slept: list[float], token: str) -> None:
    """A schedule with the declared settings is adopted, whichever 4xx the API refuses with."""
    with Emulator(token=token, conflict_status=conflict_status) as api:
        schedule_id = api.add_schedule("shop", "orders", make_body())
        before = api.schedules()
        creator = Creator(connect(api.url), make_schedule(), Ownership(), no_lag(), slept.append)

        assert Creation(schedule_id, "adopted") == creator.create()
        assert (["POST", "GET"], before) == (methods(api), api.schedules())


@pytest.mark.parametrize(
    ("existing", "declared"),
    [
        pytest.param(
            {"backupType": "dump"},
            {"backupType": "dump", "compressionType": "gz"},
            id="default-compression",
        ),
        pytest.param({"compressionType": "zstd"}, {"compressionType": "gz"}, id="no-effect"),
        pytest.param(
            {"additionalDestinations": [{**EU, "retentionTime": 7}]},
            {"additionalDestinations": [EU]},
            id="retention-filled-in-by-the-server",
        ),
        pytest.param({}, {"additionalDestinations": []}, id="no-destinations"),
    ],
)
def test_adopted_with_another_spelling(
    api: Emulator, create: Create, existing: dict[str, Any], declared: dict[str, Any]
) -> None:
    """A schedule whose settings mean the same is adopted."""
    schedule_id = api.add_schedule("shop", "orders", make_body(**existing))

    assert Creation(schedule_id, "adopted") == create(make_schedule(**declared))


@pytest.mark.parametrize(
    ("existing", "if_exists", "differences"),
    [
        pytest.param(
            {"retentionTime": 9},
            "adopt",
            ["retentionTime is 9 in Northflank and 7 in your program"],
            id="adopt",
        ),
        pytest.param(
            {"retentionTime": 9},
            "error",
            ["retentionTime is 9 in Northflank and 7 in your program"],
            id="error",
        ),
        pytest.param({}, "error", [], id="same"),
    ],
)
def test_refused(
    api: Emulator,
    create: Create,
    existing: dict[str, Any],
    if_exists: str,
    differences: list[str],
) -> None:
    """A schedule that must not be adopted is left as it is."""
    schedule_id = api.add_schedule("shop", "orders", make_body(**existing))
    before = api.schedules()

    with pytest.raises(ScheduleExistsError) as caught:
        create(make_schedule(ifExists=if_exists))

    assert (schedule_id, differences) == (caught.value.schedule_id, caught.value.differences)
    assert (["POST", "GET"], before) == (methods(api), api.schedules())


def test_refused_after_a_lost_response(api: Emulator, create: Create) -> None:
    """A lost response does not make a schedule with other settings ours."""
    api.add_schedule("shop", "orders", make_body(retentionTime=9))
    api.fault(Drop(after_commit=True), method="POST")

    with pytest.raises(ScheduleExistsError):
        create(make_schedule())
    assert ["POST", "GET"] == methods(api)


def test_ours(api: Emulator, create: Create) -> None:
    """A schedule of this deployment is found, even with if_exists="error"."""
    schedule_id = api.add_schedule("shop", "orders", make_body())

    assert Creation(schedule_id, "found") == create(
        make_schedule(ifExists="error"), owning(schedule_id)
    )


def test_ours_with_other_settings(api: Emulator, create: Create) -> None:
    """A schedule of this deployment with other settings is refused like any other."""
    schedule_id = api.add_schedule("shop", "orders", make_body(retentionTime=9))

    with pytest.raises(ScheduleExistsError):
        create(make_schedule(), owning(schedule_id))
