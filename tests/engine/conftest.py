"""Gives each test its own stack: real engine, file backend, emulator over HTTP."""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import textwrap
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

import pytest

import clients
from pulumi_northflank.emulator import Emulator

TOKEN = "nf-token-that-must-not-show-anywhere"  # searched for in all output and files
SCHEDULE_TYPE = "pulumi-python:dynamic/northflank:AddonBackupSchedule"
LONGEST_COMMAND = 120
WITHOUT_PREVIEW = ("--yes", "--skip-preview")
PROJECT = "name: shop\nruntime: python\n"
YAML_PROJECT = "name: shop\nruntime: yaml\n"
HEADER = """\
import pulumi
from pulumi_northflank import AddonBackupSchedule
"""
# How the API's list differs from its request body.
OTHER_NAMES = {"backupCompressionType": "compressionType"}
SERVERS_OWN = ("id", "createdAt", "updatedAt")


def nightly(addon: str = "orders", **others: Any) -> dict[str, Any]:
    """The properties of a daily dump, by the API's names."""
    return {
        "projectId": "shop",
        "addonId": addon,
        "backupType": "dump",
        "scheduling": {"interval": "daily", "minute": [0], "hour": [2]},
        "retentionTime": 30,
        **others,
    }


def python_names(properties: Mapping[str, Any]) -> dict[str, Any]:
    """*properties* by Python's names, such as project_id."""
    return {re.sub("[A-Z]", r"_\g<0>", name).lower(): properties[name] for name in properties}


@dataclass(frozen=True)
class Outcome:
    """How a command ended, and everything that it printed."""

    code: int
    output: str

    @property
    def succeeded(self) -> bool:
        """Whether the exit code was 0."""
        return self.code == 0


@dataclass
class Stack:
    """One stack of one program, driven by the ``pulumi`` command as by a user."""

    folder: Path
    environment: dict[str, str]
    api: Emulator
    recordings: Path
    name: str = "test"
    schedule_type: str = SCHEDULE_TYPE
    outputs_seen: list[str] = field(default_factory=list)
    first_request: int = 0

    def program(self, text: str) -> None:
        """Make *text* the program, below the imports that every program needs."""
        (self.folder / "__main__.py").write_text(HEADER + textwrap.dedent(text))

    def declaring(self, schedules: Mapping[str, Mapping[str, Any]]) -> str:
        """A program that declares *schedules*: the properties of each, by its name."""
        return "\n".join(
            f"AddonBackupSchedule({name!r}, **{python_names(properties)})"
            for name, properties in schedules.items()
        )

    def start(self, *arguments: str) -> subprocess.Popen[str]:
        """Start a command in its own process group, without waiting for it."""
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

    def run(self, *arguments: str, fails: bool = False) -> Outcome:
        """Run a command, which must succeed, or must fail if it *fails*."""
        outcome = self.end(self.start(*arguments))
        assert fails != outcome.succeeded, outcome.output
        return outcome

    def preview(self, *arguments: str, fails: bool = False) -> Outcome:
        """Run ``pulumi preview --diff``."""
        return self.run("preview", "--diff", *arguments, fails=fails)

    def up(self, *arguments: str, fails: bool = False) -> Outcome:
        """Run ``pulumi up`` without its own preview."""
        return self.run("up", *WITHOUT_PREVIEW, *arguments, fails=fails)

    def refresh(self, *arguments: str, fails: bool = False) -> Outcome:
        """Run ``pulumi refresh`` without its own preview."""
        return self.run("refresh", *WITHOUT_PREVIEW, *arguments, fails=fails)

    def destroy(self, *arguments: str, fails: bool = False) -> Outcome:
        """Run ``pulumi destroy`` without its own preview."""
        return self.run("destroy", *WITHOUT_PREVIEW, *arguments, fails=fails)

    @property
    def state_file(self) -> Path:
        """The file backend's file with the stack's state."""
        return self.folder.parent / "backend" / ".pulumi" / "stacks" / "shop" / f"{self.name}.json"

    def given(self, program: str) -> None:
        """Bring stack and API to the end of an ``up`` of *program*.

        The first worker to ask for a program runs the engine; after that, what it left is
        copied, because an ``up`` takes seconds and most tests begin after one.
        """
        self.program(program)
        recording = self.recordings / hashlib.sha256(program.encode()).hexdigest()
        if recording.exists():
            self._restore(json.loads(recording.read_text()))
        else:
            self.up()
            left = {"state": self.state_file.read_text(), "held": self.api.schedules()}
            unfinished = recording.with_name(f"{recording.name}.{os.getpid()}")
            unfinished.write_text(json.dumps(left))
            unfinished.replace(recording)
        self.first_request = len(self.api.requests)

    def _restore(self, left: dict[str, Any]) -> None:
        state = left["state"]
        for item in left["held"]:
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

    def requests(self) -> list[str]:
        """Method and status of each request, without those of :meth:`given`."""
        return [f"{r.method} {r.status}" for r in self.api.requests[self.first_request :]]

    def schedules(self) -> dict[str, dict[str, Any]]:
        """Each schedule in the state, by the resource's name."""
        checkpoint = json.loads(self.state_file.read_text())["checkpoint"]["latest"]
        return {
            resource["urn"].rsplit("::", 1)[1]: resource
            for resource in checkpoint.get("resources", [])
            if resource["type"] == self.schedule_type
        }

    def ids(self) -> dict[str, str]:
        """The ID of each schedule in the state, by the resource's name."""
        return {name: resource["id"] for name, resource in self.schedules().items()}


