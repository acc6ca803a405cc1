"""How well schedules cover an addon, in numbers; None is a number that is not known yet."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from pulumi.output import contains_unknowns

from .shapes import BackupType
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
    """What a schedule makes and where it goes.

    Attributes:
        backup_type: dump or snapshot.
        run: Its backups.
        copies: What of it is stored at which destination outside of Northflank's own storage.
    """

    backup_type: BackupType | None
    run: Run
    copies: Mapping[str, Run] | None


@dataclass(frozen=True)
class Figures:
    """What several runs come to together.

    Attributes:
        worst_gap: The longest time between two backups, in minutes.
        backups_per_week: How many backups a week has.
        kept: The most that exist together.
        none_kept: The longest time in which none exists, in minutes.
        oldest: The age at which the last of a time's backups is deleted, in days.
    """

    worst_gap: int | None
    backups_per_week: int | None
    kept: int | None
    none_kept: int | None
    oldest: int | None

    @classmethod
    def of(cls, runs: Iterable[Run]) -> Figures:
        """The figures of one run or more."""
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


def storing(inputs: Mapping[str, Any]) -> Storing:
    """What a schedule makes, from its valid inputs; unknown values may stand at any depth."""
    scheduling = inputs["scheduling"]
    minutes = None if contains_unknowns(scheduling) else minutes_of(scheduling)
    run = Run(minutes, _known(inputs["retentionTime"]))
    return Storing(_known(inputs["backupType"]), run, _copies(inputs, run))


def of_type(storings: Sequence[Storing], backup_type: BackupType) -> list[Storing] | None:
    """Those that make backups of a type; None where the type of one is not known."""
    if any(one.backup_type is None for one in storings):
        return None
    return [one for one in storings if one.backup_type == backup_type]


def copies_of(storings: Iterable[Storing]) -> dict[str, Figures] | None:
    """The figures of each destination, by its ID; None where one of the IDs is not known."""
    runs: dict[str, list[Run]] = {}
    for one in storings:
        if one.copies is None:
            return None
        for place, run in one.copies.items():
            runs.setdefault(place, []).append(run)
    return {place: Figures.of(runs[place]) for place in sorted(runs)}


def _copies(inputs: Mapping[str, Any], run: Run) -> dict[str, Run] | None:
    own = inputs.get("customDestinationId")
    places = inputs.get("additionalDestinations", [])
    if contains_unknowns(own) or not isinstance(places, list):
        return None
    copies = {} if own is None else {own: run}
    for place in places:
        if not isinstance(place, Mapping) or contains_unknowns(place["destinationId"]):
            return None
        # What holds where it is left out is documented nowhere; a copy is a copy, so: the same.
        kept = _known(place["retentionTime"]) if "retentionTime" in place else run.retention_time
        copies[place["destinationId"]] = Run(run.minutes, kept)
    return copies


def _known(value: Any) -> Any:
    return None if contains_unknowns(value) else value
