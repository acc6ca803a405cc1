"""Which resources of the stack have a schedule, and what that means for one in the way."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from tests.unit.conftest import SLOT, URN
from tests.unit.schedules import make_body, make_schedule
from tests.unit.wire import methods

from pulumi_northflank.api.client import Client
from pulumi_northflank.emulator import Emulator
from pulumi_northflank.lifecycle.creation import Creator
from pulumi_northflank.lifecycle.errors import HeldScheduleError, UnknownHolderError
from pulumi_northflank.lifecycle.lag import ListLag
from pulumi_northflank.lifecycle.ownership import Ownership
from pulumi_northflank.lifecycle.stack_state import Holder, StackState
from pulumi_northflank.schedule import Slot
from pulumi_northflank.stack_export import StackExportError

OWN, OTHER = f"{URN}nightly", f"{URN}other"
WEEKLY = make_schedule("weekly").slot


def state(*resources: dict[str, Any]) -> StackState:
    """The state of a stack with these resources."""
    text = json.dumps({"version": 3, "deployment": {"resources": list(resources)}})
    return StackState(lambda: text)


def test_holders() -> None:
    """Every resource with the ID is found, with what the engine will do with it."""
    stack = state(
        {"urn": "a", "id": "s1", "protect": True},
        {"urn": "b", "id": "s1", "delete": True},
        {"urn": "c", "id": "s1", "retainOnDelete": True, "ignoreChanges": ["retentionTime"]},
        {"urn": "d", "id": "s1", "pendingReplacement": True},
        {"urn": "e", "id": "s1", "external": True},
        {"urn": "f", "id": "s2"},
        {"urn": "g"},
    )

    assert (True, False) == (stack.existed("b"), stack.existed("x"))
    assert [
        Holder("a", is_protected=True),
        Holder("b", is_replaced=True),
        Holder("c", is_retained=True, ignored=("retentionTime",)),
        Holder("d", is_replaced=True),
    ] == stack.holders("s1")


@pytest.mark.parametrize(
    ("provider", "elsewhere"),
    [
        ("pulumi:providers:northflank::default", ["b", "c"]),
        ("pulumi:providers:northflank", ["c"]),
        ("", []),
    ],
)
def test_providers(provider: str, elsewhere: list[str]) -> None:
    """A resource of another provider is elsewhere, as far as this process knows its own."""
    providers = "urn:pulumi:test::shop::pulumi:providers"
    resources = [
        {"urn": "a", "id": "s1", "provider": f"{providers}:northflank::default::4f"},
        {"urn": "b", "id": "s1", "provider": f"{providers}:northflank::default_1::4f"},
        {"urn": "c", "id": "s1", "provider": f"{providers}:pulumi-python::default::4f"},
        {"urn": "d", "id": "s1"},
    ]
    text = json.dumps({"deployment": {"resources": resources}})
    stack = StackState(lambda: text, provider)

    assert elsewhere == [one.urn for one in stack.holders("s1") if one.is_elsewhere]


@pytest.mark.parametrize("text", ["{}", '{"deployment": null}', '{"deployment": {}}'])
def test_a_stack_without_resources(text: str) -> None:
    """A stack that was never deployed has nothing."""
    assert [] == StackState(lambda: text).holders("s1")


def test_unread() -> None:
    """A state that cannot be read is asked for once, and the error is raised each time."""
    tries: list[str] = []

    def export() -> str:
        tries.append("export")
        raise StackExportError("No pulumi.")

    stack = StackState(export)
    for schedule_id in ("s1", "s2"):
        with pytest.raises(StackExportError, match=r"^No pulumi\.$"):
            stack.holders(schedule_id)

    assert (["export"], True) == (tries, stack.existed("a"))


@pytest.mark.parametrize("if_exists", ["adopt", "replace"])
def test_unknown_holder(if_exists: str, client: Client, api: Emulator) -> None:
    """Without the state, a schedule is neither taken over nor replaced: it may be our own."""
    old = api.add_schedule("shop", "orders", make_body())

    def unread(_: str) -> list[Holder]:
        raise StackExportError("No pulumi.")

    with pytest.raises(UnknownHolderError, match=r"may have it: No pulumi\. Once") as caught:
        _creator(client, Ownership(unread), if_exists).create(OWN)

    assert (old, ["POST", "GET"]) == (caught.value.schedule_id, methods(api))


@pytest.mark.parametrize("if_exists", ["adopt", "error", "replace"])
@pytest.mark.parametrize(
    ("holder", "declared", "days", "requests"),
    [
        pytest.param(Holder(OWN), [], 7, "POST GET DELETE POST", id="forced"),
        pytest.param(Holder(OWN), [], 9, "POST GET DELETE POST", id="forced-drift"),
        pytest.param(Holder(OTHER), [], 7, "POST GET", id="renamed"),
        pytest.param(Holder(OTHER, is_replaced=True), [], 9, "POST GET DELETE POST", id="replaced"),
        pytest.param(Holder(OTHER), [OTHER], 9, "POST GET DELETE POST", id="moved"),
    ],
)
def test_a_schedule_of_the_same_stack(
    holder: Holder,
    declared: list[str],
    days: int,
    requests: str,
    if_exists: str,
    client: Client,
    api: Emulator,
) -> None:
    """It makes room or is taken over, whatever if_exists says of other people's schedules."""
    old = api.add_schedule("shop", "orders", make_body(retentionTime=days))
    ownership = Ownership(lambda _: [holder])
    for urn in [OWN, *declared]:
        ownership.note_declared(urn, 1 + len(declared))
    creation = _creator(client, ownership, if_exists).create(OWN)

    taken_over = requests == "POST GET"
    assert requests.split() == methods(api)
    assert ("found" if taken_over else "created", taken_over) == (
        creation.how,
        creation.schedule_id == old,
    )
    assert taken_over != ownership.was_deleted(old)


