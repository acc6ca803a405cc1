"""The minute that is drawn from a name never changes and is evenly distributed."""

from __future__ import annotations

import itertools
import subprocess
import sys
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.unit.generated import few, numbers

from pulumi_northflank.plan.spread import minutes_for, moved
from pulumi_northflank.review.week import MINUTES_AN_HOUR

SERVICES = [
    "orders",
    "carts",
    "users",
    "billing",
    "search",
    "mail",
    "audit",
    "stock",
    "chat",
    "cms",
]
STAGES = ["prod", "staging", "dev", "qa", "demo"]
KINDS = ["postgres", "mysql", "mongo", "redis", "minio"]
MOST_UNEVEN = 98.3
"""Chi-square exceeds this once in 1000 times if all 60 minutes are equally likely."""


@pytest.mark.parametrize(
    ("seed", "minutes"),
    [
        ("shop/orders", 14),
        ("orders", 28),
        ("shop/carts", 21),
        ("acme/postgres-1", 31),
        ("größe", 39),
        (" orders", 16),
        ("Orders", 52),
        ("\ud800", 12),
    ],
)
def test_minutes_never_change(seed: str, minutes: int) -> None:
    """Other minutes in a later version would replace users' schedules."""
    assert minutes == minutes_for(seed)


def test_every_process_draws_the_same() -> None:
    """The minutes do not depend on the process, as Python's own hash does."""
    code = (
        "from pulumi_northflank.plan.spread import minutes_for; print(minutes_for('shop/orders'))"
    )
    printed = subprocess.run(
        [sys.executable, "-c", code], env={"PYTHONHASHSEED": "7"}, capture_output=True, check=True
    )

    assert "14" == printed.stdout.decode().strip()


@pytest.mark.parametrize(
    "names",
    [
        pytest.param([f"shop/db-{number:03}" for number in range(500)], id="numbered"),
        pytest.param([f"customer-{number}/postgres" for number in range(500)], id="projects"),
        pytest.param(
            [
                f"{stage}-{number}/{service}-{kind}"
                for stage, service, kind, number in itertools.product(
                    STAGES, SERVICES, KINDS, range(2)
                )
            ],
            id="named",
        ),
    ],
)
def test_fleet(names: list[str]) -> None:
    """500 databases are spread over the hour as evenly as chance allows."""
    counts = Counter(minutes_for(name) for name in names)
    even = len(names) / MINUTES_AN_HOUR
    uneven = sum((counts[minute] - even) ** 2 / even for minute in range(MINUTES_AN_HOUR))

    assert uneven < MOST_UNEVEN
    assert max(counts.values()) <= 20
    assert set(counts) == set(range(MINUTES_AN_HOUR))


@pytest.mark.parametrize(
    ("minutes", "by", "there"),
    [
        pytest.param([0], 0, [0], id="not-at-all"),
        pytest.param([0], 59, [59], id="to-the-end"),
        pytest.param([30], 45, [15], id="around"),
        pytest.param([0, 30], 45, [15, 45], id="in-order"),
        pytest.param([0, 15, 30, 45], 15, [0, 15, 30, 45], id="onto-themselves"),
    ],
)
def test_moved(minutes: list[int], by: int, there: list[int]) -> None:
    """Minutes move around the clock's face and never leave their hour."""
    assert there == moved(minutes, by)


@few
@given(st.integers(0, 59), numbers(0, 59, most=6))
def test_distances_are_kept(by: int, minutes: list[int]) -> None:
    """However far minutes move, none is lost and the distances between them stay the same."""

    def distances(some: list[int]) -> Counter[int]:
        return Counter((one - other) % 60 for one, other in itertools.permutations(some, 2))

    there = moved(minutes, by)

    assert distances(minutes) == distances(there)
    assert all(0 <= minute <= 59 for minute in there)
