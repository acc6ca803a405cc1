"""The routes of the account: its token, its backup destinations, and the types of addons."""

from __future__ import annotations

from typing import Any

from flask import Flask, request

from .access import Access
from .addon_types import addon_types, version_of
from .auth import DESTINATIONS_PERMISSION
from .backups import Backups
from .clock import iso_milliseconds
from .destinations import BackupDestination, KnownDestinations
from .errors import ApiError
from .paging import PageQuery
from .store import Store

Json = dict[str, Any]

# Invented, like the team's; the documentation shows their shape alone.
_TOKEN_ID = "6f0000000000000000000001"  # noqa: S105  -- an ID, not a secret
_TEAM_ID = "6f0000000000000000000002"
_TOKEN_CREATED = "2025-01-01T00:00:00.000Z"  # noqa: S105  -- a time


class AccountRoutes:
    """The views of the account. They have no state of their own."""

    def __init__(
        self, *, store: Store, access: Access, backups: Backups, destinations: KnownDestinations
    ) -> None:
        self._store = store
        self._access = access
        self._backups = backups
        self._destinations = destinations

    def add_to(self, app: Flask) -> None:
        """Add the routes."""
        app.add_url_rule("/v1/login", view_func=self.log_in)
        app.add_url_rule("/v1/auth", view_func=self.show_token)
        app.add_url_rule("/v1/addon-types", view_func=self.list_addon_types)
        for root in ("/v1", "/v1/teams/<id:team>"):
            destinations = f"{root}/backup-destinations"
            app.add_url_rule(destinations, view_func=self.list_destinations)
            app.add_url_rule(f"{destinations}/<id:destination>/backups", view_func=self.list_copies)

    def log_in(self) -> Json:
        """Accept any valid token [api.md, Endpoints: any 200]."""
        return {"data": {}}

    def show_token(self) -> Json:
        """Show what the token permits and when it expires [api.md, Endpoints]."""
        auth = self._access.auth
        scopes: dict[str, list[str]] = {"projectScope": [], "teamScope": []}
        for permission in auth.permissions:
            scope = "projectScope" if permission.startswith("Project") else "teamScope"
            scopes[scope].append(permission)
        return {
            "data": {
                "id": _TOKEN_ID,
                "tokenKind": "api",
                "entityType": "team",
                "entityId": "emulator",
                "entityUid": _TEAM_ID,
                "permissions": scopes,
                "createdAt": _TOKEN_CREATED,
                "expiresAt": None if auth.expires is None else iso_milliseconds(auth.expires),
            }
        }

    def list_addon_types(self) -> Json:
        """List the types of addons [api.md, Endpoints]."""
        return {"data": {"addonTypes": addon_types()}}

    def list_destinations(self, team: str | None = None) -> Json:
        """List the named destinations, or those that schedules name if none is named."""
        self._access.auth.require(DESTINATIONS_PERMISSION)
        query = PageQuery.parse(request.args)

        if self._destinations.everything_exists:
            found = [BackupDestination(name) for name in self._store.destinations_of(team)]
        else:
            found = self._destinations.of_team(team)
        shown, pagination = query.cut(list(enumerate(found)))
        items = [destination.item() for destination in shown]
        return {"data": {"backupDestinations": items}, "pagination": pagination}

    def list_copies(self, destination: str, team: str | None = None) -> Json:
        """List the backups at a destination, oldest first."""
        self._access.auth.require(DESTINATIONS_PERMISSION)
        if not self._destinations.has(destination, team):
            raise ApiError(404, f"There is no backup destination {destination!r}.")
        query = PageQuery.parse(request.args)

        positioned: list[tuple[int, Json]] = []
        now = self._backups.now()
        for address, backup, copy in self._backups.copies(self._store, team, destination):
            position = backup.created // 10
            if positioned:
                position = max(position, positioned[-1][0] + 1)
            owner = {
                "project": {"id": address.project, "name": address.project},
                "addon": {"id": address.addon, "name": address.addon},
            }
            addon_type = self._access.addons.type_of(address)
            item = backup.copy_item(copy, now, owner, addon_type, version_of(addon_type))
            positioned.append((position, item))
        shown, pagination = query.cut(positioned)
        return {"data": shown, "pagination": pagination}
