"""Requests that get no complete response."""

from __future__ import annotations

import socket
from collections.abc import Callable
from typing import Any

import pytest
from tests.unit.schedules import make_schedule
from tests.unit.wire import ORDERS, PATH

from pulumi_northflank import TransportError
from pulumi_northflank.api.client import Client
from pulumi_northflank.emulator import Drop, Emulator, Latency, Truncate

MakeClient = Callable[..., Client]


def error(client: Client) -> TransportError:
    """The error of a POST that gets no complete response."""
    with pytest.raises(TransportError) as caught:
        client.create_schedule(ORDERS, make_schedule().body)
    return caught.value


def closed_port() -> int:
    """A port on which nothing listens."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
    return port


def test_no_connection(connect: MakeClient, slept: list[float], announced: list[str]) -> None:
    """A refused connection changed nothing, so that even a POST is retried."""
    port = closed_port()
    found = error(connect(f"http://127.0.0.1:{port}"))

    assert (
        f"POST {PATH}: no connection to 127.0.0.1:{port} (Connection refused). No schedule was "
        "created for addon orders in project shop. Run the command again when it is reachable."
    ) == str(found)
    assert found.settled
    assert (5, True) == (len(slept), bool(announced))


def test_broken_connection(api: Emulator, client: Client) -> None:
    """After a broken connection the outcome of a POST is unknown; it is not sent again."""
    api.fault(Drop(after_commit=True))
    found = error(client)

    host = api.url.removeprefix("http://")
    assert (
        f"the connection to {host} broke before the response was complete (Connection reset by "
        "peer)"
    ) == found.problem
    assert "The schedule may or may not have been created on addon orders" in str(found)
    assert (False, 1, 1) == (found.settled, len(api.requests), len(api.schedules()))


@pytest.mark.parametrize("kept", [0, 10])
def test_truncated(api: Emulator, client: Client, kept: int) -> None:
    """A response that breaks off counts as none."""
    api.fault(Truncate(kept))

    assert "broke before the response was complete" in error(client).problem


def test_no_response_in_time(api: Emulator, connect: MakeClient) -> None:
    """The client stops waiting for a response that does not begin in time."""
    api.fault(Latency(5))
    found = error(connect(api.url, timeout=0.2))

    host = api.url.removeprefix("http://")
    assert (f"no response from {host} within 0.2 seconds", False) == (found.problem, found.settled)


def test_tls_to_a_server_without(api: Emulator, connect: MakeClient, slept: list[float]) -> None:
    """A failed TLS handshake sends nothing, and is not retried."""
    found = error(connect(api.url.replace("http://", "https://")))

    assert found.problem.startswith("no connection to ")
    assert (True, [], []) == (found.settled, api.requests, slept)


def test_unknown_host(monkeypatch: pytest.MonkeyPatch, connect: MakeClient) -> None:
    """Nothing is sent to a host whose name is unknown."""

    def unknown(*_: Any, **__: Any) -> Any:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    found = error(connect("https://nf.example", max_wait=0.0))

    assert ("no connection to nf.example (Name or service not known)", True) == (
        found.problem,
        found.settled,
    )


def test_slow_connection(monkeypatch: pytest.MonkeyPatch, connect: MakeClient) -> None:
    """Nothing is sent if the connection takes too long."""

    def slow(*_: Any, **__: Any) -> Any:
        raise TimeoutError

    monkeypatch.setattr(socket.socket, "connect", slow)
    found = error(connect("http://127.0.0.1:9", timeout=0.5, max_wait=0.0))

    assert ("no connection to 127.0.0.1:9 within 0.5 seconds", True) == (
        found.problem,
        found.settled,
    )


def test_unusable_url(connect: MakeClient, slept: list[float]) -> None:
    """Nothing is sent to a URL that requests cannot use, and it is not retried."""
    found = error(connect("https://.example"))

    assert (True, False, []) == (found.settled, found.transient, slept)


def test_no_certificates(
    monkeypatch: pytest.MonkeyPatch, connect: MakeClient, slept: list[float]
) -> None:
    """The error names a certificate file that does not exist; nothing is sent or retried."""
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", "/nowhere/ca.pem")
    found = error(connect("https://127.0.0.1:9"))

    assert "/nowhere/ca.pem" in found.problem
    assert str(found).endswith(
        "No schedule was created for addon orders in project shop. Set REQUESTS_CA_BUNDLE to a "
        "file with certificates, or unset it."
    )
    assert (True, False, []) == (found.settled, found.transient, slept)
