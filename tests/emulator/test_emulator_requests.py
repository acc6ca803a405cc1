"""What the API requires of every request: a token, a route, a method and a body."""

from __future__ import annotations

import json

import pytest
import requests
from tests.emulator.reading import error_of
from tests.emulator.samples import (
    DAILY,
    HOURLY,
    SCHEDULES,
    WEEKLY,
    Connect,
    destination,
    snapshot,
    without,
)

from pulumi_northflank.emulator import Emulator


@pytest.mark.parametrize(
    "authorization",
    [
        None,
        "",
        "t",
        "Bearer",
        "Bearer ",
        "Bearer wrong",
        "Bearer t t",
        "Basic t",
        "Bearer t\N{LATIN SMALL LETTER E WITH ACUTE}",
    ],
)
def test_bad_token(api: Emulator, connect: Connect, authorization: str | None) -> None:
    """Without the right bearer token everything is a 401, even an unknown route."""
    client = connect(api, token=None)
    headers = {} if authorization is None else {"Authorization": authorization.encode()}

    refused = [error_of(client.get(path, headers=headers)) for path in (SCHEDULES, "/nowhere")]

    assert [(401, "Unauthorized")] * 2 == refused
    assert [False, False] == [record.authorized for record in api.requests]


@pytest.mark.parametrize("authorization", ["Bearer t", "bearer t", "Bearer  t"])
def test_good_token(api: Emulator, connect: Connect, authorization: str) -> None:
    """A valid token can log in, whatever the case of the scheme."""
    client = connect(api, token=None)

    response = client.get("/v1/login", headers={"Authorization": authorization})

    assert (200, {"data": {}}) == (response.status_code, response.json())


def test_any_token(connect: Connect) -> None:
    """If no token is set, any token is accepted, but one is required."""
    with Emulator() as api:
        statuses = [
            connect(api, token).get("/v1/login").status_code for token in ("other", "", None)
        ]

    assert [200, 401, 401] == statuses


def test_read_only(connect: Connect) -> None:
    """A token without the permission can list schedules, but neither create nor delete them."""
    with Emulator(read_only=True) as api:
        client = connect(api)
        schedule_id = api.add_schedule("shop", "orders", snapshot())
        listed = client.get(SCHEDULES).status_code
        refused = [
            error_of(client.post(SCHEDULES, json=snapshot())),
            error_of(client.delete(f"{SCHEDULES}/{schedule_id}")),
        ]

    message = "The API token lacks the permission Project > Addons > General > Update."
    assert (200, [(403, message)] * 2) == (listed, refused)


@pytest.mark.parametrize(
    "path",
    [
        "/nowhere",
        "/v1",
        "/v1/projects",
        f"{SCHEDULES}/",
        "/v1//projects/shop",
        "/v1/projects//addons",
        f"{SCHEDULES}/a/b",
    ],
)
def test_unknown_route(client: requests.Session, path: str) -> None:
    """An unknown path is a 404, also in JSON."""
    response = client.get(path)

    assert 404 == response.status_code
    assert {"status", "message", "id", "details"} == set(response.json()["error"])
    assert "1000" == response.headers["x-ratelimit-limit"]


@pytest.mark.parametrize(
    ("method", "path", "allowed"),
    [
        *((method, "", "GET, HEAD, POST") for method in ("PUT", "PATCH", "OPTIONS", "DELETE")),
        *((method, "/x", "DELETE") for method in ("GET", "PUT", "PATCH")),
    ],
)
def test_wrong_method(client: requests.Session, method: str, path: str, allowed: str) -> None:
    """A schedule can be neither read alone nor updated; a 405 names the allowed methods."""
    response = client.request(method, SCHEDULES + path)

    assert 405 == response.status_code
    assert set(allowed.split(", ")) == set(response.headers["Allow"].split(", "))
    assert ("text/plain; charset=utf-8", "Method Not Allowed") == (
        response.headers["Content-Type"],
        response.text,
    )


def test_encoded_ids(api: Emulator, client: requests.Session) -> None:
    """A percent-encoded segment is one ID, even with a slash in it."""
    client.post("/v1/projects/a%2Fb/addons/%C3%A9%20%25/backup-schedules", json=snapshot())

    assert 1 == len(api.schedules("a/b", "\N{LATIN SMALL LETTER E WITH ACUTE} %"))


def test_head(client: requests.Session) -> None:
    """HEAD responds like GET but without a body, and the connection stays usable."""
    response = client.head(SCHEDULES)

    assert (200, b"") == (response.status_code, response.content)
    assert 200 == client.get(SCHEDULES).status_code


