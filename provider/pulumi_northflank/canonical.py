"""One form for one meaning, so that what means the same compares the same.

Pulumi carries every number as a float, the API promises no order of its lists,
and a null is a property that was left out.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .shapes import Inputs

# Beyond this a float no longer tells one whole number from the next.
EXACT_IN_A_FLOAT = 2**53

SETTINGS = (
    "backupType",
    "scheduling",
    "retentionTime",
    "compressionType",
    "customDestinationId",
    "additionalDestinations",
)
"""The properties that make the request body, in the page's order."""

ADDRESS = ("teamId", "projectId", "addonId")
"""The properties that make the request's path."""

DEFAULT_COMPRESSION = "gz"


def canonical(inputs: Mapping[str, Any]) -> Inputs:
    """*inputs* without nulls, whole numbers as integers, lists in order."""
    form: Inputs = _plain(inputs)
    scheduling = form.get("scheduling")
    if isinstance(scheduling, dict):
        for name in ("minute", "hour", "day"):
            if name in scheduling:
                scheduling[name] = _sorted(scheduling[name], int, lambda number: number)
    if "additionalDestinations" in form:
        form["additionalDestinations"] = _sorted(
            form["additionalDestinations"],
            dict,
            lambda place: str(place.get("destinationId")),
        )
    return form


def changed_properties(old: Mapping[str, Any], new: Mapping[str, Any]) -> list[str]:
    """The properties in which two schedules differ for the API, sorted by name."""
    before, after = meaning(old), meaning(new)
    return [name for name in sorted((*ADDRESS, *SETTINGS)) if before.get(name) != after.get(name)]


def body(inputs: Mapping[str, Any]) -> dict[str, Any]:
    """The request body: the declared settings and nothing else."""
    return {name: inputs[name] for name in SETTINGS if name in inputs}


def meaning(inputs: Mapping[str, Any]) -> Inputs:
    """What the address and settings of *inputs* mean to the API, defaults filled in."""
    form = canonical({name: inputs.get(name) for name in (*ADDRESS, *SETTINGS)})
    # The page: compression is only applicable for dump backups and defaults to gz.
    if form.get("backupType") == "snapshot":
        form.pop("compressionType", None)
    else:
        form.setdefault("compressionType", DEFAULT_COMPRESSION)
    if not form.get("additionalDestinations"):
        form.pop("additionalDestinations", None)
    return form


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {key: _plain(item) for key, item in value.items() if item is not None}
    if isinstance(value, list):
        return [_plain(item) for item in value]
    if isinstance(value, float) and value.is_integer() and abs(value) < EXACT_IN_A_FLOAT:
        return int(value)
    return value


def _sorted(value: Any, kind: type, key: Any) -> Any:
    # What is not a list of its kind is left for the check to complain about; with
    # an element not known yet, the order is not known either.
    if isinstance(value, list) and all(isinstance(item, kind) for item in value):
        return sorted(value, key=key)
    return value
