"""Looks for a history that ends wrong, and shortens it."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from .machine import Histories, Step
from .world import World

STEPS_OF_A_HISTORY = 50


class WrongHistoryError(AssertionError):
    """A history after which something is wrong: its steps, one a line."""

    def __init__(self, history: Sequence[Step], error: AssertionError) -> None:
        self.history = list(history)
        self.error = error
        steps = [f"    {name}(**{arguments})" for name, arguments in history]
        super().__init__("\n".join([f"after {len(steps)} steps: {error}", *steps]))


def search(world: World, histories: int, number: int | None = None) -> int:
    """Try so many histories and give the number of steps in them.

    Args:
        world: Where they happen.
        histories: How many.
        number: The seed of the random numbers; None for the same histories each time.

    Raises:
        WrongHistoryError: One of them ends wrong; it is made short.
    """

    class Machine(Histories):
        """Counts its own steps."""

    Machine.world, Machine.steps = world, 0
    if number is not None:
        Machine._hypothesis_internal_use_seed = number
    try:
        run_state_machine_as_test(
            Machine,
            settings=settings(
                max_examples=histories,
                stateful_step_count=STEPS_OF_A_HISTORY,
                derandomize=number is None,
                database=None,
                deadline=None,
                # Hypothesis takes minutes to shorten a history of this kind.
                phases=[Phase.generate],
                suppress_health_check=list(HealthCheck),
            ),
        )
    except AssertionError as error:
        raise shortest(Machine.history, Machine.replay, error) from None
    return Machine.steps


def shortest(
    history: Sequence[Step],
    replay: Callable[[Sequence[Step]], AssertionError | None],
    error: AssertionError,
) -> WrongHistoryError:
    """Leave out steps as long as something is still wrong."""
    steps, size = list(history), len(history) // 2
    while size:
        start = 0
        left_out = False
        while start < len(steps):
            fewer = steps[:start] + steps[start + size :]
            wrong = replay(fewer)
            if wrong is None:
                start += size
            else:
                steps, error, left_out = fewer, wrong, True
        if not left_out:
            size //= 2
    return WrongHistoryError(steps, error)
