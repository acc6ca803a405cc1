"""The cases of each part of the benchmark."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from benchmarks import fleet, ways
from benchmarks.stacks import LIFE, live

# In larger stacks, replacing all schedules takes the engine alone many minutes.
MOST_CHANGED = 500


@dataclass(frozen=True)
class Case:
    """What is measured in rounds, each contestant once a round.

    Attributes:
        settings: Distinguish the case from the others of its part.
        measure: Gives the seconds of each operation of a contestant.
    """

    part: str
    settings: dict[str, Any]
    contestants: Sequence[str]
    measure: Callable[[str], dict[str, float]]
    rounds: int = 5

    def __str__(self) -> str:
        return ", ".join([self.part, *(f"{name} {value}" for name, value in self.settings.items())])

    def round(self, number: int) -> dict[str, dict[str, float]]:
        """Measure one round; each begins with another contestant."""
        first = number % len(self.contestants)
        order = (*self.contestants[first:], *self.contestants[:first])
        return {each: self.measure(each) for each in order}


def stacks(count: int | None, latencies: Sequence[int]) -> Iterator[Case]:
    """The life of a stack, beside the floor and nothing; and a refresh in another order."""
    shapes = [(each, at, "addons") for at in latencies for each in sizes(count, 60, 240, 960)]
    for schedules, latency, order in [*shapes, (count or 240, latencies[-1], "kinds")]:
        settings: dict[str, Any] = {"count": schedules, "latency": latency, "order": order}
        operations = [each for each in LIFE if each != "change" or schedules <= MOST_CHANGED]
        if order == "kinds":
            operations = ["up", "refresh"]
        measure = partial(live, operations=operations, **settings)
        yield Case("stacks", settings, ("provider", "package", "floor", "nothing"), measure)


def clients(count: int | None, latencies: Sequence[int]) -> Iterator[Case]:
    """The same calls by Northflank's own clients."""
    for schedules in sizes(count, 60, 240):
        settings: dict[str, Any] = {"count": schedules, "latency": latencies[-1]}
        yield Case("clients", settings, ways.CONTESTANTS, partial(ways.measure, **settings))


def growth(count: int | None, _latencies: Sequence[int]) -> Iterator[Case]:
    """One stack that grows, beside a fleet of stacks."""
    for schedules in sizes(count, 200, 500, 1000, 2000):
        settings: dict[str, Any] = {"count": schedules}
        contestants = ("provider", "nothing", "fleet")
        yield Case("growth", settings, contestants, partial(_grown, **settings), rounds=3)


def sizes(count: int | None, *usual: int) -> Sequence[int]:
    """The number of schedules that was asked for, or the usual ones."""
    return (count,) if count else usual


def _grown(contestant: str, count: int) -> dict[str, float]:
    if contestant == "fleet":
        return fleet.measure(count)
    return live(contestant, count, ["preview and up"])


PARTS = {"stacks": stacks, "clients": clients, "growth": growth}
