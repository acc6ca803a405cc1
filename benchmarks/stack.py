"""A stack of one contestant: a project in a folder, driven by `pulumi` as a user does."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Literal

from benchmarks.processes import Ended, Peak, environment, run
from benchmarks.programs.schedules import CHANGED_RETENTION, RETENTION, Order
from benchmarks.server import TOKEN, Server, emulator

PROGRAM = Path(__file__).parent / "programs/__main__.py"
PROJECT = "benchmark"
STACK = "test"
TYPE = "pulumi-python:dynamic/northflank:AddonBackupSchedule"
PROVIDER_MODULE = "pulumi.dynamic"

Operation = Literal["preview", "up", "unchanged", "refresh", "change", "destroy"]
OPERATIONS: tuple[Operation, ...] = (
    "preview",
    "up",
    "unchanged",
    "refresh",
    "change",
    "destroy",
)
_QUIET = ("--non-interactive", "--stack", STACK, "--suppress-progress")
_UP = ("up", "--yes", "--skip-preview")
_COMMANDS: dict[Operation, tuple[str, ...]] = {
    "preview": ("preview",),
    "up": _UP,
    "unchanged": (*_UP, "--expect-no-changes"),
    "refresh": ("refresh", "--yes", "--skip-preview", "--expect-no-changes"),
    "change": _UP,
    "destroy": ("destroy", "--yes", "--skip-preview"),
}
# Where the resource of a contestant is.
MODULES = {
    "provider": "pulumi_northflank",
    "floor": "benchmarks.programs.floor",
    "nothing": "benchmarks.programs.nothing",
}


@dataclass(frozen=True)
class Shape:
    """What a stack declares."""

    count: int
    order: Order = "addons"


@dataclass
class Stack:
    """A stack, and the emulator that it uses."""

    folder: Path
    contestant: str
    shape: Shape
    server: Server
    switches: dict[str, str]

    @property
    def state_file(self) -> Path:
        """Where the file backend keeps the state."""
        folder = self.folder / "backend/.pulumi/stacks" / PROJECT
        return next(
            file
            for ending in ("", ".zst", ".gz")
            if (file := folder / f"{STACK}.json{ending}").is_file()
        )

    def resources(self) -> list[dict[str, Any]]:
        """The schedules in the state."""
        checkpoint = json.loads(self.state_file.read_text())["checkpoint"]["latest"]
        return [each for each in checkpoint["resources"] if each["type"] == TYPE]

    def do(self, operation: Operation, *, peak: Peak | None = None) -> Ended:
        """Run the command of an operation."""
        retention = CHANGED_RETENTION if operation == "change" else RETENTION
        return self.pulumi(*_COMMANDS[operation], *_QUIET, retention=retention, peak=peak)

    def pulumi(self, *words: str, retention: int = RETENTION, peak: Peak | None = None) -> Ended:
        """Run a command of the engine."""
        own = environment(
            BENCHMARK_MODULE=MODULES[self.contestant],
            BENCHMARK_COUNT=str(self.shape.count),
            BENCHMARK_ORDER=self.shape.order,
            BENCHMARK_RETENTION=str(retention),
            NORTHFLANK_API_TOKEN=TOKEN,
            NORTHFLANK_BASE_URL=self.server.url,
            **engine_settings(self.folder),
            **self.switches,
        )
        return run(["pulumi", *words], cwd=self.folder / "project", env=own, peak=peak)


def engine_settings(folder: Path) -> dict[str, str]:
    """An engine that needs no account and keeps all that it keeps in a folder."""
    return {
        "PULUMI_BACKEND_URL": (folder / "backend").as_uri(),
        "PULUMI_CONFIG_PASSPHRASE": "benchmark",
        "PULUMI_HOME": str(folder / "home"),
        "PULUMI_SKIP_UPDATE_CHECK": "1",
    }


@contextmanager
def new_stack(
    contestant: str,
    shape: Shape,
    latency: int = 0,
    switches: dict[str, str] | None = None,
) -> Iterator[Stack]:
    """Make a stack that has nothing yet, with an emulator of its own, and remove both."""
    with TemporaryDirectory(prefix="pulumi-northflank-benchmark-") as name:
        folder = Path(name)
        (folder / "backend").mkdir()
        (folder / "project").mkdir()
        shutil.copy(PROGRAM, folder / "project")
        (folder / "project/Pulumi.yaml").write_text(f"name: {PROJECT}\nruntime: python\n")
        with emulator(folder, latency) as server:
            stack = Stack(folder, contestant, shape, server, switches or {})
            stack.pulumi("stack", "init", STACK, "--non-interactive")
            yield stack
