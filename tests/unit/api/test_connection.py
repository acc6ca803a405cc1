"""Requests that get no complete response."""

from __future__ import annotations

import socket
import ssl
from collections.abc import Callable, Iterator
from threading import Thread
from typing import Any

import pytest
import requests
from tests.unit.conftest import MakeClient
from tests.unit.schedules import make_schedule
from tests.unit.wire import ORDERS, PATH

from pulumi_northflank import TransportError
from pulumi_northflank.api.client import Client
from pulumi_northflank.api.connection import Route, transport_error
from pulumi_northflank.api.errors import Call
from pulumi_northflank.emulator import Drop, Emulator, Latency, Truncate

CHECK_PROXY = "Check the proxy in HTTPS_PROXY or ALL_PROXY, or exempt the host in NO_PROXY."
NONE_CREATED = "No schedule was created for addon orders in project shop."
Refuse = Callable[[str], int]


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
    assert 5 == len(slept) == len(announced)


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


@pytest.fixture(name="proxy")
def _proxy() -> Iterator[Refuse]:
    """Run proxies that refuse each request with a status line, and give their ports."""
    listeners: list[socket.socket] = []

    def refusing(listener: socket.socket, status: str) -> None:
        connection, _ = listener.accept()
        with connection:
            connection.recv(65536)
            connection.sendall(f"HTTP/1.1 {status}\r\nContent-Length: 0\r\n\r\n".encode())

    def run(status: str) -> int:
        listeners.append(socket.create_server(("127.0.0.1", 0)))
        Thread(target=refusing, args=(listeners[-1], status), daemon=True).start()
        port: int = listeners[-1].getsockname()[1]
        return port

    yield run

    for listener in listeners:
        listener.close()


@pytest.mark.parametrize("status", ["407 Proxy Authentication Required", "403 Forbidden"])
@pytest.mark.parametrize("variable", ["HTTPS_PROXY", "ALL_PROXY"])
def test_refusal_of_a_proxy(
    monkeypatch: pytest.MonkeyPatch,
    connect: MakeClient,
    slept: list[float],
    proxy: Refuse,
    variable: str,
    status: str,
) -> None:
    """A proxy's refusal is not retried, and the error does not show the proxy's password."""
    port = proxy(status)
    monkeypatch.setenv(variable, f"http://me:secret@127.0.0.1:{port}")
    found = error(connect("https://nf.example"))

    assert (
        f"POST {PATH}: no connection to nf.example through the proxy http://127.0.0.1:{port} "
        f"(Tunnel connection failed: {status}). {NONE_CREATED} {CHECK_PROXY}"
    ) == str(found)
    assert (True, False, []) == (found.settled, found.transient, slept)


def test_no_connection_to_a_proxy(
    monkeypatch: pytest.MonkeyPatch, connect: MakeClient, slept: list[float]
) -> None:
    """A proxy that cannot be reached may be reached later, so even a POST is retried."""
    port = closed_port()
    monkeypatch.setenv("HTTPS_PROXY", f"http://me:secret@127.0.0.1:{port}")
    found = error(connect("https://nf.example"))

    assert (
        f"POST {PATH}: no connection to nf.example through the proxy http://127.0.0.1:{port} "
        f"(Connection refused). {NONE_CREATED} {CHECK_PROXY}"
    ) == str(found)
    assert (True, True, 5) == (found.settled, found.transient, len(slept))


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("http://me:secret@127.0.0.1:port", "http://127.0.0.1:port"),
        ("http://", "http://"),
        ("me:secret@127.0.0.1:9", "127.0.0.1:9"),
        ("ftp://me:secret@127.0.0.1:9", "ftp://127.0.0.1:9"),
        ("http://me:secret/7@127.0.0.1:9", "http://127.0.0.1:9"),
    ],
    ids=["port", "no-host", "no-scheme", "scheme", "password-with-a-slash"],
)
def test_malformed_proxy(
    monkeypatch: pytest.MonkeyPatch,
    connect: MakeClient,
    slept: list[float],
    url: str,
    shown: str,
) -> None:
    """A proxy that requests cannot use is an error at once, which does not show the password."""
    monkeypatch.setenv("HTTPS_PROXY", url)
    found = error(connect("https://nf.example"))

    assert f"no connection to nf.example through the proxy {shown} (malformed URL)" == found.problem
    assert str(found).endswith(f"{NONE_CREATED} {CHECK_PROXY}")
    assert "secret" not in str(found)
    assert (True, False, []) == (found.settled, found.transient, slept)


def test_socks_without_its_package(
    monkeypatch: pytest.MonkeyPatch, connect: MakeClient, slept: list[float]
) -> None:
    """A SOCKS proxy needs a package of its own, which the error names."""

    def missing(*_: Any, **__: Any) -> Any:
        # As requests itself does without the package.
        raise requests.exceptions.InvalidSchema("Missing dependencies for SOCKS support.")

    monkeypatch.setattr(requests.adapters, "SOCKSProxyManager", missing)
    monkeypatch.setenv("ALL_PROXY", "socks5://me:secret@127.0.0.1:9")
    found = error(connect("https://nf.example"))

    assert (
        f"POST {PATH}: no connection to nf.example through the proxy socks5://127.0.0.1:9 (Missing "
        f"dependencies for SOCKS support). {NONE_CREATED} Install `requests[socks]`, or unset "
        "ALL_PROXY and HTTPS_PROXY."
    ) == str(found)
    assert (True, False, []) == (found.settled, found.transient, slept)


def test_private_certificate() -> None:
    """The error about a private authority's certificate names the setting for it."""
    cause = ssl.SSLCertVerificationError(1, "[SSL: CERTIFICATE_VERIFY_FAILED] self-signed")
    route = Route("nf.example", None, 30.0)
    found = transport_error(Call("create", ORDERS), requests.exceptions.SSLError(cause), route)

    assert (
        f"POST {PATH}: no connection to nf.example ([SSL: CERTIFICATE_VERIFY_FAILED] self-signed). "
        f"{NONE_CREATED} If the certificate comes from a private authority, set REQUESTS_CA_BUNDLE "
        "to a file with that authority's certificate."
    ) == str(found)
    assert (True, False) == (found.settled, found.transient)


@pytest.mark.parametrize(
    ("base_url", "proxies", "text"),
    [
        ("https://nf.example:8443/api", {}, "nf.example:8443"),
        ("https://nf.example", {"http": "http://p:1"}, "nf.example"),
        ("https://nf.example", {"https": "http://p:1"}, "nf.example through the proxy http://p:1"),
        ("https://nf.example", {"all": "http://p:1"}, "nf.example through the proxy http://p:1"),
        ("https://nf.example", {"https": "me:a@b@p:1"}, "nf.example through the proxy p:1"),
    ],
    ids=["none", "other-scheme", "https", "all", "password"],
)
def test_route(base_url: str, proxies: dict[str, str], text: str) -> None:
    """A route names the host, and the proxy without its user and password."""
    route = Route.to(base_url, proxies, 30.0)

    assert text == str(route)
    assert 30.0 == route.timeout
