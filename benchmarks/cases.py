"""A case: what is measured in rounds, each contestant once a round."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any


@dataclass(frozen=True)
class Case:
    """Something that is measured in rounds.

    Attributes:
        part: What it belongs to.
        settings: What tells it from other cases of the part, such as how many schedules.
        contestants: Who is measured in each round.
        measure: Measures one of them.
        seconds: About how long that takes, to tell how long all of it will.
        usual_rounds: How many rounds there are where nobody says how many.
        most_rounds: More of them would tell nothing new.
        least_rounds: Fewer would tell too little; they are quick.
    """

    part: str
    settings: dict[str, Any]
    contestants: Sequence[str]
    measure: Callable[[str], dict[str, Any]]
    seconds: float
    usual_rounds: int = 5
    most_rounds: int = 1000
    least_rounds: int = 1

    @property
    def name(self) -> str:
        """What it is called in the file and on the screen."""
        return ", ".join(f"{name} {value}" for name, value in self.settings.items())

    def only(self, contestants: Sequence[str]) -> Case:
        """The same with some of its contestants; with all, where none are named."""
        chosen = [each for each in self.contestants if each in contestants or not contestants]
        return replace(self, contestants=chosen)

    def rounds(self, wanted: int | None = None) -> int:
        """How many rounds there are to be."""
        return min(self.most_rounds, max(self.least_rounds, wanted or self.usual_rounds))


@dataclass(frozen=True)
class Plan:
    """What is wanted of all parts.

    Attributes:
        counts: How many schedules, where the part has no number of its own.
        latencies: After how many milliseconds the API answers.
        is_quick: Whether it is to be tried only: the fewest rounds of the smallest cases.
    """

    counts: Sequence[int] = ()
    latencies: Sequence[int] = ()
    is_quick: bool = False

    def counts_or(self, *usual: int) -> Sequence[int]:
        """The numbers that were asked for, or a part's own."""
        return self.counts or usual

    def latencies_or(self, *usual: int) -> Sequence[int]:
        """The latencies that were asked for, or a part's own."""
        return self.latencies or usual
