"""Reading an answer of the API: within bounds, and trusting nothing in it."""

from __future__ import annotations

import json
import math
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timezone
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from typing import Any

import requests

from .errors import ApiError, Call, Refusal, UnreadableAnswerError, error_class
from .words import one_line

MOST_BYTES = 8 * 1024 * 1024
CHUNK_BYTES = 64 * 1024


@dataclass(frozen=True)
class Answer:
    """A successful answer: its JSON object, and when it was given by the server's clock."""

    document: dict[str, Any]
    server_time: datetime | None

    @property
    def data(self) -> dict[str, Any]:
        """The answer's ``data``."""
        data: dict[str, Any] = self.document["data"]
        return data


def read_answer(call: Call, response: requests.Response, timeout: float, *, secret: str) -> Answer:
    """The JSON object of a successful answer. Success is exactly 200.

    Args:
        call: The request that was answered.
        response: The answer, its body not read yet (``stream=True``).
        timeout: How long the whole body may take, in seconds.
        secret: What an error must not show, should the server send it back: the token.

    Raises:
        ApiError: The API refused; of the class that the status asks for.
        UnreadableAnswerError: The answer is none of the documented ones.
    """
    status = response.status_code
    if HTTPStatus.MULTIPLE_CHOICES <= status < HTTPStatus.BAD_REQUEST:
        problem = "a redirect, which is not followed: the token goes to the configured host alone"
        raise UnreadableAnswerError(call, status, problem)
    content = _content(call, response, timeout)
    document = _document(content)
    if status >= HTTPStatus.BAD_REQUEST:
        raise _refusal(call, status, document, response.headers, secret)
    if (
        status != HTTPStatus.OK
        or not isinstance(document, dict)
        or not isinstance(document.get("data"), dict)
    ):
        kind = response.headers.get("Content-Type", "no content type")
        problem = f"but what came is not the API's JSON ({one_line(kind)}, {len(content)} bytes)"
        raise UnreadableAnswerError(call, status, problem, transient=True)
    return Answer(document, _time(response.headers.get("Date")))


def seconds_to_wait(status: int, headers: Mapping[str, str]) -> float | None:
    """How long the server asks to wait before the next try, in seconds.

    ``Retry-After`` (seconds or a date), else for a 429 ``x-ratelimit-reset``
    (seconds until the window ends).
    """
    asked = headers.get("Retry-After")
    if asked is None and status == HTTPStatus.TOO_MANY_REQUESTS:
        asked = headers.get("x-ratelimit-reset")
    if asked is None:
        return None
    try:
        seconds = float(asked)
    except ValueError:
        until = _time(asked)
        now = _time(headers.get("Date")) or datetime.now(timezone.utc)
        seconds = (until - now).total_seconds() if until else math.nan
    return max(seconds, 0.0) if math.isfinite(seconds) else None


def _content(call: Call, response: requests.Response, timeout: float) -> bytes:
    # Chunk by chunk, because a timeout of requests bounds one wait, and neither the
    # number of waits nor the size of what comes.
    deadline = time.monotonic() + timeout
    content = bytearray()
    while chunk := response.raw.read1(CHUNK_BYTES, decode_content=True):
        content += chunk
        if len(content) > MOST_BYTES:
            problem = f"but the answer is longer than {MOST_BYTES // 1024 // 1024} MB"
            raise UnreadableAnswerError(call, response.status_code, problem)
        if time.monotonic() > deadline:
            problem = f"but the answer did not end within {timeout:g} seconds"
            raise UnreadableAnswerError(call, response.status_code, problem, transient=True)
    return bytes(content)


def _document(content: bytes) -> Any:
    try:
        return json.loads(content)
    except (ValueError, RecursionError):
        return None


def _refusal(
    call: Call, status: int, document: Any, headers: Mapping[str, str], secret: str
) -> ApiError:
    error = document.get("error") if isinstance(document, dict) else None
    if not isinstance(error, dict):
        error = {}
    refusal = Refusal(
        status,
        _text(_if_text(error.get("message")), secret) or _phrase(status),
        _text(_if_text(error.get("id")), secret),
        _text(error.get("details"), secret),
        seconds_to_wait(status, headers),
    )
    return error_class(status)(call, refusal)


def _if_text(value: Any) -> str | None:
    return value if isinstance(value, str) else None


def _text(value: Any, secret: str) -> str | None:
    if not value:
        return None
    try:
        text = str(value)
    except RecursionError:
        return "(nested too deeply to be shown)"
    return one_line(text.replace(secret, "***"))


def _phrase(status: int) -> str:
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return "unknown status"


def _time(text: str | None) -> datetime | None:
    try:
        time_ = parsedate_to_datetime(text or "")
    except (ValueError, OverflowError):
        return None
    return time_ if time_.tzinfo else time_.replace(tzinfo=timezone.utc)
