"""Creating a schedule where there is one already: taken over, or left alone."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from tests.unit.wire import methods

from pulumi_northflank import ApiError
from pulumi_northflank.client import Client
from pulumi_northflank.creation import Creation, Creator
from pulumi_northflank.emulator import Drop, Emulator, Status
from pulumi_northflank.errors import ScheduleExistsError

MakeInputs = Callable[..., dict[str, Any]]
MakeClient = Callable[..., Client]
Create = Callable[..., Creation]


def test_adopted(api: Emulator, create: Create, schedule: MakeInputs, body: MakeInputs) -> None:
    """A schedule with the declared settings is taken over, and nothing is changed."""
    schedule_id = api.add_schedule("shop", "orders", body())
    before = api.schedules()

    assert Creation(schedule_id, "adopted") == create(schedule())
    assert (["POST", "GET"], before) == (methods(api), api.schedules())


def test_adopted_among_others(
    api: Emulator, create: Create, schedule: MakeInputs, body: MakeInputs
) -> None:
    """Of all the addon's schedules, only the one in the declared place counts."""
    api.add_schedule("shop", "orders", body("weekly"))
    api.add_schedule("shop", "orders", body(backupType="dump"))
    schedule_id = api.add_schedule("shop", "orders", body())

    assert Creation(schedule_id, "adopted") == create(schedule())


@pytest.mark.parametrize("if_exists", ["adopt", "error", "replace"])
def test_refused_among_others(
    api: Emulator, create: Create, schedule: MakeInputs, body: MakeInputs, if_exists: str
) -> None:
    """Schedules in other places are neither taken over nor deleted, whatever is asked for."""
    api.add_schedule("shop", "orders", body("weekly"))
    api.add_schedule("shop", "orders", body(backupType="dump"))
    before = api.schedules()
    api.fault(Status(400), method="POST")

    with pytest.raises(ApiError, match="400 Bad Request"):
        create(schedule(ifExists=if_exists))
    assert (["POST", "GET"], before) == (methods(api), api.schedules())


@pytest.mark.parametrize("conflict_status", [400, 403, 404, 409, 412, 422])
def test_adopted_whatever_the_status(
    connect: MakeClient,
    schedule: MakeInputs,
    body: MakeInputs,
    conflict_status: int,
    slept: list[float],
    token: str,
) -> None:
    """Which status says "exists already" is not documented: any 4xx may."""
    with Emulator(token=token, conflict_status=conflict_status) as api:
        schedule_id = api.add_schedule("shop", "orders", body())
        creation = Creator(connect(api.url), schedule(), sleep=slept.append).create()
        assert ["POST", "GET"] == methods(api)

    assert Creation(schedule_id, "adopted") == creation


@pytest.mark.parametrize(
    ("there", "declared"),
    [
        pytest.param({"backupType": "dump"}, {"compressionType": "gz"}, id="default-compression"),
        pytest.param({"compressionType": "zstd"}, {"compressionType": "gz"}, id="no-compression"),
        pytest.param(
            {
                "additionalDestinations": [
                    {"destinationId": "eu-copy", "type": "custom", "retentionTime": 7}
                ]
            },
            {"additionalDestinations": [{"destinationId": "eu-copy", "type": "custom"}]},
            id="kept-time-that-the-server-filled-in",
        ),
        pytest.param({}, {"additionalDestinations": []}, id="no-destinations"),
    ],
)
def test_adopted_with_other_words(
    api: Emulator,
    create: Create,
    schedule: MakeInputs,
    body: MakeInputs,
    there: dict[str, Any],
    declared: dict[str, Any],
) -> None:
    """What means the same is the same."""
    if there.get("backupType") == "dump":
        declared = {"backupType": "dump", **declared}
    schedule_id = api.add_schedule("shop", "orders", body(**there))

    assert Creation(schedule_id, "adopted") == create(schedule(**declared))


EU = {"destinationId": "eu-copy", "type": "custom"}


