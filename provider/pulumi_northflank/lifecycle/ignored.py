"""Settings that the program leaves to Northflank (``ignore_changes``), kept by a replacement.

The engine puts the old values of ignored properties into a resource's inputs. But before a
replacement it checks the resource once more, as if it were new, with the values of the program.
Without more, a schedule whose retention somebody set to 9 in the web UI would be replaced by one
with the program's 7.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from pulumi_northflank.schedule import Schedule
from pulumi_northflank.schedule.properties import SETTINGS, parts_of

Path = list[str]


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
