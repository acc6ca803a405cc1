"""Lists that lag behind, with a clock that only moves when something waits."""

from __future__ import annotations

import json
from typing import Any

import pytest
from tests.unit.schedules import make_body, make_schedule
from tests.unit.wire import methods, only_id

from pulumi_northflank.api.client import Client
from pulumi_northflank.api.errors import ApiError
from pulumi_northflank.emulator import Drop, Emulator, Raw
from pulumi_northflank.lifecycle.creation import Creation, Creator
from pulumi_northflank.lifecycle.errors import UnlistedScheduleError, UnreadableScheduleError
from pulumi_northflank.lifecycle.lag import ListLag
from pulumi_northflank.lifecycle.ownership import Ownership

LAG = 15.0


class Time:
    """A clock that the emulator shares."""

    def __init__(self, api: Emulator) -> None:
        self._api = api
        self.waits: list[float] = []
        self.said: list[str] = []

    def now(self) -> float:
        """The seconds that passed in waits."""
        return sum(self.waits)

    def sleep(self, seconds: float) -> None:
        """Move both clocks forward."""
        self.waits.append(seconds)
        self._api.clock.advance(seconds)

    def lag(self) -> ListLag:
        """A lag by this clock, which begins now."""
        return ListLag(
            lambda: LAG, lambda _, text, __=None: self.said.append(text), self.sleep, self.now
        )


@pytest.fixture(name="time")
def _time(api: Emulator) -> Time:
    """Give a clock."""
    return Time(api)


def creator(
    client: Client, time: Time, ownership: Ownership | None = None, **changes: Any
) -> Creator:
    """A creation of the usual schedule."""
    ownership = ownership or Ownership()
    return Creator(client, make_schedule(**changes), ownership, time.lag(), time.sleep)


def listing(*items: dict[str, Any]) -> Raw:
    """A list with *items*."""
    return Raw(json.dumps({"data": {"schedules": list(items)}}).encode())


def test_waits_end_at_their_moment(time: Time) -> None:
    """A wait ends at the given moment, and only the first one is announced."""
    lag = time.lag()

    for moment in (lag.proof, lag.proof, lag.proof + 2):
        lag.wait_until(moment)

    assert [LAG, 2.0] == time.waits
    (said,) = time.said
    assert said.startswith("Waiting 15 seconds before listing schedules again: ")


def test_a_hidden_schedule_is_found(api: Emulator, client: Client, time: Time) -> None:
    """After a lost POST and a refusal, the list is asked until it shows the schedule."""
    api.lag(list_lag=10)
    api.fault(Drop(after_commit=True), method="POST")

    creation = creator(client, time).create()

    assert Creation(only_id(api), "found") == creation
    assert 10 <= time.now() <= LAG + 1


def test_a_schedule_that_is_never_listed(api: Emulator, client: Client, time: Time) -> None:
    """If the list does not show it within the lag, the error does not claim that it is missing."""
    api.lag(list_lag=60)
    api.fault(Drop(after_commit=True), method="POST")

    with pytest.raises(UnlistedScheduleError, match="seems to exist, but the addon's list has not"):
        creator(client, time).create()

    assert 1 == len(api.schedules())


def test_a_refusal_that_the_list_contradicts(api: Emulator, client: Client, time: Time) -> None:
    """A conflict with nothing in the list stays the API's refusal, after the lag."""
    api.add_schedule("shop", "orders", make_body())
    api.fault(listing(), method="GET", times=None)

    with pytest.raises(ApiError, match="409"):
        creator(client, time).create()

    assert time.now() >= LAG


def test_another_backup_type_explains_a_refusal(api: Emulator, client: Client, time: Time) -> None:
    """If Northflank has one schedule for each interval, there is nothing to wait for."""
    api.add_schedule("shop", "orders", make_body())
    api.fault(listing({"id": "s1", **make_body(backupType="dump")}), method="GET", times=None)

    with pytest.raises(ApiError, match="409"):
        creator(client, time).create()

    assert [] == time.waits


def test_a_schedule_that_is_being_deleted_is_not_adopted(
    api: Emulator, client: Client, time: Time
) -> None:
    """A schedule that someone deletes is gone when the lists show all that happened before."""
    dying = api.add_schedule("shop", "orders", make_body())
    api.lag(delete_lag=10)
    client.delete_schedule(make_schedule().address, dying)

    creation = creator(client, time).create()

    assert Creation(only_id(api), "created") == creation
    assert dying != creation.schedule_id


def test_a_schedule_that_stays_is_adopted(api: Emulator, client: Client, time: Time) -> None:
    """A schedule that is still listed then is adopted, after one wait and one more list."""
    there = api.add_schedule("shop", "orders", make_body())

    assert Creation(there, "adopted") == creator(client, time).create()
    assert [LAG] == time.waits
    assert ["POST", "GET", "GET"] == methods(api)


def test_our_own_deletion_is_waited_for(api: Emulator, client: Client, time: Time) -> None:
    """A schedule that this deployment deleted leaves its slot before the new one is created."""
    schedule, ownership = make_schedule(), Ownership()
    old = api.add_schedule("shop", "orders", make_body(retentionTime=6))
    api.lag(delete_lag=5)
    client.delete_schedule(schedule.address, old)
    ownership.note_deleted(schedule.slot, old)

    creation = creator(client, time, ownership).create()

    assert Creation(only_id(api), "created") == creation


def test_an_unreadable_schedule_may_be_in_the_way(
    api: Emulator, client: Client, time: Time
) -> None:
    """A schedule that cannot be read is named as the possible reason of a refusal."""
    api.add_schedule("shop", "orders", make_body())
    unreadable = {"id": "s9", "backupType": "dump", "scheduling": {"interval": "cron"}}
    api.fault(listing(unreadable), method="GET", times=None)

    with pytest.raises(UnreadableScheduleError, match="It may be in the way: schedule s9"):
        creator(client, time).create()

    assert 1 == len(api.schedules())