@pytest.mark.parametrize(
    ("there", "declared", "differences"),
    [
        pytest.param(
            {"retentionTime": 9}, {}, ["retentionTime is 9 there and 7 here"], id="retention"
        ),
        pytest.param(
            {"scheduling": {"interval": "daily", "minute": [0, 30], "hour": [3]}},
            {},
            [
                (
                    'scheduling is {"interval": "daily", "minute": [0, 30], "hour": [3]} there and '
                    '{"interval": "daily", "minute": [0], "hour": [3]} here'
                )
            ],
            id="scheduling",
        ),
        pytest.param(
            {"additionalDestinations": [EU]},
            {},
            [
                (
                    'additionalDestinations is [{"destinationId": "eu-copy", "type": "custom"}] '
                    "there and not set here"
                )
            ],
            id="destinations",
        ),
        pytest.param(
            {"backupType": "dump", "compressionType": "zstd", "customDestinationId": "bucket"},
            {"backupType": "dump"},
            [
                'compressionType is "zstd" there and not set here',
                'customDestinationId is "bucket" there and not set here',
            ],
            id="dump",
        ),
        pytest.param(
            {"retentionTime": 9},
            {"additionalDestinations": [EU], "retentionTime": 8},
            [
                (
                    "additionalDestinations is not set there and "
                    '[{"destinationId": "eu-copy", "type": "custom"}] here'
                ),
                "retentionTime is 9 there and 8 here",
            ],
            id="two",
        ),
    ],
)
@pytest.mark.parametrize("if_exists", ["adopt", "error", None])
def test_differs(
    api: Emulator,
    create: Create,
    schedule: MakeInputs,
    body: MakeInputs,
    there: dict[str, Any],
    declared: dict[str, Any],
    differences: list[str],
    if_exists: str | None,
) -> None:
    """A schedule with other settings is left alone; each difference is told."""
    schedule_id = api.add_schedule("shop", "orders", body(**there))
    before = api.schedules()

    with pytest.raises(ScheduleExistsError) as caught:
        create(schedule(**declared, ifExists=if_exists))

    assert (schedule_id, differences) == (caught.value.schedule_id, caught.value.differences)
    assert (["POST", "GET"], before) == (methods(api), api.schedules())


def test_same_and_error(
    api: Emulator, create: Create, schedule: MakeInputs, body: MakeInputs
) -> None:
    """Where taking over is not wanted, even the same settings are an error."""
    schedule_id = api.add_schedule("shop", "orders", body())

    with pytest.raises(ScheduleExistsError) as caught:
        create(schedule(ifExists="error"))

    assert (schedule_id, [], 1) == (
        caught.value.schedule_id,
        caught.value.differences,
        len(api.schedules()),
    )


def test_differs_after_a_lost_answer(
    api: Emulator, create: Create, schedule: MakeInputs, body: MakeInputs
) -> None:
    """A lost answer does not make a schedule with other settings ours."""
    api.add_schedule("shop", "orders", body(retentionTime=9))
    api.fault(Drop(after_commit=True), method="POST")

    with pytest.raises(ScheduleExistsError):
        create(schedule())
    assert ["POST", "GET"] == methods(api)


def test_ours(api: Emulator, create: Create, schedule: MakeInputs, body: MakeInputs) -> None:
    """A schedule that this deployment has already is found, whatever to do with others."""
    schedule_id = api.add_schedule("shop", "orders", body())
    creation = create(schedule(ifExists="error"), lambda one: one == schedule_id)

    assert Creation(schedule_id, "found") == creation


def test_ours_with_other_settings(
    api: Emulator, create: Create, schedule: MakeInputs, body: MakeInputs
) -> None:
    """A schedule of this deployment with other settings is another one."""
    api.add_schedule("shop", "orders", body(retentionTime=9))

    with pytest.raises(ScheduleExistsError):
        create(schedule(), lambda _: True)
