"""A schedule's life through the real engine: by a Python program, and by the package with YAML."""

from __future__ import annotations

import json
import re
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tests.acceptance.relay import UnansweredError
from tests.acceptance.schedules import Schedules
from tests.acceptance.target import Json, Target

from benchmarks.processes import BenchmarkError, environment, run
from pulumi_northflank import settings

PYTHON = """\
import json
import pathlib

import pulumi
from pulumi_northflank import AddonBackupSchedule

declared = json.loads(pathlib.Path("schedule.json").read_text())
AddonBackupSchedule("acceptance", **declared)
"""
LIFE = (
    ("up", "--yes", "--skip-preview"),
    ("preview", "--expect-no-changes"),
    ("refresh", "--yes", "--skip-preview", "--expect-no-changes"),
    ("destroy", "--yes", "--skip-preview"),
)


def doors(target: Target, schedules: Schedules) -> Iterator[tuple[str, Any]]:
    """Whether both doors create, keep, read and delete a schedule."""
    for door, interval in (("python", "daily"), ("package", "weekly")):
        with tempfile.TemporaryDirectory() as folder, target.relay.server() as url:
            _write_program(Path(folder), door, _properties(target, schedules.one(interval)))
            _live(target, door, Path(folder), url)
    yield "doors", "a schedule lived through up, preview, refresh and destroy by both doors"


def _live(target: Target, door: str, folder: Path, url: str) -> None:
    backend = folder / "backend"
    backend.mkdir()
    env = environment(
        PULUMI_BACKEND_URL=backend.as_uri(),
        PULUMI_CONFIG_PASSPHRASE="acceptance",
        PULUMI_HOME=str(folder / "home"),
        **{settings.BASE_URL.variable: url, settings.API_TOKEN.variable: target.relay.token},
    )
    for command, *options in (("stack", "init", "acceptance"), *LIFE):
        try:
            run(["pulumi", command, *options, "--non-interactive"], cwd=folder, env=env)
        except BenchmarkError as error:
            shown = target.redacted(_last_error(str(error)))
            raise UnansweredError(f"`pulumi {command}` failed ({door}): {shown}") from None
        expected = 0 if command in {"stack", "destroy"} else 1
        if len(target.journal.ids) != expected:
            count = len(target.journal.ids)
            raise UnansweredError(f"after `pulumi {command}` ({door}), there were {count} of ours")


def _write_program(folder: Path, door: str, properties: Json) -> None:
    if door == "python":
        (folder / "Pulumi.yaml").write_text("name: acceptance\nruntime: python\n")
        (folder / "__main__.py").write_text(PYTHON)
        names = {re.sub("[A-Z]", r"_\g<0>", name).lower(): properties[name] for name in properties}
        (folder / "schedule.json").write_text(json.dumps(names))
        return
    resource = {"type": "northflank:AddonBackupSchedule", "properties": properties}
    project = {"name": "acceptance", "runtime": "yaml", "resources": {"acceptance": resource}}
    # JSON is YAML.
    (folder / "Pulumi.yaml").write_text(json.dumps(project))


def _properties(target: Target, body: Json) -> Json:
    return {**target.relay.address.values, **body}


def _last_error(output: str) -> str:
    lines = [line.strip() for line in output.splitlines() if line.strip()]
    errors = [line for line in lines if "error:" in line]
    return (errors or lines)[-1]
