"""Memory and descriptors of processes over time, and whether they stay level."""

from __future__ import annotations

import math
import statistics
import time
from collections import defaultdict
from collections.abc import Iterator
from typing import NamedTuple

import psutil

KINDS = {"pulumi-resource-northflank": "package", "pulumi.dynamic": "dynamic provider"}
# Pools and caches fill up in the first quarter.
WARM = 0.25
# Fewer processes tell no level.
FEWEST = 10
GROWTH = {"memory": 5.0, "descriptors": 8.0}


class Sample(NamedTuple):
    """One process at one moment, with its megabytes."""

    seconds: float
    memory: float
    descriptors: float


class Figures(NamedTuple):
    """One measure of one kind of process.

    Attributes:
        samples: How many there are.
        at: What nine of ten need at most, around 10, 50 and 90 % of the time.
        slope: How fast it grows in an hour, once it is warm.
        growth: From the second quarter of the time to the last.
    """

    kind: str
    what: str
    samples: int
    at: list[float]
    slope: float
    growth: float

    def __str__(self) -> str:
        at = ", ".join(f"{value:.1f}" for value in self.at)
        return (
            f"{self.kind}: {self.what} {at} at 10, 50 and 90 % of the time, "
            f"{self.slope:+.1f} an hour ({self.samples} samples)"
        )

    @property
    def is_level(self) -> bool:
        """Whether it does not grow, or is not known well enough."""
        return not self.growth > GROWTH[self.what]


class Levels:
    """Samples of this process and its descendants.

    Args:
        long_lived: The processes that run all the time, by their IDs. Of every other process, the
            highest sample counts.
    """

    def __init__(self, long_lived: dict[int, str]) -> None:
        self.long_lived = long_lived
        self._series: defaultdict[str, list[Sample]] = defaultdict(list)
        self._start = time.monotonic()
        self._latest: dict[int, tuple[str, Sample]] = {}

    def sample(self) -> None:
        """Look at all processes now."""
        this = psutil.Process()
        seen = set()
        for process in [this, *this.children(recursive=True)]:
            try:
                with process.oneshot():
                    kind = self._kind(process)
                    if kind is None:
                        continue
                    memory, descriptors = process.memory_info().rss / 2**20, process.num_fds()
            except psutil.Error:
                continue
            sample = Sample(time.monotonic() - self._start, memory, descriptors)
            if process.pid in self.long_lived:
                self._series[kind].append(sample)
            else:
                seen.add(process.pid)
                _, known = self._latest.get(process.pid, (kind, sample))
                self._latest[process.pid] = (kind, Sample(*map(max, known, sample)))
        for pid in self._latest.keys() - seen:
            kind, sample = self._latest.pop(pid)
            self._series[kind].append(sample)

    def _kind(self, process: psutil.Process) -> str | None:
        if process.pid in self.long_lived:
            return self.long_lived[process.pid]
        return kind_of(process)

    def figures(self) -> Iterator[Figures]:
        """Memory and descriptors of each kind of process."""
        end = time.monotonic() - self._start
        for kind, series in sorted(self._series.items()):
            for what in GROWTH:
                points = [(one.seconds / end, getattr(one, what)) for one in series]
                warm = [(part * end / 3600, value) for part, value in points if part >= WARM]
                yield Figures(
                    kind,
                    what,
                    len(series),
                    [_level(points, part - 0.05, part + 0.05) for part in (0.1, 0.5, 0.9)],
                    statistics.linear_regression(*zip(*warm, strict=True)).slope
                    if len(warm) > 1
                    else math.nan,
                    _level(points, 1 - WARM, 1) - _level(points, WARM, 2 * WARM),
                )


def kind_of(process: psutil.Process) -> str | None:
    """Which provider a process is, if any."""
    command = " ".join(process.cmdline())
    return next((kind for program, kind in KINDS.items() if program in command), None)


def _level(points: list[tuple[float, float]], first: float, last: float) -> float:
    # Nine of ten. A dynamic provider that makes no request needs less, so with a median the mix of
    # commands would look like growth.
    values = sorted(value for part, value in points if first <= part <= last)
    return values[len(values) * 9 // 10] if len(values) >= FEWEST else math.nan
