"""Faults: failures that are injected into requests on purpose.

This is WSGI middleware; the routes are unaware of it. A :class:`Fault` selects requests and has
one of the actions below. With ``after_commit``, an action lets the API process the request and
then replaces the response, so the client cannot tell whether the request succeeded.
"""

from __future__ import annotations

import random
import re
import socket
import struct
import threading
from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, Annotated, Literal, NoReturn

from pydantic import ConfigDict, Field, field_validator
from pydantic.dataclasses import dataclass
from werkzeug.wrappers import Response

from .requestlog import FAULT_KEY

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment


_STRICT = ConfigDict(strict=True, extra="forbid")
_CHUNK_BYTES = 65_536
# How often a held request checks whether its gate is open or the server is stopping.
_GATE_SECONDS = 0.02

_Seconds = Annotated[float, Field(ge=0, le=3600)]
_Bytes = Annotated[int, Field(ge=0)]
_StatusCode = Annotated[int, Field(ge=200, le=599)]


class Call:
    """One request to which an action is applied."""

    def __init__(
        self, app: WSGIApplication, environ: WSGIEnvironment, pause: Callable[[float], None]
    ) -> None:
        self._app = app
        self._environ = environ
        self.pause = pause

    def run(self) -> Response:
        """Let the API process the request, and return its complete response."""
        return Response.from_app(self._app, self._environ, buffered=True)

    def reset(self) -> NoReturn:
        """Close the connection so that the client sees a reset instead of an orderly end."""
        connection: socket.socket = self._environ["werkzeug.socket"]
        # A linger time of zero makes closing send RST instead of FIN.
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        connection.close()
        raise ConnectionResetError


@dataclass(frozen=True, config=_STRICT)
class Latency:
    """Delay the API's response by this many seconds."""

    seconds: _Seconds
    kind: Literal["latency"] = Field(default="latency", kw_only=True)

    def respond(self, call: Call) -> Response:
        """Wait, then let the API respond."""
        call.pause(self.seconds)
        return call.run()


@dataclass(frozen=True, config=_STRICT)
class Status:
    """Respond with this status, headers and body, such as a 503 with ``Retry-After``."""

    status: _StatusCode
    headers: dict[str, str] = Field(default_factory=dict)
    body: str = ""
    after_commit: bool = False
    kind: Literal["status"] = Field(default="status", kw_only=True)

    def respond(self, call: Call) -> Response:
        """Respond with the status."""
        if self.after_commit:
            call.run()
        return Response(self.body, self.status, self.headers)


@dataclass(frozen=True, config=_STRICT)
class Drop:
    """Reset the connection, before the API sees the request or instead of its response."""

    after_commit: bool = False
    kind: Literal["drop"] = Field(default="drop", kw_only=True)

    def respond(self, call: Call) -> Response:
        """Reset the connection."""
        if self.after_commit:
            call.run()
        call.reset()


@dataclass(frozen=True, config=_STRICT)
class Truncate:
    """Send only the first bytes of the API's response body, then close the connection."""

    keep_bytes: _Bytes = 10
    kind: Literal["truncate"] = Field(default="truncate", kw_only=True)

    def respond(self, call: Call) -> Response:
        """Cut the body; Content-Length still announces the whole."""
        response = call.run()
        response.response = self._cut(response.get_data()[: self.keep_bytes])
        return response

    def _cut(self, kept: bytes) -> Iterator[bytes]:
        yield kept
        raise ConnectionAbortedError


@dataclass(frozen=True, config=_STRICT)
class Html:
    """Respond with an HTML page, by default with status 200, as a proxy might."""

    body: str = "<!DOCTYPE html><title>Maintenance</title><p>We will be back shortly.</p>"
    status: _StatusCode = 200
    after_commit: bool = False
    kind: Literal["html"] = Field(default="html", kw_only=True)

    def respond(self, call: Call) -> Response:
        """Respond with the page."""
        if self.after_commit:
            call.run()
        return Response(self.body, self.status, content_type="text/html; charset=utf-8")


@dataclass(frozen=True, config=_STRICT)
class Drip:
    """Send the API's response a few bytes at a time, with a pause (in seconds) before each."""

    pause: _Seconds
    size_bytes: Annotated[int, Field(ge=1)] = 1
    kind: Literal["drip"] = Field(default="drip", kw_only=True)

    def respond(self, call: Call) -> Response:
        """Split the body into pieces that are sent slowly."""
        response = call.run()
        response.response = self._pieces(response.get_data(), call.pause)
        return response

    def _pieces(self, whole: bytes, pause: Callable[[float], None]) -> Iterator[bytes]:
        for start in range(0, len(whole), self.size_bytes):
            pause(self.pause)
            yield whole[start : start + self.size_bytes]


@dataclass(frozen=True, config=_STRICT)
class Huge:
    """Respond with status 200 and a JSON string of this many bytes."""

    size_bytes: Annotated[int, Field(ge=2)]
    kind: Literal["huge"] = Field(default="huge", kw_only=True)

    def respond(self, call: Call) -> Response:  # noqa: ARG002  -- every action takes the call
        """Respond in chunks, so the body is never in memory as a whole."""
        return Response(
            self._chunks(),
            headers={"Content-Length": str(self.size_bytes)},
            content_type="application/json",
        )

    def _chunks(self) -> Iterator[bytes]:
        yield b'"'
        rest = self.size_bytes - 2
        while rest > 0:
            yield b"x" * min(rest, _CHUNK_BYTES)
            rest -= _CHUNK_BYTES
        yield b'"'


