"""What a preview requests with northflank:preflight, and what it reports."""

from __future__ import annotations

from typing import Any

import pytest
from pulumi.output import UNKNOWN
from tests.unit.conftest import URN
from tests.unit.lifecycle.conftest import Deploy, Said
from tests.unit.schedules import make_body, make_inputs, make_schedule
from tests.unit.wire import PATH, sent

from pulumi_northflank.emulator import Emulator, Html, Raw, Status
from pulumi_northflank.lifecycle.deployment import Deployment, Resource
from pulumi_northflank.lifecycle.errors import ScheduleExistsError
from pulumi_northflank.schedule import Schedule, Slot

LIST = ("GET", PATH)
ONCE = [("GET", "/v1/projects/shop/addons"), ("GET", "/v1/auth")]
"""What is read once in a preview with something new, whatever the number of schedules."""
SLOT = make_schedule().slot


def problems(
    deployment: Deployment,
    schedule: Schedule,
    name: str = "nightly",
    *,
    old_slot: Slot | None = None,
    preview: bool = True,
) -> list[str]:
    """What check reports."""
    checked = deployment.check(schedule, Resource(f"{URN}{name}", preview), old_slot)
    return [str(problem) for problem in checked.problems]


@pytest.fixture(name="ready")
def _ready(deploy: Deploy) -> Deployment:
    """Give a deployment with northflank:preflight."""
    return deploy(preflight="true")


def test_off_by_default(deploy: Deploy, api: Emulator) -> None:
    """By default a preview makes no request."""
    assert [] == problems(deploy(), make_schedule())
    assert [] == sent(api)


def test_update(ready: Deployment, api: Emulator) -> None:
    """Only a preview makes the requests."""
    assert [] == problems(ready, make_schedule(), preview=False)
    assert [] == sent(api)


def test_free_slot(ready: Deployment, api: Emulator, said: Said) -> None:
    """For a free slot nothing is reported."""
    assert [] == problems(ready, make_schedule())
    assert ([LIST, *ONCE], []) == (sent(api), said)


def test_one_request_for_each_addon(ready: Deployment, api: Emulator) -> None:
    """For six new schedules of an addon, its list is read once."""
    for backup_type in ("dump", "snapshot"):
        for interval in ("hourly", "daily", "weekly"):
            schedule = make_schedule(interval, backupType=backup_type)
            assert [] == problems(ready, schedule, f"{interval}-{backup_type}")

    assert [LIST, *ONCE] == sent(api)


def test_unknown_addon(ready: Deployment) -> None:
    """An addon that does not exist is a problem."""
    (problem,) = problems(ready, make_schedule(addonId="ordres"))

    assert problem.startswith(f"GET {PATH.replace('orders', 'ordres')}: 404 ")
    assert "Check projectId, addonId and teamId (northflank:teamId) of addon ordres" in problem


@pytest.mark.parametrize(
    ("status", "text"),
    [(401, "Set a valid token"), (403, "`Project > Addons > General > Read`"), (400, "400 Bad")],
)
def test_refused(ready: Deployment, api: Emulator, status: int, text: str) -> None:
    """A refusal is a problem of each of the addon's schedules, after one request."""
    api.fault(Status(status), times=None)

    for name, interval in (("a", "daily"), ("b", "weekly")):
        (problem,) = problems(ready, make_schedule(interval), name)
        assert text in problem
    assert [LIST] == sent(api)


def test_no_token(deploy: Deploy, api: Emulator) -> None:
    """A missing token is a problem."""
    (problem,) = problems(deploy(preflight="true", apiToken=""), make_schedule())

    assert problem.startswith("A request needs a Northflank API token, and none is set.")
    assert [] == sent(api)


@pytest.mark.parametrize(
    "changes", [{"retentionTime": 8}, {"ifExists": "error"}], ids=["differs", "error"]
)
def test_conflict(ready: Deployment, api: Emulator, changes: dict[str, Any]) -> None:
    """A schedule that `pulumi up` would refuse to adopt is a problem with the same text."""
    api.add_schedule("shop", "orders", make_body())

    with pytest.raises(ScheduleExistsError) as caught:
        ready.create(make_schedule(**changes))

    assert [str(caught.value)] == problems(ready, make_schedule(**changes))


def test_will_adopt(ready: Deployment, api: Emulator, said: Said) -> None:
    """A preview says which schedule will be adopted."""
    schedule_id = api.add_schedule("shop", "orders", make_body())

    assert [] == problems(ready, make_schedule())
    text = (
        "The daily snapshot of addon orders in project shop already exists with the declared "
        f"settings: `pulumi up` will adopt schedule {schedule_id}. From then on it belongs to this "
        "stack, and destroying the stack deletes it."
    )
    assert [("warning", text, f"{URN}nightly")] == said


