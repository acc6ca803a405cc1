from __future__ import annotations

import socket
import threading
from collections.abc import Callable
from typing import Any

import pytest
import requests

from pulumi_northflank.emulator import Emulator, EmulatorError
from pulumi_northflank.emulator.handler import Connections, Handler

SCHEDULES = "/v1/projects/shop/addons/orders/backup-schedules"


def port_of(api: Emulator) -> int:
    """Give the port the emulator answers on."""
    return int(api.url.rpartition(":")[2])


def exchange(api: Emulator, sent: bytes) -> bytes:
    """Send bytes, nothing after them, and give all that comes back."""
    with socket.create_connection(("127.0.0.1", port_of(api)), timeout=20) as connection:
        connection.sendall(sent)
        connection.shutdown(socket.SHUT_WR)
        received = b""
        while chunk := connection.recv(65_536):
            received += chunk
    return received


def test_only_on_loopback(api: Emulator) -> None:
    """The emulator listens on 127.0.0.1 and nowhere else."""
    listener = api._require_running()._server.socket

    assert ("127.0.0.1", port_of(api)) == listener.getsockname()
    assert f"http://127.0.0.1:{port_of(api)}" == api.url


def test_connection_is_kept(api: Emulator) -> None:
    """Several requests are answered on one connection."""
    request = f"GET {SCHEDULES} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer t\r\n\r\n".encode()

    received = exchange(api, request * 3)

    assert 3 == received.count(b"HTTP/1.1 200 OK\r\n")
    assert b"connection: close" not in received.lower()


def test_answers_are_not_held_back(api: Emulator, monkeypatch: pytest.MonkeyPatch) -> None:
    """Connections send at once what they are given (TCP_NODELAY)."""
    options: list[int] = []
    begin = Handler.setup

    def look(handler: Handler) -> None:
        begin(handler)
        options.append(handler.connection.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY))

    monkeypatch.setattr(Handler, "setup", look)
    exchange(api, b"")

    assert [True] == [bool(option) for option in options]


def test_connection_can_be_closed(api: Emulator) -> None:
    """A client may ask for the connection to be closed after the answer, which says so, too."""
    request = f"GET {SCHEDULES} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n".encode()

    received = exchange(api, request * 2)

    assert 1 == received.count(b"HTTP/1.1 401 ")
    assert 1 == received.count(b"\r\nConnection: close\r\n")


def test_old_protocol(api: Emulator) -> None:
    """A client of HTTP/1.0 is answered once."""
    request = f"GET {SCHEDULES} HTTP/1.0\r\n\r\n".encode()

    assert 1 == exchange(api, request * 2).count(b"HTTP/1.1 401 ")


@pytest.mark.parametrize("length", ["x", "-1", "\xb2", "1_0"])
def test_bad_content_length(api: Emulator, length: str) -> None:
    """A Content-Length that is no number is a 400 and ends the connection."""
    request = f"POST {SCHEDULES} HTTP/1.1\r\nContent-Length: {length}\r\n\r\n".encode("latin-1")

    received = exchange(api, request * 2)

    assert received.startswith(b"HTTP/1.1 400 ")
    assert 1 == received.count(b"HTTP/1.1 ")


@pytest.mark.parametrize(
    "sent",
    [
        b"",
        b"POST /v1/login HTTP/1.1\r\nContent-Length: 9\r\n\r\n{}",
        b"POST /v1/login HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nnonsense",
    ],
)
def test_unfinished_request(api: Emulator, sent: bytes) -> None:
    """A request whose client is gone before its end is neither answered nor logged."""
    assert (b"", []) == (exchange(api, sent), api.requests)


def test_malformed_request(api: Emulator, capfd: pytest.CaptureFixture[str]) -> None:
    """What is not HTTP is refused quietly."""
    received = exchange(api, b"hello there, emulator\r\n\r\n")

    assert b" 400 " in received.splitlines()[0] or b"400" in received
    assert ("", "") == capfd.readouterr()


