"""The HTTP server of an emulator, between its start and its stop."""

from __future__ import annotations

import socket
import threading
from typing import TYPE_CHECKING

from werkzeug.serving import make_server

from .clock import Clock
from .errors import EmulatorError
from .handler import Connections, handler_for
from .store import Store

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication


HOST = "127.0.0.1"

_BACKLOG = 128
_LAST_PORT = 65_535
# How often the server checks whether it should stop.
_POLL_SECONDS = 0.02


class Running:
    """The parts of the emulator that exist only between start and stop."""

    def __init__(
        self, listener: socket.socket, app: WSGIApplication, store: Store, clock: Clock
    ) -> None:
        self.store = store
        self.port: int = listener.getsockname()[1]
        self._connections = Connections()
        with listener:
            # The server duplicates the socket.
            self._server = make_server(
                HOST,
                self.port,
                app,
                threaded=True,
                request_handler=handler_for(clock, self._connections),
                fd=listener.fileno(),
            )
        self._thread = threading.Thread(
            target=self._server.serve_forever,
            kwargs={"poll_interval": _POLL_SECONDS},
            name=f"northflank-emulator-{self.port}",
            daemon=True,
        )
        self._thread.start()

    def end_requests(self) -> None:
        """End the requests that are under way, and their connections."""
        self._connections.end()

    def close(self) -> None:
        """Close all connections, the port and the database."""
        # First stop accepting, so that no connection is missed; serve_forever closes the socket.
        self._server.shutdown()
        self._thread.join()
        self._connections.close()
        self.store.close()


def bind(port: int) -> socket.socket:
    """Bind a port on this machine, or raise :class:`EmulatorError`."""
    if not 0 <= port <= _LAST_PORT:
        raise EmulatorError(f"Port {port} is out of range: it must be 0 to {_LAST_PORT}.")
    # Bound here because werkzeug exits the whole process when the port is in use.
    try:
        return socket.create_server((HOST, port), backlog=_BACKLOG)
    except OSError as error:
        raise EmulatorError(
            f"The emulator cannot listen on {HOST}:{port}: {error.strerror}."
        ) from error
