"""Settings that the program leaves to Northflank (``ignore_changes``), kept by a replacement.

The engine puts the old values of ignored properties into a resource's inputs. But before a
replacement it checks the resource once more, as if it were new, with the values of the program.
Without more, a schedule whose retention somebody set to 9 in the web UI would be replaced by one
with the program's 7.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from pulumi_northflank.schedule import LiveSchedule, Schedule, Slot
from pulumi_northflank.schedule.drift import as_declared
from pulumi_northflank.schedule.properties import SETTINGS, parts_of

Path = list[str]


class IgnoredSettings:
    """The ignored settings of the schedules that one deployment replaces.

    A door that knows what a resource ignores, and whether its check is part of a preview, fills
    them in with the check. Another door learns it from the comparison, and fills them in when it
    creates the schedule.
    """

    def __init__(self, find: Callable[[Slot, str], LiveSchedule | None]) -> None:
        """Start without any schedule.

        Args:
            find: Returns the schedule that exists in a slot, which the resource of this URN had.
        """
        self._find = find
        self._first_checks: dict[str, tuple[Slot, Schedule]] = {}
        self._paths: dict[str, tuple[str, ...]] = {}
        self._kept: dict[str, LiveSchedule] = {}
        self._filled_in: set[str] = set()

    def old_slot(self, urn: str) -> Slot | None:
        """The slot that a resource had before this deployment; None if it is new."""
        return self._first_checks[urn][0] if urn in self._first_checks else None

    def checked(
        self,
        declared: Schedule,
        urn: str,
        paths: tuple[str, ...],
        old_slot: Slot | None,
        *,
        ask: bool,
    ) -> Schedule:
        """*declared* with the ignored settings of the schedule that it replaces.

        Args:
            declared: The schedule of a check.
            urn: Its resource.
            paths: What the program ignores changes of, if that is known.
            old_slot: The slot in the check's old inputs; None if there are none.
            ask: Whether they are to be as they are in Northflank now.

        Raises:
            NorthflankError: The list that tells could not be read.
        """
        if old_slot is not None:
            self._first_checks[urn] = old_slot, declared
            return declared
        # With the inputs of the first check, in which the ignored ones are the old, the engine
        # decided on the replacement.
        slot, declared = self._first_checks.get(urn, (declared.slot, declared))
        if not paths or not ask or not slot.is_known:
            return declared
        return _with_settings_of(self._find(slot, urn), declared, paths)

    def note(self, urn: str, paths: tuple[str, ...]) -> None:
        """Note what the program ignores changes of."""
        self._paths[urn] = paths

    def keep(self, urn: str, slot: Slot) -> None:
        """Note the ignored settings of a schedule that is about to be deleted, if it has any.

        Raises:
            NorthflankError: The list that tells could not be read.
        """
        if not self._paths.get(urn) or urn in self._filled_in:
            return
        live = self._find(slot, urn)
        if live is not None:
            self._kept[urn] = live

    def with_current(self, schedule: Schedule, urn: str) -> Schedule:
        """The *schedule* to create with the noted settings of the one that it replaces.

        Raises:
            NorthflankError: The list that tells could not be read.
        """
        paths, old_slot = self._paths.get(urn), self.old_slot(urn)
        if not paths or old_slot is None:
            return schedule
        live = self._kept.get(urn) or self._find(old_slot, urn)
        self._filled_in.add(urn)
        return _with_settings_of(live, schedule, paths)


def _with_settings_of(
    live: LiveSchedule | None, schedule: Schedule, paths: tuple[str, ...]
) -> Schedule:
    if live is None:
        return schedule
    return with_ignored(schedule, as_declared(live.schedule, schedule), paths)


def with_ignored(declared: Schedule, current: Schedule, paths: Iterable[str]) -> Schedule:
    """*declared* with the values of *current* at the ignored *paths*.

    A destination keeps its own values, by its ID: destinations are in order in every schedule, and
    an index is that of *declared*.
    """
    values = dict(declared.values)
    split = [parts_of(path) for path in paths]
    if ["*"] in split:
        split = [[name] for name in SETTINGS]
    for first, *rest in split:
        if first not in SETTINGS:
            continue
        value = _replaced(values.get(first), current.values.get(first), rest)
        values.pop(first, None)
        values |= {} if value is None else {first: value}
    return declared.with_values(Schedule.of(values).values)


def _replaced(declared: Any, current: Any, path: Path) -> Any:
    """*declared* with the part of *current* at *path*."""
    if not path:
        return current
    first, *rest = path
    if isinstance(declared, list) and isinstance(current, list):
        others = {_id_of(item): item for item in current}
        return [
            _replaced(item, others[_id_of(item)], rest)
            if first in ("*", str(index)) and _id_of(item) in others
            else item
            for index, item in enumerate(declared)
        ]
    if isinstance(declared, Mapping) and isinstance(current, Mapping):
        value = _replaced(declared.get(first), current.get(first), rest)
        others = {name: item for name, item in declared.items() if name != first}
        return others if value is None else {**others, first: value}
    return declared


def _id_of(item: object) -> object:
    return item.get("destinationId") if isinstance(item, Mapping) else item
