"""The whole life of a contestant's stack, each command timed and what it leaves looked at."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Any

from benchmarks.errors import BenchmarkError
from benchmarks.programs.schedules import CHANGED_RETENTION, RETENTION, addon_count, schedules
from benchmarks.stack import OPERATIONS, Operation, Shape, Stack, new_stack

Figures = dict[str, Any]

MOST_CHANGED = 500


def expected_requests(operation: str, count: int) -> dict[str, int]:
    """The fewest requests that an operation can do with: one list holds an addon's schedules."""
    return {
        "preview": {},
        "up": {"POST": count},
        "unchanged": {},
        "refresh": {"GET": addon_count(count)},
        "change": {"DELETE": count, "POST": count},
        "destroy": {"DELETE": count},
    }[operation]


def live(contestant: str, shape: Shape, latency: int) -> Figures:
    """Run a life: seconds and requests of each operation."""
    with new_stack(contestant, shape, latency) as stack:
        return measured(stack, operations_of(shape.count))


def operations_of(count: int) -> list[Operation]:
    """What is done with so many schedules.

    A change of all writes four times as many states as a creation does. From some hundreds on,
    that takes the engine alone many minutes, which tell nothing that smaller stacks do not.
    """
    return [each for each in OPERATIONS if each != "change" or count <= MOST_CHANGED]


def measured(stack: Stack, operations: Iterable[Operation]) -> Figures:
    """Do operations: seconds and requests of each."""
    figures: Figures = {"seconds": {}, "requests": {}}
    before: Counter[str] = Counter()
    for operation in operations:
        ended = stack.do(operation)
        check_left(stack, operation, ended.output)
        after = stack.server.requests()
        figures["seconds"][operation] = round(ended.seconds, 3)
        figures["requests"][operation] = dict(sorted((after - before).items()))
        before = after
    return figures


def check_left(stack: Stack, operation: Operation, output: str) -> None:
    """Compare what the emulator holds with what an operation is to leave.

    Raises:
        BenchmarkError: It is something else.
    """
    retention = CHANGED_RETENTION if operation == "change" else RETENTION
    holds_some = stack.contestant != "nothing" and operation not in ("preview", "destroy")
    wanted = {
        (each["addon_id"], each["backup_type"], each["scheduling"]["interval"], retention): 1
        for _, each in (schedules(stack.shape.count) if holds_some else ())
    }
    check_held(stack.server.held(), wanted, f"{operation} of {stack.contestant}", output)


def check_held(
    held: list[dict[str, Any]],
    wanted: dict[tuple[str, str, str, int], int],
    what: str,
    output: str,
) -> None:
    """Compare what is held with what is wanted: addon, type, interval and retention of each.

    Raises:
        BenchmarkError: It is something else.
    """
    found = Counter(
        (
            each["addonId"],
            each["schedule"]["backupType"],
            each["schedule"]["scheduling"]["interval"],
            each["schedule"]["retentionTime"],
        )
        for each in held
    )
    if found != wanted:
        wrong = Counter(wanted)
        wrong.subtract(found)
        text = ", ".join(f"{key}: {-number:+}" for key, number in wrong.items() if number)
        raise BenchmarkError(
            f"After {what}, the emulator does not hold what it should ({text[:1000]}).\n\n{output}"
        )
