"""Northflank's Python SDK against the emulator."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest
from northflank import ApiCallError, ApiClient, _types
from pydantic import TypeAdapter
from tests.clients.conftest import TOKEN
from tests.emulator.samples import DAILY, HOURLY, SIX, destination, dump, snapshot

from pulumi_northflank.emulator import BackupFault, Clock, Emulator

pytestmark = pytest.mark.thorough

ORDERS: Any = {"project_id": "shop", "addon_id": "orders"}
MONDAY = dt.datetime(2025, 3, 3, 8, 0, 30, tzinfo=dt.timezone.utc)


@pytest.fixture(name="api")
def _api() -> Iterator[Emulator]:
    """Run an emulator whose clock the test moves."""
    addons = ["shop/orders", "shop/cache:redis", "acme/crm/people"]
    with Emulator(token=TOKEN, addons=addons, clock=Clock(MONDAY, frozen=True)) as api:
        yield api


@pytest.fixture(name="sdk")
def _sdk(api: Emulator, monkeypatch: pytest.MonkeyPatch) -> ApiClient:
    """Provide the SDK with the emulator's URL and token."""
    # It uses proxies of the environment.
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    return ApiClient(api_token=TOKEN, base_url=api.url)


def conforms(expected: Any, data: object) -> None:
    """Fail unless data have all properties that the SDK's type promises, with their types."""
    TypeAdapter(expected).validate_python(data)


def test_schedules(sdk: ApiClient, api: Emulator) -> None:
    """Each of an addon's six schedules is created, listed as the API holds it, and deleted."""
    bodies: Any = SIX
    created = [sdk.create.addon.backup_schedule(**ORDERS, data=data).data for data in bodies]
    listed = sdk.get.addon.backup_schedules(**ORDERS).data["schedules"]
    paged = sdk.get.addon.backup_schedules.all(**ORDERS, per_page=4).data["schedules"]
    held = api.schedules("shop", "orders")
    for item in held:
        sdk.delete.addon.backup_schedule(**ORDERS, schedule_id=item["id"])

    assert [{"id": item["id"]} for item in held] == created
    assert (held, held) == (listed, paged)
    conforms(_types.GetAddonBackupSchedulesResponse, {"schedules": held})
    assert [] == api.schedules()


def test_backups(sdk: ApiClient, api: Emulator) -> None:
    """All pages of backups are read, those that were made by a schedule and by hand."""
    api.add_schedule("shop", "orders", snapshot(HOURLY))
    api.add_schedule("shop", "orders", dump({**DAILY, "hour": [10]}, customDestinationId="own"))
    api.backup_fault(BackupFault("failed"))
    api.backup_fault(BackupFault("hanging", backup_type="dump"))
    api.clock.advance(30.5 * 3600)
    made = sdk.backup.addon(**ORDERS, data={"backupType": "dump", "name": "by hand"}).data

    backups: Any = sdk.get.addon.backups.all(**ORDERS, per_page=10).data["backups"]

    assert ("by hand", "in-progress", "sameAddon") == (
        made["name"],
        made["status"],
        made["config"].get("source", {}).get("type"),
    )
    assert [one.id for one in reversed(api.backups("shop", "orders"))] == [
        each["id"] for each in backups
    ]
    assert {"snapshot": 30, "sameAddon": 3} == Counter(
        each["config"]["source"]["type"] for each in backups
    )
    assert {"failed": 1, "in-progress": 2, "completed": 30} == Counter(
        each["status"] for each in backups
    )
    completed = [each for each in backups if "completedAt" in each]
    assert 31 == len(completed)
    conforms(_types.GetAddonBackupsResponse, {"backups": completed})
    conforms(_types.BackupAddonResponse, made)


def test_account(sdk: ApiClient, api: Emulator) -> None:
    """Types of addons, the addons, the token, destinations and their backups are read."""
    far = [destination("far", retentionTime=3)]
    api.add_schedule(
        "crm", "people", snapshot({**DAILY, "hour": [9]}, additionalDestinations=far), "acme"
    )
    api.set_addon_status("shop", "cache", "paused")
    api.clock.advance(86_400)

    types: Any = sdk.get.addon.types().data["addonTypes"]
    addons = sdk.list.addons(project_id="shop").data["addons"]
    token = sdk.get.auth().data
    named = sdk.list.backup_destinations(team_id="acme").data["backupDestinations"]
    copies: Any = sdk.list.backup_destinations_backups(
        team_id="acme", backup_destination_id="far"
    ).data

    assert {True, False} == {each["features"]["backupsDump"] for each in types}
    assert [("orders", "running"), ("cache", "paused")] == [
        (each["id"], each["status"]) for each in addons
    ]
    assert ("api", True) == (
        token["tokenKind"],
        "Project > Addons > General > Read" in token["permissions"]["projectScope"],
    )
    assert [("far", "globalBackups")] == [(each["name"], each["usage"]) for each in named]
    conforms(_types.GetAddonTypesResponse, {"addonTypes": types})
    conforms(_types.ListAddonsResponse, {"addons": addons})
    conforms(_types.GetAuthResponse, token)
    conforms(_types.ListBackupDestinationsResponse, {"backupDestinations": named})
    conforms(list[_types.ListBackupDestinationsBackupsResponse], copies)
    assert [("people", "completed")] == [(each["addon"]["id"], each["status"]) for each in copies]


def test_refusals(sdk: ApiClient, api: Emulator) -> None:
    """An invalid body, an unknown addon, a conflict and a wrong token raise the API's error."""
    api.add_schedule("shop", "orders", snapshot())
    stranger = ApiClient(api_token="nf-another-token", base_url=api.url)
    missing: Any = {**ORDERS, "addon_id": "x"}
    too_long: Any = snapshot(retention=61)
    again: Any = snapshot()

    errors = []
    for client, call in (
        (sdk, {**ORDERS, "data": too_long}),
        (sdk, {**missing, "data": again}),
        (sdk, {**ORDERS, "data": again}),
        (stranger, {**ORDERS, "data": again}),
    ):
        with pytest.raises(ApiCallError) as caught:
            client.create.addon.backup_schedule(**call)
        error = caught.value
        errors.append((error.status, error.id, error.message, error.details or {}))

    problem = '"retentionTime" must be at most 60 days for daily schedules, not 61'
    assert [
        (
            400,
            "nf-invalid-request-body",
            "Request failed payload validation - see details",
            {"retentionTime": [problem]},
        ),
        (404, "nf-not-found", "There is no addon 'x' in the project 'shop'.", {}),
        (
            409,
            "nf-conflict",
            "The addon already has a backup schedule of this kind: daily snapshot.",
            {},
        ),
        (401, None, "Unauthorized", {}),
    ] == errors
    assert 1 == len(api.schedules())
