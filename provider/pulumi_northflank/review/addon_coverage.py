"""How well schedules cover one addon, as the outputs of a stack show it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, TypedDict, TypeVar

from pulumi.output import UNKNOWN

from pulumi_northflank.schedule import Schedule

from .durations import duration
from .metrics import Metrics, Storing, copies_of, of_type, storing

T = TypeVar("T")


class CopyCoverage(TypedDict):
    """The backups of an addon at one destination outside of Northflank's own storage.

    ``worst_gap`` and ``oldest`` are those of :class:`TypeCoverage`, for that destination alone.
    """

    worst_gap: str
    oldest: int


class TypeCoverage(TypedDict):
    """How well backups cover an addon.

    Attributes:
        worst_gap: The longest time from one backup to the next, such as ``15m``, ``24h`` or
            ``7d``: the most you can lose if each backup succeeds within its minute.
        backups_per_week: How many backups a week has. Schedules that share a minute make one
            backup in it, as Northflank does.
        oldest: How many days you can go back at most: the longest retention. Backups of that
            schedule are deleted at this age, so the oldest one is up to a gap younger: 29 to 30
            days old for daily backups kept for 30 days.
        none_kept: The longest time without any backup, because each is deleted before the next
            one is made; ``0m`` if there always is one.
    """

    worst_gap: str
    backups_per_week: int
    oldest: int
    none_kept: str


class KeptCoverage(TypedDict):
    """The most backups of each type that exist together, once the oldest begin to expire.

    If schedules of one type share a minute, its one backup is taken to be kept for the longest
    retention among them.
    """

    dump: int
    snapshot: int


class AddonCoverage(TypeCoverage):
    """How well all schedules of an addon cover it, together and by type.

    Attributes:
        copies: The backups outside of Northflank's own storage, by the destination's ID: dumps
            with ``custom_destination_id`` (stored there instead) and snapshots with
            ``additional_destinations`` (stored there as well). A destination without a
            retention of its own is taken to keep copies as long as the schedule does.
        kept: The most backups that exist together, by type.
        dump: The coverage by dumps alone; None if no schedule makes any.
        snapshot: The coverage by snapshots alone; None if no schedule makes any.
    """

    copies: dict[str, CopyCoverage]
    kept: KeptCoverage
    dump: TypeCoverage | None
    snapshot: TypeCoverage | None


def coverage_of_addon(schedules: Iterable[Schedule]) -> AddonCoverage:
    """The coverage by all schedules of one addon, with ``UNKNOWN`` for values not known yet."""
    storings = list(map(storing, schedules))
    dumps, snapshots = of_type(storings, "dump"), of_type(storings, "snapshot")
    return {
        **_of_type(storings),
        "copies": _known(copies_of(storings), _of_copies),
        "kept": {"dump": _kept(dumps), "snapshot": _kept(snapshots)},
        "dump": _if_any(dumps),
        "snapshot": _if_any(snapshots),
    }


def _of_type(storings: Sequence[Storing]) -> TypeCoverage:
    metrics = Metrics.of(one.run for one in storings)
    return {
        "worst_gap": _known(metrics.worst_gap, duration),
        "backups_per_week": _known(metrics.backups_per_week),
        "oldest": _known(metrics.oldest),
        "none_kept": _known(metrics.none_kept, duration),
    }


def _of_copies(copies: Mapping[str, Metrics]) -> dict[str, CopyCoverage]:
    return {
        place: {
            "worst_gap": _known(metrics.worst_gap, duration),
            "oldest": _known(metrics.oldest),
        }
        for place, metrics in copies.items()
    }


def _kept(storings: Sequence[Storing] | None) -> Any:
    return _known(
        storings, lambda some: _known(Metrics.of(one.run for one in some).kept) if some else 0
    )


def _if_any(storings: Sequence[Storing] | None) -> Any:
    return _known(storings, lambda some: _of_type(some) if some else None)


def _known(value: T | None, shown: Callable[[T], Any] = lambda value: value) -> Any:
    """*value* as it is shown; ``UNKNOWN`` if it is not known yet."""
    return UNKNOWN if value is None else shown(value)