@dataclass(frozen=True, config=_STRICT)
class Redirect:
    """Redirect the client to this location."""

    location: str
    status: Annotated[int, Field(ge=300, le=399)] = 307
    kind: Literal["redirect"] = Field(default="redirect", kw_only=True)

    def respond(self, call: Call) -> Response:  # noqa: ARG002  -- every action takes the call
        """Respond with the location."""
        return Response(status=self.status, headers={"Location": self.location})


@dataclass(frozen=True, config=_STRICT)
class Raw:
    """Respond with any body, by default with status 200 and as JSON."""

    body: bytes
    status: _StatusCode = 200
    content_type: str = "application/json"
    after_commit: bool = False
    kind: Literal["raw"] = Field(default="raw", kw_only=True)

    def respond(self, call: Call) -> Response:
        """Respond with the body."""
        if self.after_commit:
            call.run()
        return Response(self.body, self.status, content_type=self.content_type)


class Gate:
    """Synchronizes a test with a held request.

    Attributes:
        arrived: Set by the emulator when the request is held.
        opened: Set by the test to let the request continue.
    """

    def __init__(self) -> None:
        self.arrived = threading.Event()
        self.opened = threading.Event()


@dataclass(frozen=True, config=ConfigDict(arbitrary_types_allowed=True))
class Hold:
    """Hold the request, or its response, until a gate is opened. Only available in Python."""

    gate: Gate
    after_commit: bool = False
    kind: Literal["hold"] = Field(default="hold", kw_only=True)

    def respond(self, call: Call) -> Response:
        """Wait for the gate, then let the API respond."""
        response = call.run() if self.after_commit else None
        self.gate.arrived.set()
        while not self.gate.opened.is_set():
            call.pause(_GATE_SECONDS)
        return response or call.run()


Action = Latency | Status | Drop | Truncate | Html | Drip | Huge | Redirect | Raw | Hold


@dataclass(frozen=True, kw_only=True, config=_STRICT)
class Fault:
    """An action, and the requests to which it applies.

    Attributes:
        method: Match only requests with this method; None matches all.
        path: Match only requests whose path, as sent, contains this string.
        path_regex: Match only requests in whose path this regular expression is found.
        skip: Let this many matching requests through first.
        times: Apply the action to this many requests; None never stops.
        probability: The probability that the action is applied to a matching request.
    """

    action: Annotated[Action, Field(discriminator="kind")]
    method: str | None = None
    path: str | None = None
    path_regex: str | None = None
    skip: Annotated[int, Field(ge=0)] = 0
    times: Annotated[int, Field(ge=1)] | None = 1
    probability: Annotated[float, Field(gt=0, le=1)] = 1.0

    @field_validator("path_regex")
    @classmethod
    def _compiles(cls, pattern: str | None) -> str | None:
        try:
            re.compile(pattern or "")
        except re.error as error:
            raise ValueError(f"Input should be a regular expression: {error}") from error
        return pattern

    def matches(self, method: str, path: str) -> bool:
        """Whether the fault applies to this request."""
        return (
            (self.method is None or self.method.upper() == method)
            and (self.path is None or self.path in path)
            and (self.path_regex is None or re.search(self.path_regex, path) is not None)
        )


class _Armed:
    """A queued fault, with its remaining counts."""

    def __init__(self, fault: Fault) -> None:
        self.fault = fault
        self.to_skip = fault.skip
        self.times_left = fault.times

    @property
    def used_up(self) -> bool:
        return self.times_left == 0

    def fires(self, chance: random.Random) -> bool:
        """Decide whether to apply the fault to one matching request, and count it."""
        if self.to_skip:
            self.to_skip -= 1
            return False
        if chance.random() >= self.fault.probability:
            return False
        if self.times_left is not None:
            self.times_left -= 1
        return True


class FaultLayer:
    """WSGI middleware with a queue of faults; the first that matches a request is applied.

    Args:
        stopping: Set when the emulator stops; ends all pauses at once.
        latency: Seconds by which every response is delayed.
        seed: Seed of the random numbers for probabilities.
    """

    def __init__(self, stopping: threading.Event, *, latency: float = 0.0, seed: int = 0) -> None:
        self._stopping = stopping
        self._latency = latency
        self._seed = seed
        self._lock = threading.Lock()
        self.clear()

    def add(self, fault: Fault) -> None:
        """Queue a fault."""
        with self._lock:
            self._queue.append(_Armed(fault))

    def pending(self) -> list[Fault]:
        """The faults that are not used up."""
        with self._lock:
            return [armed.fault for armed in self._queue]

    def clear(self) -> None:
        """Remove all faults, and restart the random numbers from the seed."""
        with self._lock:
            self._queue: list[_Armed] = []
            # Not used for secrets: runs must be repeatable.
            self._chance = random.Random(self._seed)  # noqa: S311

    def around(self, app: WSGIApplication) -> WSGIApplication:
        """Wrap an app so that faults are applied to its requests."""

        def faulty(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
            fault = self._take(environ["REQUEST_METHOD"], environ["PATH_INFO"])
            if fault is not None:
                environ[FAULT_KEY] = fault.action.kind
            self._pause(self._latency)
            if fault is None:
                return app(environ, start_response)

            response = fault.action.respond(Call(app, environ, self._pause))
            return response(environ, start_response)

        return faulty

    def _take(self, method: str, path: str) -> Fault | None:
        with self._lock:
            for armed in self._queue:
                if armed.fault.matches(method, path) and armed.fires(self._chance):
                    if armed.used_up:
                        self._queue.remove(armed)
                    return armed.fault
        return None

    def _pause(self, seconds: float) -> None:
        if self._stopping.wait(seconds):
            # The server is stopping, so the request ends without a response.
            raise ConnectionAbortedError
