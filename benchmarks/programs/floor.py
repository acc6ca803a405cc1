"""A resource that makes the requests and does nothing else: the least that the work can take.

No validation, no retries, no message, nothing kept. What answers an error ends the command.
"""

from __future__ import annotations

import functools
import os
from typing import TYPE_CHECKING, Any

import pulumi
from pulumi.dynamic import CreateResult, ReadResult, Resource

from benchmarks.programs.nothing import CAMEL, NothingProvider
from benchmarks.programs.schedules import path

if TYPE_CHECKING:
    import requests

# Longer than any answer takes here.
SECONDS = 60


@functools.cache
def session() -> requests.Session:
    """The connections; the library is loaded at the first request, as in the provider."""
    import requests

    made = requests.Session()
    made.headers["Authorization"] = f"Bearer {os.environ['NORTHFLANK_API_TOKEN']}"
    return made


def url(props: dict[str, Any]) -> str:
    """Where the schedules of a schedule's addon are."""
    return os.environ["NORTHFLANK_BASE_URL"] + path(props["addonId"])


def whole(value: Any) -> Any:
    """Numbers without a fraction, which the engine hands over as floats."""
    if isinstance(value, dict):
        return {name: whole(item) for name, item in value.items()}
    if isinstance(value, list):
        return [whole(item) for item in value]
    return int(value) if isinstance(value, float) else value


class FloorProvider(NothingProvider):
    """Creates, lists and deletes."""

    def create(self, props: dict[str, Any]) -> CreateResult:
        """Create a schedule."""
        names = ("backupType", "scheduling", "retentionTime")
        request = whole({name: props[name] for name in names})
        answer = session().post(url(props), json=request, timeout=SECONDS)
        answer.raise_for_status()
        return CreateResult(answer.json()["data"]["id"], props)

    def read(self, id_: str, props: dict[str, Any]) -> ReadResult:
        """List the addon, and look for the schedule."""
        answer = session().get(url(props), timeout=SECONDS)
        answer.raise_for_status()
        held = {schedule["id"] for schedule in answer.json()["data"]["schedules"]}
        return ReadResult(id_, props) if id_ in held else ReadResult("", {})

    def delete(self, _id: str, _props: dict[str, Any]) -> None:
        """Delete a schedule."""
        session().delete(f"{url(_props)}/{_id}", timeout=SECONDS).raise_for_status()


class AddonBackupSchedule(Resource, module="northflank", name="AddonBackupSchedule"):
    """A schedule."""

    def __init__(self, name: str, **arguments: pulumi.Input[Any]) -> None:
        properties = {CAMEL.get(key, key): value for key, value in arguments.items()}
        super().__init__(FloorProvider(), name, properties)
