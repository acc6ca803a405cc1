"""Responses, whatever a server may send."""

from __future__ import annotations

import gzip
import io
import json
from typing import Any

import pytest
import requests
import urllib3
from tests.unit.conftest import MakeClient
from tests.unit.schedules import make_schedule
from tests.unit.wire import ORDERS, ids

from pulumi_northflank import (
    ApiError,
    RateLimitedError,
    RequestError,
    ServerError,
    UnreadableAnswerError,
)
from pulumi_northflank.api.client import Client
from pulumi_northflank.api.errors import Call
from pulumi_northflank.api.responses import ApiResponse, read_response, seconds_to_wait
from pulumi_northflank.emulator import Drip, Emulator, Html, Huge

EMPTY = b'{"data": {"schedules": []}}'
NOT_JSON = "but the response is not the API's JSON"
JSON = {"Content-Type": "application/json"}
EIGHT_MB = 8 * 1024 * 1024
DATE = "Mon, 03 Mar 2025 08:00:00 GMT"


def read(content: bytes, headers: dict[str, str] = JSON, status: int = 200) -> ApiResponse:
    """Read a response that requests has received."""
    response = requests.Response()
    response.status_code = status
    response.headers.update(headers)
    response.raw = urllib3.HTTPResponse(io.BytesIO(content), headers, status, preload_content=False)
    return read_response(Call("refresh", ORDERS), response, 20.0, secrets=["nf-secret"])


def unreadable(
    content: bytes, headers: dict[str, str] = JSON, status: int = 200
) -> UnreadableAnswerError:
    """The error about a response that is not one of the API."""
    with pytest.raises(UnreadableAnswerError) as caught:
        read(content, headers, status)
    return caught.value


def problem(client: Client, kind: type[RequestError] = UnreadableAnswerError) -> str:
    """What is wrong with the response to a list."""
    with pytest.raises(kind) as caught:
        client.list_remaining(ORDERS)
    return caught.value.problem


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(b"", id="empty"),
        pytest.param(b"<!DOCTYPE html>", id="html"),
        pytest.param(b"{", id="broken-off"),
        pytest.param(b"[]", id="list"),
        pytest.param(b"null", id="null"),
        pytest.param(b"{}", id="no-data"),
        pytest.param(b'{"data": []}', id="data-in-a-list"),
        pytest.param(b'{"data": null}', id="null-data"),
        pytest.param(b"\xff\xfe{", id="not-unicode"),
        pytest.param(b"[" * 100_000, id="deep"),
        pytest.param(b'{"data":' * 90_000, id="deep-objects"),
        pytest.param(b"1" * 5000, id="long-number"),
        pytest.param(b'"' + b"x" * (EIGHT_MB - 2) + b'"', id="exactly-8-mb"),
    ],
)
def test_not_json(content: bytes) -> None:
    """Anything but a JSON object with `data` is unreadable, whatever the status promises."""
    error = unreadable(content)

    assert f"200, {NOT_JSON} (application/json, {len(content)} bytes)" == error.problem
    assert (200, False, True) == (error.status, error.settled, error.transient)


@pytest.mark.parametrize(
    ("headers", "shown"),
    [
        ({}, "no content type"),
        ({"Content-Type": "text/plain\x7f\x85" + "x" * 600}, f"text/plain  {'x' * 488}…"),
    ],
    ids=["none", "long"],
)
def test_content_type(headers: dict[str, str], shown: str) -> None:
    """The error about an unreadable response shows its content type on one line."""
    assert f"200, {NOT_JSON} ({shown}, 1 bytes)" == unreadable(b"x", headers).problem


@pytest.mark.parametrize("status", [201, 202, 204, 206])
def test_other_success(status: int) -> None:
    """Success is exactly 200."""
    content = b"" if status == 204 else EMPTY

    assert unreadable(content, status=status).problem.startswith(f"{status}, {NOT_JSON}")


def test_retry_after_an_unreadable_response(api: Emulator, client: Client) -> None:
    """A GET is retried after a page of HTML, which may come from a proxy."""
    api.fault(Html(), times=2)

    assert [] == ids(client)
    assert 3 == len(api.requests)


