"""A log of the requests, for tests to inspect."""

from __future__ import annotations

import io
import threading
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from werkzeug.datastructures import EnvironHeaders

from .auth import Auth

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment


# The key under which the fault layer stores the kind of the fault it triggered.
FAULT_KEY = "northflank_emulator.fault"

_MOST_RECORDS = 10_000


@dataclass(frozen=True)
class RequestRecord:
    """One request.

    Attributes:
        path: As sent, still percent-encoded, without the query.
        query: As sent, without the question mark.
        headers: By lower-case name; the token is masked.
        status: None until a response is sent, and if none ever is.
        authorized: Whether the request carried a valid token.
        fault: The kind of the fault that was injected, if any.
    """

    method: str
    path: str
    query: str
    headers: dict[str, str]
    body: str
    status: int | None
    authorized: bool
    fault: str | None = None


class RequestLog:
    """WSGI middleware that records the latest requests, in the order in which they arrived.

    A request is recorded as soon as it has been read. Its status is added before the response is
    sent, so a client that has its response finds the status in the log.
    """

    def __init__(self, auth: Auth) -> None:
        self._auth = auth
        self._lock = threading.Lock()
        self._records: dict[int, RequestRecord] = {}
        self._next = 0

    def records(self) -> list[RequestRecord]:
        """The recorded requests, oldest first."""
        with self._lock:
            return list(self._records.values())

    def clear(self) -> None:
        """Delete all records."""
        with self._lock:
            self._records.clear()

    def around(self, app: WSGIApplication) -> WSGIApplication:
        """Wrap an app so that its requests are recorded."""

        def logged(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
            number = self._open(self._record(environ))

            def start(status: str, headers: list[tuple[str, str]], *rest: Any) -> Any:
                self._close(number, int(status.split(maxsplit=1)[0]), environ.get(FAULT_KEY))
                return start_response(status, headers, *rest)

            try:
                return app(environ, start)
            except ConnectionError:
                self._close(number, None, environ.get(FAULT_KEY))
                raise

        return logged

    def _record(self, environ: WSGIEnvironment) -> RequestRecord:
        body = environ["wsgi.input"].read()
        environ["wsgi.input"] = io.BytesIO(body)
        headers = {name.lower(): value for name, value in EnvironHeaders(environ)}
        authorization = headers.get("authorization")
        if authorization is not None:
            headers["authorization"] = "Bearer ***"
        return RequestRecord(
            method=environ["REQUEST_METHOD"],
            path=environ["PATH_INFO"],
            query=environ["QUERY_STRING"],
            headers=headers,
            body=body.decode(errors="replace"),
            status=None,
            authorized=self._auth.accepts(authorization),
        )

    def _open(self, record: RequestRecord) -> int:
        with self._lock:
            number = self._next
            self._next += 1
            self._records[number] = record
            self._records.pop(number - _MOST_RECORDS, None)
            return number

    def _close(self, number: int, status: int | None, fault: str | None) -> None:
        with self._lock:
            # The record may have been dropped in the meantime.
            if number in self._records:
                self._records[number] = replace(self._records[number], status=status, fault=fault)
