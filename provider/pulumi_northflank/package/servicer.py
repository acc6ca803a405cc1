"""The provider's gRPC service: what the engine asks for, read from top to bottom.

One process serves one provider resource of a program, so that several can have their own tokens.
"""

from __future__ import annotations

import asyncio
import functools
import threading
from collections.abc import Awaitable, Callable
from concurrent.futures import Executor
from dataclasses import replace
from pathlib import Path
from typing import Any

import grpc.aio  # type: ignore[import-untyped]  # the SDK ships no stubs for it
from google.protobuf.empty_pb2 import (  # type: ignore[import-untyped]  # no stubs either
    Empty,
)
from pulumi.provider.server import ProviderServicer
from pulumi.runtime.proto import plugin_pb2, provider_pb2, provider_pb2_grpc

from pulumi_northflank import settings
from pulumi_northflank.engine import Engine
from pulumi_northflank.errors import NorthflankError
from pulumi_northflank.lifecycle.deployment import Deployment, Resource
from pulumi_northflank.lifecycle.errors import CommandCancelledError
from pulumi_northflank.lifecycle.ignored import with_ignored
from pulumi_northflank.lifecycle.say import Severity
from pulumi_northflank.lifecycle.stack_state import StackState
from pulumi_northflank.lifecycle.stored import stored
from pulumi_northflank.schedule import Schedule
from pulumi_northflank.schedule.drift import as_declared
from pulumi_northflank.schedule.properties import SETTINGS, is_path
from pulumi_northflank.schedule.slot import type_of
from pulumi_northflank.stack_export import own_export
from pulumi_northflank.types import Properties
from pulumi_northflank.validation import Problem
from pulumi_northflank.version import __version__

from . import RESOURCE_TYPE
from .comparison import detailed_diff
from .errors import UnknownNameError, UnknownPathError, fault
from .functions import invoke
from .plan import NOT_REGISTERED, Components
from .properties import schedule_in, schedule_struct, struct_of, values_in
from .words import words_of

SCHEMA_FILE = Path(__file__).with_name("schema.json")

Method = Callable[["Servicer", Any], Any]
Handler = Callable[["Servicer", Any, Any], Awaitable[Any]]


def _answers(method: Method) -> Handler:
    """Let *method* answer a call from a thread. If the command is cancelled, the call ends."""
    return _handler(method, is_finished=False)


def _finishes(method: Method) -> Handler:
    """Let *method* answer a call from a thread, also if the command is cancelled meanwhile."""
    return _handler(method, is_finished=True)


def _handler(method: Method, *, is_finished: bool) -> Handler:
    @functools.wraps(method)
    async def handler(self: Servicer, request: Any, context: Any) -> Any:
        work = asyncio.get_running_loop().run_in_executor(self.threads, method, self, request)
        try:
            return await (work if is_finished else self.unless_cancelled(work))
        except NorthflankError as error:
            await context.abort(grpc.StatusCode.UNKNOWN, self.worded(str(error)))
        except Exception as error:  # noqa: BLE001  # the user must not see a traceback
            await context.abort(grpc.StatusCode.INTERNAL, fault(error))

    return handler


