from __future__ import annotations

import json
import socket
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from pulumi_northflank import (
    ApiError,
    AuthenticationError,
    NotFoundError,
    PermissionDeniedError,
    ServerError,
    TransportError,
    UnreadableAnswerError,
    UnusableIdError,
    __version__,
)
from pulumi_northflank.address import Address
from pulumi_northflank.client import Client
from pulumi_northflank.emulator import Drop, Emulator, Raw, Status
from pulumi_northflank.errors import ProjectNotReadableError
from pulumi_northflank.settings import Settings

MakeInputs = Callable[..., dict[str, Any]]
MakeClient = Callable[..., Client]

ORDERS = Address("shop", "orders")
PATH = "/v1/projects/shop/addons/orders/backup-schedules"
NOT_READ = (
    "The schedules of addon orders in project shop could not be read, so none is taken for gone."
)
CHECK_URL = "Check that northflank:baseUrl is the API's, and run the command again."


def sent(api: Emulator) -> list[tuple[str, str]]:
    """Method and path of each request."""
    return [(one.method, one.path) for one in api.requests]


def page(*items: Any, **more: Any) -> Raw:
    """An answer with a list of schedules."""
    return Raw(json.dumps({"data": {"schedules": list(items)}, **more}).encode())


def item(schedule_id: str = "s1", **changes: Any) -> dict[str, Any]:
    """A schedule as the API lists it."""
    return {
        "id": schedule_id,
        "backupType": "dump",
        "backupCompressionType": "gz",
        "additionalDestinations": [],
        "scheduling": {"interval": "daily", "minute": [0], "hour": [3]},
        "retentionTime": 7,
        "createdAt": "2025-03-03T08:00:00.000Z",
        "updatedAt": "2025-03-03T08:00:00.000Z",
        **changes,
    }


def ids(client: Client, address: Address = ORDERS) -> list[str]:
    """The IDs that the client lists."""
    return [schedule["id"] for schedule in client.list_what_is_left(address).schedules]


def test_create(api: Emulator, client: Client, body: MakeInputs) -> None:
    """One POST with the body as it is creates the schedule, whose ID is returned."""
    schedule_id = client.create_schedule(ORDERS, body())

    (live,) = api.schedules("shop", "orders")
    (request,) = api.requests
    assert schedule_id == live["id"]
    assert ("POST", PATH, body()) == (request.method, request.path, json.loads(request.body))


def test_headers(api: Emulator, client: Client, body: MakeInputs) -> None:
    """A request says what it sends, what it wants, who it is, and carries the token."""
    client.create_schedule(ORDERS, body())

    (request,) = api.requests
    assert {
        "content-type": "application/json",
        "accept": "application/json",
        "user-agent": f"pulumi-northflank/{__version__}",
        "authorization": "Bearer ***",
    }.items() <= request.headers.items()
    assert request.authorized


def test_team(api: Emulator, client: Client, body: MakeInputs) -> None:
    """A team becomes part of the path."""
    client.create_schedule(Address("shop", "orders", "acme"), body())

    assert [("POST", "/v1/teams/acme/projects/shop/addons/orders/backup-schedules")] == sent(api)
    assert 1 == len(api.schedules("shop", "orders", "acme"))


def test_delete(api: Emulator, client: Client, body: MakeInputs) -> None:
    """One DELETE deletes."""
    schedule_id = api.add_schedule("shop", "orders", body())
    client.delete_schedule(ORDERS, schedule_id)

    assert [("DELETE", f"{PATH}/{schedule_id}")] == sent(api)
    assert [] == api.schedules()


def test_list(api: Emulator, client: Client, body: MakeInputs) -> None:
    """One GET lists, with the body's names, and tells the server's time."""
    schedule_id = api.add_schedule("shop", "orders", body())
    listing = client.list_what_is_left(ORDERS)

    (request,) = api.requests
    (live,) = listing.schedules
    assert ("GET", PATH, "per_page=100") == (request.method, request.path, request.query)
    assert {"id": schedule_id, **body()}.items() <= live.items()
    assert listing.server_time is not None


