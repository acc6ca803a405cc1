from __future__ import annotations

import re
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import requests
from tests.emulator.reading import text_of

from pulumi_northflank.emulator import Clock, Drop, Emulator

SCHEDULES = "/v1/projects/shop/addons/orders/backup-schedules"
ROOT = Path(__file__).parents[2]

Body = dict[str, Any]


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
