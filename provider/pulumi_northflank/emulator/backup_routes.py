"""The routes of an addon's backups."""

from __future__ import annotations

from typing import Any

from flask import Flask, request

from .access import Access
from .addon_types import version_of
from .address import Address
from .auth import READ_PERMISSION, UPDATE_PERMISSION
from .backup_models import parse_backup
from .backups import Backups
from .errors import ApiError, InvalidBody
from .jsonapp import invalid_body, require_json
from .paging import PageQuery
from .store import Store

Json = dict[str, Any]

# Positions of a list that shows the newest first count down from here.
_LAST_POSITION = 999_999_999_999


class BackupRoutes:
    """The views of backups; they have no state of their own.

    Args:
        oldest_first: The order of lists, which is not documented.
    """

    def __init__(
        self, *, store: Store, access: Access, backups: Backups, oldest_first: bool
    ) -> None:
        self._store = store
        self._access = access
        self._backups = backups
        self._oldest_first = oldest_first

    def add_to(self, app: Flask) -> None:
        """Add the routes."""
        for root in ("/v1", "/v1/teams/<id:team>"):
            backups = f"{root}/projects/<id:project>/addons/<id:addon>/backups"
            app.add_url_rule(backups, view_func=self.list_backups)
            app.add_url_rule(backups, view_func=self.make_backup, methods=["POST"])
            app.add_url_rule(f"{backups}/<id:backup>", view_func=self.get_backup)

    def list_backups(self, project: str, addon: str, team: str | None = None) -> Json:
        """List an addon's backups."""
        self._access.auth.require(READ_PERMISSION)
        address = self._access.addon(project, addon, team)
        query = PageQuery.parse(request.args)

        backups = self._backups.of(self._store, address)
        if self._oldest_first:
            positioned = [(backup.number, backup) for backup in backups]
        else:
            positioned = [(_LAST_POSITION - each.number, each) for each in reversed(backups)]
        shown, pagination = query.cut(positioned)
        now, version = self._backups.now(), self._version(address)
        items = [backup.item(now, version) for backup in shown]
        return {"data": {"backups": items}, "pagination": pagination}

    def get_backup(self, project: str, addon: str, backup: str, team: str | None = None) -> Json:
        """Show one backup."""
        self._access.auth.require(READ_PERMISSION)
        address = self._access.addon(project, addon, team)

        for each in self._backups.of(self._store, address):
            if each.id == backup:
                return {"data": each.item(self._backups.now(), self._version(address))}
        raise ApiError(404, f"There is no backup {backup!r}.")

    def make_backup(self, project: str, addon: str, team: str | None = None) -> Json:
        """Make a backup by hand [api.md, "A backup"]."""
        self._access.auth.require(UPDATE_PERMISSION)
        address = self._access.addon(project, addon, team)
        require_json()
        try:
            body = parse_backup(request.get_data())
        except InvalidBody as error:
            raise invalid_body(error) from error
        status = self._access.addons.status_of(address, self._backups.now())
        if status != "running":
            raise ApiError(409, f"The addon {addon!r} is not running: its status is {status}.")

        backup = self._backups.make(self._store, address, body)
        return {"data": backup.item(self._backups.now(), self._version(address))}

    def _version(self, address: Address) -> str:
        return version_of(self._access.addons.type_of(address))
