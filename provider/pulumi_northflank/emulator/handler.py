"""How one connection is served: HTTP/1.1, kept open, and ended when the emulator stops."""

from __future__ import annotations

import io
import socket
import threading
from collections.abc import Callable, Iterable
from contextlib import suppress
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from werkzeug.http import http_date
from werkzeug.serving import WSGIRequestHandler
from werkzeug.test import run_wsgi_app

from .clock import Clock

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment
    from werkzeug.datastructures import Headers


_CHUNK_BYTES = 65_536


class Connections:
    """The open connections, so that none outlives the server."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._threads: dict[socket.socket, threading.Thread] = {}
        self._closing = False

    def add(self, connection: socket.socket) -> None:
        """Take note of a connection, served by the current thread."""
        with self._lock:
            self._threads[connection] = threading.current_thread()
            if self._closing:
                _shut(connection)

    def discard(self, connection: socket.socket) -> None:
        """Forget a connection that is about to close."""
        with self._lock:
            self._threads.pop(connection, None)

    def close(self) -> None:
        """End all connections and wait for their threads."""
        with self._lock:
            self._closing = True
            threads = list(self._threads.values())
            for connection in self._threads:
                _shut(connection)
        for thread in threads:
            thread.join()


def _shut(connection: socket.socket) -> None:
    # Wakes the thread that reads from it or writes to it. It may be gone already.
    with suppress(OSError):
        connection.shutdown(socket.SHUT_RDWR)


class Handler(WSGIRequestHandler):
    """Answers the requests of one connection.

    werkzeug's own handler closes the connection after each answer and waits a while before it
    does. This one keeps it, as the API's servers do. For that, each request is read to its end
    before the app sees it, and each answer must have a Content-Length.
    """

    protocol_version = "HTTP/1.1"
    # Otherwise a small answer waits for the client's delayed acknowledgement of the headers.
    disable_nagle_algorithm = True

    # Set by `handler_for`.
    clock: Clock
    connections: Connections

    def setup(self) -> None:
        """Begin a connection."""
        super().setup()
        self.connections.add(self.connection)

    def finish(self) -> None:
        """End a connection."""
        self.connections.discard(self.connection)
        super().finish()

    def run_wsgi(self) -> None:
        """Answer one request."""
        try:
            environ = self._whole_request()
            body, status, headers = run_wsgi_app(self.server.app, environ)
            self._send(body, int(status.split(maxsplit=1)[0]), headers)
        except OSError:
            # The client is gone, or a fault wants the connection to end here.
            self.close_connection = True

    def make_environ(self) -> WSGIEnvironment:
        """Describe the request; the path stays percent-encoded for the routes to decode."""
        environ = super().make_environ()
        environ["PATH_INFO"] = self.path.partition("?")[0]
        return environ

    def _whole_request(self) -> WSGIEnvironment:
        environ = self.make_environ()
        if environ.get("wsgi.input_terminated"):
            body = b"".join(iter(lambda: environ["wsgi.input"].read(_CHUNK_BYTES), b""))
            # From here on it is a body of known length, so that the app's limit applies to it.
            del environ["wsgi.input_terminated"], environ["HTTP_TRANSFER_ENCODING"]
            environ["CONTENT_LENGTH"] = str(len(body))
        else:
            length = environ.get("CONTENT_LENGTH") or "0"
            if not (length.isascii() and length.isdigit()):
                self.send_error(HTTPStatus.BAD_REQUEST)
                raise ConnectionAbortedError
            body = self.rfile.read(int(length))
            if len(body) < int(length):
                raise ConnectionAbortedError
        environ["wsgi.input"] = io.BytesIO(body)
        return environ

    def _send(self, body: Iterable[bytes], status: int, headers: Headers) -> None:
        try:
            self.send_response_only(status)
            headers.setdefault("Date", self.date_time_string())
            headers.setdefault("Server", self.version_string())
            for name, value in headers:
                self.send_header(name, value)
            if self.close_connection:
                # Clients that asked for it may still keep the connection until they are told.
                self.send_header("Connection", "close")
            self.end_headers()
            for chunk in body:
                self.wfile.write(chunk)
        finally:
            close: Callable[[], Any] | None = getattr(body, "close", None)
            if close is not None:
                close()

    def date_time_string(self, timestamp: float | None = None) -> str:
        """Write the emulator's time for the Date header."""
        return http_date(self.clock.now() if timestamp is None else timestamp)

    def version_string(self) -> str:
        """Name the server."""
        return "northflank-emulator"

    def log(self, type: str, message: str, *args: Any) -> None:  # noqa: A002  -- werkzeug's name
        """Stay quiet; the emulator keeps a log of its own."""


def handler_for(clock: Clock, connections: Connections) -> type[Handler]:
    """Make the handler class of one server."""
    return type("EmulatorHandler", (Handler,), {"clock": clock, "connections": connections})
