"""The part `growth`: one stack that grows, beside a fleet of stacks and the engine's switches."""

from __future__ import annotations

import json
import os
import shutil
import sys
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from benchmarks.cases import Case, Plan
from benchmarks.errors import BenchmarkError
from benchmarks.life import Figures, check_left
from benchmarks.processes import ROOT, environment, run
from benchmarks.server import TOKEN, Server, emulator
from benchmarks.stack import Shape, engine_settings, new_stack

NAME = "growth"
PROJECTS = 20
# The largest stacks take minutes each.
ROUNDS = 3
WORKERS = sorted({os.cpu_count() or 1, 4})
FLEETS = {f"fleet of {workers} workers": workers for workers in WORKERS}
FLEET = ROOT / "examples/fleet-automation"
# The engine's own; the first is one of its experiments.
SWITCHES: dict[str, dict[str, str]] = {
    "none": {},
    "zstd": {"PULUMI_DIY_BACKEND_ZSTD": "1"},
    "gzip": {"PULUMI_DIY_BACKEND_GZIP": "1"},
    "no backups": {"PULUMI_DIY_BACKEND_DISABLE_CHECKPOINT_BACKUPS": "1"},
    "skip checkpoints": {"PULUMI_EXPERIMENTAL": "1", "PULUMI_SKIP_CHECKPOINTS": "1"},
}
# The tier of an addon that has so many schedules, in the fleet's program.
TIERS = {3: "critical", 2: "standard", 1: "development"}


def cases(plan: Plan) -> Iterator[Case]:
    """Each number of schedules, and the switches at one of them."""
    for count in plan.counts_or(200, 500, 1000, 2000):
        yield Case(
            NAME,
            {"what": "growth", "schedules": count},
            ("provider", "nothing", *FLEETS),
            partial(_up, count),
            seconds=_seconds(count),
            usual_rounds=ROUNDS,
        )
    count = plan.counts_or(1000)[-1]
    yield Case(
        NAME,
        {"what": "switches", "schedules": count},
        tuple(SWITCHES),
        partial(_switched, count),
        seconds=_seconds(count),
        usual_rounds=ROUNDS,
    )


def _up(count: int, contestant: str) -> Figures:
    if contestant in FLEETS:
        return _fleet(count, FLEETS[contestant])
    with new_stack(contestant, Shape(count)) as stack:
        # With its preview, which the fleet makes as well.
        ended = stack.pulumi("up", "--yes", "--non-interactive", "--stack", "test")
        check_left(stack, "up", ended.output)
    return {"seconds": {"up": round(ended.seconds, 3)}}


def _switched(count: int, contestant: str) -> Figures:
    with new_stack("provider", Shape(count), switches=SWITCHES[contestant]) as stack:
        ended = stack.do("up")
        check_left(stack, "up", ended.output)
        file_bytes = stack.state_file.stat().st_size
    return {"seconds": {"up": round(ended.seconds, 3)}, "file_bytes": file_bytes}


def _fleet(count: int, workers: int) -> Figures:
    with TemporaryDirectory(prefix="pulumi-northflank-benchmark-") as name:
        folder = Path(name)
        with emulator(folder, 0) as server:
            seconds = _fleet_up(folder, server, fleet_of(count), workers)
            held = len(server.held())
    if held != count:
        raise BenchmarkError(f"The fleet left {held} schedules instead of {count}.")
    return {"seconds": {"up": round(seconds, 3)}}


def _fleet_up(
    folder: Path, server: Server, fleet: dict[str, dict[str, str]], workers: int
) -> float:
    """Update all stacks of a fleet by the example's driver; what that takes."""
    shutil.copytree(FLEET, folder / "fleet", ignore=shutil.ignore_patterns("__pycache__"))
    (folder / "backend").mkdir()
    # JSON is YAML.
    (folder / "fleet/fleet.yaml").write_text(json.dumps(fleet))
    own = environment(
        NORTHFLANK_API_TOKEN=TOKEN, NORTHFLANK_BASE_URL=server.url, **engine_settings(folder)
    )
    command = [sys.executable, "fleet.py", "up", "--yes", "--workers", str(workers)]
    return run(command, cwd=folder / "fleet", env=own).seconds


def fleet_of(count: int) -> dict[str, dict[str, str]]:
    """Projects that hold so many schedules in all, as many as can be on one addon."""
    fleet: dict[str, dict[str, str]] = {}
    for number in range(PROJECTS):
        left = count // PROJECTS + (number < count % PROJECTS)
        addons: dict[str, Any] = {}
        while left:
            has = min(left, max(TIERS))
            addons[f"db-{len(addons):03}"] = TIERS[has]
            left -= has
        if addons:
            fleet[f"project-{number:02}"] = addons
    return fleet


def _seconds(count: int) -> float:
    # Tried on two cores.
    return 6 + count * 0.03 + count**2 * 5e-5
