"""Histories that nobody wrote: CONTRIBUTING tells how to try more of them."""

from __future__ import annotations

from tests.histories.search import search
from tests.histories.world import World

HISTORIES = 820
STEPS = 20_000


def test_every_history_ends_exact() -> None:
    """Whatever happened, one more undisturbed update makes program, state and server agree."""
    world = World()

    assert STEPS <= search(world, HISTORIES)
    world.api.stop()
