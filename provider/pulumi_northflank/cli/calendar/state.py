"""The schedules in the state of a stack, as ``pulumi stack export`` writes it."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any, NamedTuple

from pulumi.output import UNKNOWN

from pulumi_northflank.dynamic.provider import RESOURCE_TYPE as DYNAMIC
from pulumi_northflank.errors import NorthflankError
from pulumi_northflank.package import RESOURCE_TYPE as PACKAGE
from pulumi_northflank.schedule import Schedule
from pulumi_northflank.schedule.properties import ADDRESS, SETTINGS
from pulumi_northflank.schedule.slot import name_of
from pulumi_northflank.text import one_line
from pulumi_northflank.types import JsonObject, Properties

from .picture import Found, Picture, Undrawn, picture_of

# The key by which the engine marks a secret. Its value is in `ciphertext`, or in `plaintext` if the
# export was made with --show-secrets.
MARKER = "4dabf18193072939515e22adb298388d"
NOT_A_STATE = (
    "{source} is not the state of a stack: {problem}. Pipe `pulumi stack export` into this "
    "command with --state -, or pass its output with --state FILE."
)
NOT_DECLARED = (
    "the program only refers to this schedule (AddonBackupSchedule.get) and does not declare it."
)
REPLACED = "it was replaced, and the next `pulumi up` deletes the old resource."
INTERRUPTED = (
    "its creation was interrupted, so it may or may not exist. Run `pulumi up`, then this command "
    "again"
)


class StateError(NorthflankError):
    """The input is not the state of a stack."""


class _Resource(NamedTuple):
    urn: str
    type: str
    inputs: Properties
    is_external: bool
    is_replaced: bool

    @property
    def is_schedule(self) -> bool:
        return self.type in (DYNAMIC, PACKAGE)

    @property
    def name(self) -> str:
        return one_line(name_of(self.urn))

    @property
    def stack(self) -> str:
        parts = self.urn.removeprefix("urn:pulumi:").split("::")
        return one_line(f"stack {parts[0]} of {parts[1]}") if len(parts) > 1 else "a stack"


def picture_of_state(text: str, source: str) -> Picture:
    """The picture of the schedules that a stack declares.

    Args:
        text: The output of ``pulumi stack export``, with or without secrets.
        source: Names the input in an error.

    Raises:
        StateError: The input is something else.
    """
    try:
        resources, interrupted = _read(text)
    except ValueError as error:
        raise StateError(NOT_A_STATE.format(source=source, problem=error)) from None
    found, passed_over = [], []
    for resource in resources:
        if not resource.is_schedule:
            continue
        if resource.is_external:
            passed_over.append(Undrawn(resource.name, NOT_DECLARED))
        elif resource.is_replaced:
            passed_over.append(Undrawn(resource.name, REPLACED))
        else:
            values = {name: _revealed(resource.inputs.get(name)) for name in (*ADDRESS, *SETTINGS)}
            found.append(Found(resource.name, Schedule.of(values)))
    subject = resources[-1].stack if resources else "a stack"
    left_out = [
        Undrawn(resource.name, INTERRUPTED) for resource in interrupted if resource.is_schedule
    ]
    picture = picture_of(subject, found, left_out=left_out)
    return replace(picture, passed_over=passed_over)


def _read(text: str) -> tuple[list[_Resource], list[_Resource]]:
    """The resources in a state, and those whose creation was interrupted.

    Raises:
        ValueError: *text* is not a state; says why.
    """
    try:
        document = json.loads(text)
    except (ValueError, RecursionError):
        raise ValueError("it is not JSON" if text.strip() else "it is empty") from None
    deployment = document.get("deployment") if isinstance(document, dict) else None
    if not isinstance(deployment, dict):
        raise ValueError("it has no `deployment`")  # noqa: TRY004  # one error for all
    interrupted = [
        _resource(operation.get("resource"))
        for operation in _items(deployment, "pending_operations")
        if isinstance(operation, dict) and operation.get("type") == "creating"
    ]
    return [_resource(item) for item in _items(deployment, "resources")], interrupted


def _items(deployment: Properties, name: str) -> list[object]:
    # A stack that was never deployed has no resources.
    items = deployment.get(name) or []
    if not isinstance(items, list):
        raise ValueError(f"`{name}` is not a list")  # noqa: TRY004  # likewise
    return items


def _resource(item: object) -> _Resource:
    if not isinstance(item, dict) or not all(
        isinstance(item.get(name), str) for name in ("urn", "type")
    ):
        raise ValueError("a resource has no `urn` and `type`")
    inputs = item.get("inputs") or {}
    if not isinstance(inputs, dict):
        raise ValueError("the `inputs` of a resource are not an object")  # noqa: TRY004  # likewise
    is_external, is_replaced = bool(item.get("external")), bool(item.get("delete"))
    return _Resource(item["urn"], item["type"], inputs, is_external, is_replaced)


def _revealed(value: Any) -> Any:
    """*value* with its secrets in plain text, and ``UNKNOWN`` for those that are encrypted."""
    if isinstance(value, dict):
        if MARKER in value:
            return _secret(value)
        return {name: _revealed(item) for name, item in value.items()}
    return [_revealed(item) for item in value] if isinstance(value, list) else value


def _secret(value: JsonObject) -> Any:
    try:
        return _revealed(json.loads(value["plaintext"]))
    except (KeyError, TypeError, ValueError):
        return UNKNOWN
