from __future__ import annotations

import base64
import json
import pickle
import re
import subprocess
import sys
import threading
import traceback
from collections.abc import Callable
from typing import Any

import pytest
from pulumi.dynamic import Config, ConfigureRequest
from pulumi.dynamic.dynamic import serialize_provider
from pulumi.output import Unknown

from pulumi_northflank import (
    AddonBackupScheduleProvider,
    ApiError,
    AuthenticationError,
    NorthflankError,
    RequestError,
    ServerError,
    SettingsError,
    diagnostics,
)
from pulumi_northflank.declaration import HIDDEN_PROPERTY
from pulumi_northflank.emulator import Drop, Emulator, Status
from pulumi_northflank.errors import ProjectNotReadableError, ScheduleExistsError
from pulumi_northflank.provider import RESOURCE_TYPE, _wait

MakeInputs = Callable[..., dict[str, Any]]
MakeProvider = Callable[..., AddonBackupScheduleProvider]

# What the SDK has written into the state of every user. If a change of the package makes this
# test fail, then their `pulumi destroy` fails as well.
PAYLOAD = (
    "gASVOAAAAAAAAACMEXB1bHVtaV9ub3J0aGZsYW5rlIwbQWRkb25CYWNrdXBTY2hlZHVsZVByb3ZpZGVylJOUKVKULg=="
)
URN = f"urn:pulumi:dev::p::{RESOURCE_TYPE}::"
SLOT = "the daily snapshot of addon orders in project shop"


def declared(inputs: dict[str, Any], name: str, *faulty: dict[str, Any]) -> dict[str, Any]:
    """Inputs with the hidden property that the resource adds."""
    hidden = {"urn": f"{URN}{name}", "faulty": list(faulty), "preview": False}
    return {**inputs, HIDDEN_PROPERTY: hidden}


def reasons(provider: AddonBackupScheduleProvider, news: dict[str, Any]) -> list[str]:
    """Why check refuses inputs."""
    return [failure.reason for failure in provider.check({}, news).failures]


# The payload


def payload(provider: AddonBackupScheduleProvider) -> bytes:
    """What the SDK writes into the state, as bytes."""
    return base64.b64decode(serialize_provider(provider))


def test_recorded_payload() -> None:
    """A provider out of an old state is still this class."""
    provider = pickle.loads(base64.b64decode(PAYLOAD))  # noqa: S301  # written by this project

    assert AddonBackupScheduleProvider is type(provider)


def test_payload_is_as_recorded() -> None:
    """The SDK writes what it has always written, but for the pickle protocol's number."""
    recorded, now = base64.b64decode(PAYLOAD), payload(AddonBackupScheduleProvider())

    assert recorded[2:] == now[2:]
    assert len(now) < 100


def test_payload_is_of_the_class_alone(
    provider: MakeProvider, schedule: MakeInputs, api: Emulator, token: str
) -> None:
    """Neither configuration nor requests leave a trace in the payload."""
    used = provider(teamId="acme")
    inputs = used.check({}, schedule()).inputs
    used.create(inputs)

    assert payload(AddonBackupScheduleProvider()) == payload(used)
    assert token.encode() not in payload(used)
    assert 1 == len(api.schedules())


def test_names_in_the_state() -> None:
    """The names that are in every state stay."""
    assert ("pulumi_northflank", "AddonBackupScheduleProvider") == (
        AddonBackupScheduleProvider.__module__,
        AddonBackupScheduleProvider.__qualname__,
    )
    assert "pulumi-python:dynamic/northflank:AddonBackupSchedule" == RESOURCE_TYPE


def test_payload_is_no_secret() -> None:
    """The payload is kept in plain text, so that a state does not change at each update."""
    assert not AddonBackupScheduleProvider.serialize_as_secret_always


# Check


def test_check_needs_no_token(schedule: MakeInputs) -> None:
    """A preview passes without a token, and without any configuration at all."""
    provider = AddonBackupScheduleProvider()
    provider.configure(ConfigureRequest(Config(raw_config={}, project_name="p")))

    assert [] == reasons(provider, schedule())
    assert [] == reasons(AddonBackupScheduleProvider(), schedule())


def test_check_makes_no_request(
    provider: MakeProvider, schedule: MakeInputs, api: Emulator
) -> None:
    """A preview asks the API for nothing."""
    one = provider()
    one.check({}, schedule())
    one.diff("s1", schedule(), schedule(retentionTime=8))

    assert [] == api.requests


