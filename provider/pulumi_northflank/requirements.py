"""What a program requires of the backups of its addons, enforced in previews and updates."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pulumi
from pulumi.runtime.mocks import MockMonitor
from pulumi.runtime.settings import get_monitor

from .addons import (
    Addon,
    CoverageError,
    HasSchedules,
    addons_of,
    given_schedules,
    prompt_values_of,
    values_of,
)
from .declaration import refuse
from .durations import duration, minutes_in
from .errors import NorthflankError
from .figures import Figures, Storing, copies_of, of_type
from .resource import AddonBackupSchedule
from .shapes import BACKUP_TYPES, BackupType, Inputs
from .words import days_long, did_you_mean, shown

OUTSIDE = "outside of Northflank's own storage"
WHAT_TO_DO = "Change their schedules, or what is required of them."


class InvalidRequirementError(NorthflankError):
    """What is required can't be, or nothing is."""


class UnmetRequirementError(NorthflankError):
    """Schedules fall short of what the program requires.

    Attributes:
        shortfalls: What each addon lacks, by its key.
    """

    def __init__(self, shortfalls: Mapping[str, Sequence[str]]) -> None:
        self.shortfalls = {key: list(lacking) for key, lacking in shortfalls.items()}
        many = len(shortfalls) != 1
        count = f"{len(shortfalls)} addons fall" if many else "An addon falls"
        lines = "".join(f"\n  {key}: {text}." for key in shortfalls for text in shortfalls[key])
        super().__init__(f"{count} short of what the program requires:{lines}\n{WHAT_TO_DO}")


@dataclass(frozen=True)
class Requirement:
    """What each addon has to have; None requires nothing.

    Attributes:
        max_gap: The longest time between two backups, in minutes.
        min_retention_days: The days for which at least one schedule keeps its backups.
        types: The types of backups each of which has to meet this alone; none for all together.
        copies: How many destinations have to meet it by what they hold.
    """

    max_gap: int | None
    min_retention_days: int | None
    types: tuple[BackupType, ...]
    copies: int

    def shortfalls(self, storings: Sequence[Storing]) -> list[str]:
        """What an addon with these schedules surely lacks, in words; empty if nothing."""
        if not self.types:
            return [*self._of("backups", storings)]
        parts = ((each, of_type(storings, each)) for each in self.types)
        return [
            text for each, part in parts if part is not None for text in self._of(f"{each}s", part)
        ]

    def _of(self, what: str, storings: Sequence[Storing]) -> Iterator[str]:
        if not storings:
            yield f"no schedule makes {what}"
            return
        yield from self._too_little(what, Figures.of(one.run for one in storings))
        if self.copies:
            yield from self._too_few(what, copies_of(storings))

    def _too_little(self, what: str, figures: Figures) -> Iterator[str]:
        gap, empty, oldest = figures.worst_gap, figures.none_kept, figures.oldest
        if self.max_gap is not None and gap is not None and gap > self.max_gap:
            yield (
                f"the longest time between two {what} is {duration(gap)}, and at most "
                f"{duration(self.max_gap)} is required ({duration(gap - self.max_gap)} too long)"
            )
        if self.max_gap is not None and empty:
            yield (
                f"for up to {duration(empty)} at a time there are no {what} at all, as the last "
                "one is deleted before the next one is made"
            )
        days = self.min_retention_days
        if days is not None and oldest is not None and oldest < days:
            yield (
                f"{what} are kept for {days_long(oldest)}, and at least {days_long(days)} are "
                f"required ({days_long(days - oldest)} too short)"
            )

    def _too_few(self, what: str, copies: Mapping[str, Figures] | None) -> Iterator[str]:
        if copies is None:
            return
        lacking = {place: [*self._too_little(what, copies[place])] for place in copies}
        meeting = sum(not reasons for reasons in lacking.values())
        if meeting >= self.copies:
            return
        get = "destinations {} get" if meeting > 1 else "destination {} gets"
        what = f"enough of its {what}" if any(lacking.values()) else f"its {what}"
        details = ", ".join(
            f"at {place} {reason}" for place, reasons in lacking.items() for reason in reasons
        )
        yield (
            f"{meeting or 'no'} {get.format(OUTSIDE)} {what}, and at least {self.copies} "
            f"{'is' if self.copies == 1 else 'are'} required ({self.copies - meeting} too few)"
            + (f"; {details}" if details else "")
        )


