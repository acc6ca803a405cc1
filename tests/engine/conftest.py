"""A stack of its own for each test: real engine, file backend, emulator over HTTP."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import signal
import subprocess
import sys
import textwrap
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from pulumi_northflank.emulator import Emulator

TOKEN = "nf-token-that-must-not-show-anywhere"  # what tests search output and state for
SCHEDULE_TYPE = "pulumi-python:dynamic/northflank:AddonBackupSchedule"
LONGEST_COMMAND = 120
PROJECT = "name: shop\nruntime: python\n"
HEADER = """\
import pulumi
from pulumi_northflank import AddonBackupSchedule
"""


OTHER_NAMES = {"backupCompressionType": "compressionType"}
SERVERS_OWN = ("id", "createdAt", "updatedAt")


@dataclass(frozen=True)
class Outcome:
    """How a command ended, and everything that a user saw of it."""

    code: int
    output: str

    @property
    def succeeded(self) -> bool:
        """Whether the command ended well."""
        return self.code == 0


@dataclass
class Stack:
    """One stack of one program, driven by the ``pulumi`` command as a user does."""

    folder: Path
    environment: dict[str, str]
    api: Emulator
    recordings: Path
    name: str = "test"
    outputs_seen: list[str] = field(default_factory=list)

    def program(self, text: str) -> None:
        """Make *text* the program; ``pulumi`` and the resource are imported for it."""
        (self.folder / "__main__.py").write_text(HEADER + textwrap.dedent(text))

    def start(self, *arguments: str) -> subprocess.Popen[str]:
        """Start a command in a process group of its own, and do not wait for it."""
        return subprocess.Popen(
            ["pulumi", *arguments, "--non-interactive", "--stack", self.name],
            cwd=self.folder,
            env=self.environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )

    def end(self, process: subprocess.Popen[str]) -> Outcome:
        """Wait for a started command."""
        try:
            output, _ = process.communicate(timeout=LONGEST_COMMAND)
        finally:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)
        self.outputs_seen.append(output)
        return Outcome(process.returncode, output)

    def run(self, *arguments: str) -> Outcome:
        """Run a command to its end."""
        return self.end(self.start(*arguments))

    def done(self, *arguments: str) -> Outcome:
        """Run a command that has to succeed."""
        outcome = self.run(*arguments)
        assert outcome.succeeded, outcome.output
        return outcome

    def preview(self, *arguments: str) -> Outcome:
        """Run ``pulumi preview``, well or not."""
        return self.run("preview", "--diff", *arguments)

    def up(self, *arguments: str) -> Outcome:
        """Run ``pulumi up`` without its own preview, well or not."""
        return self.run("up", "--yes", "--skip-preview", *arguments)

    def refresh(self, *arguments: str) -> Outcome:
        """Run ``pulumi refresh`` without its own preview, well or not."""
        return self.run("refresh", "--yes", "--skip-preview", *arguments)

    def destroy(self, *arguments: str) -> Outcome:
        """Run ``pulumi destroy`` without its own preview, well or not."""
        return self.run("destroy", "--yes", "--skip-preview", *arguments)

    @property
    def state_file(self) -> Path:
        """Where the file backend keeps the stack's state."""
        return self.folder.parent / "backend" / ".pulumi" / "stacks" / "shop" / f"{self.name}.json"

    def given(self, program: str) -> None:
        """Bring the stack and its API to where an ``up`` of *program* ends.

        The engine is asked once for each program, whichever worker comes first; after that,
        its state is copied. An ``up`` takes seconds, and most tests begin after one.
        """
        self.program(program)
        recording = self.recordings / hashlib.sha256(program.encode()).hexdigest()
        if not recording.exists():
            outcome = self.up()
            assert outcome.succeeded, outcome.output
            left = {"state": self.state_file.read_text(), "held": self.api.schedules()}
            unfinished = recording.with_name(f"{recording.name}.{os.getpid()}")
            unfinished.write_text(json.dumps(left))
            unfinished.replace(recording)
            return
        left = json.loads(recording.read_text())
        state, held = left["state"], left["held"]
        for item in held:
            body = {
                OTHER_NAMES.get(name, name): value
                for name, value in item["schedule"].items()
                if name not in SERVERS_OWN and value != []
            }
            address = (item["projectId"], item["addonId"])
            made = self.api.add_schedule(*address, body, team=item["teamId"])
            state = state.replace(item["schedule"]["id"], made)
        self.state_file.parent.mkdir(parents=True, exist_ok=True)
        self.state_file.write_text(state)

    def schedules(self) -> dict[str, dict[str, Any]]:
        """The state of each schedule, by the resource's name."""
        checkpoint = json.loads(self.state_file.read_text())["checkpoint"]["latest"]
        return {
            resource["urn"].rsplit("::", 1)[1]: resource
            for resource in checkpoint.get("resources", [])
            if resource["type"] == SCHEDULE_TYPE
        }

    def ids(self) -> dict[str, str]:
        """The ID of each schedule in the state, by the resource's name."""
        return {name: resource["id"] for name, resource in self.schedules().items()}


