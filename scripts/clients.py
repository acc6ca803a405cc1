"""Installs the npm packages that some tests use: part of `make test`.

They are Northflank's own clients and Pulumi's SDK for Node, each with its lock. If they cannot be
installed, because there is no Node or no network, the tests that need them are skipped. With their
name in NORTHFLANK_TESTS_REQUIRE this is a failure instead.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
FOLDERS = {"clients": ROOT / "tests/clients", "node": ROOT / "examples/typescript"}
CALLED = {"clients": "Northflank's own clients", "node": "Pulumi's SDK for Node"}
REQUIRE = "NORTHFLANK_TESTS_REQUIRE"

# The packages' own scripts are not run: they print greetings or build optional parts. By default,
# npm retries for more than a minute when there is no network.
COMMAND = (
    *("npm", "ci", "--engine-strict", "--ignore-scripts", "--no-audit", "--no-fund"),
    *("--loglevel=error", "--fetch-retries=1", "--fetch-retry-mintimeout=1000"),
)


def stamp(name: str) -> Path:
    """Return the file that marks a finished installation; it holds the lock that was installed."""
    return FOLDERS[name] / "node_modules/.set-up-complete"


def lock(name: str) -> str:
    """Return the lock file's text."""
    return (FOLDERS[name] / "package-lock.json").read_text("utf-8")


def missing(name: str = "clients") -> str | None:
    """Say why these packages cannot be used, if they cannot."""
    if not shutil.which("node"):
        return "Node is not on PATH"
    if not stamp(name).is_file() or stamp(name).read_text("utf-8") != lock(name):
        return f"set-up has not installed {CALLED[name]} (run `make clients`)"
    return None


def required(name: str = "clients") -> bool:
    """Tell whether tests must fail, rather than be skipped, without these packages."""
    return name in re.split(r"[,\s]+", os.environ.get(REQUIRE, ""))


def install(name: str) -> bool:
    """Install packages, and tell whether they can be used."""
    if missing(name) is None:
        return True
    if shutil.which("npm"):
        print(f"Installing {CALLED[name]} into {FOLDERS[name]}/node_modules", flush=True)
        if subprocess.run(COMMAND, cwd=FOLDERS[name], check=False).returncode == 0:
            stamp(name).write_text(lock(name), "utf-8")
            return True
    ending = f"{REQUIRE} has {name}" if required(name) else "the tests that need it are skipped"
    print(f"Could not install {CALLED[name]} with npm (Node 20 or newer), and {ending}.")
    return False


def main() -> int:
    """Install everything; 1 if that failed for something that is required."""
    failed = [name for name in FOLDERS if not install(name)]
    return int(any(map(required, failed)))


if __name__ == "__main__":
    sys.exit(main())