@dataclass
class YamlStack(Stack):
    """One stack of a YAML program, which uses the Pulumi package."""

    schedule_type: str = "northflank:index:AddonBackupSchedule"

    def program(self, text: str) -> None:
        """Make *text* the program."""
        (self.folder / "Pulumi.yaml").write_text(YAML_PROJECT + textwrap.dedent(text))

    def declaring(self, schedules: Mapping[str, Mapping[str, Any]]) -> str:
        """A program that declares *schedules*: the properties of each, by its name."""
        resources = {
            name: {"type": "northflank:AddonBackupSchedule", "properties": properties}
            for name, properties in schedules.items()
        }
        # JSON is YAML.
        return f"resources: {json.dumps(resources)}"


S = TypeVar("S", bound=Stack)


@dataclass(frozen=True)
class EngineHome:
    """A home for the engine and a backend with one empty stack, which every test copies.

    All workers share the recordings: what an `up` of a program left in state and API.
    """

    home: Path
    backend: Path
    recordings: Path


def stack_environment(home: Path, backend: Path) -> dict[str, str]:
    """An environment without the user's settings, in which the engine needs no account."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("PULUMI", "NORTHFLANK", "NF_"))
    }
    return kept | {
        # The engine lives for seconds. Collecting garbage less often saves a tenth of the time.
        "GOGC": "400",
        "PYTHONPATH": str(Path(__file__).with_name("recorded_pip")),
        "RECORDED_PIP": str(home.parent),
        "PATH": os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]]),
        "PULUMI_BACKEND_URL": backend.as_uri(),
        "PULUMI_CONFIG_PASSPHRASE": "test",
        "PULUMI_HOME": str(home),
        "PULUMI_SKIP_UPDATE_CHECK": "1",
    }


@pytest.fixture(scope="session")
def engine(tmp_path_factory: pytest.TempPathFactory) -> EngineHome:
    """Make the empty stack once: copying a folder is faster than the command."""
    folder = tmp_path_factory.mktemp("engine")
    # Each worker has its own folder, inside one that all share.
    is_worker = "PYTEST_XDIST_WORKER" in os.environ
    return engine_home(folder, tmp_path_factory.getbasetemp().parent if is_worker else folder)


def engine_home(folder: Path, shared: Path) -> EngineHome:
    """Make an empty stack in *folder*, to be copied. Recordings are kept in *shared*."""
    made = EngineHome(folder / "home", folder / "backend", shared / "recordings")
    made.backend.mkdir()
    for arguments in ("list -v --format json", "list --format=json"):
        answer = subprocess.check_output([sys.executable, "-m", "pip", *arguments.split()])
        (folder / arguments).write_bytes(answer)
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
    """The emulator, without schedules."""
    return northflank_emulator


@pytest.fixture
def stack(tmp_path: Path, engine: EngineHome, api: Emulator) -> Iterator[Stack]:
    """A new stack whose program declares nothing."""
    yield from new_stack(tmp_path / "first", engine, api)


@pytest.fixture
def yaml_host() -> None:
    """Skip a test without Pulumi's language host for YAML."""
    need("yaml", without_host("yaml"))


