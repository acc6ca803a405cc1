"""Backups, destinations, types of addons and the token, over HTTP."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
import requests
from tests.emulator.reading import error_of, paths_of
from tests.emulator.samples import DAILY, HOURLY, Connect, destination, dump, snapshot

from pulumi_northflank.emulator import Clock, Emulator

ADDON = "/v1/projects/shop/addons/orders"
BACKUPS = f"{ADDON}/backups"
SCHEDULES = f"{ADDON}/backup-schedules"
MONDAY = dt.datetime(2025, 3, 3, 8, 0, tzinfo=dt.timezone.utc)
DESTINATIONS = "Account > Platform > BackupDestinations > Read"
READ = "Project > Addons > General > Read"


def backups(client: requests.Session, query: str = "") -> list[dict[str, Any]]:
    """Return an addon's backups as the API lists them."""
    listed: list[dict[str, Any]] = client.get(BACKUPS + query).json()["data"]["backups"]
    return listed


def test_shape(api: Emulator, client: requests.Session) -> None:
    """A backup has the properties of the API's types, and the same ones if it is read alone."""
    api.add_schedule("shop", "orders", dump({**DAILY, "hour": [9]}, customDestinationId="own"))
    api.add_schedule(
        "shop",
        "orders",
        snapshot({**DAILY, "hour": [10]}, additionalDestinations=[destination("far")]),
    )
    api.clock.advance(86_400)

    snapshots, dumps = backups(client)
    alone = client.get(f"{BACKUPS}/{dumps['id']}").json()["data"]

    known = {"id", "uid", "name", "createdAt", "completedAt", "status", "config"}
    assert (known, known | {"customDestinationId"}) == (set(snapshots), set(dumps))
    assert ("own", "completed", "completed") == (
        dumps["customDestinationId"],
        dumps["status"],
        snapshots["status"],
    )
    assert "2025-03-03T10:00:" == snapshots["createdAt"][:17]
    assert snapshots["createdAt"] < snapshots["completedAt"]
    sizes = [each["config"].pop("size") for each in (snapshots, dumps)]
    assert all(size.isdigit() and size != "0" for size in sizes)
    version = "17.6.0"
    assert {
        "addonVersion": version,
        "additionalDestinations": [{**destination("far"), "retentionTime": 7}],
        "source": {"type": "snapshot"},
    } == snapshots["config"]
    assert {
        "addonVersion": version,
        "compressionType": "gz",
        "source": {"type": "sameAddon"},
    } == dumps["config"]
    del alone["config"]["size"]
    assert dumps == alone


def test_in_progress(api: Emulator, client: requests.Session) -> None:
    """A backup that runs has no end and no size yet."""
    api.add_schedule("shop", "orders", snapshot(HOURLY))
    api.clock.advance(3600 + 16)

    [running] = backups(client)
    api.clock.advance(900)
    [done] = backups(client)

    assert ("in-progress", "0", False) == (
        running["status"],
        running["config"]["size"],
        "completedAt" in running,
    )
    assert ("completed", running["id"]) == (done["status"], done["id"])


@pytest.mark.parametrize("oldest_first", [False, True])
def test_pages(connect: Connect, oldest_first: bool) -> None:
    """Pages together have each backup once, although others are made and expire in between."""
    clock = Clock(MONDAY, frozen=True)
    with Emulator(token="t", clock=clock, oldest_first=oldest_first) as api:
        client = connect(api)
        api.add_schedule("shop", "orders", snapshot(HOURLY, 1))
        clock.advance(24 * 3600 + 30)
        whole = backups(client, "?per_page=100")

        found: list[dict[str, Any]] = []
        query = "?per_page=5"
        pages = []
        while query:
            page = client.get(BACKUPS + query).json()
            found += page["data"]["backups"]
            pages.append(page["pagination"]["count"])
            cursor = page["pagination"].get("cursor")
            query = f"?per_page=5&cursor={cursor}" if cursor else ""
            clock.advance(600)

    times = [each["createdAt"] for each in found]
    assert times == sorted(times, reverse=not oldest_first)
    assert len(times) == len(set(times))
    kept = [each["id"] for each in whole if each["createdAt"] > "2025-03-03T09:30"]
    assert set(kept) <= {each["id"] for each in found}
    assert 24 == len(whole)
    assert 5 <= len(pages)


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ({}, ("snapshot", None, None)),
        ({"backupType": "dump", "customDestinationId": "own"}, ("sameAddon", "gz", "own")),
        ({"backupType": "dump", "compressionType": "zstd"}, ("sameAddon", "zstd", None)),
    ],
)
def test_by_hand(
    api: Emulator, client: requests.Session, body: dict[str, Any], expected: object
) -> None:
    """A backup made by hand is like one of a schedule, and does not expire."""
    made = client.post(BACKUPS, json={**body, "name": "before the move"}).json()["data"]
    api.clock.advance(1000 * 86_400)
    [kept] = backups(client)

    config = kept["config"]
    custom = kept.get("customDestinationId")
    assert expected == (config["source"]["type"], config.get("compressionType"), custom)
    assert ("in-progress", "completed") == (made["status"], kept["status"])
    assert [("before the move", made["id"])] * 2 == [
        (each["name"], each["id"]) for each in (made, kept)
    ]


