"""Routes under ``/_emulator``, through which a test in any language controls the emulator.

They need no token, and are not logged, rate limited or subject to faults.
"""

from __future__ import annotations

import dataclasses
import threading
from collections.abc import Callable
from typing import Any

from flask import Flask, request
from pydantic import BaseModel, ConfigDict, TypeAdapter, ValidationError

from .address import AddonStatus, Address, KnownAddons
from .auth import is_own_host
from .backup_faults import BackupFault
from .backups import Backups
from .clock import Clock, iso_milliseconds
from .errors import ApiError, problems_of
from .faults import Fault, FaultLayer
from .jsonapp import json_app, require_json
from .requestlog import RequestLog
from .store import Store

PREFIX = "/_emulator"

_MAX_BODY_BYTES = 10_000_000

Json = dict[str, Any]

_FAULT = TypeAdapter(Fault)


class _Advance(BaseModel):
    model_config = ConfigDict(strict=True, extra="forbid")

    advance: float


_ADVANCE = TypeAdapter(_Advance)


class _AddonChange(BaseModel):
    model_config = ConfigDict(strict=True, extra="forbid")

    addon: str
    status: AddonStatus


_ADDON_CHANGE = TypeAdapter(_AddonChange)
_BACKUP_FAULT = TypeAdapter(BackupFault)


class Control:
    """The control routes; each method documents its request and response."""

    def __init__(  # noqa: PLR0913  -- the parts of the emulator
        self,
        *,
        store: Store,
        log: RequestLog,
        faults: FaultLayer,
        clock: Clock,
        addons: KnownAddons,
        backups: Backups,
        reset: Callable[[], None],
    ) -> None:
        self._store = store
        self._log = log
        self._faults = faults
        self._clock = clock
        self._addons = addons
        self._backups = backups
        self._reset = reset
        self._resetting = threading.Lock()

    def flask_app(self) -> Flask:
        """Create the app with all control routes, to be mounted under the prefix."""
        app = json_app("northflank-emulator-control", max_body_bytes=_MAX_BODY_BYTES)
        app.before_request(_require_own_host)
        app.add_url_rule("/health", view_func=self.show_health)
        app.add_url_rule("/reset", view_func=self.reset, methods=["POST"])
        app.add_url_rule("/faults", view_func=self.add_fault, methods=["POST"])
        app.add_url_rule("/faults", view_func=self.clear_faults, methods=["DELETE"])
        app.add_url_rule("/requests", view_func=self.list_requests)
        app.add_url_rule("/schedules", view_func=self.list_schedules)
        app.add_url_rule("/clock", view_func=self.advance_clock, methods=["POST"])
        app.add_url_rule("/addons", view_func=self.set_addon_status, methods=["POST"])
        app.add_url_rule("/backup-faults", view_func=self.add_backup_fault, methods=["POST"])
        app.add_url_rule("/backup-faults", view_func=self.clear_backup_faults, methods=["DELETE"])
        return app

    def show_health(self) -> Json:
        """Return ``{"status": "ready"}``: the emulator serves requests, with its seed file."""
        return {"status": "ready"}

    def reset(self) -> Json:
        """Bring back the start, as :meth:`Emulator.clear` does; the response is ``{}``.

        As for every POST, the content type must be JSON; the body can be empty.
        """
        require_json()
        # A reset ends all other requests, so two of them would wait for each other.
        if not self._resetting.acquire(blocking=False):
            raise ApiError(409, "Another request is resetting the emulator.")
        try:
            self._reset()
        finally:
            self._resetting.release()
        return {}

    def add_fault(self) -> Json:
        """Queue a fault, given as JSON with the properties of :class:`Fault`.

        Its action has a ``kind`` in addition to its own properties, such as
        ``{"method": "POST", "times": 1, "action": {"kind": "drop", "after_commit": true}}``. The
        response is ``{"pending": n}``, the number of faults that are not used up.
        """
        self._faults.add(_read(_FAULT))
        return {"pending": len(self._faults.pending())}

    def clear_faults(self) -> Json:
        """Remove all faults."""
        self._faults.clear()
        return {"pending": 0}

    def list_requests(self) -> Json:
        """Return the log, oldest first, as ``{"requests": […]}`` of :class:`RequestRecord`."""
        return {"requests": [dataclasses.asdict(record) for record in self._log.records()]}

    def list_schedules(self) -> Json:
        """Return all schedules as ``{"schedules": […]}`` of :class:`AddressedSchedule`."""
        return {"schedules": self._store.everything()}

    def advance_clock(self) -> Json:
        """Move the clock forward by ``{"advance": seconds}`` and return ``{"now": time}``."""
        try:
            self._clock.advance(_read(_ADVANCE).advance)
        except ValueError as error:
            raise ApiError(400, str(error)) from error
        return {"now": iso_milliseconds(self._clock.now())}

    def set_addon_status(self) -> Json:
        """Let an addon have a status from now on: ``{"addon": "shop/orders", "status": "paused"}``.

        It is backed up only while it is ``running``. The response is the request.
        """
        change: _AddonChange = _read(_ADDON_CHANGE)
        try:
            address = Address.parse(change.addon)
        except ValueError as error:
            raise ApiError(400, str(error)) from error
        if not self._addons.has(address):
            raise ApiError(404, f"There is no addon {change.addon!r}.")
        self._addons.set_status(address, change.status, self._backups.now())
        return change.model_dump()

    def add_backup_fault(self) -> Json:
        """Let something go wrong with backups from now on, given as :class:`BackupFault`.

        An example is ``{"kind": "failed", "addon": "shop/orders", "times": 3}``. The response is
        ``{}``.
        """
        self._backups.fault(_read(_BACKUP_FAULT))
        return {}

    def clear_backup_faults(self) -> Json:
        """Let nothing go wrong with backups from now on."""
        self._backups.end_faults()
        return {}


def _require_own_host() -> None:
    if not is_own_host(request.headers.get("Host")):
        raise ApiError(403, "The control routes must be requested at 127.0.0.1 or localhost.")


def _read(adapter: TypeAdapter[Any]) -> Any:
    require_json()
    try:
        return adapter.validate_json(request.get_data())
    except ValidationError as error:
        raise ApiError(400, "The request body is not valid.", problems_of(error)) from error
