"""Drift: how a schedule that exists compares with the one that is declared."""

from __future__ import annotations

from pulumi_northflank.text import shown
from pulumi_northflank.types import JsonObject

from .properties import SETTINGS
from .schedule import Schedule


def as_declared(live: Schedule, declared: Schedule) -> Schedule:
    """The *live* schedule, written as *declared* is.

    A setting that means the same keeps the declared spelling. So a default that the server fills in
    (the compression, the retention of a destination that was declared without one) is not drift.
    """
    settings = {name: live.values[name] for name in SETTINGS if name in live.values}
    if "additionalDestinations" in settings:
        settings["additionalDestinations"] = _destinations_as_declared(live, declared)
    others = {name: value for name, value in declared.values.items() if name not in SETTINGS}
    written = Schedule({**others, **settings})
    same = {name for name in SETTINGS if written.meaning.get(name) == declared.meaning.get(name)}
    values = {name: value for name, value in written.values.items() if name not in same}
    values |= {name: value for name, value in declared.values.items() if name in same}
    return Schedule(values)


def differences(live: Schedule, declared: Schedule) -> list[str]:
    """The settings in which *live* differs from *declared*, a sentence each."""
    written = as_declared(live, declared)
    return [
        f"{name} is {_value(written, name)} in Northflank and {_value(declared, name)} in your "
        "program"
        for name in written.changed_properties(declared)
        if name in SETTINGS
    ]


def _destinations_as_declared(live: Schedule, declared: Schedule) -> list[JsonObject]:
    without_retention = [
        item["destinationId"]
        for item in declared.values.get("additionalDestinations") or []
        if "retentionTime" not in item
    ]
    return [
        {
            name: value
            for name, value in item.items()
            if name != "retentionTime" or item["destinationId"] not in without_retention
        }
        for item in live.values["additionalDestinations"]
    ]


def _value(schedule: Schedule, name: str) -> str:
    return shown(schedule.values[name]) if name in schedule.values else "not set"
