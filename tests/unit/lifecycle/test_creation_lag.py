"""Creating a schedule while the addon's list lags behind."""

from __future__ import annotations

import math
from collections.abc import Callable

import pytest
from tests.unit.schedules import make_body, make_schedule
from tests.unit.wire import ORDERS, methods, only_id

from pulumi_northflank import ApiError, ServerError
from pulumi_northflank.api.client import Client
from pulumi_northflank.emulator import Drop, Emulator, Html, Status
from pulumi_northflank.lifecycle.creation import Creation
from pulumi_northflank.lifecycle.errors import (
    ReplacementError,
    ScheduleExistsError,
    UnlistedScheduleError,
    UnsettledCreateError,
)
from pulumi_northflank.lifecycle.ownership import Ownership

Create = Callable[..., Creation]

LAG = 15.0
IF_EXISTS = pytest.mark.parametrize("if_exists", ["adopt", "error", "replace"])


@IF_EXISTS
def test_found_late(api: Emulator, create: Create, slept: list[float], if_exists: str) -> None:
    """A lost POST's schedule is found once it is listed; until then, POST and list alternate."""
    api.lag(list_lag=10)
    api.fault(Drop(after_commit=True), method="POST")
    creation = create(make_schedule(ifExists=if_exists), lag=LAG)

    assert Creation(only_id(api), "found") == creation
    assert ["POST", "GET"] * (len(slept) + 1) == methods(api)
    # The emulator's own clock goes on meanwhile.
    assert 9 <= math.fsum(slept) < LAG + 1


def test_never_listed(api: Emulator, create: Create, slept: list[float]) -> None:
    """If a lost POST's schedule is not listed within the lag, the error says that it may exist."""
    api.lag(list_lag=1000)
    api.fault(Drop(after_commit=True), method="POST")

    with pytest.raises(UnlistedScheduleError) as caught:
        create(make_schedule(), lag=LAG)

    assert isinstance(caught.value.refusal, ApiError)
    assert 409 == caught.value.refusal.refusal.status
    assert LAG == pytest.approx(math.fsum(slept[1:]))


@pytest.mark.parametrize("status", [400, 409])
def test_no_lag(api: Emulator, create: Create, slept: list[float], status: int) -> None:
    """With a lag of 0, the first list decides after a lost POST and a refusal of any kind."""
    api.fault(Html(), method="POST")
    api.fault(Status(status), method="POST")

    with pytest.raises(UnlistedScheduleError):
        create(make_schedule())
    assert (["POST", "GET"] * 2, 1) == (methods(api), len(slept))


@pytest.mark.parametrize("status", [409, 423])
def test_conflict_that_nothing_explains(
    api: Emulator, create: Create, slept: list[float], status: int
) -> None:
    """If nothing listed explains a conflict within the lag, the refusal is the error."""
    api.fault(Status(status), method="POST", times=None)

    with pytest.raises(ApiError, match=f": {status} .* No schedule was created"):
        create(make_schedule(), lag=LAG)
    # The client itself retries a 423.
    assert LAG <= math.fsum(slept) < LAG + 60


def test_busy_addon(api: Emulator, create: Create) -> None:
    """A conflict may end while the list is waited for."""
    api.fault(Status(409), method="POST", times=2)
    creation = create(make_schedule(), lag=LAG)

    assert Creation(only_id(api), "created") == creation
    assert ["POST", "GET", "POST", "GET", "POST"] == methods(api)


def test_conflict_with_the_other_type(api: Emulator, create: Create, slept: list[float]) -> None:
    """A schedule of the same interval does not prove that the list shows what is in the way."""
    api.add_schedule("shop", "orders", make_body(backupType="dump"))
    api.fault(Status(409), method="POST")
    creation = create(make_schedule(), lag=LAG)

    assert Creation(api.schedules()[1]["schedule"]["id"], "created") == creation
    assert ["POST", "GET", "POST"] == methods(api)


def test_other_refusals(api: Emulator, create: Create, slept: list[float]) -> None:
    """A refusal that is not a conflict does not contradict the list."""
    with pytest.raises(ApiError, match="400"):
        create(make_schedule(retentionTime=500), lag=LAG)
    assert (["POST", "GET"], []) == (methods(api), slept)


def test_unlisted_schedule_of_someone_else(
    api: Emulator, client: Client, create: Create, slept: list[float]
) -> None:
    """A schedule that someone else has just created is adopted once it is proved to stay."""
    api.lag(list_lag=10)
    schedule_id = client.create_schedule(ORDERS, make_schedule().body)
    creation = create(make_schedule(), lag=LAG)

    assert Creation(schedule_id, "adopted") == creation
    assert LAG == math.fsum(slept)


