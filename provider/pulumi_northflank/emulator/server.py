"""The emulator's life cycle, from binding its port to closing the last connection."""

from __future__ import annotations

import datetime as dt
import json
import os
import threading
from collections.abc import Iterable, Mapping
from types import TracebackType
from typing import TYPE_CHECKING, Any, overload

from werkzeug.middleware.dispatcher import DispatcherMiddleware

from . import control
from .access import Access
from .address import AddonStatus, Address, KnownAddons
from .app import Api
from .auth import UPDATE_PERMISSION, Auth
from .backup_faults import BackupFault
from .backup_models import Backup, milliseconds
from .backups import Backups
from .behaviour import Behaviour
from .clock import Clock
from .destinations import KnownDestinations
from .errors import EmulatorError, UnknownAddon
from .faults import Action, Fault, FaultLayer
from .lag import Lag
from .models import (
    DOCUMENTED,
    NO_LIMITS,
    AddressedSchedule,
    Definition,
    ScheduleItem,
    definition_of,
    parse_body,
)
from .page import Page
from .ratelimit import RateLimit
from .requestlog import RequestLog, RequestRecord
from .running import HOST, Running, bind
from .seed import Seed
from .store import Store

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication
    from typing_extensions import Self


class Emulator:
    """An HTTP server on 127.0.0.1 that answers like the Northflank API.

    Use it as a context manager, or call :meth:`start` and :meth:`stop`.

    Args:
        port: The port; 0 picks a free one.
        db: The SQLite file for the schedules; None keeps them in memory until the emulator stops.
        token: The only token to accept; None accepts any that is not empty.
        addons: The addons that exist, as ``[TEAM/]PROJECT/ADDON[:TYPE[:STATUS]]``, such as
            ``shop/orders:redis:paused``; if none is named, every addon exists. By default, an addon
            is a running ``postgresql``.
        read_only: Whether the token lacks the permission to create and delete.
        rate_limit: Requests allowed per hour.
        latency: Seconds by which every response is delayed.
        conflict_status: The status of the response to a second schedule with the same interval
            and backup type; the documentation does not specify it.
        three_per_addon: Whether an addon may have only one schedule per interval, whatever its
            backup type.
        no_limits: Whether any retention and any number of backups is accepted: the newest
            documentation states no maximum.
        list_lag: Seconds for which lists do not show a schedule that was created.
        delete_lag: Seconds after which a deletion takes effect, although it was confirmed.
        destinations: The backup destinations that exist, as
            ``[TEAM/]NAME[:containerSnapshots][:lock=DAYS]``; if none is named, every destination
            exists.
        utc_offset: How far the clock of the schedules is ahead of UTC, such as ``+02:00``; the
            documentation does not name a time zone.
        oldest_first: Whether lists of backups start with the oldest; their order is not documented.
        token_lacks: Permissions that the token lacks, in the documentation's words.
        token_expires: When the token expires.
        clock: The clock for ``createdAt``, the Date header, the rate limit and the backups.
        as_account: A file with the answers of an account (``make acceptance``), as which the
            emulator behaves; what the file does not tell follows from the other arguments.
        seed: Seed of the random numbers for backups and for faults with a probability.
        seed_file: A JSON file with the addons and schedules that exist at the start, as
            ``pulumi-northflank list --json`` prints them, or a list of such objects. A database
            file with schedules keeps them instead.
    """

    def __init__(  # noqa: PLR0913  -- one argument a setting
        self,
        *,
        port: int = 0,
        db: str | os.PathLike[str] | None = None,
        token: str | None = None,
        addons: Iterable[str] = (),
        read_only: bool = False,
        rate_limit: int = 1000,
        latency: float = 0.0,
        conflict_status: int = 409,
        three_per_addon: bool = False,
        no_limits: bool = False,
        list_lag: float = 0.0,
        delete_lag: float = 0.0,
        destinations: Iterable[str] = (),
        utc_offset: str = "+00:00",
        oldest_first: bool = False,
        token_lacks: Iterable[str] = (),
        token_expires: dt.datetime | None = None,
        clock: Clock | None = None,
        as_account: str | os.PathLike[str] | None = None,
        seed: int = 0,
        seed_file: str | os.PathLike[str] | None = None,
    ) -> None:
        self.clock = clock or Clock()
        self._port = port
        self._db = db
        self._conflict_status = conflict_status
        self._three_per_addon = three_per_addon
        self._behaviour = Behaviour() if as_account is None else Behaviour.read(as_account)
        self._limits = self._behaviour.limits(NO_LIMITS if no_limits else DOCUMENTED)
        self._seed = Seed(seed_file, self._limits)
        self._addons = KnownAddons(addons, self._seed.addons)
        list_lag, delete_lag = self._behaviour.lags or (list_lag, delete_lag)
        self._destinations = KnownDestinations(destinations)
        self._oldest_first = oldest_first
        lacks = [*token_lacks, UPDATE_PERMISSION] if read_only else token_lacks
        self._auth = Auth.of(token, lacks=lacks, expires=token_expires)
        self._stopping = threading.Event()
        self._log = RequestLog(self._auth)
        self._faults = FaultLayer(self._stopping, latency=latency, seed=seed)
        self._rate_limit = RateLimit(rate_limit, self.clock)
        self._backups = Backups(self._addons, self.clock, utc_offset=utc_offset, seed=seed)
        self._lag = Lag(self.clock, self._backups, list_lag=list_lag, delete_lag=delete_lag)
        self._running: Running | None = None

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self,
        exc_type: type[BaseException] | None,
        exc: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.stop()

    def start(self) -> None:
        """Open the database, bind the port and start to respond.

        After a stop it starts again on the same port, with the schedules in the database file.
        """
        if self._running is not None:
            raise EmulatorError("The emulator is already running.")

        listener = bind(self._port)
        try:
            store = self._open()
        except EmulatorError:
            listener.close()
            raise
        self._stopping.clear()
        if self._db is None:
            self._backups.forget()
        self._running = Running(listener, self._wsgi_app(store), store, self.clock)
        self._port = self._running.port

    def stop(self) -> None:
        """Close all connections, the port and the database. The log remains readable."""
        if self._running is None:
            return

        self._stopping.set()
        self._running.close()
        self._running = None

    @property
    def url(self) -> str:
        """The emulator's URL, such as ``http://127.0.0.1:49152``."""
        return f"http://{HOST}:{self._require_running().port}"

    @property
    def requests(self) -> list[RequestRecord]:
        """The logged requests, oldest first."""
        return self._log.records()

    @property
    def pending_faults(self) -> list[Fault]:
        """The faults that are not used up."""
        return self._faults.pending()

    @overload
    def schedules(self) -> list[AddressedSchedule]: ...

    @overload
    def schedules(
        self, project: str, addon: str, team: str | None = None
    ) -> list[ScheduleItem]: ...

    def schedules(
        self, project: str | None = None, addon: str | None = None, team: str | None = None
    ) -> list[AddressedSchedule] | list[ScheduleItem]:
        """Return an addon's schedules as the API lists them, or all with their addresses."""
        store = self._require_running().store
        self._lag.settle(store)
        if project is None or addon is None:
            return store.everything()
        return [item for _, item in store.of_addon(Address(project, addon, team))]

    def add_schedule(
        self, project: str, addon: str, body: Mapping[str, Any], team: str | None = None
    ) -> str:
        """Create a schedule without HTTP, as someone in the web UI would, and return its ID.

        The body is that of a request and is validated like one (:class:`InvalidBody`,
        :class:`Conflict`, :class:`UnknownAddon`).
        """
        address = self._require_addon(project, addon, team)
        definition = self._definition(body)
        return self._require_running().store.add(address, definition, self.clock.now())

    def update_schedule(self, schedule_id: str, **changes: Any) -> None:
        """Change a schedule in place, such as ``retentionTime=9``; the API cannot do this.

        The names are those of the list item; None removes an optional property. The result is
        validated like a request.
        """
        store = self._require_running().store
        merged = _as_request(store.definition(schedule_id)) | _as_request(changes)
        body = {name: value for name, value in merged.items() if value is not None}
        definition = self._definition(body)
        self._settle(schedule_id)
        store.replace(schedule_id, definition, self.clock.now())

    def remove_schedule(self, schedule_id: str) -> None:
        """Delete a schedule without HTTP."""
        store = self._require_running().store
        self._settle(schedule_id)
        store.remove(schedule_id)

    def set_addon_status(
        self, project: str, addon: str, status: AddonStatus, team: str | None = None
    ) -> None:
        """Let an addon have this status from now on; it is backed up only while it is running."""
        address = self._require_addon(project, addon, team)
        self._addons.set_status(address, status, milliseconds(self.clock.now()))

    def backups(self, project: str, addon: str, team: str | None = None) -> list[Backup]:
        """Return an addon's backups, oldest first."""
        address = self._require_addon(project, addon, team)
        return self._backups.of(self._require_running().store, address)

    def backup_fault(self, fault: BackupFault) -> None:
        """Let something go wrong with backups from now on."""
        self._backups.fault(fault)

    def clear_backup_faults(self) -> None:
        """Let nothing go wrong with backups from now on."""
        self._backups.end_faults()

    def lag(self, *, list_lag: float = 0.0, delete_lag: float = 0.0) -> None:
        """Let lists lag from now on, as the arguments of the same names do."""
        self._lag.set(list_lag, delete_lag)

    def fault(  # noqa: PLR0913  -- the fields of a fault
        self,
        action: Action,
        *,
        method: str | None = None,
        path: str | None = None,
        path_regex: str | None = None,
        skip: int = 0,
        times: int | None = 1,
        probability: float = 1.0,
    ) -> None:
        """Queue a fault; :class:`Fault` explains the arguments."""
        self._faults.add(
            Fault(
                action=action,
                method=method,
                path=path,
                path_regex=path_regex,
                skip=skip,
                times=times,
                probability=probability,
            )
        )

    def clear_faults(self) -> None:
        """Remove all faults."""
        self._faults.clear()

    def clear(self) -> None:
        """Bring back the start: no log or faults, and only the schedules of the seed file.

        Backups are deleted; clock, rate limit, lag and the statuses of addons are reset. Requests
        that are under way end without a response, and have no effect afterwards: a client that no
        longer waits for a slow response must not change what comes after.
        """
        running = self._require_running()
        self._stopping.set()
        running.end_requests()
        self._stopping.clear()
        running.store.clear()
        self._log.clear()
        self._faults.clear()
        self._rate_limit.clear()
        self.clock.reset()
        self._lag.reset()
        self._addons.reset()
        self._backups.clear()
        self._seed.put(running.store, self.clock.now())

    def _open(self) -> Store:
        """Open the database, and store the schedules of the seed file if it has none."""
        rule = self._behaviour.rule
        per_interval = rule == "one for each interval" if rule else self._three_per_addon
        store = Store(self._db, three_per_addon=per_interval, most=3 if rule == "three" else None)
        try:
            if store.is_empty():
                self._seed.put(store, self.clock.now())
        except EmulatorError:
            store.close()
            raise
        return store

    def _wsgi_app(self, store: Store) -> WSGIApplication:
        """Combine the apps; only the API is inside the log and the faults."""
        api = Api(
            store=store,
            access=Access(self._addons, self._auth),
            rate_limit=self._rate_limit,
            clock=self.clock,
            conflict_status=self._conflict_status,
            limits=self._limits,
            behaviour=self._behaviour,
            lag=self._lag,
            backups=self._backups,
            destinations=self._destinations,
            oldest_first=self._oldest_first,
        ).flask_app()
        steering = control.Control(
            store=store,
            log=self._log,
            faults=self._faults,
            clock=self.clock,
            addons=self._addons,
            backups=self._backups,
            reset=self.clear,
        ).flask_app()
        page = Page(store=store, log=self._log, addons=self._addons, backups=self._backups)
        return page.before(
            DispatcherMiddleware(
                self._log.around(self._faults.around(api)), {control.PREFIX: steering}
            )
        )

    def _definition(self, body: Mapping[str, Any]) -> Definition:
        return definition_of(parse_body(json.dumps(body).encode(), limits=self._limits))

    def _settle(self, schedule_id: str) -> None:
        """Make the backups that are due before a schedule changes."""
        store = self._require_running().store
        self._backups.settle(store, store.address_of(schedule_id), self._backups.now())

    def _require_addon(self, project: str, addon: str, team: str | None) -> Address:
        address = Address(project, addon, team)
        if not self._addons.has(address):
            raise UnknownAddon(f"There is no addon {addon!r} in the project {project!r}.")
        return address

    def _require_running(self) -> Running:
        if self._running is None:
            raise EmulatorError("The emulator is not running.")
        return self._running


def _as_request(item: Mapping[str, Any]) -> dict[str, Any]:
    # The only property with another name in a request [api.md, "The list item"].
    other_names = {"backupCompressionType": "compressionType"}
    return {other_names.get(name, name): value for name, value in item.items()}
