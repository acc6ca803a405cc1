from __future__ import annotations

import datetime as dt
import os
import re
import signal
import socket
import subprocess
import sys
from pathlib import Path
from typing import Any

import click
import pytest
import requests
from click.testing import CliRunner
from tests.emulator.samples import SCHEDULES

from pulumi_northflank.emulator import Emulator, __main__

COMMAND = [sys.executable, "-m", "pulumi_northflank.emulator"]


@pytest.mark.skipif(os.name == "nt", reason="Windows cannot send these signals to a process")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_runs_until_a_signal(number: int) -> None:
    """It prints its URL, responds there, and a signal ends it with 0 and without a traceback."""
    with subprocess.Popen(
        [*COMMAND, "--port", "0", "--token", "t", "--addon", "shop/orders", "--addon", "a/b/c"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        try:
            line = process.stdout.readline() if process.stdout else ""
            [url] = re.findall(r"^Northflank API emulator running on (\S+) \(press Ctrl-C", line)
            with requests.Session() as session:
                session.trust_env = False
                session.headers["Authorization"] = "Bearer t"
                responses = [session.get(url + SCHEDULES, timeout=20)]
                responses.append(session.get(f"{url}/v1/projects/other", timeout=20))
            process.send_signal(number)
            out, err = process.communicate(timeout=20)
        finally:
            process.kill()

    assert [200, 404] == [response.status_code for response in responses]
    assert (0, "", "") == (process.returncode, out, err)


class Started(Exception):  # noqa: N818  -- not an error
    """Raised instead of starting an emulator."""


DEFAULTS = {
    "port": 8080,
    "db": None,
    "seed_file": None,
    "token": None,
    "addons": (),
    "read_only": False,
    "rate_limit": 1000,
    "latency": 0.0,
    "conflict_status": 409,
    "three_per_addon": False,
    "no_limits": False,
    "list_lag": 0.0,
    "delete_lag": 0.0,
    "destinations": (),
    "utc_offset": "+00:00",
    "oldest_first": False,
    "token_lacks": (),
    "token_expires": None,
    "as_account": None,
}
EXPIRES = dt.datetime(2027, 1, 31, tzinfo=dt.timezone.utc)


@pytest.mark.parametrize(
    ("arguments", "changed"),
    [
        ("", {}),
        ("--port 0 --read-only", {"port": 0, "read_only": True}),
        ("--db x.db --three-per-addon", {"db": "x.db", "three_per_addon": True}),
        ("--seed s.json", {"seed_file": "s.json"}),
        ("--token t --rate-limit 0", {"token": "t", "rate_limit": 0}),
        ("--addon a/b --addon c/d/e", {"addons": ("a/b", "c/d/e")}),
        ("--latency 250 --conflict-status 400", {"latency": 0.25, "conflict_status": 400}),
        ("--no-limits", {"no_limits": True}),
        ("--destination a --destination b/c", {"destinations": ("a", "b/c")}),
        ("--utc-offset -05:30 --oldest-first", {"utc_offset": "-05:30", "oldest_first": True}),
        ("--token-lacks a --token-lacks b", {"token_lacks": ("a", "b")}),
        ("--token-expires 2027-01-31T00:00:00+0000", {"token_expires": EXPIRES}),
        ("--as answers.json", {"as_account": "answers.json"}),
        ("--list-lag 2 --delete-lag 0.5", {"list_lag": 2.0, "delete_lag": 0.5}),
    ],
)
def test_options(monkeypatch: pytest.MonkeyPatch, arguments: str, changed: dict[str, Any]) -> None:
    """Each option sets an argument of the emulator."""
    given: list[dict[str, Any]] = []

    def fake(**options: Any) -> Emulator:
        given.append(options)
        raise Started

    monkeypatch.setattr(__main__, "Emulator", fake)
    monkeypatch.setattr(signal, "signal", lambda *_: None)
    result = CliRunner().invoke(__main__.main, arguments)

    assert isinstance(result.exception, Started)
    assert [DEFAULTS | changed] == given


def test_help() -> None:
    """The help describes every option."""
    result = CliRunner().invoke(__main__.main, ["--help"], terminal_width=1000)

    helps = [option.help for option in __main__.main.params if isinstance(option, click.Option)]
    assert (0, 19) == (result.exit_code, len(helps))
    assert [] == [text for text in helps if not text or text not in result.output]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--addon", "orders"], "An addon must be given as PROJECT/ADDON or"),
        (["--db", "{folder}"], "Cannot use the database file '{folder}': "),
        (["--seed", "{folder}/no.json"], "Cannot use the seed file '{folder}/no.json': No such"),
        (["--as", "{folder}"], "Cannot read the answers in {folder}: "),
        (["--as", "pyproject.toml"], "pyproject.toml was not written by `make acceptance`."),
        (
            ["--as", "{folder}/as.json"],
            (
                "{folder}/as.json was not written by `make acceptance`: `answers.severalMinutes` "
                "is missing or has an unknown value.\n"
            ),
        ),
        (["--port", "{port}"], "The emulator cannot listen on 127.0.0.1:{port}: "),
    ],
)
def test_refusals(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, arguments: list[str], message: str
) -> None:
    """If it cannot start, it prints one sentence to stderr and exits with 1."""
    monkeypatch.setattr(signal, "signal", lambda *_: None)
    (tmp_path / "as.json").write_text('{"answers": {"severalMinutes": "perhaps"}}')
    with socket.create_server(("127.0.0.1", 0)) as taken:
        names = {"folder": str(tmp_path), "port": str(taken.getsockname()[1])}
        filled = [argument.format(**names) for argument in arguments]
        result = CliRunner().invoke(__main__.main, ["--port", "0", *filled])

    assert (1, "") == (result.exit_code, result.stdout)
    assert result.stderr.startswith(f"Error: {message.format(**names)}")
    assert 1 == result.stderr.count("\n")


@pytest.mark.parametrize("missing", ["flask", "pydantic"])
def test_missing_library(missing: str) -> None:
    """If one of its libraries is missing, the emulator says in one sentence what to install."""
    code = f"import sys; sys.modules[{missing!r}] = None; import pulumi_northflank.emulator"

    result = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=False, timeout=60
    )

    assert result.stderr.endswith(
        f"The emulator needs the package '{missing}': pip install 'pulumi-northflank[emulator]'\n"
    )