def test_check_keeps_what_is_declared(schedule: MakeInputs) -> None:
    """Checked inputs are in canonical form, without what others have added."""
    news = declared(schedule(retentionTime=7.0, compressionType=None), "nightly")
    news |= {"__provider": "payload", "teamId": None, "compressionType": None}

    assert schedule() == AddonBackupScheduleProvider().check({}, news).inputs


def test_check_keeps_what_is_wrong(schedule: MakeInputs) -> None:
    """Inputs with faults are handed back as well, without the hidden properties."""
    news = declared(schedule(retentionTime=75), "nightly")
    result = AddonBackupScheduleProvider().check({}, news)

    assert (schedule(retentionTime=75), 1) == (result.inputs, len(result.failures))


def test_check_names_no_property(schedule: MakeInputs) -> None:
    """A failure holds its path in its reason: the engine could not show the value of a path."""
    (failure,) = AddonBackupScheduleProvider().check({}, schedule(retentionTime=75)).failures

    assert (
        "",
        "retentionTime: 75 is more than 60 (daily backups have a maximum retention of 60 days)",
    ) == (failure.property, failure.reason)


def test_declared_twice(schedule: MakeInputs) -> None:
    """Two resources of a program that want the same place are told, by both names."""
    provider = AddonBackupScheduleProvider()

    assert [] == reasons(provider, declared(schedule(), "nightly"))
    assert [
        (
            f"`backup` and `nightly` both declare {SLOT}, and an addon can have one backup "
            "schedule of each interval and backup type; keep one of the two"
        )
    ] == reasons(provider, declared(schedule(retentionTime=9), "backup"))


def test_checked_twice(schedule: MakeInputs) -> None:
    """A resource may be checked twice, as the engine does before a replacement."""
    provider = AddonBackupScheduleProvider()

    assert [[], []] == [reasons(provider, declared(schedule(), "nightly")) for _ in range(2)]


def test_declared_twice_by_the_default_team(provider: MakeProvider, schedule: MakeInputs) -> None:
    """The default team counts: naming it makes no other place."""
    one = provider(teamId="acme")
    one.check({}, declared(schedule(teamId="acme"), "nightly"))

    assert ["`backup` and `nightly` both declare"] == [
        reason[:35] for reason in reasons(one, declared(schedule(), "backup"))
    ]


def test_not_declared_twice(schedule: MakeInputs) -> None:
    """Without the hidden property, nobody knows which resource this is."""
    provider = AddonBackupScheduleProvider()

    assert [[], []] == [reasons(provider, schedule()) for _ in range(2)]


def test_unknown_places_are_not_declared_twice(schedule: MakeInputs) -> None:
    """Two places that are not known yet may be different."""
    provider = AddonBackupScheduleProvider()
    news = {**schedule(), "addonId": Unknown()}

    assert [[], []] == [reasons(provider, declared(news, name)) for name in ("a", "b")]


@pytest.mark.parametrize(
    ("configured", "environment", "declared_team", "team"),
    [
        pytest.param("acme", "", None, "acme", id="configuration"),
        pytest.param("", "acme", None, "acme", id="environment"),
        pytest.param("acme", "other", None, "acme", id="configuration-before-environment"),
        pytest.param("other", "other", "acme", "acme", id="declared-before-both"),
        pytest.param("", "", None, None, id="none"),
    ],
)
def test_default_team(
    monkeypatch: pytest.MonkeyPatch,
    provider: MakeProvider,
    schedule: MakeInputs,
    configured: str,
    environment: str,
    declared_team: str | None,
    team: str | None,
) -> None:
    """A schedule that names no team has the stack's, else the environment's."""
    monkeypatch.setenv("NORTHFLANK_TEAM_ID", environment)
    inputs = provider(teamId=configured).check({}, schedule(teamId=declared_team)).inputs

    assert team == inputs.get("teamId")


def test_unusable_default_team(provider: MakeProvider, schedule: MakeInputs) -> None:
    """A default team is held to the rules of a team."""
    (reason,) = reasons(provider(teamId="a/b"), schedule())

    assert reason.startswith('teamId: "a/b" is malformed')


COMPRESSION = (
    "warning: compressionType has no effect on a snapshot: it is only applicable for dump "
    "backups.\n"
)


