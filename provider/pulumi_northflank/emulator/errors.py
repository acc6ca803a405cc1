"""The emulator's errors, and the problems that validation finds."""

from __future__ import annotations

from collections.abc import Iterable
from http import HTTPStatus
from typing import Any, NamedTuple

from pydantic import ValidationError

# How the problems of this package begin, and how the API says it.
_BEGINNINGS = {
    "Input should": "must",
    "Field required": "is required",
    "Extra inputs are not permitted": "is not allowed",
    "Required": "is required",
    "Not allowed": "is not allowed",
    "Only": "is only",
    "At most": "must be at most",
    "Would": "would",
}


class Problem(NamedTuple):
    """One broken rule: the path of a property (``scheduling.minute.0``) and what is wrong."""

    path: str
    problem: str

    def __str__(self) -> str:
        return f"{self.path}: {self.problem}" if self.path else self.problem

    def sentence(self) -> str:
        """The problem in the API's words: ``"retentionTime" must be at most 60 days …``."""
        for beginning, words in _BEGINNINGS.items():
            if self.problem.startswith(beginning):
                rest = self.problem.removeprefix(beginning)
                return f'"{self.path or "object"}" {words}{rest}'
        return f'"{self.path or "object"}" is not valid: {self.problem}'


class EmulatorError(Exception):
    """The emulator cannot start, or is not running. The message is one sentence."""


class InvalidBody(ValueError):  # noqa: N818  -- named after its cause, like the errors below
    """The body of a request to create a schedule is invalid; lists every problem."""

    def __init__(self, problems: Iterable[Problem], kind: str = "invalidBody") -> None:
        self.problems = tuple(problems)
        self.kind = kind
        super().__init__("; ".join(str(problem) for problem in self.problems))


class Conflict(ValueError):  # noqa: N818
    """The addon already has a schedule with this interval (and backup type)."""


class UnknownAddon(LookupError):  # noqa: N818
    """The project or addon does not exist."""


class UnknownSchedule(LookupError):  # noqa: N818
    """No schedule has this ID."""


class ApiError(Exception):
    """A response with an ``error`` object [api.md, "Errors and limits"].

    Attributes:
        code: The ``id`` of the error; None for one that has none.
        kind: The name of the answer of an account that replaces this response, if there is one.
    """

    def __init__(
        self,
        status: int,
        message: str,
        problems: Iterable[Problem] = (),
        *,
        code: str | None = None,
        kind: str | None = None,
    ) -> None:
        super().__init__(message)
        self.kind = kind
        self.status = status
        self.message = message
        self.problems = tuple(problems)
        self.code = code or _CODES.get(status, "nf-error")

    def body(self) -> dict[str, Any]:
        """The response's body."""
        if self.status == HTTPStatus.UNAUTHORIZED:
            return {"error": {"status": self.status, "message": self.message}}
        details: dict[str, list[str]] = {}
        for problem in self.problems:
            details.setdefault(problem.path or "object", []).append(problem.sentence())
        return {
            "error": {
                "status": self.status,
                "message": self.message,
                "id": self.code,
                "details": details,
            }
        }


# Known from the live API is the code of a body that is refused; the others are invented.
INVALID_BODY = "nf-invalid-request-body"
_CODES: dict[int, str] = {
    400: "nf-invalid-request",
    403: "nf-forbidden",
    404: "nf-not-found",
    409: "nf-conflict",
    413: "nf-request-too-large",
    429: "nf-rate-limit-exceeded",
}


def problems_of(error: ValidationError) -> list[Problem]:
    """Convert pydantic's errors to problems, in the order of the properties."""
    return [
        Problem(
            ".".join(str(part) for part in each["loc"]),
            each["msg"].removeprefix("Value error, "),
        )
        for each in error.errors(include_url=False)
    ]
