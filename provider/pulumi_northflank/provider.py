"""The provider: what the engine asks for, read from top to bottom.

Its module and class name (``pulumi_northflank.AddonBackupScheduleProvider``) are in
every user's state and must never change.
"""

from __future__ import annotations

import functools
import threading
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, ParamSpec, TypeVar

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

from . import diagnostics, settings
from .canonical import SETTINGS, canonical, changed_properties
from .declaration import HIDDEN_PROPERTY, Declaration, declaration_in
from .errors import NorthflankError, UnknownScheduleError
from .kept import KeptSchedules
from .listed import as_inputs
from .preflight import Preflight
from .schedule_lists import ScheduleLists
from .slots import Claims, same_slot, slot_of
from .validation import validate

if TYPE_CHECKING:
    from .client import Client

ADDED = ("__provider", HIDDEN_PROPERTY)
RESOURCE_TYPE = "pulumi-python:dynamic/northflank:AddonBackupSchedule"

NO_COMPRESSION_OF_SNAPSHOTS = (
    "compressionType has no effect on a snapshot: it is only applicable for dump backups."
)
ADOPTED = (
    "Adopted schedule {id}: {slot} existed already with the declared settings. "
    "It belongs to this stack now: destroying the stack will delete it."
)
REPLACED = 'Deleted schedule {old} (if_exists="replace"): {slot} is schedule {id} now.'

P = ParamSpec("P")
R = TypeVar("R")


