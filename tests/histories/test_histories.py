"""Histories that nobody wrote: CONTRIBUTING tells how to try more of them."""

from __future__ import annotations

import pytest
from tests.histories.search import search
from tests.histories.world import World

HISTORIES = 720
STEPS = 20_000


@pytest.mark.no_cover  # it would take twice as long, and other tests measure the same code
def test_every_history_ends_exact() -> None:
    """Whatever happened, one more undisturbed update makes program, state and server agree."""
    world = World()

    assert STEPS <= search(world, HISTORIES)
    world.api.stop()
