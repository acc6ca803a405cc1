from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click
import pytest
import requests
from click.testing import CliRunner

from pulumi_northflank.emulator import Emulator, __main__

SCHEDULES = "/v1/projects/shop/addons/orders/backup-schedules"
COMMAND = [sys.executable, "-m", "pulumi_northflank.emulator"]


@contextmanager
def running(*arguments: str) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """Run the emulator as a process of its own, and give its URL."""
    process = subprocess.Popen(
        [*COMMAND, "--port", "0", *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        assert process.stdout is not None
        line = process.stdout.readline()
        found = re.fullmatch(r".* on (http://127\.0\.0\.1:\d+) \(press Ctrl-C to stop\)\n", line)
        assert found is not None, line
        yield process, found[1]
    finally:
        process.kill()
        process.communicate()


def get(url: str) -> requests.Response:
    """Ask once."""
    with requests.Session() as session:
        session.trust_env = False
        return session.get(url, headers={"Authorization": "Bearer t"}, timeout=20)


@pytest.mark.skipif(os.name == "nt", reason="Windows has no signals to send to a process")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_ends_with_a_signal(number: int) -> None:
    """It prints where it is, answers, and a signal ends it with 0 and no traceback."""
    with running("--token", "t", "--addon", "shop/orders", "--addon", "a/b/c") as (process, url):
        statuses = [get(f"{url}{path}").status_code for path in (SCHEDULES, "/v1/projects/other")]
        process.send_signal(number)
        out, err = process.communicate(timeout=20)

    assert [200, 404] == statuses
    assert (0, "", "") == (process.returncode, out, err)


class Started(Exception):  # noqa: N818  -- not an error
    """Tells what the command line made of its options."""


@pytest.mark.parametrize(
    ("arguments", "changed"),
    [
        ([], {}),
        (["--port", "0"], {"port": 0}),
        (["--db", "x.db"], {"db": "x.db"}),
        (["--token", "t"], {"token": "t"}),
        (["--addon", "a/b", "--addon", "c/d/e"], {"addons": ("a/b", "c/d/e")}),
        (["--read-only"], {"read_only": True}),
        (["--rate-limit", "0"], {"rate_limit": 0}),
        (["--latency", "250"], {"latency": 0.25}),
        (["--conflict-status", "400"], {"conflict_status": 400}),
        (["--three-per-addon"], {"three_per_addon": True}),
    ],
)
def test_options(
    monkeypatch: pytest.MonkeyPatch, arguments: list[str], changed: dict[str, Any]
) -> None:
    """Each option is an argument of the emulator."""
    given: list[dict[str, Any]] = []

    def fake(**options: Any) -> Emulator:
        given.append(options)
        raise Started

    monkeypatch.setattr(__main__, "Emulator", fake)
    monkeypatch.setattr(signal, "signal", lambda *_: None)
    result = CliRunner().invoke(__main__.main, arguments)

    assert isinstance(result.exception, Started)
    assert [
        {
            "port": 8080,
            "db": None,
            "token": None,
            "addons": (),
            "read_only": False,
            "rate_limit": 1000,
            "latency": 0.0,
            "conflict_status": 409,
            "three_per_addon": False,
            **changed,
        }
    ] == given


def test_runs_until_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    """It runs until the handler of a signal is called."""
    handlers: dict[int, Callable[[], object]] = {}
    seen: list[int] = []
    monkeypatch.setattr(signal, "signal", handlers.__setitem__)
    monkeypatch.setattr(__main__, "_WAIT_SECONDS", 0.001)

    def look(url: str) -> None:
        seen.append(get(url + SCHEDULES).status_code)
        handlers[signal.SIGTERM]()

    def told(line: str) -> None:
        threading.Thread(target=look, args=[line.split()[5]]).start()

    monkeypatch.setattr(click, "echo", told)
    result = CliRunner().invoke(__main__.main, ["--port", "0"])

    assert (0, [200]) == (result.exit_code, seen)
    assert {signal.SIGINT, signal.SIGTERM} == set(handlers)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (
            ["--addon", "orders"],
            "Error: An addon must be given as PROJECT/ADDON or TEAM/PROJECT/ADDON, not 'orders'.\n",
        ),
        (
            ["--db", "{folder}"],
            "Error: Cannot use the database file '{folder}': unable to open",
        ),
        (["--port", "{port}"], "Error: The emulator cannot listen on 127.0.0.1:{port}: "),
    ],
)
def test_refusals(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, arguments: list[str], message: str
) -> None:
    """What cannot be done is one sentence on stderr and a code other than 0."""
    monkeypatch.setattr(signal, "signal", lambda *_: None)
    with socket.create_server(("127.0.0.1", 0)) as taken:
        names = {"folder": str(tmp_path), "port": str(taken.getsockname()[1])}
        filled = [argument.format(**names) for argument in arguments]
        result = CliRunner().invoke(__main__.main, ["--port", "0", *filled])

    assert 1 == result.exit_code
    assert result.output.startswith(message.format(**names))
    assert 1 == result.output.count("\n")


def test_refusal_of_a_process() -> None:
    """A refusal has no traceback, and nothing is on stdout."""
    result = subprocess.run(
        [*COMMAND, "--addon", "orders"], capture_output=True, text=True, check=False, timeout=60
    )

    assert (
        1,
        "",
        "Error: An addon must be given as PROJECT/ADDON or TEAM/PROJECT/ADDON, not 'orders'.\n",
    ) == (result.returncode, result.stdout, result.stderr)


def test_help() -> None:
    """Every option is explained."""
    result = CliRunner().invoke(__main__.main, ["--help"])

    assert 0 == result.exit_code
    for name in ("--port", "--db", "--token", "--addon", "--read-only", "--rate-limit"):
        assert name in result.output
    for name in ("--latency", "--conflict-status", "--three-per-addon"):
        assert name in result.output


@pytest.mark.parametrize("missing", ["flask", "pydantic"])
def test_missing_library(missing: str) -> None:
    """Without its libraries the emulator says in one sentence what to install."""
    code = (
        "import sys\n"
        f"sys.modules[{missing!r}] = None\n"
        "try:\n"
        "    import pulumi_northflank.emulator\n"
        "except ModuleNotFoundError as error:\n"
        "    print(error)\n"
    )
    result = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60
    )

    assert (
        f"The emulator needs the package '{missing}': pip install 'pulumi-northflank[emulator]'\n"
    ) == result.stdout
