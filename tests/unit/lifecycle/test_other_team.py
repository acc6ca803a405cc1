"""What is said if the environment names another team than the state."""

from __future__ import annotations

import pytest
from pulumi.output import UNKNOWN
from tests.unit.conftest import URN
from tests.unit.lifecycle.conftest import Deploy, Said
from tests.unit.schedules import make_inputs, make_schedule

from pulumi_northflank.lifecycle.deployment import Resource
from pulumi_northflank.schedule import Schedule, Slot

UNKNOWN_SLOT = Schedule.of(make_inputs() | {"addonId": UNKNOWN}).slot
ACME, OTHER = make_schedule(teamId="acme").slot, make_schedule(teamId="other").slot
SECRET_ACME = Slot.of(make_inputs() | {"teamId": "acme"}, frozenset({"teamId"}))
TO_ACME = "To use one team everywhere, set it with `pulumi config set northflank:teamId acme`."


@pytest.mark.parametrize(
    ("environment", "old_slot", "is_here", "is_stored", "way_out"),
    [
        pytest.param("", ACME, "not set", "team acme", TO_ACME, id="not-set"),
        pytest.param("other", ACME, "other", "team acme", TO_ACME, id="other"),
        pytest.param(
            "other",
            SECRET_ACME,
            "other",
            "team [secret]",
            TO_ACME.replace("acme", "TEAM"),
            id="secret",
        ),
        pytest.param(
            "other",
            make_schedule().slot,
            "other",
            "no team",
            "To keep them, unset NORTHFLANK_TEAM_ID.",
            id="no-team-before",
        ),
    ],
)
def test_another_team(
    deploy: Deploy,
    said: Said,
    monkeypatch: pytest.MonkeyPatch,
    environment: str,
    old_slot: Slot,
    is_here: str,
    is_stored: str,
    way_out: str,
) -> None:
    """If the environment's team is not that of the state, one warning says so for all schedules."""
    monkeypatch.setenv("NORTHFLANK_TEAM_ID", environment)
    deployment = deploy()
    for interval in ("daily", "weekly"):
        schedule = make_schedule(interval)
        deployment.check(schedule, Resource(f"{URN}{interval}", preview=True), old_slot)

    text = (
        f"NORTHFLANK_TEAM_ID is {is_here} here, but schedules in the state belong to {is_stored}, "
        f"so Pulumi replaces them. {way_out}"
    )
    assert [("warning", text, None)] == said


@pytest.mark.parametrize(
    ("configured", "declared", "old_slot"),
    [
        pytest.param("", None, None, id="new"),
        pytest.param("", None, OTHER, id="same"),
        pytest.param("", "acme", OTHER, id="declared"),
        pytest.param("acme", None, OTHER, id="configured"),
        pytest.param("", None, UNKNOWN_SLOT, id="unknown"),
    ],
)
def test_no_other_team(
    deploy: Deploy,
    said: Said,
    monkeypatch: pytest.MonkeyPatch,
    configured: str,
    declared: str | None,
    old_slot: Slot | None,
) -> None:
    """A team that is the same, or that program or configuration name, needs no warning."""
    monkeypatch.setenv("NORTHFLANK_TEAM_ID", "other")
    schedule = make_schedule(teamId=declared)
    deploy(teamId=configured).check(schedule, Resource(f"{URN}nightly", preview=True), old_slot)

    assert [] == said
