from __future__ import annotations

import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import requests

from pulumi_northflank.emulator import (
    Conflict,
    Emulator,
    EmulatorError,
    InvalidBody,
    UnknownAddon,
    UnknownSchedule,
)

SCHEDULES = "/v1/projects/shop/addons/orders/backup-schedules"

Body = dict[str, Any]


def test_add(api: Emulator, client: requests.Session, body: Body) -> None:
    """What is added by hand is listed, and is not in the log."""
    schedule_id = api.add_schedule("shop", "orders", body)

    assert [] == api.requests
    assert [schedule_id] == [
        item["id"] for item in client.get(SCHEDULES).json()["data"]["schedules"]
    ]


def test_everything(api: Emulator, body: Body) -> None:
    """All schedules are shown with their addresses, oldest first."""
    first = api.add_schedule("shop", "orders", body)
    second = api.add_schedule("shop", "orders", body, team="acme")

    assert [
        (None, "shop", "orders", first),
        ("acme", "shop", "orders", second),
    ] == [
        (each["teamId"], each["projectId"], each["addonId"], each["schedule"]["id"])
        for each in api.schedules()
    ]


def test_add_is_checked(api: Emulator, body: Body) -> None:
    """By hand, too, only what the API accepts can be added, and once."""
    api.add_schedule("shop", "orders", body)

    with pytest.raises(InvalidBody, match=r"^retentionTime: At most 60 days .*, not 61$"):
        api.add_schedule("shop", "orders", {**body, "retentionTime": 61})
    with pytest.raises(Conflict, match=r"^The addon already has a backup schedule of this kind: "):
        api.add_schedule("shop", "orders", body)

    assert 1 == len(api.schedules())


def test_add_to_an_unknown_addon(body: Body) -> None:
    """By hand, too, an addon must exist."""
    with (
        Emulator(addons=["shop/orders"]) as api,
        pytest.raises(UnknownAddon, match=r"^There is no addon 'x' in the project 'shop'\.$"),
    ):
        api.add_schedule("shop", "x", body)


def test_update(api: Emulator, client: requests.Session, body: Body) -> None:
    """A schedule changed by hand keeps its id and createdAt, and gets a new updatedAt."""
    schedule_id = api.add_schedule("shop", "orders", body)
    before = api.schedules("shop", "orders")[0]
    api.clock.advance(60)

    scheduling = {"interval": "weekly", "minute": [1], "hour": [2], "day": [3]}
    api.update_schedule(
        schedule_id, retentionTime=9, backupCompressionType="zstd", scheduling=scheduling
    )

    assert [
        {
            **before,
            "retentionTime": 9,
            "backupCompressionType": "zstd",
            "scheduling": scheduling,
            "updatedAt": "2025-03-03T08:01:00.000Z",
        }
    ] == client.get(SCHEDULES).json()["data"]["schedules"]


def test_update_removes(api: Emulator, body: Body) -> None:
    """None takes an optional property away."""
    dump = {**body, "backupType": "dump", "customDestinationId": "my-bucket"}
    schedule_id = api.add_schedule("shop", "orders", dump)

    api.update_schedule(schedule_id, customDestinationId=None)

    assert "customDestinationId" not in api.schedules("shop", "orders")[0]


def test_update_by_the_name_of_the_request(api: Emulator, body: Body) -> None:
    """The compression may be called as in a request, too."""
    schedule_id = api.add_schedule("shop", "orders", body)

    api.update_schedule(schedule_id, compressionType="zstd")

    assert "zstd" == api.schedules("shop", "orders")[0]["backupCompressionType"]


def test_update_is_checked(api: Emulator, body: Body) -> None:
    """By hand, too, nothing can become what the API would refuse."""
    daily = api.add_schedule("shop", "orders", body)
    api.add_schedule("shop", "orders", {**body, "backupType": "dump"})
    before = api.schedules()

    with pytest.raises(InvalidBody, match=r"^colour: Extra inputs are not permitted$"):
        api.update_schedule(daily, colour="red")
    with pytest.raises(Conflict, match=r"^The addon already has .* of this kind: daily dump\.$"):
        api.update_schedule(daily, backupType="dump")
    with pytest.raises(UnknownSchedule, match=r"^There is no backup schedule 'x'\.$"):
        api.update_schedule("x", retentionTime=9)

    assert before == api.schedules()


