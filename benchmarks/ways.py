"""What people would use instead: each makes the same calls in its own way."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, Literal

from tests.clients.northflank import Northflank

from benchmarks.errors import BenchmarkError
from benchmarks.processes import LONGEST_SECONDS, environment, run
from benchmarks.programs.schedules import PROJECT, Schedule, body, path
from benchmarks.server import TOKEN, Server


@dataclass(frozen=True)
class Call:
    """One thing that the API is asked for."""

    kind: Literal["create", "list", "delete"]
    addon: str
    schedule: Schedule | None = None
    id: str = ""

    @property
    def address(self) -> dict[str, str]:
        """What the call is for, as the clients name it."""
        return {"projectId": PROJECT, "addonId": self.addon}

    @property
    def body(self) -> dict[str, Any] | None:
        """What is sent."""
        return body(self.schedule) if self.schedule else None


# Calls of which each has to wait for the one before it.
Chain = Sequence[Call]
Way = Callable[[Sequence[Chain]], None]

_JS_METHODS = {
    "create": "create.addon.backupSchedule",
    "list": "get.addon.backupSchedules.all",
    "delete": "delete.addon.backupSchedule",
}
_CLI_WORDS = {
    "create": ("create", "addon", "backup-schedule"),
    "list": ("get", "addon", "backup-schedules"),
    "delete": ("delete", "addon", "backup-schedule", "--force"),
}
_HTTP_METHODS = {"create": "POST", "list": "GET", "delete": "DELETE"}


def ways(folder: Path, server: Server) -> dict[str, Way]:
    """All ways, in a folder of their own, as somebody who has logged in."""
    northflank = Northflank(folder, server.url, TOKEN)
    return {
        "requests": partial(by_script, folder, server),
        "js": partial(by_js_client, northflank, at_once=1),
        "js-four": partial(by_js_client, northflank, at_once=4),
        "cli": partial(by_cli, northflank),
    }


def by_script(folder: Path, server: Server, chains: Sequence[Chain]) -> None:
    """A script with `requests`."""
    calls = [
        [
            _HTTP_METHODS[call.kind],
            path(call.addon) + (f"/{call.id}" if call.id else ""),
            call.body,
        ]
        for chain in chains
        for call in chain
    ]
    own = environment(NORTHFLANK_BASE_URL=server.url, NORTHFLANK_API_TOKEN=TOKEN)
    command = [sys.executable, "-m", "benchmarks.programs.script"]
    run(command, cwd=folder, env=own, given=json.dumps(calls))


def by_js_client(northflank: Northflank, chains: Sequence[Chain], *, at_once: int) -> None:
    """The official JavaScript client, in one process."""
    asked = [[_js_call(call) for call in chain] for chain in chains]
    answers = northflank.js_chains(asked, at_once=at_once, seconds=LONGEST_SECONDS)
    failed = [each for chain in answers for each in chain if "data" not in each]
    if failed:
        raise BenchmarkError(f"The JavaScript client failed: {failed[0]}")


def _js_call(call: Call) -> dict[str, Any]:
    parameters = call.address | ({"scheduleId": call.id} if call.id else {})
    given = {"method": _JS_METHODS[call.kind], "parameters": parameters}
    return given | ({"data": call.body} if call.schedule else {})


def by_cli(northflank: Northflank, chains: Sequence[Chain]) -> None:
    """The official command line, once for each call."""
    for call in (call for chain in chains for call in chain):
        options: dict[str, Any] = call.address | ({"scheduleId": call.id} if call.id else {})
        if call.schedule:
            options["input"] = call.body
        ran = northflank.cli(*_CLI_WORDS[call.kind], "--output", "json", **options)
        if ran.code:
            raise BenchmarkError(f"The CLI failed: {ran.printed}{ran.complaints}")
