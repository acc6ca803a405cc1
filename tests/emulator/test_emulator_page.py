from __future__ import annotations

import re
import socket
import subprocess
import sys
import zipfile
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path
from typing import Any, get_args

import pytest
import requests
from hypothesis import given, settings
from hypothesis import strategies as st

from pulumi_northflank.emulator import Clock, Drop, Emulator, Latency, Scheduling
from pulumi_northflank.emulator.models import BackupType, Definition, Interval
from pulumi_northflank.emulator.week import Run, cells_of, in_words, week_of

SCHEDULES = "/v1/projects/shop/addons/orders/backup-schedules"
ROOT = Path(__file__).parents[2]

Body = dict[str, Any]


class _Tables(HTMLParser):
    """Reads the tables of a page: rows of cells, and each cell's title where it has one."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tables: list[list[list[str]]] = []
        self.titles: list[list[str]] = []
        self._in_cell = False
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "table":
            self.tables.append([])
            self.titles.append([])
        if tag == "tr":
            self.tables[-1].append([])
        if tag in ("td", "th"):
            self._in_cell = True
            self.tables[-1][-1].append("")
            self.titles[-1] += filter(None, [dict(attrs).get("title")])

    def handle_endtag(self, tag: str) -> None:
        if tag in ("td", "th"):
            self._in_cell = False
            self.tables[-1][-1][-1] = " ".join(self.tables[-1][-1][-1].split())

    def handle_data(self, data: str) -> None:
        if self._in_cell:
            self.tables[-1][-1][-1] += data


def text_of(page: str) -> str:
    """Give what a page says, on one line."""
    body = re.sub(r"<(style|script)\b.*?</\1>", "", page, flags=re.DOTALL)
    return " ".join(re.sub(r"<[^>]*>", "", body).split())


def defined(backup_type: BackupType, scheduling: Scheduling) -> Definition:
    """Make a schedule of which only the times count."""
    return {
        "backupType": backup_type,
        "backupCompressionType": "gz",
        "additionalDestinations": [],
        "scheduling": scheduling,
        "retentionTime": 1,
    }


# ---- the week -----------------------------------------------------------------------------------


def some(most: int) -> st.SearchStrategy[list[int]]:
    """Draw numbers from 0, in any order."""
    return st.lists(st.integers(0, most), min_size=1, max_size=6, unique=True)


@st.composite
def definitions(draw: st.DrawFn) -> Definition:
    """Draw a schedule with the properties that its interval has."""
    interval: Interval = draw(st.sampled_from(get_args(Interval)))
    scheduling: Scheduling = {"interval": interval, "minute": draw(some(59))}
    if interval != "hourly":
        scheduling["hour"] = draw(some(23))
    if interval == "weekly":
        scheduling["day"] = draw(some(6))
    return defined(draw(st.sampled_from(get_args(BackupType))), scheduling)


def runs_at(scheduling: Scheduling, day: int, hour: int, minute: int) -> bool:
    """Tell whether a backup is made at this minute, as the documentation says it."""
    if minute not in scheduling["minute"]:
        return False
    if scheduling["interval"] == "hourly":
        return True
    if hour not in scheduling["hour"]:
        return False
    return scheduling["interval"] == "daily" or day in scheduling["day"]


@settings(max_examples=40, deadline=None)
@given(st.lists(definitions(), max_size=4))
def test_week_is_that_of_every_minute(those: list[Definition]) -> None:
    """Asking each schedule about each minute of the week finds the same backups."""
    expected = [
        (day, hour, minute, each["backupType"], each["scheduling"]["interval"])
        for each in those
        for day in range(7)
        for hour in range(24)
        for minute in range(60)
        if runs_at(each["scheduling"], day, hour, minute)
    ]

    actual = [
        (day, hour, minute, run.backup_type, run.interval)
        for day, hours in enumerate(week_of(those))
        for hour, runs in enumerate(hours)
        for run in runs
        for minute in run.minutes
    ]

    assert sorted(expected) == sorted(actual)


def test_week_of_nothing() -> None:
    """Without a schedule, all 168 hours are there and empty."""
    assert [[[]] * 24] * 7 == week_of([])
    assert {((), "")} == {cell for hours in cells_of(week_of([])) for cell in hours}


def test_cells_mark_and_tell() -> None:
    """A cell marks dump and snapshot; hourly backups alone are plain; the words tell all."""
    week = week_of([])
    week[4][18] = [
        Run("dump", "hourly", (0, 30)),
        Run("snapshot", "hourly", (15,)),
        Run("snapshot", "weekly", (15,)),
    ]
    week[6][0] = [Run("snapshot", "daily", (5,))]
    week[0][0] = [Run("dump", "hourly", (59,))]

    cells = cells_of(week)

    assert (
        (("dump", "×2", True), ("snapshot", "×2", False)),
        "Fri 18:00, 18:30 dump (hourly); 18:15 snapshot (hourly); 18:15 snapshot (weekly)",
    ) == cells[4][18]
    assert ((("snapshot", ":05", False),), "Sun 00:05 snapshot (daily)") == cells[6][0]
    assert ((("dump", ":59", True),), "Mon 00:59 dump (hourly)") == cells[0][0]


@pytest.mark.parametrize(
    ("scheduling", "words"),
    [
        ({"interval": "hourly", "minute": [30, 0]}, "every hour at :00, :30"),
        ({"interval": "daily", "minute": [30], "hour": [2]}, "every day 02:30"),
        (
            {"interval": "daily", "minute": [5, 0], "hour": [14, 2]},
            "every day 02:00, 02:05, 14:00, 14:05",
        ),
        (
            {"interval": "daily", "minute": [30, 0], "hour": [23, 5, 3, 4, 9, 8]},
            "every day at :00, :30 in the hours 03 to 05, 08, 09, 23",
        ),
        ({"interval": "weekly", "minute": [30], "hour": [18], "day": [4]}, "Fri 18:30"),
        (
            {"interval": "weekly", "minute": [0], "hour": [6], "day": [6, 3, 0, 1, 2]},
            "Mon to Thu, Sun 06:00",
        ),
        ({"interval": "weekly", "minute": [0], "hour": [6], "day": [6, 5]}, "Sat, Sun 06:00"),
        (
            {"interval": "weekly", "minute": [0], "hour": [6], "day": [6, 5, 4, 3, 2, 1, 0]},
            "every day 06:00",
        ),
    ],
)
def test_words(scheduling: Scheduling, words: str) -> None:
    """Times are told in order, with neighbours as a range; many as minutes and hours."""
    assert words == in_words(scheduling)


# ---- what it shows ------------------------------------------------------------------------------


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
        == _Tables(page).tables[0][1:]
    )


def test_calendar_is_shown(api: Emulator, client: requests.Session, six: list[Body]) -> None:
    """The week has a row a day and a column an hour, with letters where backups are made."""
    for body in (six[2], six[3], six[4]):
        api.add_schedule("shop", "orders", body)

    tables = _Tables(client.get("/").text)
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

    assert "0 addons · 0 schedules No schedule yet" in page
    assert f"export NORTHFLANK_BASE_URL={api.url} " in page
    assert "Latest requests No request yet." in page


def test_latest_requests_are_shown(api: Emulator, client: requests.Session) -> None:
    """The latest twenty requests are shown, the newest first, with their faults."""
    api.fault(Latency(0.0), skip=24)
    api.fault(Drop(), method="DELETE")
    for number in range(25):
        client.get(f"{SCHEDULES}?per_page={number + 1}")
    with pytest.raises(requests.ConnectionError):
        client.delete(f"{SCHEDULES}/x%2Fy")

    rows = _Tables(client.get("/").text).tables[-1]

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


# ---- how it is served ---------------------------------------------------------------------------


def test_page_stands_outside(connect: Callable[..., requests.Session], clock: Clock) -> None:
    """The page needs no token, and is neither limited nor faulted nor logged."""
    with Emulator(token="t", rate_limit=1, latency=5, clock=clock) as api:
        api.fault(Drop(), times=None)
        visitor = connect(api, token=None)
        responses = [visitor.get("/", timeout=4), visitor.get("/?x=/v1", timeout=4)]
        logged, faults = api.requests, len(api.pending_faults)
        left = api._rate_limit.take().remaining

    assert [200, 200] == [response.status_code for response in responses]
    assert ([], 1, 0) == (logged, faults, left)
    assert "x-ratelimit-limit" not in responses[0].headers


def test_head(client: requests.Session) -> None:
    """HEAD gives the headers of GET."""
    head, get = client.head("/"), client.get("/")

    assert (200, "") == (head.status_code, head.text)
    assert "text/html; charset=utf-8" == head.headers["Content-Type"]
    assert get.headers["ETag"] == head.headers["ETag"]


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS", "get"])
def test_other_methods_are_the_apis(api: Emulator, client: requests.Session, method: str) -> None:
    """What is neither GET nor HEAD goes to the API as before, and is logged."""
    with requests.Session() as session:
        session.trust_env = False
        request = requests.Request(method, api.url, headers={"Authorization": "Bearer t"}).prepare()
        request.method = method
        response = session.send(request, timeout=20)

    assert 404 == response.status_code
    assert "message" in response.json()["error"]
    assert [method] == [record.method for record in api.requests]


@pytest.mark.parametrize(
    "path", ["/index.html", "/%2F", "/v1", "/favicon.ico", "/templates/page.html", "/."]
)
def test_other_paths_are_the_apis(api: Emulator, path: str) -> None:
    """The page has one path; every other is the API's, whose 404 is JSON."""
    with requests.Session() as session:
        session.trust_env = False
        request = requests.Request("GET", api.url, headers={"Authorization": "Bearer t"}).prepare()
        request.url = f"{api.url}{path}"
        response = session.send(request, timeout=20)

    assert 404 == response.status_code
    assert "message" in response.json()["error"]
    assert [path] == [record.path for record in api.requests]


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost:1", "LOCALHOST", "[::1]:8080"])
def test_own_hosts(client: requests.Session, host: str) -> None:
    """The page is there under the names of this machine, and shows the one it was asked by."""
    response = client.get("/", headers={"Host": host})

    assert 200 == response.status_code
    assert f" At http://{host.lower()}. " in text_of(response.text)