def test_one_connection(monkeypatch: pytest.MonkeyPatch, api: Emulator, client: Client) -> None:
    """Requests in a row share one connection."""
    opened: list[Any] = []
    connect = socket.socket.connect

    def noting(self: socket.socket, address: Any) -> None:
        opened.append(address)
        connect(self, address)

    monkeypatch.setattr(socket.socket, "connect", noting)
    for _ in range(3):
        client.list_what_is_left(ORDERS)

    assert (3, 1) == (len(api.requests), len(opened))


def test_repr(client: Client, api: Emulator) -> None:
    """No repr of a client or of its parts shows the token."""
    assert f"Client({api.url!r})" == repr(client)
    assert "_BearerToken(***)" == repr(client._session.auth)


def test_cookies_are_not_kept(api: Emulator, client: Client) -> None:
    """A cookie is not sent back."""
    answer = json.dumps({"data": {"schedules": []}})
    api.fault(Status(200, {"Set-Cookie": "a=b; Path=/"}, answer))
    client.list_what_is_left(ORDERS)
    client.list_what_is_left(ORDERS)

    assert ["cookie" in request.headers for request in api.requests] == [False, False]


# Pages


def test_pages(api: Emulator, client: Client) -> None:
    """The list is read through all pages, each with the cursor of the one before."""
    more = {"hasNextPage": True, "count": 1}
    api.fault(page(item("s1"), pagination={**more, "cursor": "c=1&"}))
    api.fault(page(item("s2"), pagination={**more, "cursor": "c2"}))
    api.fault(page(item("s3"), pagination={"hasNextPage": False, "count": 1}))

    assert ["s1", "s2", "s3"] == ids(client)
    assert ["per_page=100", "per_page=100&cursor=c%3D1%26", "per_page=100&cursor=c2"] == [
        request.query for request in api.requests
    ]


@pytest.mark.parametrize(
    "pagination",
    [
        pytest.param({"hasNextPage": False}, id="no-count"),
        pytest.param({"hasNextPage": False, "count": 0}, id="count-too-small"),
        pytest.param({"hasNextPage": False, "count": "many"}, id="count-of-words"),
        pytest.param({"hasNextPage": False, "cursor": "c1", "count": 1}, id="needless-cursor"),
        pytest.param(None, id="null"),
    ],
)
def test_last_page(api: Emulator, client: Client, pagination: Any) -> None:
    """A list that does not say that it goes on has ended."""
    api.fault(page(item(), pagination=pagination))

    assert (["s1"], 1) == (ids(client), len(api.requests))


def test_no_pagination(api: Emulator, client: Client) -> None:
    """A list without any `pagination`, as in the documented example, has one page."""
    api.fault(page(item()))

    assert (["s1"], 1) == (ids(client), len(api.requests))


def test_last_page_that_counts_all_pages(api: Emulator, client: Client) -> None:
    """The count is held against what all pages together have listed."""
    api.fault(page(item("s1"), pagination={"hasNextPage": True, "cursor": "c", "count": 2}))
    api.fault(page(item("s2"), pagination={"hasNextPage": False, "count": 2}))

    assert ["s1", "s2"] == ids(client)


@pytest.mark.parametrize(
    ("pagination", "problem"),
    [
        pytest.param([], "the list does not say whether it goes on", id="a-list"),
        pytest.param({}, "the list does not say whether it goes on", id="empty"),
        pytest.param(
            {"hasNextPage": "no"}, "the list does not say whether it goes on", id="in-words"
        ),
        pytest.param(
            {"hasNextPage": True}, "the list goes on and does not say where", id="no-cursor"
        ),
        pytest.param(
            {"hasNextPage": True, "cursor": ""},
            "the list goes on and does not say where",
            id="empty-cursor",
        ),
        pytest.param(
            {"hasNextPage": True, "cursor": 7},
            "the list goes on and does not say where",
            id="a-number-for-a-cursor",
        ),
        pytest.param(
            {"hasNextPage": False, "count": 2}, "of 2 schedules the list holds 1", id="count-short"
        ),
    ],
)
def test_unreadable_pages(api: Emulator, client: Client, pagination: Any, problem: str) -> None:
    """A list that may be incomplete is an error: no schedule in it may be taken for gone."""
    api.fault(page(item(), pagination=pagination))

    with pytest.raises(UnreadableAnswerError) as caught:
        client.list_what_is_left(ORDERS)

    assert f"GET {PATH}: 200, but {problem}. {NOT_READ} {CHECK_URL}" == str(caught.value)


