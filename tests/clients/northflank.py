"""Runs Northflank's own clients as their users do, against an API on this machine.

Each has a home folder of the test's own and nothing of the user's environment, and is kept from
connecting to anything but 127.0.0.1 (``only_this_machine.cjs``). The benchmarks run them so, too.
"""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

FOLDER = Path(__file__).parent
CLI = FOLDER / "node_modules/@northflank/cli/dist/cli.js"
LONGEST_SECONDS = 60
# The CLI would ask a registry for something newer at each start. It does not within a day of the
# time in its settings, in milliseconds (what it writes there itself, it cannot read).
NEVER = 8_000_000_000_000_000


@dataclass(frozen=True)
class Ran:
    """How a client's process ended, and what it printed."""

    code: int
    printed: str
    complaints: str = ""

    @property
    def json(self) -> Any:
        """What it printed, read as JSON."""
        return json.loads(self.printed)


class Northflank:
    """The clients of one user, who has logged in to one API with one token.

    Attributes:
        outside: Holds a line for each attempt to reach something beyond this machine.
    """

    def __init__(self, folder: Path, host: str, token: str) -> None:
        self.host = host
        self.token = token
        self.outside = folder / "outside"
        self._settings = folder / ".northflank/config.json"
        self._settings.parent.mkdir()
        self._environment = {
            "PATH": os.environ["PATH"],
            "HOME": str(folder),
            "OUTSIDE": str(self.outside),
            # Lines are neither coloured nor broken at a terminal's width.
            "FORCE_COLOR": "0",
            "CLI_WIDTH": "1000",
        }
        self.settings = {
            "current": "test",
            "contexts": [{"host": host, "name": "test", "token": token}],
            "lastUpdateCheck": NEVER,
        }

    @property
    def settings(self) -> dict[str, Any]:
        """What the CLI keeps in its user's home."""
        kept: dict[str, Any] = json.loads(self._settings.read_text())
        return kept

    @settings.setter
    def settings(self, value: dict[str, Any]) -> None:
        self._settings.write_text(json.dumps(value))

    def node(
        self,
        script: str | Path,
        *arguments: str,
        given: str = "",
        seconds: float = LONGEST_SECONDS,
    ) -> Ran:
        """Run a script with Node, for so long at most; it can read what is given."""
        process = self._start(script, arguments, complaints=subprocess.PIPE)
        with process:
            try:
                printed, complaints = process.communicate(given.encode(), timeout=seconds)
            finally:
                process.kill()
        return Ran(process.returncode, printed.decode(), complaints.decode())

    def cli(self, *words: str, **options: Any) -> Ran:
        """Run the CLI: ``cli("create", "addon", "backup-schedule", input={...})``.

        A value that is no text is given as JSON.
        """
        for name, value in options.items():
            words += (f"--{name}", value if isinstance(value, str) else json.dumps(value))
        return self.node(CLI, *words)

    def dialogue(self, steps: Sequence[tuple[str, str]], *words: str) -> Ran:
        """Run the CLI at a terminal: wait for each text, then type what stands beside it."""
        with self._start(CLI, words, complaints=subprocess.STDOUT) as process:
            try:
                shown = b"".join(_answered(process, wait, keys) for wait, keys in steps)
                rest, _ = process.communicate(timeout=LONGEST_SECONDS)
            finally:
                process.kill()
        return Ran(process.returncode, (shown + rest).decode())

    def js(self, *calls: dict[str, Any], throws: bool = False) -> list[Any]:
        """Call methods of the JavaScript client, and give what each of them returns."""
        [outcomes] = self.js_chains([calls], throws=throws)
        return outcomes

    def js_chains(
        self,
        chains: Sequence[Sequence[dict[str, Any]]],
        *,
        throws: bool = False,
        at_once: int = 1,
        seconds: float = LONGEST_SECONDS,
    ) -> list[list[Any]]:
        """Call methods of the JavaScript client: several chains of calls side by side.

        The calls of a chain are made one after the other.
        """
        given = {
            "host": self.host,
            "token": self.token,
            "throws": throws,
            "atOnce": at_once,
            "chains": chains,
        }
        ran = self.node(FOLDER / "calls.mjs", given=json.dumps(given), seconds=seconds)
        if ran.code:
            raise RuntimeError(ran.complaints)
        outcomes: list[list[Any]] = ran.json
        return outcomes

    def _start(
        self, script: str | Path, arguments: Sequence[str], *, complaints: int
    ) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            ["node", "--require", FOLDER / "only_this_machine.cjs", script, *arguments],
            cwd=self._settings.parent,
            env=self._environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=complaints,
        )


def _answered(process: subprocess.Popen[bytes], wait: str, keys: str) -> bytes:
    shown = b""
    while wait.encode() not in shown:
        more = os.read(_open(process.stdout).fileno(), 65_536)
        if not more:
            raise RuntimeError(f"It ended without {wait!r}: {shown.decode()}")
        shown += more
    _open(process.stdin).write(keys.encode())
    _open(process.stdin).flush()
    return shown


def _open(pipe: IO[bytes] | None) -> IO[bytes]:
    if pipe is None:
        raise RuntimeError("no pipe")
    return pipe