def require(  # noqa: PLR0913  # what can be required, by name
    schedules: AddonBackupSchedule | HasSchedules | Iterable[AddonBackupSchedule | HasSchedules],
    *,
    max_gap: str | None = None,
    min_retention_days: int | None = None,
    types: BackupType | Sequence[BackupType] = (),
    copies: int = 0,
    advisory: bool = False,
) -> None:
    """Require of each addon that its schedules cover it well enough.

    ``require(production, max_gap="24h", copies=1)`` keeps the promise that every production
    database has an off-site backup a day. Unless each addon of *schedules* meets all that is
    required, the preview fails with a list of what each one lacks and by how much. What is not
    given is not required. Several calls require several things: one that backups are frequent,
    another one that there is a copy a day.

    Where the program gives the schedules' arguments as plain values, the call raises, and no
    schedule of the program is registered: an update creates, replaces and deletes none. (What
    else the program declared before, Pulumi may still create.) Where they are Outputs, they
    are judged when their values are there: a preview fails if it knows them, and an update
    fails once the schedules are in place. In a preview, what is not known yet is not judged.
    What ``ignore_changes`` and transformations make of the arguments is judged like Outputs.

    Args:
        schedules: The schedules of the addons, and whatever has an attribute ``schedules``, as
            a backup plan; one or several. Only what is among them counts.
        max_gap: The longest time between two backups, as ``15m``, ``1h30m``, ``24h`` or
            ``7d``; see ``worst_gap`` of :class:`TypeCoverage`. Nor may there be a time at which
            no backup exists.
        min_retention_days: For how many days at least one schedule keeps its backups; see
            ``oldest`` of :class:`TypeCoverage`. Which one it is does not matter: frequent
            backups for a week and daily ones for a month are kept for a month.
        types: The types of backups to count, each of which has to meet the requirement alone.
            Without it, all backups of an addon count together.
        copies: How many destinations outside of Northflank's own storage have to meet the
            requirement by what is stored there alone: an off-site copy of each week does not
            meet ``max_gap="24h"``.
        advisory: Warn, with the addon's first schedule, in place of failing.

    Raises:
        InvalidRequirementError: Nothing is required, or something that can't be.
        CoverageError: There are no schedules, or something else is among them.
        UnmetRequirementError: An addon falls short; see above for when.
    """
    requirement = _requirement(max_gap, min_retention_days, types, copies)
    given = given_schedules("require", _several(schedules))
    if not given:
        raise CoverageError("require was given no schedules, and of none everything would hold.")

    def enforce(values: Sequence[Inputs]) -> None:
        addons = addons_of(given, values)
        short = {
            addon.key: lacking
            for addon in addons
            if (lacking := requirement.shortfalls([part.storing for part in addon.parts]))
        }
        if short and not advisory:
            error = UnmetRequirementError(short)
            # A test may catch it and go on: against mocks, nothing is ever created.
            if not isinstance(get_monitor(), MockMonitor):
                refuse(error)
            raise error
        for addon in addons:
            if addon.key in short:
                _advise(addon, short[addon.key])

    prompt_values = prompt_values_of(given)
    if prompt_values is not None and not advisory:
        enforce(prompt_values)
    # Again with what is in force, which Outputs and resource options have a say in.
    values_of(given).apply(enforce, run_with_unknowns=True)


def _requirement(
    max_gap: object, min_retention_days: object, types: object, copies: object
) -> Requirement:
    if max_gap is None and min_retention_days is None and not types and not copies:
        raise InvalidRequirementError(
            "require was asked for nothing; give it max_gap, min_retention_days, types or copies."
        )
    return Requirement(
        None if max_gap is None else _gap(max_gap),
        None if min_retention_days is None else _whole("min_retention_days", min_retention_days, 1),
        _types(types),
        _whole("copies", copies, 0),
    )


def _gap(value: object) -> int:
    try:
        minutes = minutes_in(value)
    except ValueError as error:
        raise InvalidRequirementError(f"max_gap: {error}.") from None
    if not minutes:
        raise InvalidRequirementError(f"max_gap: {shown(value)} is no time between two backups.")
    return minutes


def _whole(name: str, value: object, least: int) -> int:
    # Not isinstance: true is a whole number to Python, and to nobody else.
    if type(value) is int and value >= least:
        return value
    raise InvalidRequirementError(f"{name}: {shown(value)} is no whole number from {least} on.")


def _types(value: object) -> tuple[BackupType, ...]:
    wanted = [value] if isinstance(value, str) else value
    if not isinstance(wanted, Iterable):
        raise InvalidRequirementError(f"types: {shown(value)} is no list of backup types.")
    wanted = list(wanted)
    for word in wanted:
        if word not in BACKUP_TYPES:
            close = did_you_mean(word, BACKUP_TYPES)
            raise InvalidRequirementError(
                f"types: {shown(word)} is not one of {', '.join(BACKUP_TYPES)}{close}."
            )
    return tuple(each for each in BACKUP_TYPES if each in wanted)


def _several(given: object) -> Iterable[Any]:
    one = isinstance(given, AddonBackupSchedule | pulumi.Output) or hasattr(given, "schedules")
    return given if not one and isinstance(given, Iterable) else [given]


def _advise(addon: Addon, lacking: Sequence[str]) -> None:
    text = f"{addon.key} falls short of what the program advises: {'; '.join(lacking)}."
    pulumi.log.warn(text, addon.parts[0].schedule)
