"""The body of a request to create a schedule, and the wire form of what the API lists.

The body is checked as the page "Create addon backup schedule" says. This is written from the page
alone and shares nothing with the provider's own validation, so that a mistake in the one is caught
by the other.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Literal, TypedDict, TypeVar

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from .errors import InvalidBody, Problem, problems_of

Interval = Literal["hourly", "daily", "weekly"]
BackupType = Literal["dump", "snapshot"]
CompressionType = Literal["gz", "zstd"]

# Page, `retentionTime`: "`hourly` backups have a maximum retention of 7 days, `daily` backups
# [...] 60 days and `weekly` backups [...] 120 days". It says so of destinations, too.
MAX_RETENTION_DAYS: dict[Interval, int] = {"hourly": 7, "daily": 60, "weekly": 120}

# api.md, [guide]: "a schedule that would make more than 500 backups before the first expires
# is refused".
MAX_BACKUPS_KEPT = 500

# Page, `destinationId`: pattern. pydantic's engine takes `$` for the very end of the text, so a
# trailing newline does not slip through (with Python's own `re` it would).
_DESTINATION_ID = r"^[a-zA-Z0-9]+(-[a-zA-Z0-9]+)*$"

_HOURS_A_DAY = 24
_DAYS_A_WEEK = 7

T = TypeVar("T")


class _SchedulingAlways(TypedDict):
    interval: Interval
    minute: list[int]


class Scheduling(_SchedulingAlways, total=False):
    """When backups run: minutes of the hour 0-59, hours 0-23, days 0 (Monday) to 6."""

    hour: list[int]
    day: list[int]


class _DestinationAlways(TypedDict):
    destinationId: str
    type: Literal["custom"]


class Destination(_DestinationAlways, total=False):
    """A further place for a snapshot; retention in days."""

    retentionTime: int


class _DefinitionAlways(TypedDict):
    backupType: BackupType
    backupCompressionType: CompressionType
    additionalDestinations: list[Destination]
    scheduling: Scheduling
    retentionTime: int


class Definition(_DefinitionAlways, total=False):
    """What a schedule is, in the names of the list item [api.md, "The list item"].

    The retention is in days; `customDestinationId` is there only when set.
    """

    customDestinationId: str


class ScheduleItem(Definition):
    """A schedule as the API lists it; the times are ISO 8601 with milliseconds and a Z."""

    id: str
    createdAt: str
    updatedAt: str


class AddressedSchedule(TypedDict):
    """A schedule and the addon it belongs to."""

    teamId: str | None
    projectId: str
    addonId: str
    schedule: ScheduleItem


def _refuse_null(value: T) -> T:
    if value is None:
        # The page names a type for each optional property, and null is none of them. An
        # optional property is left out instead.
        msg = "Input should be left out rather than null"
        raise ValueError(msg)
    return value


def _refuse_repetition(values: list[int]) -> list[int]:
    if len(set(values)) != len(values):
        msg = "Input should not hold the same value twice"
        raise ValueError(msg)
    return values


# Page, `scheduling`: the bounds of `minute`, `hour` and `day`. That each holds at least one
# value and none twice is not said there; without it a schedule would never run.
_Minutes = Annotated[
    list[Annotated[int, Field(ge=0, le=59)]],
    Field(min_length=1),
    AfterValidator(_refuse_repetition),
]
_Hours = Annotated[
    list[Annotated[int, Field(ge=0, le=23)]],
    Field(min_length=1),
    AfterValidator(_refuse_repetition),
]
_Days = Annotated[
    list[Annotated[int, Field(ge=0, le=6)]], Field(min_length=1), AfterValidator(_refuse_repetition)
]
# Page, `retentionTime`: min 1, max 120.
_RetentionDays = Annotated[int, Field(ge=1, le=120)]
# Page, `destinationId`: min length 3, max length 100; api.md has the same for
# `customDestinationId`.
_DestinationId = Annotated[str, Field(min_length=3, max_length=100, pattern=_DESTINATION_ID)]


class _Strict(BaseModel):
    """JSON's own types only (no "7" for 7, no true for 1), and no unknown properties."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)


class SchedulingBody(_Strict):
    """Page, `scheduling`."""

    interval: Interval
    minute: _Minutes
    hour: Annotated[_Hours | None, BeforeValidator(_refuse_null)] = None
    day: Annotated[_Days | None, BeforeValidator(_refuse_null)] = None


class DestinationBody(_Strict):
    """Page, an item of `additionalDestinations`."""

    destinationId: _DestinationId  # noqa: N815  -- wire name
    retentionTime: Annotated[_RetentionDays | None, BeforeValidator(_refuse_null)] = None  # noqa: N815
    type: Literal["custom"]


