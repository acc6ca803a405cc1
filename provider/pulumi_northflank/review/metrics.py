"""How well schedules cover an addon, in numbers; None stands for a number not known yet."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from pulumi.output import contains_unknowns

from pulumi_northflank.schedule import Schedule
from pulumi_northflank.types import BackupType, Properties

from .week import (
    MINUTES_A_DAY,
    minutes_of,
    most_kept,
    none_kept,
    together,
    worst_gap,
)


class Run(NamedTuple):
    """The backups that one schedule makes, at one place.

    Attributes:
        minutes: The minutes of the week in which it makes one.
        retention_time: The days for which each is kept there.
    """

    minutes: frozenset[int] | None
    retention_time: int | None


class Storing(NamedTuple):
    """The backups of a schedule, and where they are stored.

    Attributes:
        backup_type: dump or snapshot.
        run: Its backups.
        copies: Its backups at each destination outside of Northflank's own storage.
    """

    backup_type: BackupType | None
    run: Run
    copies: Mapping[str, Run] | None


@dataclass(frozen=True)
class Metrics:
    """The metrics of one or several runs together.

    Attributes:
        worst_gap: The longest time between two backups, in minutes.
        backups_per_week: How many backups a week has.
        kept: The most backups that exist together.
        none_kept: The longest time without any backup, in minutes.
        oldest: The longest retention, in days.
    """

    worst_gap: int | None
    backups_per_week: int | None
    kept: int | None
    none_kept: int | None
    oldest: int | None

    @classmethod
    def of(cls, runs: Iterable[Run]) -> Metrics:
        """Compute the metrics of at least one run."""
        parts = list(runs)
        minutes = [run.minutes for run in parts if run.minutes is not None]
        days = [run.retention_time for run in parts if run.retention_time is not None]
        when = frozenset().union(*minutes) if len(minutes) == len(parts) else None
        kept = [days_kept * MINUTES_A_DAY for days_kept in days]
        whole = len(minutes) == len(days) == len(parts)
        backups = together(zip(minutes, kept, strict=True)) if whole else None
        return cls(
            worst_gap=None if when is None else worst_gap(when),
            backups_per_week=None if when is None else len(when),
            kept=None if backups is None else most_kept(backups),
            none_kept=None if backups is None else none_kept(backups),
            oldest=max(days) if len(days) == len(parts) else None,
        )


def storing(schedule: Schedule) -> Storing:
    """The backups of a valid schedule, in which unknown values may stand at any depth."""
    minutes = minutes_of(schedule.scheduling) if schedule.knows(["scheduling"]) else None
    run = Run(minutes, _known(schedule.retention_time))
    return Storing(_known(schedule.backup_type), run, _copies(schedule.values, run))


def of_type(storings: Sequence[Storing], backup_type: BackupType) -> list[Storing] | None:
    """Those of a backup type; None if the type of one is not known yet."""
    if any(one.backup_type is None for one in storings):
        return None
    return [one for one in storings if one.backup_type == backup_type]


def copies_of(storings: Iterable[Storing]) -> dict[str, Metrics] | None:
    """The metrics of each destination, by its ID; None if one of the IDs is not known yet."""
    runs: dict[str, list[Run]] = {}
    for one in storings:
        if one.copies is None:
            return None
        for place, run in one.copies.items():
            runs.setdefault(place, []).append(run)
    return {place: Metrics.of(runs[place]) for place in sorted(runs)}


def _copies(values: Properties, run: Run) -> dict[str, Run] | None:
    own = values.get("customDestinationId")
    places = values.get("additionalDestinations", [])
    if contains_unknowns(own) or not isinstance(places, list):
        return None
    copies = {} if own is None else {own: run}
    for place in places:
        if not isinstance(place, Mapping) or contains_unknowns(place["destinationId"]):
            return None
        # The default is not documented; a copy is taken to be kept as long as the original.
        kept = _known(place["retentionTime"]) if "retentionTime" in place else run.retention_time
        copies[place["destinationId"]] = Run(run.minutes, kept)
    return copies


def _known(value: Any) -> Any:
    return None if contains_unknowns(value) else value
