"""Passes on every request of a run, those of the Pulumi engine as well.

A relay is a server on this machine in front of the API. It counts the requests and ends at the
budget, writes into the journal before it sends, and refuses whatever could touch a schedule that is
not ours.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import json
import threading
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urlsplit

import requests
from tests.acceptance.journal import Journal
from werkzeug.serving import WSGIRequestHandler, make_server
from werkzeug.wrappers import Request, Response

from pulumi_northflank.api.connection import Route, transport_error
from pulumi_northflank.api.errors import Call
from pulumi_northflank.schedule import Address
from pulumi_northflank.settings import is_loopback

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

Json = dict[str, Any]

BUDGET = 60
_TIMEOUT_SECONDS = 30
_PASSED_ON = ("Content-Type", "Date", "Retry-After", "x-ratelimit-reset")


class UnansweredError(Exception):
    """Something could not be found out; the message is the reason."""


class BudgetError(UnansweredError):
    """The requests are used up."""


class ForbiddenError(Exception):
    """The request could touch something that is not ours, so it was not sent."""


@dataclass(frozen=True)
class Answer:
    """A response: its status, its JSON (or text, if it is not JSON) and its headers."""

    status: int
    body: Any
    content: bytes
    headers: Mapping[str, str]

    @property
    def time(self) -> dt.datetime | None:
        """The server's time."""
        try:
            return parsedate_to_datetime(self.headers["Date"])
        except (KeyError, ValueError):
            return None

    @property
    def data(self) -> Json:
        """The response's ``data``; empty if there is none."""
        data = self.body.get("data") if isinstance(self.body, dict) else None
        return data if isinstance(data, dict) else {}


class Relay:
    """Sends requests for one addon, and no more than its budget."""

    def __init__(
        self,
        base_url: str,
        token: str,
        address: Address,
        journal: Journal,
        *,
        budget: int = BUDGET,
        patch: bool = False,
    ) -> None:
        self.address = address
        self.journal = journal
        self.count = 0
        self.is_sweeping = False
        self.now: dt.datetime | None = None
        """The server's time in its latest response."""
        self.empty_since: dt.datetime | None = None
        """When a list first showed that the addon has no schedules."""
        self._base_url = base_url
        self.token = token
        self._budget = budget
        self._patch = patch
        self._lock = threading.Lock()
        self._session = requests.Session()
        # Otherwise an entry of a .netrc would replace the header.
        self._session.auth = lambda request: request
        if is_loopback(urlsplit(base_url).hostname):
            self._session.trust_env = False  # not through a proxy

    @property
    def addon_path(self) -> str:
        """The addon's own path."""
        return self.address.schedules_path.removesuffix("/backup-schedules")

    def call(
        self, method: str, target: str, body: Any = None, *, authorization: str | None = None
    ) -> Answer:
        """Send one request, and record what came of it.

        Args:
            method: Its method.
            target: Its path and query.
            body: What its JSON body holds.
            authorization: The header, if it is not that of the run's own token.

        Raises:
            BudgetError: The requests are used up.
            ForbiddenError: It could touch something that is not ours.
            UnansweredError: No response came.
        """
        with self._lock:
            self._require_allowed(method, target.partition("?")[0])
            reserve = 0 if self.is_sweeping else self.journal.reserve
            if self.count >= self._budget - reserve:
                raise BudgetError(f"the budget of {self._budget} requests was used up")
            attempts = self._journal(method, body)
            self.count += 1
            try:
                response = self._session.request(
                    method,
                    f"{self._base_url}{target}",
                    data=None if body is None else json.dumps(body),
                    headers={
                        "Authorization": authorization or f"Bearer {self.token}",
                        "Content-Type": "application/json",
                    },
                    timeout=_TIMEOUT_SECONDS,
                    allow_redirects=False,
                )
            except requests.RequestException as error:
                route = Route(urlsplit(self._base_url).netloc, None, _TIMEOUT_SECONDS)
                failed = transport_error(Call("look up", self.address), error, route)
                raise UnansweredError(failed.problem) from None
            answer = Answer(
                response.status_code, _content(response), response.content, response.headers
            )
            self.now = answer.time or self.now
            self._settle(method, target, answer, attempts)
            return answer

    @contextlib.contextmanager
    def server(self) -> Iterator[str]:
        """Let programs send requests through the relay: the URL is their base URL."""
        server = make_server(
            "127.0.0.1", 0, self._application, threaded=True, request_handler=_Quiet
        )
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.port}"
        finally:
            server.shutdown()
            thread.join()
            server.server_close()

    @property
    def _application(self) -> WSGIApplication:
        def pass_on(request: Request) -> Response:
            target = request.environ["RAW_URI"]
            body = request.get_json() if request.get_data() else None
            header = request.headers.get("Authorization", "")
            try:
                answer = self.call(request.method, target, body, authorization=header)
            except (BudgetError, ForbiddenError) as error:
                return _refusal(HTTPStatus.FORBIDDEN, f"Not sent: {error}.")
            except UnansweredError as error:
                return _refusal(HTTPStatus.BAD_GATEWAY, str(error))
            headers = {name: answer.headers[name] for name in _PASSED_ON if name in answer.headers}
            return Response(answer.content, answer.status, headers)

        return Request.application(pass_on)

    def _require_allowed(self, method: str, path: str) -> None:
        """Only what the journal shows to be ours may be deleted."""
        schedules = self.address.schedules_path
        ours = self.journal.ids | self.journal.gone
        allowed = {
            "GET": True,
            "POST": path == schedules,
            "DELETE": path.startswith(f"{schedules}/")
            and unquote(path.removeprefix(f"{schedules}/")) in ours,
            "PATCH": self._patch and path == self.addon_path,
        }
        if not allowed.get(method):
            raise ForbiddenError(f"{method} could touch something that this run did not create")
        if method in {"POST", "PATCH"} and self.empty_since is None:
            raise ForbiddenError(f"{method} before the addon is known to have no schedules")

    def _journal(self, method: str, body: Any) -> list[int]:
        if method == "POST":
            return self.journal.creating([body], self.now)
        if method == "PATCH":
            # Whatever it does to the schedules of this run, their definitions are these.
            bodies = [*body.get("backupSchedules", []), *self.journal.bodies()]
            return self.journal.creating(bodies, self.empty_since)
        return []

    def _settle(self, method: str, target: str, answer: Answer, attempts: list[int]) -> None:
        refused = answer.status in range(400, 500) and answer.status != HTTPStatus.REQUEST_TIMEOUT
        id_ = answer.data.get("id")
        for number in attempts:
            if refused:
                self.journal.refused(number)
            elif method == "POST" and answer.status == HTTPStatus.OK and isinstance(id_, str):
                self.journal.created(number, id_)
            elif method == "PATCH" and answer.status == HTTPStatus.OK:
                self.journal.answered(number)
        if method == "DELETE" and answer.status in {HTTPStatus.OK, HTTPStatus.NOT_FOUND}:
            self.journal.deleted(unquote(target.rpartition("/")[2]))


class _Quiet(WSGIRequestHandler):
    def log(self, type: str, message: str, *args: Any) -> None:  # noqa: A002  -- werkzeug's name
        """Print nothing."""


def _content(response: requests.Response) -> Any:
    try:
        return response.json()
    except ValueError:
        return response.text


def _refusal(status: HTTPStatus, message: str) -> Response:
    body = {"error": {"status": status, "message": message}}
    return Response(json.dumps(body), status, mimetype="application/json")
