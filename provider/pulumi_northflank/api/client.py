"""The API's client: one ``request()``, one reader of responses, one method a call.

Sources: the page *Create addon backup schedule*, and the newer reference of the same endpoints
(list, delete, paging, errors). Success is exactly 200.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from http.cookiejar import DefaultCookiePolicy
from urllib.parse import urlsplit

import requests
import urllib3
from requests.adapters import HTTPAdapter
from requests.auth import AuthBase

from pulumi_northflank.errors import UnusableIdError
from pulumi_northflank.schedule import Account, Address, Project
from pulumi_northflank.schedule.live import is_usable_id
from pulumi_northflank.settings import Settings, is_loopback
from pulumi_northflank.types import ScheduleBody
from pulumi_northflank.version import __version__

from .account import MOST_DESTINATIONS, Destination, Token, dumps_by_type
from .connection import Route, transport_error
from .errors import (
    Call,
    NotFoundError,
    ProjectNotReadableError,
    RequestError,
    UnreadableAnswerError,
)
from .listings import (
    MOST_ADDONS,
    MOST_BACKUPS,
    MOST_SCHEDULES,
    ListedAddon,
    Listing,
    Pages,
    all_pages,
)
from .responses import ApiResponse, read_response
from .retries import Announce, Retries, Sleep

# The engine makes more calls at once on large machines. Those wait for a free connection.
CONNECTIONS = 16


class Client:
    """Northflank's backup schedules over HTTP. Safe for several threads.

    The token goes to the configured host only: redirects are not followed, a ``.netrc`` is not
    read, and a loopback host is not reached through a proxy. For other hosts, ``HTTPS_PROXY``,
    ``NO_PROXY`` and ``REQUESTS_CA_BUNDLE`` apply.
    """

    def __init__(
        self,
        settings: Settings,
        announce: Announce = lambda _: None,
        sleep: Sleep = time.sleep,
    ) -> None:
        """Make a client with *settings*.

        Args:
            settings: Token, URL and time limits.
            announce: Tells the user why something takes long.
            sleep: Waits between two tries of a request, for some seconds.

        Raises:
            SettingsError: The URL of the environment's proxy is unusable.
        """
        self._base_url = settings.base_url
        self._timeout = settings.timeout
        self._token = settings.token
        self._with_retries = Retries(settings.max_wait, sleep, announce)
        self._session = requests.Session()
        self._session.headers["User-Agent"] = f"pulumi-northflank/{__version__}"
        self._session.headers["Accept"] = "application/json"
        # With `auth` set, requests leaves the header alone. Without it, a .netrc entry for the host
        # would replace the header.
        self._session.auth = _BearerToken(settings.token)
        self._session.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))
        for scheme in ("https://", "http://"):
            adapter = HTTPAdapter(pool_maxsize=CONNECTIONS, pool_block=True)
            self._session.mount(scheme, adapter)
        # Proxies and certificates from the environment, which requests would look up at each call.
        host = urlsplit(settings.base_url).hostname or ""
        exempt = {"no_proxy": host} if is_loopback(host) else {}
        self._environment = self._session.merge_environment_settings(
            settings.base_url, exempt, stream=True, verify=None, cert=None
        )
        self._session.trust_env = False
        proxies = self._environment["proxies"]
        self._route = Route.to(settings.base_url, proxies, settings.timeout)

    def __repr__(self) -> str:
        return f"Client({self._base_url!r})"

    def close(self) -> None:
        """Close all connections."""
        self._session.close()

    def create_schedule(self, address: Address, body: ScheduleBody) -> str:
        """Create a schedule and return its ID.

        Raises:
            ApiError: The API refused; no schedule was created.
            TransportError, UnreadableAnswerError: The schedule may exist.
        """
        call = Call("create", address)
        schedule_id = self.request(call, body=body).data.get("id")
        if not is_usable_id(schedule_id):
            raise UnreadableAnswerError(call, 200, "but the response holds no usable schedule ID")
        return str(schedule_id)

    def list_addons(self, project: Project) -> list[ListedAddon]:
        """List all addons of a project, through all pages.

        Raises:
            RequestError: The list could not be read to its end.
        """
        call = Call("list addons", project)
        pages = all_pages(call, "addons", MOST_ADDONS, self.request)
        return [ListedAddon.of(call, item) for item in pages.items]

    def list_destinations(self, account: Account) -> list[Destination]:
        """List all backup destinations of an account, through all pages.

        Raises:
            RequestError: The list could not be read to its end.
        """
        call = Call("list destinations", account)
        pages = all_pages(call, "backupDestinations", MOST_DESTINATIONS, self.request)
        return [Destination.of(item) for item in pages.items]

    def dumps_by_type(self) -> dict[str, bool]:
        """Which types of addons can be dumped, as far as the API tells.

        Raises:
            RequestError: The list could not be read.
        """
        return dumps_by_type(self.request(Call("list addon types", Account())).data)

    def read_token(self) -> Token:
        """What the token permits, and when it expires, as far as the API tells.

        Raises:
            RequestError: The API did not tell.
        """
        return Token.of(self.request(Call("read token", Account())))

    def list_schedules(self, address: Address) -> Listing:
        """List all schedules of an addon, through all pages.

        Raises:
            RequestError: The list could not be read to its end; a NotFoundError if the API knows
                no such addon.
        """
        return self._list_schedules(Call("look up", address), address)

    def list_backups(self, address: Address, is_enough: Callable[[list[object]], bool]) -> Pages:
        """List the backups of an addon, through as many pages as are needed.

        Args:
            address: The addon.
            is_enough: Whether the items that were read so far are all that is needed.

        Raises:
            RequestError: The list could not be read that far.
        """
        call = Call("list backups", address)
        return all_pages(call, "backups", MOST_BACKUPS, self.request, is_enough)

    def list_remaining(self, address: Address) -> Listing:
        """List the schedules of an addon that may be deleted itself, through all pages.

        If the API does not know the addon but the same token can read its project, the addon is
        deleted and the list is empty.

        Raises:
            RequestError: The list could not be read to its end.
            ProjectNotReadableError: Neither the addon nor its project can be read.
        """
        try:
            return self._list_schedules(Call("refresh", address), address)
        except NotFoundError as no_addon:
            try:
                response = self.request(Call("read project", address.project))
            except RequestError as no_project:
                raise ProjectNotReadableError(no_addon, no_project) from None
            return Listing([], {}, response.server_time)

    def delete_schedule(self, address: Address, schedule_id: str) -> None:
        """Delete a schedule; one that no longer exists counts as deleted.

        Raises:
            RequestError: The schedule was not deleted, or may not be.
            UnusableIdError: It is not an ID; no request was made.
            ProjectNotReadableError: Neither the addon nor its project can be read.
        """
        if not is_usable_id(schedule_id):
            raise UnusableIdError(schedule_id)
        try:
            self.request(Call("delete", address, schedule_id))
        except NotFoundError:
            # With a wrong team or URL, everything is "not found": the list decides.
            remaining = self.list_remaining(address)
            if remaining.find(schedule_id) or schedule_id in remaining.unreadable:
                raise

    def request(
        self,
        call: Call,
        *,
        query: Mapping[str, str | int] | None = None,
        body: ScheduleBody | None = None,
    ) -> ApiResponse:
        """Make a request, retry it where that is safe, and return its response.

        Raises:
            TransportError: No complete response came.
            ApiError: The API refused.
            UnreadableAnswerError: The response is not one that the documentation describes.
        """
        return self._with_retries(self._request_once, call, query, body)

    def _request_once(
        self, call: Call, query: Mapping[str, str | int] | None, body: ScheduleBody | None
    ) -> ApiResponse:
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
                secrets = {self._token, *_secrets(call.address, body)}
                return read_response(call, response, self._timeout, secrets=secrets)
        except (requests.RequestException, urllib3.exceptions.HTTPError, OSError) as error:
            raise transport_error(call, error, self._route) from None

    def _list_schedules(self, call: Call, address: Address) -> Listing:
        pages = all_pages(call, "schedules", MOST_SCHEDULES, self.request)
        return Listing.of(call, address, pages)


def _secrets(address: Address | Project | Account, body: ScheduleBody | None) -> Iterator[str]:
    """The secret values of a request, which a response may quote."""
    sent = {**address.values, **(body or {})}
    for name in address.secrets & sent.keys():
        yield from _strings(sent[name])


def _strings(value: object) -> Iterator[str]:
    if isinstance(value, dict | list):
        for item in value.values() if isinstance(value, dict) else value:
            yield from _strings(item)
    else:
        yield str(value)


class _BearerToken(AuthBase):
    def __init__(self, token: str) -> None:
        self._token = token

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        request.headers["Authorization"] = f"Bearer {self._token}"
        return request

    def __repr__(self) -> str:
        return "_BearerToken(***)"
