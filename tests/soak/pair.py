"""The history of a pair of stacks, by random numbers."""

from __future__ import annotations

import inspect
import random
from collections.abc import Callable
from typing import Any

from tests.histories.engine import Command
from tests.histories.machine import Histories
from tests.histories.network import FAULTS
from tests.histories.programs import SLOTS, Declared
from tests.histories.world import LONGEST_LAG
from tests.soak.world import ANY_MOMENT, FleetWorld

COMMANDS_OF_A_VISIT = 5
LATEST_MOMENT = 3.0
EDITS = (
    *("declare", "declare", "declare", "edit", "edit", "edit", "relocate", "exchange"),
    *("undeclare", "rename", "take_back", "ignore_retention", "move_to_the_other_stack"),
    *("create_by_hand", "edit_by_hand", "delete_by_hand", "lag", "wait"),
)
RUNS = (*["run"] * 8, "run_both", "replace")
HELD = (*FAULTS, "engine SIGINT", "engine SIGTERM", "provider SIGKILL")
SIGNALS = ("engine SIGKILL", "engine SIGINT", "engine SIGTERM", "provider SIGKILL")


def some_program(chance: random.Random) -> list[Declared]:
    """What a program declares at first."""
    slots = chance.sample(SLOTS, 3)
    return [Declared(slot, DRAWS["retention"](chance)) for slot in slots]


class Pair(Histories):
    """What people do with two stacks, and to them."""

    world: FleetWorld

    def visit(self, chance: random.Random) -> None:
        """Edit and run some commands, and make both stacks exact."""
        for _ in range(COMMANDS_OF_A_VISIT):
            stack = chance.randrange(2)
            for names in (EDITS, EDITS, RUNS):
                self._go(chance.choice(names), stack, chance)
        self.settle_both()

    def settle_both(self) -> None:
        """One undisturbed `up` makes each stack exact, and the next one changes nothing."""
        self.world.note("settle both")
        self.world.lag(0, 0)
        self.teardown()
        self.world.forget_requests()
        self.history.clear()

    def _go(self, name: str, stack: int, chance: random.Random) -> None:
        step = getattr(self, name)
        drawn = {one: DRAWS[one](chance) for one in inspect.signature(step).parameters}
        if "stack" in drawn:
            drawn["stack"] = stack
        self.world.note(f"{name}(**{drawn})")
        self.world.counts[f"step {name}"] += 1
        step(**drawn)


def _command(chance: random.Random) -> Command:
    kind = chance.choice(["up"] * 8 + ["refresh", "destroy"])
    return Command(kind, refresh=chance.random() < 0.3)


def _faults(chance: random.Random) -> dict[int, str]:
    # Most commands make one to three requests.
    numbers = [chance.choice([0, 0, 1, 2]) for _ in range(chance.choice([0, 1, 1, 1, 2]))]
    drawn = {number: chance.choice(HELD) for number in numbers}
    if chance.random() < 0.2:
        drawn[ANY_MOMENT] = f"{chance.choice(SIGNALS)} {chance.uniform(0.2, LATEST_MOMENT):.2f}"
    return drawn


DRAWS: dict[str, Callable[[random.Random], Any]] = {
    "stack": lambda _: 0,
    "pick": lambda chance: chance.randrange(12),
    "retention": lambda chance: chance.choice([3, 5, 7]),
    "compression": lambda chance: chance.choice([None, "gz", "zstd"]),
    "if_exists": lambda chance: chance.choice(["adopt", "adopt", "adopt", "error", "replace"]),
    "alias": lambda chance: chance.random() < 0.5,
    "list_lag": lambda chance: chance.choice([0, 1, LONGEST_LAG]),
    "delete_lag": lambda chance: chance.choice([0, 1, LONGEST_LAG]),
    "command": _command,
    "faults": _faults,
    "one": _command,
    "two": _command,
    # Nobody can tell the requests of two commands apart, and they take turns as they like.
    "faults_of_one": lambda _: {},
    "faults_of_two": lambda _: {},
    "turns": lambda _: [],
}
