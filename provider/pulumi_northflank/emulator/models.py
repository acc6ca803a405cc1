"""The body of a request to create a schedule, and a schedule as the API lists it.

The body is validated against the page "Create addon backup schedule". This is written from that
page alone and shares no code with the provider's validation, so that each reveals mistakes of the
other.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Annotated, Literal, TypedDict, TypeVar

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from .errors import InvalidBody, Problem, problems_of

Interval = Literal["hourly", "daily", "weekly"]
BackupType = Literal["dump", "snapshot"]
CompressionType = Literal["gz", "zstd"]

# Page, `retentionTime`: "`hourly` backups have a maximum retention of 7 days, `daily` backups
# [...] 60 days and `weekly` backups [...] 120 days". The same holds for destinations.
MAX_RETENTION_DAYS: dict[Interval, int] = {"hourly": 7, "daily": 60, "weekly": 120}

# api.md, [guide]: "a schedule that would make more than 500 backups before the first expires
# is refused".
MAX_BACKUPS_KEPT = 500

# Page, `destinationId`: pattern. In pydantic's engine `$` matches only at the very end, so a
# trailing newline is refused (Python's own `re` would accept it).
_DESTINATION_ID = r"^[a-zA-Z0-9]+(-[a-zA-Z0-9]+)*$"

_HOURS_A_DAY = 24
_DAYS_A_WEEK = 7

T = TypeVar("T")


class _SchedulingAlways(TypedDict):
    interval: Interval
    minute: list[int]


class Scheduling(_SchedulingAlways, total=False):
    """When backups run: minutes 0 to 59, hours 0 to 23, days 0 (Monday) to 6."""

    hour: list[int]
    day: list[int]


class _DestinationAlways(TypedDict):
    destinationId: str
    type: Literal["custom"]


class Destination(_DestinationAlways, total=False):
    """An additional destination of a snapshot; the retention is in days."""

    retentionTime: int


class _DefinitionAlways(TypedDict):
    backupType: BackupType
    backupCompressionType: CompressionType
    additionalDestinations: list[Destination]
    scheduling: Scheduling
    retentionTime: int


class Definition(_DefinitionAlways, total=False):
    """A schedule's properties, with the names of the list item [api.md, "The list item"].

    The retention is in days. `customDestinationId` is present only when set.
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
    # The page gives each optional property a type that excludes null.
    if value is None:
        raise ValueError("Input should be omitted instead of null")
    return value


def _refuse_duplicates(values: list[T]) -> list[T]:
    if len(set(values)) != len(values):
        raise ValueError("Input should not contain duplicates")
    return values


Optional = Annotated[T | None, BeforeValidator(_refuse_null)]
# That a list has at least one value and no duplicates is not on the page; without a value the
# schedule would never run.
_Values = Annotated[list[T], Field(min_length=1), AfterValidator(_refuse_duplicates)]

# Page, `scheduling`: the bounds of `minute`, `hour` and `day`.
_Minute = Annotated[int, Field(ge=0, le=59)]
_Hour = Annotated[int, Field(ge=0, le=23)]
_Day = Annotated[int, Field(ge=0, le=6)]
# Page, `retentionTime`: min 1. That it has at most 120 days is a rule of every interval.
_RetentionDays = Annotated[int, Field(ge=1)]
# Page, `destinationId`: min length 3, max length 100; api.md has the same for
# `customDestinationId`.
DestinationId = Annotated[str, Field(min_length=3, max_length=100, pattern=_DESTINATION_ID)]


