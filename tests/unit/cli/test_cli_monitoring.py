"""The example `monitoring`: its files work with what the command prints."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from prometheus_client.parser import text_string_to_metric_families
from tests.unit.conftest import TOKEN

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


def nagios(folder: Path, environment: dict[str, str]) -> tuple[int, str]:
    """The exit status and the line of the service's command, with *folder* for /etc/northflank."""
    shutil.copy(EXAMPLE / "check.sh", folder)
    script = CHECK.replace("/etc/northflank", str(folder)).replace("$ARG1$", "shop")
    command = ["sh", "-c", script]
    done = subprocess.run(command, env=environment, stdout=subprocess.PIPE, text=True, check=False)
    return done.returncode, done.stdout


def test_nagios(environment: dict[str, str], tmp_path: Path) -> None:
    """The command of the service says which addon has no schedule, and that as critical."""
    with Emulator(token=TOKEN, addons=["shop/orders"]) as api:
        code, line = nagios(tmp_path, environment | {"NORTHFLANK_BASE_URL": api.url})

    assert (2, True) == (code, "shop/orders" in line), line


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
