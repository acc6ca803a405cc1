"""How well the schedules of a program cover each addon, as an output of the stack.

The figures come from what is declared alone, never from a clock or a request. Exported,
they change when the declaration does, and a preview shows by itself what a change means.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, TypedDict, TypeVar, cast

import pulumi
from pulumi.output import UNKNOWN, Unknown

from .addons import Addon, HasSchedules, addons_of, given_schedules, values_of
from .durations import duration
from .figures import Figures, Storing, copies_of, of_type
from .resource import AddonBackupSchedule
from .shapes import Inputs

T = TypeVar("T")
U = TypeVar("U")


class CopyCoverage(TypedDict):
    """What one destination outside of Northflank's own storage holds of an addon.

    ``worst_gap`` and ``oldest`` as for :class:`TypeCoverage`, of what is stored there alone.
    """

    worst_gap: str
    oldest: int


class TypeCoverage(TypedDict):
    """How well backups cover an addon.

    Attributes:
        worst_gap: The longest time from one backup to the next in a week that repeats itself,
            such as ``15m``, ``24h`` or ``7d``: what is lost at most if each backup succeeds
            and is done in its minute.
        backups_per_week: How many backups a week has; those that schedules make in the same
            minute are one, as Northflank makes only one.
        oldest: How many days one can go back, at most: the longest retention. Backups of that
            schedule are deleted at this age, so from then on the oldest one is always between
            this and its schedule's own gap less: daily ones kept for 30 days, 29 to 30 days.
        none_kept: The longest time in which no backup exists, as each is deleted before the
            next is made; ``0m`` where one always does.
    """

    worst_gap: str
    backups_per_week: int
    oldest: int
    none_kept: str


class KeptCoverage(TypedDict):
    """The most backups of each type that exist together, once the oldest begin to expire.

    Exact where schedules of one type share minutes, too: the one backup of such a minute
    is taken to be kept as long as the longest-keeping of them asks for.
    """

    dump: int
    snapshot: int


class AddonCoverage(TypeCoverage):
    """How well all schedules of an addon cover it together, and those of each type.

    Attributes:
        copies: What is stored outside of Northflank's own storage, by the destination's ID:
            dumps with ``custom_destination_id`` (stored there instead) and snapshots with
            ``additional_destinations`` (stored there too). A destination that leaves its
            retention out is taken to keep copies as long as the schedule does.
        kept: The most backups that exist together, by type.
        dump: What its dumps alone come to; None where no schedule makes any.
        snapshot: What its snapshots alone come to; None where no schedule makes any.
    """

    copies: dict[str, CopyCoverage]
    kept: KeptCoverage
    dump: TypeCoverage | None
    snapshot: TypeCoverage | None


def coverage(
    *schedules: AddonBackupSchedule | HasSchedules,
) -> pulumi.Output[dict[str, AddonCoverage]]:
    """How well schedules cover their addons, to be exported as an output of the stack.

    ``pulumi.export("backups", coverage(nightly, weekly, plan))`` makes previews show what
    each change means: ``worst_gap: "15m" => "24h"``.

    The keys are the addons: ``shop/orders`` for addon orders in project shop, with a team
    ``acme/shop/orders``; in order. In a preview, figures that depend on what is not known
    yet are unknown, and no others. An addon whose own ID is not known yet goes by the name
    of a schedule, as ``(addon of orders-nightly)``; schedules are of the same such addon
    if they were given the very same Outputs.

    The figures are those of what is in force: they know what ``ignore_changes`` and
    transformations make of the arguments, and of an :meth:`AddonBackupSchedule.get` what
    Northflank has. With ``--target``, a schedule that is left out counts as it is, and as
    declared if it is not there yet. As an Output this one depends on the schedules, and is
    secret if any of their arguments is.

    It does not tell whether backups succeed, how long they take, or what others have set up
    for the addon. Northflank makes one backup where schedules overlap, and its documentation
    leaves open which: two types in the same minute count for each of the two here, and two
    retentions as the longer one. Schedules with minutes of their own leave nothing open.

    Args:
        schedules: Schedules, and whatever has an attribute ``schedules``, as a backup plan.

    Raises:
        CoverageError: Something else was given; as the Output's value, where a schedule's
            arguments are wrong and no check of the engine has found that.
    """
    given = given_schedules("coverage", schedules)

    def figures(values: Sequence[Inputs]) -> Any:
        return _as_outputs(coverage_of(addons_of(given, values)))

    return _inside_out(values_of(given).apply(figures, run_with_unknowns=True))


def coverage_of(addons: Iterable[Addon]) -> dict[str, AddonCoverage]:
    """The coverage of each addon by its key; ``UNKNOWN`` stands for what is not known yet."""
    return {addon.key: _of_addon([part.storing for part in addon.parts]) for addon in addons}


def _of_addon(storings: Sequence[Storing]) -> AddonCoverage:
    dumps, snapshots = of_type(storings, "dump"), of_type(storings, "snapshot")
    return {
        **_of_type(storings),
        "copies": _known(copies_of(storings), _of_copies),
        "kept": {"dump": _kept(dumps), "snapshot": _kept(snapshots)},
        "dump": _if_any(dumps),
        "snapshot": _if_any(snapshots),
    }


def _of_type(storings: Sequence[Storing]) -> TypeCoverage:
    figures = Figures.of(one.run for one in storings)
    return {
        "worst_gap": _known(figures.worst_gap, duration),
        "backups_per_week": _known(figures.backups_per_week),
        "oldest": _known(figures.oldest),
        "none_kept": _known(figures.none_kept, duration),
    }


def _of_copies(copies: Mapping[str, Figures]) -> dict[str, CopyCoverage]:
    return {
        place: {
            "worst_gap": _known(figures.worst_gap, duration),
            "oldest": _known(figures.oldest),
        }
        for place, figures in copies.items()
    }


def _kept(storings: Sequence[Storing] | None) -> Any:
    return _known(
        storings, lambda some: _known(Figures.of(one.run for one in some).kept) if some else 0
    )


def _if_any(storings: Sequence[Storing] | None) -> Any:
    return _known(storings, lambda some: _of_type(some) if some else None)


def _known(value: T | None, shown: Callable[[T], Any] = lambda value: value) -> Any:
    """*value* as it is shown; ``UNKNOWN`` where it is not known yet."""
    return UNKNOWN if value is None else shown(value)


def _as_outputs(value: Any) -> Any:
    """*value* with an unknown Output in place of each unknown figure."""
    if isinstance(value, Unknown):
        return pulumi.Output.from_input(value)
    if isinstance(value, Mapping):
        return {name: _as_outputs(item) for name, item in value.items()}
    return value


class _Coverage(pulumi.Output[dict[str, AddonCoverage]]):
    """An Output with Outputs inside, which only an export gets to see.

    Pulumi takes an Output for unknown as a whole if there is anything unknown in it, but
    exports what it can of one whose value has Outputs in it. Any other function gets, as
    always, figures that are all known, or is not called.
    """

    def apply(
        self,
        func: Callable[[dict[str, AddonCoverage]], pulumi.Input[U]],
        run_with_unknowns: bool = False,  # noqa: FBT001, FBT002  # the signature is Pulumi's
    ) -> pulumi.Output[U]:
        if getattr(func, "__module__", None) == "pulumi.runtime.stack":
            return super().apply(func, run_with_unknowns)
        whole = super().apply(pulumi.Output.from_input, run_with_unknowns=True)
        return whole.apply(func, run_with_unknowns)


def _inside_out(output: pulumi.Output[Any]) -> pulumi.Output[dict[str, AddonCoverage]]:
    # What makes up an Output differs from version to version of the SDK; a subclass does not.
    output.__class__ = _Coverage
    return cast("_Coverage", output)