@pytest.mark.parametrize(
    ("body", "paths"),
    [
        ({"backupType": "copy"}, ["backupType"]),
        ({"colour": 1}, ["colour"]),
        ({"name": None}, ["name"]),
        ({"customDestinationId": "own"}, ["customDestinationId"]),
        (
            {"backupType": "dump", "additionalDestinations": [destination()]},
            ["additionalDestinations"],
        ),
    ],
)
def test_wrong_by_hand(
    api: Emulator, client: requests.Session, body: object, paths: object
) -> None:
    """A request that is not valid makes no backup."""
    response = client.post(BACKUPS, json=body)

    assert (400, paths) == (response.status_code, paths_of(response))
    assert [] == api.backups("shop", "orders")


def test_not_running(connect: Connect) -> None:
    """An addon that is not running cannot be backed up by hand."""
    with Emulator(addons=["shop/orders:mysql:paused"]) as api:
        refused = error_of(connect(api).post(BACKUPS, json={}))

    assert (409, "The addon 'orders' is not running: its status is paused.") == refused


def test_unknown(connect: Connect) -> None:
    """Backups of an unknown addon, and an unknown backup or destination, are not found."""
    with Emulator(addons=["shop/orders"], destinations=["far"]) as api:
        client = connect(api)
        refused = [
            error_of(client.get(path))
            for path in (
                "/v1/projects/shop/addons/x/backups",
                f"{BACKUPS}/x",
                "/v1/backup-destinations/x/backups",
            )
        ]

    assert [
        (404, "There is no addon 'x' in the project 'shop'."),
        (404, "There is no backup 'x'."),
        (404, "There is no backup destination 'x'."),
    ] == refused


def test_copies(api: Emulator, client: requests.Session) -> None:
    """A destination lists its copies with schedules and expiry, oldest first and in pages."""
    scheduling = {**DAILY, "hour": [9]}
    far = [destination("far", retentionTime=3)]
    api.add_schedule("shop", "orders", snapshot(scheduling, 1, additionalDestinations=far))
    api.add_schedule("shop", "users", dump({**DAILY, "hour": [10]}, customDestinationId="far"))
    api.add_schedule("shop", "team", dump(customDestinationId="far"), "acme")
    api.clock.advance(2.5 * 86_400)

    first = client.get("/v1/backup-destinations/far/backups?per_page=3").json()
    cursor = first["pagination"]["cursor"]
    rest = client.get(f"/v1/backup-destinations/far/backups?cursor={cursor}").json()

    copies = [*first["data"], *rest["data"]]
    assert 3 == first["pagination"]["count"]
    assert ["orders", "users"] * 3 == [each["addon"]["id"] for each in copies]
    # Northflank's own copies are kept for a shorter time.
    assert 1 == len(backups(client))
    assert {"id", "name", "status", "project", "addon", "config", "schedules"} | {
        "expiredBy",
        "createdAt",
        "completedAt",
    } == set(copies[0])
    assert ([scheduling], {"id": "shop", "name": "shop"}) == (
        copies[0]["schedules"],
        copies[0]["project"],
    )
    created = dt.datetime.fromisoformat(copies[0]["createdAt"].replace("Z", "+00:00"))
    assert str(round(created.timestamp() * 1000) + 3 * 86_400_000) == copies[0]["expiredBy"]


def test_destinations(connect: Connect) -> None:
    """The list of destinations shows use and object lock, without secrets and without IDs."""
    named = ["far", "acme/own:lock=30", "images:containerSnapshots"]
    with Emulator(destinations=named) as api:
        client = connect(api)
        [far, images] = client.get("/v1/backup-destinations").json()["data"]["backupDestinations"]
        [own] = client.get("/v1/teams/acme/backup-destinations").json()["data"][
            "backupDestinations"
        ]

    assert [
        ("far", "globalBackups", False, None),
        ("images", "containerSnapshots", False, None),
        ("own", "globalBackups", True, 30),
    ] == [
        (
            each["name"],
            each["usage"],
            each["credentials"]["enableObjectLock"],
            each["credentials"].get("objectLockRetentionDays"),
        )
        for each in (far, images, own)
    ]
    assert {"name", "prefix", "type", "usage", "credentials"} == set(far)
    assert {"accessKey", "secretKey"}.isdisjoint(far["credentials"])


