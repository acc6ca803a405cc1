"""The dynamic provider: what the engine asks for, read from top to bottom.

Its module and class name (``pulumi_northflank.AddonBackupScheduleProvider``) are in every user's
state and must never change.
"""

from __future__ import annotations

import functools
import threading
import time
from collections.abc import Callable
from typing import ParamSpec, TypeVar

from pulumi.dynamic import (
    CheckFailure,
    CheckResult,
    ConfigureRequest,
    CreateResult,
    DiffResult,
    ReadResult,
    ResourceProvider,
    UpdateResult,
)

from pulumi_northflank.arguments import SECRETS
from pulumi_northflank.errors import NorthflankError
from pulumi_northflank.lifecycle.deployment import Deployment, Resource
from pulumi_northflank.lifecycle.errors import NewerStateError
from pulumi_northflank.lifecycle.stack_state import StackState
from pulumi_northflank.lifecycle.stored import stored
from pulumi_northflank.schedule import Schedule
from pulumi_northflank.schedule.drift import as_declared
from pulumi_northflank.types import JsonObject, Properties

from . import engine_log
from .program import HIDDEN_PROPERTY, Declaration, declaration_in, export_by

ADDED = ("__provider", HIDDEN_PROPERTY, SECRETS)
PAYLOAD = (
    "gASVOAAAAAAAAACMEXB1bHVtaV9ub3J0aGZsYW5rlIwbQWRkb25CYWNrdXBTY2hlZHVsZVByb3ZpZGVylJOUKVKULg=="
)
"""The provider in the state: the class below, pickled by its name as the SDK does on Python 3.13.

A newer Python pickles it to other bytes. With both in a state, the SDK would run two providers in
one process, and neither would know what the other one has created."""
PROVIDER_TYPE = "pulumi:providers:pulumi-python"
RESOURCE_TYPE = "pulumi-python:dynamic/northflank:AddonBackupSchedule"

P = ParamSpec("P")
R = TypeVar("R")


