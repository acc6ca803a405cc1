"""The emulator's errors, and the problems that validation finds."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from pydantic import ValidationError


class Problem(NamedTuple):
    """One broken rule: the path of a property (``scheduling.minute.0``) and what is wrong."""

    path: str
    problem: str

    def __str__(self) -> str:
        return f"{self.path}: {self.problem}" if self.path else self.problem


class EmulatorError(Exception):
    """The emulator cannot start, or is not running. The message is one sentence."""


class InvalidBody(ValueError):  # noqa: N818  -- named after its cause, like the errors below
    """The body of a request to create a schedule is invalid; lists every problem."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("; ".join(str(problem) for problem in self.problems))


class Conflict(ValueError):  # noqa: N818
    """The addon already has a schedule with this interval (and backup type)."""


class UnknownAddon(LookupError):  # noqa: N818
    """The project or addon does not exist."""


class UnknownSchedule(LookupError):  # noqa: N818
    """No schedule has this ID."""


class ApiError(Exception):
    """A response with an ``error`` object: its status, message and problems."""

    def __init__(self, status: int, message: str, problems: Iterable[Problem] = ()) -> None:
        super().__init__(message)
        self.status = status
        self.message = message
        self.problems = tuple(problems)


def problems_of(error: ValidationError) -> list[Problem]:
    """Convert pydantic's errors to problems, in the order of the properties."""
    return [
        Problem(
            ".".join(str(part) for part in each["loc"]),
            each["msg"].removeprefix("Value error, "),
        )
        for each in error.errors(include_url=False)
    ]
