"""The steps of the workflow in `examples/pull-request`, run unchanged against the emulator.

These tests do GitHub's part: they replace expressions with values, give each job the secrets of its
environment, and run the `pulumi` command that `pulumi/actions` makes of a step's inputs.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import yaml

if TYPE_CHECKING:
    from tests.engine.conftest import Stack

    from pulumi_northflank.emulator import Emulator

EXAMPLE = Path(__file__).parents[2] / "examples" / "pull-request"
FILES = ("Pulumi.yaml", "Pulumi.prod.yaml", "__main__.py")
WORKFLOW: dict[str, Any] = yaml.safe_load(
    (EXAMPLE / ".github" / "workflows" / "backups.yml").read_text()
)
ENVIRONMENT: dict[str, str] = WORKFLOW["env"]
JOBS: dict[str, Any] = WORKFLOW["jobs"]
[SET_UP] = re.findall(r"```bash\n(.*?)```", (EXAMPLE / "README.md").read_text(), flags=re.DOTALL)
INSTALL = "python -m pip install --requirement requirements.txt"

# The steps must set these; the address of the emulator comes from the test.
GIVEN_BY_STEPS = ("NORTHFLANK_API_TOKEN", "PULUMI_BACKEND_URL", "PULUMI_CONFIG_PASSPHRASE")
COMMANDS = {"preview": ("preview",), "up": ("up", "--yes", "--skip-preview")}
OPTIONS = {"diff": "--diff", "refresh": "--refresh"}
NO_OPTIONS = {"command", "comment-on-pr", "comment-on-summary", "pulumi-version", "stack-name"}
NO_SECRETS = {
    "secrets.PULUMI_ACCESS_TOKEN": "",
    "secrets.PULUMI_CONFIG_PASSPHRASE": "",
    "vars.PULUMI_BACKEND_URL": "",
}


@dataclass
class Runner:
    """Runs jobs as GitHub does, in the folder of a stack's program."""

    stack: Stack
    values: dict[str, str]

    def run(self, name: str) -> str | None:
        """Run a job, and return the output of the step that fails, or None."""
        job = JOBS[name]
        token = {"secrets.NORTHFLANK_API_TOKEN": self.stack.environment["NORTHFLANK_API_TOKEN"]}
        values = self.values | (token if "environment" in job else {})
        for step in job["steps"]:
            command = command_of(step, values)
            if command is None:
                continue
            done = subprocess.run(
                command,
                cwd=self.stack.folder,
                env=self.environment(step.get("env", {}), values),
                capture_output=True,
                text=True,
                timeout=240,
                check=False,
            )
            self.stack.outputs_seen.append(done.stdout + done.stderr)
            if done.returncode:
                return self.stack.outputs_seen[-1]
        return None

    def environment(self, given: dict[str, str], values: dict[str, str]) -> dict[str, str]:
        """The environment of a step: it has only the Pulumi and Northflank values that it names."""
        ours = {k: v for k, v in self.stack.environment.items() if k not in GIVEN_BY_STEPS}
        return ours | ENVIRONMENT | {k: filled(v, values) for k, v in given.items()}


def command_of(step: dict[str, Any], values: dict[str, str]) -> list[str] | None:
    """The command of a step, or None if it belongs to GitHub or pip."""
    if "run" in step:
        # GitHub's default shell.
        return None if step["run"] == INSTALL else ["bash", "-e", "-c", step["run"]]
    inputs = step["with"]
    if not step["uses"].startswith("pulumi/actions@") or "command" not in inputs:
        return None
    options = [OPTIONS[name] for name, value in inputs.items() if name not in NO_OPTIONS and value]
    stack = filled(inputs["stack-name"], values)
    return ["pulumi", *COMMANDS[inputs["command"]], *options, "--stack", stack, "--non-interactive"]


def filled(text: str, values: dict[str, str]) -> str:
    """Replace the expressions in a string; an unknown one is an error."""
    return re.sub(r"\$\{\{ (.+?) \}\}", lambda found: values[found[1]], text)


