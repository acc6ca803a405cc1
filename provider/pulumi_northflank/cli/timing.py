"""When a schedule makes backups, in words."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import product

from pulumi_northflank.text import shown
from pulumi_northflank.types import Properties

DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
# Up to this many times of day are listed; more are summed up by their minutes and hours.
MOST_TIMES = 6
# From this length on, consecutive numbers become a range.
SHORTEST_RANGE = 3


def when(scheduling: Properties) -> str:
    """When backups are made: ``Mon, Fri 02:30, 14:30``.

    A scheduling that the API does not document is shown as JSON.
    """
    minute, hour, day = (_numbers(scheduling.get(name, [])) for name in ("minute", "hour", "day"))
    shape = (scheduling["interval"], *map(bool, (minute, hour, day)))
    if shape == ("hourly", True, False, False):
        return f"every hour at {_ranges(minute, ':{:02}'.format)}"
    if shape == ("daily", True, True, False):
        return f"daily {_times(hour, minute)}"
    if shape == ("weekly", True, True, True) and set(day) <= set(range(len(DAYS))):
        return f"{_ranges(day, DAYS.__getitem__)} {_times(hour, minute)}"
    return shown({name: value for name, value in scheduling.items() if name != "interval"})


def _numbers(items: list[object]) -> list[int]:
    """*items* if all are whole numbers, otherwise an empty list."""
    numbers = [item for item in items if type(item) is int]
    return numbers if len(numbers) == len(items) else []


def _times(hours: Sequence[int], minutes: Sequence[int]) -> str:
    if len(hours) * len(minutes) <= MOST_TIMES:
        return ", ".join(f"{hour:02}:{minute:02}" for hour, minute in product(hours, minutes))
    return f"at {_ranges(minutes, ':{:02}'.format)} past {_ranges(hours, '{:02}'.format)}"


def _ranges(numbers: Sequence[int], word: Callable[[int], str]) -> str:
    """Sorted *numbers* in words, with ranges: ``Mon-Wed, Fri, Sat``."""
    ranges: list[list[int]] = []
    for number in numbers:
        if ranges and ranges[-1][-1] + 1 == number:
            ranges[-1].append(number)
        else:
            ranges.append([number])
    return ", ".join(
        f"{word(one[0])}-{word(one[-1])}"
        if len(one) >= SHORTEST_RANGE
        else ", ".join(map(word, one))
        for one in ranges
    )
