from __future__ import annotations

import re
import socket
import threading
from collections.abc import Callable

import pytest
import requests
from tests.emulator.reading import tables_of, text_of
from tests.emulator.samples import DAILY, SCHEDULES, SIX, Connect, snapshot

from pulumi_northflank.emulator import BackupFault, Clock, Drop, Emulator, Gate, Hold, Latency

DASH = "\N{EN DASH}"


def test_schedules(api: Emulator, client: requests.Session) -> None:
    """An addon's schedules are in a table, most frequent first, whatever was created first."""
    ids = [api.add_schedule("shop", "orders", body, team="acme") for body in reversed(SIX)]

    page = client.get("/").text

    assert "1 addon · 6 schedules: 3 dump, 3 snapshot" in text_of(page)
    assert "acme / shop / orders hourly D S daily D S weekly D S Schedules of" in text_of(page)
    copies = "also in eu-copy for 1 day, also in us-copy"
    assert [
        [*row, "2025-03-03 08:00:00", schedule_id]
        for row, schedule_id in zip(
            [
                ["D dump", "hourly", "every hour at :00, :30", "2 days", "gz in own-bucket"],
                ["S snapshot", "hourly", "every hour at :15", "7 days", DASH],
                ["D dump", "daily", "every day 02:30", "30 days", "zstd"],
                *[
                    [
                        "S snapshot",
                        "daily",
                        "every day 02:30, 02:45, 14:30, 14:45",
                        "14 days",
                        copies,
                    ]
                ],
                ["D dump", "weekly", "Fri 18:30", "120 days", "gz"],
                ["S snapshot", "weekly", "Mon to Wed, Sun 06:00", "1 day", DASH],
            ],
            reversed(ids),
            strict=True,
        )
    ] == tables_of(page)[0][1:]


def test_calendar(api: Emulator, client: requests.Session) -> None:
    """The week has one row per day and one column per hour, with letters where backups are made."""
    for body in SIX[2:5]:
        api.add_schedule("shop", "orders", body)

    page = client.get("/").text
    head, *days = tables_of(page)[1]

    names = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]
    assert ["", *(f"{hour:02}" for hour in range(24))] == head
    assert [(name, 25) for name in names] == [(day[0], len(day)) for day in days]
    assert {
        **{(name, "02"): "D:30S×2" for name in names},
        **{(name, "14"): "S×2" for name in names},
        ("Fri", "18"): "D:30",
    } == {
        (day[0], head[hour]): cell for day in days for hour, cell in enumerate(day) if hour and cell
    }
    titles = re.findall(r'<td title="(.*?)"', page)
    assert (15, "Mon 02:30 dump (daily); 02:30, 02:45 snapshot (daily)") == (len(titles), titles[0])


def test_addons_without_a_schedule(connect: Connect) -> None:
    """Named addons without a schedule stand out, and all addons are sorted by name."""
    with Emulator(addons=["shop/orders", "shop/billing", "acme/crm/mail", "shop/orders"]) as api:
        api.add_schedule("shop", "orders", snapshot())
        page = text_of(connect(api).get("/").text)

    assert "3 addons, 2 without a schedule · 1 schedule: 1 snapshot" in page
    assert [
        "acme / crm / mail no schedule",
        "shop / billing no schedule",
        "shop / orders hourly",
    ] == re.findall(r"\w+ / (?:\w+ / )?\w+ (?:no schedule|hourly)", page)


def test_empty(api: Emulator, client: requests.Session) -> None:
    """Without schedules, the page explains how to start."""
    page = text_of(client.get("/").text)

    assert "0 addons · 0 schedules No schedules yet" in page
    assert f"export NORTHFLANK_BASE_URL={api.url} " in page
    assert "Latest requests No requests yet." in page


def test_latest_requests(api: Emulator, client: requests.Session) -> None:
    """The latest twenty requests are shown, newest first, with their faults."""
    api.fault(Latency(0.0), skip=24)
    api.fault(Drop(), method="DELETE")
    for number in range(1, 26):
        client.get(f"{SCHEDULES}?per_page={number}")
    with pytest.raises(requests.ConnectionError):
        client.delete(f"{SCHEDULES}/x%2Fy")

    rows = tables_of(client.get("/").text)[-1]

    assert [
        ["Method", "Path", "Status"],
        ["DELETE", f"{SCHEDULES}/x%2Fy", "none (fault: drop)"],
        ["GET", f"{SCHEDULES}?per_page=25", "200 (fault: latency)"],
        *(["GET", f"{SCHEDULES}?per_page={number}", "200"] for number in range(24, 6, -1)),
    ] == rows


