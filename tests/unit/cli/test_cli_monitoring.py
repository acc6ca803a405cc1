"""The example `monitoring`: its files work with what the command prints."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from itertools import accumulate
from pathlib import Path

import pytest
import yaml
from prometheus_client.parser import text_string_to_metric_families
from tests.unit.conftest import TOKEN

from pulumi_northflank.api.retries import FIRST_WAIT, MOST_TRIES
from pulumi_northflank.emulator import Emulator

EXAMPLE = Path(__file__).parents[3] / "examples" / "monitoring"
RULES = yaml.safe_load((EXAMPLE / "alerts.yml").read_text())["groups"][0]["rules"]
CHECK = re.findall(r"command_line +(.*)", (EXAMPLE / "nagios.cfg").read_text())[0]


@pytest.fixture(name="environment")
def _environment(tmp_path: Path) -> dict[str, str]:
    """An environment of a cron job, without a network."""
    (tmp_path / "token").write_text(f"export NORTHFLANK_API_TOKEN={TOKEN}\n")
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    return {"PATH": path, "NORTHFLANK_MAX_WAIT": "0", "NORTHFLANK_BASE_URL": "http://127.0.0.1:9"}


def test_collect(environment: dict[str, str], tmp_path: Path) -> None:
    """The metrics have all names of the alerts; without an answer or space, the old file stays."""
    file = tmp_path / "shop.prom"
    command = [str(EXAMPLE / "collect.sh"), "shop", str(file)]
    token = {"NORTHFLANK_API_TOKEN": TOKEN}
    with Emulator(token=TOKEN, addons=["shop/orders"]) as api:
        here = {"NORTHFLANK_BASE_URL": api.url}
        subprocess.run(command, env=environment | token | here, check=True)
        first = file.read_text()
        limited = ["sh", "-c", 'ulimit -f 1 && exec "$@"', "sh", *command]
        subprocess.run(limited, env=environment | token | here, capture_output=True, check=True)
    subprocess.run(command, env=environment | token, capture_output=True, check=True)

    named = set(re.findall(r"northflank_backup_\w+", str([rule["expr"] for rule in RULES])))
    families = {one.name: one.samples for one in text_string_to_metric_families(first)}
    unscheduled = {
        sample.labels["status"]: sample.value
        for sample in families["northflank_backup_addon_status"]
    }["unscheduled"]
    assert set() == named - families.keys()
    assert 1.0 == unscheduled
    assert [first, [file.name, "token"]] == [
        file.read_text(),
        sorted(path.name for path in tmp_path.iterdir()),
    ]


def nagios(folder: Path, environment: dict[str, str], options: str = "") -> tuple[int, str]:
    """The exit status and the line of the service's command, with *folder* for /etc/northflank."""
    shutil.copy(EXAMPLE / "check.sh", folder)
    script = CHECK.replace("/etc/northflank", str(folder)).replace("$ARG1$", "shop")
    script = script.replace("$ARG2$", options)
    command = ["sh", "-c", script]
    done = subprocess.run(command, env=environment, stdout=subprocess.PIPE, text=True, check=False)
    return done.returncode, done.stdout


def test_nagios(environment: dict[str, str], tmp_path: Path) -> None:
    """The command of the service says which addon has no schedule, and that as critical."""
    with Emulator(token=TOKEN, addons=["shop/orders"]) as api:
        code, line = nagios(tmp_path, environment | {"NORTHFLANK_BASE_URL": api.url})

    assert (2, True) == (code, "shop/orders" in line), line


@pytest.fixture(name="stub")
def _stub(tmp_path: Path) -> Callable[[str], dict[str, str]]:
    """Give an environment whose `pulumi-northflank` is a shell script, and a token."""

    def stub(script: str) -> dict[str, str]:
        command = tmp_path / "bin" / "pulumi-northflank"
        command.parent.mkdir(exist_ok=True)
        command.write_text(f"#!/bin/sh\n{script}\n")
        command.chmod(0o755)
        return {"PATH": f"{command.parent}:/usr/bin:/bin"}

    (tmp_path / "token").touch()
    return stub


Stub = Callable[[str], dict[str, str]]


def test_options(stub: Stub, tmp_path: Path) -> None:
    """Both scripts pass options on, such as addons that need no backups."""
    file = tmp_path / "shop.prom"
    command = [str(EXAMPLE / "collect.sh"), "shop", str(file), "--except", "cache"]
    environment = stub('echo "northflank_backup_checked_timestamp_seconds $*"')
    subprocess.run(command, env=environment, check=True)

    options = "--project shop --except cache"
    assert (
        f"BACKUPS status --format nagios {options}\n"
        == (nagios(tmp_path, stub('echo "BACKUPS $*"'), "--except cache")[1])
    )
    assert f"status --format prometheus {options}\n" == file.read_text().partition(" ")[2]


def test_nagios_without_an_answer(stub: Stub, tmp_path: Path) -> None:
    """If the API does not respond, the check ends before Nagios ends it after 60 seconds."""
    environment = stub('echo "BACKUPS $NORTHFLANK_TIMEOUT $NORTHFLANK_MAX_WAIT"')
    timeout, max_wait = map(float, nagios(tmp_path, environment)[1].split()[1:])
    shortest = [FIRST_WAIT * 2**number / 2 for number in range(MOST_TRIES - 1)]
    tries = 1 + sum(wait <= max_wait for wait in accumulate(shortest))

    assert tries * timeout + max_wait < 50


@pytest.mark.parametrize(
    ("script", "message"),
    [
        # As `timeout` ends.
        ("exit 124", "The check did not end within 55 seconds."),
        ("exit 1", "pulumi-northflank ended with exit status 1 and without a result."),
        ("kill -9 $$", "pulumi-northflank ended with exit status 137 and without a result."),
    ],
)
def test_nagios_without_a_result(stub: Stub, tmp_path: Path, script: str, message: str) -> None:
    """If the command does not come to a result, the state is unknown, whatever it exits with."""
    assert (3, f"BACKUPS UNKNOWN - {message}\n") == nagios(tmp_path, stub(script))


def test_nagios_without_token(environment: dict[str, str], tmp_path: Path) -> None:
    """Without the file of the token, the state is unknown, not critical."""
    (tmp_path / "token").unlink()

    assert (
        3,
        f"BACKUPS UNKNOWN - The file {tmp_path}/token does not exist or cannot be read.\n",
    ) == (nagios(tmp_path, environment))


def test_nagios_without_package(environment: dict[str, str], tmp_path: Path) -> None:
    """Without the package, the state is unknown, too."""
    code, line = nagios(tmp_path, environment | {"PATH": "/usr/bin:/bin"})

    assert (3, "BACKUPS UNKNOWN - pulumi-northflank is not installed in PATH.\n") == (code, line)


def test_alerts_are_explained() -> None:
    """The README has a row for each alert, and nothing else."""
    rows = re.findall(r"^\| ([A-Z]\w+) \|", (EXAMPLE / "README.md").read_text(), re.MULTILINE)

    assert [rule["alert"] for rule in RULES] == rows


def test_tested_alerts() -> None:
    """The tests for promtool name alerts that exist."""
    tests = yaml.safe_load((EXAMPLE / "alerts_test.yml").read_text())["tests"]
    tested = {each["alertname"] for test in tests for each in test["alert_rule_test"]}

    assert set() == tested - {rule["alert"] for rule in RULES}