@pytest.fixture
def runner(stack: Stack, tmp_path: Path) -> Runner:
    """A runner with a checkout of the example, whose state is in the stack's backend."""
    for name in FILES:
        shutil.copy(EXAMPLE / name, stack.folder)
    values = NO_SECRETS | {
        "matrix.stack": "prod",
        "runner.temp": str(tmp_path),
        "secrets.PULUMI_CONFIG_PASSPHRASE": stack.environment["PULUMI_CONFIG_PASSPHRASE"],
        "vars.PULUMI_BACKEND_URL": stack.environment["PULUMI_BACKEND_URL"],
    }
    return Runner(stack, values)


def retentions(api: Emulator) -> dict[str, int]:
    """The retention of each schedule in the emulator, in days."""
    return {
        f"{held['addonId']} {held['schedule']['scheduling']['interval']}": held["schedule"][
            "retentionTime"
        ]
        for held in api.schedules()
    }


def test_a_fork_gets_a_preview_without_any_secret(runner: Runner, api: Emulator) -> None:
    """It previews all schedules as new, without the key of the real stack."""
    stack = runner.stack
    runner.values |= NO_SECRETS
    with (stack.folder / "Pulumi.prod.yaml").open("a") as configuration:
        configuration.write((stack.folder / "Pulumi.test.yaml").read_text())

    failure = runner.run("check")

    assert None is failure
    assert "+ 4 to create" in stack.outputs_seen[-1]
    assert [] == api.requests


def test_a_change_is_previewed_and_applied_and_drift_fails_the_night(
    runner: Runner, api: Emulator
) -> None:
    """The preview needs no token, the merge applies the change, and only drift fails the job."""
    stack = runner.stack
    subprocess.run(["bash", "-ec", SET_UP], cwd=stack.folder, env=stack.environment, check=True)
    declared = {"orders daily": 30, "stock daily": 30, "orders weekly": 120}

    assert None is runner.run("preview")
    assert "+ 4 to create" in stack.outputs_seen[-1]
    assert [] == api.requests

    assert None is runner.run("up")
    assert declared == retentions(api)

    assert None is runner.run("drift")

    state = stack.folder.parent / "backend/.pulumi/stacks/database-backups/prod.json"
    before = state.read_text()
    [weekly] = [held for held in api.schedules() if held["schedule"]["retentionTime"] == 120]
    api.update_schedule(weekly["schedule"]["id"], retentionTime=9)
    failure = runner.run("drift")
    assert failure is not None
    assert re.search(r"orders-weekly\b[\s\S]*retentionTime *: 120 => 9", failure)
    # The job fails again the next night.
    assert before == state.read_text()
    assert declared | {"orders weekly": 9} == retentions(api)


def test_a_merge_reverts_drift() -> None:
    """The update refreshes the state first; otherwise it would not see the drift."""
    *_, step = JOBS["up"]["steps"]

    command = command_of(step, {"matrix.stack": "prod"})

    assert command is not None
    assert "pulumi up --yes --skip-preview --refresh" == " ".join(command[:5])


def test_every_job_installs_the_requirements() -> None:
    """All jobs run the same command, and the installed packages satisfy it."""
    scripts = {step.get("run") for job in JOBS.values() for step in job["steps"][:3]}
    # Without an index, pip can only use installed packages; it would reinstall this project alone.
    settings = {"PIP_DRY_RUN": "1", "PIP_NO_INDEX": "1", "PIP_NO_BUILD_ISOLATION": "0"}
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])

    done = subprocess.run(
        ["bash", "-e", "-c", INSTALL],
        cwd=EXAMPLE,
        env=os.environ | settings | {"PATH": path},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )

    assert {None, INSTALL} == scripts
    assert 0 == done.returncode, done.stderr
    assert re.search(r"^Would install pulumi-northflank-[\d.]+$", done.stdout, re.MULTILINE)
