from __future__ import annotations

import re
import socket
from collections.abc import Callable
from typing import Any

import pytest
import requests
from tests.emulator.reading import Tables, text_of

from pulumi_northflank.emulator import Drop, Emulator, Latency

SCHEDULES = "/v1/projects/shop/addons/orders/backup-schedules"

Body = dict[str, Any]


def test_schedules_are_shown(api: Emulator, client: requests.Session, six: list[Body]) -> None:
    """An addon's schedules are in a table, the most frequent first, whatever came first."""
    ids = {}
    for body in reversed(six):
        key = (body["scheduling"]["interval"], body["backupType"])
        ids[key] = api.add_schedule("shop", "orders", body, team="acme")

    page = client.get("/").text

    time = "2025-03-03 08:00:00"
    copies = "also in eu-copy for 1 day, also in us-copy"
    daily = "every day 02:30, 02:45, 14:30, 14:45"
    assert "1 addon · 6 schedules: 3 dump, 3 snapshot" in text_of(page)
    assert "acme / shop / orders hourly D S daily D S weekly D S Schedules of" in text_of(page)
    assert (
        [
            [
                f"{type_[0].upper()} {type_}",
                interval,
                words,
                kept,
                stored,
                time,
                ids[interval, type_],
            ]
            for type_, interval, words, kept, stored in [
                ("dump", "hourly", "every hour at :00, :30", "2 days", "gz in own-bucket"),
                ("snapshot", "hourly", "every hour at :15", "7 days", "–"),  # noqa: RUF001
                ("dump", "daily", "every day 02:30", "30 days", "zstd"),
                ("snapshot", "daily", daily, "14 days", copies),
                ("dump", "weekly", "Fri 18:30", "120 days", "gz"),
                ("snapshot", "weekly", "Mon to Wed, Sun 06:00", "1 day", "–"),  # noqa: RUF001
            ]
        ]
        == Tables(page).tables[0][1:]
    )


def test_calendar_is_shown(api: Emulator, client: requests.Session, six: list[Body]) -> None:
    """The week has a row a day and a column an hour, with letters where backups are made."""
    for body in (six[2], six[3], six[4]):
        api.add_schedule("shop", "orders", body)

    tables = Tables(client.get("/").text)
    head, *days = tables.tables[1]

    assert ["", *(f"{hour:02}" for hour in range(24))] == head
    assert ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"] == [day[0] for day in days]
    assert {25} == {len(day) for day in days}
    assert {
        (day[0], f"{hour:02}"): cell for day in days for hour, cell in enumerate(day[1:]) if cell
    } == {
        **{(day[0], "02"): "D:30S×2" for day in days},
        **{(day[0], "14"): "S×2" for day in days},
        ("Fri", "18"): "D:30",
    }
    assert 15 == len(tables.titles[1])
    assert "Mon 02:30 dump (daily); 02:30, 02:45 snapshot (daily)" == tables.titles[1][0]


def test_addons_without_a_schedule_are_shown(
    connect: Callable[..., requests.Session], body: Body
) -> None:
    """An addon that was named but has no schedule stands out, among the others by name."""
    with Emulator(addons=["shop/orders", "shop/billing", "acme/crm/mail", "shop/orders"]) as api:
        api.add_schedule("shop", "orders", body)
        page = text_of(connect(api).get("/").text)

    assert "3 addons, 2 without a schedule · 1 schedule: 1 snapshot" in page
    assert [
        "acme / crm / mail no schedule",
        "shop / billing no schedule",
        "shop / orders hourly",
    ] == re.findall(r"\w+ / (?:\w+ / )?\w+ (?:no schedule|hourly)", page)


def test_no_schedule(api: Emulator, client: requests.Session) -> None:
    """With nothing to show, the page tells how to begin."""
    page = text_of(client.get("/").text)

    assert "0 addons · 0 schedules No schedules yet" in page
    assert f"export NORTHFLANK_BASE_URL={api.url} " in page
    assert "Latest requests No requests yet." in page


