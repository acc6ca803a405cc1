"""The routes of the API.

Each request passes the same steps: rate limit, token, route, permission, addon, content type,
body, response. :meth:`Api.admit` does the first two; each view does the rest in this order.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import unquote

from flask import Flask, Response, g, request
from werkzeug.routing import BaseConverter

from .access import Access
from .account import AccountRoutes
from .address import Address
from .auth import PROJECT_PERMISSION, READ_PERMISSION, UPDATE_PERMISSION
from .backup_routes import BackupRoutes
from .backups import Backups
from .behaviour import Behaviour
from .chance import uid_of
from .clock import Clock
from .destinations import KnownDestinations
from .errors import ApiError, Conflict, InvalidBody, UnknownSchedule
from .jsonapp import invalid_body, json_app, require_json, response_of
from .lag import Lag
from .models import Limits, ScheduleBody, definition_of, parse_body
from .paging import PageQuery
from .patching import PatchRoute
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
        access: Access,
        rate_limit: RateLimit,
        clock: Clock,
        conflict_status: int,
        limits: Limits,
        behaviour: Behaviour,
        lag: Lag,
        backups: Backups,
        destinations: KnownDestinations,
        oldest_first: bool,
    ) -> None:
        self._store = store
        self._access = access
        self._rate_limit = rate_limit
        self._clock = clock
        self._conflict_status = conflict_status
        self._limits = limits
        self._behaviour = behaviour
        self._lag = lag
        self._backups = backups
        self._patch = behaviour.answers.patch and PatchRoute(
            found=behaviour.answers.patch,
            store=store,
            access=access,
            clock=clock,
            backups=backups,
            limits=limits,
        )
        self._account_routes = AccountRoutes(
            store=store, access=access, backups=backups, destinations=destinations
        )
        self._backup_routes = BackupRoutes(
            store=store, access=access, backups=backups, oldest_first=oldest_first
        )

    def flask_app(self) -> Flask:
        """Create the app with all routes of api.md, "Endpoints"."""
        app = json_app("northflank-emulator", max_body_bytes=MAX_BODY_BYTES)
        app.url_map.converters["id"] = _IdConverter
        app.before_request(self.admit)
        app.after_request(self.stamp)
        app.register_error_handler(
            ApiError, lambda error: response_of(*self._behaviour.response_to(error))
        )

        self._account_routes.add_to(app)
        self._backup_routes.add_to(app)
        for root in ("/v1", "/v1/teams/<id:team>"):
            project = f"{root}/projects/<id:project>"
            schedules = f"{project}/addons/<id:addon>/backup-schedules"
            app.add_url_rule(project, view_func=self.get_project)
            app.add_url_rule(f"{project}/addons", view_func=self.list_addons)
            app.add_url_rule(f"{project}/addons/<id:addon>", view_func=self.get_addon)
            if self._patch:
                app.add_url_rule(
                    f"{project}/addons/<id:addon>",
                    view_func=self._patch.patch_addon,
                    methods=["PATCH"],
                )
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
        auth = self._access.auth
        if not auth.accepts(request.headers.get("Authorization")) or auth.expired(
            self._clock.now()
        ):
            raise ApiError(401, "Unauthorized", kind="unauthorized")
        self._lag.settle(self._store)

    def stamp(self, response: Response) -> Response:
        """Add the rate limit's headers to every response, errors included."""
        response.headers.update(g.allowance.headers())
        return response

    def get_project(self, project: str, team: str | None = None) -> Json:
        """Show a project."""
        self._access.auth.require(PROJECT_PERMISSION)
        self._access.project(project, team)

        return {"data": {"id": project, "name": project}}

    def list_addons(self, project: str, team: str | None = None) -> Json:
        """List a project's named addons, or those with schedules if no addon is named."""
        self._access.auth.require(READ_PERMISSION)
        self._access.project(project, team)
        query = PageQuery.parse(request.args)

        if self._access.addons.everything_exists:
            names = self._store.addons_of(project, team)
        else:
            names = self._access.addons.of_project(project, team)
        shown, pagination = query.cut(list(enumerate(names)))
        addons = [self._addon_item(Address(project, name, team)) for name in shown]
        return {"data": {"addons": addons}, "pagination": pagination}

    def get_addon(self, project: str, addon: str, team: str | None = None) -> Json:
        """Show an addon."""
        self._access.auth.require(READ_PERMISSION)
        return {"data": self._addon_item(self._access.addon(project, addon, team))}

    def list_schedules(self, project: str, addon: str, team: str | None = None) -> Json:
        """List an addon's schedules."""
        self._access.auth.require(READ_PERMISSION)
        address = self._access.addon(project, addon, team)
        query = PageQuery.parse(request.args)

        shown = [one for one in self._store.of_addon(address) if self._lag.shows(one[1]["id"])]
        schedules, own = query.cut(shown)
        pagination = self._behaviour.pagination(own, len(shown))
        data: Json = {"data": {"schedules": schedules}}
        return data if pagination is None else {**data, "pagination": pagination}

    def create_schedule(self, project: str, addon: str, team: str | None = None) -> Json:
        """Create a schedule, as [page] documents it."""
        self._access.auth.require(UPDATE_PERMISSION)
        address = self._access.addon(project, addon, team)
        require_json()
        body = self._valid_body()

        try:
            schedule_id = self._store.add(address, definition_of(body), self._clock.now())
        except Conflict as error:
            kind = self._conflict_kind(address, body)
            raise ApiError(self._conflict_status, str(error), kind=kind) from error
        self._lag.created(schedule_id)
        return {"data": {"id": schedule_id}}

    def delete_schedule(
        self, project: str, addon: str, schedule: str, team: str | None = None
    ) -> Json:
        """Delete a schedule."""
        self._access.auth.require(UPDATE_PERMISSION)
        address = self._access.addon(project, addon, team)

        try:
            self._lag.delete(self._store, schedule, address)
        except UnknownSchedule as error:
            raise ApiError(404, str(error), kind="unknownSchedule") from error
        self._lag.settle(self._store)
        return {"data": {}}

    def _conflict_kind(self, address: Address, body: ScheduleBody) -> str:
        slot = (body.scheduling.interval, body.backupType)
        held = [item for _, item in self._store.of_addon(address)]
        if slot in {(item["scheduling"]["interval"], item["backupType"]) for item in held}:
            return "duplicate"
        return "schedules." + " ".join(slot)

    def _valid_body(self) -> ScheduleBody:
        try:
            return parse_body(request.get_data(), limits=self._limits)
        except InvalidBody as error:
            raise invalid_body(error) from error

    def _addon_item(self, address: Address) -> Json:
        # The properties that the official clients' types require.
        addons = self._access.addons
        return {
            "id": address.addon,
            "uid": uid_of("addon", address),
            "name": address.addon,
            "appId": f"/{address.team or 'emulator'}/{address.project}/{address.addon}",
            "tags": [],
            "spec": {"type": addons.type_of(address)},
            "status": addons.status_of(address, self._backups.now()),
        }
