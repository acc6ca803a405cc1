"""The slot of a schedule, and which resource claims it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from pulumi.output import Unknown
from tests.unit.conftest import URN
from tests.unit.schedules import make_inputs

from pulumi_northflank.schedule import Address, Slot
from pulumi_northflank.schedule.slot import Claims, name_of

SLOT = Slot(None, "shop", "orders", "daily", "snapshot")


@pytest.mark.parametrize(
    ("team", "text"),
    [
        (None, "the daily snapshot of addon orders in project shop"),
        ("acme", "the daily snapshot of addon orders in project shop of team acme"),
    ],
)
def test_slot(team: str | None, text: str) -> None:
    """A schedule's properties name its slot."""
    slot = Slot.of(make_inputs(teamId=team))

    assert (replace(SLOT, team_id=team), Address("shop", "orders", team), text) == (
        slot,
        slot.address,
        str(slot),
    )


@pytest.mark.parametrize(
    ("changes", "known"),
    [
        pytest.param({}, True, id="all"),
        pytest.param({"teamId": "acme"}, True, id="team"),
        pytest.param({"teamId": Unknown()}, False, id="unknown-team"),
        pytest.param({"teamId": 7}, False, id="wrong-team"),
        pytest.param({"projectId": Unknown()}, False, id="project"),
        pytest.param({"addonId": None}, False, id="no-addon"),
        pytest.param({"addonId": ["orders"]}, False, id="list"),
        pytest.param({"backupType": Unknown()}, False, id="type"),
        pytest.param({"scheduling": Unknown()}, False, id="scheduling"),
        pytest.param({"scheduling": {"interval": Unknown()}}, False, id="interval"),
        pytest.param({"scheduling": {}}, False, id="no-interval"),
        pytest.param({"scheduling": None}, False, id="no-scheduling"),
        pytest.param({"scheduling": []}, False, id="list-of-times"),
    ],
)
def test_is_known(changes: dict[str, Any], known: bool) -> None:
    """A slot is known if all its parts are known."""
    assert known is Slot.of(make_inputs() | changes).is_known


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
def test_same_slot(changes: dict[str, Any], same: bool) -> None:
    """Team, project, addon, interval and type make the slot."""
    assert same is (Slot.of(make_inputs()) == Slot.of(make_inputs() | changes))


def test_claim() -> None:
    """The first resource that claims a slot owns it; the second gets a problem with both names."""
    claims = Claims()
    first, again = (claims.claim(SLOT, f"{URN}nightly") for _ in range(2))
    second = claims.claim(SLOT, f"{URN}backup")

    assert (None, None) == (first, again)
    assert (
        "`backup` and `nightly` both declare the daily snapshot of addon orders in project shop, "
        "but an addon can have only one backup schedule of each interval and backup type. Keep one "
        "of the two"
    ) == str(second)
    assert f"{URN}nightly" == claims.owner(SLOT)


def test_claims_of_other_slots() -> None:
    """Different slots can have different owners."""
    claims = Claims()
    slots = [
        SLOT,
        replace(SLOT, team_id="acme"),
        replace(SLOT, project_id="mall"),
        replace(SLOT, addon_id="carts"),
        replace(SLOT, interval="weekly"),
        replace(SLOT, backup_type="dump"),
    ]

    assert [None] * 6 == [claims.claim(slot, f"{URN}{at}") for at, slot in enumerate(slots)]
    assert [f"{URN}{at}" for at in range(6)] == [claims.owner(slot) for slot in slots]


def test_claim_of_an_unknown_slot() -> None:
    """A slot that is not known yet has no owner."""
    claims = Claims()
    slot = replace(SLOT, addon_id=Unknown())  # type: ignore[arg-type]  # not known yet

    assert [None, None, None] == [
        claims.claim(slot, f"{URN}nightly"),
        claims.claim(slot, f"{URN}backup"),
        claims.owner(slot),
    ]


@pytest.mark.parametrize("urn", [f"{URN}nightly", "0::nightly", "nightly"])
def test_name_of(urn: str) -> None:
    """The name is the last part of the URN."""
    assert "nightly" == name_of(urn)
