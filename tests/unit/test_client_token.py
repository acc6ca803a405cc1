"""Where the token goes, and where it never does."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from requests.utils import select_proxy
from tests.unit.wire import ORDERS, PATH

from pulumi_northflank import ApiError, UnreadableAnswerError
from pulumi_northflank.client import Client
from pulumi_northflank.emulator import Emulator, Status

MakeInputs = Callable[..., dict[str, Any]]
MakeClient = Callable[..., Client]
PROXY = "http://proxy.example:3128"


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
    connect: MakeClient,
    name: str,
) -> None:
    """This machine is not reached through a proxy."""
    monkeypatch.setenv(name, elsewhere.url)
    connect(api.url).list_what_is_left(ORDERS)

    assert (1, []) == (len(api.requests), elsewhere.requests)


@pytest.mark.parametrize(
    ("url", "proxy"),
    [
        ("https://api.northflank.com", PROXY),
        ("https://10.0.0.1:8443", PROXY),
        ("http://localhost:1", None),
        ("http://127.0.0.1:1", None),
        ("http://[::1]:1", None),
    ],
)
def test_only_this_machine_is_exempt(
    connect: MakeClient, monkeypatch: pytest.MonkeyPatch, url: str, proxy: str | None
) -> None:
    """Everywhere else the proxies of the environment hold."""
    monkeypatch.setenv("http_proxy", PROXY)
    monkeypatch.setenv("https_proxy", PROXY)

    assert proxy == select_proxy(url, connect(url)._environment["proxies"])


def test_a_token_that_comes_back(
    api: Emulator, client: Client, body: MakeInputs, token: str
) -> None:
    """A server that repeats the token does not get it into an error."""
    text = json.dumps({"error": {"message": f"No {token}", "id": token, "details": [token]}})
    api.fault(Status(400, body=text), method="POST")

    with pytest.raises(ApiError) as caught:
        client.create_schedule(ORDERS, body())
    assert "400 No *** (error id ***), ['***']" == caught.value.problem
