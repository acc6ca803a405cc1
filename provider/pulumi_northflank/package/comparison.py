"""How an update changes a schedule, property by property, as the engine shows it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from pulumi.runtime.proto import provider_pb2

from pulumi_northflank.schedule import Schedule

Kind = provider_pb2.PropertyDiff


def detailed_diff(old: Schedule, new: Schedule, replaced: Sequence[str]) -> dict[str, Any]:
    """The differences by their paths.

    Args:
        old: The schedule in the state.
        new: The schedule as the program declares it.
        replaced: The properties whose changes replace the schedule.
    """
    kinds = {
        path: kind
        for name in replaced
        for path, kind in _kinds(name, old.values.get(name), new.values.get(name))
    }
    # A value that becomes secret, or no longer is, is stored anew.
    for name in (old.secrets ^ new.secrets) - set(replaced):
        kinds[name] = Kind.UPDATE
    return {path: Kind(kind=kind) for path, kind in kinds.items()}


def _kinds(path: str, old: Any, new: Any) -> Iterator[tuple[str, Any]]:
    if old == new:
        return
    if isinstance(old, Mapping) and isinstance(new, Mapping):
        for name in {**old, **new}:
            yield from _kinds(f"{path}.{name}", old.get(name), new.get(name))
    elif old is None:
        yield path, Kind.ADD_REPLACE
    elif new is None:
        yield path, Kind.DELETE_REPLACE
    else:
        yield path, Kind.UPDATE_REPLACE
