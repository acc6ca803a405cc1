"""What the API lists: addons, and schedules brought to the names of the request body.

The reference of the list calls; the one name that differs from the page's is
``backupCompressionType``. Array order is not promised.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, cast

from .canonical import SETTINGS, canonical, meaning
from .errors import Call, UnreadableAnswerError
from .shapes import BACKUP_TYPES, INTERVALS, Inputs, LiveSchedule

LONGEST_ID = 200
COMPRESSION = "backupCompressionType"


def is_usable_id(value: object) -> bool:
    """Whether *value* can be a schedule's ID: it becomes part of paths, messages and the state."""
    return (
        isinstance(value, str)
        and 0 < len(value) <= LONGEST_ID
        and value.isascii()
        and value.isprintable()
        # As a segment of a path these two lead elsewhere, percent-encoded or not.
        and value not in {".", ".."}
    )


def _is_text(value: object) -> bool:
    return isinstance(value, str)


def _is_number(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _is_scheduling(value: object) -> bool:
    return (
        isinstance(value, dict)
        and _is_text(value.get("interval"))
        and isinstance(value.get("minute"), list)
        and all(isinstance(value.get(name, []), list) for name in ("hour", "day"))
    )


def _are_destinations(value: object) -> bool:
    return isinstance(value, list) and all(
        isinstance(item, dict)
        and _is_text(item.get("destinationId"))
        and _is_text(item.get("type"))
        for item in value
    )


# What each field has to be for a schedule to be compared at all.
REQUIRED: dict[str, Callable[[object], bool]] = {
    "id": is_usable_id,
    "backupType": _is_text,
    "scheduling": _is_scheduling,
    "retentionTime": _is_number,
}
OPTIONAL: dict[str, Callable[[object], bool]] = {
    COMPRESSION: _is_text,
    "customDestinationId": _is_text,
    "additionalDestinations": _are_destinations,
    "createdAt": _is_text,
}


def addon_id(call: Call, item: Any) -> str:
    """The ID of a listed addon.

    Raises:
        UnreadableAnswerError: The item has none.
    """
    listed = item.get("id") if isinstance(item, dict) else None
    if not is_usable_id(listed):
        raise UnreadableAnswerError(call, 200, "but a listed addon has no usable `id`")
    return str(listed)


def live_schedule(call: Call, item: Any) -> LiveSchedule:
    """The listed *item* with the body's names, in canonical form.

    Raises:
        UnreadableAnswerError: A field that every schedule has is missing or of another type.
    """
    if not isinstance(item, dict):
        raise UnreadableAnswerError(call, 200, "but the list holds something that is no schedule")
    listed = canonical(item)
    schedule: dict[str, Any] = {name: listed.get(name) for name in REQUIRED}
    schedule |= {name: listed[name] for name in OPTIONAL if listed.get(name)}
    for name, is_usable in (REQUIRED | OPTIONAL).items():
        if name in schedule and not is_usable(schedule[name]):
            raise UnreadableAnswerError(call, 200, f"but a listed schedule has no usable `{name}`")
    if COMPRESSION in schedule:
        schedule["compressionType"] = schedule.pop(COMPRESSION)
    scheduling = schedule["scheduling"]
    schedule["scheduling"] = {name: scheduling[name] for name in ("interval", "minute")} | {
        name: scheduling[name] for name in ("hour", "day") if scheduling.get(name)
    }
    return cast("LiveSchedule", schedule)


def in_order(schedules: Iterable[LiveSchedule]) -> list[LiveSchedule]:
    """An addon's *schedules* from the most frequent to the rarest, dumps first."""

    def rank(schedule: LiveSchedule) -> tuple[int, int, str]:
        interval, backup_type = schedule["scheduling"]["interval"], schedule["backupType"]
        return (
            INTERVALS.index(interval) if interval in INTERVALS else len(INTERVALS),
            BACKUP_TYPES.index(backup_type) if backup_type in BACKUP_TYPES else len(BACKUP_TYPES),
            schedule["id"],
        )

    return sorted(schedules, key=rank)


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
    # The API lists a compression of snapshots, too, where it means nothing.
    if inputs.get("backupType") == "snapshot" and "compressionType" not in declared:
        inputs.pop("compressionType", None)
    return inputs


def _as_declared(live: Mapping[str, Any], declared: list[Mapping[str, Any]]) -> dict[str, Any]:
    ids = [place["destinationId"] for place in declared if "retentionTime" not in place]
    left_out = live.get("destinationId") in ids
    return {
        name: value for name, value in live.items() if not (left_out and name == "retentionTime")
    }
