"""The operations of a deployment."""

from __future__ import annotations

from typing import Any

import pytest
from pulumi.output import UNKNOWN
from tests.unit.conftest import SLOT, URN
from tests.unit.lifecycle.conftest import Deploy, Said
from tests.unit.schedules import make_body, make_inputs, make_schedule
from tests.unit.wire import ORDERS, PATH, ids, methods, sent

from pulumi_northflank import ApiError, ServerError, SettingsError
from pulumi_northflank.api.client import Client
from pulumi_northflank.emulator import Drop, Emulator, Status
from pulumi_northflank.lifecycle.creation import Creation
from pulumi_northflank.lifecycle.deployment import Change, Deployment, Resource
from pulumi_northflank.lifecycle.errors import ReplacementError, ScheduleExistsError
from pulumi_northflank.schedule import Schedule, Slot

NIGHTLY = f"{URN}nightly"


def check(
    deployment: Deployment, schedule: Schedule, urn: str | None = NIGHTLY
) -> tuple[Schedule, list[str]]:
    """The checked schedule and its problems."""
    checked = deployment.check(schedule, Resource(urn) if urn else None, None)
    return checked.schedule, [str(problem) for problem in checked.problems]


@pytest.mark.parametrize(
    ("configured", "declared", "used"),
    [(None, None, None), ("acme", None, "acme"), ("acme", "other", "other"), ("", None, None)],
)
def test_check_team(
    deploy: Deploy, configured: str | None, declared: str | None, used: str | None
) -> None:
    """A schedule without a team gets northflank:teamId."""
    deployment = deploy() if configured is None else deploy(teamId=configured)

    assert (make_schedule(teamId=used), []) == check(deployment, make_schedule(teamId=declared))


def test_check_slot(deploy: Deploy) -> None:
    """Of two resources with the same slot, the second has a problem."""
    deployment = deploy()
    check(deployment, make_schedule())

    assert [] == check(deployment, make_schedule(retentionTime=9))[1]
    assert [] == check(deployment, make_schedule(), None)[1]
    (problem,) = check(deployment, make_schedule(retentionTime=61), f"{URN}backup")[1][:1]
    assert problem.startswith("retentionTime: 61 is more than 60")
    (problem,) = check(deployment, make_schedule(), f"{URN}backup")[1]
    assert problem.startswith(f"`backup` and `nightly` both declare {SLOT}")


def test_check_warns_once(deploy: Deploy, said: Said) -> None:
    """The compression of a valid snapshot leads to a warning, once for each resource."""
    deployment = deploy()
    snapshot = make_schedule("weekly", compressionType="gz")
    check(deployment, make_schedule(compressionType="gz", retentionTime=61), f"{URN}invalid")
    check(deployment, make_schedule(compressionType="gz", backupType="dump"), f"{URN}dump")
    check(deployment, snapshot)
    check(deployment, snapshot)
    check(deployment, snapshot, None)

    text = "compressionType has no effect on a snapshot: it only applies to dump backups."
    assert [("warning", text, NIGHTLY), ("warning", text, None)] == said


def test_check_settings(deploy: Deploy) -> None:
    """A check finds an unusable setting before any request needs it."""
    with pytest.raises(SettingsError, match="northflank:maxWait must be a number of seconds"):
        check(deploy(maxWait="soon"), make_schedule())


@pytest.mark.parametrize("limits", ["enforce", "warn"])
def test_check_limits(deploy: Deploy, said: Said, limits: str) -> None:
    """A limit that only the page states is a problem, or a warning at the resource."""
    deployment = deploy(documentedLimits=limits)
    problems = check(deployment, make_schedule(retentionTime=61))[1]

    found = problems if limits == "enforce" else [text for _, text, _ in said]
    assert [True] == [text.startswith("retentionTime: 61 is more than 60") for text in found]
    assert [] == (said if limits == "enforce" else problems)
    assert {NIGHTLY} >= {urn for _, _, urn in said}


def test_check_warns_about_former_names(deploy: Deploy, said: Said) -> None:
    """A new schedule with a former name gets one warning; one that is replaced gets none."""
    deployment = deploy()
    schedule, old = make_schedule(), make_schedule().slot

    def check_named(urn: str, old_slot: Slot | None, *names: str) -> None:
        deployment.check(schedule, Resource(urn, former_names=names), old_slot)

    check_named(NIGHTLY, old, "nihgtly")
    check_named(NIGHTLY, None, "nihgtly")  # before a replacement
    deployment = deploy()
    check_named(NIGHTLY, None)
    check_named(NIGHTLY, None, "nihgtly", "daily")
    check_named(NIGHTLY, None, "nihgtly", "daily")

    text = (
        'The stack has no schedule "nihgtly" or "daily", so the former name (`was` or an alias) '
        "has no effect, and this schedule is new. If it was declared before, correct the former "
        "name. In a new stack, ignore this warning."
    )
    assert [("warning", text, NIGHTLY)] == said


