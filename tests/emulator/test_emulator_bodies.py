from __future__ import annotations

from typing import Any

import pytest
import requests
from tests.emulator.wanted import DAILY, destination, snapshot, without

SCHEDULES = "/v1/projects/shop/addons/orders/backup-schedules"

Body = dict[str, Any]


@pytest.mark.parametrize(
    ("content", "content_type", "status", "message"),
    [
        (b"{", "application/json", 400, "The request body is not valid: Invalid JSON: "),
        (b"", "application/json", 400, "The request body is not valid: Invalid JSON: "),
        (b"\xff", "application/json", 400, "The request body is not valid: Invalid JSON: "),
        (b"[" * 9999, "application/json", 400, "The request body is not valid: Invalid JSON: "),
        (b"[]", "application/json", 400, "The request body is not valid: Input should be "),
        (b"{}", "text/plain", 400, "The content type must be application/json, not 'text/plain'."),
        (b"{}", None, 400, "The content type must be application/json, not ''."),
        (b" " * 1_000_001, "application/json", 413, "The data value transmitted exceeds "),
        (b" " * 9_000_000, "application/json", 413, "The data value transmitted exceeds "),
    ],
    ids=["open", "empty", "not-utf8", "deep", "array", "text", "untyped", "big", "huge"],
)
def test_unreadable_body(
    client: requests.Session,
    content: bytes,
    content_type: str | None,
    status: int,
    message: str,
) -> None:
    """What is not a JSON object of a sensible size is refused in JSON."""
    headers = {} if content_type is None else {"Content-Type": content_type}

    response = client.post(SCHEDULES, data=content, headers=headers)

    assert status == response.status_code
    assert response.json()["error"]["message"].startswith(message)
    # The connection is as good as before.
    assert 200 == client.get(SCHEDULES).status_code


def test_content_type_with_a_charset(client: requests.Session, body: Body) -> None:
    """A content type may have parameters."""
    headers = {"Content-Type": "application/json; charset=utf-8"}

    assert 200 == client.post(SCHEDULES, json=body, headers=headers).status_code


@pytest.mark.parametrize("extra", [b"", b" " * 2_000_000])
def test_chunked_body(client: requests.Session, extra: bytes) -> None:
    """A body may come in chunks, but the limit of its size holds."""
    parts = (
        b'{"scheduling":{"interval":"hourly","minute":[0]},',
        b'"backupType":"dump","retentionTime":1}',
    )

    response = client.post(
        SCHEDULES,
        data=iter([*parts, *([extra] if extra else [])]),
        headers={"Content-Type": "application/json"},
    )

    assert (413 if extra else 200) == response.status_code


def test_problems_over_http(client: requests.Session) -> None:
    """A refused body is a 400 whose details name paths and problems."""
    response = client.post(SCHEDULES, json=snapshot(without(DAILY, "hour"), retention=61))

    error = response.json()["error"]

    assert 400 == response.status_code
    assert {
        "errors": [
            {"path": "scheduling.hour", "problem": "Required for daily schedules"},
            {
                "path": "retentionTime",
                "problem": "At most 60 days for daily schedules, not 61",
            },
        ]
    } == error["details"]
    assert (
        "The request body is not valid: scheduling.hour: Required for daily schedules; "
        "retentionTime: At most 60 days for daily schedules, not 61"
    ) == error["message"]


def test_example_of_the_page(client: requests.Session) -> None:
    """The page's example is accepted once its destination is as the field list says."""
    example = {
        "scheduling": {"interval": "weekly", "minute": [30], "hour": [18], "day": [4]},
        "backupType": "snapshot",
        "additionalDestinations": [{"retentionTime": 7}],
        "compressionType": "gz",
        "retentionTime": 7,
    }
    refused = client.post(SCHEDULES, json=example)
    example["additionalDestinations"] = [destination("example-backup-destination", retentionTime=7)]

    assert [
        "additionalDestinations.0.destinationId",
        "additionalDestinations.0.type",
    ] == [each["path"] for each in refused.json()["error"]["details"]["errors"]]
    assert 200 == client.post(SCHEDULES, json=example).status_code
