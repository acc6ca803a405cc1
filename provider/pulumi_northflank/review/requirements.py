"""Requirements on the backups of a program's addons, enforced in previews and updates."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

import pulumi

from pulumi_northflank.arguments import is_later
from pulumi_northflank.dynamic.program import report, report_after
from pulumi_northflank.dynamic.resource import AddonBackupSchedule
from pulumi_northflank.errors import NorthflankError
from pulumi_northflank.schedule import Schedule
from pulumi_northflank.text import did_you_mean, plural, problem_list, written
from pulumi_northflank.types import BACKUP_TYPES, BackupType

from .addons import (
    Addon,
    CoverageError,
    HasSchedules,
    addons_of,
    declared,
    given_schedules,
    settled,
)
from .durations import duration, minutes_in
from .metrics import Metrics, Storing, copies_of, of_type

T = TypeVar("T")

OUTSIDE = "outside of Northflank's own storage"
NOT_SHOWN = "how far it falls short depends on secret values and is not shown"
LATER = (
    "must not be an Output, because the schedules are judged while the program runs; give a plain "
    "value, such as one from pulumi.Config"
)
WHAT_TO_DO = "Change their schedules or the requirement."


class InvalidRequirementError(NorthflankError):
    """The arguments of a requirement cannot be used.

    Attributes:
        problems: What is wrong with each argument.
    """

    def __init__(self, problems: Sequence[str], function: str = "require") -> None:
        self.problems = list(problems)
        super().__init__(f"{function} has {problem_list(self.problems)}")


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
    """What each addon must have; None means no requirement.

    Attributes:
        max_gap: The longest time between two backups, in minutes.
        min_retention_days: For how many days at least one schedule must keep its backups.
        types: The backup types that must each meet this alone; empty for all together.
        copies: How many destinations must meet it with their own backups.
    """

    max_gap: int | None
    min_retention_days: int | None
    types: tuple[BackupType, ...]
    copies: int

    def shortfalls(self, storings: Sequence[Storing]) -> list[str]:
        """The shortfalls of an addon with these schedules; unknown values are no shortfall."""
        if not self.types:
            return [*self._of("backups", storings)]
        parts = ((each, of_type(storings, each)) for each in self.types)
        return [
            text for each, part in parts if part is not None for text in self._of(f"{each}s", part)
        ]

    def shortfalls_of(self, addon: Addon) -> list[str]:
        """The shortfalls of *addon*, without what they tell about secret values."""
        lacking = self.shortfalls([part.storing for part in addon.parts])
        if not lacking or not addon.has_secrets:
            return lacking
        public = self.shortfalls([part.public for part in addon.parts])
        return public if lacking == public else [*public, NOT_SHOWN]

    def _of(self, what: str, storings: Sequence[Storing]) -> Iterator[str]:
        if not storings:
            yield f"no schedule makes {what}"
            return
        yield from self._too_little(what, Metrics.of(one.run for one in storings))
        if self.copies:
            yield from self._too_few(what, copies_of(storings))

    def _too_little(self, what: str, metrics: Metrics) -> Iterator[str]:
        gap, empty, oldest = metrics.worst_gap, metrics.none_kept, metrics.oldest
        if self.max_gap is not None and gap is not None and gap > self.max_gap:
            yield (
                f"the longest time between two {what} is {duration(gap)}, but at most "
                f"{duration(self.max_gap)} is allowed ({duration(gap - self.max_gap)} too long)"
            )
        if self.max_gap is not None and empty:
            yield (
                f"for up to {duration(empty)} at a time there are no {what} at all, because the "
                "last one is deleted before the next one is made"
            )
        days = self.min_retention_days
        if days is not None and oldest is not None and oldest < days:
            yield (
                f"{what} are kept for {plural(oldest, 'day')}, but at least {plural(days, 'day')} "
                f"are required ({plural(days - oldest, 'day')} too short)"
            )

    def _too_few(self, what: str, copies: Mapping[str, Metrics] | None) -> Iterator[str]:
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
            f"{meeting or 'no'} {get.format(OUTSIDE)} {what}, but at least {self.copies} "
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
    """Require that the schedules of each addon cover it well enough.

    ``require(production, max_gap="24h", copies=1)`` makes sure that every production database has
    an off-site backup a day. Unless each addon of *schedules* meets the requirement, the preview
    fails with a list of what each one lacks and by how much. Call it several times for several
    requirements: one for frequent backups, another one for a daily copy.

    The program goes on after the call and fails when it ends, with everything else that is wrong
    with it; in tests with Pulumi's mocks, the call raises. If the program gives the schedules'
    arguments as plain values, an update registers none of its schedules: it creates, replaces and
    deletes none. (Pulumi may still create other resources of the program.) If they are Outputs,
    they are judged once their values are known: a preview fails if it knows them, and an update
    fails after the schedules are in place. A preview does not judge values that it does not know
    yet. The effects of ``ignore_changes`` and transformations are judged like Outputs.

    Args:
        schedules: The schedules of the addons, and objects with an attribute ``schedules``, such
            as backup plans; one or several. Nothing else counts.
        max_gap: The longest time between two backups, such as ``15m``, ``1h30m``, ``24h`` or
            ``7d``; see ``worst_gap`` of :class:`TypeCoverage`. There must also always be a
            backup.
        min_retention_days: For how many days at least one schedule must keep its backups; see
            ``oldest`` of :class:`TypeCoverage`. Any schedule counts: frequent backups for a week
            and daily ones for a month are kept for a month.
        types: The backup types to count; each must meet the requirement alone. Without it, all
            backups of an addon count together.
        copies: How many destinations outside of Northflank's own storage must meet the requirement
            with their own backups: a weekly off-site copy does not meet ``max_gap="24h"``.
        advisory: Warn, on the addon's first schedule, instead of failing.

    Raises:
        InvalidRequirementError: An argument is wrong, or nothing is required.
        CoverageError: There are no schedules, or an item is something else.
        UnmetRequirementError: An addon falls short; see above for when.
    """
    try:
        requirement = _requirement(max_gap, min_retention_days, types, copies, advisory)
        given = given_schedules("require", _several(schedules))
        if not given:
            raise CoverageError("require was given no schedules.")
    except NorthflankError as error:
        report(error)
        return

    def enforce(schedules: Sequence[Schedule]) -> bool:
        addons = addons_of(given, schedules)
        short = {
            addon.name: lacking for addon in addons if (lacking := requirement.shortfalls_of(addon))
        }
        if short and not advisory:
            report(UnmetRequirementError(short))
        for addon in addons:
            if addon.name in short and advisory:
                _advise(addon, short[addon.name])
        return not short

    known = declared(given)
    if known is None or advisory or enforce(known):
        # Again once Outputs and resource options have had their effect.
        report_after(settled(given).apply(enforce, run_with_unknowns=True))


def _requirement(
    max_gap: object, min_retention_days: object, types: object, copies: object, advisory: object
) -> Requirement:
    given = {
        "max_gap": max_gap,
        "min_retention_days": min_retention_days,
        "types": types,
        "copies": copies,
        "advisory": advisory,
    }
    problems: list[str] = []

    def read(name: str, reader: Callable[[Any], T], default: T) -> T:
        value = given[name]
        if value is None:
            return default
        try:
            return reader(value)
        except ValueError as error:
            reason = LATER if any(map(is_later, listed(value))) else str(error)
            problems.append(f"{name}: {reason}")
            return default

    read("advisory", _boolean, None)
    requirement = Requirement(
        read("max_gap", _gap, None),
        read("min_retention_days", lambda value: _whole(value, 1), None),
        read("types", _types, ()),
        read("copies", lambda value: _whole(value, 0), 0),
    )
    if not problems and requirement == Requirement(None, None, (), 0):
        problems.append("nothing is required; give max_gap, min_retention_days, types or copies")
    if problems:
        raise InvalidRequirementError(problems)
    return requirement


def _gap(value: object) -> int:
    minutes = minutes_in(value)
    if not minutes:
        raise ValueError(f"{written(value)} must be more than 0")
    return minutes


def _whole(value: object, least: int) -> int:
    # Not isinstance: to Python, true is a whole number.
    if type(value) is int and value >= least:
        return value
    raise ValueError(f"{written(value)} must be a whole number of at least {least}")


def _boolean(value: object) -> bool:
    if isinstance(value, bool):
        return value
    raise ValueError(f"{written(value)} must be True or False")


def _types(value: object) -> tuple[BackupType, ...]:
    wanted = listed(value)
    for word in wanted:
        if word not in BACKUP_TYPES:
            close = did_you_mean(word, BACKUP_TYPES)
            raise ValueError(f"{written(word)} is not one of {', '.join(BACKUP_TYPES)}{close}")
    return tuple(each for each in BACKUP_TYPES if each in wanted)


def listed(value: Any) -> list[Any]:
    """The items of an argument that is one value or several."""
    several = isinstance(value, Iterable) and not isinstance(value, str | pulumi.Output)
    return list(value) if several else [value]


def _several(given: object) -> Iterable[Any]:
    one = isinstance(given, AddonBackupSchedule | pulumi.Output) or hasattr(given, "schedules")
    return given if not one and isinstance(given, Iterable) else [given]


def _advise(addon: Addon, lacking: Sequence[str]) -> None:
    text = f"{addon.name} falls short of what the program recommends: {'; '.join(lacking)}."
    pulumi.log.warn(text, addon.parts[0].resource)
