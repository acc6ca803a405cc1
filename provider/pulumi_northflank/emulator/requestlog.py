"""A log of the requests, for tests to look at."""

from __future__ import annotations

import io
import threading
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from .auth import Auth

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment


# Where the fault layer leaves the name of the fault it let happen.
FAULT_KEY = "northflank_emulator.fault"

_MOST_RECORDS = 10_000


@dataclass(frozen=True)
class RequestRecord:
    """One request.

    Attributes:
        path: As sent, still percent-encoded, without the query.
        query: As sent, without the question mark.
        headers: By lower-case name; a token is never kept.
        status: None while there is no answer yet, and if none was ever sent.
        authorized: Whether it carried a valid token.
        fault: The kind of the fault that befell it.
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
    """WSGI middleware that keeps the latest requests in the order in which they arrived.

    A request is there as soon as it has been read; its status is filled in before the answer
    is sent, so a client that has its answer finds it in the log.
    """

    def __init__(self, auth: Auth) -> None:
        self._auth = auth
        self._lock = threading.Lock()
        self._records: dict[int, RequestRecord] = {}
        self._next = 0

    def records(self) -> list[RequestRecord]:
        """What has been logged."""
        with self._lock:
            return list(self._records.values())

    def clear(self) -> None:
        """Forget all of it."""
        with self._lock:
            self._records.clear()

    def around(self, app: WSGIApplication) -> WSGIApplication:
        """Log the requests of an app."""

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
        return RequestRecord(
            method=environ["REQUEST_METHOD"],
            path=environ["PATH_INFO"],
            query=environ["QUERY_STRING"],
            headers=_headers(environ),
            body=body.decode(errors="replace"),
            status=None,
            authorized=self._auth.accepts(environ.get("HTTP_AUTHORIZATION")),
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
            # It is gone if the log was cleared meanwhile.
            if number in self._records:
                self._records[number] = replace(self._records[number], status=status, fault=fault)


def _headers(environ: WSGIEnvironment) -> dict[str, str]:
    headers = {
        key.removeprefix("HTTP_").replace("_", "-").lower(): str(value)
        for key, value in environ.items()
        if key.startswith("HTTP_") or key in ("CONTENT_TYPE", "CONTENT_LENGTH")
    }
    if "authorization" in headers:
        headers["authorization"] = "Bearer ***"
    return headers
