"""Installs Northflank's own clients, which tests run against the emulator: part of `make test`.

They are npm packages, locked in `tests/clients`, so they need Node and npm. Where one of these is
missing, or no registry can be reached, that is said, and the tests that need them are skipped; with
`clients` in NORTHFLANK_TESTS_REQUIRE it is a failure instead. A stamp over the lock comes last, so
an installation that was cut off counts for nothing and is begun anew.
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import process
from process import StepError

FOLDER = Path(__file__).resolve().parent.parent / "tests/clients"
INPUTS = ("package.json", "package-lock.json")
STAMP = "node_modules/.set-up-complete"

# What the clients themselves ask for.
OLDEST_NODE = 18

# None of the packages' own scripts is run: they only greet, or build what has a fallback. Without
# a registry npm's own patience lasts for more than a minute.
COMMAND = (
    *("npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"),
    *("--fetch-retries=1", "--fetch-retry-mintimeout=1000"),
)
LONGEST_SECONDS = 300

REQUIRE = "NORTHFLANK_TESTS_REQUIRE"

# What npm says went wrong, but for the lines that tell a reader nothing. Older ones write ERR!.
COMPLAINT = re.compile(
    r"npm (?:error|ERR!) "
    r"(?!(?:code|syscall|errno|path|dest|type|port|address)\b|\s|[{}]|A complete log)(.+)"
)

# With these npm says that the lock is wrong, or what it got: no reason to go on.
LOCK_IS_WRONG = re.compile(r"^npm (?:error|ERR!) code (?:EINTEGRITY|EUSAGE)$", re.MULTILINE)


class LockError(StepError):
    """What the lock names is not what there is."""


def contents() -> str:
    """Sum up the files that say what is to be installed."""
    parts = ((FOLDER / name).read_bytes() for name in INPUTS)
    return hashlib.sha256(b"\0".join(parts)).hexdigest()


def installed() -> bool:
    """Tell whether all that the lock names is there."""
    stamp = FOLDER / STAMP
    return stamp.is_file() and stamp.read_text() == contents()


def missing() -> str | None:
    """Say why the clients cannot be run, if they cannot: for the tests that need them."""
    if not shutil.which("node"):
        return "Node is not on PATH"
    return None if installed() else "Northflank's clients are not installed: make clients does it"


def required() -> bool:
    """Tell whether the tests may not do without them."""
    return "clients" in re.split(r"[,\s]+", os.environ.get(REQUIRE, ""))


def check_node() -> None:
    """Say what is missing to install and run them."""
    for name in ("node", "npm"):
        if not shutil.which(name):
            raise StepError(f"{name} is not on PATH")
    version = process.run(["node", "--version"], seconds=60).strip()
    major = re.match(r"v(\d+)\.", version)
    if not major or int(major[1]) < OLDEST_NODE:
        raise StepError(f"Node {OLDEST_NODE} or newer is needed, and node is {version}")


def install() -> None:
    """Install what the lock names, checked by its hashes."""
    stamp = FOLDER / STAMP
    stamp.unlink(missing_ok=True)
    wanted = contents()
    say("installing the locked packages into tests/clients/node_modules (some seconds)")
    try:
        done = subprocess.run(
            COMMAND,
            cwd=FOLDER,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            errors="replace",
            timeout=LONGEST_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise StepError(f"npm was not done after {LONGEST_SECONDS} seconds") from None
    if done.returncode:
        reason = f"npm failed: {complaint(done.stderr) or f'exit code {done.returncode}'}"
        raise LockError(reason) if LOCK_IS_WRONG.search(done.stderr) else StepError(reason)
    stamp.write_text(wanted)


def complaint(text: str) -> str:
    """Pick the line that says what went wrong."""
    said = map(COMPLAINT.match, text.splitlines())
    return next((line[1].rstrip(". ") for line in said if line), "")


def say(line: str) -> None:
    """Tell what is going on, at once."""
    print(f"Northflank's clients: {line}", flush=True)


def main() -> None:
    """Install them if they are not there."""
    try:
        check_node()
        if not installed():
            install()
    except LockError as error:
        sys.exit(f"Northflank's clients: {error}.")
    except StepError as error:
        if required():
            sys.exit(f"Northflank's clients: {REQUIRE} asks for them, and {error}.")
        say(f"their tests are skipped, as {error}.")
    except KeyboardInterrupt:
        sys.exit(130)


if __name__ == "__main__":
    # A plain kill would leave npm at work.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))
    main()
