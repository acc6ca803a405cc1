from __future__ import annotations

import socket
import threading

import pytest
import requests
from tests.emulator.samples import SCHEDULES, Connect

from pulumi_northflank.emulator import Emulator, EmulatorError
from pulumi_northflank.emulator.handler import Connections, Handler


def port_of(api: Emulator) -> int:
    """Return the emulator's port."""
    return int(api.url.rpartition(":")[2])


def exchange(api: Emulator, sent: str) -> str:
    """Send this on a connection, end it, and return everything that comes back."""
    with socket.create_connection(("127.0.0.1", port_of(api)), timeout=20) as connection:
        connection.sendall(sent.replace("\n", "\r\n").encode("latin-1"))
        connection.shutdown(socket.SHUT_WR)
        received = b""
        while chunk := connection.recv(65_536):
            received += chunk
    return received.decode().replace("\r\n", "\n")


def test_only_on_loopback(api: Emulator) -> None:
    """The emulator listens on 127.0.0.1 only."""
    listener = api._require_running()._server.socket

    assert ("127.0.0.1", port_of(api)) == listener.getsockname()
    assert f"http://127.0.0.1:{port_of(api)}" == api.url


def test_connection_is_kept(api: Emulator) -> None:
    """One connection serves several requests."""
    request = f"GET {SCHEDULES} HTTP/1.1\nHost: x\nAuthorization: Bearer t\n\n"

    received = exchange(api, request * 3)

    assert 3 == received.count("HTTP/1.1 200 OK\n")
    assert "connection: close" not in received.lower()


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        (f"GET {SCHEDULES} HTTP/1.1\nHost: x\nConnection: close\n\n", 401),
        (f"GET {SCHEDULES} HTTP/1.0\n\n", 401),
        *(
            (f"POST {SCHEDULES} HTTP/1.1\nContent-Length: {length}\n\n", 400)
            for length in ("x", "-1", "\xb2", "1_0")
        ),
    ],
)
def test_connection_is_closed(api: Emulator, sent: str, status: int) -> None:
    """The connection is closed on request, under HTTP/1.0, and if the body's length is invalid."""
    received = exchange(api, sent * 2)

    assert received.startswith(f"HTTP/1.1 {status} ")
    assert 1 == received.count("HTTP/1.1 ") == received.count("\nConnection: close\n")


def test_responses_are_sent_at_once(api: Emulator, monkeypatch: pytest.MonkeyPatch) -> None:
    """Connections do not delay small responses (TCP_NODELAY)."""
    options: list[int] = []
    setup = Handler.setup

    def spy(handler: Handler) -> None:
        setup(handler)
        options.append(handler.connection.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY))

    monkeypatch.setattr(Handler, "setup", spy)
    exchange(api, "")

    assert [True] == [bool(option) for option in options]


@pytest.mark.parametrize(
    "sent",
    [
        "",
        "POST /v1/login HTTP/1.1\nContent-Length: 9\n\n{}",
        "POST /v1/login HTTP/1.1\nTransfer-Encoding: chunked\n\nnonsense",
    ],
)
def test_unfinished_request(api: Emulator, sent: str) -> None:
    """A request that the client does not finish gets no response and is not logged."""
    assert ("", []) == (exchange(api, sent), api.requests)


def test_nothing_is_printed(
    api: Emulator, client: requests.Session, capfd: pytest.CaptureFixture[str]
) -> None:
    """Nothing is printed for a request, even for one that is not HTTP."""
    client.get(SCHEDULES)
    received = exchange(api, "hello there, emulator\n\n")

    assert "400" in received
    assert ("", "") == capfd.readouterr()


def test_bug_below_the_routes(
    client: requests.Session,
    capfd: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A bug outside the routes ends the connection and is printed to stderr."""
    target = "pulumi_northflank.emulator.faults.FaultLayer._take"
    monkeypatch.setattr(target, lambda *_: 1 // 0)

    with pytest.raises(requests.ConnectionError):
        client.get(SCHEDULES)

    assert "ZeroDivisionError" in capfd.readouterr().err


def test_stop_closes_everything(connect: Connect) -> None:
    """After the stop no port, no connection and no thread is left."""
    before = set(threading.enumerate())
    with Emulator() as api:
        clients = [connect(api) for _ in range(30)]
        for client in clients:
            client.get(SCHEDULES)
        port, during = port_of(api), set(threading.enumerate()) - before
    after = set(threading.enumerate()) - before

    assert (31, 0) == (len(during), len(after))
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", port), timeout=5)
    with pytest.raises(requests.ConnectionError):
        clients[0].get(SCHEDULES)


def test_restart(stoppable: Emulator, connect: Connect) -> None:
    """A running emulator cannot be started; a stopped one starts again on the same port."""
    with pytest.raises(EmulatorError, match=r"^The emulator is already running\.$"):
        stoppable.start()
    url = stoppable.url
    stoppable.stop()
    stoppable.stop()
    stoppable.start()

    assert url == stoppable.url
    assert 200 == connect(stoppable).get(SCHEDULES).status_code


@pytest.mark.parametrize("name", ["url", "schedules", "clear", "remove_schedule"])
def test_not_running(name: str) -> None:
    """Methods that require a running emulator say that it is not running."""
    arguments = ["x"] if name == "remove_schedule" else []
    with pytest.raises(EmulatorError, match=r"^The emulator is not running\.$"):
        getattr(Emulator(), name)(*arguments)


def test_bad_port(api: Emulator) -> None:
    """A port that is in use or does not exist is refused with one sentence."""
    taken = port_of(api)
    for port, message in [
        (taken, rf"^The emulator cannot listen on 127\.0\.0\.1:{taken}: .*\.$"),
        (65_536, r"^Port 65536 is out of range: it must be 0 to 65535\.$"),
        (-1, r"^Port -1 is out of range: "),
    ]:
        with pytest.raises(EmulatorError, match=message):
            Emulator(port=port).start()


@pytest.mark.parametrize("name", ["", "orders", "a/b/c/d", "/orders", "shop/", " /x", "a//b"])
def test_bad_addon(name: str) -> None:
    """An addon must be given with its project, and optionally its team."""
    message = rf"^An addon must be given as PROJECT/ADDON or TEAM/PROJECT/ADDON, not '{name}'\.$"
    with pytest.raises(ValueError, match=message):
        Emulator(addons=[name])


def test_late_connection() -> None:
    """A connection that was accepted just before the stop is closed as soon as it is registered."""
    ours, theirs = socket.socketpair()
    with ours, theirs:
        theirs.settimeout(20)
        connections = Connections()
        connections.close()
        connections.add(ours)

        assert b"" == theirs.recv(1)