@pytest.mark.parametrize(
    ("former", "old_slot", "how"),
    [
        ([OTHER], None, "created"),
        # Its parent was another one, so whether the engine knows it cannot be told.
        (["other"], None, "found"),
        ([], make_schedule().slot, "created"),
        # The engine knows no such resource.
        ([OTHER.replace("::other", "$acme:index:Team::other")], None, "found"),
        ([], None, "found"),
    ],
)
def test_an_alias_is_the_same_resource(
    former: list[str], old_slot: Slot | None, how: str, client: Client, api: Emulator
) -> None:
    """A schedule of the former name is made anew, unless the engine takes it for another one."""
    old = api.add_schedule("shop", "orders", make_body())
    ownership = Ownership(lambda _: [Holder(OTHER)])
    ownership.note_declared(OWN, 1, former)
    creation = _creator(client, ownership, "adopt").create(OWN, old_slot=old_slot)

    assert (how, how == "created") == (creation.how, ownership.was_deleted(old))


def test_a_former_name_gives_up_its_slot(client: Client, api: Emulator) -> None:
    """A resource that was renamed with an alias is declared, and moves to another slot."""
    api.add_schedule("shop", "orders", make_body(retentionTime=9))
    ownership = Ownership(lambda _: [Holder(OTHER)])
    ownership.note_declared(OWN, 2)
    ownership.note_declared(f"{URN}renamed", 2, ["other"])

    assert "created" == _creator(client, ownership, "adopt").create(OWN).how


def test_a_compared_schedule_gives_up_its_slot(client: Client, api: Emulator) -> None:
    """The same, for a door that is not told of aliases: the engine compares the schedule."""
    old = api.add_schedule("shop", "orders", make_body(retentionTime=9))
    ownership = Ownership(lambda _: [Holder(OTHER)])
    ownership.note_declared(OWN, None)
    ownership.note_compared(old)

    assert "created" == _creator(client, ownership, "adopt").create(OWN).how


def test_the_slot_of_a_removed_resource(client: Client, api: Emulator) -> None:
    """A resource that exists can move to the slot of one that is not declared any more."""
    api.add_schedule("shop", "orders", make_body(retentionTime=9))
    ownership = Ownership(lambda _: [Holder(OTHER)])
    ownership.note_declared(OWN, 1)

    creator = _creator(client, ownership, "adopt")
    assert "created" == creator.create(OWN, old_slot=WEEKLY).how


def test_the_equal_schedule_of_a_removed_resource(client: Client, api: Emulator) -> None:
    """It is taken over, and nothing is deleted that a warning would have to name."""
    old = api.add_schedule("shop", "orders", make_body())
    ownership = Ownership(lambda _: [Holder(OTHER, is_retained=True)])
    ownership.note_declared(OWN, 1)

    creation = _creator(client, ownership, "adopt").create(OWN, old_slot=WEEKLY)
    assert ("found", old, {}) == (creation.how, creation.schedule_id, creation.displaced)


def test_many_creates_that_wait(client: Client, api: Emulator) -> None:
    """They may keep the engine from naming the others, so they go on, and the schedule is named."""
    old = api.add_schedule("shop", "orders", make_body(retentionTime=9))
    ownership = Ownership(lambda _: [Holder(OTHER)])
    ownership.note_declared(OWN, None)

    with ownership.waits(), ownership.waits(), ownership.waits():
        creation = _creator(client, ownership, "adopt").create(OWN, old_slot=WEEKLY)

    assert ("created", {old: "other"}) == (creation.how, creation.displaced)


def test_the_slot_of_a_resource_that_may_stay(client: Client, api: Emulator) -> None:
    """If the engine does not name the other one, it may be no target of the update, and stays."""
    api.add_schedule("shop", "orders", make_body())
    ownership = Ownership(lambda _: [Holder(OTHER)])
    ownership.note_declared(OWN, 2)

    with pytest.raises(HeldScheduleError):
        _creator(client, ownership, "adopt").create(OWN, old_slot=WEEKLY)

    assert ["POST", "GET"] == methods(api)