def test_bug_is_a_500(
    api: Emulator,
    client: requests.Session,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """A bug of the emulator is a 500 in JSON, and its traceback is logged."""
    monkeypatch.setattr("pulumi_northflank.emulator.store.Store.of_addon", lambda *_: 1 // 0)

    status, message = error_of(client.get(SCHEDULES))

    assert (500, True) == (status, bool(message))
    assert [500] == [record.status for record in api.requests]
    assert "ZeroDivisionError" in caplog.text


INVALID = "Request failed payload validation - see details"


@pytest.mark.parametrize(
    ("content", "content_type", "status", "message"),
    [
        (b"{", "application/json", 400, INVALID),
        (b"", "application/json", 400, INVALID),
        (b"\xff", "application/json", 400, INVALID),
        (b"[" * 9999, "application/json", 400, INVALID),
        (b"[]", "application/json", 400, INVALID),
        (b"{}", "text/plain", 400, "The content type must be application/json, not 'text/plain'."),
        (b"{}", None, 400, "The content type must be application/json, not ''."),
        (b" " * 1_000_001, "application/json", 413, ""),
        (b" " * 9_000_000, "application/json", 413, ""),
    ],
    ids=["open", "empty", "not-utf8", "deep", "array", "text", "untyped", "big", "huge"],
)
def test_unreadable_body(
    client: requests.Session, content: bytes, content_type: str | None, status: int, message: str
) -> None:
    """A body that is not a JSON object of a sensible size is refused, in JSON."""
    headers = {} if content_type is None else {"Content-Type": content_type}

    refused = error_of(client.post(SCHEDULES, data=content, headers=headers))

    assert (status, message) == (refused[0], str(refused[1])[: len(message)])
    # The connection is still usable.
    assert 200 == client.get(SCHEDULES).status_code


@pytest.mark.parametrize(("extra", "status"), [([], 200), ([b" " * 2_000_000], 413)])
def test_chunked_body(client: requests.Session, extra: list[bytes], status: int) -> None:
    """A body may be sent in chunks, within the same limit; a content type may have parameters."""
    parts = [json.dumps(snapshot())[:-1].encode(), b"}"]
    headers = {"Content-Type": "application/json; charset=utf-8"}

    response = client.post(SCHEDULES, data=iter(parts + extra), headers=headers)

    assert status == response.status_code


def test_invalid_body(client: requests.Session) -> None:
    """The response to an invalid body lists the problems by path in its details."""
    response = client.post(SCHEDULES, json=snapshot(without(DAILY, "hour"), retention=61))

    assert {
        "status": 400,
        "message": "Request failed payload validation - see details",
        "id": "nf-invalid-request-body",
        "details": {
            "scheduling.hour": ['"scheduling.hour" is required for daily schedules'],
            "retentionTime": [
                '"retentionTime" must be at most 60 days for daily schedules, not 61'
            ],
        },
    } == response.json()["error"]


@pytest.mark.parametrize(
    ("body", "details"),
    [
        ([], {"object": ['"object" must be an object']}),
        ("", {"object": ['"object" must be an object']}),
        (snapshot(colour=1), {"colour": ['"colour" is not allowed']}),
        (without(snapshot(), "backupType"), {"backupType": ['"backupType" is required']}),
        (
            snapshot({**HOURLY, "minute": [60], "hour": [1]}),
            {"scheduling.minute.0": ['"scheduling.minute.0" must be less than or equal to 59']},
        ),
        (
            snapshot({**HOURLY, "hour": [1]}, customDestinationId="own"),
            {
                "scheduling.hour": ['"scheduling.hour" is not allowed for hourly schedules'],
                "customDestinationId": [
                    '"customDestinationId" is only applicable for dump backups'
                ],
            },
        ),
    ],
)
def test_details(client: requests.Session, body: object, details: object) -> None:
    """The details of a refusal name each path with what it must be, and the whole as `object`."""
    response = client.post(SCHEDULES, json=body)

    assert details == response.json()["error"]["details"]


def test_example_of_the_page(client: requests.Session) -> None:
    """The documentation's example, with its destination corrected, is accepted."""
    example = snapshot(
        {**WEEKLY, "minute": [30], "hour": [18], "day": [4]},
        additionalDestinations=[destination("example-backup-destination", retentionTime=7)],
        compressionType="gz",
    )

    assert 200 == client.post(SCHEDULES, json=example).status_code
