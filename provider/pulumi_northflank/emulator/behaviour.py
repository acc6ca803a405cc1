"""How one account behaves where the documentation is silent.

``make acceptance`` asks an account and writes its answers to a file, from which this is read. What
the file does not tell stays the emulator's own choice.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from .errors import ApiError, EmulatorError
from .models import Interval, Limits
from .paging import Pagination

Json = dict[str, Any]


class _Read(BaseModel):
    model_config = ConfigDict(strict=True, frozen=True)


class Refusal(_Read):
    """The response to something that the account refuses."""

    status: Annotated[int, Field(ge=400, le=499)]
    body: Any


Try = Literal["accepted"] | Refusal
_Days = Annotated[str, Field(pattern="^[0-9]+$")]
Rule = Literal["one for each interval and backup type", "one for each interval", "three"]
Change = Literal[
    "kept", "changed", "recreated", "recreated with its new retention", "deleted", "absent"
]


class _Moment(_Read):
    notYet: float | None  # noqa: N815  -- the file's name, as below
    shown: float

    @property
    def lag(self) -> float:
        """A time between the two lists."""
        return 0.0 if self.notYet is None else (self.notYet + self.shown) / 2


class _Lag(_Read):
    afterPost: _Moment  # noqa: N815
    afterDelete: _Moment  # noqa: N815


class _Schedules(_Read):
    rule: Rule
    tries: dict[str, Try]


class _Pages(_Read):
    first: Json | None
    last: Json | None

    @property
    def counts_all(self) -> bool:
        """Whether ``count`` is the number of items on all pages."""
        counts = [(page or {}).get("count") for page in (self.first, self.last)]
        return isinstance(counts[0], int) and counts[0] > 1 and counts[0] == counts[1]


class PatchStep(_Read):
    """What one kind of PATCH gets and does, to a schedule that it names and to another one."""

    response: Try
    named: Change
    other: Change


class Patch(_Read):
    """What a PATCH of an addon does: with one of two schedules, without any, with an empty list."""

    one: PatchStep
    without: PatchStep
    empty: PatchStep


class _Answers(_Read):
    severalMinutes: Try | None = None  # noqa: N815
    listLag: _Lag | None = None  # noqa: N815
    invalidBody: Refusal | None = None  # noqa: N815
    unknownAddon: Refusal | None = None  # noqa: N815
    unauthorized: Refusal | None = None
    unknownSchedule: Refusal | None = None  # noqa: N815
    schedules: _Schedules | None = None
    duplicate: Refusal | None = None
    pagination: _Pages | None = None
    retention: dict[Interval, dict[_Days, Try]] | None = None
    patch: Patch | None = None


class _File(_Read):
    answers: _Answers


@dataclass(frozen=True)
class Behaviour:
    """What an account was found to do; without answers, nothing."""

    answers: _Answers = field(default_factory=_Answers)

    @classmethod
    def read(cls, path: str | os.PathLike[str]) -> Behaviour:
        """Read a file with answers."""
        try:
            return cls(_File.model_validate_json(Path(path).read_bytes()).answers)
        except OSError as error:
            raise EmulatorError(f"Cannot read the answers in {path}: {error.strerror}.") from error
        except ValidationError as error:
            name = ".".join(str(part) for part in error.errors()[0]["loc"][:2])
            problem = f": `{name}` is missing or has an unknown value" if name else ""
            raise EmulatorError(f"{path} was not written by `make acceptance`{problem}.") from error

    @property
    def rule(self) -> Rule | None:
        """Which schedules an addon can have."""
        return self.answers.schedules.rule if self.answers.schedules else None

    @property
    def lags(self) -> tuple[float, float] | None:
        """For how long lists hide a new schedule and show a deleted one."""
        lag = self.answers.listLag
        return (lag.afterPost.lag, lag.afterDelete.lag) if lag else None

    def limits(self, otherwise: Limits) -> Limits:
        """The limits of a request to create a schedule."""
        answers = self.answers
        limits = otherwise
        if answers.severalMinutes is not None:
            limits = replace(limits, several_minutes=answers.severalMinutes == "accepted")
        if answers.retention is not None:
            most = {interval: _most_days(tries) for interval, tries in answers.retention.items()}
            limits = replace(limits, retention={**limits.retention, **most})
        return limits

    def response_to(self, error: ApiError) -> tuple[int, Any]:
        """The status and body with which the account refuses a request."""
        kind = error.kind or ""
        recorded = self._refusals.get(kind) or self._refusals.get(kind.partition(".")[0])
        if recorded is None:
            return error.status, error.body()
        if kind == "invalidBody":
            return recorded.status, _with_details(recorded.body, error.body())
        return recorded.status, recorded.body

    def pagination(self, own: Pagination, total: int) -> Json | None:
        """What the account says about a page, in place of the emulator's own."""
        pages = self.answers.pagination
        if pages is None:
            return {**own}
        like = pages.first if own["hasNextPage"] else pages.last
        if like is None:
            return None
        values: Json = {**own, "count": total if pages.counts_all else own["count"]}
        return {name: values.get(name, value) for name, value in like.items()}

    @property
    def _refusals(self) -> Mapping[str, Refusal]:
        """All refusals by the kinds of errors that they answer."""
        return {
            kind: each for kind, each in reversed([*self._tries()]) if isinstance(each, Refusal)
        }

    def _tries(self) -> Iterator[tuple[str, Try | None]]:
        answers = self.answers
        yield "severalMinutes", answers.severalMinutes
        yield "invalidBody", answers.invalidBody
        yield "unknownAddon", answers.unknownAddon
        yield "unauthorized", answers.unauthorized
        yield "unknownSchedule", answers.unknownSchedule
        yield "duplicate", answers.duplicate
        for slot, each in (answers.schedules.tries if answers.schedules else {}).items():
            yield f"schedules.{slot}", each
            yield "schedules", each
        if answers.patch:
            for kind in ("one", "without", "empty"):
                yield f"patch.{kind}", getattr(answers.patch, kind).response
        for interval, tries in (answers.retention or {}).items():
            for days in sorted(tries, key=int, reverse=True):
                yield f"retention.{interval}", tries[days]


def _most_days(tries: Mapping[str, Try]) -> int | None:
    refused = [int(days) for days, each in tries.items() if each != "accepted"]
    return min(refused) - 1 if refused else None


def _with_details(recorded: Any, own: Json) -> Any:
    """The recorded body, which names the properties of this request."""
    error = recorded.get("error") if isinstance(recorded, dict) else None
    if not isinstance(error, dict) or not isinstance(error.get("details"), dict):
        return recorded
    if error["details"].keys() == own["error"]["details"].keys():
        return recorded
    return {**recorded, "error": {**error, "details": own["error"]["details"]}}