@pytest.mark.parametrize(
    ("holder", "advice"),
    [
        (
            Holder(OTHER),
            f'If you renamed it to `nightly`, add "{OTHER}" to the resource option `aliases`',
        ),
        (
            Holder(OTHER, is_replaced=True, is_protected=True),
            "`other` is protected or retained on deletion",
        ),
        (Holder(OWN, is_retained=True), "`nightly` is protected or retained on deletion"),
        (Holder(OTHER, is_elsewhere=True, is_replaced=True), "Another provider manages `other`"),
    ],
)
def test_a_schedule_that_another_resource_keeps(
    holder: Holder, advice: str, client: Client, api: Emulator
) -> None:
    """It stays as it is, and the error names the resource and the way out."""
    old = api.add_schedule("shop", "orders", make_body(retentionTime=9))
    ownership = Ownership(lambda _: [holder])
    ownership.note_declared(OWN, 1)

    with pytest.raises(HeldScheduleError) as caught:
        _creator(client, ownership, "adopt").create(OWN)

    assert f"already exists: schedule {old} (retentionTime is 9" in str(caught.value)
    assert advice in str(caught.value)
    assert SLOT in str(caught.value).lower()
    assert ["POST", "GET"] == methods(api)


@pytest.mark.parametrize("if_exists", ["adopt", "replace"])
def test_a_resource_of_another_provider(if_exists: str, client: Client, api: Emulator) -> None:
    """Even an equal schedule is not taken over: the other provider would delete it."""
    api.add_schedule("shop", "orders", make_body())
    ownership = Ownership(lambda _: [Holder(OTHER, is_elsewhere=True)])

    with pytest.raises(HeldScheduleError):
        _creator(client, ownership, if_exists).create(OWN)

    assert ["POST", "GET"] == methods(api)


def test_replace(client: Client, api: Emulator) -> None:
    """if_exists="replace" deletes a schedule that was to be retained, but no protected one."""
    api.add_schedule("shop", "orders", make_body(retentionTime=9))
    protected = Ownership(lambda _: [Holder(OWN, is_protected=True)])
    retained = Ownership(lambda _: [Holder(OWN, is_retained=True)])

    with pytest.raises(HeldScheduleError):
        _creator(client, protected, "replace").create(OWN)
    assert "created" == _creator(client, retained, "replace").create(OWN).how


@pytest.mark.parametrize(("keeps_ignored", "retention"), [(True, 9), (False, 7)])
def test_ignored(keeps_ignored: bool, retention: int, client: Client, api: Emulator) -> None:
    """A forced replacement keeps the ignored settings, for a door that does not know them."""
    api.add_schedule("shop", "orders", make_body(retentionTime=9))
    ownership = Ownership(lambda _: [Holder(OWN, ignored=("retentionTime",))])

    creator = _creator(client, ownership, "adopt")
    creation = creator.create(OWN, keeps_ignored=keeps_ignored)

    (made,) = api.schedules("shop", "orders")
    assert retention == made["retentionTime"]
    assert keeps_ignored == (creation.kept is not None)


def test_waits_for_the_engine_to_name_the_other(client: Client, api: Emulator) -> None:
    """A resource that the engine has not named yet may move to another slot in this update."""
    api.add_schedule("shop", "orders", make_body(retentionTime=9))
    ownership = Ownership(lambda _: [Holder(OTHER)])
    ownership.note_declared(OWN, 2)
    waited: list[float] = []

    def sleep(seconds: float) -> None:
        waited.append(seconds)
        if len(waited) == 3:
            ownership.note_declared(OTHER, 2)

    _creator(client, ownership, "adopt", sleep).create(OWN)

    assert (3, ["DELETE", "POST"]) == (len(waited), methods(api)[-2:])


def test_does_not_wait_for_ever(client: Client, api: Emulator) -> None:
    """If the other resource waits for this one, the error comes within seconds."""
    api.add_schedule("shop", "orders", make_body(retentionTime=9))
    ownership = Ownership(lambda _: [Holder(OTHER)])
    ownership.note_declared(OWN, 2)
    waited: list[float] = []

    with pytest.raises(HeldScheduleError):
        _creator(client, ownership, "adopt", waited.append).create(OWN)

    assert 5 == pytest.approx(sum(waited), abs=0.3)


def _creator(
    client: Client,
    ownership: Ownership,
    if_exists: str,
    sleep: Callable[[float], None] = lambda _: None,
) -> Creator:
    lag = ListLag(lambda: 0.0, lambda *_: None, sleep)
    return Creator(client, make_schedule(ifExists=if_exists), ownership, lag, sleep)