@pytest.fixture
def yaml_stack(
    tmp_path: Path, engine: EngineHome, api: Emulator, yaml_host: None
) -> Iterator[YamlStack]:
    """A new stack whose YAML program declares nothing."""
    yield from stack_of(YamlStack, tmp_path / "yaml", engine, api)


@pytest.fixture(
    params=["stack", pytest.param("yaml_stack", marks=pytest.mark.thorough)],
    ids=["python", "package"],
)
def either_stack(request: pytest.FixtureRequest) -> Stack:
    """A new stack, for tests of both doors: the Python resource and the Pulumi package."""
    made: Stack = request.getfixturevalue(request.param)
    return made


@pytest.fixture
def node_stack(tmp_path: Path, engine: EngineHome, api: Emulator) -> Iterator[Stack]:
    """A new stack of a folder with Pulumi's SDK for Node."""
    need("node", without_host("nodejs") or clients.missing("node"))
    for stack in stack_of(Stack, tmp_path / "node", engine, api):
        packages = stack.folder / "node_modules"
        packages.symlink_to(clients.FOLDERS["node"] / "node_modules")
        yield stack


def need(name: str, missing: str | None) -> None:
    """Skip the test if something is *missing*, or fail it if *name* is required."""
    if missing:
        (pytest.fail if clients.required(name) else pytest.skip)(missing)


def without_host(language: str) -> str | None:
    """Say that the engine cannot run programs in a *language*, if it cannot."""
    host = f"pulumi-language-{language}"
    return None if shutil.which(host) else f"{host} is not installed"


@pytest.fixture
def second_stack(tmp_path: Path, engine: EngineHome, api: Emulator) -> Iterator[Stack]:
    """Another stack that uses the same API."""
    yield from new_stack(tmp_path / "second", engine, api)


def new_stack(folder: Path, engine: EngineHome, api: Emulator) -> Iterator[Stack]:
    """Make a stack of a Python program in *folder*."""
    return stack_of(Stack, folder, engine, api)


def stack_of(kind: type[S], folder: Path, engine: EngineHome, api: Emulator) -> Iterator[S]:
    """Make a stack in *folder*; after the test, search everything it left for the token."""
    project, backend = folder / "program", folder / "backend"
    project.mkdir(parents=True)
    shutil.copytree(engine.backend, backend)
    (project / "Pulumi.yaml").write_text(PROJECT)
    # `pulumi stack init` writes the passphrase's salt beside the program.
    shutil.copy(engine.backend.parent / "Pulumi.test.yaml", project)
    environment = stack_environment(engine.home, backend) | {
        "NORTHFLANK_API_TOKEN": TOKEN,
        "NORTHFLANK_BASE_URL": api.url,
        # The emulator's lists show every change at once, unless a test says otherwise.
        "NORTHFLANK_LIST_LAG": "0",
    }
    stack = kind(project, environment, api, engine.recordings)
    stack.program("")
    yield stack
    files = [path.read_text(errors="replace") for path in folder.rglob("*") if path.is_file()]
    leaks = [text for text in [*files, *stack.outputs_seen] if TOKEN in text]
    assert [] == leaks