def test_circle(api: Emulator, client: Client) -> None:
    """A cursor that comes twice ends the reading, and not in a list."""
    pages = [page(item(), pagination={"hasNextPage": True, "cursor": cursor}) for cursor in "aba"]
    for one in pages:
        api.fault(one)

    with pytest.raises(UnreadableAnswerError, match="200, but the list's pages go in a circle"):
        client.list_what_is_left(ORDERS)
    assert 3 == len(api.requests)


def test_endless(monkeypatch: pytest.MonkeyPatch, api: Emulator, client: Client) -> None:
    """A list whose cursors never end is given up."""
    monkeypatch.setattr("pulumi_northflank.client.MOST_PAGES", 3)
    for at in range(4):
        api.fault(page(pagination={"hasNextPage": True, "cursor": f"c{at}"}))

    with pytest.raises(
        UnreadableAnswerError, match="200, but the list does not end within 3 pages"
    ):
        client.list_what_is_left(ORDERS)
    assert 3 == len(api.requests)


@pytest.mark.parametrize(("first", "second"), [(3, 0), (2, 1)], ids=["one-page", "two-pages"])
def test_too_many_schedules(
    monkeypatch: pytest.MonkeyPatch, api: Emulator, client: Client, first: int, second: int
) -> None:
    """A list with more schedules than any addon has is given up, however many pages it takes."""
    monkeypatch.setattr("pulumi_northflank.client.MOST_SCHEDULES", 2)
    api.fault(page(*[item()] * first, pagination={"hasNextPage": True, "cursor": "c"}))
    api.fault(page(*[item()] * second, pagination={"hasNextPage": False}))

    with pytest.raises(UnreadableAnswerError) as caught:
        client.list_what_is_left(ORDERS)

    assert "200, but the list holds more than 2 schedules" == caught.value.problem
    assert (1 if second == 0 else 2) == len(api.requests)


def test_just_not_too_many_schedules(
    monkeypatch: pytest.MonkeyPatch, api: Emulator, client: Client
) -> None:
    """A list of exactly the bound is read."""
    monkeypatch.setattr("pulumi_northflank.client.MOST_SCHEDULES", 2)
    api.fault(page(item("s1"), item("s2")))

    assert ["s1", "s2"] == ids(client)


def test_page_that_fails(api: Emulator, client: Client) -> None:
    """A later page that can't be read makes the whole list unreadable."""
    api.fault(page(item(), pagination={"hasNextPage": True, "cursor": "c"}))
    api.fault(Status(403))

    with pytest.raises(PermissionDeniedError):
        client.list_what_is_left(ORDERS)


# What is listed

UNUSABLE: list[tuple[str, Any]] = [
    ("id", None),
    ("id", 7),
    ("id", {}),
    ("backupType", None),
    ("backupType", 1),
    ("scheduling", None),
    ("scheduling", "daily"),
    ("scheduling", []),
    ("retentionTime", None),
    ("retentionTime", "7"),
    ("retentionTime", 7.5),
    ("retentionTime", True),
]


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        pytest.param({}, "the answer holds no list of schedules", id="no-list"),
        pytest.param({"schedules": {}}, "the answer holds no list of schedules", id="an-object"),
        pytest.param({"schedules": None}, "the answer holds no list of schedules", id="null"),
        pytest.param(
            {"schedules": ["s1"]}, "the list holds something that is no schedule", id="a-text"
        ),
        *(
            pytest.param(
                {"schedules": [item(**{name: value})]},
                f"a listed schedule has no usable `{name}`",
                id=f"{name}-{value!r}",
            )
            for name, value in UNUSABLE
        ),
    ],
)
def test_unreadable_schedules(
    api: Emulator, client: Client, data: dict[str, Any], problem: str
) -> None:
    """A schedule that lacks what every schedule has makes the list unreadable."""
    api.fault(Raw(json.dumps({"data": data}).encode()))

    with pytest.raises(UnreadableAnswerError) as caught:
        client.list_what_is_left(ORDERS)

    assert f"GET {PATH}: 200, but {problem}. {NOT_READ} {CHECK_URL}" == str(caught.value)