def _without_traceback(method: Callable[P, R]) -> Callable[P, R]:
    # The SDK shows the user the whole traceback of whatever a provider raises. The message of our
    # own errors says everything, so the traceback is left out.
    @functools.wraps(method)
    def wrapper(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            return method(*args, **kwargs)
        except NorthflankError as error:
            raise error.with_traceback(None) from None

    return wrapper


class AddonBackupScheduleProvider(ResourceProvider):
    """Creates, reads and deletes the backup schedules of addons.

    One instance serves all schedules of a deployment, from up to four threads. Only the class'
    name is pickled into the state.
    """

    serialize_as_secret_always = False

    def __init__(self) -> None:
        super().__init__()
        self._stack = ""
        self._deployment = Deployment(lambda _: None, engine_log.say, _wait)
        self._reported: set[str] = set()
        self._lock = threading.Lock()

    def __reduce__(self) -> tuple[type[AddonBackupScheduleProvider], tuple[()]]:
        return (type(self), ())

    def configure(self, req: ConfigureRequest) -> None:
        """Start a deployment with the stack's configuration; no setting is required yet."""
        state = StackState(self._export, PROVIDER_TYPE, PAYLOAD)
        self._deployment = Deployment(req.config.get, engine_log.say, _wait, state=state)

    @_without_traceback
    def check(self, _olds: JsonObject, news: JsonObject) -> CheckResult:
        """Validate the inputs and bring them to canonical form."""
        declaration = declaration_in(news)
        try:
            old_slot = _stored(_olds).slot if _olds else None
        except NewerStateError as error:
            # Of a failure, the SDK shows no traceback.
            return CheckResult(news, [CheckFailure("", str(error))])
        if declaration is None:
            checked = self._deployment.check(_schedule(news), None, old_slot)
        else:
            self._stack = declaration["stack"]
            resource = Resource(
                declaration["urn"],
                declaration["preview"],
                tuple(declaration["ignored"]),
                declaration["declared"],
                tuple(declaration["former_names"]),
            )
            checked = self._deployment.check(_schedule(news), resource, old_slot)
        problems = [str(problem) for problem in checked.problems]
        if declaration is not None:
            problems += declaration["problems"]
            if problems:
                self._report_others(declaration)
        # If the failure named a property, the engine would show the value of the top-level property
        # of that name, and a path like scheduling.minute[1] is not one.
        failures = [CheckFailure("", problem) for problem in problems]
        return CheckResult(_properties(checked.schedule), failures)

    @_without_traceback
    def diff(self, _id: str, _olds: JsonObject, _news: JsonObject) -> DiffResult:
        """Replace the schedule if anything changed: the API has no update."""
        old, new = _stored(_olds), _schedule(_news)
        change = self._deployment.diff(_id, old, new)
        return DiffResult(
            # Without an update, the engine would keep old outputs that are not encrypted yet, or
            # that name this provider otherwise or not: a newer Python pickled it, or the schedule
            # was one of the package.
            changes=bool(change.properties)
            or old.secrets != new.secrets
            or _news.get("__provider") != _olds.get("__provider"),
            replaces=change.properties,
            delete_before_replace=change.delete_first,
        )

    @_without_traceback
    def create(self, props: JsonObject) -> CreateResult:
        """Create the schedule, or take over the one that exists."""
        schedule = _schedule(props)
        creation = self._deployment.create(schedule)
        return CreateResult(creation.schedule_id, _properties(schedule))

    @_without_traceback
    def read(self, id_: str, props: JsonObject) -> ReadResult:
        """Read the schedule; the result has an empty ID only if it is confirmed to be deleted.

        Raises:
            UnknownScheduleError: It does not exist, and the program refers to it by its ID.
        """
        declared = _stored(props)
        live = self._deployment.read(id_, declared)
        if live is not None:
            values = _properties(as_declared(live.schedule, declared))
            return ReadResult(id_, values, inputs=dict(values))
        return ReadResult("", {})

    def update(self, _id: str, _olds: JsonObject, _news: JsonObject) -> UpdateResult:
        """Store the new inputs; a change that concerns the API is a replacement instead."""
        return UpdateResult(_properties(_schedule(_news)))

    @_without_traceback
    def delete(self, _id: str, _props: JsonObject) -> None:
        """Delete the schedule; one that no longer exists counts as deleted."""
        self._deployment.delete(_id, _stored(_props).slot)

    def _export(self) -> str:
        # A check has told the stack before anything is created.
        return export_by(self._stack) if self._stack else "{}"

    def _report_others(self, declaration: Declaration) -> None:
        # The engine stops at this resource's failures. Everything else that is wrong with the
        # program is reported here, problems in the words that the engine would have used.
        with self._lock:
            self._reported.add(declaration["urn"])
            others = [
                other
                for other in declaration["faulty"]
                if (other["urn"] or other["name"]) not in self._reported
                and not declaration["urn"].endswith(f"::{other['name']}")
            ]
            self._reported.update(other["urn"] or other["name"] for other in others)
            errors = [text for text in declaration["errors"] if text not in self._reported]
            self._reported.update(errors)
        for text in errors:
            engine_log.say("error", text)
        for other in others:
            for problem in other["problems"]:
                text = f"{RESOURCE_TYPE} resource '{other['name']}' has a problem: {problem}"
                engine_log.say("error", text, other["urn"] or None)


def _wait(seconds: float) -> None:
    # If the user killed the engine during the wait, do nothing more on its behalf.
    time.sleep(seconds)
    engine_log.ensure_running()


def _schedule(props: Properties) -> Schedule:
    """The schedule in *props*, without what the SDK and the resource add."""
    values = {name: value for name, value in props.items() if name not in ADDED}
    return Schedule.of(values, _secrets(props))


def _stored(props: Properties) -> Schedule:
    return stored(props, _secrets(props))


def _secrets(props: Properties) -> frozenset[str]:
    return frozenset(props.get(SECRETS) or ())


def _properties(schedule: Schedule) -> JsonObject:
    """The properties of *schedule*, as the engine stores them."""
    secrets = {SECRETS: sorted(schedule.secrets)} if schedule.secrets else {}
    return {**schedule.values, **secrets}


# By reference, under the name that is in every user's state.
AddonBackupScheduleProvider.__module__ = "pulumi_northflank"
