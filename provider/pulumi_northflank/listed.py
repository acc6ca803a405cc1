"""A schedule as the API lists it, brought to the names of the request body.

The reference of the list call; the one name that differs from the page's is
``backupCompressionType``. Array order is not promised.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

from .canonical import SETTINGS, canonical, meaning
from .errors import Call, UnreadableAnswerError
from .shapes import Inputs, LiveSchedule

REQUIRED: dict[str, type] = {
    "id": str,
    "backupType": str,
    "scheduling": dict,
    "retentionTime": int,
}


def live_schedule(call: Call, item: Any) -> LiveSchedule:
    """The listed *item* with the body's names, in canonical form.

    Raises:
        UnreadableAnswerError: A field that every schedule has is missing or of another type.
    """
    if not isinstance(item, dict):
        raise UnreadableAnswerError(call, 200, "but the list holds something that is no schedule")
    listed = canonical(item)
    for name, kind in REQUIRED.items():
        if not isinstance(listed.get(name), kind) or isinstance(listed[name], bool):
            raise UnreadableAnswerError(call, 200, f"but a listed schedule has no usable `{name}`")
    schedule = {name: listed[name] for name in REQUIRED}
    if "backupCompressionType" in listed:
        schedule["compressionType"] = listed["backupCompressionType"]
    for name in ("customDestinationId", "additionalDestinations", "createdAt"):
        if listed.get(name):
            schedule[name] = listed[name]
    schedule["scheduling"] = {
        name: value
        for name, value in schedule["scheduling"].items()
        if name in ("interval", "minute", "hour", "day") and value not in ([], None)
    }
    return cast("LiveSchedule", schedule)


def as_inputs(live: LiveSchedule, declared: Mapping[str, Any]) -> Inputs:
    """The inputs that would declare what is *live*, written as *declared* is.

    A setting that means the same keeps the declared writing, so what the server
    fills in by itself (a default compression, the kept time of a destination that
    was declared without one) is no drift.
    """
    inputs: Inputs = {name: value for name, value in declared.items() if name not in SETTINGS}
    inputs |= {name: value for name, value in live.items() if name in SETTINGS}
    if "additionalDestinations" in live:
        places = declared.get("additionalDestinations") or []
        inputs["additionalDestinations"] = [
            _as_declared(place, places) for place in live["additionalDestinations"]
        ]
    before, after = meaning(declared), meaning(inputs)
    for name in SETTINGS:
        if before.get(name) == after.get(name):
            inputs.pop(name, None)
            if name in declared:
                inputs[name] = declared[name]
    return inputs


def _as_declared(live: Mapping[str, Any], declared: list[Mapping[str, Any]]) -> dict[str, Any]:
    ids = [place["destinationId"] for place in declared if "retentionTime" not in place]
    left_out = live.get("destinationId") in ids
    return {
        name: value for name, value in live.items() if not (left_out and name == "retentionTime")
    }