def test_unreadable_response_to_a_post(api: Emulator, client: Client) -> None:
    """A POST is not sent again after an unreadable response."""
    api.fault(Html(after_commit=True))

    with pytest.raises(UnreadableAnswerError):
        client.create_schedule(ORDERS, make_schedule().body)
    assert (1, 1) == (len(api.requests), len(api.schedules()))


def test_too_long(api: Emulator, client: Client) -> None:
    """A response of more than 8 MB is not read to its end, and the request is not retried."""
    api.fault(Huge(EIGHT_MB + 1), times=None)

    assert "200, but the response is longer than 8 MB" == problem(client)
    assert 1 == len(api.requests)


def test_error_that_is_too_long() -> None:
    """The limit also applies to errors."""
    error = unreadable(b"x" * (EIGHT_MB + 1), status=400)

    assert "400, but the response is longer than 8 MB" == error.problem


def test_compressed() -> None:
    """A compressed response is read, and its limit applies to the decompressed size."""
    headers = {**JSON, "Content-Encoding": "gzip"}
    error = unreadable(gzip.compress(b" " * (EIGHT_MB + 1)), headers)

    assert {"schedules": []} == read(gzip.compress(EMPTY), headers).data
    assert "200, but the response is longer than 8 MB" == error.problem


def test_drip(api: Emulator, connect: MakeClient) -> None:
    """The client stops reading a response that takes too long."""
    client = connect(api.url, timeout=0.3, max_wait=0.0)
    api.fault(Drip(0.01))

    assert "200, but the response did not end within 0.3 seconds" == problem(client)


@pytest.mark.parametrize(
    ("document", "text"),
    [
        pytest.param({"message": "No."}, "400 No", id="message"),
        pytest.param({"message": "No", "id": "e1"}, "400 No (error id e1)", id="id"),
        pytest.param({"message": ""}, "400 Bad Request", id="empty-message"),
        pytest.param({"message": 7, "id": 7}, "400 Bad Request", id="numbers"),
        pytest.param({}, "400 Bad Request", id="empty"),
        pytest.param("No", "400 Bad Request", id="string"),
        pytest.param(None, "400 Bad Request", id="null"),
        pytest.param(
            {"message": "No", "details": {"errors": [1]}}, "400 No, {'errors': [1]}", id="details"
        ),
        pytest.param({"message": "No", "details": {}}, "400 No", id="no-details"),
        pytest.param(
            {"message": "No", "details": {"retentionTime": ['"retentionTime" must be a number']}},
            "400 No, retentionTime: must be a number",
            id="path",
        ),
        pytest.param(
            {
                "message": "No",
                "details": {"scheduling.hour": ["a", '"scheduling.hour" b'], "x": []},
            },
            "400 No, scheduling.hour: a; scheduling.hour: b",
            id="path-with-two-reasons",
        ),
        pytest.param(
            {"message": "No", "details": {"a": '"a" is not allowed', "b": '"c" is required'}},
            '400 No, a: is not allowed; b: "c" is required',
            id="paths-with-a-reason-each",
        ),
        pytest.param(
            {"message": "No", "details": {"object": ['"object" must have 1 key', "or 2"]}},
            "400 No, must have 1 key; or 2",
            id="whole-object",
        ),
        pytest.param(
            {"message": "No", "details": {"a": ["b"], "c": [{"d": 1}]}},
            "400 No, {'a': ['b'], 'c': [{'d': 1}]}",
            id="path-with-an-object",
        ),
        pytest.param(
            {"message": "No", "details": {"a": None}}, "400 No, {'a': None}", id="path-with-null"
        ),
        pytest.param({"message": "No", "details": ["a", 1]}, "400 No, ['a', 1]", id="list"),
        pytest.param(
            {"message": "No", "details": {"a": ["x\nnf-secret"]}},
            "400 No, a: x [secret]",
            id="clean",
        ),
        pytest.param(
            {"message": "a\r\nb\u001b[2J\u202ec", "id": "e\u00851"},
            "400 a  b [2J c (error id e 1)",
            id="control-characters",
        ),
        pytest.param({"message": "x" * 501}, f"400 {'x' * 500}…", id="long-message"),
        pytest.param({"message": "x" * 500}, f"400 {'x' * 500}", id="longest-message"),
        pytest.param(
            {"message": "No", "details": "x" * 301}, f"400 No, {'x' * 300}…", id="long-details"
        ),
        pytest.param({"message": "No nf-secret"}, "400 No [secret]", id="secret"),
    ],
)
def test_error_document(document: Any, text: str) -> None:
    """The error shows the documented parts of the response, on one line of limited length."""
    with pytest.raises(ApiError) as caught:
        read(json.dumps({"error": document}).encode(), status=400)

    assert text == caught.value.problem