def test_everything_is_escaped(api: Emulator, client: requests.Session) -> None:
    """Names and paths are shown as text, whatever they contain."""
    evil = "</code><script>alert(1)</script><b x=\"'"
    sent = evil.replace(" ", "")
    api.add_schedule(evil, evil, snapshot(), team=evil)
    with socket.create_connection(("127.0.0.1", int(api.url.rpartition(":")[2]))) as connection:
        connection.sendall(f"GET /{sent}?{sent} HTTP/1.0\r\n\r\n".encode())
        while connection.recv(4096):
            pass

    page = client.get("/").text

    assert 1 == page.count("<script")
    assert [] == re.findall("<b ?x", page)
    # Team, project and addon; then path and query.
    assert 3 <= page.count("&lt;script&gt;alert(1)&lt;/script&gt;&lt;b x=&#34;&#39;")
    assert 2 == page.count("&lt;script&gt;alert(1)&lt;/script&gt;&lt;bx=&#34;&#39;")


def test_slashes_in_ids(api: Emulator, client: requests.Session) -> None:
    """Addons whose names are equal because of a slash in an ID are still two addons."""
    api.add_schedule("a", "b/c", snapshot())
    api.add_schedule("b", "c", snapshot(), team="a")

    page = client.get("/").text

    assert ["/a/b%2Fc", "a/b/c"] == re.findall(r'<details id="(.*?)"', page)


# ---- many addons --------------------------------------------------------------------------------


@pytest.fixture(name="many")
def _many(api: Emulator) -> list[str]:
    """Create six schedules in each of a hundred addons, and return the addons' keys."""
    names = [f"db&{number:03}" for number in range(100)]
    for name in names:
        for body in SIX:
            api.add_schedule("shop", name, body)
    return [f"/shop/{name.replace('&', '%26')}" for name in names]


def test_many_addons_are_collapsed(client: requests.Session, many: list[str]) -> None:
    """A hundred addons are one line each, in a small page with a link that expands one."""
    page = client.get("/").text

    assert 0 == page.count('class="week"')
    assert len(page) < 80_000
    assert many == re.findall(r'<details id="(.*?)" class="addon">', page)
    assert f'<a href="?open=/shop/db%2526000#{many[0]}">' in page
    assert 100 == text_of(page).count("hourly D S daily D S weekly D S")


def test_expanded_addons(client: requests.Session, many: list[str]) -> None:
    """The query names the addons to expand, or all; each version of the page has its own ETag."""
    some = client.get("/?open=/shop/db%2526000&open=/shop/db%2526099&open=unknown")
    everything = client.get("/?open=all")

    expanded = r'<details id="(.*?)" class="addon" open>'
    assert [many[0], many[99]] == re.findall(expanded, some.text)
    assert 2 == some.text.count('class="week"')
    assert many == re.findall(expanded, everything.text)
    assert [0, *[168] * 100] == [
        part.count("<td title=") for part in everything.text.split("<details")
    ]
    assert 3 == len({page.headers["ETag"] for page in (some, everything, client.get("/"))})


def test_few_addons_are_expanded(api: Emulator, client: requests.Session) -> None:
    """Up to six addons are all expanded; with a seventh, all are collapsed."""
    weeks = []
    for number in range(7):
        api.add_schedule("shop", f"db-{number}", snapshot())
        weeks.append(client.get("/").text.count('class="week"'))

    assert [1, 2, 3, 4, 5, 6, 0] == weeks


# ---- how it is served ---------------------------------------------------------------------------


def test_page_is_exempt(connect: Connect, clock: Clock) -> None:
    """The page needs no token, and is not rate limited, logged or subject to faults."""
    with Emulator(token="t", rate_limit=1, latency=5, clock=clock) as api:
        api.fault(Drop(), times=None)
        visitor = connect(api, token=None)
        responses = [visitor.get("/", timeout=4), visitor.get("/?x=/v1", timeout=4)]
        logged, faults = api.requests, len(api.pending_faults)
        remaining = api._rate_limit.take().remaining

    assert [200, 200] == [response.status_code for response in responses]
    assert ([], 1, 0) == (logged, faults, remaining)
    assert "x-ratelimit-limit" not in responses[0].headers