@dataclass(frozen=True)
class EngineHome:
    """A home for the engine and a backend with one empty stack, for all tests to copy.

    Beside it is what an `up` of a program left, for all workers: the state file, and what
    the API holds.
    """

    home: Path
    backend: Path
    recordings: Path


def stack_environment(home: Path, backend: Path) -> dict[str, str]:
    """An environment in which the engine needs no account and touches nothing of the user's."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("PULUMI", "NORTHFLANK"))
    }
    return kept | {
        "PATH": os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]]),
        "PULUMI_BACKEND_URL": backend.as_uri(),
        "PULUMI_CONFIG_PASSPHRASE": "test",
        "PULUMI_HOME": str(home),
        "PULUMI_SKIP_UPDATE_CHECK": "1",
    }


@pytest.fixture(scope="session")
def engine(tmp_path_factory: pytest.TempPathFactory) -> EngineHome:
    """Make the empty stack once: a copy of a folder is faster than the command."""
    folder = tmp_path_factory.mktemp("engine")
    # Workers have folders of their own in one that they share.
    is_worker = "PYTEST_XDIST_WORKER" in os.environ
    shared = tmp_path_factory.getbasetemp().parent if is_worker else folder
    made = EngineHome(folder / "home", folder / "backend", shared / "recordings")
    made.backend.mkdir()
    made.recordings.mkdir(exist_ok=True)
    (folder / "Pulumi.yaml").write_text(PROJECT)
    subprocess.run(
        ["pulumi", "stack", "init", "test", "--non-interactive"],
        cwd=folder,
        env=stack_environment(made.home, made.backend),
        check=True,
        capture_output=True,
    )
    return made


@pytest.fixture
def api(northflank_emulator: Emulator) -> Emulator:
    """The emulator, empty."""
    return northflank_emulator


@pytest.fixture
def stack(tmp_path: Path, engine: EngineHome, api: Emulator) -> Iterator[Stack]:
    """A new stack whose program declares nothing yet."""
    yield from new_stack(tmp_path / "first", engine, api)


@pytest.fixture
def second_stack(tmp_path: Path, engine: EngineHome, api: Emulator) -> Iterator[Stack]:
    """Another stack that uses the same API."""
    yield from new_stack(tmp_path / "second", engine, api)


def new_stack(folder: Path, engine: EngineHome, api: Emulator) -> Iterator[Stack]:
    """Make a stack in *folder*, and look for the token in all that it leaves behind."""
    project, backend = folder / "program", folder / "backend"
    project.mkdir(parents=True)
    shutil.copytree(engine.backend, backend)
    (project / "Pulumi.yaml").write_text(PROJECT)
    # What `pulumi stack init` writes beside the program: the salt of the passphrase.
    shutil.copy(engine.backend.parent / "Pulumi.test.yaml", project)
    environment = stack_environment(engine.home, backend) | {
        "NORTHFLANK_API_TOKEN": TOKEN,
        "NORTHFLANK_BASE_URL": api.url,
    }
    stack = Stack(project, environment, api, engine.recordings)
    stack.program("")
    yield stack
    files = [path.read_text(errors="replace") for path in folder.rglob("*") if path.is_file()]
    leaks = [text for text in [*files, *stack.outputs_seen] if TOKEN in text]
    assert [] == leaks