@pytest.mark.parametrize(
    "host", ["evil.example", "127.0.0.1.evil.example", "localhost@evil.example", "[::2]", "", "x:1"]
)
def test_foreign_hosts(api: Emulator, client: requests.Session, body: Body, host: str) -> None:
    """A name that somebody made point here opens nothing (DNS rebinding)."""
    api.add_schedule("shop", "orders", body)

    response = client.get("/", headers={"Host": host})

    assert (403, "nosniff") == (response.status_code, response.headers["X-Content-Type-Options"])
    assert "orders" not in response.text


def test_headers(client: requests.Session) -> None:
    """Nothing is kept, guessed or framed, and only what this answer names may run."""
    first, second = (client.get("/") for _ in range(2))
    policies = [each.headers["Content-Security-Policy"] for each in (first, second)]
    [nonce] = set(re.findall(r"'nonce-([\w-]{22})'", policies[0]))

    assert ("no-store", "nosniff") == (
        first.headers["Cache-Control"],
        first.headers["X-Content-Type-Options"],
    )
    assert (
        f"default-src 'none'; script-src 'nonce-{nonce}'; style-src 'nonce-{nonce}'; "
        "connect-src 'self'; img-src data:; base-uri 'none'; form-action 'none'; "
        "frame-ancestors 'none'"
    ) == policies[0]
    assert policies[0] != policies[1]
    assert ["style", "script"] == re.findall(rf'<(\w+) nonce="{nonce}">', first.text)


