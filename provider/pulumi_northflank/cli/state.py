"""The schedules that a stack's state holds, as ``pulumi stack export`` writes it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from pulumi.output import UNKNOWN

from pulumi_northflank.errors import NorthflankError
from pulumi_northflank.slots import name_of
from pulumi_northflank.words import one_line

from .pictured import Found, Picture, Undrawn, picture_of

RESOURCE_TYPE = "pulumi-python:dynamic/northflank:AddonBackupSchedule"
# How the engine marks a value that is a secret; its text is in `ciphertext`, or in
# `plaintext` where the export was asked for it.
MARK = "4dabf18193072939515e22adb298388d"
NO_STATE = (
    "{source} is no state of a stack: {problem}. Give what `pulumi stack export` writes, as in "
    "`pulumi stack export | pulumi-northflank calendar --state -`."
)
READ_ONLY = (
    "{name} is not drawn: the stack only refers to this schedule (AddonBackupSchedule.get) and "
    "does not declare it."
)
GOING = "{name} is not drawn: it was replaced, and the next `pulumi up` deletes what is left of it."
PENDING = (
    "creating it was interrupted, and the state does not tell how that ended; run `pulumi up`, "
    "then draw again"
)


class StateError(NorthflankError):
    """What was given as the state of a stack is none."""


class _Resource(NamedTuple):
    name: str
    inputs: Mapping[str, Any]
    is_read: bool
    is_going: bool


def picture_of_state(text: str, source: str) -> Picture:
    """The picture of what a stack declares.

    Args:
        text: What ``pulumi stack export`` wrote, with secrets or without.
        source: What to call it in an error.

    Raises:
        StateError: It is something else.
    """
    deployment = _deployment(text, source)
    found, notes, stack = [], [], "a stack"
    for item in deployment["resources"]:
        stack = _stack(item, source)
        resource = _resource(item, source)
        if resource is None:
            continue
        if resource.is_read:
            notes.append(READ_ONLY.format(name=resource.name))
        elif resource.is_going:
            notes.append(GOING.format(name=resource.name))
        else:
            found.append(Found(resource.name, _revealed(resource.inputs)))
    return picture_of(stack, found, notes=notes, left_out=_pending(deployment, source))


def _deployment(text: str, source: str) -> Mapping[str, Any]:
    try:
        document = json.loads(text)
    except (ValueError, RecursionError):
        problem = "it is no JSON" if text.strip() else "it is empty"
        raise StateError(NO_STATE.format(source=source, problem=problem)) from None
    deployment = document.get("deployment") if isinstance(document, dict) else None
    if not isinstance(deployment, dict):
        raise StateError(NO_STATE.format(source=source, problem="it has no `deployment`"))
    # A stack that was never brought up has no resources at all.
    resources = deployment.get("resources") or []
    if not isinstance(resources, list):
        raise StateError(NO_STATE.format(source=source, problem="`resources` is no list"))
    return {**deployment, "resources": resources}


def _resource(item: Any, source: str) -> _Resource | None:
    """The schedule that a resource of the state is; None where it is something else."""
    if item["type"] != RESOURCE_TYPE:
        return None
    inputs = item.get("inputs") or {}
    if not isinstance(inputs, dict):
        raise StateError(NO_STATE.format(source=source, problem="a schedule has no `inputs`"))
    name = one_line(name_of(item["urn"]))
    return _Resource(name, inputs, bool(item.get("external")), bool(item.get("delete")))


def _stack(item: Any, source: str) -> str:
    """The stack that a resource is in, which its URN tells."""
    well_formed = isinstance(item, dict) and all(
        isinstance(item.get(name), str) for name in ("urn", "type")
    )
    if not well_formed:
        raise StateError(NO_STATE.format(source=source, problem="a resource has no URN and type"))
    parts = item["urn"].removeprefix("urn:pulumi:").split("::")
    return one_line(f"stack {parts[0]} of {parts[1]}" if len(parts) > 1 else "a stack")


def _pending(deployment: Mapping[str, Any], source: str) -> Iterator[Undrawn]:
    """What was going on when a deployment was cut off: a schedule may exist or not."""
    operations = deployment.get("pending_operations") or []
    for operation in operations if isinstance(operations, list) else []:
        kind = operation.get("type") if isinstance(operation, dict) else None
        item = operation.get("resource") if kind == "creating" else None
        if item is not None and _stack(item, source) and item["type"] == RESOURCE_TYPE:
            yield Undrawn(one_line(name_of(item["urn"])), PENDING)


def _revealed(value: Any) -> Any:
    """*value* with what its secrets are, and ``UNKNOWN`` for those that can't be read."""
    if isinstance(value, dict):
        if MARK in value:
            return _secret(value)
        return {name: _revealed(item) for name, item in value.items()}
    return [_revealed(item) for item in value] if isinstance(value, list) else value


def _secret(value: Mapping[str, Any]) -> Any:
    try:
        return _revealed(json.loads(value["plaintext"]))
    except (KeyError, TypeError, ValueError):
        return UNKNOWN