def _ending_in_its_message(method: Callable[P, R]) -> Callable[P, R]:
    # The SDK shows the user the whole traceback of whatever a provider raises. One of
    # our own errors says all in its message: what led to it is left out.
    @functools.wraps(method)
    def wrapper(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            return method(*args, **kwargs)
        except NorthflankError as error:
            raise error.with_traceback(None) from None

    return wrapper


class AddonBackupScheduleProvider(ResourceProvider):
    """Creates, reads and deletes the backup schedules of addons.

    One instance serves all schedules of a deployment, from up to four threads. What
    is pickled into the state is the class' name alone.
    """

    serialize_as_secret_always = False

    def __init__(self) -> None:
        super().__init__()
        self._config: settings.ConfigGetter = lambda _: None
        self._preflight = Preflight(self._config)
        self._claims = Claims()
        self._reported: set[str] = set()
        self._kept = KeptSchedules()
        self._lists = ScheduleLists(
            lambda address: self._client.list_what_is_left(address).schedules
        )
        self._lock = threading.Lock()
        self._made_client: Client | None = None

    def __reduce__(self) -> tuple[type[AddonBackupScheduleProvider], tuple[()]]:
        return (type(self), ())

    def configure(self, req: ConfigureRequest) -> None:
        """Keep the way to the stack's configuration; nothing is required of it yet."""
        self._config = req.config.get
        self._preflight = Preflight(self._config)

    @property
    def _client(self) -> Client:
        """The client, made at the first request.

        Raises:
            SettingsError: A setting is missing or unusable.
        """
        with self._lock:
            if self._made_client is None:
                from .client import Client

                self._made_client = Client(settings.load(self._config), _announce, _wait)
            return self._made_client

    @_ending_in_its_message
    def check(self, _olds: dict[str, Any], news: dict[str, Any]) -> CheckResult:
        """Validate the inputs and bring them to canonical form.

        Makes no request, except in a preview with northflank:preflight.
        """
        inputs = _own(news)
        team = settings.default_team(self._config)
        if team is not None:
            inputs.setdefault("teamId", team)
        declaration = declaration_in(news)
        faults = validate(inputs)
        if declaration is not None:
            twice = self._claims.claim(slot_of(inputs), declaration["urn"])
            faults += [twice] if twice is not None else []
            if not faults and declaration["preview"]:
                faults += self._preflight.faults_of(declaration["urn"], _olds, inputs)
        if faults and declaration is not None:
            self._report_others(declaration)
        if not faults and inputs.get("backupType") == "snapshot" and "compressionType" in inputs:
            self._warn_of_compression(declaration)
        # With a property named, the engine would show the value of the top-level
        # property of that name, which a path like scheduling.minute[1] does not have.
        return CheckResult(inputs, [CheckFailure("", str(fault)) for fault in faults])

    def diff(self, _id: str, _olds: dict[str, Any], _news: dict[str, Any]) -> DiffResult:
        """Every change is a replacement: the API has no update.

        The old schedule goes first where both need the same place, and last where
        they don't, so that backups never pause without need.
        """
        changed = changed_properties(_olds, _news)
        if not changed and self._claims.owner(slot_of(_news)) is not None:
            self._kept.keep(_id)
        return DiffResult(
            changes=bool(changed),
            replaces=changed,
            delete_before_replace=bool(changed) and same_slot(_olds, _news),
        )

    @_ending_in_its_message
    def create(self, props: dict[str, Any]) -> CreateResult:
        """Create the schedule, or take over the one that is there."""
        from .creation import Creator

        inputs = _own(props)
        slot = slot_of(inputs)
        creator = Creator(self._client, inputs, self._kept.is_kept, _wait)
        try:
            creation = creator.create()
        except NorthflankError as error:
            if creator.replaced_id is not None:
                self._kept.deleted(slot, creator.replaced_id)
            raise self._kept.explained(error, slot) from None
        finally:
            self._lists.forget(slot.address)
        if creation.how == "adopted":
            self._kept.keep(creation.schedule_id)
            text = ADOPTED.format(id=creation.schedule_id, slot=slot)
            diagnostics.say("warning", text, self._claims.owner(slot))
        elif creation.replaced_id is not None:
            text = REPLACED.format(old=creation.replaced_id, slot=slot, id=creation.schedule_id)
            diagnostics.say("warning", text, self._claims.owner(slot))
        return CreateResult(creation.schedule_id, inputs)

    @_ending_in_its_message
    def read(self, id_: str, props: dict[str, Any]) -> ReadResult:
        """The schedule as it is; an empty ID only where it is confirmed to be gone.

        Raises:
            UnknownScheduleError: It does not exist, and a program refers to it by its ID.
        """
        declared = _own(props)
        address = slot_of(declared).address
        for schedule in self._lists.get(address):
            if schedule["id"] == id_:
                live = as_inputs(schedule, declared)
                return ReadResult(id_, live, inputs=dict(live))
        # A refresh comes with all settings, AddonBackupSchedule.get with the addon alone. The
        # engine would go on with a schedule of which nothing is known.
        if not any(name in declared for name in SETTINGS):
            raise UnknownScheduleError(id_, address)
        return ReadResult("", {})

    def update(self, _id: str, _olds: dict[str, Any], _news: dict[str, Any]) -> UpdateResult:
        """Keep what is declared; nothing that reaches the API ever gets here."""
        return UpdateResult(_own(_news))

    @_ending_in_its_message
    def delete(self, _id: str, _props: dict[str, Any]) -> None:
        """Delete the schedule; one that is already gone is deleted."""
        slot = slot_of(_props)
        if self._kept.is_kept(_id):
            text = (
                f"Schedule {_id}, {slot}, is declared under another name now and stays; "
                "only the old name leaves the state."
            )
            diagnostics.say("info", text)
            return
        try:
            self._client.delete_schedule(slot.address, _id)
        finally:
            self._lists.forget(slot.address)
        self._kept.deleted(slot, _id)

    def _report_others(self, declaration: Declaration) -> None:
        # The engine ends at this resource's failures. What else is wrong in the
        # program is said in the words in which the engine would have said it.
        with self._lock:
            self._reported.add(declaration["urn"])
            for other in declaration["faulty"]:
                key = other["urn"] or other["name"]
                if key in self._reported or declaration["urn"].endswith(f"::{other['name']}"):
                    continue
                self._reported.add(key)
                for fault in other["faults"]:
                    text = f"{RESOURCE_TYPE} resource '{other['name']}' has a problem: {fault}"
                    diagnostics.say("error", text, other["urn"] or None)

    def _warn_of_compression(self, declaration: Declaration | None) -> None:
        urn = declaration["urn"] if declaration is not None else None
        with self._lock:
            new = f"compression {urn}" not in self._reported
            self._reported.add(f"compression {urn}")
        if new:
            diagnostics.say("warning", NO_COMPRESSION_OF_SNAPSHOTS, urn)


def _announce(text: str) -> None:
    diagnostics.say("info", text)


def _wait(seconds: float) -> None:
    # Who sees a long wait may well end the engine by force and change the program. What
    # this process would do after the wait, nobody wants any more then.
    time.sleep(seconds)
    diagnostics.ensure_heard()


def _own(props: dict[str, Any]) -> dict[str, Any]:
    """The schedule's own properties, without what the SDK and the resource add to them."""
    return canonical({name: value for name, value in props.items() if name not in ADDED})


# By reference, under the name that is in every user's state.
AddonBackupScheduleProvider.__module__ = "pulumi_northflank"
