"""Requests that nobody answers."""

from __future__ import annotations

import socket
from collections.abc import Callable
from typing import Any

import pytest
from tests.unit.wire import ORDERS, PATH

from pulumi_northflank import TransportError
from pulumi_northflank.client import Client
from pulumi_northflank.emulator import Drop, Emulator
from pulumi_northflank.settings import Settings

MakeInputs = Callable[..., dict[str, Any]]
MakeClient = Callable[..., Client]


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


def test_a_host_that_is_none(token: str) -> None:
    """A URL that requests cannot use is sure not to have been requested, and not tried again."""
    client = Client(Settings(token, "https://.example"))

    with pytest.raises(TransportError) as caught:
        client.create_schedule(ORDERS, {})
    client.close()
    assert (True, False) == (caught.value.settled, caught.value.transient)


def test_no_certificates(
    monkeypatch: pytest.MonkeyPatch, connect: MakeClient, body: MakeInputs, slept: list[float]
) -> None:
    """A file with certificates that is not there is named; nothing was sent, nor is tried again."""
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", "/nowhere/ca.pem")

    with pytest.raises(TransportError) as caught:
        connect("https://127.0.0.1:9").create_schedule(ORDERS, body())

    assert (
        f"POST {PATH}: Could not find a suitable TLS CA certificate bundle, invalid path: "
        "/nowhere/ca.pem. No schedule was created for addon orders in project shop. Set "
        "REQUESTS_CA_BUNDLE to a file with certificates, or unset it."
    ) == str(caught.value)
    assert (True, False, []) == (caught.value.settled, caught.value.transient, slept)