def test_nothing_from_elsewhere(api: Emulator, client: requests.Session, six: list[Body]) -> None:
    """The page loads nothing, and neither styles nor scripts stand in its attributes."""
    for body in six:
        api.add_schedule("shop", "orders", body)

    page = client.get("/").text
    tags = re.findall(r"<\w[^>]*>", re.sub(r"<(style|script)\b.*?</\1>", "", page, flags=re.DOTALL))
    links = [tag[:30] for tag in tags if re.search(r"\s(href|src)=", tag)]

    # The icon, too, or browsers would ask the API for one, and be in its log.
    assert ['<link rel="icon" href="data:im', '<a href="#requests">'] == links
    assert [] == [tag for tag in tags if re.search(r"\s(style|on\w+)=", tag)]
    assert [] == re.findall(r"@import|url\(", page)


def test_without_scripts_it_is_loaded_again(client: requests.Session) -> None:
    """A browser without scripts loads the page every five seconds."""
    assert '<noscript><meta http-equiv="refresh" content="5"></noscript>' in client.get("/").text


def test_no_news_is_told_as_such(api: Emulator, client: requests.Session, body: Body) -> None:
    """Who names the state it has gets a 304, until a schedule or a request comes or goes."""
    client.headers["If-None-Match"] = client.get("/").headers["ETag"]
    statuses = [client.get("/").status_code]

    schedule_id = api.add_schedule("shop", "orders", body)
    news = [
        lambda: api.update_schedule(schedule_id, retentionTime=6),
        lambda: client.get(SCHEDULES),
        lambda: api.remove_schedule(schedule_id),
    ]
    for happen in (lambda: None, *news):
        happen()
        response = client.get("/")
        statuses.append(response.status_code)
        client.headers["If-None-Match"] = response.headers["ETag"]
        statuses.append(client.get("/").status_code)

    assert [304, *[200, 304] * 4] == statuses


def test_an_unfolded_addon_is_news(client: requests.Session, many: list[str]) -> None:
    """The state that one has is that of the addons unfolded in it."""
    tags = {
        client.get(f"/{query}").headers["ETag"]
        for query in ("", "?open=all", "?open=/shop/db%2526001")
    }

    assert 3 == len(tags)


def test_page_after_a_restart(
    stoppable: Emulator, connect: Callable[..., requests.Session]
) -> None:
    """The page shows what the emulator holds now, also after a stop."""
    stoppable.stop()
    stoppable.start()

    assert "0 schedules" in connect(stoppable).get("/").text


def test_templates_are_in_the_wheel(tmp_path: Path) -> None:
    """The page comes with the package."""
    command = [sys.executable, "-m", "hatchling", "build", "--target", "wheel"]
    subprocess.run([*command, "--directory", tmp_path], cwd=ROOT, check=True, capture_output=True)
    [wheel] = tmp_path.glob("*.whl")

    folder = "pulumi_northflank/emulator/templates/"
    assert {f"{folder}page.{kind}" for kind in ("css", "html", "js")} == {
        name for name in zipfile.ZipFile(wheel).namelist() if name.startswith(folder)
    }
