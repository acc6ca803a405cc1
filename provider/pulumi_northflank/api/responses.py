"""Reads API responses defensively, with limits on size and time."""

from __future__ import annotations

import json
import math
import time
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timezone
from email.utils import parsedate_to_datetime
from http import HTTPStatus

import requests

from pulumi_northflank.text import one_line, without
from pulumi_northflank.types import JsonObject

from .errors import ApiError, Call, Refusal, UnreadableAnswerError, error_class

MOST_BYTES = 8 * 1024 * 1024
CHUNK_BYTES = 64 * 1024


@dataclass(frozen=True)
class ApiResponse:
    """A successful response: its JSON object, and its time by the server's clock."""

    document: JsonObject
    server_time: datetime | None

    @property
    def data(self) -> JsonObject:
        """The response's ``data``."""
        data: JsonObject = self.document["data"]
        return data


def read_response(
    call: Call, response: requests.Response, timeout: float, *, secrets: Collection[str]
) -> ApiResponse:
    """Read the JSON object of a successful response. Success is exactly 200.

    Args:
        call: The request.
        response: The response, its body not read yet (``stream=True``).
        timeout: How long the whole body may take, in seconds.
        secrets: The token and other values that no error shows even if the server sends them back.

    Raises:
        ApiError: The API refused; the class depends on the status.
        UnreadableAnswerError: The response is not one that the documentation describes.
    """
    status = response.status_code
    if HTTPStatus.MULTIPLE_CHOICES <= status < HTTPStatus.BAD_REQUEST:
        problem = "a redirect, which is not followed: the token goes to the configured host only"
        raise UnreadableAnswerError(call, status, problem)
    content = _content(call, response, timeout)
    document = _document(content)
    if status >= HTTPStatus.BAD_REQUEST:
        raise _refusal(call, status, document, response.headers, secrets)
    if (
        status != HTTPStatus.OK
        or not isinstance(document, dict)
        or not isinstance(document.get("data"), dict)
    ):
        kind = response.headers.get("Content-Type", "no content type")
        problem = f"but the response is not the API's JSON ({one_line(kind)}, {len(content)} bytes)"
        raise UnreadableAnswerError(call, status, problem, transient=True)
    return ApiResponse(document, _time(response.headers.get("Date")))


def seconds_to_wait(status: int, headers: Mapping[str, str]) -> float | None:
    """How long the server asks to wait before a retry, in seconds.

    ``Retry-After`` (seconds or a date), or, with a 429, ``x-ratelimit-reset`` (seconds
    until the window ends).
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
    # In chunks, because the timeout of requests limits a single wait, but neither the number of
    # waits nor the size of the body.
    deadline = time.monotonic() + timeout
    content = bytearray()
    while chunk := response.raw.read1(CHUNK_BYTES, decode_content=True):
        content += chunk
        if len(content) > MOST_BYTES:
            problem = f"but the response is longer than {MOST_BYTES // 1024 // 1024} MB"
            raise UnreadableAnswerError(call, response.status_code, problem)
        if time.monotonic() > deadline:
            problem = f"but the response did not end within {timeout:g} seconds"
            raise UnreadableAnswerError(call, response.status_code, problem, transient=True)
    return bytes(content)


def _document(content: bytes) -> object:
    try:
        document: object = json.loads(content)
    except (ValueError, RecursionError):
        return None
    return document


def _refusal(
    call: Call, status: int, document: object, headers: Mapping[str, str], secrets: Collection[str]
) -> ApiError:
    error = document.get("error") if isinstance(document, dict) else None
    if not isinstance(error, dict):
        error = {}
    refusal = Refusal(
        status,
        _text(_if_text(error.get("message")), secrets) or _phrase(status),
        _text(_if_text(error.get("id")), secrets),
        _text(_details(error.get("details")), secrets),
        seconds_to_wait(status, headers),
    )
    return error_class(status)(call, refusal)


def _details(details: object) -> object:
    """What is wrong at each property: ``retentionTime: must be …``; other details as they are."""
    if not isinstance(details, dict):
        return details
    lines = []
    for path, given in details.items():
        for reason in given if isinstance(given, list) else [given]:
            if not isinstance(reason, str):
                return details
            # The API quotes the property at the beginning of each reason. "object" is the whole.
            text = reason.removeprefix(f'"{path}"').strip()
            lines.append(text if path == "object" else f"{path}: {text}")
    return "; ".join(lines)


def _if_text(value: object) -> str | None:
    return value if isinstance(value, str) else None


def _text(value: object, secrets: Collection[str]) -> str | None:
    if not value:
        return None
    try:
        text = str(value)
    except RecursionError:
        return "(nested too deeply to be shown)"
    return one_line(without(secrets, text))


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
