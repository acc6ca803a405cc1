"""Paths and names of projects and addons."""

from __future__ import annotations

import pytest

from pulumi_northflank.schedule import Address, Project


@pytest.mark.parametrize(
    ("address", "project_path", "addon", "text", "key"),
    [
        pytest.param(
            Address("shop", "orders"),
            "/v1/projects/shop",
            "orders",
            "addon orders in project shop",
            "shop/orders",
            id="plain",
        ),
        pytest.param(
            Address("shop", "orders", "acme"),
            "/v1/teams/acme/projects/shop",
            "orders",
            "addon orders in project shop of team acme",
            "acme/shop/orders",
            id="team",
        ),
        pytest.param(
            Address("a/b", "c?d", "e#f"),
            "/v1/teams/e%23f/projects/a%2Fb",
            "c%3Fd",
            "addon c?d in project a/b of team e#f",
            "e#f/a/b/c?d",
            id="encoded",
        ),
    ],
)
def test_address(address: Address, project_path: str, addon: str, text: str, key: str) -> None:
    """An address makes the documented paths, with every ID encoded."""
    schedules = f"{project_path}/addons/{addon}/backup-schedules"

    assert (project_path, f"{project_path}/addons", schedules, f"{schedules}/s%2F1") == (
        address.project.path,
        address.project.addons_path,
        address.schedules_path,
        address.schedule_path("s/1"),
    )
    assert (text, key) == (str(address), address.key)
    assert address == address.project.addon(address.addon_id)


@pytest.mark.parametrize(
    ("address", "values"),
    [
        (Address("shop", "orders"), {"projectId": "shop", "addonId": "orders"}),
        (
            Address("shop", "orders", "acme"),
            {"projectId": "shop", "addonId": "orders", "teamId": "acme"},
        ),
    ],
)
def test_values(address: Address, values: dict[str, str]) -> None:
    """The IDs have the names of a schedule's properties."""
    assert values == address.values


def test_project() -> None:
    """A message names the project's team, if there is one."""
    assert ["project shop", "project shop of team acme"] == [
        str(Project("shop")),
        str(Project("shop", "acme")),
    ]
