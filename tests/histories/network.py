"""What lies between a provider and the emulator: no sockets, no waits, and every kind of trouble.

A request is a call of the emulator's application. Time passes only where someone waits, and two
processes that run at once take turns at each request and each wait, in an order that is given.
"""

from __future__ import annotations

import io
import json
import threading
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import requests
from requests.adapters import HTTPAdapter
from urllib3 import HTTPResponse
from urllib3.exceptions import ConnectTimeoutError
from werkzeug.http import http_date
from werkzeug.wrappers import Response

from pulumi_northflank import AddonBackupScheduleProvider
from pulumi_northflank.api.client import Client
from pulumi_northflank.emulator import Emulator
from pulumi_northflank.lifecycle.deployment import Deployment
from pulumi_northflank.lifecycle.stack_state import StackState

from .programs import Slot

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

TOKEN = "nf-token-of-the-histories"
SECONDS_PER_REQUEST = 0.125

FAULTS = (
    "lost before",  # the connection breaks before the API sees the request
    "lost after",  # the API has done it, and the connection breaks
    "garbled after",  # the API has done it, and a gateway sends its own page
    "unreachable",  # no connection
    "unavailable",  # 503
    "refused",  # 400
    "killed before",  # the process ends before it sends the request
    "killed after",  # the process ends before it gets the response
    "orphaned",  # the engine ends; the provider goes on until its next wait
)


class Killed(BaseException):
    """The process has ended."""


@dataclass(frozen=True)
class Write:
    """A POST or DELETE that has taken effect.

    Attributes:
        method: POST or DELETE.
        id: The schedule.
        slot: Its slot.
        filled: The slots of the schedules that were to stay when a DELETE had taken effect.
    """

    method: str
    id: str
    slot: Slot
    filled: frozenset[Slot] = frozenset()


class Time:
    """The time of the emulator and of all processes, which passes only where someone waits."""

    def __init__(self, api: Emulator) -> None:
        self._api = api
        self.now = 0.0
        self.race: Race | None = None

    def wait(self, seconds: float, process: int) -> None:
        """Let one process wait; another one may go on meanwhile."""
        if self.race is not None:
            self.race.until(self.now + seconds, process)
        else:
            self.advance(seconds)

    def advance(self, seconds: float) -> None:
        """Let time pass."""
        if seconds > 0:
            self.now += seconds
            self._api.clock.advance(seconds)


class Race:
    """Two processes that take turns.

    Args:
        time: Their time.
        turns: Whether the other one goes on, at each moment at which both could.
    """

    def __init__(self, time: Time, turns: Iterator[bool]) -> None:
        self._time = time
        self._turns = turns
        self._wake = {0: 0.0, 1: 0.0}
        self._current = 0
        self._changed = threading.Condition()

    def until(self, moment: float, process: int) -> None:
        """Let a process wait for a moment, and for its turn."""
        with self._changed:
            self._wake[process] = moment
            self._choose()
            self._changed.wait_for(lambda: self._current == process)
            self._time.advance(self._wake[process] - self._time.now)

    def begin(self, process: int) -> None:
        """Wait for the first turn."""
        with self._changed:
            self._changed.wait_for(lambda: self._current == process)

    def end(self, process: int) -> None:
        """Take no more turns."""
        with self._changed:
            del self._wake[process]
            if self._wake:
                self._choose()

    def _choose(self) -> None:
        ready = [one for one, moment in self._wake.items() if moment <= self._time.now]
        if not ready:
            self._current = min(self._wake, key=lambda one: self._wake[one])
        elif len(ready) == 1:
            self._current = ready[0]
        elif next(self._turns, False):
            self._current = 1 - self._current
        self._changed.notify_all()


