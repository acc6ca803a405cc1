"""The API's client: one ``request()``, one reader of answers, a method a call.

Sources: the page *Create addon backup schedule*, and the newer reference of the
same endpoints (list, delete, paging, errors). Success is exactly 200.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from http.cookiejar import DefaultCookiePolicy
from typing import Any
from urllib.parse import urlsplit

import requests
import urllib3
from requests.adapters import HTTPAdapter
from requests.auth import AuthBase

from .address import Address, Project
from .answers import Answer, read_answer
from .errors import (
    Call,
    NotFoundError,
    ProjectNotReadableError,
    RequestError,
    TransportError,
    UnreadableAnswerError,
    UnusableIdError,
)
from .listed import addon_id, is_usable_id, live_schedule
from .retries import Announce, retrying
from .settings import Settings, is_loopback
from .shapes import LiveSchedule
from .version import __version__

PAGE_SIZE = 100
MOST_PAGES = 50
# An addon can have six schedules; a list of this length is no list of them.
MOST_SCHEDULES = 1000
MOST_ADDONS = PAGE_SIZE * MOST_PAGES
CONNECTIONS = 8
# What ends before anything is sent, and ends so again.
HOPELESS = (requests.exceptions.SSLError, requests.exceptions.InvalidURL)


@dataclass(frozen=True)
class Listing:
    """All schedules of an addon, and when they were listed by the server's clock."""

    schedules: list[LiveSchedule]
    server_time: datetime | None


class Client:
    """Northflank's backup schedules over HTTP. Safe for several threads.

    The token goes to the configured host alone: redirects are not followed, a
    ``.netrc`` is not read, and a loopback host is not reached through a proxy.
    Elsewhere ``HTTPS_PROXY``, ``NO_PROXY`` and ``REQUESTS_CA_BUNDLE`` hold.
    """

    def __init__(
        self,
        settings: Settings,
        announce: Announce = lambda _: None,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        """A client for *settings*.

        Args:
            settings: Token, URL and bounds of time.
            announce: What tells the user why something takes long.
            sleep: What waits between two tries of a request.
        """
        self._base_url = settings.base_url
        self._timeout = settings.timeout
        self._token = settings.token
        self._retrying = retrying(settings.max_wait, sleep, announce)
        self._session = requests.Session()
        self._session.headers["User-Agent"] = f"pulumi-northflank/{__version__}"
        self._session.headers["Accept"] = "application/json"
        # With `auth` set, requests leaves the header alone; without, a .netrc entry
        # for the host would replace it.
        self._session.auth = _BearerToken(settings.token)
        self._session.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))
        self._session.mount("https://", HTTPAdapter(pool_maxsize=CONNECTIONS))
        self._session.mount("http://", HTTPAdapter(pool_maxsize=CONNECTIONS))
        # Proxies and certificates of the environment: requests would look for them at each call.
        host = urlsplit(settings.base_url).hostname or ""
        exempt = {"no_proxy": host} if is_loopback(host) else {}
        self._environment = self._session.merge_environment_settings(
            settings.base_url, exempt, stream=True, verify=None, cert=None
        )
        self._session.trust_env = False

    def __repr__(self) -> str:
        return f"Client({self._base_url!r})"

    def close(self) -> None:
        """Close all connections."""
        self._session.close()

    def create_schedule(self, address: Address, body: Mapping[str, Any]) -> str:
        """Create a schedule and return its ID.

        Raises:
            ApiError: The API refused; no schedule was created.
            TransportError, UnreadableAnswerError: The schedule may exist.
        """
        call = Call("create", address)
        schedule_id = self.request(call, body=body).data.get("id")
        if not is_usable_id(schedule_id):
            raise UnreadableAnswerError(call, 200, "but the answer holds no usable schedule ID")
        return str(schedule_id)

    def list_addons(self, project: Project) -> list[str]:
        """The IDs of all addons of a project, through all pages.

        Raises:
            RequestError: The list could not be read to its end.
        """
        call = Call("list addons", project)
        pages = self._all_pages(call, "addons", MOST_ADDONS)
        return [addon_id(call, item) for item in pages.items]

    def list_schedules(self, address: Address) -> Listing:
        """All schedules of an addon, through all pages.

        Raises:
            RequestError: The list could not be read to its end; a NotFoundError where
                the API knows no such addon.
        """
        return self._list_schedules(Call("look up", address))

    def list_what_is_left(self, address: Address) -> Listing:
        """All schedules of an addon that may be gone, through all pages.

        Of an addon that the API does not know, the list is empty if the same token
        can read the addon's project: then the addon is gone.

        Raises:
            RequestError: The list could not be read to its end.
            ProjectNotReadableError: Neither the addon nor its project can be read.
        """
        try:
            return self._list_schedules(Call("list", address))
        except NotFoundError as no_addon:
            try:
                answer = self.request(Call("read project", address.project))
            except RequestError as no_project:
                raise ProjectNotReadableError(no_addon, no_project) from None
            return Listing([], answer.server_time)

    def delete_schedule(self, address: Address, schedule_id: str) -> None:
        """Delete a schedule; one that the API lists no more is deleted.

        Raises:
            RequestError: The schedule was not deleted, or may not have been.
            UnusableIdError: The ID is none; no request was made.
            ProjectNotReadableError: Neither the addon nor its project can be read.
        """
        if not is_usable_id(schedule_id):
            raise UnusableIdError(schedule_id)
        try:
            self.request(Call("delete", address, schedule_id))
        except NotFoundError:
            # With a wrong team or URL, everything is "not found": the list decides.
            left = self.list_what_is_left(address).schedules
            if any(schedule["id"] == schedule_id for schedule in left):
                raise

    def request(
        self,
        call: Call,
        *,
        query: Mapping[str, str | int] | None = None,
        body: Mapping[str, Any] | None = None,
    ) -> Answer:
        """Make a request, again where that is safe, and return its answer.

        Raises:
            TransportError: No whole answer came.
            ApiError: The API refused.
            UnreadableAnswerError: The answer is none of the documented ones.
        """
        return self._retrying.copy()(self._request_once, call, query, body)

    def _request_once(
        self, call: Call, query: Mapping[str, str | int] | None, body: Mapping[str, Any] | None
    ) -> Answer:
        try:
            with self._session.request(
                call.method,
                f"{self._base_url}{call.path}",
                params=query,
                json=body,
                timeout=self._timeout,
                allow_redirects=False,
                **self._environment,
            ) as response:
                return read_answer(call, response, self._timeout, secret=self._token)
        except (requests.RequestException, urllib3.exceptions.HTTPError, OSError) as error:
            raise self._transport_error(call, error) from None

    def _list_schedules(self, call: Call) -> Listing:
        pages = self._all_pages(call, "schedules", MOST_SCHEDULES)
        return Listing([live_schedule(call, item) for item in pages.items], pages.server_time)

    def _all_pages(self, call: Call, name: str, most: int) -> _Pages:
        """The items of a list: what all its pages hold under *name*."""
        items: list[Any] = []
        cursors: set[str] = set()
        query: dict[str, str | int] = {"per_page": PAGE_SIZE}
        for _ in range(MOST_PAGES):
            answer = self.request(call, query=query)
            page = answer.data.get(name)
            if not isinstance(page, list):
                raise UnreadableAnswerError(call, 200, f"but the answer holds no list of {name}")
            items += page
            if len(items) > most:
                problem = f"but the list holds more than {most} {name}"
                raise UnreadableAnswerError(call, 200, problem)
            cursor = _next_cursor(call, answer.document.get("pagination"), name, len(items))
            if cursor is None:
                return _Pages(items, answer.server_time)
            if cursor in cursors:
                raise UnreadableAnswerError(call, 200, "but the list's pages go in a circle")
            cursors.add(cursor)
            query["cursor"] = cursor
        raise UnreadableAnswerError(
            call, 200, f"but the list does not end within {MOST_PAGES} pages"
        )

    def _transport_error(self, call: Call, error: Exception) -> TransportError:
        # So requests says, before it sends anything, that a file with certificates is not there.
        if type(error) is OSError and error.errno is None:
            advice = "Set REQUESTS_CA_BUNDLE to a file with certificates, or unset it."
            return TransportError(call, str(error), advice, settled=True)
        host = urlsplit(self._base_url).netloc
        unsent = _was_not_sent(error)
        if isinstance(error, (requests.Timeout, urllib3.exceptions.TimeoutError)):
            what = "no connection to" if unsent else "no answer from"
            problem = f"{what} {host} within {self._timeout:g} seconds"
        elif unsent:
            problem = f"no connection to {host} ({_cause(error)})"
        else:
            problem = f"the connection to {host} broke before the answer had come ({_cause(error)})"
        # Neither a certificate nor a host name gets better within seconds.
        transient = not any(isinstance(cause, HOPELESS) for cause in _causes(error))
        advice = "Run the command again when it is reachable."
        return TransportError(call, problem, advice, settled=unsent, transient=transient)