def test_quiet(client: requests.Session, capfd: pytest.CaptureFixture[str]) -> None:
    """Nothing is written for a request."""
    client.get(SCHEDULES)

    assert ("", "") == capfd.readouterr()


def test_bug_below_the_routes_shows(
    client: requests.Session,
    capfd: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A bug outside the routes ends the connection and shows on stderr."""

    def fail(*_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr("pulumi_northflank.emulator.faults.FaultLayer._take", fail)

    with pytest.raises(requests.ConnectionError):
        client.get(SCHEDULES)

    assert "ZeroDivisionError" in capfd.readouterr().err


def test_stop_closes_everything(
    stoppable: Emulator, connect: Callable[..., requests.Session]
) -> None:
    """After the stop the port is closed, kept connections too, and no thread is left."""
    client = connect(stoppable)
    client.get(SCHEDULES)
    port = port_of(stoppable)
    stoppable.stop()

    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", port), timeout=5)
    with pytest.raises(requests.ConnectionError):
        client.get(SCHEDULES)
    assert [] == [thread.name for thread in threading.enumerate() if str(port) in thread.name]


def test_comes_back_on_its_port(
    stoppable: Emulator, connect: Callable[..., requests.Session]
) -> None:
    """Started again, the emulator is where it was."""
    url = stoppable.url
    stoppable.stop()
    stoppable.start()

    assert url == stoppable.url
    assert 200 == connect(stoppable).get(SCHEDULES).status_code


def test_stop_twice(stoppable: Emulator) -> None:
    """Stopping what has stopped does nothing."""
    stoppable.stop()
    stoppable.stop()


def test_start_twice(api: Emulator) -> None:
    """Starting what runs is refused."""
    with pytest.raises(EmulatorError, match=r"^The emulator is already running\.$"):
        api.start()


@pytest.mark.parametrize(
    "use",
    [
        lambda api: api.url,
        lambda api: api.schedules(),
        lambda api: api.clear(),
        lambda api: api.remove_schedule("x"),
    ],
    ids=["url", "schedules", "clear", "remove_schedule"],
)
def test_not_running(use: Callable[[Emulator], Any]) -> None:
    """What needs a running emulator says so."""
    with pytest.raises(EmulatorError, match=r"^The emulator is not running\.$"):
        use(Emulator())


def test_port_in_use(api: Emulator) -> None:
    """A port in use is refused in one sentence."""
    with pytest.raises(
        EmulatorError, match=rf"^The emulator cannot listen on 127\.0\.0\.1:{port_of(api)}: .*\.$"
    ):
        Emulator(port=port_of(api)).start()


def test_no_such_port() -> None:
    """A number that is no port is refused in one sentence."""
    with pytest.raises(
        EmulatorError, match=r"^Port 65536 is out of range: it must be 0 to 65535\.$"
    ):
        Emulator(port=65_536).start()


@pytest.mark.parametrize("name", ["", "orders", "a/b/c/d", "/orders", "shop/", " /x", "a//b"])
def test_bad_addon(name: str) -> None:
    """An addon must be named with its project, perhaps with its team."""
    with pytest.raises(
        ValueError, match=r"^An addon must be given as PROJECT/ADDON or TEAM/.* not '.*'\.$"
    ):
        Emulator(addons=[name])


def test_connection_that_comes_too_late() -> None:
    """A connection accepted just before the stop is ended as soon as it is noticed."""
    ours, theirs = socket.socketpair()
    with ours, theirs:
        connections = Connections()
        connections.close()
        connections.add(ours)

        assert b"" == theirs.recv(1)


def test_many_connections(connect: Callable[..., requests.Session]) -> None:
    """Idle connections of many clients do not outlive the emulator, nor do their threads."""
    before = set(threading.enumerate())
    with Emulator() as api:
        for _ in range(30):
            connect(api).get(SCHEDULES)
        during = set(threading.enumerate()) - before
    after = set(threading.enumerate()) - before

    assert (31, 0) == (len(during), len(after))