class ScheduleBody(_Strict):
    """Page, "Request body"; `customDestinationId` is from api.md, "The request body"."""

    scheduling: SchedulingBody
    backupType: BackupType  # noqa: N815  -- wire name, as the four below
    additionalDestinations: list[DestinationBody] = []  # noqa: N815
    customDestinationId: Annotated[_DestinationId | None, BeforeValidator(_refuse_null)] = None  # noqa: N815
    # Page: "Only applicable for dump backups", yet the page's own example sends it with a
    # snapshot and is answered 200, so it is accepted there.
    compressionType: CompressionType = "gz"  # noqa: N815
    retentionTime: _RetentionDays  # noqa: N815


def parse_body(raw: bytes) -> ScheduleBody:
    """Read a request body; :class:`InvalidBody` lists every problem it has."""
    try:
        body = ScheduleBody.model_validate_json(raw)
    except ValidationError as error:
        raise InvalidBody(problems_of(error)) from error

    if problems := list(_broken_rules(body)):
        raise InvalidBody(problems)
    return body


def definition_of(body: ScheduleBody) -> Definition:
    """What is stored for a request: the list item's names, and its defaults."""
    sent = body.model_dump(exclude_none=True)
    definition: Definition = {
        "backupType": body.backupType,
        # Stored on snapshots, too, where it means nothing [api.md, "The list item"].
        "backupCompressionType": body.compressionType,
        "additionalDestinations": sent["additionalDestinations"],
        "scheduling": sent["scheduling"],
        "retentionTime": body.retentionTime,
    }
    if body.customDestinationId is not None:
        definition["customDestinationId"] = body.customDestinationId
    return definition


def _broken_rules(body: ScheduleBody) -> Iterator[Problem]:
    """The rules which tie one property to another [api.md, "Rules the prose states"]."""
    yield from _broken_interval_rules(body.scheduling)
    yield from _broken_backup_type_rules(body)
    yield from _broken_retention_rules(body)


def _broken_interval_rules(scheduling: SchedulingBody) -> Iterator[Problem]:
    interval = scheduling.interval
    # Page, `hour`: "Required for `daily` and `weekly` intervals and unavailable for `hourly`".
    # Page, `day`: "Required for `weekly` intervals and unavailable for `hourly` and `daily`".
    wanted = {"hour": interval in ("daily", "weekly"), "day": interval == "weekly"}
    for name, is_wanted in wanted.items():
        is_there = getattr(scheduling, name) is not None
        if is_wanted and not is_there:
            yield Problem(f"scheduling.{name}", f"Required for the interval {interval}")
        if is_there and not is_wanted:
            yield Problem(f"scheduling.{name}", f"Unavailable for the interval {interval}")


def _broken_backup_type_rules(body: ScheduleBody) -> Iterator[Problem]:
    # Page, `additionalDestinations`: "Only applicable for snapshot backups". An empty list asks
    # for nothing and is accepted.
    if body.backupType == "dump" and body.additionalDestinations:
        yield Problem("additionalDestinations", "Only applicable for snapshot backups")
    # api.md, "The request body": "the destination in which a **dump** is stored".
    if body.backupType == "snapshot" and body.customDestinationId is not None:
        yield Problem("customDestinationId", "Only applicable for dump backups")

    seen: set[str] = set()
    for index, destination in enumerate(body.additionalDestinations):
        if destination.destinationId in seen:
            yield Problem(f"additionalDestinations.{index}.destinationId", "Named more than once")
        seen.add(destination.destinationId)


def _broken_retention_rules(body: ScheduleBody) -> Iterator[Problem]:
    interval = body.scheduling.interval
    most = MAX_RETENTION_DAYS[interval]
    days_by_path: dict[str, int | None] = {"retentionTime": body.retentionTime}
    for index, destination in enumerate(body.additionalDestinations):
        days_by_path[f"additionalDestinations.{index}.retentionTime"] = destination.retentionTime
    for path, days in days_by_path.items():
        if days is not None and days > most:
            yield Problem(path, f"At most {most} days for the interval {interval}, not {days}")

    kept = backups_kept(body.scheduling, body.retentionTime)
    if kept > MAX_BACKUPS_KEPT:
        yield Problem(
            "retentionTime",
            f"{kept} backups would be kept at once, at most {MAX_BACKUPS_KEPT} are allowed",
        )


def backups_kept(scheduling: SchedulingBody, retention_days: int) -> int:
    """The most backups there are at once: all the runs within the retention time."""
    minutes = len(scheduling.minute)
    hours = _HOURS_A_DAY if scheduling.interval == "hourly" else len(scheduling.hour or ())
    if scheduling.interval != "weekly":
        return minutes * hours * retention_days

    days = set(scheduling.day or ())
    weeks, rest = divmod(retention_days, _DAYS_A_WEEK)
    # Of the part of a week that is left over, the busiest place to begin counts.
    busiest = max(
        sum((first + offset) % _DAYS_A_WEEK in days for offset in range(rest))
        for first in range(_DAYS_A_WEEK)
    )
    return minutes * hours * (weeks * len(days) + busiest)
