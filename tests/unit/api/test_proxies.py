"""Proxies, certificates, and what errors tell about them."""

from __future__ import annotations

import datetime as dt
import ipaddress
import json
import runpy
import socketserver
import ssl
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
import requests
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from tests.unit.schedules import make_schedule
from tests.unit.wire import ORDERS, PATH, ids

from pulumi_northflank import SettingsError, TransportError
from pulumi_northflank.api.client import Client
from pulumi_northflank.api.connection import Route

MakeClient = Callable[..., Client]
Serve = Callable[..., str]

API = "https://nf.example"
NOT_CREATED = "No schedule was created for addon orders in project shop."
CHECK = "Check the proxy in HTTPS_PROXY or ALL_PROXY, or exempt the host in NO_PROXY."


@pytest.fixture(name="serve")
def _serve() -> Iterator[Serve]:
    """Run servers that send the same bytes to each client, and give their host and port."""
    with ExitStack() as servers:

        def serve(response: bytes, tls: ssl.SSLContext | None = None) -> str:
            class Handler(socketserver.BaseRequestHandler):
                def handle(self) -> None:
                    self.request.recv(65536)
                    self.request.sendall(response)

            server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), Handler)
            servers.callback(server.server_close)
            if tls is not None:
                server.socket = tls.wrap_socket(server.socket, server_side=True)
            thread = threading.Thread(target=server.serve_forever, args=(0.01,))
            thread.start()
            servers.callback(thread.join)
            servers.callback(server.shutdown)
            return f"127.0.0.1:{server.server_address[1]}"

        yield serve


@pytest.fixture(name="through")
def _through(monkeypatch: pytest.MonkeyPatch, connect: MakeClient) -> Callable[[str], Client]:
    """Connect to the API through a proxy."""

    def through(proxy: str) -> Client:
        monkeypatch.setenv("HTTPS_PROXY", proxy)
        return connect(API)

    return through


def error(client: Client) -> TransportError:
    """The error of a POST that gets no response, and that did certainly nothing."""
    with pytest.raises(TransportError) as caught:
        client.create_schedule(ORDERS, make_schedule().body)
    assert caught.value.settled
    return caught.value


@pytest.mark.parametrize("status", ["407 Proxy Authentication Required", "403 Forbidden"])
def test_refused(
    serve: Serve, through: Callable[[str], Client], slept: list[float], status: str
) -> None:
    """A proxy's refusal is an error at once; it names the proxy without its password."""
    proxy = serve(f"HTTP/1.1 {status}\r\n\r\n".encode())
    found = error(through(f"http://me:secret@{proxy}"))

    assert (
        f"POST {PATH}: no connection to nf.example through the proxy http://{proxy} (Tunnel "
        f"connection failed: {status}). {NOT_CREATED} {CHECK}"
    ) == str(found)
    assert (False, []) == (found.transient, slept)


def test_busy(serve: Serve, through: Callable[[str], Client], slept: list[float]) -> None:
    """A proxy that is busy is asked again."""
    proxy = serve(b"HTTP/1.1 503 Service Unavailable\r\n\r\n")

    assert "Tunnel connection failed: 503" in error(through(f"http://{proxy}")).problem
    assert 5 == len(slept)


def test_no_tls(serve: Serve, through: Callable[[str], Client], slept: list[float]) -> None:
    """A proxy without TLS whose URL begins with https is an error at once."""
    proxy = serve(b"HTTP/1.1 400 Bad Request\r\n\r\n")
    found = error(through(f"https://me:secret@{proxy}"))

    assert f"no connection to nf.example through the proxy https://{proxy} (" in str(found)
    assert str(found).endswith(
        f"{NOT_CREATED} If the proxy has no TLS, begin its URL in HTTPS_PROXY or ALL_PROXY with "
        "http://."
    )
    assert (False, []) == (found.transient, slept)
    assert "secret" not in str(found)


