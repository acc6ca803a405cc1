"""The part `stacks`: whole lives of a stack, beside the least that the work can take."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any

from benchmarks.cases import Case, Plan
from benchmarks.life import MOST_CHANGED, live, measured
from benchmarks.stack import Shape, new_stack

NAME = "stacks"
CONTESTANTS = ("provider", "floor", "nothing")


def cases(plan: Plan) -> Iterator[Case]:
    """Each number of schedules at each latency, and a refresh in another order."""
    for latency in plan.latencies_or(0, 50):
        for count in plan.counts_or(60, 240, 960):
            yield Case(
                NAME,
                {"schedules": count, "latency": latency, "order": "addons"},
                CONTESTANTS,
                partial(_life, Shape(count), latency),
                seconds=_life_seconds(count, latency),
            )
    for count in plan.counts or (240,):
        latency = plan.latencies_or(50)[-1]
        yield Case(
            NAME,
            {"schedules": count, "latency": latency, "order": "kinds"},
            ("provider", "floor"),
            partial(_refresh, Shape(count, "kinds"), latency),
            seconds=_life_seconds(count, latency) / 3,
        )


def _life(shape: Shape, latency: int, contestant: str) -> dict[str, Any]:
    return live(contestant, shape, latency)


def _refresh(shape: Shape, latency: int, contestant: str) -> dict[str, Any]:
    with new_stack(contestant, shape, latency) as stack:
        figures = measured(stack, ("up", "refresh"))
    return {name: {"refresh": figures[name]["refresh"]} for name in figures}


def _life_seconds(count: int, latency: int) -> float:
    # Tried on two cores: most is the engine's, which writes the whole state at each step.
    of_change = count**2 * 7e-5 if count <= MOST_CHANGED else 0
    return 8 + count * (0.025 + latency * 1.1e-3) + count**2 * 6e-5 + of_change
