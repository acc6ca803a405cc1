"""The web page at ``/``, which shows the emulator's schedules and latest requests.

It is read-only and needs no token. It is not logged, rate limited or subject to faults.
"""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING
from urllib.parse import quote

from flask import Flask, Response, render_template, request
from jinja2 import StrictUndefined

from .address import AddonStatus, Address, KnownAddons
from .auth import is_own_host
from .backups import Backups
from .models import AddressedSchedule, Interval, ScheduleItem
from .past import LastWeek, Outcome, in_numbers, last_week
from .requestlog import RequestLog, RequestRecord
from .store import Store
from .week import DAYS, HOURS_A_DAY, Cell, cells_of, in_words, order, week_of

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment


PATH = "/"

_METHODS = ("GET", "HEAD")
# With more addons than this, each is one line, and only those named in the query are sent in full:
# the weeks of a hundred addons are megabytes, which the page would fetch at each change.
_MOST_EXPANDED = 6
_QUERY = "open"
_EVERYTHING = "all"
_LATEST_REQUESTS = 20

_HEADERS = {
    "Cache-Control": "no-store",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}


@dataclass(frozen=True)
class Addon:
    """An addon on the page, with its schedules in the order in which they are shown."""

    address: Address
    schedules: list[ScheduleItem]
    status: AddonStatus = "running"
    past: LastWeek = field(default_factory=dict)

    @property
    def name(self) -> str:
        """The address as on the command line: ``[TEAM/]PROJECT/ADDON``."""
        team = [] if self.address.team is None else [self.address.team]
        return "/".join([*team, self.address.project, self.address.addon])

    @property
    def key(self) -> str:
        """A unique form of the name, in which slashes within IDs are encoded."""
        parts = (self.address.team or "", self.address.project, self.address.addon)
        return "/".join(quote(part, safe="") for part in parts)

    @property
    def cells(self) -> list[list[Cell]]:
        """The cells of its week, by day and hour."""
        return cells_of(week_of(self.schedules), self.past)

    @property
    def numbers(self) -> list[tuple[int, Outcome]]:
        """How many of the last week's backups had each outcome."""
        return in_numbers(self.past)

    def has(self, interval: Interval, backup_type: str) -> bool:
        """Whether it has a schedule with this interval and backup type."""
        return (interval, backup_type) in {
            (each["scheduling"]["interval"], each["backupType"]) for each in self.schedules
        }


class Page:
    """The page; it shows the named addons even if they have no schedule."""

    def __init__(
        self, *, store: Store, log: RequestLog, addons: KnownAddons, backups: Backups
    ) -> None:
        self._store = store
        self._log = log
        self._addons = addons
        self._backups = backups
        self._app = self._flask_app()

    def before(self, app: WSGIApplication) -> WSGIApplication:
        """Serve requests for the page, and pass all others to an app."""

        def split(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
            is_page = environ["PATH_INFO"] == PATH and environ["REQUEST_METHOD"] in _METHODS
            return (self._app if is_page else app)(environ, start_response)

        return split

    def show(self) -> Response:
        """Render the page, unless the browser already has the latest version."""
        if not is_own_host(request.headers.get("Host")):
            text = "This page must be requested at 127.0.0.1 or localhost.\n"
            return Response(text, 403, _HEADERS, mimetype="text/plain")

        schedules = self._store.everything()
        requests = self._log.records()[: -_LATEST_REQUESTS - 1 : -1]
        addons = addons_of(schedules, self._addons.named)
        expanded = _expanded(addons, request.args.getlist(_QUERY))
        addons = [self._as_now(addon, past=addon.key in expanded) for addon in addons]
        version = _digest(addons, requests, expanded)
        headers = {**_HEADERS, "ETag": f'"{version}"'}
        if request.if_none_match.contains(version):
            return Response(status=304, headers=headers)

        nonce = secrets.token_urlsafe(16)
        headers["Content-Security-Policy"] = _policy(nonce)
        page = render_template(
            "page.html",
            addons=addons,
            expanded=set(expanded),
            schedules=[each["schedule"] for each in schedules],
            requests=requests,
            most_requests=_LATEST_REQUESTS,
            url=request.host_url.rstrip("/"),
            nonce=nonce,
            version=version,
        )
        return Response(page, headers=headers)

    def _as_now(self, addon: Addon, *, past: bool) -> Addon:
        """An addon with its status and, if asked for, its last week."""
        now = self._backups.now()
        status = self._addons.status_of(addon.address, now)
        if not past:
            return replace(addon, status=status)
        backups = self._backups.of(self._store, addon.address)
        week = last_week(addon.schedules, backups, now, self._backups.offset)
        return replace(addon, status=status, past=week)

    def _flask_app(self) -> Flask:
        # Flask finds the templates next to this module.
        app = Flask(__name__, static_folder=None)
        app.jinja_options = {
            "undefined": StrictUndefined,
            "trim_blocks": True,
            "lstrip_blocks": True,
        }
        app.jinja_env.globals.update(days=DAYS, hours=HOURS_A_DAY, in_words=in_words)
        app.add_url_rule(PATH, view_func=self.show)
        return app


def addons_of(schedules: Iterable[AddressedSchedule], named: Iterable[Address]) -> list[Addon]:
    """The addons that are named or have schedules, sorted by name."""
    held: dict[Address, list[ScheduleItem]] = {address: [] for address in named}
    for each in schedules:
        address = Address(each["projectId"], each["addonId"], each["teamId"])
        held.setdefault(address, []).append(each["schedule"])
    addons = [Addon(address, sorted(items, key=order)) for address, items in held.items()]
    return sorted(addons, key=lambda addon: (addon.name, addon.key))


def _expanded(addons: list[Addon], asked: list[str]) -> list[str]:
    keys = [addon.key for addon in addons]
    if len(keys) <= _MOST_EXPANDED or _EVERYTHING in asked:
        return keys
    return sorted(set(keys).intersection(asked))


def _digest(addons: list[Addon], requests: list[RequestRecord], expanded: list[str]) -> str:
    shown = [
        [(each.key, each.schedules, each.status, [*each.past.items()]) for each in addons],
        [(each.method, each.path, each.query, each.status, each.fault) for each in requests],
        expanded,
    ]
    return hashlib.sha256(json.dumps(shown).encode()).hexdigest()[:32]


def _policy(nonce: str) -> str:
    return "; ".join(
        [
            "default-src 'none'",
            f"script-src 'nonce-{nonce}'",
            f"style-src 'nonce-{nonce}'",
            # The script fetches updates.
            "connect-src 'self'",
            # The icon is a data URL.
            "img-src data:",
            "base-uri 'none'",
            "form-action 'none'",
            "frame-ancestors 'none'",
        ]
    )