def test_latest_requests_are_shown(api: Emulator, client: requests.Session) -> None:
    """The latest twenty requests are shown, the newest first, with their faults."""
    api.fault(Latency(0.0), skip=24)
    api.fault(Drop(), method="DELETE")
    for number in range(25):
        client.get(f"{SCHEDULES}?per_page={number + 1}")
    with pytest.raises(requests.ConnectionError):
        client.delete(f"{SCHEDULES}/x%2Fy")

    rows = Tables(client.get("/").text).tables[-1]

    assert [
        ["Method", "Path", "Status"],
        ["DELETE", f"{SCHEDULES}/x%2Fy", "none (fault: drop)"],
        ["GET", f"{SCHEDULES}?per_page=25", "200 (fault: latency)"],
        *(["GET", f"{SCHEDULES}?per_page={number}", "200"] for number in range(24, 6, -1)),
    ] == rows


def test_everything_is_escaped(api: Emulator, client: requests.Session, body: Body) -> None:
    """Names and paths are text, whatever they hold."""
    evil = "</code><script>alert(1)</script><b x=\"'"
    api.add_schedule(evil, evil, body, team=evil)
    with socket.create_connection(("127.0.0.1", int(api.url.rpartition(":")[2]))) as connection:
        connection.sendall(
            f"GET /{evil.replace(' ', '')}?{evil.replace(' ', '')} HTTP/1.0\r\n\r\n".encode()
        )
        while connection.recv(4096):
            pass

    page = client.get("/").text

    assert 1 == page.count("<script")
    assert [] == re.findall("<b ?x", page)
    # Team, project and addon; then path and query.
    assert 3 <= page.count("&lt;script&gt;alert(1)&lt;/script&gt;&lt;b x=&#34;&#39;")
    assert 2 == page.count("&lt;script&gt;alert(1)&lt;/script&gt;&lt;bx=&#34;&#39;")


def test_addons_of_like_names_are_told_apart(
    api: Emulator, client: requests.Session, body: Body
) -> None:
    """A slash in an ID makes no two addons one."""
    api.add_schedule("a", "b/c", body)
    api.add_schedule("b", "c", body, team="a")

    page = client.get("/").text

    assert ["/a/b%2Fc", "a/b/c"] == re.findall(r'<details id="(.*?)"', page)


# ---- many addons --------------------------------------------------------------------------------


@pytest.fixture(name="many")
def _many(api: Emulator, six: list[Body]) -> list[str]:
    """Fill a hundred addons, and give their keys."""
    names = [f"db&{number:03}" for number in range(100)]
    for name in names:
        for body in six:
            api.add_schedule("shop", name, body)
    return [f"/shop/{name.replace('&', '%26')}" for name in names]


def test_many_addons_are_folded(client: requests.Session, many: list[str]) -> None:
    """A hundred addons take a line each, in a page that stays small, and a link unfolds one."""
    page = client.get("/").text

    assert 0 == page.count('class="week"')
    assert len(page) < 80_000
    assert many == re.findall(r'<details id="(.*?)" class="addon">', page)
    assert f'<a href="?open=/shop/db%2526000#{many[0]}">' in page
    assert 100 == text_of(page).count("hourly D S daily D S weekly D S")


def test_one_of_many_is_unfolded(client: requests.Session, many: list[str]) -> None:
    """The query names the addons to unfold, of which each comes with its week."""
    page = client.get("/?open=/shop/db%2526000&open=/shop/db%2526099&open=unknown").text

    assert [many[0], many[99]] == re.findall(r'<details id="(.*?)" class="addon" open>', page)
    assert 2 == page.count('class="week"')


def test_all_of_many_are_unfolded(client: requests.Session, many: list[str]) -> None:
    """All can be unfolded at once: 168 cells an addon."""
    page = client.get("/?open=all").text

    assert many == re.findall(r'<details id="(.*?)" class="addon" open>', page)
    assert [0, *[168] * 100] == [part.count("<td title=") for part in page.split("<details")]


def test_a_few_addons_are_unfolded(api: Emulator, client: requests.Session, body: Body) -> None:
    """Six addons are all unfolded, and the seventh folds them."""
    weeks = []
    for number in range(7):
        api.add_schedule("shop", f"db-{number}", body)
        weeks.append(client.get("/").text.count('class="week"'))

    assert [1, 2, 3, 4, 5, 6, 0] == weeks


def test_an_unfolded_addon_is_news(client: requests.Session, many: list[str]) -> None:
    """The state that one has is that of the addons unfolded in it."""
    tags = {
        client.get(f"/{query}").headers["ETag"]
        for query in ("", "?open=all", "?open=/shop/db%2526001")
    }

    assert 3 == len(tags)
