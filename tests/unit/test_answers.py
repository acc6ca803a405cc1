from __future__ import annotations

import gzip
import json
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import pytest

from pulumi_northflank import (
    ApiError,
    RateLimitedError,
    RequestError,
    ServerError,
    TransportError,
    UnreadableAnswerError,
)
from pulumi_northflank.address import Address
from pulumi_northflank.answers import seconds_to_wait
from pulumi_northflank.client import Client
from pulumi_northflank.emulator import Drip, Emulator, Html, Huge, Latency, Raw, Status, Truncate

MakeInputs = Callable[..., dict[str, Any]]
MakeClient = Callable[..., Client]

ORDERS = Address("shop", "orders")
EMPTY = b'{"data": {"schedules": []}}'
NO_JSON = "200, but what came is not the API's JSON"


Serve = Callable[[bytes, dict[str, str]], str]


@pytest.fixture(name="serve")
def _serve() -> Iterator[Serve]:
    """Answer one request with bytes and headers that the emulator would not send."""
    servers: list[HTTPServer] = []
    threads: list[threading.Thread] = []

    def serve(content: bytes, headers: dict[str, str]) -> str:
        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                self.send_response(200)
                for name, value in headers.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(content)))
                self.end_headers()
                self.wfile.write(content)

            def log_message(self, *_: Any) -> None:
                pass

        servers.append(HTTPServer(("127.0.0.1", 0), Handler))
        threads.append(threading.Thread(target=servers[-1].handle_request))
        threads[-1].start()
        return f"http://127.0.0.1:{servers[-1].server_port}"

    yield serve

    for server, thread in zip(servers, threads, strict=True):
        thread.join()
        server.server_close()


def problem(client: Client, kind: type[RequestError] = UnreadableAnswerError) -> str:
    """What is wrong with the answer to a list."""
    with pytest.raises(kind) as caught:
        client.list_what_is_left(ORDERS)
    assert type(caught.value) is kind
    return caught.value.problem


@pytest.mark.parametrize(
    ("answer", "what"),
    [
        pytest.param(Html(), "(text/html; charset=utf-8, 72 bytes)", id="html"),
        pytest.param(Raw(b""), "(application/json, 0 bytes)", id="nothing"),
        pytest.param(Raw(b"{"), "(application/json, 1 bytes)", id="half"),
        pytest.param(Raw(b"[]"), "(application/json, 2 bytes)", id="a-list"),
        pytest.param(Raw(b"null"), "(application/json, 4 bytes)", id="null"),
        pytest.param(Raw(b"{}"), "(application/json, 2 bytes)", id="no-data"),
        pytest.param(Raw(b'{"data": []}'), "(application/json, 12 bytes)", id="data-in-a-list"),
        pytest.param(Raw(b'{"data": null}'), "(application/json, 14 bytes)", id="null-data"),
        pytest.param(Raw(b"\xff\xfe{"), "(application/json, 3 bytes)", id="no-unicode"),
        pytest.param(Raw(b"[" * 100_000), "(application/json, 100000 bytes)", id="deep"),
        pytest.param(
            Raw(b'{"data":' * 90_000), "(application/json, 720000 bytes)", id="deep-objects"
        ),
        pytest.param(Raw(b"1" * 5000), "(application/json, 5000 bytes)", id="a-long-number"),
        pytest.param(Huge(1_000_000), "(application/json, 1000000 bytes)", id="a-megabyte"),
        pytest.param(
            Raw(b"x", content_type="text/plain\x7f\x85" + "x" * 600),
            f"(text/plain  {'x' * 488}…, 1 bytes)",
            id="content-type",
        ),
    ],
)
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_no_json(
    api: Emulator,
    connect: MakeClient,
    body: MakeInputs,
    method: str,
    answer: Any,
    what: str,
) -> None:
    """Anything but a JSON object with `data` is unreadable, whatever the status promises."""
    client = connect(api.url, max_wait=0.0)
    request: Callable[[], object] = (
        (lambda: client.list_what_is_left(ORDERS))
        if method == "GET"
        else (lambda: client.create_schedule(ORDERS, body()))
    )
    api.fault(answer)

    with pytest.raises(UnreadableAnswerError) as caught:
        request()

    assert f"{NO_JSON} {what}" == caught.value.problem
    assert (200, False, True) == (
        caught.value.status,
        caught.value.settled,
        caught.value.transient,
    )


def test_no_content_type(serve: Serve, connect: MakeClient) -> None:
    """An answer without a content type is told as such."""
    client = connect(serve(b"x", {}), max_wait=0.0)

    assert f"{NO_JSON} (no content type, 1 bytes)" == problem(client)


