"""Runs Northflank's own clients as their users do, against an API on this machine.

Each client has its own home folder and none of the user's environment, and can connect to
127.0.0.1 only (``only_this_machine.cjs``). The benchmarks use this module, too.
"""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent
CLI = FOLDER / "node_modules/@northflank/cli/dist/cli.js"
LONGEST_SECONDS = 60
# The CLI asks a registry for updates, unless less than a day has passed since the time in its
# settings, in milliseconds. It cannot read the format in which it writes that time itself.
NEVER = 8_000_000_000_000_000


@dataclass(frozen=True)
class Ran:
    """The exit code and the output of a client's process."""

    code: int
    printed: str
    complaints: str

    @property
    def json(self) -> Any:
        """The output, parsed as JSON."""
        return json.loads(self.printed)


class Northflank:
    """The clients of one user, who has logged in to one API with one token.

    Attributes:
        outside: A file with one line per attempt to connect to another machine.
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
            # Without colours, and without line breaks at a terminal's width.
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
        """The CLI's settings in the user's home folder."""
        settings: dict[str, Any] = json.loads(self._settings.read_text())
        return settings

    @settings.setter
    def settings(self, value: dict[str, Any]) -> None:
        self._settings.write_text(json.dumps(value))

    def node(
        self, script: Path, *arguments: str, given: str = "", seconds: float = LONGEST_SECONDS
    ) -> Ran:
        """Run a script with Node, with a text on its standard input and a limit on its time."""
        done = subprocess.run(
            ["node", "--require", FOLDER / "only_this_machine.cjs", script, *arguments],
            cwd=self._settings.parent,
            env=self._environment,
            input=given,
            capture_output=True,
            encoding="utf-8",
            timeout=seconds,
            check=False,
        )
        return Ran(done.returncode, done.stdout, done.stderr)

    def cli(self, *words: str, **options: Any) -> Ran:
        """Run the CLI: ``cli("create", "addon", "backup-schedule", input={...})``.

        Values that are not strings are passed as JSON.
        """
        for name, value in options.items():
            words += (f"--{name}", value if isinstance(value, str) else json.dumps(value))
        return self.node(CLI, *words)

    def js(self, *calls: dict[str, Any], throws: bool = False) -> list[Any]:
        """Call methods of the JavaScript client in order, and return their results."""
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
        """Call methods of the JavaScript client in several chains, some of them concurrently.

        The calls of one chain are made in order.
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
