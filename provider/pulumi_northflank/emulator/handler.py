"""Serves one connection: HTTP/1.1, kept open between requests, closed when the emulator stops."""

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


class Connections:
    """The open connections, to be closed when the emulator stops or is cleared."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._threads: dict[socket.socket, threading.Thread] = {}
        self._closing = False

    def add(self, connection: socket.socket) -> None:
        """Register a connection that the current thread serves."""
        with self._lock:
            self._threads[connection] = threading.current_thread()
            if self._closing:
                _shut(connection)

    def discard(self, connection: socket.socket) -> None:
        """Remove a connection that is about to close."""
        with self._lock:
            self._threads.pop(connection, None)

    def close(self) -> None:
        """Shut down all connections, now and from now on, and wait for their threads."""
        self._closing = True
        self.end()

    def end(self) -> None:
        """Shut down the open connections but that of the caller, and wait for their threads."""
        current = threading.current_thread()
        with self._lock:
            others = {one: thread for one, thread in self._threads.items() if thread is not current}
            for connection in others:
                _shut(connection)
        for thread in others.values():
            thread.join()


def _shut(connection: socket.socket) -> None:
    # Wakes the thread that reads from the socket or writes to it. The peer may have closed it.
    with suppress(OSError):
        connection.shutdown(socket.SHUT_RDWR)


class Handler(WSGIRequestHandler):
    """Serves the requests of one connection.

    werkzeug's own handler closes the connection after each response, with a delay. This one keeps
    it open, as the API's servers do. Therefore each request is read completely before the app
    sees it, and each response must have a Content-Length.
    """

    protocol_version = "HTTP/1.1"
    # Otherwise a small body waits until the client acknowledges the headers, which it delays.
    disable_nagle_algorithm = True

    # Set by `handler_for`.
    clock: Clock
    connections: Connections

    def setup(self) -> None:
        """Register the connection when it opens."""
        super().setup()
        self.connections.add(self.connection)

    def finish(self) -> None:
        """Remove the connection when it closes."""
        self.connections.discard(self.connection)
        super().finish()

    def run_wsgi(self) -> None:
        """Serve one request."""
        try:
            environ = self._whole_request()
            body, status, headers = run_wsgi_app(self.server.app, environ)
            self._send(body, int(status.split(maxsplit=1)[0]), headers)
        except OSError:
            # The client has disconnected, or a fault ends the connection.
            self.close_connection = True

    def make_environ(self) -> WSGIEnvironment:
        """Create the WSGI environment; the path stays percent-encoded for the routes to decode."""
        environ = super().make_environ()
        environ["PATH_INFO"] = self.path.partition("?")[0]
        return environ

    def _whole_request(self) -> WSGIEnvironment:
        environ = self.make_environ()
        if environ.get("wsgi.input_terminated"):
            body = environ["wsgi.input"].read()
            # The body now has a known length, so the app's size limit applies to it.
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
                # Some clients keep the connection until told, even if they asked to close it.
                self.send_header("Connection", "close")
            self.end_headers()
            for chunk in body:
                self.wfile.write(chunk)
        finally:
            close: Callable[[], Any] | None = getattr(body, "close", None)
            if close is not None:
                close()

    def date_time_string(self, timestamp: float | None = None) -> str:
        """Format the emulator's time for the Date header."""
        return http_date(self.clock.now() if timestamp is None else timestamp)

    def version_string(self) -> str:
        """Return the value of the Server header."""
        return "northflank-emulator"

    def log(self, type: str, message: str, *args: Any) -> None:  # noqa: A002  -- werkzeug's name
        """Print nothing; the emulator has its own log."""


def handler_for(clock: Clock, connections: Connections) -> type[Handler]:
    """Create the handler class of one server."""
    return type("EmulatorHandler", (Handler,), {"clock": clock, "connections": connections})