def test_remove(api: Emulator, body: Body) -> None:
    """What is removed by hand is gone."""
    schedule_id = api.add_schedule("shop", "orders", body)

    api.remove_schedule(schedule_id)

    assert [] == api.schedules()
    with pytest.raises(UnknownSchedule, match=f"^There is no backup schedule '{schedule_id}'"):
        api.remove_schedule(schedule_id)


def test_clear(api: Emulator, client: requests.Session, body: Body) -> None:
    """Clearing forgets schedules and log, and puts the clock back."""
    start = api.clock.now()
    client.post(SCHEDULES, json=body)
    api.clock.advance(60)

    api.clear()

    assert ([], [], start) == (api.schedules(), api.requests, api.clock.now())


def test_file_survives(
    tmp_path: Path, connect: Callable[..., requests.Session], body: Body
) -> None:
    """With a file, schedules are there again after a restart, unchanged."""
    file = tmp_path / "schedules.db"
    with Emulator(db=file) as api:
        connect(api).post(SCHEDULES, json=body)
        before = api.schedules()
    with Emulator(db=str(file)) as api:
        after = api.schedules()
        status = connect(api).post(SCHEDULES, json=body).status_code

    assert before == after
    assert 409 == status


def test_two_emulators_on_one_file(tmp_path: Path, body: Body) -> None:
    """Two emulators may share a file, and uniqueness holds across them."""
    file = tmp_path / "schedules.db"
    with Emulator(db=file) as one, Emulator(db=file) as other:
        one.add_schedule("shop", "orders", body)

        with pytest.raises(Conflict):
            other.add_schedule("shop", "orders", body)

        assert one.schedules() == other.schedules()


def test_memory_does_not_survive(body: Body) -> None:
    """Without a file, a restart forgets the schedules."""
    api = Emulator()
    with api:
        api.add_schedule("shop", "orders", body)
    with api:
        left = api.schedules()

    assert [] == left


def test_file_and_the_other_rule(tmp_path: Path, body: Body) -> None:
    """A file can be used with either rule, unless what it holds breaks it."""
    file = tmp_path / "schedules.db"
    with Emulator(db=file, three_per_addon=True) as api:
        api.add_schedule("shop", "orders", body)
        with pytest.raises(Conflict):
            api.add_schedule("shop", "orders", {**body, "backupType": "dump"})
    with Emulator(db=file) as api:
        api.add_schedule("shop", "orders", {**body, "backupType": "dump"})

    with pytest.raises(EmulatorError, match=r"^Cannot use the database file '.*': UNIQUE "):
        Emulator(db=file, three_per_addon=True).start()


def test_unusable_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file that cannot be a database is refused in one sentence, and left alone."""
    opened: list[sqlite3.Connection] = []
    connect = sqlite3.connect

    def look(*arguments: Any, **options: Any) -> sqlite3.Connection:
        opened.append(connect(*arguments, **options))
        return opened[-1]

    text = tmp_path / "text"
    text.write_text("not a database, and long enough to be taken for one" * 100)
    foreign = tmp_path / "foreign.db"
    db = sqlite3.connect(foreign)
    db.execute("CREATE TABLE schedules (colour TEXT)")
    db.close()

    monkeypatch.setattr(sqlite3, "connect", look)
    for file in (tmp_path, tmp_path / "nowhere" / "file.db", text, foreign):
        with pytest.raises(EmulatorError, match=r"^Cannot use the database file '.*': .*\.$"):
            Emulator(db=file).start()

    assert 2 == len(opened)
    for db in opened:
        with pytest.raises(sqlite3.ProgrammingError, match="closed database"):
            db.execute("SELECT 1")
