"""What a preview asks the API with northflank:preflight, and what it makes of the answers."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from typing import Any

import pytest
from pulumi.output import UNKNOWN

from pulumi_northflank import AddonBackupScheduleProvider
from pulumi_northflank.declaration import HIDDEN_PROPERTY
from pulumi_northflank.emulator import Emulator, Html, Raw, Status
from pulumi_northflank.provider import RESOURCE_TYPE

MakeInputs = Callable[..., dict[str, Any]]
MakeProvider = Callable[..., AddonBackupScheduleProvider]

LIST = "GET /v1/projects/shop/addons/orders/backup-schedules"
IN_THE_WAY = (
    "The daily snapshot of addon orders in project shop exists already: schedule {id} "
    "(retentionTime is 9 there and 7 here). It was left as it is, and no schedule was created. "
    'That is what if_exists="adopt" asks for.'
)


def checked(
    provider: AddonBackupScheduleProvider,
    inputs: dict[str, Any],
    name: str = "nightly",
    *,
    olds: dict[str, Any] | None = None,
    preview: bool = True,
) -> list[str]:
    """Why check refuses *inputs* in a preview."""
    urn = f"urn:pulumi:dev::p::{RESOURCE_TYPE}::{name}"
    hidden = {"urn": urn, "faulty": [], "preview": preview}
    result = provider.check(olds or {}, {**inputs, HIDDEN_PROPERTY: json.dumps(hidden)})
    return [failure.reason for failure in result.failures]


def sent(api: Emulator) -> list[str]:
    """Method and path of each request."""
    return [f"{one.method} {one.path}" for one in api.requests]


def test_off_by_default(provider: MakeProvider, schedule: MakeInputs, api: Emulator) -> None:
    """Unless it is asked for, a preview makes no request."""
    assert [] == checked(provider(), schedule(addonId="nothing"))
    assert [] == checked(provider(preflight="false"), schedule(addonId="nothing"))
    assert [] == sent(api)


def test_only_in_a_preview(provider: MakeProvider, schedule: MakeInputs, api: Emulator) -> None:
    """In an update, creating finds out by itself."""
    assert [] == checked(provider(preflight="true"), schedule(), preview=False)
    assert [] == sent(api)


def test_all_is_well(
    provider: MakeProvider, schedule: MakeInputs, api: Emulator, capsys: pytest.CaptureFixture[str]
) -> None:
    """A place that is free is nothing to speak of, and found with one request."""
    assert [] == checked(provider(preflight="true"), schedule())
    assert [LIST] == sent(api)
    assert "" == capsys.readouterr().err


def test_once_an_addon(provider: MakeProvider, schedule: MakeInputs, api: Emulator) -> None:
    """Six new schedules of an addon ask once."""
    used = provider(preflight="true")
    for backup_type in ("dump", "snapshot"):
        for interval in ("hourly", "daily", "weekly"):
            inputs = schedule(interval, backupType=backup_type)
            assert [] == checked(used, inputs, f"{interval}-{backup_type}")

    assert [LIST] == sent(api)


def test_no_such_addon(provider: MakeProvider, schedule: MakeInputs) -> None:
    """An addon that does not exist is a fault."""
    (reason,) = checked(provider(preflight="true"), schedule(addonId="ordres"))

    assert "404 There is no addon 'ordres' in the project 'shop'" in reason
    assert "Check projectId, addonId and teamId (northflank:teamId) of addon ordres" in reason


@pytest.mark.parametrize(
    ("status", "said"),
    [(401, "Set a valid token"), (403, "`Project > Addons > General > Read`"), (400, "400 Bad")],
)
def test_not_to_be_read(
    provider: MakeProvider, schedule: MakeInputs, api: Emulator, status: int, said: str
) -> None:
    """What the token may not read is a fault for each schedule, found with one request."""
    api.fault(Status(status), times=None)
    used = provider(preflight="true")

    for name, interval in (("a", "daily"), ("b", "weekly")):
        (reason,) = checked(used, schedule(interval), name)
        assert said in reason
    assert [LIST] == sent(api)


def test_no_token(provider: MakeProvider, schedule: MakeInputs, api: Emulator) -> None:
    """Who asks for the preflight has to give a token."""
    (reason,) = checked(provider(preflight="true", apiToken=""), schedule())

    assert reason.startswith("There is no Northflank API token")
    assert [] == sent(api)


@pytest.mark.parametrize("value", ["yes", "2", "truee"])
def test_neither_true_nor_false(
    provider: MakeProvider, schedule: MakeInputs, api: Emulator, value: str
) -> None:
    """A value that is neither is not taken for one of them."""
    (reason,) = checked(provider(preflight=value), schedule())

    assert f"The value {value!r} of northflank:preflight is neither true nor false" in reason
    assert [] == sent(api)


@pytest.mark.parametrize("value", ["true", "True", "TRUE", "1"])
def test_true(provider: MakeProvider, schedule: MakeInputs, api: Emulator, value: str) -> None:
    """People write it in several ways."""
    checked(provider(preflight=value), schedule())

    assert [LIST] == sent(api)


def test_in_the_way(
    provider: MakeProvider, schedule: MakeInputs, api: Emulator, body: MakeInputs
) -> None:
    """A schedule with other settings is a fault, in the words that creating has for it."""
    used = provider(preflight="true")
    schedule_id = api.add_schedule("shop", "orders", body(retentionTime=9))
    (reason,) = checked(used, schedule())

    with pytest.raises(Exception, match="exists already") as caught:
        used.create(schedule())

    assert IN_THE_WAY.format(id=schedule_id) in reason
    assert str(caught.value) == reason


def test_if_exists_error(
    provider: MakeProvider, schedule: MakeInputs, api: Emulator, body: MakeInputs
) -> None:
    """With if_exists="error", one with the same settings is a fault, too."""
    api.add_schedule("shop", "orders", body())
    (reason,) = checked(provider(preflight="true"), schedule(ifExists="error"))

    assert "with the declared settings. It was left as it is" in reason


def test_what_will_be_adopted(
    provider: MakeProvider,
    schedule: MakeInputs,
    api: Emulator,
    body: MakeInputs,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """A preview says which schedule will be taken over."""
    schedule_id = api.add_schedule("shop", "orders", body())
    faults = checked(provider(preflight="true"), schedule())

    assert [] == faults
    assert (
        "warning: The daily snapshot of addon orders in project shop exists already with the "
        f"declared settings: `pulumi up` will adopt schedule {schedule_id}. From then on it "
        "belongs to this stack, and destroying the stack will delete it.\n"
    ) == capsys.readouterr().err


def test_what_will_be_replaced(
    provider: MakeProvider,
    schedule: MakeInputs,
    api: Emulator,
    body: MakeInputs,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """A preview says which schedule will be deleted, and how it differs."""
    schedule_id = api.add_schedule("shop", "orders", body(retentionTime=9))
    faults = checked(provider(preflight="true"), schedule(ifExists="replace"))

    assert [] == faults
    assert (
        "warning: The daily snapshot of addon orders in project shop exists already: schedule "
        f"{schedule_id} (retentionTime is 9 there and 7 here). `pulumi up` will delete it "
        '(if_exists="replace") and create the declared one in its place.\n'
    ) == capsys.readouterr().err


def test_what_the_stack_has_is_not_asked_for(
    provider: MakeProvider, schedule: MakeInputs, api: Emulator, body: MakeInputs
) -> None:
    """A schedule of the stack that stays or changes is not in its own way.

    To replace it, the engine checks it a second time, without its old inputs.
    """
    used = provider(preflight="true")
    api.add_schedule("shop", "orders", body())

    assert [] == checked(used, schedule(retentionTime=9), olds=schedule())
    assert [] == checked(used, schedule(retentionTime=9))
    assert [] == sent(api)


def test_a_schedule_that_moves_is_new_in_its_place(
    provider: MakeProvider, schedule: MakeInputs, api: Emulator, body: MakeInputs
) -> None:
    """A place that a schedule moves to is asked for."""
    api.add_schedule("shop", "carts", body(retentionTime=9))
    used = provider(preflight="true")
    moved = schedule(addonId="carts")

    assert 1 == len(checked(used, moved, olds=schedule()))
    assert 1 == len(checked(used, moved))
    assert [LIST.replace("orders", "carts")] == sent(api)


@pytest.mark.parametrize("name", ["projectId", "addonId", "teamId"])
def test_an_addon_that_is_not_known_yet(
    provider: MakeProvider, schedule: MakeInputs, api: Emulator, name: str
) -> None:
    """An addon that the same program makes can't be asked for."""
    inputs = copy.deepcopy(schedule()) | {name: UNKNOWN}

    assert [] == checked(provider(preflight="true"), inputs)
    assert [] == sent(api)


