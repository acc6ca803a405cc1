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
        exceeds_limit: Whether the value only exceeds a limit that the page states and Northflank's
            newest reference no longer does. The setting northflank:documentedLimits decides what
            comes of it.
    """

    path: str
    reason: str
    exceeds_limit: bool = False

    def __str__(self) -> str:
        return f"{self.path}: {self.reason}" if self.path else self.reason
