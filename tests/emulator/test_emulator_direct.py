"""Schedules that are read and changed from Python, without HTTP, and the database file."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import Any

import pytest
import requests
from tests.emulator.samples import SCHEDULES, WEEKLY, Connect, dump, snapshot

from pulumi_northflank.emulator import (
    Conflict,
    Emulator,
    EmulatorError,
    InvalidBody,
    UnknownAddon,
    UnknownSchedule,
)


def test_add(api: Emulator, client: requests.Session) -> None:
    """Added schedules are returned with their addresses, oldest first; adding is not logged."""
    first = api.add_schedule("shop", "orders", snapshot())
    second = api.add_schedule("shop", "orders", snapshot(), team="acme")

    assert [] == api.requests
    assert [
        (None, "shop", "orders", first),
        ("acme", "shop", "orders", second),
    ] == [
        (each["teamId"], each["projectId"], each["addonId"], each["schedule"]["id"])
        for each in api.schedules()
    ]
    assert api.schedules("shop", "orders") == client.get(SCHEDULES).json()["data"]["schedules"]


def test_add_is_validated(api: Emulator) -> None:
    """Only schedules that the API would accept can be added."""
    api.add_schedule("shop", "orders", snapshot())

    with pytest.raises(InvalidBody, match=r"^retentionTime: At most 60 days .*, not 61$"):
        api.add_schedule("shop", "orders", snapshot(retention=61))
    with pytest.raises(Conflict, match=r"^The addon already has .* of this kind: daily snapshot"):
        api.add_schedule("shop", "orders", snapshot())
    assert 1 == len(api.schedules())


def test_add_to_an_unknown_addon() -> None:
    """If addons are named, schedules can be added to those only."""
    with (
        Emulator(addons=["shop/orders"]) as api,
        pytest.raises(UnknownAddon, match=r"^There is no addon 'x' in the project 'shop'\.$"),
    ):
        api.add_schedule("shop", "x", snapshot())


def test_update(api: Emulator, client: requests.Session) -> None:
    """An updated schedule keeps its ID and createdAt, and gets a new updatedAt."""
    schedule_id = api.add_schedule("shop", "orders", snapshot())
    before = api.schedules("shop", "orders")[0]
    api.clock.advance(60)

    api.update_schedule(
        schedule_id, retentionTime=9, backupCompressionType="zstd", scheduling=WEEKLY
    )

    assert [
        {
            **before,
            "retentionTime": 9,
            "backupCompressionType": "zstd",
            "scheduling": WEEKLY,
            "updatedAt": "2025-03-03T08:01:00.000Z",
        }
    ] == client.get(SCHEDULES).json()["data"]["schedules"]


def test_update_with_other_values(api: Emulator) -> None:
    """None removes an optional property, and the compression may have its name in a request."""
    schedule_id = api.add_schedule("shop", "orders", dump(customDestinationId="my-bucket"))

    api.update_schedule(schedule_id, customDestinationId=None, compressionType="zstd")

    [item] = api.schedules("shop", "orders")
    assert ("zstd", False) == (item["backupCompressionType"], "customDestinationId" in item)


def test_update_is_validated(api: Emulator) -> None:
    """A schedule can be updated only to one that the API would accept."""
    schedule_id = api.add_schedule("shop", "orders", snapshot())
    api.add_schedule("shop", "orders", dump())
    before = api.schedules()

    with pytest.raises(InvalidBody, match=r"^colour: "):
        api.update_schedule(schedule_id, colour="red")
    with pytest.raises(Conflict, match=r"^The addon already has .* of this kind: daily dump\.$"):
        api.update_schedule(schedule_id, backupType="dump")
    with pytest.raises(UnknownSchedule, match=r"^There is no backup schedule 'x'\.$"):
        api.update_schedule("x", retentionTime=9)
    assert before == api.schedules()


def test_remove(api: Emulator) -> None:
    """A removed schedule is gone, and cannot be removed again."""
    schedule_id = api.add_schedule("shop", "orders", snapshot())

    api.remove_schedule(schedule_id)

    assert [] == api.schedules()
    with pytest.raises(UnknownSchedule, match=f"^There is no backup schedule '{schedule_id}'"):
        api.remove_schedule(schedule_id)


def test_clear(api: Emulator, client: requests.Session) -> None:
    """Clearing deletes schedules and log, and resets the clock."""
    start = api.clock.now()
    client.post(SCHEDULES, json=snapshot())
    api.clock.advance(60)

    api.clear()

    assert ([], [], start) == (api.schedules(), api.requests, api.clock.now())


def test_file_survives_a_restart(tmp_path: Path, connect: Connect) -> None:
    """With a database file, schedules are still there after a restart."""
    file = tmp_path / "schedules.db"
    with Emulator(db=file) as api:
        connect(api).post(SCHEDULES, json=snapshot())
        before = api.schedules()
    with Emulator(db=str(file)) as api:
        after = api.schedules()
        status = connect(api).post(SCHEDULES, json=snapshot()).status_code

    assert (1, before, 409) == (len(before), after, status)


def test_memory_does_not_survive_a_restart(stoppable: Emulator) -> None:
    """Without a database file, a restart loses the schedules."""
    stoppable.add_schedule("shop", "orders", snapshot())
    stoppable.stop()
    stoppable.start()

    assert [] == stoppable.schedules()


def test_two_emulators_on_one_file(tmp_path: Path) -> None:
    """Two emulators can share a database file, and schedules are unique across them."""
    file = tmp_path / "schedules.db"
    with Emulator(db=file) as one, Emulator(db=file) as other:
        one.add_schedule("shop", "orders", snapshot())

        with pytest.raises(Conflict):
            other.add_schedule("shop", "orders", snapshot())

        assert one.schedules() == other.schedules()


def test_file_under_the_other_rule(tmp_path: Path) -> None:
    """A file can be used with either rule, unless its schedules violate the rule."""
    file = tmp_path / "schedules.db"
    with Emulator(db=file, three_per_addon=True) as api:
        api.add_schedule("shop", "orders", snapshot())
    with Emulator(db=file) as api:
        api.add_schedule("shop", "orders", dump())

    with pytest.raises(EmulatorError, match=r"^Cannot use the database file '.*': UNIQUE "):
        Emulator(db=file, three_per_addon=True).start()


def test_unusable_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file that is not the emulator's database is refused with one sentence, and closed."""
    text, foreign = tmp_path / "text", tmp_path / "foreign.db"
    text.write_text("not a database, and long enough to be mistaken for one" * 100)
    db = sqlite3.connect(foreign)
    db.execute("CREATE TABLE schedules (colour TEXT)")
    db.close()
    opened: list[sqlite3.Connection] = []
    connect = sqlite3.connect

    def spy(*arguments: Any, **options: Any) -> sqlite3.Connection:
        opened.append(connect(*arguments, **options))
        return opened[-1]

    monkeypatch.setattr(sqlite3, "connect", spy)
    for file in (tmp_path, tmp_path / "nowhere" / "file.db", text, foreign):
        with pytest.raises(EmulatorError, match=r"^Cannot use the database file '.*': .*\.$"):
            Emulator(db=file).start()

    assert 2 == len(opened)
    for db in opened:
        with pytest.raises(sqlite3.ProgrammingError, match="closed database"):
            db.execute("SELECT 1")