@pytest.mark.parametrize("status", [201, 202, 204, 206])
def test_other_success(api: Emulator, connect: MakeClient, status: int) -> None:
    """Success is exactly 200."""
    api.fault(Raw(b"" if status == 204 else EMPTY, status))

    assert problem(connect(api.url, max_wait=0.0)).startswith(f"{status}, but what came is not")


def test_unreadable_answers_are_asked_for_again(api: Emulator, client: Client) -> None:
    """A page of a proxy may be gone a little later."""
    api.fault(Html(), times=2)

    assert [] == client.list_what_is_left(ORDERS).schedules
    assert 3 == len(api.requests)


def test_unreadable_answer_to_a_post(api: Emulator, client: Client, body: MakeInputs) -> None:
    """A POST is not sent again for an unreadable answer."""
    api.fault(Html(after_commit=True))

    with pytest.raises(UnreadableAnswerError):
        client.create_schedule(ORDERS, body())
    assert (1, 1) == (len(api.requests), len(api.schedules()))


def test_too_long(api: Emulator, client: Client) -> None:
    """An answer of more than 8 MB is not read to its end, and not asked for again."""
    api.fault(Huge(8 * 1024 * 1024 + 1), times=None)

    assert "200, but the answer is longer than 8 MB" == problem(client)
    assert 1 == len(api.requests)


def test_just_not_too_long(api: Emulator, connect: MakeClient) -> None:
    """An answer of exactly 8 MB is read."""
    api.fault(Huge(8 * 1024 * 1024))

    assert f"{NO_JSON} (application/json, 8388608 bytes)" == problem(connect(api.url, max_wait=0.0))


def test_error_that_is_too_long(api: Emulator, client: Client) -> None:
    """Errors have the same bound."""
    api.fault(Raw(b"x" * (8 * 1024 * 1024 + 1), 400))

    assert "400, but the answer is longer than 8 MB" == problem(client)


def test_compressed(serve: Serve, connect: MakeClient) -> None:
    """A compressed answer is read."""
    client = connect(serve(gzip.compress(EMPTY), {"Content-Encoding": "gzip"}))

    assert [] == client.list_what_is_left(ORDERS).schedules


def test_compressed_bomb(serve: Serve, connect: MakeClient) -> None:
    """What counts is the size after decompression."""
    packed = gzip.compress(b" " * (8 * 1024 * 1024 + 1))
    client = connect(serve(packed, {"Content-Encoding": "gzip"}))

    assert "200, but the answer is longer than 8 MB" == problem(client)


def test_drip(api: Emulator, connect: MakeClient) -> None:
    """An answer that comes byte by byte is given up when its time is over."""
    client = connect(api.url, timeout=0.3, max_wait=0.0)
    api.fault(Drip(0.01))

    assert "200, but the answer did not end within 0.3 seconds" == problem(client)


def test_late(api: Emulator, connect: MakeClient) -> None:
    """An answer that does not begin in time is given up."""
    client = connect(api.url, timeout=0.3, max_wait=0.0)
    api.fault(Latency(5))

    host = api.url.removeprefix("http://")
    assert f"no answer from {host} within 0.3 seconds" == problem(client, TransportError)


@pytest.mark.parametrize("kept", [0, 10])
def test_truncated(api: Emulator, connect: MakeClient, kept: int) -> None:
    """An answer that ends before its end is none."""
    api.fault(Truncate(kept))

    assert "broke before the answer had come" in problem(
        connect(api.url, max_wait=0.0), TransportError
    )


@pytest.mark.parametrize(
    ("document", "text"),
    [
        pytest.param({"message": "No."}, "400 No", id="message"),
        pytest.param({"message": "No", "id": "e1"}, "400 No (error id e1)", id="id"),
        pytest.param({"message": ""}, "400 Bad Request", id="empty-message"),
        pytest.param({"message": 7, "id": 7}, "400 Bad Request", id="numbers"),
        pytest.param({}, "400 Bad Request", id="empty"),
        pytest.param("No", "400 Bad Request", id="a-text"),
        pytest.param(None, "400 Bad Request", id="null"),
        pytest.param(
            {"message": "No", "details": {"errors": [1]}}, "400 No, {'errors': [1]}", id="details"
        ),
        pytest.param({"message": "No", "details": {}}, "400 No", id="no-details"),
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
    ],
)
def test_error_document(api: Emulator, client: Client, document: Any, text: str) -> None:
    """Of an error answer, the documented parts are told, on one line of bounded length."""
    api.fault(Raw(json.dumps({"error": document}).encode(), 400))

    assert text == problem(client, ApiError)


