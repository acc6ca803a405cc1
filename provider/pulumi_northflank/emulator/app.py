"""The routes of the API.

Each request passes the same steps: rate limit, token, route, permission, addon, content type,
body, response. :meth:`Api.admit` does the first two; each view does the rest in this order.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import unquote

from flask import Flask, Response, g, request
from werkzeug.routing import BaseConverter

from .address import Address, KnownAddons
from .auth import UPDATE_PERMISSION, Auth
from .clock import Clock
from .errors import ApiError, Conflict, InvalidBody, UnknownSchedule
from .jsonapp import json_app, require_json
from .lag import Lag
from .models import ScheduleBody, definition_of, parse_body
from .paging import PageQuery
from .ratelimit import RateLimit
from .store import Store

MAX_BODY_BYTES = 1_000_000

Json = dict[str, Any]


class _IdConverter(BaseConverter):
    """One segment of a path, decoded after the split: `%2F` is part of an ID, not a separator."""

    def to_python(self, value: str) -> str:
        return unquote(value)


class Api:
    """The emulated API. It has no state of its own."""

    def __init__(  # noqa: PLR0913  -- the parts of the API
        self,
        *,
        store: Store,
        addons: KnownAddons,
        auth: Auth,
        rate_limit: RateLimit,
        clock: Clock,
        conflict_status: int,
        no_limits: bool,
        lag: Lag,
    ) -> None:
        self._store = store
        self._addons = addons
        self._auth = auth
        self._rate_limit = rate_limit
        self._clock = clock
        self._conflict_status = conflict_status
        self._no_limits = no_limits
        self._lag = lag

    def flask_app(self) -> Flask:
        """Create the app with all routes of api.md, "Endpoints"."""
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
        """Count the request and check its token."""
        g.allowance = self._rate_limit.take()
        if not g.allowance.allowed:
            raise ApiError(429, f"The limit of {g.allowance.limit} requests per hour is exceeded.")
        if not self._auth.accepts(request.headers.get("Authorization")):
            raise ApiError(401, "The API token is missing or not valid.")
        self._lag.settle(self._store)

    def stamp(self, response: Response) -> Response:
        """Add the rate limit's headers to every response, errors included."""
        response.headers.update(g.allowance.headers())
        return response

    def log_in(self) -> Json:
        """Accept any valid token [api.md, Endpoints: any 200]."""
        return {"data": {}}

    def get_project(self, project: str, team: str | None = None) -> Json:
        """Show a project."""
        self._require_project(project, team)

        return {"data": {"id": project, "name": project}}

    def list_addons(self, project: str, team: str | None = None) -> Json:
        """List a project's named addons, or those with schedules if no addon is named."""
        self._require_project(project, team)
        query = PageQuery.parse(request.args)

        if self._addons.everything_exists:
            names = self._store.addons_of(project, team)
        else:
            names = self._addons.of_project(project, team)
        shown, pagination = query.cut(list(enumerate(names)))
        addons = [_addon_item(Address(project, name, team)) for name in shown]
        return {"data": {"addons": addons}, "pagination": pagination}

    def list_schedules(self, project: str, addon: str, team: str | None = None) -> Json:
        """List an addon's schedules."""
        address = self._require_addon(project, addon, team)
        query = PageQuery.parse(request.args)

        schedules, pagination = query.cut(
            [one for one in self._store.of_addon(address) if self._lag.shows(one[1]["id"])]
        )
        return {"data": {"schedules": schedules}, "pagination": pagination}

    def create_schedule(self, project: str, addon: str, team: str | None = None) -> Json:
        """Create a schedule, as [page] documents it."""
        self._require_update_permission()
        address = self._require_addon(project, addon, team)
        require_json()
        body = self._valid_body()

        try:
            schedule_id = self._store.add(address, definition_of(body), self._clock.now())
        except Conflict as error:
            raise ApiError(self._conflict_status, str(error)) from error
        self._lag.created(schedule_id)
        return {"data": {"id": schedule_id}}

    def delete_schedule(
        self, project: str, addon: str, schedule: str, team: str | None = None
    ) -> Json:
        """Delete a schedule."""
        self._require_update_permission()
        address = self._require_addon(project, addon, team)

        try:
            self._lag.delete(self._store, schedule, address)
        except UnknownSchedule as error:
            raise ApiError(404, str(error)) from error
        self._lag.settle(self._store)
        return {"data": {}}

    def _valid_body(self) -> ScheduleBody:
        try:
            return parse_body(request.get_data(), no_limits=self._no_limits)
        except InvalidBody as error:
            message = f"The request body is not valid: {error}"
            raise ApiError(400, message, error.problems) from error

    def _require_update_permission(self) -> None:
        if self._auth.read_only:
            raise ApiError(403, f"The API token lacks the permission {UPDATE_PERMISSION}.")

    def _require_project(self, project: str, team: str | None) -> None:
        if not self._addons.has_project(project, team):
            raise ApiError(404, f"There is no project {project!r}.")

    def _require_addon(self, project: str, addon: str, team: str | None) -> Address:
        self._require_project(project, team)
        address = Address(project, addon, team)
        if not self._addons.has(address):
            raise ApiError(404, f"There is no addon {addon!r} in the project {project!r}.")
        return address


def _addon_item(address: Address) -> Json:
    # The properties that the official clients' types require; the type of the addon is invented.
    return {
        "id": address.addon,
        "name": address.addon,
        "appId": f"/{address.team or 'emulator'}/{address.project}/{address.addon}",
        "tags": [],
        "spec": {"type": "postgresql"},
        "status": "running",
    }