class Servicer(provider_pb2_grpc.ResourceProviderServicer):
    """Serves the package `northflank`. The names of its methods are gRPC's."""

    def __init__(self, engine: Engine, threads: Executor) -> None:
        """Prepare to serve, in an event loop.

        Args:
            engine: Gets the messages.
            threads: Run the calls.
        """
        self.threads = threads
        self.worded = words_of("")
        self._engine = engine
        self._urn = ""
        self._stopped = threading.Event()
        self._cancelled = asyncio.Event()
        self._start("", {}, frozenset())

    async def unless_cancelled(self, work: asyncio.Future[Any]) -> Any:
        """The result of *work*.

        Raises:
            CommandCancelledError: The command was cancelled before.
        """
        cancelled = asyncio.ensure_future(self._cancelled.wait())
        try:
            await asyncio.wait({work, cancelled}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            # Also if the engine was killed, which ends its calls.
            cancelled.cancel()
            work.add_done_callback(lambda ended: ended.exception())  # perhaps nobody waits for it
        if work.done():
            return work.result()
        raise CommandCancelledError

    async def GetPluginInfo(self, _request: Any, _context: Any) -> Any:
        """Tell the version."""
        return plugin_pb2.PluginInfo(version=__version__)

    async def GetSchema(self, _request: Any, _context: Any) -> Any:
        """Describe the package."""
        return provider_pb2.GetSchemaResponse(schema=SCHEMA_FILE.read_text("utf-8"))

    @_answers
    def CheckConfig(self, request: Any) -> Any:
        """Accept the settings; the check of a schedule validates them. The token is a secret."""
        values, secrets = values_in(request.news)
        for warning in settings.misspelt(values):
            self._say("warning", warning)
        secrets |= {_without_package(settings.API_TOKEN.key)}
        return provider_pb2.CheckResponse(inputs=struct_of(values, secrets))

    @_answers
    def DiffConfig(self, request: Any) -> Any:
        """Compare settings. No change of a setting replaces a schedule."""
        changed = values_in(request.olds)[0] != values_in(request.news)[0]
        return provider_pb2.DiffResponse(changes=_changes(changed=changed))

    @_answers
    def Configure(self, request: Any) -> Any:
        """Start a deployment with these settings; none is required yet."""
        self.worded = words_of(request.name)
        self._start(request.urn.split("::", 2)[-1], *values_in(request.args))
        return provider_pb2.ConfigureResponse(acceptSecrets=True, supportsPreview=True)

    @_answers
    def Check(self, request: Any) -> Any:
        """Validate the inputs and bring them to canonical form."""
        self._enter(request.urn)
        # The engine does not tell whether this is a preview, and what the program ignores.
        resource = Resource(request.urn, preview=None, declared=None)
        old_slot = stored(*values_in(request.olds)).slot if request.olds else None
        declared = schedule_in(request.news, self._secrets)
        checked = self._deployment.check(declared, resource, old_slot)
        problems = [replace(one, reason=self.worded(one.reason)) for one in checked.problems]
        return provider_pb2.CheckResponse(
            inputs=schedule_struct(checked.schedule),
            failures=[_failure(problem, request.news) for problem in problems],
        )

    @_answers
    def Diff(self, request: Any) -> Any:
        """Replace the schedule if anything changed: the API has no update."""
        old, ignored = stored(*values_in(request.olds)), tuple(request.ignoreChanges)
        for path in ignored:
            if not is_path(path):
                raise UnknownPathError(path)
        # The engine compares inputs. What the state has after a replacement can differ from them.
        new = with_ignored(schedule_in(request.news), old, ignored)
        change = self._deployment.diff(request.id, old, new, request.urn, ignored)
        details = detailed_diff(old, new, change.properties)
        return provider_pb2.DiffResponse(
            changes=_changes(changed=bool(details)),
            replaces=change.properties,
            deleteBeforeReplace=change.delete_first,
            detailedDiff=details,
            hasDetailedDiff=True,
        )

    @_finishes
    def Create(self, request: Any) -> Any:
        """Create the schedule, or take over the one that exists; nothing in a preview."""
        schedule = schedule_in(request.properties)
        if request.preview:
            problems = self._deployment.preview_create(schedule, request.urn)
            if problems:
                raise NorthflankError(" ".join(map(str, problems)))
            return provider_pb2.CreateResponse(properties=schedule_struct(schedule))
        self._ensure_wanted()
        schedule = self._deployment.with_current(schedule, request.urn)
        # The engine compares nothing before a forced replacement, so it does not tell then what the
        # program ignores.
        creation = self._deployment.create(schedule, keeps_ignored=True)
        made = schedule_struct(creation.kept or schedule)
        return provider_pb2.CreateResponse(id=creation.schedule_id, properties=made)

    @_answers
    def Read(self, request: Any) -> Any:
        """Read a schedule; the result is empty only if it is confirmed to be deleted."""
        self._enter(request.urn)
        declared = stored(*values_in(request.properties))
        if "projectId" not in declared.values:
            # An import, which has nothing but the ID that the user wrote.
            live = self._deployment.find_to_import(request.id, request.urn, self._secrets)
            named = Schedule(live.schedule.address.values, self._secrets)
            return _read(live.schedule_id, live.schedule, named)
        if not any(name in declared.values for name in SETTINGS):
            # A reference by the addon, which may be one of the default team.
            secrets = declared.secrets | (self._secrets - declared.values.keys())
            declared = self._deployment.with_team(Schedule(declared.values, secrets))
        found = self._deployment.read(request.id, declared)
        if found is None:
            return provider_pb2.ReadResponse()
        return _read(request.id, found.schedule, declared)

    @_answers
    def Update(self, request: Any) -> Any:
        """Store the new inputs; a change that concerns the API is a replacement instead."""
        return provider_pb2.UpdateResponse(properties=schedule_struct(schedule_in(request.news)))

    @_finishes
    def Delete(self, request: Any) -> Any:
        """Delete the schedule; one that no longer exists counts as deleted."""
        self._ensure_wanted()
        self._enter(request.urn)
        schedule = stored(*values_in(request.properties))
        self._deployment.delete(request.id, schedule.slot, request.urn)
        return Empty()

    @_answers
    def Invoke(self, request: Any) -> Any:
        """Call a function of the package."""
        arguments, secrets = values_in(request.args)
        secrets |= self._secrets - arguments.keys()
        result = invoke(request.tok, self._deployment, arguments, secrets)
        return provider_pb2.InvokeResponse(**{"return": struct_of(result, secrets)})

    async def Construct(self, request: Any, context: Any) -> Any:
        """Declare a component and its schedules, whose requests follow."""
        components = Components(request, self._deployment.problems_of, self._version)
        by_sdk = ProviderServicer(components, [], self._engine.address or "")
        try:
            return await by_sdk.Construct(request, context)
        except grpc.aio.AbortError:
            raise
        except Exception:  # noqa: BLE001  # the user must not see a traceback
            # The engine has refused a schedule and shown why, or the command was cancelled.
            await context.abort(grpc.StatusCode.UNKNOWN, NOT_REGISTERED)

    async def Cancel(self, _request: Any, _context: Any) -> Any:
        """End waits, and calls that need not be finished, because the user wants the end."""
        self._stopped.set()
        self._cancelled.set()
        return Empty()

    def close(self) -> None:
        """Close all connections."""
        self._deployment.close()

    def _start(self, provider: str, configured: Properties, secrets: frozenset[str]) -> None:
        def setting(key: str) -> object:
            return configured.get(_without_package(key))

        # The engine names the version if the program asked for one.
        self._version = configured.get("version")
        # A schedule or function that names no team gets the default one.
        self._secrets = secrets & {_without_package(settings.TEAM_ID.key)}
        state = StackState(self._export, provider)
        self._deployment = Deployment(setting, self._say, self._wait, state=state)

    def _say(self, severity: Severity, text: str, urn: str | None = None, /) -> None:
        self._engine.say(severity, self.worded(text), urn)

    def _wait(self, seconds: float) -> None:
        self._stopped.wait(seconds)
        self._ensure_wanted()
        # If the user killed the engine during the wait, do nothing more on its behalf.
        self._engine.ensure_running()

    def _ensure_wanted(self) -> None:
        if self._stopped.is_set():
            raise CommandCancelledError

    def _enter(self, urn: str) -> None:
        """Note the stack of a resource, whose type must be known."""
        self._urn = urn
        if type_of(urn) != RESOURCE_TYPE:
            raise UnknownNameError("resource", type_of(urn), [RESOURCE_TYPE])

    def _export(self) -> str:
        # A check has told the stack before anything is created, but not its organization.
        if not self._urn:
            return "{}"
        stack, project, *_ = self._urn.removeprefix("urn:pulumi:").split("::")
        return own_export(stack, project)


def _without_package(key: str) -> str:
    """The name of a setting in the package: `apiToken` of `northflank:apiToken`."""
    return key.partition(":")[2]


def _changes(*, changed: bool) -> Any:
    return provider_pb2.DiffResponse.DIFF_SOME if changed else provider_pb2.DiffResponse.DIFF_NONE


def _failure(problem: Problem, inputs: Any) -> Any:
    # The engine shows the value of the named property. It finds none for scheduling.minute[1].
    if problem.path in inputs:
        return provider_pb2.CheckFailure(property=problem.path, reason=problem.reason)
    return provider_pb2.CheckFailure(reason=str(problem))


def _read(schedule_id: str, live: Schedule, declared: Schedule) -> Any:
    properties = schedule_struct(as_declared(live, declared))
    return provider_pb2.ReadResponse(id=schedule_id, properties=properties, inputs=properties)