@pytest.mark.parametrize(
    "answer",
    [
        pytest.param(Raw(b"[]", 400), id="a-list"),
        pytest.param(Raw(b"", 400), id="nothing"),
        pytest.param(Raw(b"<p>no", 400, "text/html"), id="html"),
        pytest.param(Raw(b"[" * 100_000, 400), id="deep"),
    ],
)
def test_error_without_a_document(api: Emulator, client: Client, answer: Any) -> None:
    """An error is told by its status where its body says nothing."""
    api.fault(answer)

    assert "400 Bad Request" == problem(client, ApiError)


def test_error_of_no_known_status(api: Emulator, client: Client) -> None:
    """A status that nobody has heard of is told as unknown."""
    api.fault(Raw(b"", 599))

    assert "599 unknown status" == problem(client, ServerError)


def test_time_of_the_server(api: Emulator, client: Client) -> None:
    """An answer is as old as the server's clock says."""
    api.clock.advance(86_400)
    first = client.list_what_is_left(ORDERS).server_time
    api.clock.advance(86_400)
    second = client.list_what_is_left(ORDERS).server_time

    assert first is not None
    assert second is not None
    assert 86_400 <= (second - first).total_seconds() < 86_400 + 60


@pytest.mark.parametrize(
    "date",
    [
        "",
        "yesterday",
        "99 Foo 2025 10:00:00 GMT",
        "Tue, 04 Mar 99999999999999999999 08:00:00 GMT",
    ],
)
def test_no_time_of_the_server(api: Emulator, client: Client, date: str) -> None:
    """A date that can't be read is none."""
    api.fault(Status(200, {"Date": date}, EMPTY.decode()))

    assert client.list_what_is_left(ORDERS).server_time is None


def test_date_without_a_zone(api: Emulator, client: Client) -> None:
    """A date without a time zone is in UTC."""
    api.fault(Status(200, {"Date": "Mon, 03 Mar 2025 08:00:00 -0000"}, EMPTY.decode()))
    time = client.list_what_is_left(ORDERS).server_time

    assert time is not None
    assert "2025-03-03T08:00:00+00:00" == time.isoformat()


DATE = "Mon, 03 Mar 2025 08:00:00 GMT"


@pytest.mark.parametrize(
    ("status", "headers", "seconds"),
    [
        pytest.param(503, {}, None, id="nothing"),
        pytest.param(503, {"Retry-After": "7"}, 7.0, id="seconds"),
        pytest.param(503, {"Retry-After": "0"}, 0.0, id="at-once"),
        pytest.param(503, {"Retry-After": "1.5"}, 1.5, id="a-fraction"),
        pytest.param(503, {"Retry-After": "-3"}, 0.0, id="negative"),
        pytest.param(503, {"Retry-After": "inf"}, None, id="for-ever"),
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
            503, {"Retry-After": "Mon, 03 Mar 2025 07:00:00 GMT"}, 0.0, id="past-by-our-clock"
        ),
        pytest.param(429, {"x-ratelimit-reset": "42"}, 42.0, id="window"),
        pytest.param(
            429, {"Retry-After": "7", "x-ratelimit-reset": "42"}, 7.0, id="header-before-window"
        ),
        pytest.param(503, {"x-ratelimit-reset": "42"}, None, id="window-of-another-status"),
        pytest.param(429, {}, None, id="no-window"),
    ],
)
def test_seconds_to_wait(status: int, headers: dict[str, str], seconds: float | None) -> None:
    """The server's wish is read as seconds or a date, of 429 also from the rate limit's window."""
    assert seconds == seconds_to_wait(status, headers)


def test_rate_limit(connect: MakeClient, slept: list[float], token: str) -> None:
    """The window of the rate limit is waited for if the budget allows, and told if not."""
    with Emulator(token=token, rate_limit=1) as api:
        client = connect(api.url, max_wait=60.0)
        client.list_what_is_left(ORDERS)
        with pytest.raises(RateLimitedError) as caught:
            client.list_what_is_left(ORDERS)
        count = len(api.requests)

    assert caught.value.retry_after is not None
    assert 3590 < caught.value.retry_after <= 3600
    assert str(caught.value).endswith(
        "The API takes 1000 requests an hour. It asks to come back in "
        f"{caught.value.retry_after:.0f} seconds."
    )
    assert (2, []) == (count, slept)
