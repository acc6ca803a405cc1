"""The page at ``/``: what the emulator holds, for people with a browser.

It is read-only, needs no token, and stands outside the log, the rate limit and the faults.
"""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import quote

from flask import Flask, Response, render_template, request
from jinja2 import StrictUndefined

from .address import Address
from .auth import is_own_host
from .models import AddressedSchedule, Interval, ScheduleItem
from .requestlog import RequestLog, RequestRecord
from .store import Store
from .week import DAYS, HOURS_A_DAY, Cell, cells_of, in_words, order, week_of

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment


PATH = "/"

_METHODS = ("GET", "HEAD")
# With more addons than these, one line tells what each has, and the rest is sent of those alone
# that the query names: the weeks of a hundred addons are megabytes, and fetched at each change.
_MOST_UNFOLDED = 6
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
    """An addon as the page shows it; the schedules are in the order of the page."""

    address: Address
    schedules: list[ScheduleItem]

    @property
    def name(self) -> str:
        """Its address as on the command line: ``[TEAM/]PROJECT/ADDON``."""
        team = [] if self.address.team is None else [self.address.team]
        return "/".join([*team, self.address.project, self.address.addon])

    @property
    def key(self) -> str:
        """Its name in a form that no other addon has: a slash within an ID is no separator."""
        parts = (self.address.team or "", self.address.project, self.address.addon)
        return "/".join(quote(part, safe="") for part in parts)

    @property
    def cells(self) -> list[list[Cell]]:
        """Its week, by day and hour."""
        return cells_of(week_of(self.schedules))

    def has(self, interval: Interval, backup_type: str) -> bool:
        """Whether it has a schedule of this kind."""
        return (interval, backup_type) in {
            (each["scheduling"]["interval"], each["backupType"]) for each in self.schedules
        }


class Page:
    """The page; ``named`` are the addons that exist by the settings, schedules or not."""

    def __init__(self, *, store: Store, log: RequestLog, named: Iterable[Address] = ()) -> None:
        self._store = store
        self._log = log
        self._named = tuple(named)
        self._app = self._flask_app()

    def before(self, app: WSGIApplication) -> WSGIApplication:
        """Answer for the page's own path, and leave all else to an app."""

        def parted(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
            is_page = environ["PATH_INFO"] == PATH and environ["REQUEST_METHOD"] in _METHODS
            return (self._app if is_page else app)(environ, start_response)

        return parted

    def show(self) -> Response:
        """Render the page, unless the browser has its latest state already."""
        if not is_own_host(request.headers.get("Host")):
            text = "This page is for this machine only: ask for 127.0.0.1 or localhost.\n"
            return Response(text, 403, _HEADERS, mimetype="text/plain")

        schedules = self._store.everything()
        requests = self._log.records()[: -_LATEST_REQUESTS - 1 : -1]
        addons = addons_of(schedules, self._named)
        unfolded = _unfolded(addons, request.args.getlist(_QUERY))
        version = _digest(schedules, requests, unfolded)
        headers = {**_HEADERS, "ETag": f'"{version}"'}
        if request.if_none_match.contains(version):
            return Response(status=304, headers=headers)

        nonce = secrets.token_urlsafe(16)
        headers["Content-Security-Policy"] = _policy(nonce)
        page = render_template(
            "page.html",
            addons=addons,
            unfolded=set(unfolded),
            schedules=[each["schedule"] for each in schedules],
            requests=requests,
            most_requests=_LATEST_REQUESTS,
            url=request.host_url.rstrip("/"),
            nonce=nonce,
            version=version,
        )
        return Response(page, headers=headers)

    def _flask_app(self) -> Flask:
        # The templates are found beside this module.
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
    """The addons that hold schedules or were named, by their names."""
    held: dict[Address, list[ScheduleItem]] = {address: [] for address in named}
    for each in schedules:
        address = Address(each["projectId"], each["addonId"], each["teamId"])
        held.setdefault(address, []).append(each["schedule"])
    addons = [Addon(address, sorted(items, key=order)) for address, items in held.items()]
    return sorted(addons, key=lambda addon: (addon.name, addon.key))


def _unfolded(addons: list[Addon], asked: list[str]) -> list[str]:
    keys = [addon.key for addon in addons]
    if len(keys) <= _MOST_UNFOLDED or _EVERYTHING in asked:
        return keys
    return sorted(set(keys).intersection(asked))


def _digest(
    schedules: list[AddressedSchedule], requests: list[RequestRecord], unfolded: list[str]
) -> str:
    shown = [
        schedules,
        [(each.method, each.path, each.query, each.status, each.fault) for each in requests],
        unfolded,
    ]
    return hashlib.sha256(json.dumps(shown).encode()).hexdigest()[:32]


def _policy(nonce: str) -> str:
    return "; ".join(
        [
            "default-src 'none'",
            f"script-src 'nonce-{nonce}'",
            f"style-src 'nonce-{nonce}'",
            # To look for news; and the icon, which is in the page as well.
            "connect-src 'self'",
            "img-src data:",
            "base-uri 'none'",
            "form-action 'none'",
            "frame-ancestors 'none'",
        ]
    )
