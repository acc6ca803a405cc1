"""The routes of the API.

Each request takes the same way: rate limit, token, route, permission, addon, content type,
body, answer. The first two are :meth:`Api.admit`, the others can be read off each view.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import unquote

from flask import Flask, Response, g, request
from werkzeug.routing import BaseConverter

from .address import Address, KnownAddons
from .auth import UPDATE_PERMISSION, Auth
from .clock import Clock
from .errors import (
    ApiError,
    Conflict,
    InvalidBody,
    UnknownSchedule,
)
from .jsonapp import json_app, require_json
from .models import ScheduleBody, definition_of, parse_body
from .paging import PageQuery
from .ratelimit import RateLimit
from .store import Store

MAX_BODY_BYTES = 1_000_000

Json = dict[str, Any]


class _IdConverter(BaseConverter):
    """One segment of a path, decoded only now: `%2F` is part of an id, not a separator."""

    def to_python(self, value: str) -> str:
        return unquote(value)


class Api:
    """The emulated API; its state is in what it is given."""

    def __init__(  # noqa: PLR0913  -- what the API consists of
        self,
        *,
        store: Store,
        addons: KnownAddons,
        auth: Auth,
        rate_limit: RateLimit,
        clock: Clock,
        conflict_status: int,
    ) -> None:
        self._store = store
        self._addons = addons
        self._auth = auth
        self._rate_limit = rate_limit
        self._clock = clock
        self._conflict_status = conflict_status

    def flask_app(self) -> Flask:
        """The table of routes. They are listed in api.md, "Endpoints"."""
        app = json_app("northflank-emulator", max_body_bytes=MAX_BODY_BYTES)
        app.url_map.converters["id"] = _IdConverter
        app.before_request(self.admit)
        app.after_request(self.stamp)

        app.add_url_rule("/v1/login", view_func=self.log_in)
        for root in ("/v1", "/v1/teams/<id:team>"):
            project = f"{root}/projects/<id:project>"
            schedules = f"{project}/addons/<id:addon>/backup-schedules"
            app.add_url_rule(project, view_func=self.get_project)
            app.add_url_rule(f"{project}/addons", view_func=self.list_addons)
            app.add_url_rule(schedules, view_func=self.list_schedules)
            app.add_url_rule(schedules, view_func=self.create_schedule, methods=["POST"])
            app.add_url_rule(
                f"{schedules}/<id:schedule>", view_func=self.delete_schedule, methods=["DELETE"]
            )
        return app

    def admit(self) -> None:
        """Count the request and look at its token."""
        g.allowance = self._rate_limit.take()
        if not g.allowance.allowed:
            msg = "The limit of requests an hour is used up."
            raise ApiError(429, msg)
        if not self._auth.accepts(request.headers.get("Authorization")):
            msg = "The API token is missing or not valid."
            raise ApiError(401, msg)

    def stamp(self, response: Response) -> Response:
        """Tell what is left of the rate limit, errors included."""
        response.headers.update(g.allowance.headers())
        return response

    def log_in(self) -> Json:
        """Answer any valid token [api.md, Endpoints: any 200]."""
        return {"data": {}}

    def get_project(self, project: str, team: str | None = None) -> Json:
        """Show a project."""
        self._require_project(project, team)

        return {"data": {"id": project, "name": project}}

    def list_addons(self, project: str, team: str | None = None) -> Json:
        """List a project's addons: those named at the start, else those with schedules."""
        self._require_project(project, team)
        query = PageQuery.parse(request.args)

        if self._addons.everything_exists:
            names = self._store.addons_of(project, team)
        else:
            names = self._addons.of_project(project, team)
        page = query.cut(list(enumerate(names)))
        addons = [_addon_item(Address(project, name, team)) for name in page.items]
        return {"data": {"addons": addons}, "pagination": page.pagination}

    def list_schedules(self, project: str, addon: str, team: str | None = None) -> Json:
        """List an addon's schedules."""
        address = self._require_addon(project, addon, team)
        query = PageQuery.parse(request.args)

        page = query.cut(self._store.of_addon(address))
        return {"data": {"schedules": page.items}, "pagination": page.pagination}

    def create_schedule(self, project: str, addon: str, team: str | None = None) -> Json:
        """Create a schedule [page]."""
        self._require_update_permission()
        address = self._require_addon(project, addon, team)
        require_json()
        body = _valid_body()

        try:
            schedule_id = self._store.add(address, definition_of(body), self._clock.now())
        except Conflict as error:
            raise ApiError(self._conflict_status, str(error)) from error
        return {"data": {"id": schedule_id}}

    def delete_schedule(
        self, project: str, addon: str, schedule: str, team: str | None = None
    ) -> Json:
        """Delete a schedule."""
        self._require_update_permission()
        address = self._require_addon(project, addon, team)

        try:
            self._store.remove(schedule, address)
        except UnknownSchedule as error:
            raise ApiError(404, str(error)) from error
        return {"data": {}}

    def _require_update_permission(self) -> None:
        if self._auth.read_only:
            msg = f"The API token lacks the permission {UPDATE_PERMISSION}."
            raise ApiError(403, msg)

    def _require_project(self, project: str, team: str | None) -> None:
        if not self._addons.has_project(project, team):
            msg = f"There is no project {project!r}."
            raise ApiError(404, msg)

    def _require_addon(self, project: str, addon: str, team: str | None) -> Address:
        self._require_project(project, team)
        address = Address(project, addon, team)
        if not self._addons.has(address):
            msg = f"There is no addon {addon!r} in the project {project!r}."
            raise ApiError(404, msg)
        return address


def _addon_item(address: Address) -> Json:
    # What the official clients' types always find there; the type of the database is made up.
    return {
        "id": address.addon,
        "name": address.addon,
        "appId": f"/{address.team or 'emulator'}/{address.project}/{address.addon}",
        "tags": [],
        "spec": {"type": "postgresql"},
        "status": "running",
    }


def _valid_body() -> ScheduleBody:
    try:
        return parse_body(request.get_data())
    except InvalidBody as error:
        msg = f"The request body is not valid: {error}"
        raise ApiError(400, msg, error.problems) from error