class Strict(BaseModel):
    """Refuses values of another JSON type ("7" or true for a number) and unknown properties."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)


class SchedulingBody(Strict):
    """Page: `scheduling`."""

    interval: Interval
    minute: _Values[_Minute]
    hour: Optional[_Values[_Hour]] = None
    day: Optional[_Values[_Day]] = None


class DestinationBody(Strict):
    """Page: an item of `additionalDestinations`."""

    destinationId: DestinationId  # noqa: N815  -- wire name
    retentionTime: Optional[_RetentionDays] = None  # noqa: N815
    type: Literal["custom"]


class ScheduleBody(Strict):
    """Page: "Request body". `customDestinationId` is from api.md, "The request body"."""

    scheduling: SchedulingBody
    backupType: BackupType  # noqa: N815  -- wire name, like the four below
    additionalDestinations: list[DestinationBody] = []  # noqa: N815
    customDestinationId: Optional[DestinationId] = None  # noqa: N815
    # Page: "Only applicable for dump backups". But the page's own example sends it with a snapshot
    # and gets a 200, so snapshots accept it too.
    compressionType: CompressionType = "gz"  # noqa: N815
    retentionTime: _RetentionDays  # noqa: N815


@dataclass(frozen=True)
class Limits:
    """What a request may ask for.

    Attributes:
        retention: The longest retention of each interval, in days; None without a maximum.
        kept: The largest number of backups kept at once; None without a maximum.
        several_minutes: Whether a schedule may run several times an hour.
    """

    retention: Mapping[Interval, int | None] = field(default_factory=lambda: MAX_RETENTION_DAYS)
    kept: int | None = MAX_BACKUPS_KEPT
    several_minutes: bool = True


DOCUMENTED = Limits()
NO_LIMITS = Limits(dict.fromkeys(MAX_RETENTION_DAYS), None)


def parse_body(raw: bytes, *, limits: Limits = DOCUMENTED) -> ScheduleBody:
    """Parse a request body, or raise :class:`InvalidBody` with every problem."""
    try:
        body = ScheduleBody.model_validate_json(raw)
    except ValidationError as error:
        raise InvalidBody(problems_of(error)) from error

    rules = list(_broken_rules(body))
    retention = list(_broken_retention_rules(body, limits))
    if rules or retention:
        kind = "invalidBody" if rules else f"retention.{body.scheduling.interval}"
        raise InvalidBody([*rules, *retention], kind)
    if not limits.several_minutes and len(body.scheduling.minute) > 1:
        problem = Problem("scheduling.minute", "Only one minute is available to this account")
        raise InvalidBody([problem], "severalMinutes")
    return body


def definition_of(body: ScheduleBody) -> Definition:
    """Convert a request to what is stored: the list item's names, with defaults filled in."""
    sent = body.model_dump(exclude_none=True)
    definition: Definition = {
        "backupType": body.backupType,
        # Stored for snapshots too, where it has no effect [api.md, "The list item"].
        "backupCompressionType": body.compressionType,
        "additionalDestinations": sent["additionalDestinations"],
        "scheduling": sent["scheduling"],
        "retentionTime": body.retentionTime,
    }
    if body.customDestinationId is not None:
        definition["customDestinationId"] = body.customDestinationId
    return definition


def _broken_rules(body: ScheduleBody) -> Iterator[Problem]:
    """Check the rules between properties [api.md, "Rules the prose states"]."""
    yield from _broken_interval_rules(body.scheduling)
    yield from _broken_backup_type_rules(body)


def _broken_interval_rules(scheduling: SchedulingBody) -> Iterator[Problem]:
    interval = scheduling.interval
    # Page, `hour`: "Required for `daily` and `weekly` intervals and unavailable for `hourly`".
    # Page, `day`: "Required for `weekly` intervals and unavailable for `hourly` and `daily`".
    required = {"hour": interval in ("daily", "weekly"), "day": interval == "weekly"}
    for name, is_required in required.items():
        is_set = getattr(scheduling, name) is not None
        if is_required and not is_set:
            yield Problem(f"scheduling.{name}", f"Required for {interval} schedules")
        if is_set and not is_required:
            yield Problem(f"scheduling.{name}", f"Not allowed for {interval} schedules")


def _broken_backup_type_rules(body: ScheduleBody) -> Iterator[Problem]:
    # Page, `additionalDestinations`: "Only applicable for snapshot backups". An empty list
    # has no effect and is accepted.
    if body.backupType == "dump" and body.additionalDestinations:
        yield Problem("additionalDestinations", "Only applicable for snapshot backups")
    # api.md, "The request body": "the destination in which a **dump** is stored".
    if body.backupType == "snapshot" and body.customDestinationId is not None:
        yield Problem("customDestinationId", "Only applicable for dump backups")


def _broken_retention_rules(body: ScheduleBody, limits: Limits) -> Iterator[Problem]:
    interval = body.scheduling.interval
    most = limits.retention[interval]
    days_by_path: dict[str, int | None] = {"retentionTime": body.retentionTime}
    for index, destination in enumerate(body.additionalDestinations):
        days_by_path[f"additionalDestinations.{index}.retentionTime"] = destination.retentionTime
    for path, days in days_by_path.items():
        if days is not None and most is not None and days > most:
            yield Problem(path, f"At most {most} days for {interval} schedules, not {days}")

    kept = backups_kept(body.scheduling, body.retentionTime)
    if limits.kept is not None and kept > limits.kept:
        yield Problem(
            "retentionTime",
            f"Would keep {kept} backups at once; at most {limits.kept} are allowed",
        )


def backups_kept(scheduling: SchedulingBody, retention_days: int) -> int:
    """The largest number of backups kept at once: all runs within the retention time."""
    minutes = len(scheduling.minute)
    hours = _HOURS_A_DAY if scheduling.interval == "hourly" else len(scheduling.hour or ())
    if scheduling.interval != "weekly":
        return minutes * hours * retention_days

    days = set(scheduling.day or ())
    weeks, rest = divmod(retention_days, _DAYS_A_WEEK)
    # The remaining days may start on any day of the week; the start with the most runs counts.
    busiest = max(
        sum((first + offset) % _DAYS_A_WEEK in days for offset in range(rest))
        for first in range(_DAYS_A_WEEK)
    )
    return minutes * hours * (weeks * len(days) + busiest)