@dataclass(frozen=True)
class _Pages:
    items: list[Any]
    server_time: datetime | None


class _BearerToken(AuthBase):
    def __init__(self, token: str) -> None:
        self._token = token

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        request.headers["Authorization"] = f"Bearer {self._token}"
        return request

    def __repr__(self) -> str:
        return "_BearerToken(***)"


def _next_cursor(call: Call, pagination: Any, name: str, listed: int) -> str | None:
    # The documented example of the list has no `pagination`: then it is the last page.
    if pagination is None:
        return None
    if not isinstance(pagination, dict) or not isinstance(pagination.get("hasNextPage"), bool):
        raise UnreadableAnswerError(call, 200, "but the list does not say whether it goes on")
    if not pagination["hasNextPage"]:
        count = pagination.get("count")
        if isinstance(count, int) and count > listed:
            raise UnreadableAnswerError(call, 200, f"but of {count} {name} the list holds {listed}")
        return None
    cursor = pagination.get("cursor")
    if not isinstance(cursor, str) or not cursor:
        raise UnreadableAnswerError(call, 200, "but the list goes on and does not say where")
    return cursor


def _was_not_sent(error: BaseException) -> bool:
    """Whether the request surely never reached the server."""
    refused = (
        urllib3.exceptions.NewConnectionError,
        urllib3.exceptions.ConnectTimeoutError,
    )
    return any(isinstance(cause, (*HOPELESS, *refused)) for cause in _causes(error))


def _cause(error: Exception) -> str:
    """The operating system's words for what went wrong, without Python's."""
    for cause in _causes(error):
        if isinstance(cause, OSError) and cause.strerror:
            return cause.strerror
    return type(error).__name__


def _causes(error: BaseException) -> list[BaseException]:
    # requests and urllib3 wrap an error in `args` and `reason` as well as chain it.
    found: list[BaseException] = []
    queue: list[object] = [error]
    while queue:
        item = queue.pop(0)
        if isinstance(item, BaseException) and item not in found:
            found.append(item)
            queue += [
                getattr(item, "reason", None),
                item.__cause__,
                item.__context__,
                *item.args,
            ]
    return found
