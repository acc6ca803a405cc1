"""Drift: how a schedule that exists compares with the one that is declared."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from pulumi_northflank.text import MOST_LISTED, SECRET, SHOWN_CHARACTERS, first_of, shown
from pulumi_northflank.types import JsonObject

from .properties import SETTINGS
from .schedule import Schedule, destination_order

# IDs are shown in full: two of them can begin alike.
LONGEST_ID = 100


def as_declared(live: Schedule, declared: Schedule) -> Schedule:
    """The *live* schedule, written as *declared* is.

    A setting that means the same keeps the declared spelling. So a default that the server fills in
    (the compression, the retention of a destination that was declared without one) is not drift.
    """
    settings = {name: live.values[name] for name in SETTINGS if name in live.values}
    if "additionalDestinations" in settings:
        settings["additionalDestinations"] = _destinations_as_declared(live, declared)
    others = {name: value for name, value in declared.values.items() if name not in SETTINGS}
    written = declared.with_values({**others, **settings})
    same = {name for name in SETTINGS if written.meaning.get(name) == declared.meaning.get(name)}
    values = {name: value for name, value in written.values.items() if name not in same}
    values |= {name: value for name, value in declared.values.items() if name in same}
    return declared.with_values(values)


def differences(live: Schedule, declared: Schedule) -> list[str]:
    """The settings in which *live* differs from *declared*, a sentence for each difference."""
    written = as_declared(live, declared)
    return [
        sentence
        for name in written.changed_properties(declared)
        if name in SETTINGS
        for sentence in _differences_of(name, written, declared)
    ]


def _differences_of(name: str, live: Schedule, declared: Schedule) -> Iterator[str]:
    if name in declared.secrets:
        yield f"{name} in Northflank differs from {SECRET} in your program"
    else:
        yield from _between(name, live.values.get(name), declared.values.get(name))


def _between(path: str, live: Any, declared: Any) -> Iterator[str]:
    """How two values that are not the same differ, down to the parts that differ."""
    if isinstance(live, Mapping) and isinstance(declared, Mapping):
        for name in {**declared, **live}:
            if live.get(name) != declared.get(name):
                yield from _between(f"{path}.{name}", live.get(name), declared.get(name))
        return
    parts: list[str] = []
    if path == "additionalDestinations":
        parts += _between_destinations(path, live or [], declared or [])
    elif isinstance(live, list) and isinstance(declared, list) and _are_long(live, declared):
        parts += _one_sided(path, _without(live, declared), _without(declared, live))
    whole = f"{path} is {_value(live)} in Northflank and {_value(declared)} in your program"
    yield from parts or [whole]


def _between_destinations(
    path: str, live: list[JsonObject], declared: list[JsonObject]
) -> Iterator[str]:
    """How two lists of destinations differ, by ID: the program may have them in another order."""
    there = {item["destinationId"]: item for item in _without(live, declared)}
    here = {item["destinationId"]: item for item in _without(declared, live)}
    yield from _one_sided(path, _without(there, here), _without(here, there))
    changed = [name for name in here if name in there]
    for name in changed[:MOST_LISTED]:
        yield from _between(f"{path}[{_value(name)}]", there[name], here[name])
    if len(changed) > MOST_LISTED:
        yield f"{len(changed) - MOST_LISTED} more of {path} differ"


def _one_sided(path: str, only_live: list[Any], only_declared: list[Any]) -> Iterator[str]:
    for items, place in ((only_live, "Northflank"), (only_declared, "your program")):
        if items:
            yield f"{path} has {first_of([*map(_value, items)])} only in {place}"


def _are_long(live: list[Any], declared: list[Any]) -> bool:
    return len(json.dumps([live, declared])) > 2 * SHOWN_CHARACTERS


def _without(items: Iterable[Any], others: Iterable[Any]) -> list[Any]:
    """*items* without those that *others* has as well."""
    left = list(items)
    for other in others:
        if other in left:
            left.remove(other)
    return left


def _destinations_as_declared(live: Schedule, declared: Schedule) -> list[JsonObject]:
    left = list(declared.values.get("additionalDestinations") or [])
    written = []
    for item in live.values["additionalDestinations"]:
        without_retention = {name: item[name] for name in item if name != "retentionTime"}
        as_written = without_retention if item not in left and without_retention in left else item
        written.append(as_written)
        # A destination that is listed twice is declared twice.
        if as_written in left:
            left.remove(as_written)
    return sorted(written, key=destination_order)


def _value(value: object) -> str:
    return "not set" if value is None else shown(value, LONGEST_ID)