@pytest.mark.parametrize(
    ("changes", "change"),
    [
        ({}, Change([], delete_first=True)),
        ({"ifExists": "replace"}, Change([], delete_first=True)),
        ({"retentionTime": 8}, Change(["retentionTime"], delete_first=True)),
        (
            {"addonId": "carts", "retentionTime": 8},
            Change(["addonId", "retentionTime"], delete_first=False),
        ),
        ({"addonId": UNKNOWN}, Change(["addonId"], delete_first=False)),
        ({"scheduling": UNKNOWN}, Change(["scheduling"], delete_first=False)),
        (
            {"scheduling": {"interval": UNKNOWN, "minute": [0], "hour": [3]}},
            Change(["scheduling"], delete_first=False),
        ),
        (
            {"scheduling": {"interval": "daily", "minute": [UNKNOWN], "hour": [3]}},
            Change(["scheduling"], delete_first=True),
        ),
        ({"retentionTime": UNKNOWN}, Change(["retentionTime"], delete_first=True)),
    ],
)
def test_diff(deploy: Deploy, changes: dict[str, Any], change: Change) -> None:
    """Every change replaces; the old schedule is deleted first if both need the same slot."""
    new = Schedule.of({**make_inputs(), **changes})

    assert change == deploy().diff("s1", make_schedule(), new)


def test_diff_of_the_same_unknown_slot(deploy: Deploy) -> None:
    """A slot that is not known yet is never certainly the same."""
    old = Schedule.of({**make_inputs(), "addonId": UNKNOWN})
    new = Schedule.of({**old.values, "retentionTime": 8})

    assert Change(["retentionTime"], delete_first=False) == deploy().diff("s1", old, new)


def test_create(deploy: Deploy, api: Emulator, said: Said) -> None:
    """A created schedule needs no message, and can be deleted again."""
    creation = deploy().create(make_schedule())
    deploy().delete(creation.schedule_id, make_schedule().slot)

    assert (["POST", "DELETE"], []) == (methods(api), said)


def test_create_adopts(deploy: Deploy, api: Emulator, said: Said) -> None:
    """An adopted schedule leads to a warning at the resource that declares it."""
    schedule_id = api.add_schedule("shop", "orders", make_body())
    deployment = deploy()
    check(deployment, make_schedule())
    deployment.create(make_schedule())

    text = (
        f"Adopted schedule {schedule_id}: {SLOT} already existed with the declared settings. It "
        "now belongs to this stack, and destroying the stack deletes it."
    )
    assert [("warning", text, NIGHTLY)] == said


def test_create_adopts_several(deploy: Deploy, api: Emulator, said: Said) -> None:
    """After the first, the warnings are shorter and count, so the last one has the total."""
    bodies = [make_body(interval, retentionTime=7) for interval in ("hourly", "daily", "weekly")]
    ids = [api.add_schedule("shop", "orders", body) for body in bodies]
    deployment = deploy()
    for interval in ("hourly", "daily", "weekly"):
        deployment.create(make_schedule(interval))

    second = (
        f"Adopted schedule {ids[1]}: {SLOT} already existed with the declared settings (2 adopted "
        "so far)."
    )
    texts = [text for _, text, _ in said]
    assert texts[0].endswith("destroying the stack deletes it.")
    assert second == texts[1]
    assert texts[2].endswith("(3 adopted so far).")


def test_create_replaces(deploy: Deploy, api: Emulator, said: Said) -> None:
    """A replaced schedule leads to a warning."""
    old_id = api.add_schedule("shop", "orders", make_body(retentionTime=9))
    new_id = deploy().create(make_schedule(ifExists="replace")).schedule_id

    text = f'Deleted schedule {old_id} (ifExists is "replace"): {SLOT} is now schedule {new_id}.'
    assert [("warning", text, None)] == said


def test_rename(deploy: Deploy, api: Emulator, said: Said) -> None:
    """A resource with a new name adopts the schedule, which survives the old name's deletion."""
    schedule_id = api.add_schedule("shop", "orders", make_body())
    deployment = deploy()
    deployment.create(make_schedule())
    deployment.delete(schedule_id, make_schedule().slot)

    assert ["POST", "GET"] == methods(api)
    text = (
        f"Kept schedule {schedule_id}, {SLOT}: the program now declares it under another name. "
        "Only the old name leaves the state."
    )
    assert ("info", text, None) == said[-1]


