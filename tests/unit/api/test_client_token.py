"""The token goes to the configured host only, and no error shows it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from requests.utils import select_proxy
from tests.unit.conftest import MakeClient
from tests.unit.schedules import make_schedule
from tests.unit.wire import ORDERS, PATH, ids

from pulumi_northflank import ApiError, AuthenticationError, UnreadableAnswerError
from pulumi_northflank.api.client import Client
from pulumi_northflank.emulator import Emulator, Status

PROXY = "http://proxy.example:3128"


@pytest.fixture(name="elsewhere")
def _elsewhere() -> Iterator[Emulator]:
    """Run a second server, which must never receive a request."""
    with Emulator() as api:
        yield api


@pytest.mark.parametrize("status", [300, 301, 302, 303, 304, 307, 308])
def test_redirect(api: Emulator, elsewhere: Emulator, client: Client, status: int) -> None:
    """A redirect is not followed."""
    api.fault(Status(status, {"Location": f"{elsewhere.url}{PATH}"}), times=None)

    for request in (
        lambda: client.list_remaining(ORDERS),
        lambda: client.create_schedule(ORDERS, make_schedule().body),
        lambda: client.delete_schedule(ORDERS, "s1"),
    ):
        with pytest.raises(UnreadableAnswerError) as caught:
            request()
        assert (
            f"{status}, a redirect, which is not followed: the token goes to the configured host "
            "only"
        ) == caught.value.problem

    assert (3, []) == (len(api.requests), elsewhere.requests)


def test_netrc(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, api: Emulator, client: Client
) -> None:
    """An entry for the host in .netrc does not replace the token."""
    netrc = tmp_path / ".netrc"
    netrc.write_text("machine 127.0.0.1 login evil password evil\ndefault login e password e\n")
    netrc.chmod(0o600)
    monkeypatch.setenv("NETRC", str(netrc))
    ids(client)

    assert [True] == [request.authorized for request in api.requests]


@pytest.mark.parametrize("name", ["http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"])
def test_proxy(
    monkeypatch: pytest.MonkeyPatch,
    api: Emulator,
    elsewhere: Emulator,
    connect: MakeClient,
    name: str,
) -> None:
    """A loopback host is not reached through a proxy."""
    monkeypatch.setenv(name, elsewhere.url)
    ids(connect(api.url))

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
def test_proxy_of_other_hosts(
    connect: MakeClient, monkeypatch: pytest.MonkeyPatch, url: str, proxy: str | None
) -> None:
    """Other hosts are reached through the environment's proxies."""
    monkeypatch.setenv("http_proxy", PROXY)
    monkeypatch.setenv("https_proxy", PROXY)

    assert proxy == select_proxy(url, connect(url)._environment["proxies"])


def test_wrong_token(api: Emulator, connect: MakeClient) -> None:
    """The error about a wrong token does not show it."""
    with pytest.raises(AuthenticationError) as caught:
        connect(api.url, token="nf-wrong").list_remaining(ORDERS)

    assert "nf-wrong" not in str(caught.value)
    assert not api.requests[0].authorized


def test_token_in_a_response(api: Emulator, client: Client, token: str) -> None:
    """A token that the server sends back does not get into an error."""
    text = json.dumps({"error": {"message": f"No {token}", "id": token, "details": [token]}})
    api.fault(Status(400, body=text))

    with pytest.raises(ApiError) as caught:
        client.list_remaining(ORDERS)
    assert "400 No [secret] (error id [secret]), ['[secret]']" == caught.value.problem


def test_secrets_in_a_response(api: Emulator, client: Client) -> None:
    """Secret values that the server sends back do not get into an error."""
    body = make_schedule(
        retentionTime=9, additionalDestinations=[{"destinationId": "eu-copies", "type": ""}]
    )
    secrets = frozenset({"addonId", "additionalDestinations", "retentionTime"})
    message = "No (eu-copies2) in shop/orders of orders-eu: 9 of 99"
    api.fault(Status(400, body=json.dumps({"error": {"message": message}})))

    with pytest.raises(ApiError) as caught:
        client.create_schedule(replace(ORDERS, secrets=secrets), body.body)
    assert (
        "POST /v1/projects/shop/addons/[secret]/backup-schedules: 400 No ([secret]2) in "
        "shop/[secret] of orders-eu: [secret] of 99. No schedule was created for addon [secret] in "
        "project shop. See the API's message above."
    ) == str(caught.value)
    assert [f"{PATH}"] == [request.path for request in api.requests]
