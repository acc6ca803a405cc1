"""Faults that befall requests on purpose.

This is WSGI middleware; the routes know nothing of it. A :class:`Fault` says which requests,
how often, and what happens: one of the actions below. Those with ``after_commit`` can let the
API do its work first and then spoil the answer, so that the client cannot tell.
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
# How often a held request looks whether its gate is open, or the server stopping.
_GATE_SECONDS = 0.02

_Seconds = Annotated[float, Field(ge=0, le=3600)]
_Bytes = Annotated[int, Field(ge=0)]
_StatusCode = Annotated[int, Field(ge=200, le=599)]


class Call:
    """One request an action has to deal with."""

    def __init__(
        self, app: WSGIApplication, environ: WSGIEnvironment, pause: Callable[[float], None]
    ) -> None:
        self._app = app
        self._environ = environ
        self.pause = pause

    def run(self) -> Response:
        """Let the API answer, and return its whole answer."""
        return Response.from_app(self._app, self._environ, buffered=True)

    def reset(self) -> NoReturn:
        """Cut the connection off so that the client sees a reset, not an orderly end."""
        connection: socket.socket = self._environ["werkzeug.socket"]
        # A linger time of zero makes closing send RST instead of FIN.
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        connection.close()
        raise ConnectionResetError


@dataclass(frozen=True, config=_STRICT)
class Latency:
    """Wait for some seconds, then answer as ever."""

    seconds: _Seconds
    kind: Literal["latency"] = Field(default="latency", kw_only=True)

    def respond(self, call: Call) -> Response:
        """Answer late."""
        call.pause(self.seconds)
        return call.run()


@dataclass(frozen=True, config=_STRICT)
class Status:
    """Answer with this status, headers and body, such as a 503 with ``Retry-After``."""

    status: _StatusCode
    headers: dict[str, str] = Field(default_factory=dict)
    body: str = ""
    after_commit: bool = False
    kind: Literal["status"] = Field(default="status", kw_only=True)

    def respond(self, call: Call) -> Response:
        """Answer so."""
        if self.after_commit:
            call.run()
        return Response(self.body, self.status, self.headers)


@dataclass(frozen=True, config=_STRICT)
class Drop:
    """Reset the connection: before the API sees the request, or instead of its answer."""

    after_commit: bool = False
    kind: Literal["drop"] = Field(default="drop", kw_only=True)

    def respond(self, call: Call) -> Response:
        """Answer not at all."""
        if self.after_commit:
            call.run()
        call.reset()


@dataclass(frozen=True, config=_STRICT)
class Truncate:
    """Send only the first bytes of the API's answer, then close the connection."""

    keep_bytes: _Bytes = 10
    kind: Literal["truncate"] = Field(default="truncate", kw_only=True)

    def respond(self, call: Call) -> Response:
        """Answer in part; Content-Length still promises the whole."""
        answer = call.run()
        answer.response = self._cut(answer.get_data()[: self.keep_bytes])
        return answer

    def _cut(self, kept: bytes) -> Iterator[bytes]:
        yield kept
        raise ConnectionAbortedError


@dataclass(frozen=True, config=_STRICT)
class Html:
    """Answer with a page of HTML, under 200 unless told otherwise, as a proxy might."""

    body: str = "<!DOCTYPE html><title>Maintenance</title><p>We will be back shortly.</p>"
    status: _StatusCode = 200
    after_commit: bool = False
    kind: Literal["html"] = Field(default="html", kw_only=True)

    def respond(self, call: Call) -> Response:
        """Answer with the page."""
        if self.after_commit:
            call.run()
        return Response(self.body, self.status, content_type="text/html; charset=utf-8")


@dataclass(frozen=True, config=_STRICT)
class Drip:
    """Send the API's answer a few bytes at a time, with a pause (in seconds) before each."""

    pause: _Seconds
    size_bytes: Annotated[int, Field(ge=1)] = 1
    kind: Literal["drip"] = Field(default="drip", kw_only=True)

    def respond(self, call: Call) -> Response:
        """Answer slowly."""
        answer = call.run()
        answer.response = self._pieces(answer.get_data(), call.pause)
        return answer

    def _pieces(self, whole: bytes, pause: Callable[[float], None]) -> Iterator[bytes]:
        for start in range(0, len(whole), self.size_bytes):
            pause(self.pause)
            yield whole[start : start + self.size_bytes]


