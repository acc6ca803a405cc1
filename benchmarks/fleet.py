"""The example of a large fleet: a stack for each project, updated side by side."""

from __future__ import annotations

import json
import shutil
import sys

from benchmarks.processes import ROOT, BenchmarkError, run
from benchmarks.stacks import workspace

EXAMPLE = ROOT / "examples/fleet-automation"
PROJECTS = 20
WORKERS = 4
# The example's tiers, by the schedules that each gives an addon.
TIERS = {3: "critical", 2: "standard", 1: "development"}


def measure(count: int) -> dict[str, float]:
    """Preview and update all stacks of a fleet with so many schedules."""
    with workspace() as (folder, api, env):
        example = folder / "fleet"
        shutil.copytree(EXAMPLE, example, ignore=shutil.ignore_patterns("__pycache__"))
        # JSON is YAML.
        (example / "fleet.yaml").write_text(json.dumps(fleet_of(count)))
        command = [sys.executable, "fleet.py", "up", "--yes", "--workers", str(WORKERS)]
        seconds, output = run(command, cwd=example, env=env)
        held = len(api.schedules())
    if held != count:
        raise BenchmarkError(f"The fleet has {held} schedules instead of {count}:\n\n{output}")
    return {"preview and up": round(seconds, 3)}


def fleet_of(count: int) -> dict[str, dict[str, str]]:
    """Projects with so many schedules in all, as many as possible on each addon."""
    fleet: dict[str, dict[str, str]] = {}
    for number in range(min(count, PROJECTS)):
        rest = len(range(number, count, PROJECTS))
        sizes = [max(TIERS)] * (rest // max(TIERS)) + [rest % max(TIERS)]
        fleet[f"project-{number:02}"] = {
            f"db-{index:03}": TIERS[size] for index, size in enumerate(sizes) if size
        }
    return fleet
