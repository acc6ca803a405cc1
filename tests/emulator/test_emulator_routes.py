from __future__ import annotations

import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
import requests

from pulumi_northflank.emulator import Emulator

SCHEDULES = "/v1/projects/shop/addons/orders/backup-schedules"
TEAM_SCHEDULES = "/v1/teams/acme/projects/shop/addons/orders/backup-schedules"

Connect = Callable[..., requests.Session]
Body = dict[str, Any]


def error_of(response: requests.Response) -> tuple[int, str]:
    """Give the status and the message of a refusal."""
    return response.status_code, response.json()["error"]["message"]


def test_create_answers_with_an_id(client: requests.Session, body: Body) -> None:
    """A created schedule is answered with 200 and an id of 24 hexadecimal digits."""
    response = client.post(SCHEDULES, json=body)

    assert 200 == response.status_code
    assert ["data"] == list(response.json())
    assert re.fullmatch("[0-9a-f]{24}", response.json()["data"]["id"])


def test_list_shows_what_was_created(client: requests.Session, body: Body) -> None:
    """A list item has the defaults filled in, and the list's own name for the compression."""
    schedule_id = client.post(SCHEDULES, json=body).json()["data"]["id"]

    expected = {
        "data": {
            "schedules": [
                {
                    "id": schedule_id,
                    "backupType": "snapshot",
                    "backupCompressionType": "gz",
                    "additionalDestinations": [],
                    "scheduling": {"interval": "daily", "minute": [30], "hour": [18]},
                    "retentionTime": 7,
                    "createdAt": "2025-03-03T08:00:00.000Z",
                    "updatedAt": "2025-03-03T08:00:00.000Z",
                }
            ]
        },
        "pagination": {"hasNextPage": False, "count": 1},
    }

    assert expected == client.get(SCHEDULES).json()


def test_list_of_nothing(client: requests.Session) -> None:
    """An addon without schedules has an empty list."""
    assert {
        "data": {"schedules": []},
        "pagination": {"hasNextPage": False, "count": 0},
    } == client.get(SCHEDULES).json()


def test_list_keeps_every_property(client: requests.Session) -> None:
    """Destinations, days and a chosen compression come back as sent."""
    destinations = [
        {"destinationId": "far-away", "type": "custom", "retentionTime": 9},
        {"destinationId": "near-by", "type": "custom"},
    ]
    client.post(
        SCHEDULES,
        json={
            "scheduling": {"interval": "weekly", "minute": [0], "hour": [3], "day": [6, 0]},
            "backupType": "snapshot",
            "additionalDestinations": destinations,
            "retentionTime": 120,
        },
    )
    client.post(
        SCHEDULES,
        json={
            "scheduling": {"interval": "hourly", "minute": [59]},
            "backupType": "dump",
            "compressionType": "zstd",
            "customDestinationId": "my-bucket",
            "retentionTime": 7,
        },
    )

    snapshot, dump = client.get(SCHEDULES).json()["data"]["schedules"]

    assert destinations == snapshot["additionalDestinations"]
    assert [6, 0] == snapshot["scheduling"]["day"]
    assert "customDestinationId" not in snapshot
    assert ("zstd", "my-bucket") == (dump["backupCompressionType"], dump["customDestinationId"])
    assert {"interval": "hourly", "minute": [59]} == dump["scheduling"]


def test_delete(client: requests.Session, body: Body) -> None:
    """A deleted schedule is gone, and deleting it again is a 404."""
    path = f"{SCHEDULES}/{client.post(SCHEDULES, json=body).json()['data']['id']}"

    response = client.delete(path)

    assert (200, {"data": {}}) == (response.status_code, response.json())
    assert [] == client.get(SCHEDULES).json()["data"]["schedules"]
    assert 404 == client.delete(path).status_code


def test_delete_needs_the_right_addon(api: Emulator, client: requests.Session, body: Body) -> None:
    """A schedule cannot be deleted by way of another addon or another team."""
    schedule_id = api.add_schedule("shop", "orders", body)

    paths = (
        f"/v1/projects/shop/addons/other/backup-schedules/{schedule_id}",
        f"{TEAM_SCHEDULES}/{schedule_id}",
    )

    assert [404, 404] == [client.delete(path).status_code for path in paths]
    assert 1 == len(api.schedules("shop", "orders"))


def test_teams_are_apart(api: Emulator, client: requests.Session, body: Body) -> None:
    """The addon of a team is another one than that without a team."""
    client.post(TEAM_SCHEDULES, json=body)

    assert 0 == len(api.schedules("shop", "orders"))
    assert 1 == len(api.schedules("shop", "orders", team="acme"))
    assert 1 == client.get(TEAM_SCHEDULES).json()["pagination"]["count"]
    assert 200 == client.post(SCHEDULES, json=body).status_code


def test_duplicate(client: requests.Session, body: Body) -> None:
    """A second schedule of the same interval and backup type is refused with 409."""
    client.post(SCHEDULES, json=body)

    assert (
        409,
        "The addon already has a backup schedule of this kind (daily snapshot).",
    ) == error_of(client.post(SCHEDULES, json={**body, "retentionTime": 1}))