def test_any_destination(api: Emulator, client: requests.Session) -> None:
    """If no destination is named, those that schedules name are listed."""
    api.add_schedule(
        "shop", "orders", snapshot(additionalDestinations=[destination("b-2"), destination("a-1")])
    )
    api.add_schedule("shop", "orders", dump(customDestinationId="own"))
    api.add_schedule("shop", "orders", dump(customDestinationId="other"), "acme")

    listed = client.get("/v1/backup-destinations").json()["data"]["backupDestinations"]

    assert ["a-1", "b-2", "own"] == [each["name"] for each in listed]


@pytest.mark.parametrize("text", ["", "a/b/c", "a:b", "a:lock=0", "a:lock=x", "/a", "a:"])
def test_wrong_destination(text: str) -> None:
    """A destination that cannot be read is refused with its form."""
    with pytest.raises(ValueError, match=r"\[TEAM/\]NAME\[:containerSnapshots\]"):
        Emulator(destinations=[text])


def test_addon_types(client: requests.Session) -> None:
    """The types tell which addons can dump."""
    types = client.get("/v1/addon-types").json()["data"]["addonTypes"]

    assert {
        "postgresql": True,
        "mysql": True,
        "mongodb": True,
        "redis": False,
        "minio": False,
        "rabbitmq": False,
    } == {each["type"]: each["features"]["backupsDump"] for each in types}


def test_no_dump(connect: Connect) -> None:
    """A dump of an addon that cannot dump is not supported."""
    clock = Clock(MONDAY, frozen=True)
    with Emulator(addons=["shop/orders:redis"], clock=clock) as api:
        api.add_schedule("shop", "orders", dump(HOURLY))
        clock.advance(3600 + 20)
        [one] = backups(connect(api))

    assert ("not-supported", "0") == (one["status"], one["config"]["size"])


def test_addons(connect: Connect) -> None:
    """An addon shows its type and its present status, in the list and alone."""
    with Emulator(addons=["shop/orders", "shop/cache:redis:failed"]) as api:
        client = connect(api)
        api.set_addon_status("shop", "orders", "paused")
        listed = client.get("/v1/projects/shop/addons").json()["data"]["addons"]
        alone = client.get(ADDON).json()["data"]

    assert [("postgresql", "paused"), ("redis", "failed")] == [
        (each["spec"]["type"], each["status"]) for each in listed
    ]
    assert listed[0] == alone


@pytest.mark.parametrize(
    "text", ["shop/orders:oracle", "shop/orders:redis:asleep", "shop/orders:redis:running:x", "x"]
)
def test_wrong_addon(text: str) -> None:
    """An addon of an unknown type or status is refused with its form."""
    with pytest.raises(ValueError, match="An addon must be given as"):
        Emulator(addons=[text])


def test_token(connect: Connect) -> None:
    """The token shows its permissions and its end; then it is refused."""
    clock = Clock(MONDAY, frozen=True)
    expires = MONDAY + dt.timedelta(days=1)
    with Emulator(
        read_only=True, token_lacks=[DESTINATIONS], token_expires=expires, clock=clock
    ) as api:
        client = connect(api)
        shown = client.get("/v1/auth").json()["data"]
        refused = error_of(client.get("/v1/backup-destinations"))
        by_hand = client.post(BACKUPS, json={}).status_code
        clock.advance(86_400)
        expired = client.get("/v1/auth")

    assert ("api", "team", "2025-03-04T08:00:00.000Z") == (
        shown["tokenKind"],
        shown["entityType"],
        shown["expiresAt"],
    )
    assert {
        "projectScope": [READ, "Project > Projects > Manage > Read"],
        "teamScope": [],
    } == shown["permissions"]
    assert (403, f"The API token lacks the permission {DESTINATIONS}.") == refused
    assert 403 == by_hand
    assert {"error": {"status": 401, "message": "Unauthorized"}} == expired.json()


@pytest.mark.parametrize(
    "path", [ADDON, BACKUPS, SCHEDULES, f"{BACKUPS}/x", "/v1/projects/shop/addons"]
)
def test_no_reading(connect: Connect, path: str) -> None:
    """A token that must not read addons reads neither them nor their schedules and backups."""
    with Emulator(token_lacks=[READ]) as api:
        refused = error_of(connect(api).get(path))

    assert (403, f"The API token lacks the permission {READ}.") == refused


def test_wrong_token_settings() -> None:
    """An unknown permission and a time without a zone are refused."""
    with pytest.raises(ValueError, match="Unknown permission 'x'"):
        Emulator(token_lacks=["x"])
    with pytest.raises(ValueError, match="time zone"):
        Emulator(token_expires=MONDAY.replace(tzinfo=None))
