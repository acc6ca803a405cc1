from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from pulumi.output import Unknown

from pulumi_northflank.address import Address
from pulumi_northflank.naming import CAMEL_CASE, camel_case, snake_case
from pulumi_northflank.slots import Claims, Slot, name_of, same_slot, slot_of
from pulumi_northflank.validation import schema

MakeInputs = Callable[..., dict[str, Any]]

SLOT = Slot(None, "shop", "orders", "daily", "snapshot")
URN = "urn:pulumi:dev::p::pulumi-python:dynamic/northflank:AddonBackupSchedule::"


@pytest.mark.parametrize(
    ("address", "project", "schedules", "text"),
    [
        pytest.param(
            Address("shop", "orders"),
            "/v1/projects/shop",
            "/v1/projects/shop/addons/orders/backup-schedules",
            "addon orders in project shop",
            id="plain",
        ),
        pytest.param(
            Address("shop", "orders", "acme"),
            "/v1/teams/acme/projects/shop",
            "/v1/teams/acme/projects/shop/addons/orders/backup-schedules",
            "addon orders in project shop of team acme",
            id="team",
        ),
        pytest.param(
            Address("a/b", "c?d", "e#f"),
            "/v1/teams/e%23f/projects/a%2Fb",
            "/v1/teams/e%23f/projects/a%2Fb/addons/c%3Fd/backup-schedules",
            "addon c?d in project a/b of team e#f",
            id="encoded",
        ),
    ],
)
def test_address(address: Address, project: str, schedules: str, text: str) -> None:
    """An address makes the documented paths, each ID in its place."""
    assert (project, schedules, f"{schedules}/s%2F1", text) == (
        address.project.path,
        address.schedules_path,
        address.schedule_path("s/1"),
        str(address),
    )


def test_address_of(schedule: MakeInputs) -> None:
    """Inputs have an address, with a team or without."""
    assert [Address("shop", "orders"), Address("shop", "orders", "acme")] == [
        slot_of(schedule()).address,
        slot_of(schedule(teamId="acme")).address,
    ]


def test_slot(schedule: MakeInputs) -> None:
    """Inputs ask for one place, which knows its addon."""
    slot = slot_of(schedule(teamId="acme"))

    assert (
        SLOT._replace(team_id="acme"),
        Address("shop", "orders", "acme"),
        "the daily snapshot of addon orders in project shop of team acme",
    ) == (slot, slot.address, str(slot))


@pytest.mark.parametrize(
    ("changes", "known"),
    [
        pytest.param({}, True, id="all"),
        pytest.param({"teamId": "acme"}, True, id="team"),
        pytest.param({"teamId": Unknown()}, False, id="unknown-team"),
        pytest.param({"teamId": 7}, False, id="no-team"),
        pytest.param({"projectId": Unknown()}, False, id="project"),
        pytest.param({"addonId": None}, False, id="addon"),
        pytest.param({"addonId": ["orders"]}, False, id="addons"),
        pytest.param({"backupType": Unknown()}, False, id="type"),
        pytest.param({"scheduling": Unknown()}, False, id="scheduling"),
        pytest.param({"scheduling": {"interval": Unknown()}}, False, id="interval"),
        pytest.param({"scheduling": {}}, False, id="no-interval"),
        pytest.param({"scheduling": None}, False, id="no-scheduling"),
        pytest.param({"scheduling": []}, False, id="a-list"),
    ],
)
def test_known_slot(schedule: MakeInputs, changes: dict[str, Any], known: bool) -> None:
    """A place is known when all of it is."""
    assert known is slot_of(schedule() | changes).is_known


@pytest.mark.parametrize(
    ("changes", "same"),
    [
        pytest.param({"retentionTime": 9}, True, id="retention"),
        pytest.param({"teamId": "acme"}, False, id="team"),
        pytest.param({"projectId": "mall"}, False, id="project"),
        pytest.param({"addonId": "carts"}, False, id="addon"),
        pytest.param({"backupType": "dump"}, False, id="type"),
        pytest.param({"scheduling": {"interval": "weekly"}}, False, id="interval"),
        pytest.param({"scheduling": Unknown()}, False, id="unknown"),
    ],
)
def test_same_slot(schedule: MakeInputs, changes: dict[str, Any], same: bool) -> None:
    """Team, project, addon, interval and type make the place."""
    assert same is same_slot(schedule(), schedule() | changes)


def test_unknown_is_not_the_same(schedule: MakeInputs) -> None:
    """What is not known yet is surely the same as nothing, itself included."""
    inputs = schedule() | {"addonId": Unknown()}

    assert not same_slot(inputs, inputs)


def test_claim() -> None:
    """The first resource that declares a place has it; the second is at fault, by both names."""
    claims = Claims()
    first = claims.claim(SLOT, f"{URN}nightly")
    second = claims.claim(SLOT, f"{URN}backup")

    assert first is None
    assert (
        "`backup` and `nightly` both declare the daily snapshot of addon orders in project shop, "
        "and an addon can have one backup schedule of each interval and backup type; keep one of "
        "the two"
    ) == str(second)
    assert f"{URN}nightly" == claims.owner(SLOT)


def test_claim_twice() -> None:
    """A resource may claim its place again."""
    claims = Claims()

    assert [None, None] == [claims.claim(SLOT, f"{URN}nightly") for _ in range(2)]


def test_claim_of_other_places() -> None:
    """Different places may have different owners."""
    claims = Claims()
    slots = [
        SLOT,
        SLOT._replace(team_id="acme"),
        SLOT._replace(project_id="mall"),
        SLOT._replace(addon_id="carts"),
        SLOT._replace(interval="weekly"),
        SLOT._replace(backup_type="dump"),
    ]

    assert [None] * 6 == [claims.claim(slot, f"{URN}{at}") for at, slot in enumerate(slots)]
    assert [f"{URN}{at}" for at in range(6)] == [claims.owner(slot) for slot in slots]


def test_claim_of_an_unknown_place() -> None:
    """A place that is not known yet is nobody's."""
    claims = Claims()
    slot = SLOT._replace(addon_id=Unknown())

    assert [None, None, None] == [
        claims.claim(slot, f"{URN}nightly"),
        claims.claim(slot, f"{URN}backup"),
        claims.owner(slot),
    ]


@pytest.mark.parametrize(
    ("urn", "name"),
    [(f"{URN}nightly", "nightly"), ("0::nightly", "nightly"), ("nightly", "nightly")],
)
def test_name_of(urn: str, name: str) -> None:
    """The name is the last part of the URN."""
    assert name == name_of(urn)


@pytest.mark.parametrize(("snake", "camel"), CAMEL_CASE.items())
def test_naming(snake: str, camel: str) -> None:
    """The two spellings lead to each other and stay when they are right already."""
    assert (camel, camel) == (camel_case(snake), camel_case(camel))
    assert (snake, snake) == (snake_case(camel), snake_case(snake))


def test_naming_of_others() -> None:
    """A name that is none of ours stays."""
    assert ("some_name", "someName") == (camel_case("some_name"), snake_case("someName"))


def test_naming_is_complete() -> None:
    """Every property of the schema with a capital has its Python spelling."""
    scheduling = schema()["$defs"]["scheduling"]["properties"]
    places = schema()["properties"]["additionalDestinations"]["items"]["properties"]
    names = {*schema()["properties"], *scheduling, *places}

    assert {name for name in names if not name.islower()} == set(CAMEL_CASE.values())
