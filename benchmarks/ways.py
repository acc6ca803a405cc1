"""Northflank's own clients, which make the same calls as the provider."""

from __future__ import annotations

import time
from typing import Any

from tests.clients.northflank import Northflank

from benchmarks.processes import LONGEST_SECONDS, BenchmarkError
from benchmarks.schedules import PROJECT, addons, body, schedules
from benchmarks.stacks import TOKEN, check_held, live, workspace
from pulumi_northflank.emulator import Emulator

CONTESTANTS = ("provider", "js", "js-four", "cli")
# The steps, with the provider's operation that makes the same calls.
STEPS = {"create": "up", "list": "refresh", "delete": "destroy"}
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
# The parameters of a call, and the body where it has one.
Call = tuple[dict[str, str], dict[str, Any]]


def measure(contestant: str, count: int, latency: int) -> dict[str, float]:
    """Create, list and delete schedules: the seconds of each step."""
    if contestant == "provider":
        seconds = live("provider", count, [*STEPS.values()], latency=latency)
        return {step: seconds[operation] for step, operation in STEPS.items()}
    seconds = {}
    with workspace(latency) as (folder, api, _):
        northflank = Northflank(folder, api.url, TOKEN)
        for step in STEPS:
            calls = _calls(step, count, api)
            start = time.perf_counter()
            if contestant == "cli":
                _by_cli(northflank, step, calls)
            else:
                _by_js_client(northflank, step, calls, 4 if contestant == "js-four" else 1)
            seconds[step] = round(time.perf_counter() - start, 3)
            expected = [] if step == "delete" else schedules(count)
            check_held(api, expected, f"{step} by {contestant}")
    return seconds


def _calls(step: str, count: int, api: Emulator) -> list[Call]:
    if step == "create":
        return [(_at(each["addon_id"]), body(each)) for _, each in schedules(count)]
    if step == "list":
        return [(_at(addon), {}) for addon in addons(count)]
    return [
        (_at(each["addonId"]) | {"scheduleId": each["schedule"]["id"]}, {})
        for each in api.schedules()
    ]


def _at(addon: str) -> dict[str, str]:
    return {"projectId": PROJECT, "addonId": addon}


def _by_js_client(northflank: Northflank, step: str, calls: list[Call], at_once: int) -> None:
    chains = [
        [{"method": _JS_METHODS[step], "parameters": parameters, "data": data or None}]
        for parameters, data in calls
    ]
    answers = northflank.js_chains(chains, at_once=at_once, seconds=LONGEST_SECONDS)
    failed = [answer for [answer] in answers if "data" not in answer]
    if failed:
        raise BenchmarkError(f"The JavaScript client failed to {step}: {failed[0]}")


def _by_cli(northflank: Northflank, step: str, calls: list[Call]) -> None:
    for parameters, data in calls:
        options: dict[str, Any] = parameters | ({"input": data} if data else {})
        ran = northflank.cli(*_CLI_WORDS[step], "--output", "json", **options)
        if ran.code:
            raise BenchmarkError(f"The CLI failed to {step}: {ran.printed}{ran.complaints}")