@pytest.mark.parametrize(
    "schedule_id",
    [
        pytest.param("62cc20b90956ab62a58e8474", id="documented"),
        pytest.param("x", id="short"),
        pytest.param("x" * 200, id="longest"),
        pytest.param("a/b?c=d#e%f", id="of-url-syntax"),
    ],
)
def test_usable_id(api: Emulator, client: Client, body: MakeInputs, schedule_id: str) -> None:
    """Any readable ID of the API is used, and never changes the path of a request."""
    api.fault(Raw(json.dumps({"data": {"id": schedule_id}}).encode()))

    assert schedule_id == client.create_schedule(ORDERS, body())
    client.delete_schedule(ORDERS, schedule_id)
    (path,) = [request.path for request in api.requests if request.method == "DELETE"]
    assert path.startswith(f"{PATH}/")
    assert 7 == path.count("/")


@pytest.mark.parametrize(
    "data",
    [
        pytest.param({}, id="missing"),
        pytest.param({"id": None}, id="null"),
        pytest.param({"id": 7}, id="a-number"),
        pytest.param({"id": ""}, id="empty"),
        pytest.param({"id": "x" * 201}, id="too-long"),
        pytest.param({"id": "a\nb"}, id="newline"),
        pytest.param({"id": "\u001b[2J"}, id="escape"),
        pytest.param({"id": "\u0455"}, id="beyond-ascii"),
    ],
)
def test_unusable_id(api: Emulator, client: Client, body: MakeInputs, data: Any) -> None:
    """An answer without a usable ID is an error that does not rule the schedule out."""
    api.fault(Raw(json.dumps({"data": data}).encode()))

    with pytest.raises(UnreadableAnswerError) as caught:
        client.create_schedule(ORDERS, body())

    assert (
        f"POST {PATH}: 200, but the answer holds no usable schedule ID. The schedule may exist now "
        f"on addon orders in project shop, or it may not. {CHECK_URL}"
    ) == str(caught.value)
    assert not caught.value.settled
    assert 1 == len(api.requests)


# Gone, or not to be seen


def test_addon_gone(api: Emulator, client: Client) -> None:
    """An unknown addon of a readable project has no schedules."""
    assert [] == ids(client, Address("shop", "nothing"))
    assert ["/v1/projects/shop/addons/nothing/backup-schedules", "/v1/projects/shop"] == [
        request.path for request in api.requests
    ]


@pytest.mark.parametrize(
    "address",
    [
        pytest.param(Address("mall", "orders"), id="project"),
        pytest.param(Address("shop", "orders", "nobody"), id="team"),
    ],
)
def test_project_not_readable(client: Client, address: Address) -> None:
    """An unknown addon of an unknown project may be anything, and is not taken for gone."""
    with pytest.raises(ProjectNotReadableError) as caught:
        client.list_what_is_left(address)

    assert f"Whether {address} is gone can't be told" in str(caught.value)


@pytest.mark.parametrize("status", [401, 403, 500, 503])
def test_project_not_readable_otherwise(api: Emulator, client: Client, status: int) -> None:
    """A project that can't be read for any reason confirms nothing."""
    api.fault(Status(status), path_regex="/projects/shop$", times=None)

    with pytest.raises(ProjectNotReadableError) as caught:
        client.list_what_is_left(Address("shop", "nothing"))

    assert status == getattr(caught.value.project, "refusal").status  # noqa: B009  # of ApiError


def test_delete_of_something_gone(api: Emulator, client: Client) -> None:
    """A schedule that the list does not show any more is deleted."""
    client.delete_schedule(ORDERS, "gone")

    assert [("DELETE", f"{PATH}/gone"), ("GET", PATH)] == sent(api)


def test_delete_on_an_addon_that_is_gone(api: Emulator, client: Client) -> None:
    """With its addon, a schedule is gone."""
    client.delete_schedule(Address("shop", "nothing"), "gone")

    assert ["DELETE", "GET", "GET"] == [request.method for request in api.requests]