@pytest.mark.parametrize(
    ("method", "path"),
    [
        *((method, "/") for method in ("POST", "PUT", "DELETE", "OPTIONS", "get")),
        *(("GET", path) for path in ("/index.html", "/%2F", "/v1", "/favicon.ico", "/.")),
        ("GET", "/templates/page.html"),
    ],
)
def test_other_requests_go_to_the_api(
    api: Emulator, client: requests.Session, method: str, path: str
) -> None:
    """The page has one path and two methods; all other requests go to the API."""
    request = client.prepare_request(requests.Request("GET", api.url))
    # Set afterwards, as preparing a request changes both.
    request.method, request.url = method, f"{api.url}{path}"

    response = client.send(request, timeout=20)

    assert 404 == response.status_code
    assert "message" in response.json()["error"]
    assert [(method, path)] == [(record.method, record.path) for record in api.requests]


def test_own_host(client: requests.Session) -> None:
    """The page shows the URL under which it was requested."""
    response = client.get("/", headers={"Host": "LOCALHOST:1"})

    assert " At http://localhost:1. " in text_of(response.text)


def test_foreign_host(api: Emulator, client: requests.Session) -> None:
    """A foreign host name that resolves to this machine gives no access (DNS rebinding)."""
    api.add_schedule("shop", "orders", snapshot())

    response = client.get("/", headers={"Host": "evil.example"})

    assert (403, "nosniff") == (response.status_code, response.headers["X-Content-Type-Options"])
    assert "orders" not in response.text


def test_headers(client: requests.Session) -> None:
    """Nothing is cached, sniffed or framed, and only the page's own script and style apply."""
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
    head = client.head("/")
    assert ("", first.headers["ETag"]) == (head.text, head.headers["ETag"])
    assert "text/html; charset=utf-8" == head.headers["Content-Type"]
    assert ["style", "script"] == re.findall(rf'<(\w+) nonce="{nonce}">', first.text)


def test_self_contained(api: Emulator, client: requests.Session) -> None:
    """The page loads nothing else, and has no styles or scripts in attributes."""
    for body in SIX:
        api.add_schedule("shop", "orders", body)

    page = client.get("/").text
    tags = re.findall(r"<\w[^>]*>", re.sub(r"(?s)<(style|script)\b.*?</\1>", "", page))
    links = [tag[:30] for tag in tags if re.search(r"\s(href|src)=", tag)]

    # With an icon in the page, browsers do not request one from the API.
    assert ['<link rel="icon" href="data:im', '<a href="#requests">'] == links
    assert [] == [tag for tag in tags if re.search(r"\s(style|on\w+)=", tag)]
    assert [] == re.findall(r"@import|url\(", page)


def test_etag(api: Emulator, client: requests.Session, connect: Connect) -> None:
    """A request with the current ETag gets a 304 until a schedule or a request changes."""
    ids: list[str] = []
    statuses = []
    gate = Gate()
    api.fault(Hold(gate))
    held = threading.Thread(target=connect(api).get, args=[SCHEDULES])
    held.start()
    assert gate.arrived.wait(20)

    def finish() -> None:
        gate.opened.set()
        held.join(20)

    changes: list[Callable[[], object]] = [
        finish,
        lambda: ids.append(api.add_schedule("shop", "orders", snapshot())),
        lambda: api.update_schedule(ids[0], retentionTime=6),
        lambda: client.get(SCHEDULES),
        lambda: api.remove_schedule(ids[0]),
    ]
    for change in changes:
        client.headers["If-None-Match"] = client.get("/").headers["ETag"]
        unchanged = client.get("/").status_code
        change()
        statuses.append((unchanged, client.get("/").status_code))

    assert [(304, 200)] * 5 == statuses


def test_backups_of_the_last_week(api: Emulator, client: requests.Session) -> None:
    """Marks show whether the last week's backups were made, a line counts them, and it is live."""
    api.add_schedule("shop", "orders", snapshot({**DAILY, "hour": [9]}))
    before = client.get("/")
    api.backup_fault(BackupFault("failed", skip=1))
    api.backup_fault(BackupFault("skipped", skip=1))
    api.clock.advance(3.5 * 86_400)
    after = client.get("/", headers={"If-None-Match": before.headers["ETag"]})

    assert "Backups due in the last week: none." in text_of(before.text)
    assert "Backups due in the last week: ! 1 missing, ✗ 1 failed, ✓ 2 made." in text_of(after.text)
    marks = [row[10] for row in tables_of(after.text)[1][1:]]
    assert ["S:00✓", "S:00✗", "S:00!", "S:00✓", "S:00", "S:00", "S:00"] == marks


def test_paused_addon(api: Emulator, client: requests.Session) -> None:
    """An addon that is not running is shown with its status."""
    api.add_schedule("shop", "orders", snapshot())
    before = client.get("/").headers["ETag"]
    api.set_addon_status("shop", "orders", "paused")
    after = client.get("/", headers={"If-None-Match": before})

    assert 200 == after.status_code
    assert "paused: no backups" in text_of(after.text)