def test_six_schedules_an_addon(client: requests.Session) -> None:
    """An addon has room for each interval of each backup type."""
    schedulings = [
        {"interval": "hourly", "minute": [0]},
        {"interval": "daily", "minute": [0], "hour": [0]},
        {"interval": "weekly", "minute": [0], "hour": [0], "day": [0]},
    ]
    statuses = [
        client.post(
            SCHEDULES, json={"scheduling": each, "backupType": backup_type, "retentionTime": 1}
        ).status_code
        for each in schedulings
        for backup_type in ("dump", "snapshot")
    ]

    assert [200] * 6 == statuses


def test_three_per_addon(connect: Connect, body: Body) -> None:
    """With the other rule an interval is taken whatever the backup type."""
    with Emulator(three_per_addon=True) as api:
        client = connect(api)
        client.post(SCHEDULES, json=body)

        status = client.post(SCHEDULES, json={**body, "backupType": "dump"}).status_code

    assert 409 == status


def test_conflict_status(connect: Connect, body: Body) -> None:
    """The status of a duplicate can be chosen."""
    with Emulator(conflict_status=400) as api:
        client = connect(api)
        client.post(SCHEDULES, json=body)

        status = client.post(SCHEDULES, json=body).status_code

    assert 400 == status


def test_concurrent_duplicates(api: Emulator, connect: Connect, body: Body) -> None:
    """Of many clients which create the same at once, exactly one succeeds."""
    clients = [connect(api) for _ in range(16)]

    with ThreadPoolExecutor(len(clients)) as pool:
        statuses = pool.map(lambda client: client.post(SCHEDULES, json=body).status_code, clients)

    assert [200] + [409] * 15 == sorted(statuses)
    assert 1 == len(api.schedules())


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
    """Without the right bearer token everything is a 401, even what does not exist."""
    client = connect(api, token=None)
    headers = {} if authorization is None else {"Authorization": authorization.encode()}

    answers = [error_of(client.get(path, headers=headers)) for path in (SCHEDULES, "/nowhere")]

    assert [(401, "The API token is missing or not valid.")] * 2 == answers
    assert [False, False] == [record.authorized for record in api.requests]


@pytest.mark.parametrize("authorization", ["Bearer t", "bearer t", "Bearer  t"])
def test_good_token(api: Emulator, connect: Connect, authorization: str) -> None:
    """The scheme may be written in either case."""
    client = connect(api, token=None)

    response = client.get(SCHEDULES, headers={"Authorization": authorization})

    assert 200 == response.status_code


def test_any_token(connect: Connect) -> None:
    """With no token set any is accepted, but none is not."""
    with Emulator() as api:
        statuses = [
            connect(api, token=token).get("/v1/login").status_code for token in ("whatever", None)
        ]

    assert [200, 401] == statuses


def test_read_only(connect: Connect, body: Body) -> None:
    """A token without the permission can look, but neither create nor delete."""
    with Emulator(read_only=True) as api:
        client = connect(api)
        schedule_id = api.add_schedule("shop", "orders", body)

        seen = client.get(SCHEDULES).status_code
        refused = [
            error_of(client.post(SCHEDULES, json=body)),
            error_of(client.delete(f"{SCHEDULES}/{schedule_id}")),
        ]

    assert 200 == seen
    assert [
        (403, "The API token lacks the permission Project > Addons > General > Update.")
    ] * 2 == refused


def test_login(client: requests.Session) -> None:
    """A valid token can log in."""
    assert {"data": {}} == client.get("/v1/login").json()


@pytest.mark.parametrize(
    ("path", "status", "message"),
    [
        ("/v1/projects/shop/addons/orders/backup-schedules", 200, None),
        ("/v1/teams/acme/projects/crm/addons/people/backup-schedules", 200, None),
        (
            "/v1/projects/shop/addons/people/backup-schedules",
            404,
            "There is no addon 'people' in the project 'shop'.",
        ),
        (
            "/v1/projects/crm/addons/people/backup-schedules",
            404,
            "There is no project 'crm'.",
        ),
        (
            "/v1/teams/acme/projects/shop/addons/orders/backup-schedules",
            404,
            "There is no project 'shop'.",
        ),
        ("/v1/projects/shop", 200, None),
        ("/v1/projects/crm", 404, "There is no project 'crm'."),
        ("/v1/projects/crm/addons", 404, "There is no project 'crm'."),
    ],
)
def test_named_addons(connect: Connect, path: str, status: int, message: str | None) -> None:
    """With addons named, no others exist, nor their projects."""
    with Emulator(addons=["shop/orders", "acme/crm/people"]) as api:
        response = connect(api).get(path)

    assert status == response.status_code
    assert message == response.json().get("error", {}).get("message")