def test_delete_with_a_wrong_team(api: Emulator, client: Client, body: MakeInputs) -> None:
    """Where neither the addon nor its project can be seen, nothing is taken for deleted."""
    schedule_id = api.add_schedule("shop", "orders", body())

    with pytest.raises(ProjectNotReadableError):
        client.delete_schedule(Address("shop", "orders", "nobody"), schedule_id)
    assert 1 == len(api.schedules())


def test_delete_of_something_still_listed(api: Emulator, client: Client, body: MakeInputs) -> None:
    """A schedule that is "not found" and still listed is not deleted."""
    schedule_id = api.add_schedule("shop", "orders", body())
    api.fault(Status(404, body='{"error": {"message": "Not here."}}'), method="DELETE")

    with pytest.raises(NotFoundError) as caught:
        client.delete_schedule(ORDERS, schedule_id)

    assert (
        f"DELETE {PATH}/{schedule_id}: 404 Not here. Schedule {schedule_id} of addon orders in "
        "project shop was not deleted. Check projectId, addonId and teamId (northflank:teamId) of "
        "addon orders in project shop, that northflank:baseUrl is the API's, and that the token "
        "may see the project."
    ) == str(caught.value)


def test_delete_lost(api: Emulator, client: Client, body: MakeInputs, slept: list[float]) -> None:
    """A DELETE whose answer is lost is sent again; "not found" then means that it worked."""
    schedule_id = api.add_schedule("shop", "orders", body())
    api.fault(Drop(after_commit=True), method="DELETE")
    client.delete_schedule(ORDERS, schedule_id)

    assert ["DELETE", "DELETE", "GET"] == [request.method for request in api.requests]
    assert ([], 1) == (api.schedules(), len(slept))


# Refusals


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (400, ApiError),
        (401, AuthenticationError),
        (403, PermissionDeniedError),
        (409, ApiError),
        (422, ApiError),
        (500, ServerError),
        (501, ServerError),
    ],
)
def test_refusal(
    api: Emulator, client: Client, body: MakeInputs, status: int, kind: type[ApiError]
) -> None:
    """A refusal is an error of its class, after one request."""
    api.fault(Status(status, body='{"error": {"message": "No.", "id": "e1", "details": {"a": 1}}}'))

    with pytest.raises(ApiError) as caught:
        client.create_schedule(ORDERS, body())

    assert (kind, f"{status} No (error id e1), {{'a': 1}}") == (
        type(caught.value),
        str(caught.value.refusal),
    )
    assert 1 == len(api.requests)


def test_wrong_token(api: Emulator, connect: MakeClient) -> None:
    """A token that is not accepted is an error of authentication that does not show it."""
    with pytest.raises(AuthenticationError) as caught:
        connect(api.url, token="nf-wrong").list_what_is_left(ORDERS)

    assert "nf-wrong" not in str(caught.value)
    assert not api.requests[0].authorized


def test_validation_of_the_api(api: Emulator, client: Client, body: MakeInputs) -> None:
    """What the API says of a body that it refuses is handed on."""
    with pytest.raises(ApiError, match="retentionTime") as caught:
        client.create_schedule(ORDERS, body(retentionTime=500))

    assert (400, True) == (caught.value.refusal.status, caught.value.settled)
    assert 1 == len(api.requests)


# Where the token goes


@pytest.fixture(name="elsewhere")
def _elsewhere() -> Iterator[Emulator]:
    """Run a second server, which must never hear of the token."""
    with Emulator() as api:
        yield api


@pytest.mark.parametrize("status", [300, 301, 302, 303, 304, 307, 308])
def test_redirect(
    api: Emulator, elsewhere: Emulator, client: Client, status: int, body: MakeInputs
) -> None:
    """A redirect is not followed; nothing goes to where it points."""
    api.fault(Status(status, {"Location": f"{elsewhere.url}{PATH}"}), times=None)

    for request in (
        lambda: client.list_what_is_left(ORDERS),
        lambda: client.create_schedule(ORDERS, body()),
        lambda: client.delete_schedule(ORDERS, "s1"),
    ):
        with pytest.raises(UnreadableAnswerError) as caught:
            request()
        assert (
            f"{status}, a redirect, which is not followed: the token goes to the configured host "
            "alone"
        ) == caught.value.problem

    assert (3, []) == (len(api.requests), elsewhere.requests)