@pytest.mark.filterwarnings("ignore:.requests.adapters. found in sys.modules")
@pytest.mark.filterwarnings("ignore:SOCKS support in urllib3")
def test_socks_without_its_package(
    monkeypatch: pytest.MonkeyPatch, through: Callable[[str], Client], slept: list[float]
) -> None:
    """If the package for SOCKS is not installed, the error says which one to install."""
    monkeypatch.setitem(sys.modules, "socks", None)
    monkeypatch.delitem(sys.modules, "urllib3.contrib.socks", raising=False)
    without = runpy.run_module("requests.adapters")["SOCKSProxyManager"]
    monkeypatch.setattr(requests.adapters, "SOCKSProxyManager", without)
    found = error(through("socks5h://me:secret@127.0.0.1:9"))

    assert (
        f"POST {PATH}: no connection to nf.example through the proxy socks5h://127.0.0.1:9 "
        f"(Missing dependencies for SOCKS support). {NOT_CREATED} Install `requests[socks]`, or "
        "unset ALL_PROXY and HTTPS_PROXY."
    ) == str(found)
    assert (False, []) == (found.transient, slept)


def test_host_that_cannot_be_looked_up(
    through: Callable[[str], Client], slept: list[float]
) -> None:
    """A proxy whose host name cannot exist is an error at once."""
    found = error(through("http://me:secret@.example:3128"))

    assert (False, []) == (found.transient, slept)
    assert str(found).endswith(f"{NOT_CREATED} {CHECK}")
    assert "secret" not in str(found)


@pytest.mark.parametrize(
    "proxy",
    [
        pytest.param("http://me:secret@127.0.0.1:port", id="port"),
        pytest.param("http://me:secret@127.0.0.1:99999", id="port-too-large"),
        pytest.param("http://me:secret@[::1", id="bracket"),
        pytest.param("http://me:secret@", id="nothing-after-the-password"),
        pytest.param("http://me:secret@:3128", id="no-host"),
        pytest.param("http://me:sec//ret@127.0.0.1:3128", id="slashes-in-the-password"),
        pytest.param("http://me:se#cret@127.0.0.1:3128", id="hash-in-the-password"),
        pytest.param("http:/me:secret@127.0.0.1:3128", id="one-slash"),
        pytest.param("me:secret:3128", id="colons"),
        pytest.param("ftp://me:secret@127.0.0.1:3128", id="scheme"),
    ],
)
def test_malformed(through: Callable[[str], Client], proxy: str) -> None:
    """An unusable URL of a proxy is found before any request, and is not shown."""
    with pytest.raises(SettingsError) as caught:
        through(proxy)

    assert (
        "The proxy in HTTPS_PROXY or ALL_PROXY is not a URL of the form http://HOST:PORT, so no "
        "request was made. Correct it, or exempt nf.example in NO_PROXY."
    ) == str(caught.value)


@pytest.mark.parametrize(
    ("proxies", "text"),
    [
        ({}, "nf.example"),
        ({"https": ""}, "nf.example"),
        ({"http": "http://p"}, "nf.example"),
        ({"https": "http://p:3128/"}, "nf.example through the proxy http://p:3128"),
        ({"all": "p.example:1"}, "nf.example through the proxy http://p.example:1"),
        ({"https": "socks5://me:a@b@[::1]:9"}, "nf.example through the proxy socks5://[::1]:9"),
    ],
)
def test_route(proxies: dict[str, str], text: str) -> None:
    """A route reads as the API's host, and the proxy that leads there."""
    assert text == str(Route.to(API, proxies, 1.0))


@pytest.fixture(name="certificate")
def _certificate(tmp_path: Path) -> Path:
    """Write a certificate of 127.0.0.1, and its key, that no known authority has signed."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "127.0.0.1")])
    address = x509.IPAddress(ipaddress.ip_address("127.0.0.1"))
    now = dt.datetime.now(dt.timezone.utc)
    certificate = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([address]), critical=False)
        .sign(key, hashes.SHA256())
    )
    path = tmp_path / "ca.pem"
    path.write_bytes(
        certificate.public_bytes(serialization.Encoding.PEM)
        + key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    return path


def test_private_authority(
    monkeypatch: pytest.MonkeyPatch,
    serve: Serve,
    connect: MakeClient,
    certificate: Path,
    slept: list[float],
) -> None:
    """A certificate of a private authority needs REQUESTS_CA_BUNDLE."""
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(certificate)
    body = json.dumps({"data": {"schedules": []}}).encode()
    head = f"HTTP/1.1 200 OK\r\nContent-Length: {len(body)}\r\nConnection: close\r\n\r\n"
    url = f"https://{serve(head.encode() + body, tls)}"
    found = error(connect(url))
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(certificate))

    assert str(found).endswith(
        f"{NOT_CREATED} If the certificate comes from a private authority, set REQUESTS_CA_BUNDLE "
        "to a file with that authority's certificate."
    )
    assert (False, []) == (found.transient, slept)
    assert [] == ids(connect(url))
