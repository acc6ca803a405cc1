"""A live schedule in words. Whatever the API lists has some, be it ever so new."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from itertools import product
from typing import Any

from pulumi_northflank.shapes import LiveSchedule
from pulumi_northflank.words import days_long, one_line, shown

DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
# So many times of a day are told one by one; of more, the hours and the minutes.
MOST_TIMES = 6
# So many in a row are told by the first and the last.
SHORTEST_RUN = 3


def interval(live: LiveSchedule) -> str:
    """The interval; the API may come to have others than the documented ones."""
    return one_line(str(live["scheduling"].get("interval")))


def when(scheduling: Mapping[str, Any]) -> str:
    """When backups are made: ``Mon, Fri 02:30, 14:30``."""
    minute, hour, day = (_numbers(scheduling.get(name, [])) for name in ("minute", "hour", "day"))
    shape = (scheduling.get("interval"), *map(bool, (minute, hour, day)))
    if shape == ("hourly", True, False, False):
        return f"every hour at {_runs(minute, ':{:02}'.format)}"
    if shape == ("daily", True, True, False):
        return f"daily {_times(hour, minute)}"
    if shape == ("weekly", True, True, True) and set(day) <= set(range(len(DAYS))):
        return f"{_runs(day, DAYS.__getitem__)} {_times(hour, minute)}"
    return shown({name: value for name, value in scheduling.items() if name != "interval"})


def compression(live: LiveSchedule) -> str:
    """The compression of a dump. The API stores one with snapshots, too, where it means nothing."""
    return "" if live["backupType"] == "snapshot" else one_line(live.get("compressionType", "gz"))


def destinations(live: LiveSchedule) -> str:
    """Where backups go, apart from the place where all go."""
    places = [live["customDestinationId"]] if "customDestinationId" in live else []
    for place in live.get("additionalDestinations", []):
        days = place.get("retentionTime")
        name = str(place.get("destinationId"))
        places.append(f"{name} ({days_long(days)})" if isinstance(days, int) else name)
    return one_line(", ".join(places))


def _numbers(value: object) -> list[int]:
    """*value* where it is a list of numbers, else none."""
    is_list = isinstance(value, list) and all(type(item) is int for item in value)
    return value if is_list else []  # type: ignore[return-value]  # a list of numbers


def _times(hours: Sequence[int], minutes: Sequence[int]) -> str:
    if len(hours) * len(minutes) <= MOST_TIMES:
        return ", ".join(f"{hour:02}:{minute:02}" for hour, minute in product(hours, minutes))
    return f"at {_runs(minutes, ':{:02}'.format)} past {_runs(hours, '{:02}'.format)}"


def _runs(numbers: Sequence[int], word: Callable[[int], str]) -> str:
    """*numbers*, which are in order, in words: ``Mon-Wed, Fri, Sat``."""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and runs[-1][-1] + 1 == number:
            runs[-1].append(number)
        else:
            runs.append([number])
    return ", ".join(
        f"{word(run[0])}-{word(run[-1])}" if len(run) >= SHORTEST_RUN else ", ".join(map(word, run))
        for run in runs
    )