def test_netrc(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, api: Emulator, client: Client
) -> None:
    """An entry of .netrc for the host does not replace the token."""
    netrc = tmp_path / ".netrc"
    netrc.write_text("machine 127.0.0.1 login evil password evil\ndefault login e password e\n")
    netrc.chmod(0o600)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("NETRC", str(netrc))
    client.list_what_is_left(ORDERS)

    assert [True] == [request.authorized for request in api.requests]


@pytest.mark.parametrize("name", ["http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"])
def test_proxy(
    monkeypatch: pytest.MonkeyPatch,
    api: Emulator,
    elsewhere: Emulator,
    client: Client,
    name: str,
) -> None:
    """This machine is not reached through a proxy."""
    monkeypatch.setenv(name, elsewhere.url)
    client.list_what_is_left(ORDERS)

    assert (1, []) == (len(api.requests), elsewhere.requests)


@pytest.mark.parametrize(
    ("url", "proxies"),
    [
        ("https://api.northflank.com", {}),
        ("https://10.0.0.1:8443", {}),
        ("http://localhost:1", {"no_proxy": "localhost"}),
        ("http://127.0.0.1:1", {"no_proxy": "127.0.0.1"}),
        ("http://[::1]:1", {"no_proxy": "::1"}),
    ],
)
def test_only_this_machine_is_exempt(
    connect: MakeClient, url: str, proxies: dict[str, str]
) -> None:
    """Everywhere else the proxies of the environment hold."""
    assert proxies == connect(url)._proxies


# No answer


def closed_port() -> int:
    """A port on which nobody listens."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
    return port


def test_no_connection(
    connect: MakeClient, body: MakeInputs, slept: list[float], announced: list[str]
) -> None:
    """A connection that is refused changed nothing, so that even a POST is tried again."""
    port = closed_port()

    with pytest.raises(TransportError) as caught:
        connect(f"http://127.0.0.1:{port}").create_schedule(ORDERS, body())

    assert f"no connection to 127.0.0.1:{port} (Connection refused)" == caught.value.problem
    assert (
        f"POST {PATH}: {caught.value.problem}. No schedule was created for addon orders in project "
        "shop. "
    ) == str(caught.value)[: str(caught.value).index("shop. ") + 6]
    assert caught.value.settled
    assert 5 == len(slept) == len(announced)


def test_broken_connection(api: Emulator, client: Client, body: MakeInputs) -> None:
    """A connection that breaks leaves open what a POST has done; it is not sent again."""
    api.fault(Drop(after_commit=True))

    with pytest.raises(TransportError) as caught:
        client.create_schedule(ORDERS, body())

    host = api.url.removeprefix("http://")
    assert (
        f"the connection to {host} broke before the answer had come (Connection reset by peer)"
    ) == caught.value.problem
    assert "The schedule may exist now on addon orders in project shop, or it may not." in str(
        caught.value
    )
    assert (False, 1, 1) == (caught.value.settled, len(api.requests), len(api.schedules()))


def test_no_answer_in_time(connect: MakeClient, body: MakeInputs) -> None:
    """A server that accepts and never answers is given up in time."""
    with socket.create_server(("127.0.0.1", 0)) as silent:
        host = f"127.0.0.1:{silent.getsockname()[1]}"
        client = connect(f"http://{host}", timeout=0.2, max_wait=0.0)
        with pytest.raises(TransportError) as caught:
            client.create_schedule(ORDERS, body())

    assert (f"no answer from {host} within 0.2 seconds", False) == (
        caught.value.problem,
        caught.value.settled,
    )


def test_tls_to_a_server_without(
    api: Emulator, connect: MakeClient, body: MakeInputs, slept: list[float]
) -> None:
    """Where TLS can't be agreed on, nothing was sent, and trying again is of no use."""
    with pytest.raises(TransportError, match="no connection to") as caught:
        connect(api.url.replace("http://", "https://")).create_schedule(ORDERS, body())

    assert (True, [], []) == (caught.value.settled, api.requests, slept)


