"""Deployments of the emulator, and what they tell the user."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from tests.unit.conftest import TOKEN, URN

from pulumi_northflank.emulator import Emulator
from pulumi_northflank.lifecycle.deployment import Deployment, Resource
from pulumi_northflank.schedule import Schedule

Deploy = Callable[..., Deployment]
Said = list[tuple[str, str, str | None]]


@pytest.fixture
def said() -> Said:
    """List what deployments told the user: severity, text and URN."""
    return []


@pytest.fixture
def deploy(
    api: Emulator, said: Said, sleep: Callable[[float], None], now: Callable[[], float]
) -> Iterator[Deploy]:
    """Make deployments to the emulator; `teamId="acme"` sets northflank:teamId."""
    made: list[Deployment] = []

    def make(**config: str) -> Deployment:
        defaults = {"apiToken": TOKEN, "baseUrl": api.url, "maxWait": "0", "listLag": "0"}
        raw = {f"northflank:{name}": value for name, value in (defaults | config).items()}
        made.append(
            Deployment(
                raw.get,
                lambda severity, text, urn=None: said.append((severity, text, urn)),
                sleep,
                now,
            )
        )
        return made[-1]

    yield make

    for one in made:
        one.close()


def problems_of(deployment: Deployment, schedule: Schedule, name: str = "nightly") -> list[str]:
    """What the check of a new schedule reports."""
    checked = deployment.check(schedule, Resource(f"{URN}{name}", preview=True), None)
    return [str(problem) for problem in checked.problems]
