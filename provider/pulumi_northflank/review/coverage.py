"""How well the schedules of a program cover each addon, as an output of the stack.

The metrics come from the declaration alone, never from a clock or a request. Exported, they change
when the declaration does, so a preview shows what a change means.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Coroutine, Generator, Iterable, Mapping, Sequence
from typing import Any, TypeVar

import pulumi
from pulumi.output import Unknown

from pulumi_northflank.dynamic.program import report
from pulumi_northflank.dynamic.resource import AddonBackupSchedule
from pulumi_northflank.schedule import Schedule

from .addon_coverage import AddonCoverage, coverage_of_addon
from .addons import Addon, CoverageError, HasSchedules, addons_of, given_schedules, settled

U = TypeVar("U")


def coverage(
    *schedules: AddonBackupSchedule | HasSchedules,
) -> pulumi.Output[dict[str, AddonCoverage]]:
    """Compute how well schedules cover their addons, for an output of the stack.

    ``pulumi.export("backups", coverage(nightly, weekly, plan))`` makes previews show what each
    change means: ``worst_gap: "15m" => "24h"``.

    The keys are the addons, in order: ``shop/orders`` for addon orders in project shop, with a
    team ``acme/shop/orders``. In a preview, only metrics that depend on a value not known yet are
    unknown. An addon whose own ID is not known yet is named after a schedule, as ``(addon of
    orders-nightly)``; schedules belong to the same such addon if they were given the same Outputs.

    The metrics are those of the schedules as they will be: they take account of ``ignore_changes``
    and transformations, and of the settings in Northflank for an :meth:`AddonBackupSchedule.get`.
    With ``--target``, a schedule that is left out counts with its current settings, or as declared
    if it does not exist yet. The Output depends on the schedules, and is secret if any of their
    arguments is.

    It does not say whether backups succeed, how long they take, or what others have set up for the
    addon. Where schedules overlap, Northflank makes one backup, and its documentation does not say
    which: two types in the same minute count for both types here, and the longer retention counts.

    Args:
        schedules: Schedules, and objects with an attribute ``schedules``, such as backup plans.

    Raises:
        CoverageError: Something else was given; the engine shows it when the program ends. If a
            schedule's arguments are wrong and no check of the engine has found that, the Output
            raises it.
    """
    try:
        given = given_schedules("coverage", schedules)
    except CoverageError as error:
        return report(error)

    def metrics(schedules: Sequence[Schedule]) -> Any:
        return _as_outputs(coverage_of(addons_of(given, schedules)))

    return _Coverage.around(settled(given).apply(metrics, run_with_unknowns=True))


def coverage_of(addons: Iterable[Addon]) -> dict[str, AddonCoverage]:
    """The coverage of each addon by its key, with ``UNKNOWN`` for values not known yet."""
    return {addon.key: coverage_of_addon(part.schedule for part in addon.parts) for addon in addons}


def _as_outputs(value: Any) -> Any:
    """*value* with an unknown Output instead of each unknown metric."""
    if isinstance(value, Unknown):
        return pulumi.Output.from_input(value)
    if isinstance(value, Mapping):
        return {name: _as_outputs(item) for name, item in value.items()}
    return value


class _Coverage(pulumi.Output[dict[str, AddonCoverage]]):
    """An Output with Outputs in its value, which only an export sees.

    Pulumi treats an Output as unknown if anything in it is unknown, but exports the known part of
    a value that holds Outputs. Any other function gets metrics that are all known, or is not
    called, as always.
    """

    @classmethod
    def around(cls, output: pulumi.Output[Any]) -> _Coverage:
        """The same Output as one of this class."""
        return cls(
            _Lazy(output.resources),
            _Lazy(lambda: output.future(with_unknowns=True)),
            _Lazy(output.is_known),
            _Lazy(output.is_secret),
        )

    def apply(
        self,
        func: Callable[[dict[str, AddonCoverage]], pulumi.Input[U]],
        run_with_unknowns: bool = False,  # noqa: FBT001, FBT002  # the signature is Pulumi's
    ) -> pulumi.Output[U]:
        """Call *func* with the coverage; an export gets the Outputs inside."""
        if getattr(func, "__module__", None) == "pulumi.runtime.stack":
            return super().apply(func, run_with_unknowns)
        whole = super().apply(pulumi.Output.from_input, run_with_unknowns=True)
        return whole.apply(func, run_with_unknowns)


class _Lazy(Awaitable[Any]):
    """Awaits the coroutine that a function returns.

    An Output awaits its parts one after the other. After an error in one it awaits no more of them,
    and Python warns about every coroutine that was never awaited.
    """

    def __init__(self, start: Callable[[], Coroutine[Any, Any, Any]]) -> None:
        self._start = start

    def __await__(self) -> Generator[Any, Any, Any]:
        return self._start().__await__()