def test_no_name(monkeypatch: pytest.MonkeyPatch, connect: MakeClient, body: MakeInputs) -> None:
    """A host whose name is not known got nothing."""

    def unknown(*_: Any, **__: Any) -> Any:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)

    with pytest.raises(TransportError) as caught:
        connect("https://nf.example", max_wait=0.0).create_schedule(ORDERS, body())

    assert ("no connection to nf.example (Name or service not known)", True) == (
        caught.value.problem,
        caught.value.settled,
    )


def test_connection_that_takes_too_long(
    monkeypatch: pytest.MonkeyPatch, connect: MakeClient, body: MakeInputs
) -> None:
    """A connection that is not made in time carried nothing."""

    def slow(*_: Any, **__: Any) -> Any:
        raise TimeoutError

    monkeypatch.setattr(socket.socket, "connect", slow)

    with pytest.raises(TransportError) as caught:
        connect("http://127.0.0.1:9", timeout=0.5, max_wait=0.0).create_schedule(ORDERS, body())

    assert ("no connection to 127.0.0.1:9 within 0.5 seconds", True) == (
        caught.value.problem,
        caught.value.settled,
    )


def test_threads(api: Emulator, connect: MakeClient) -> None:
    """One client serves several threads."""
    client = connect(api.url)
    start = threading.Barrier(4, timeout=20)
    results: list[int] = []

    def work() -> None:
        start.wait()
        results.append(len(client.list_what_is_left(ORDERS).schedules))

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert ([0] * 4, 4) == (results, len(api.requests))


def test_defaults(api: Emulator, token: str) -> None:
    """A client needs nothing but its settings."""
    client = Client(Settings(token, api.url))
    listing = client.list_what_is_left(ORDERS)
    client.close()

    assert [] == listing.schedules


@pytest.mark.parametrize("schedule_id", [".", "..", "", "a\nb", "ä", "a" * 201])
def test_ids_that_are_none(
    schedule_id: str, api: Emulator, client: Client, body: MakeInputs
) -> None:
    """Neither a created nor a listed schedule may have an ID that leads elsewhere in a path."""
    api.fault(Raw(json.dumps({"data": {"id": schedule_id}}).encode()), method="POST")
    api.fault(page(item(schedule_id)), method="GET")

    with pytest.raises(UnreadableAnswerError):
        client.create_schedule(ORDERS, body())
    with pytest.raises(UnreadableAnswerError):
        client.list_what_is_left(ORDERS)


def test_an_id_of_the_state_that_is_none(api: Emulator, client: Client) -> None:
    """A delete of `..` would be one of the addon: no request is made."""
    with pytest.raises(UnusableIdError):
        client.delete_schedule(ORDERS, "..")

    assert [] == sent(api)


@pytest.mark.parametrize(
    "changes",
    [
        {"additionalDestinations": "x"},
        {"additionalDestinations": [1]},
        {"createdAt": 5},
        {"customDestinationId": ["x"]},
        {"backupCompressionType": 7},
    ],
    ids=str,
)
def test_listed_fields_of_another_type(
    changes: dict[str, Any], api: Emulator, client: Client
) -> None:
    """A field that is not what the documentation says makes the list unreadable."""
    api.fault(page(item(**changes)), method="GET")

    with pytest.raises(UnreadableAnswerError, match=f"no usable `{next(iter(changes))}`"):
        client.list_what_is_left(ORDERS)


def test_a_token_that_comes_back(
    api: Emulator, client: Client, body: MakeInputs, token: str
) -> None:
    """A server that repeats the token does not get it into an error."""
    text = json.dumps({"error": {"message": f"No {token}", "id": token, "details": [token]}})
    api.fault(Status(400, body=text), method="POST")

    with pytest.raises(ApiError) as caught:
        client.create_schedule(ORDERS, body())
    assert "400 No *** (error id ***), ['***']" == caught.value.problem


def test_a_host_that_is_none(token: str) -> None:
    """A URL that requests cannot use is sure not to have been requested, and not tried again."""
    client = Client(Settings(token, "https://.example"))

    with pytest.raises(TransportError) as caught:
        client.create_schedule(ORDERS, {})
    client.close()
    assert (True, False) == (caught.value.settled, caught.value.transient)