class Line(HTTPAdapter):
    """The network of one process.

    Attributes:
        go_on: What the engine does while the provider waits.
        writes: What its requests have changed.
        said: What the provider told the user.
    """

    def __init__(
        self,
        api: Emulator,
        app: WSGIApplication,
        time: Time,
        faults: Mapping[int, str],
        process: int = 0,
    ) -> None:
        super().__init__()
        self._api = api
        self._app = app
        self._time = time
        self._faults = dict(faults)
        self._process = process
        self._sent = 0
        self._is_orphan = False
        self.go_on: Callable[[], None] = lambda: None
        self.writes: list[Write] = []
        self.said: list[str] = []

    @property
    def sent(self) -> int:
        """How many requests were made."""
        return self._sent

    def provider(self, export: Callable[[], str]) -> AddonBackupScheduleProvider:
        """A provider whose requests take this line; *export* gives the state of its stack."""
        provider = AddonBackupScheduleProvider()
        provider._deployment = _Deployment(self, export)
        return provider

    def ensure_alive(self) -> None:
        """End the process whose engine has ended."""
        if self._is_orphan:
            raise Killed

    def wait(self, seconds: float) -> None:
        """Let time pass, and the engine go on; an orphan ends after it, as the real one does."""
        self._time.wait(seconds, self._process)
        self.ensure_alive()
        self.go_on()

    def now(self) -> float:
        """The time in seconds."""
        return self._time.now

    def say(self, _severity: str, text: str, _urn: str | None = None) -> None:
        """Keep what the user is told."""
        self.said.append(text)

    def send(  # type: ignore[override]  # how to connect does not matter here
        self, request: requests.PreparedRequest, **_: Any
    ) -> requests.Response:
        """Make a request, or do what the fault for this one says."""
        fault = self._faults.pop(self._sent, None)
        self._sent += 1
        self._time.wait(SECONDS_PER_REQUEST, self._process)
        if fault == "killed before":
            raise Killed
        if fault == "lost before":
            raise requests.ConnectionError("lost", request=request)
        if fault == "unreachable":
            raise requests.ConnectTimeout(ConnectTimeoutError("unreachable"), request=request)
        if fault == "unavailable":
            return self._respond(request, 503, {}, b"")
        if fault == "refused":
            return self._respond(request, 400, {}, b'{"error": {"message": "Refused."}}')
        response = self._dispatch(request)
        if fault == "killed after":
            raise Killed
        if fault == "lost after":
            raise requests.ConnectionError("lost", request=request)
        if fault == "garbled after":
            return self._respond(request, 200, {"Content-Type": "text/html"}, b"<html>")
        self._is_orphan |= fault == "orphaned"
        return response

    def _dispatch(self, request: requests.PreparedRequest) -> requests.Response:
        before = slots(self._api) if request.method == "DELETE" else {}
        url, body = urlsplit(str(request.url)), request.body or b""
        body = body.encode() if isinstance(body, str) else body
        environ = {
            "REQUEST_METHOD": request.method,
            "SCRIPT_NAME": "",
            "PATH_INFO": url.path,
            "QUERY_STRING": url.query,
            "SERVER_NAME": url.hostname,
            "SERVER_PORT": str(url.port or 80),
            "SERVER_PROTOCOL": "HTTP/1.1",
            "HTTP_HOST": url.netloc,
            "HTTP_AUTHORIZATION": request.headers.get("Authorization"),
            "CONTENT_TYPE": request.headers.get("Content-Type", ""),
            "CONTENT_LENGTH": str(len(body)),
            "wsgi.url_scheme": "http",
            "wsgi.input": io.BytesIO(body),
        }
        response = Response.from_app(self._app, environ, buffered=True)
        content = response.get_data()
        if response.status_code == HTTPStatus.OK:
            self._note(request, url.path, content, before)
        return self._respond(request, response.status_code, dict(response.headers), content)

    def _note(
        self,
        request: requests.PreparedRequest,
        path: str,
        content: bytes,
        before: dict[str, Slot],
    ) -> None:
        if request.method == "POST":
            created = json.loads(content)["data"]["id"]
            self.writes.append(Write("POST", created, slots(self._api)[created]))
        elif request.method == "DELETE":
            deleted = path.rsplit("/", 1)[-1]
            staying = before.keys() & slots(self._api).keys() - self._api._lag._gone.keys()
            filled = frozenset(before[one] for one in staying)
            self.writes.append(Write("DELETE", deleted, before[deleted], filled))

    def _respond(
        self,
        request: requests.PreparedRequest,
        status: int,
        headers: dict[str, str],
        content: bytes,
    ) -> requests.Response:
        headers = {"Date": http_date(self._api.clock.now()), **headers}
        raw = HTTPResponse(io.BytesIO(content), headers, status, preload_content=False)
        response: requests.Response = self.build_response(request, raw)
        return response


def slots(api: Emulator) -> dict[str, Slot]:
    """The slot of each schedule: addon, interval, backup type."""
    return {
        one["schedule"]["id"]: (
            one["addonId"],
            one["schedule"]["scheduling"]["interval"],
            one["schedule"]["backupType"],
        )
        for one in api.schedules()
    }


class _Deployment(Deployment):
    """A deployment whose client uses a line instead of the network."""

    def __init__(self, line: Line, export: Callable[[], str]) -> None:
        config = {"northflank:apiToken": TOKEN, "northflank:baseUrl": "http://127.0.0.1:1"}
        state = StackState(export)
        super().__init__(config.get, line.say, line.wait, line.now, state)
        self._line = line

    def _patient_client(self) -> Client:
        client = super()._patient_client()
        client._session.mount("http://", self._line)
        return client
