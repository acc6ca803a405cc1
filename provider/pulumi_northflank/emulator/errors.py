"""What can go wrong, and how the API says so."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from pydantic import ValidationError


class Problem(NamedTuple):
    """One broken rule: the property (``scheduling.minute.0``) and what is wrong with it."""

    path: str
    problem: str

    def __str__(self) -> str:
        return f"{self.path}: {self.problem}" if self.path else self.problem


class EmulatorError(Exception):
    """The emulator cannot start, or is not running; the text is one clear sentence."""


class InvalidBody(ValueError):  # noqa: N818  -- named for what it is about, like the rest here
    """A schedule the API refuses, with every problem found."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("; ".join(str(problem) for problem in self.problems))


class Conflict(ValueError):  # noqa: N818
    """The addon has a schedule of this interval (and backup type) already."""


class UnknownAddon(LookupError):  # noqa: N818
    """There is no such project or addon."""


class UnknownSchedule(LookupError):  # noqa: N818
    """There is no schedule of this id."""


class ApiError(Exception):
    """An answer other than 200: its status and the parts of its ``error`` object."""

    def __init__(self, status: int, message: str, problems: Iterable[Problem] = ()) -> None:
        super().__init__(message)
        self.status = status
        self.message = message
        self.problems = tuple(problems)


def problems_of(error: ValidationError) -> list[Problem]:
    """Turn pydantic's findings into paths and problems, in the order of the properties."""
    return [
        Problem(
            ".".join(str(part) for part in finding["loc"]),
            finding["msg"].removeprefix("Value error, "),
        )
        for finding in error.errors(include_url=False)
    ]
