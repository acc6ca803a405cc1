"""The seed file, and the control routes with which a container or another language starts anew."""

from __future__ import annotations

import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
import requests
from click.testing import CliRunner
from tests.emulator.samples import DAILY, HOURLY, SCHEDULES, SIX, Connect, dump, snapshot

from pulumi_northflank.cli import main
from pulumi_northflank.emulator import Clock, Emulator, EmulatorError

Write = Callable[[Any], Path]

OLD = "2025-02-26T00:30:00.000Z"
ONE = {
    "projectId": "shop",
    "teamId": None,
    "addons": [
        {"addonId": "orders", "schedules": [{**snapshot(), "id": "abc", "createdAt": OLD}]},
        {"addonId": "cache", "type": "redis", "status": "paused", "schedules": [dump()]},
    ],
}


@pytest.fixture(name="write")
def _write(tmp_path: Path) -> Write:
    """Write a seed file."""

    def write(content: Any) -> Path:
        path = tmp_path / "seed.json"
        path.write_text(content if isinstance(content, str) else json.dumps(content))
        return path

    return write


def test_what_the_command_lists_is_a_seed(
    monkeypatch: pytest.MonkeyPatch, write: Write, clock: Clock
) -> None:
    """`pulumi-northflank list --json` of one emulator is the start of another one."""

    def listed(api: Emulator) -> str:
        monkeypatch.setenv("NORTHFLANK_BASE_URL", api.url)
        monkeypatch.setenv("NORTHFLANK_API_TOKEN", "t")
        result = CliRunner().invoke(main, ["list", "--project", "shop", "--json"])
        assert (0, "") == (result.exit_code, result.stderr)
        return result.stdout

    with Emulator(addons=["shop/orders", "shop/empty"], clock=clock) as api:
        for body in SIX:
            api.add_schedule("shop", "orders", body)
        first = listed(api)
    with Emulator(seed_file=write(first)) as api:
        second = listed(api)

    assert 6 == first.count('"id"')
    assert first == second


def test_items_of_the_api_are_a_seed(write: Write, connect: Connect, clock: Clock) -> None:
    """Schedules can be as the API lists them, in several projects; nothing else exists."""
    with Emulator(clock=clock) as api:
        api.add_schedule("shop", "orders", dump())
        items = api.schedules("shop", "orders")
    projects = [
        {"projectId": name, "addons": [{"addonId": "orders", "schedules": schedules}]}
        for name, schedules in [("shop", items), ("crm", [])]
    ]

    with Emulator(seed_file=write(projects), addons=["shop/cache"]) as api:
        client = connect(api)
        shown = client.get(SCHEDULES).json()["data"]["schedules"]
        status = {
            path: client.get(f"/v1/projects/{path}").status_code
            for path in ("crm/addons/orders", "shop/addons/cache", "shop/addons/no", "other")
        }

    assert items == shown
    assert [200, 200, 404, 404] == list(status.values())


def test_times_of_the_seed(write: Write, clock: Clock) -> None:
    """A schedule that was created days ago has made backups; one without a time is new."""
    hourly = dump(HOURLY, 1)
    addon = {"addonId": "new", "schedules": [hourly]}

    with Emulator(
        seed_file=write([ONE, {"projectId": "x", "addons": [addon]}]), clock=clock
    ) as api:
        [old], [new] = api.schedules("shop", "orders"), api.schedules("x", "new")
        backups = (api.backups("shop", "orders"), api.backups("x", "new"))

    assert ("abc", OLD, OLD) == (old["id"], old["createdAt"], old["updatedAt"])
    assert "2025-03-03T08:00:00.000Z" == new["createdAt"]
    assert (5, 0) == (len(backups[0]), len(backups[1]))


def test_types_and_statuses_of_the_seed(write: Write, connect: Connect) -> None:
    """An addon has the type and status of the file, by default a running postgresql."""
    with Emulator(seed_file=write(ONE)) as api:
        addons = connect(api).get("/v1/projects/shop/addons").json()["data"]["addons"]

    assert [("orders", "postgresql", "running"), ("cache", "redis", "paused")] == [
        (each["id"], each["spec"]["type"], each["status"]) for each in addons
    ]


def test_a_database_keeps_its_schedules(write: Write, tmp_path: Path) -> None:
    """The seed fills a new database file; after a restart, the file's schedules stay."""
    options: dict[str, Any] = {"seed_file": write(ONE), "db": tmp_path / "schedules.db"}
    with Emulator(**options) as api:
        first = api.schedules("shop", "orders")
        api.add_schedule("shop", "orders", dump())
        api.remove_schedule(first[0]["id"])
    with Emulator(**options) as api:
        second = api.schedules()

    assert ["abc"] == [each["id"] for each in first]
    assert ["dump", "dump"] == [each["schedule"]["backupType"] for each in second]


def schedules(*items: object) -> dict[str, Any]:
    """A file with these schedules of one addon."""
    return {"projectId": "shop", "addons": [{"addonId": "orders", "schedules": list(items)}]}