@dataclass(frozen=True, config=_STRICT)
class Huge:
    """Answer 200 with a JSON string of so many bytes."""

    size_bytes: Annotated[int, Field(ge=2)]
    kind: Literal["huge"] = Field(default="huge", kw_only=True)

    def respond(self, call: Call) -> Response:  # noqa: ARG002  -- every action takes the call
        """Answer at length, without holding it all in memory."""
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
    """Send the client elsewhere."""

    location: str
    status: Annotated[int, Field(ge=300, le=399)] = 307
    kind: Literal["redirect"] = Field(default="redirect", kw_only=True)

    def respond(self, call: Call) -> Response:  # noqa: ARG002  -- every action takes the call
        """Answer with the place."""
        return Response(status=self.status, headers={"Location": self.location})


@dataclass(frozen=True, config=_STRICT)
class Raw:
    """Answer with any body, under 200 and as JSON unless told otherwise."""

    body: bytes
    status: _StatusCode = 200
    content_type: str = "application/json"
    after_commit: bool = False
    kind: Literal["raw"] = Field(default="raw", kw_only=True)

    def respond(self, call: Call) -> Response:
        """Answer with the body."""
        if self.after_commit:
            call.run()
        return Response(self.body, self.status, content_type=self.content_type)


class Gate:
    """Where a test meets a request: it sees the request arrive, and lets it go on."""

    def __init__(self) -> None:
        self.arrived = threading.Event()
        self.opened = threading.Event()


@dataclass(frozen=True, config=ConfigDict(arbitrary_types_allowed=True))
class Hold:
    """Hold the request, or its answer, until a gate is opened. For Python only."""

    gate: Gate
    after_commit: bool = False
    kind: Literal["hold"] = Field(default="hold", kw_only=True)

    def respond(self, call: Call) -> Response:
        """Answer when the gate is open."""
        answer = call.run() if self.after_commit else None
        self.gate.arrived.set()
        while not self.gate.opened.is_set():
            call.pause(_GATE_SECONDS)
        return answer or call.run()


Action = Latency | Status | Drop | Truncate | Html | Drip | Huge | Redirect | Raw | Hold


@dataclass(frozen=True, kw_only=True, config=_STRICT)
class Fault:
    """What happens to which requests.

    Attributes:
        method: Only requests of this method; None for all.
        path: Only those whose path, as sent, contains this.
        path_regex: Only those in whose path this is found.
        skip: So many matching requests are let through first.
        times: How often it happens before it is spent; None for ever.
        probability: With what chance it happens to a matching request.
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
            msg = f"Input should be a regular expression: {error}"
            raise ValueError(msg) from error
        return pattern

    def matches(self, method: str, path: str) -> bool:
        """Whether it is for this request."""
        return (
            (self.method is None or self.method.upper() == method)
            and (self.path is None or self.path in path)
            and (self.path_regex is None or re.search(self.path_regex, path) is not None)
        )


class _Armed:
    """A fault and how much of it is left."""

    def __init__(self, fault: Fault) -> None:
        self.fault = fault
        self.to_skip = fault.skip
        self.times_left = fault.times

    @property
    def spent(self) -> bool:
        return self.times_left == 0

    def happens(self, chance: random.Random) -> bool:
        """Decide on one matching request, and count it."""
        if self.to_skip:
            self.to_skip -= 1
            return False
        if chance.random() >= self.fault.probability:
            return False
        if self.times_left is not None:
            self.times_left -= 1
        return True


class FaultLayer:
    """WSGI middleware in which faults queue up; the first that matches a request happens to it.

    Args:
        stopping: Set when the emulator stops; ends all pauses at once.
        latency: Seconds by which every answer is delayed.
        seed: Of the chance behind probabilities.
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
        """The faults which are not spent yet."""
        with self._lock:
            return [armed.fault for armed in self._queue]

    def clear(self) -> None:
        """Forget all faults, and let chance begin anew."""
        with self._lock:
            self._queue: list[_Armed] = []
            # Not for secrets: a run must be repeatable.
            self._chance = random.Random(self._seed)  # noqa: S311

    def around(self, app: WSGIApplication) -> WSGIApplication:
        """Let faults befall the requests of an app."""

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
                if armed.fault.matches(method, path) and armed.happens(self._chance):
                    if armed.spent:
                        self._queue.remove(armed)
                    return armed.fault
        return None

    def _pause(self, seconds: float) -> None:
        if self._stopping.wait(seconds):
            # Nobody is to wait for this answer any longer: the server is closing.
            raise ConnectionAbortedError