@IF_EXISTS
def test_schedule_that_someone_deletes(
    api: Emulator, client: Client, create: Create, slept: list[float], if_exists: str
) -> None:
    """A schedule that someone else has just deleted is neither adopted nor in the way."""
    old = api.add_schedule("shop", "orders", make_body())
    api.lag(delete_lag=10)
    client.delete_schedule(ORDERS, old)
    creation = create(make_schedule(ifExists=if_exists), lag=LAG)

    assert Creation(only_id(api), "created") == creation
    assert ["DELETE", "POST", "GET", "GET", "POST"] == methods(api)
    assert [LAG] == slept


@pytest.mark.parametrize(("if_exists", "how"), [("adopt", "adopted"), ("replace", "created")])
def test_schedule_that_stays(
    api: Emulator, create: Create, slept: list[float], if_exists: str, how: str
) -> None:
    """A schedule of someone else is adopted or replaced once it is proved to stay."""
    api.add_schedule("shop", "orders", make_body())

    assert how == create(make_schedule(ifExists=if_exists), lag=LAG).how
    assert (["POST", "GET", "GET"], [LAG]) == (methods(api)[:3], slept)


def test_schedule_that_stays_in_the_way(api: Emulator, create: Create, slept: list[float]) -> None:
    """A schedule of someone else is refused once it is proved to stay."""
    api.add_schedule("shop", "orders", make_body())

    with pytest.raises(ScheduleExistsError):
        create(make_schedule(ifExists="error"), lag=LAG)
    assert (["POST", "GET", "GET"], [LAG]) == (methods(api), slept)


def test_no_list_as_proof(api: Emulator, create: Create) -> None:
    """If the list that would be the proof cannot be read, nothing is adopted."""
    api.add_schedule("shop", "orders", make_body())
    api.fault(Status(403), method="GET", skip=1)

    with pytest.raises(ApiError, match="409"):
        create(make_schedule(), lag=LAG)


@pytest.mark.parametrize("declared", [7, 9])
def test_deleted_here(
    api: Emulator, client: Client, create: Create, slept: list[float], declared: int
) -> None:
    """A schedule that this deployment has deleted is never adopted, but waited for."""
    old, ownership = api.add_schedule("shop", "orders", make_body()), Ownership()
    api.lag(delete_lag=10)
    client.delete_schedule(ORDERS, old)
    ownership.note_deleted(make_schedule().slot, old)
    creation = create(make_schedule(retentionTime=declared), ownership, lag=LAG)

    assert Creation(only_id(api), "created") == creation
    assert creation.schedule_id != old
    # The emulator's own clock goes on meanwhile.
    assert 9 <= math.fsum(slept) < LAG + 1


def test_replaced(api: Emulator, create: Create) -> None:
    """A replacement waits until the deletion of the old schedule has taken effect."""
    old = api.add_schedule("shop", "orders", make_body())
    api.lag(delete_lag=10)
    creation = create(make_schedule(ifExists="replace"), lag=LAG)

    assert Creation(only_id(api), "created", old) == creation
    assert 1 == methods(api).count("DELETE")


def test_replaced_late(api: Emulator, client: Client, create: Create) -> None:
    """A list that shows the old schedule late leaves the whole lag for its deletion."""
    api.lag(list_lag=10, delete_lag=10)
    old = client.create_schedule(ORDERS, make_schedule().body)
    creation = create(make_schedule(ifExists="replace"), lag=LAG)

    assert Creation(only_id(api), "created", old) == creation


def test_deletion_without_effect(api: Emulator, create: Create, slept: list[float]) -> None:
    """If the old schedule does not go within the lag, the API's refusal is the error."""
    old = api.add_schedule("shop", "orders", make_body())
    api.lag(delete_lag=1000)

    with pytest.raises(ReplacementError, match="409") as caught:
        create(make_schedule(ifExists="replace"), lag=LAG)
    assert (old, ApiError) == (caught.value.deleted_id, type(caught.value.cause))
    assert 2 * LAG == pytest.approx(math.fsum(slept))


def test_posts_are_limited(api: Emulator, create: Create) -> None:
    """POSTs that are lost after many others are not sent again."""
    api.fault(Status(503), method="POST")
    api.fault(Status(409), method="POST", times=4)
    api.fault(Status(503), method="POST", times=None)

    with pytest.raises(ServerError):
        create(make_schedule(), lag=LAG)
    assert ["POST", "GET"] * 6 == methods(api)


@pytest.mark.parametrize("status", [401, 429])
def test_refused_for_all_requests(api: Emulator, create: Create, status: int) -> None:
    """After a lost POST, a refusal of all requests does not mean that nothing was created."""
    api.fault(Status(504, after_commit=True), method="POST")
    api.fault(Status(status, {"Retry-After": "3000"}), skip=1, times=None)
    api.lag(list_lag=10)

    with pytest.raises(UnsettledCreateError, match="may or may not have been created"):
        create(make_schedule(), lag=LAG)
    assert ["POST", "GET", "POST", "GET"] == methods(api)