WHERE = "addons.0.schedules.0"


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        ("{", "it is not JSON: Expecting property name"),
        ([], "it has no addons."),
        ({"projectId": "shop", "addons": []}, "it has no addons."),
        ({"addons": []}, '"projectId" is required.'),
        ("7", "it must be an object."),
        ("[7]", '"0" must be an object.'),
        ([{"projectId": "shop", "addons": [{}]}], '"0.addons.0.addonId" is required.'),
        (
            {"projectId": "shop", "addons": [{"addonId": "a", "type": "oracle"}]},
            '"addons.0.type" must be one of postgresql, mysql, mongodb, redis, minio, rabbitmq.',
        ),
        (
            schedules(dump({**DAILY, "minute": [60]}), dump(retention=99)),
            (
                f'"{WHERE}.scheduling.minute.0" must be less than or equal to 59; '
                '"addons.0.schedules.1.retentionTime" must be at most 60 days for daily '
                "schedules, not 99."
            ),
        ),
        (schedules({**dump(), "colour": "red"}), f'"{WHERE}.colour" is not allowed.'),
        (schedules({**dump(), "createdAt": "today"}), f'"{WHERE}.createdAt" must be a valid'),
        (
            schedules({**dump(), "id": "a"}, {**snapshot(), "id": "a"}),
            "two schedules have the ID 'a'.",
        ),
        ([schedules(), schedules()], '"1.addons.0" is not valid: the file has this addon twice.'),
    ],
)
def test_a_wrong_seed_is_refused(write: Write, content: Any, problem: str) -> None:
    """One sentence names the file and everything that is wrong with it."""
    path = write(content)

    with pytest.raises(EmulatorError) as raised:
        Emulator(seed_file=path)

    text = str(raised.value)
    assert f"Cannot use the seed file '{path}': " == text[: text.index("': ") + 3]
    assert problem in text


def test_a_seed_that_conflicts_is_refused(write: Write) -> None:
    """Two schedules of one kind keep the emulator from starting, and its port is free again."""
    emulator = Emulator(seed_file=write(schedules(dump(), dump())))

    with pytest.raises(EmulatorError, match=r"'orders' of the project 'shop': .*: daily dump\.$"):
        emulator.start()

    with pytest.raises(EmulatorError, match="not running"):
        _ = emulator.url


def test_no_limits_applies_to_the_seed(write: Write) -> None:
    """A retention beyond the documented limits can be seeded if the emulator accepts any."""
    path = write(schedules(dump(retention=99)))

    with Emulator(seed_file=path, no_limits=True) as api:
        assert [99] == [each["retentionTime"] for each in api.schedules("shop", "orders")]


def test_health(connect: Connect) -> None:
    """An emulator that serves requests is ready, whatever its rate limit and faults."""
    with Emulator(token="t", rate_limit=0) as api:
        response = connect(api, token=None).get("/_emulator/health")

    assert (200, {"status": "ready"}) == (response.status_code, response.json())


def test_reset_brings_back_the_start(write: Write, connect: Connect, clock: Clock) -> None:
    """After a reset, only the seed's schedules exist; the log, faults and the clock are new."""
    with Emulator(token="t", seed_file=write(ONE), clock=clock) as api:
        before, backups = api.schedules(), api.backups("shop", "orders")
        client = connect(api)
        client.delete(f"{SCHEDULES}/abc")
        client.post(SCHEDULES, json=dump())
        client.post("/_emulator/clock", json={"advance": 86400})
        client.post("/_emulator/faults", json={"action": {"kind": "drop"}})
        client.post("/_emulator/addons", json={"addon": "shop/orders", "status": "paused"})
        changed = api.schedules()

        response = client.post("/_emulator/reset", json={})

        assert (200, {}) == (response.status_code, response.json())
        assert changed != before
        assert (before, [], []) == (api.schedules(), api.requests, api.pending_faults)
        assert backups == api.backups("shop", "orders")
        assert (
            "2025-03-03T08:00:00.000Z"
            == client.post("/_emulator/clock", json={"advance": 0}).json()["now"]
        )


def test_resets_at_once(api: Emulator, connect: Connect) -> None:
    """Several resets at once end, with a response or with their connection, and one succeeds."""

    def reset(_: int) -> int:
        try:
            return connect(api).post("/_emulator/reset", json={}).status_code
        except requests.RequestException:
            return 0

    with ThreadPoolExecutor(8) as pool:
        statuses = set(pool.map(reset, range(40)))

    assert 200 in statuses
    assert set() == statuses - {0, 200, 409}


def test_a_foreign_page_cannot_reset(api: Emulator, client: requests.Session) -> None:
    """Without a JSON content type, which a form cannot send, nothing is reset."""
    api.add_schedule("shop", "orders", dump())

    response = client.post("/_emulator/reset", data="{}")

    assert (400, 1) == (response.status_code, len(api.schedules()))
