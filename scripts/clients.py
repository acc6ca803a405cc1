"""Installs Northflank's own clients, which tests run against the emulator: part of `make test`.

They are npm packages, locked in `tests/clients`. If they cannot be installed, because there is no
Node or no network, the tests that need them are skipped. With `clients` in NORTHFLANK_TESTS_REQUIRE
this is a failure instead.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

FOLDER = Path(__file__).resolve().parents[1] / "tests/clients"
REQUIRE = "NORTHFLANK_TESTS_REQUIRE"

# The packages' own scripts are not run: they print greetings or build optional parts. By default,
# npm retries for more than a minute when there is no network.
COMMAND = (
    *("npm", "ci", "--engine-strict", "--ignore-scripts", "--no-audit", "--no-fund"),
    *("--loglevel=error", "--fetch-retries=1", "--fetch-retry-mintimeout=1000"),
)


def stamp() -> Path:
    """Return the file that marks a finished installation; it holds the lock that was installed."""
    return FOLDER / "node_modules/.set-up-complete"


def lock() -> str:
    """Return the lock file's text."""
    return (FOLDER / "package-lock.json").read_text("utf-8")


def missing() -> str | None:
    """Say why the clients cannot be run, if they cannot."""
    if not shutil.which("node"):
        return "Node is not on PATH"
    if not stamp().is_file() or stamp().read_text("utf-8") != lock():
        return "Northflank's clients are not installed (run `make clients`)"
    return None


def required() -> bool:
    """Tell whether tests must fail, rather than be skipped, without the clients."""
    return "clients" in re.split(r"[,\s]+", os.environ.get(REQUIRE, ""))


def main() -> int:
    """Install the clients; 1 if that failed and they are required."""
    if missing() is None:
        return 0
    if shutil.which("npm"):
        print("Installing Northflank's clients into tests/clients/node_modules", flush=True)
        if subprocess.run(COMMAND, cwd=FOLDER, check=False).returncode == 0:
            stamp().write_text(lock(), "utf-8")
            return 0
    ending = f"{REQUIRE} asks for them" if required() else "the tests that need them are skipped"
    print(f"Could not install Northflank's clients with npm (Node 18 or newer), and {ending}.")
    return int(required())


if __name__ == "__main__":
    sys.exit(main())