@pytest.mark.parametrize("content", [b"[]", b"", b"<p>no", b"[" * 100_000], ids=lambda one: one[:5])
def test_error_without_a_document(content: bytes) -> None:
    """If the body of an error is unreadable, the error shows the status."""
    with pytest.raises(ApiError) as caught:
        read(content, status=400)

    assert "400 Bad Request" == caught.value.problem


def test_unknown_status() -> None:
    """A status without a standard phrase is shown as unknown."""
    with pytest.raises(ServerError) as caught:
        read(b"", status=599)

    assert "599 unknown status" == caught.value.problem


@pytest.mark.parametrize(
    ("date", "time"),
    [
        (DATE, "2025-03-03T08:00:00+00:00"),
        ("Mon, 03 Mar 2025 08:00:00 -0000", "2025-03-03T08:00:00+00:00"),
        (None, None),
        ("", None),
        ("yesterday", None),
        ("99 Foo 2025 10:00:00 GMT", None),
        ("Tue, 04 Mar 99999999999999999999 08:00:00 GMT", None),
    ],
)
def test_server_time(date: str | None, time: str | None) -> None:
    """A response has the time of its Date header, if that can be read."""
    server_time = read(EMPTY, JSON if date is None else {**JSON, "Date": date}).server_time

    assert time == (server_time and server_time.isoformat())


@pytest.mark.parametrize(
    ("status", "headers", "seconds"),
    [
        pytest.param(503, {}, None, id="nothing"),
        pytest.param(503, {"Retry-After": "7"}, 7.0, id="seconds"),
        pytest.param(503, {"Retry-After": "0"}, 0.0, id="at-once"),
        pytest.param(503, {"Retry-After": "1.5"}, 1.5, id="fraction"),
        pytest.param(503, {"Retry-After": "-3"}, 0.0, id="negative"),
        pytest.param(503, {"Retry-After": "inf"}, None, id="infinity"),
        pytest.param(503, {"Retry-After": "nan"}, None, id="not-a-number"),
        pytest.param(503, {"Retry-After": "soon"}, None, id="words"),
        pytest.param(503, {"Retry-After": ""}, None, id="empty"),
        pytest.param(
            503, {"Retry-After": "Mon, 03 Mar 2025 08:01:30 GMT", "Date": DATE}, 90.0, id="date"
        ),
        pytest.param(
            503, {"Retry-After": "Mon, 03 Mar 2025 07:00:00 GMT", "Date": DATE}, 0.0, id="past"
        ),
        pytest.param(
            503, {"Retry-After": "Mon, 03 Mar 2025 07:00:00 GMT"}, 0.0, id="past-by-own-clock"
        ),
        pytest.param(429, {"x-ratelimit-reset": "42"}, 42.0, id="window"),
        pytest.param(
            429, {"Retry-After": "7", "x-ratelimit-reset": "42"}, 7.0, id="header-before-window"
        ),
        pytest.param(503, {"x-ratelimit-reset": "42"}, None, id="window-with-another-status"),
        pytest.param(429, {}, None, id="no-window"),
    ],
)
def test_seconds_to_wait(status: int, headers: dict[str, str], seconds: float | None) -> None:
    """The server asks for a wait in seconds or by a date, with 429 also by the window's end."""
    assert seconds == seconds_to_wait(status, headers)


def test_rate_limit(connect: MakeClient, slept: list[float], token: str) -> None:
    """If the rate limit's window ends too late to wait for it, the error says when it ends."""
    with Emulator(token=token, rate_limit=1) as api:
        client = connect(api.url, max_wait=60.0)
        ids(client)
        with pytest.raises(RateLimitedError) as caught:
            client.list_remaining(ORDERS)
        count = len(api.requests)

    assert caught.value.retry_after is not None
    assert 3590 < caught.value.retry_after <= 3600
    assert (2, []) == (count, slept)