def test_rename_right_after_the_creation(deploy: Deploy, api: Emulator) -> None:
    """A young schedule that is found after a lost POST survives the old name's deletion, too."""
    schedule_id = api.add_schedule("shop", "orders", make_body())
    api.fault(Drop(), method="POST")
    deployment = deploy()
    creation = deployment.create(make_schedule())
    deployment.delete(schedule_id, make_schedule().slot)

    assert Creation(schedule_id, "found") == creation
    assert ["POST", "GET"] == methods(api)


@pytest.mark.parametrize("declared", [True, False])
def test_unchanged_schedule(deploy: Deploy, api: Emulator, declared: bool) -> None:
    """A schedule that is declared and unchanged is not deleted under another name."""
    schedule_id = api.add_schedule("shop", "orders", make_body())
    deployment = deploy()
    if declared:
        check(deployment, make_schedule())
    deployment.diff(schedule_id, make_schedule(), make_schedule())
    deployment.delete(schedule_id, make_schedule().slot)

    assert declared == bool(api.schedules())


def test_create_after_delete(deploy: Deploy, api: Emulator) -> None:
    """If the second half of a replacement fails, the error says that the old one is deleted."""
    schedule_id = api.add_schedule("shop", "orders", make_body())
    deployment = deploy()
    deployment.delete(schedule_id, make_schedule().slot)
    api.fault(Status(400), method="POST")

    with pytest.raises(ReplacementError) as caught:
        deployment.create(make_schedule(retentionTime=8))

    assert (schedule_id, ApiError) == (caught.value.deleted_id, type(caught.value.cause))


def test_failed_delete(deploy: Deploy, api: Emulator) -> None:
    """A failed deletion is not remembered as a deletion."""
    schedule_id = api.add_schedule("shop", "orders", make_body())
    deployment = deploy()
    api.fault(Status(500), method="DELETE")

    with pytest.raises(ServerError):
        deployment.delete(schedule_id, make_schedule().slot)
    with pytest.raises(ScheduleExistsError):
        deployment.create(make_schedule(retentionTime=8))


def test_read(deploy: Deploy, api: Emulator) -> None:
    """Six schedules of an addon are read with one request."""
    deployment = deploy()
    schedules = [
        make_schedule(interval, backupType=backup_type)
        for interval in ("hourly", "daily", "weekly")
        for backup_type in ("dump", "snapshot")
    ]
    created = [api.add_schedule("shop", "orders", dict(one.body)) for one in schedules]
    read = [deployment.read(id_, one) for id_, one in zip(created, schedules, strict=True)]

    assert created == [live and live.schedule_id for live in read]
    assert deployment.read("gone", schedules[0]) is None
    assert [("GET", PATH)] == sent(api)


def test_read_after_a_change(deploy: Deploy, api: Emulator, client: Client) -> None:
    """After a create or a delete, even a failed one, the list is read again."""
    deployment = deploy()
    declared = make_schedule()
    assert deployment.read("gone", declared) is None
    created = deployment.create(make_schedule()).schedule_id

    live = deployment.read(created, declared)
    assert live is not None
    assert live.schedule == make_schedule()
    client.delete_schedule(ORDERS, created)
    api.fault(Status(400), method="DELETE")
    with pytest.raises(ApiError):
        deployment.delete(created, declared.slot)
    assert deployment.read(created, declared) is None
    other = api.add_schedule("shop", "orders", make_body())
    api.fault(Status(401), method="POST")
    with pytest.raises(ApiError):
        deployment.create(make_schedule())
    assert deployment.read(other, declared) is not None
    deployment.delete(other, declared.slot)
    assert deployment.read(other, declared) is None
    assert [] == ids(client)


def test_settings_are_needed_for_requests(deploy: Deploy) -> None:
    """Check and diff need no token, everything else does."""
    deployment = deploy(apiToken="")
    schedule = make_schedule()

    assert [] == check(deployment, schedule)[1]
    assert not deployment.diff("s1", schedule, schedule).properties
    for request in (
        lambda: deployment.create(schedule),
        lambda: deployment.read("s1", schedule),
        lambda: deployment.delete("s2", schedule.slot),
    ):
        with pytest.raises(SettingsError):
            request()


def test_waiting_is_announced(deploy: Deploy, api: Emulator, said: Said) -> None:
    """A deployment says why a request takes long."""
    api.fault(Status(503, {"Retry-After": "0"}))
    deploy(maxWait="60").read("s1", make_schedule())

    ((severity, text, urn),) = said
    assert ("info", None) == (severity, urn)
    assert text.endswith(f"seconds before retrying GET {PATH}: 503 Service Unavailable.")
