"""The workflow of `examples/pull-request`: its steps run here, as they stand, on the emulator.

GitHub's part is small: it puts values for expressions, gives a job the secrets of its environment,
and runs `pulumi/actions`, which is a `pulumi` command made of the step's inputs.
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

# What the workflow's own `env` has to give; where the emulator is comes from the test.
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
    """What GitHub does for a job, in the folder of a stack's program."""

    stack: Stack
    values: dict[str, str]

    def run(self, name: str) -> str | None:
        """Run a job; give what its failing step said, or None where all went well."""
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
        """The environment of a step: nothing of Pulumi or Northflank that it does not name."""
        ours = {k: v for k, v in self.stack.environment.items() if k not in GIVEN_BY_STEPS}
        return ours | ENVIRONMENT | {k: filled(v, values) for k, v in given.items()}


def command_of(step: dict[str, Any], values: dict[str, str]) -> list[str] | None:
    """What a step runs; None where that is GitHub's or pip's business."""
    if "run" in step:
        # As GitHub runs what names no shell.
        return None if step["run"] == INSTALL else ["bash", "-e", "-c", step["run"]]
    inputs = step["with"]
    if not step["uses"].startswith("pulumi/actions@") or "command" not in inputs:
        return None
    options = [OPTIONS[name] for name, value in inputs.items() if name not in NO_OPTIONS and value]
    stack = filled(inputs["stack-name"], values)
    return ["pulumi", *COMMANDS[inputs["command"]], *options, "--stack", stack, "--non-interactive"]


def filled(text: str, values: dict[str, str]) -> str:
    """Put the values for the expressions in a text; one that is not there is an error."""
    return re.sub(r"\$\{\{ (.+?) \}\}", lambda found: values[found[1]], text)


@pytest.fixture
def runner(stack: Stack, tmp_path: Path) -> Runner:
    """A runner with a checkout of the example; the stack's state is where the variable says."""
    for name in FILES:
        shutil.copy(EXAMPLE / name, stack.folder)
    values = NO_SECRETS | {
        "matrix.stack": "prod",
        "runner.temp": str(tmp_path),
        "secrets.PULUMI_CONFIG_PASSPHRASE": stack.environment["PULUMI_CONFIG_PASSPHRASE"],
        "vars.PULUMI_BACKEND_URL": stack.environment["PULUMI_BACKEND_URL"],
    }
    return Runner(stack, values)


def kept(api: Emulator) -> dict[str, int]:
    """For how many days each schedule that the emulator holds keeps its backups."""
    return {
        f"{held['addonId']} {held['schedule']['scheduling']['interval']}": held["schedule"][
            "retentionTime"
        ]
        for held in api.schedules()
    }


def test_a_fork_gets_a_preview_without_any_secret(runner: Runner, api: Emulator) -> None:
    """What a fork declares is previewed as new, though the real stack's key is not there."""
    stack = runner.stack
    runner.values |= NO_SECRETS
    with (stack.folder / "Pulumi.prod.yaml").open("a") as configuration:
        configuration.write((stack.folder / "Pulumi.test.yaml").read_text())

    failure = runner.run("check")

    assert None is failure
    assert "+ 4 to create" in stack.outputs_seen[-1]
    assert [] == api.requests


def test_a_change_goes_from_its_preview_to_the_alarm_about_a_hand(
    runner: Runner, api: Emulator
) -> None:
    """The preview needs no token, the merge makes it so, and only drift makes the night fail."""
    stack = runner.stack
    subprocess.run(["bash", "-ec", SET_UP], cwd=stack.folder, env=stack.environment, check=True)
    declared = {"orders daily": 30, "stock daily": 30, "orders weekly": 120}

    assert None is runner.run("preview")
    assert "+ 4 to create" in stack.outputs_seen[-1]
    assert [] == api.requests

    assert None is runner.run("up")
    assert declared == kept(api)

    assert None is runner.run("drift")

    state = stack.folder.parent / "backend/.pulumi/stacks/database-backups/prod.json"
    before = state.read_text()
    [weekly] = [held for held in api.schedules() if held["schedule"]["retentionTime"] == 120]
    api.update_schedule(weekly["schedule"]["id"], retentionTime=9)
    alarm = runner.run("drift")
    assert alarm is not None
    assert re.search(r"orders-weekly\b[\s\S]*retentionTime *: 120 => 9", alarm)
    # It alarms again tomorrow.
    assert before == state.read_text()
    assert declared | {"orders weekly": 9} == kept(api)


def test_a_merge_puts_back_what_a_hand_changed() -> None:
    """The update looks at Northflank first, or it would leave drift as it is."""
    *_, step = JOBS["up"]["steps"]

    command = command_of(step, {"matrix.stack": "prod"})

    assert command is not None
    assert "pulumi up --yes --skip-preview --refresh" == " ".join(command[:5])


def test_every_job_installs_what_the_program_needs() -> None:
    """All jobs install the same packages, which fit the tested ones."""
    scripts = {step.get("run") for job in JOBS.values() for step in job["steps"][:3]}
    # Without an index, only what is installed already can be the answer; this project is the one
    # that would be installed anew.
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
