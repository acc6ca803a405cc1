"""PATCH of an addon, as an account was found to treat the addon's schedules.

The documentation does not say what it does to them, so the emulator has this route only with
recorded answers.
"""

from __future__ import annotations

import json
from typing import Any

from flask import request

from .access import Access
from .address import Address
from .auth import UPDATE_PERMISSION
from .backups import Backups
from .behaviour import Change, Patch, PatchStep, Refusal
from .clock import Clock
from .errors import ApiError, Conflict, InvalidBody, Problem
from .jsonapp import invalid_body, require_json
from .models import Definition, Limits, definition_of, parse_body
from .store import Store

Json = dict[str, Any]
Slot = tuple[str, str]


class PatchRoute:
    """The view of the route. It has no state of its own."""

    def __init__(  # noqa: PLR0913  # what a view needs, by name
        self,
        *,
        found: Patch,
        store: Store,
        access: Access,
        clock: Clock,
        backups: Backups,
        limits: Limits,
    ) -> None:
        self._found = found
        self._store = store
        self._access = access
        self._clock = clock
        self._backups = backups
        self._limits = limits

    def patch_addon(self, project: str, addon: str, team: str | None = None) -> Json:
        """Change an addon's schedules; whatever else the body has is ignored."""
        self._access.auth.require(UPDATE_PERMISSION)
        address = self._access.addon(project, addon, team)
        require_json()
        body = request.get_json()
        items = body.get("backupSchedules") if isinstance(body, dict) else body
        if items is not None and not (isinstance(body, dict) and isinstance(items, list)):
            raise invalid_body(InvalidBody([Problem("", "Input should be an addon")]))
        kind = "without" if items is None else "one" if items else "empty"
        step: PatchStep = getattr(self._found, kind)
        if isinstance(step.response, Refusal):
            raise ApiError(step.response.status, "Refused.", kind=f"patch.{kind}")
        named = self._named(items or [])
        self._backups.settle(self._store, address, self._backups.now())
        self._change(address, step, named)
        return {"data": {"id": addon}}

    def _named(self, items: list[Json]) -> dict[Slot, Definition]:
        named: dict[Slot, Definition] = {}
        for item in items:
            try:
                body = parse_body(json.dumps(item).encode(), limits=self._limits)
            except InvalidBody as error:
                raise invalid_body(error) from error
            named[body.scheduling.interval, body.backupType] = definition_of(body)
        return named

    def _change(self, address: Address, step: PatchStep, named: dict[Slot, Definition]) -> None:
        for _, item in self._store.of_addon(address):
            new = named.pop((item["scheduling"]["interval"], item["backupType"]), None)
            if new is not None:
                change = step.named
            else:
                # Where nothing was named, one of the two may have been absent already.
                change = step.named if step.other == "absent" else step.other
            self._apply(address, item["id"], change, new)
        for new in named.values():
            # Not part of the answers: what is named and new is created.
            try:
                self._store.add(address, new, self._clock.now())
            except Conflict as error:
                raise ApiError(409, str(error), kind="schedules") from error

    def _apply(self, address: Address, id_: str, change: Change, new: Definition | None) -> None:
        old = self._store.definition(id_)
        if change == "changed":
            self._store.replace(id_, new or old, self._clock.now())
        if change in {"deleted", "recreated", "recreated with its new retention"}:
            self._store.remove(id_)
        if change.startswith("recreated"):
            kept = old if change == "recreated" else new or old
            self._store.add(address, kept, self._clock.now())