def test_will_adopt_several(ready: Deployment, api: Emulator, said: Said) -> None:
    """After the first, the warnings count, and a resource that is checked twice counts once."""
    ids = {addon: api.add_schedule("shop", addon, make_body()) for addon in ("carts", "orders")}
    for addon in ("carts", "orders", "orders"):
        ready.check(make_schedule(addonId=addon), Resource(f"{URN}{addon}", preview=True), None)

    text = (
        "The daily snapshot of addon orders in project shop already exists with the declared "
        f"settings: `pulumi up` will adopt schedule {ids['orders']} (2 to adopt so far)."
    )
    assert ("warning", text, f"{URN}orders") == said[-1]
    assert 2 == len(said)


def test_will_replace(ready: Deployment, api: Emulator, said: Said) -> None:
    """A preview says which schedule will be deleted, and how it differs."""
    schedule_id = api.add_schedule("shop", "orders", make_body(retentionTime=9))

    assert [] == problems(ready, make_schedule(ifExists="replace"))
    text = (
        "The daily snapshot of addon orders in project shop already exists: schedule "
        f"{schedule_id} (retentionTime is 9 in Northflank and 7 in your program). `pulumi up` will "
        'delete it (ifExists is "replace") and create the declared schedule instead.'
    )
    assert [("warning", text, f"{URN}nightly")] == said


def test_schedule_of_the_stack(ready: Deployment, api: Emulator) -> None:
    """A schedule that keeps its slot is not in its own way.

    To replace it, the engine checks it a second time, without its old inputs.
    """
    api.add_schedule("shop", "orders", make_body())

    assert [] == problems(ready, make_schedule(retentionTime=9), old_slot=SLOT)
    assert [] == problems(ready, make_schedule(retentionTime=9))
    assert [] == sent(api)


def test_schedule_that_moves(ready: Deployment, api: Emulator) -> None:
    """The slot that a schedule moves to is checked."""
    api.add_schedule("shop", "carts", make_body(retentionTime=9))
    moved = make_schedule(addonId="carts")

    assert 1 == len(problems(ready, moved, old_slot=SLOT))
    assert 1 == len(problems(ready, moved))
    assert [("GET", PATH.replace("orders", "carts")), *ONCE] == sent(api)


@pytest.mark.parametrize("name", ["projectId", "addonId", "teamId"])
def test_addon_not_known_yet(ready: Deployment, api: Emulator, name: str) -> None:
    """For an addon that the same program creates, no request is made."""
    assert [] == problems(ready, Schedule.of(make_inputs() | {name: UNKNOWN}))
    assert [] == sent(api)


def test_setting_not_known_yet(ready: Deployment, api: Emulator) -> None:
    """With a setting that is not known yet, an existing schedule is no problem."""
    api.add_schedule("shop", "orders", make_body(retentionTime=9))

    assert [] == problems(ready, Schedule.of(make_inputs() | {"retentionTime": UNKNOWN}))
    assert [LIST, *ONCE] == sent(api)


def test_invalid_schedule(ready: Deployment, api: Emulator) -> None:
    """For an invalid schedule, no request is made."""
    assert 1 == len(problems(ready, make_schedule(retentionTime=61)))
    assert [] == sent(api)


@pytest.mark.parametrize(
    ("fault", "text"),
    [
        (Status(503), "503"),
        (Status(429, headers={"Retry-After": "3600"}), "429"),
        (Html(), "but the response is not the API's JSON"),
    ],
    ids=["down", "limit", "html"],
)
def test_down(ready: Deployment, api: Emulator, said: Said, fault: Any, text: str) -> None:
    """If the API is down, the preview says so once and makes no more requests."""
    api.fault(fault, times=None)

    assert [] == problems(ready, make_schedule(), "a")
    count = len(api.requests)
    assert [] == problems(ready, make_schedule(addonId="carts"), "b")
    ((severity, shown, urn),) = said
    assert ("warning", None) == (severity, urn)
    assert shown.startswith("Preflight check incomplete; the preview continues. GET ")
    assert text in shown
    assert shown.endswith(" No other addons are checked in this preview.")
    assert count == len(api.requests)


def test_unreadable_list(ready: Deployment, api: Emulator, said: Said) -> None:
    """After an unreadable list, the next addon is still checked."""
    api.fault(Raw(b'{"data": {"schedules": 7}}'))

    assert [] == problems(ready, make_schedule(), "a")
    assert [] == problems(ready, make_schedule(addonId="carts"), "b")
    ((_, shown, _),) = said
    assert "the response holds no list of schedules" in shown
    assert [LIST, (LIST[0], PATH.replace("orders", "carts")), *ONCE] == sent(api)


@pytest.mark.parametrize(("timeout", "used"), [("30", 10), ("3", 3)])
def test_timeout(deploy: Deploy, timeout: str, used: float) -> None:
    """A preview waits at most ten seconds for a response, and never longer than configured."""
    assert used == deploy(timeout=timeout)._preflight._client()._timeout


def test_longest_wait(deploy: Deploy, api: Emulator, said: Said) -> None:
    """A preview waits at most two seconds between the tries of a request."""
    api.fault(Status(503, {"Retry-After": "3"}))

    assert [] == problems(deploy(preflight="true", maxWait="300"), make_schedule())
    assert (1, 1) == (len(api.requests), len(said))
