"""What the figures were measured with."""

from __future__ import annotations

import json
import os
import platform
import shutil
from importlib import metadata
from pathlib import Path

import clients
from benchmarks.processes import ROOT, environment, run
from pulumi_northflank import __version__


def versions() -> dict[str, str]:
    """The versions of everything that takes part, and the machine's cores."""
    lock = json.loads((clients.FOLDER / "package-lock.json").read_text("utf-8"))["packages"]
    found = {
        "cores": str(os.cpu_count()),
        "Python": platform.python_version(),
        "engine": _printed("pulumi", "version"),
        "SDK": metadata.version("pulumi"),
        "pulumi-northflank": __version__,
    }
    if not clients.missing():
        found |= {
            "Node": _printed("node", "--version"),
            "CLI": lock["node_modules/@northflank/cli"]["version"],
            "JS client": lock["node_modules/@northflank/js-client"]["version"],
        }
    return found


def _printed(*command: str) -> str:
    path: Path = ROOT
    quiet = environment(PULUMI_SKIP_UPDATE_CHECK="1")
    return run(command, cwd=path, env=quiet).output.strip().lstrip("v") if _has(command) else ""


def _has(command: tuple[str, ...]) -> bool:
    return shutil.which(command[0]) is not None