def test_compression_of_a_snapshot(
    schedule: MakeInputs, capsys: pytest.CaptureFixture[str]
) -> None:
    """A compression that has no effect is worth a warning, once for each resource."""
    provider = AddonBackupScheduleProvider()
    inputs = schedule(compressionType="zstd")
    weekly = schedule("weekly", compressionType="zstd")
    for news in (declared(inputs, "a"), declared(inputs, "a"), declared(weekly, "b"), inputs):
        assert [] == reasons(provider, news)

    assert ("", COMPRESSION * 3) == capsys.readouterr()


@pytest.mark.parametrize(
    "changes",
    [
        pytest.param({}, id="none"),
        pytest.param({"backupType": "dump", "compressionType": "zstd"}, id="dump"),
        pytest.param({"compressionType": "zip"}, id="fault"),
    ],
)
def test_no_warning_of_compression(
    schedule: MakeInputs, capsys: pytest.CaptureFixture[str], changes: dict[str, Any]
) -> None:
    """There is no warning of a dump's compression, nor beside a fault."""
    AddonBackupScheduleProvider().check({}, schedule(**changes))

    assert ("", "") == capsys.readouterr()


def faulty(name: str, *faults: str, urn: str | None = None) -> dict[str, Any]:
    """A resource of the program with faults."""
    return {"name": name, "urn": f"{URN}{name}" if urn is None else urn, "faults": list(faults)}


def line(name: str, fault: str) -> str:
    """How another resource's fault is told."""
    return f"error: {RESOURCE_TYPE} resource '{name}' has a problem: {fault}\n"


def test_others_are_told(schedule: MakeInputs, capsys: pytest.CaptureFixture[str]) -> None:
    """At the first fault, which ends the preview, the other resources' faults are told too."""
    others = [
        faulty("a", "own"),
        faulty("b", "x: wrong", "y: wrong"),
        faulty("child", "z: wrong", urn=""),
    ]
    provider = AddonBackupScheduleProvider()
    provider.check({}, declared(schedule(retentionTime=75), "a", *others))

    told = line("b", "x: wrong") + line("b", "y: wrong") + line("child", "z: wrong")
    assert ("", told) == capsys.readouterr()


def test_others_are_told_once(schedule: MakeInputs, capsys: pytest.CaptureFixture[str]) -> None:
    """Each resource's faults are told once, whichever resources fail."""
    others = [faulty("a", "own"), faulty("b", "own"), faulty("c", "x: wrong")]
    provider = AddonBackupScheduleProvider()
    wrong = schedule(retentionTime=75)
    provider.check({}, declared(wrong, "a", *others))
    provider.check({}, declared({**wrong, "addonId": "carts"}, "b", *others))

    assert ("", line("b", "own") + line("c", "x: wrong")) == capsys.readouterr()


def test_others_are_not_told_without_a_fault(
    schedule: MakeInputs, capsys: pytest.CaptureFixture[str]
) -> None:
    """A resource without a fault speaks for nobody: the others have their own check."""
    AddonBackupScheduleProvider().check({}, declared(schedule(), "a", faulty("b", "x: wrong")))

    assert ("", "") == capsys.readouterr()


# Create, read, update, delete


