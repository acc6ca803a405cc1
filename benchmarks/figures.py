"""The raw figures, in a JSON file: for each case its settings, its date and its rounds."""

from __future__ import annotations

import json
import statistics
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

Path_ = tuple[str, ...]


@dataclass(frozen=True)
class Measured:
    """What was measured of one case.

    Attributes:
        settings: What was measured, such as how many schedules.
        run: Which run of the benchmarks it belongs to.
        date: When its last round was done.
        environment: Versions, and the machine's cores.
        rounds: What each contestant took, for each round.
    """

    settings: dict[str, Any]
    run: str
    date: str
    environment: dict[str, str]
    rounds: list[dict[str, Any]] = field(default_factory=list)

    def values(self, *path: str) -> list[Any]:
        """A figure of each round, found by a contestant and what leads on from there.

        Rounds in which it was not measured are left out.
        """
        found = (_at(each, path) for each in self.rounds)
        return [value for value in found if value is not None]

    def median(self, *path: str) -> float | None:
        """The median of a figure, if it was measured."""
        values = self.values(*path)
        return statistics.median(values) if values else None

    def ratio(self, path: Path_, other: Path_) -> Spread | None:
        """One figure by another of the same round."""
        return Spread.of(one / two for one, two in self._pairs(path, other))

    def difference(self, path: Path_, other: Path_) -> Spread | None:
        """One figure less another of the same round."""
        return Spread.of(one - two for one, two in self._pairs(path, other))

    def _pairs(self, path: Path_, other: Path_) -> Iterator[tuple[float, float]]:
        for each in self.rounds:
            one, two = _at(each, path), _at(each, other)
            if one is not None and two is not None:
                yield one, two


@dataclass(frozen=True)
class Spread:
    """The median of some figures, and how far they are apart."""

    median: float
    lowest: float
    highest: float

    @classmethod
    def of(cls, values: Iterable[float]) -> Spread | None:
        """Sum up values, if there are any."""
        some = list(values)
        return cls(statistics.median(some), min(some), max(some)) if some else None


class Figures:
    """All that was measured, as a file has it."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._kept: dict[str, Any] = {"run": "", "parts": {}}
        if file.exists():
            self._kept = json.loads(file.read_text("utf-8"))

    @property
    def run(self) -> str:
        """The run of the benchmarks that was begun last."""
        run: str = self._kept["run"]
        return run

    @run.setter
    def run(self, value: str) -> None:
        self._kept["run"] = value

    def of(self, part: str) -> list[Measured]:
        """The cases of a part that have been measured."""
        return [Measured(**case) for case in self._kept["parts"].get(part, {}).values()]

    def one(self, part: str, **settings: Any) -> Measured | None:
        """The case with some settings, if it has been measured."""
        return next(
            (each for each in self.of(part) if settings.items() <= each.settings.items()), None
        )

    def done(self, part: str, case: str, environment: dict[str, str]) -> int:
        """How many rounds of a case this run has, with the same versions."""
        kept = self._kept["parts"].get(part, {}).get(case)
        is_same = kept and (kept["run"], kept["environment"]) == (self.run, environment)
        return len(kept["rounds"]) if is_same else 0

    def add(self, part: str, case: str, measured: Measured) -> None:
        """Add a round to a case of this run, or begin it anew, and write the file."""
        cases = self._kept["parts"].setdefault(part, {})
        earlier = cases[case]["rounds"] if self.done(part, case, measured.environment) else []
        cases[case] = vars(measured) | {"rounds": [*earlier, *measured.rounds]}
        self._write()

    def keep(self, part: str, cases: Collection[str]) -> None:
        """Forget the cases of a part that are none of its usual ones."""
        kept = self._kept["parts"].get(part, {})
        self._kept["parts"][part] = {name: kept[name] for name in kept if name in cases}
        self._write()

    def _write(self) -> None:
        unfinished = self._file.with_suffix(".unfinished")
        text = json.dumps(self._kept, indent=1, ensure_ascii=False)
        unfinished.write_text(text + "\n", "utf-8")
        unfinished.replace(self._file)


def _at(figures: Any, path: Iterable[str]) -> Any:
    for name in path:
        if not isinstance(figures, dict) or name not in figures:
            return None
        figures = figures[name]
    return figures