def test_a_setting_that_is_not_known_yet(
    provider: MakeProvider, schedule: MakeInputs, api: Emulator, body: MakeInputs
) -> None:
    """A setting that may turn out to be like what is there is no difference."""
    api.add_schedule("shop", "orders", body(retentionTime=9))

    assert [] == checked(provider(preflight="true"), schedule() | {"retentionTime": UNKNOWN})
    assert [LIST] == sent(api)


def test_faulty_inputs_ask_nothing(
    provider: MakeProvider, schedule: MakeInputs, api: Emulator
) -> None:
    """What is wrong by itself needs no answer."""
    assert 1 == len(checked(provider(preflight="true"), schedule(retentionTime=61)))
    assert [] == sent(api)


@pytest.mark.parametrize(
    ("action", "said"),
    [
        (Status(503), "503"),
        (Status(429, headers={"Retry-After": "3600"}), "429"),
        (Html(), "but what came is not the API's JSON"),
    ],
    ids=["down", "limit", "html"],
)
def test_down(
    provider: MakeProvider,
    schedule: MakeInputs,
    api: Emulator,
    capsys: pytest.CaptureFixture[str],
    action: Any,
    said: str,
) -> None:
    """An API that is down is told of once and is no fault; no other addon is asked then."""
    api.fault(action, times=None)
    used = provider(preflight="true")

    assert [] == checked(used, schedule(), "a")
    asked = len(api.requests)
    assert [] == checked(used, schedule(addonId="carts"), "b")
    (line,) = capsys.readouterr().err.splitlines()
    assert line.startswith("warning: The preflight could not find out everything, and the preview")
    assert said in line
    assert line.endswith("No more addons are asked in this preview.")
    assert asked == len(api.requests)


def test_one_list_that_can_not_be_read(
    provider: MakeProvider,
    schedule: MakeInputs,
    api: Emulator,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """A list that makes no sense is told of, and the next addon is asked."""
    api.fault(Raw(b'{"data": {}}'))
    used = provider(preflight="true")

    assert [] == checked(used, schedule(), "a")
    assert [] == checked(used, schedule(addonId="carts"), "b")
    assert "the answer holds no list of schedules" in capsys.readouterr().err
    assert 2 == len(api.requests)


def test_patience(provider: MakeProvider, schedule: MakeInputs) -> None:
    """A preview waits less for the API than an update does, and never longer than it is told to."""
    used = provider(preflight="true", maxWait="300", timeout="30")
    checked(used, schedule())
    short = provider(preflight="true", maxWait="0", timeout="3")
    checked(short, schedule())

    assert 10 == used._preflight._client._timeout
    assert 3 == short._preflight._client._timeout