def test_create(
    provider: MakeProvider,
    schedule: MakeInputs,
    body: MakeInputs,
    api: Emulator,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """A new schedule is created in silence; its outputs are the inputs."""
    result = provider().create({**schedule(retentionTime=7.0), "__provider": "payload"})
    (live,) = api.schedules("shop", "orders")

    assert (live["id"], schedule()) == (result.id, result.outs)
    assert body() == json.loads(api.requests[0].body)
    assert "7.0" not in api.requests[0].body
    assert ("", "") == capsys.readouterr()


def test_create_in_a_team(provider: MakeProvider, schedule: MakeInputs, api: Emulator) -> None:
    """The team is in the path and in the outputs."""
    one = provider(teamId="acme")
    result = one.create(one.check({}, schedule()).inputs)

    assert "acme" == (result.outs or {})["teamId"]
    assert 1 == len(api.schedules("shop", "orders", "acme"))


def test_adopt(
    provider: MakeProvider,
    schedule: MakeInputs,
    body: MakeInputs,
    api: Emulator,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Taking over a schedule is worth a warning: destroying the stack would delete it."""
    schedule_id = api.add_schedule("shop", "orders", body())
    result = provider().create(schedule())

    assert schedule_id == result.id
    assert (
        "",
        (
            f"warning: Adopted schedule {schedule_id}: {SLOT} existed already with the declared "
            "settings. It belongs to this stack now: destroying the stack will delete it.\n"
        ),
    ) == capsys.readouterr()


def test_replace(
    provider: MakeProvider,
    schedule: MakeInputs,
    body: MakeInputs,
    api: Emulator,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Deleting somebody's schedule is worth a warning."""
    old = api.add_schedule("shop", "orders", body(retentionTime=9))
    result = provider().create(schedule(ifExists="replace"))

    assert (
        "",
        (
            f'warning: Deleted schedule {old} (if_exists="replace"): {SLOT} is schedule '
            f"{result.id} now.\n"
        ),
    ) == capsys.readouterr()


def test_lost_answer(
    provider: MakeProvider,
    schedule: MakeInputs,
    api: Emulator,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """A schedule found after a lost answer is not worth a word."""
    api.fault(Drop(after_commit=True), method="POST")
    result = provider().create(schedule())

    assert api.schedules()[0]["schedule"]["id"] == result.id
    assert ("", "") == capsys.readouterr()


def test_create_fails(
    provider: MakeProvider, schedule: MakeInputs, body: MakeInputs, api: Emulator
) -> None:
    """An error is raised as it is, without what led to it."""
    api.add_schedule("shop", "orders", body(retentionTime=9))

    with pytest.raises(ScheduleExistsError) as caught:
        provider().create(schedule())

    shown = "".join(traceback.format_exception(caught.value))
    assert shown.endswith(f"ScheduleExistsError: {caught.value}\n")
    assert "During handling" not in shown
    assert "direct cause" not in shown
    assert "creation.py" not in shown


def test_settings_are_needed_for_requests(
    schedule: MakeInputs, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A missing token is missed by what makes requests, by name."""
    provider = AddonBackupScheduleProvider()
    for request in (
        lambda: provider.create(schedule()),
        lambda: provider.read("s1", schedule()),
        lambda: provider.delete("s1", schedule()),
    ):
        with pytest.raises(SettingsError, match="There is no Northflank API token"):
            request()

    monkeypatch.setenv("NORTHFLANK_API_TOKEN", "in valid")
    with pytest.raises(SettingsError, match="has characters that no token has"):
        provider.create(schedule())


def test_read(
    provider: MakeProvider, schedule: MakeInputs, body: MakeInputs, api: Emulator
) -> None:
    """Without drift, a refresh returns what is declared, to the letter."""
    outs = schedule(ifExists="error", additionalDestinations=[])
    schedule_id = api.add_schedule("shop", "orders", body())
    result = provider().read(schedule_id, {**outs, "__provider": "payload"})

    assert (schedule_id, outs, outs) == (result.id, result.outs, result.inputs)


def test_read_drift(
    provider: MakeProvider, schedule: MakeInputs, body: MakeInputs, api: Emulator
) -> None:
    """A changed schedule is read as it is, in outputs and inputs, so that a preview shows it."""
    schedule_id = api.add_schedule("shop", "orders", body())
    api.update_schedule(schedule_id, retentionTime=9)
    one = provider()
    result = one.read(schedule_id, schedule())

    assert (schedule(retentionTime=9),) * 2 == (result.outs, result.inputs)
    assert ["retentionTime"] == one.diff(schedule_id, result.outs or {}, schedule()).replaces


def test_read_of_something_gone(
    provider: MakeProvider, schedule: MakeInputs, body: MakeInputs, api: Emulator
) -> None:
    """A schedule that is not listed is gone, even if another has its place."""
    api.add_schedule("shop", "orders", body())
    result = provider().read("gone", schedule())

    assert ("", {}) == (result.id, result.outs)


def test_read_on_an_addon_that_is_gone(provider: MakeProvider, schedule: MakeInputs) -> None:
    """A schedule of an addon that is gone from a readable project is gone."""
    assert "" == provider().read("s1", schedule(addonId="nothing")).id


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        pytest.param({"teamId": "nobody"}, ProjectNotReadableError, id="team"),
        pytest.param({"projectId": "mall"}, ProjectNotReadableError, id="project"),
    ],
)
def test_read_proves_nothing(
    provider: MakeProvider,
    schedule: MakeInputs,
    changes: dict[str, Any],
    error: type[NorthflankError],
) -> None:
    """What looks like an absence and may be a wrong address never clears the state."""
    with pytest.raises(error):
        provider().read("s1", schedule(**changes))


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        pytest.param(Status(401), AuthenticationError, id="401"),
        pytest.param(Status(500), ServerError, id="500"),
        pytest.param(Drop(), RequestError, id="reset"),
    ],
)
def test_read_fails(
    provider: MakeProvider,
    schedule: MakeInputs,
    api: Emulator,
    answer: Any,
    error: type[NorthflankError],
) -> None:
    """An outage never looks like an absence."""
    api.fault(answer)

    with pytest.raises(error):
        provider().read("s1", schedule())


def test_refresh_lists_once(
    provider: MakeProvider, schedule: MakeInputs, body: MakeInputs, api: Emulator
) -> None:
    """A refresh of all schedules of an addon lists it once."""
    one = provider()
    kinds = [(i, t) for i in ("hourly", "daily", "weekly") for t in ("dump", "snapshot")]
    ids = [
        api.add_schedule("shop", "orders", body(interval, backupType=kind))
        for interval, kind in kinds
    ]
    read = [
        one.read(schedule_id, schedule(interval, backupType=kind)).id
        for schedule_id, (interval, kind) in zip(ids, kinds, strict=True)
    ]

    assert (ids, 1) == (read, len(api.requests))


def test_changes_are_read(provider: MakeProvider, schedule: MakeInputs, api: Emulator) -> None:
    """After a create or a delete, the list is read anew."""
    one = provider()
    assert "" == one.read("s1", schedule()).id
    schedule_id = one.create(schedule()).id
    assert schedule_id == one.read(schedule_id, schedule()).id
    one.delete(schedule_id, schedule())

    assert "" == one.read(schedule_id, schedule()).id
    assert ["GET", "POST", "GET", "DELETE", "GET"] == [request.method for request in api.requests]


def test_failed_changes_are_read(
    provider: MakeProvider, schedule: MakeInputs, api: Emulator
) -> None:
    """After a create or a delete that failed, the list is read anew, too."""
    one = provider()
    one.read("s1", schedule())
    api.fault(Status(401), method="POST")
    with pytest.raises(AuthenticationError):
        one.create(schedule())
    one.read("s1", schedule())
    api.fault(Status(401), method="DELETE")
    with pytest.raises(AuthenticationError):
        one.delete("s1", schedule())
    one.read("s1", schedule())

    assert 3 == [request.method for request in api.requests].count("GET")


def test_update(schedule: MakeInputs) -> None:
    """An update keeps the new inputs as outputs, in canonical form."""
    news = {**schedule(retentionTime=7.0, ifExists="error"), "__provider": "payload"}

    assert schedule(ifExists="error") == AddonBackupScheduleProvider().update("s1", {}, news).outs


def test_delete(
    provider: MakeProvider, schedule: MakeInputs, body: MakeInputs, api: Emulator
) -> None:
    """A schedule is deleted by its ID, at its address."""
    schedule_id = api.add_schedule("shop", "orders", body())
    provider().delete(schedule_id, {**schedule(), "__provider": "payload"})

    assert ([], 1) == (api.schedules(), len(api.requests))


def test_delete_of_something_gone(provider: MakeProvider, schedule: MakeInputs) -> None:
    """A schedule that is gone is deleted."""
    provider().delete("gone", schedule())


def test_delete_fails(
    provider: MakeProvider, schedule: MakeInputs, body: MakeInputs, api: Emulator
) -> None:
    """A deletion that may not have been is an error."""
    schedule_id = api.add_schedule("shop", "orders", body())
    api.fault(Drop(), method="DELETE")

    with pytest.raises(RequestError, match="may be deleted, or it may not"):
        provider().delete(schedule_id, schedule())


# Renamed resources: created under the new name first, then deleted under the old one


def test_renamed(
    provider: MakeProvider,
    schedule: MakeInputs,
    body: MakeInputs,
    api: Emulator,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """The old name of an adopted schedule leaves the state, and the schedule stays."""
    schedule_id = api.add_schedule("shop", "orders", body())
    one = provider()
    one.create(schedule())
    capsys.readouterr()
    one.delete(schedule_id, schedule())

    assert [schedule_id] == [live["id"] for live in api.schedules("shop", "orders")]
    assert (
        "",
        (
            f"Schedule {schedule_id}, {SLOT}, is declared under another name now and stays; only "
            "the old name leaves the state.\n"
        ),
    ) == capsys.readouterr()


def test_one_of_two_names(
    provider: MakeProvider, schedule: MakeInputs, body: MakeInputs, api: Emulator
) -> None:
    """Of two names of one schedule, the one that is not declared any more can go."""
    schedule_id = api.add_schedule("shop", "orders", body())
    one = provider()
    one.check({}, declared(schedule(), "new"))
    one.diff(schedule_id, schedule(), schedule())
    one.delete(schedule_id, schedule())

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
    schedule: MakeInputs,
    body: MakeInputs,
    api: Emulator,
    claimed: bool,
    changes: dict[str, Any],
) -> None:
    """A schedule that the program does not declare as it is can be deleted."""
    schedule_id = api.add_schedule("shop", "orders", body())
    one = provider()
    if claimed:
        one.check({}, declared(schedule(**changes), "new"))
    one.diff(schedule_id, schedule(), schedule(**changes))
    one.delete(schedule_id, schedule())

    assert [] == api.schedules()


def test_created_anew_where_it_is_kept(
    provider: MakeProvider,
    schedule: MakeInputs,
    body: MakeInputs,
    api: Emulator,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """A replacement without a change, as the user may ask for, finds the schedule that is kept."""
    schedule_id = api.add_schedule("shop", "orders", body())
    one = provider()
    inputs = schedule(ifExists="error")
    one.check({}, declared(inputs, "nightly"))
    one.diff(schedule_id, inputs, inputs)

    assert schedule_id == one.create(inputs).id
    assert ("", "") == capsys.readouterr()


def test_replacement_that_fails_half_way(
    provider: MakeProvider, schedule: MakeInputs, body: MakeInputs, api: Emulator
) -> None:
    """Where the old schedule is gone and the new one is refused, the error tells both."""
    schedule_id = api.add_schedule("shop", "orders", body())
    one = provider()
    one.delete(schedule_id, schedule())
    api.fault(Status(401), method="POST")

    with pytest.raises(AuthenticationError) as caught:
        one.create(schedule(retentionTime=8))

    assert str(caught.value).endswith(
        f" The old schedule {schedule_id} had been deleted to make room, so {SLOT} is not in place "
        "now: no such backups are made until `pulumi up` has created it."
    )


def test_waits_are_told(
    provider: MakeProvider,
    schedule: MakeInputs,
    api: Emulator,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """A wait between two tries of a request is shown to the user."""
    api.fault(Status(503, {"Retry-After": "0"}), method="GET")
    one = provider(maxWait="1")
    one._client._retrying.sleep = lambda _: None
    one.read("s1", schedule())

    assert re.fullmatch(
        r"Waiting 0\.\d seconds before the next try of GET /v1/projects/shop/addons/orders/"
        r"backup-schedules: 503 Service Unavailable\.\n",
        capsys.readouterr().err,
    )


def test_one_client(provider: MakeProvider, schedule: MakeInputs, api: Emulator) -> None:
    """All threads of a deployment share one client."""
    one = provider()
    begin = threading.Barrier(4, timeout=20)
    clients: list[Any] = []

    def work() -> None:
        begin.wait()
        clients.append(one._client)
        one.read("s1", schedule())

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert (1, 1) == (len(set(map(id, clients))), len(api.requests))


def test_import_is_cheap() -> None:
    """A program that only declares schedules loads neither the validator nor the HTTP client."""
    code = (
        "import sys, pulumi_northflank\n"
        "print([n for n in ('jsonschema', 'requests', 'tenacity', 'flask') if n in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert "[]\n" == done.stdout


def test_a_replaced_schedule_is_told_though_the_new_one_is_refused(
    provider: MakeProvider, schedule: MakeInputs, body: MakeInputs, api: Emulator
) -> None:
    """What if_exists="replace" deleted is said, above all where nothing came in its place."""
    old = api.add_schedule("shop", "orders", body(retentionTime=9))
    api.fault(Status(400), method="POST", skip=1)

    with pytest.raises(ApiError, match=f"The old schedule {old} had been deleted to make room"):
        provider().create(schedule(ifExists="replace"))
    assert [] == api.schedules()


def test_waits_end_with_the_engine(monkeypatch: pytest.MonkeyPatch) -> None:
    """After each wait a provider makes sure that it is still wanted."""
    slept: list[float] = []
    monkeypatch.setattr("time.sleep", slept.append)
    monkeypatch.setattr(diagnostics, "ensure_heard", lambda: slept.append(0))

    _wait(7)

    assert [7, 0] == slept