def test_unknown_addon_refuses_a_schedule(connect: Connect, body: Body) -> None:
    """Nothing can be created at, or deleted from, an addon that does not exist."""
    with Emulator(addons=["shop/other"]) as api:
        client = connect(api)

        statuses = [
            client.post(SCHEDULES, json=body).status_code,
            client.delete(f"{SCHEDULES}/62cc20b90956ab62a58e8474").status_code,
        ]

    assert [404, 404] == statuses


def test_project(client: requests.Session) -> None:
    """A project is shown with its id and a name, in both forms of the path."""
    expected = {"data": {"id": "shop", "name": "shop"}}

    assert expected == client.get("/v1/projects/shop").json()
    assert expected == client.get("/v1/teams/acme/projects/shop").json()


def test_addons_which_were_named(connect: Connect) -> None:
    """A project lists the addons named at the start, page by page."""
    with Emulator(addons=["shop/orders", "shop/bills", "crm/people", "acme/shop/x"]) as api:
        client = connect(api)
        first = client.get("/v1/projects/shop/addons", params={"per_page": 1}).json()
        second = client.get(
            "/v1/projects/shop/addons", params={"cursor": first["pagination"]["cursor"]}
        ).json()
        of_team = client.get("/v1/teams/acme/projects/shop/addons").json()

    assert ["orders"] == [addon["id"] for addon in first["data"]["addons"]]
    assert ["bills"] == [addon["id"] for addon in second["data"]["addons"]]
    assert {"hasNextPage": False, "count": 1} == second["pagination"]
    assert ["x"] == [addon["id"] for addon in of_team["data"]["addons"]]


@pytest.mark.parametrize(
    ("path", "application"),
    [
        ("/v1/projects/shop/addons", "/emulator/shop/orders"),
        ("/v1/teams/acme/projects/shop/addons", "/acme/shop/orders"),
    ],
)
def test_a_listed_addon(connect: Connect, path: str, application: str) -> None:
    """A listed addon has all that the official clients' types say is always there."""
    with Emulator(addons=["shop/orders", "acme/shop/orders"]) as api:
        data = connect(api).get(path).json()["data"]

    assert {
        "addons": [
            {
                "id": "orders",
                "name": "orders",
                "appId": application,
                "tags": [],
                "spec": {"type": "postgresql"},
                "status": "running",
            }
        ]
    } == data


def test_addons_which_hold_schedules(api: Emulator, client: requests.Session, body: Body) -> None:
    """With no addons named, a project lists those which hold schedules."""
    for addon in ("orders", "bills"):
        api.add_schedule("shop", addon, body)
    api.add_schedule("shop", "hidden", body, team="acme")

    addons = client.get("/v1/projects/shop/addons").json()["data"]["addons"]

    assert ["bills", "orders"] == [addon["id"] for addon in addons]


@pytest.mark.parametrize(
    "path",
    [
        "/nowhere",
        "/v1",
        "/v1/projects",
        f"{SCHEDULES}/",
        "/v1//projects/shop",
        "/v1/projects//addons",
        "/v1/projects/shop/addons/orders/backup-schedules/a/b",
    ],
)
def test_unknown_route(client: requests.Session, path: str) -> None:
    """A path which the API does not have is a 404, and JSON all the same."""
    response = client.get(path)

    assert 404 == response.status_code
    assert {"message", "id", "details"} == set(response.json()["error"])
    assert "1000" == response.headers["x-ratelimit-limit"]


@pytest.mark.parametrize("method", ["PUT", "PATCH", "OPTIONS", "DELETE"])
def test_wrong_method(client: requests.Session, method: str) -> None:
    """There is no update: another method is a 405 that names those there are."""
    response = client.request(method, SCHEDULES)

    assert 405 == response.status_code
    assert {"GET", "HEAD", "POST"} == set(response.headers["Allow"].split(", "))
    assert "message" in response.json()["error"]


def test_no_single_schedule(api: Emulator, client: requests.Session, body: Body) -> None:
    """One schedule by itself cannot be read."""
    schedule_id = api.add_schedule("shop", "orders", body)

    assert 405 == client.get(f"{SCHEDULES}/{schedule_id}").status_code


def test_encoded_ids(api: Emulator, client: requests.Session, body: Body) -> None:
    """A percent-encoded id is one id, even with a slash in it."""
    client.post("/v1/projects/a%2Fb/addons/%C3%A9%20%25/backup-schedules", json=body)

    assert 1 == len(api.schedules("a/b", "\N{LATIN SMALL LETTER E WITH ACUTE} %"))


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


def test_head(client: requests.Session) -> None:
    """HEAD answers like GET, without a body, and leaves the connection usable."""
    response = client.head(SCHEDULES)

    assert (200, b"") == (response.status_code, response.content)
    assert 200 == client.get(SCHEDULES).status_code


def test_bug_is_a_500(
    api: Emulator, client: requests.Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A bug of the emulator is a 500 in JSON and shows on stderr."""

    def fail(*_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr("pulumi_northflank.emulator.store.Store.of_addon", fail)

    assert 500 == client.get(SCHEDULES).status_code
    assert [500] == [record.status for record in api.requests]
