"""A problem: one thing that is wrong with one value a user wrote."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Problem:
    """What is wrong at one path of a schedule's inputs.

    Attributes:
        path: Where, as the API's documentation writes it: ``scheduling.minute[1]``. Empty if it
            concerns the whole schedule.
        reason: What is wrong and what is allowed.
    """

    path: str
    reason: str

    def __str__(self) -> str:
        return f"{self.path}: {self.reason}" if self.path else self.reason
