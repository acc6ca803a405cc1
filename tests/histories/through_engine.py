"""The same histories through the real engine: `pytest tests/histories/through_engine.py`."""

from __future__ import annotations

import itertools
import json
import os
import subprocess
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import pytest
from tests.engine.conftest import (
    TOKEN,
    EngineHome,
    YamlStack,
    engine,  # noqa: F401  # a fixture
    stack_of,
)
from tests.engine.conftest import Stack as Driver
from tests.engine.test_engine_interruptions import attributes_of, end_all, provider_processes
from tests.histories.engine import Command, Record
from tests.histories.network import Killed, Time, Write
from tests.histories.programs import SLOTS, Meaning, Stack
from tests.histories.search import search
from tests.histories.world import Judge, Outcome, World
from werkzeug.wrappers import Response

from pulumi_northflank.emulator import Clock, Drop, Emulator, Gate, Hold, Html, Status
from pulumi_northflank.emulator.faults import Action, Call
from pulumi_northflank.errors import NorthflankError
from pulumi_northflank.schedule.properties import snake_case

STEPS = int(os.environ.get("HISTORIES_STEPS", "200"))
SEED = int(os.environ.get("HISTORIES_SEED", "1"))
# Lags of 1 and 10 seconds are 0.2 and 2, and so is every wait.
SCALE = 0.2
ACTIONS: dict[str, Action] = {
    "lost before": Drop(),
    "lost after": Drop(after_commit=True),
    "garbled after": Html(after_commit=True),
    "unreachable": Drop(),
    "unavailable": Status(503),
    "refused": Status(400),
}


Gates = list[tuple[str, Gate]]
"""What happens when a request is held back, or at another moment."""


class _RealTime(Time):
    def advance(self, seconds: float) -> None:
        time.sleep(min(seconds * SCALE, 3))


class _Lost(Hold):
    """A request that the API never sees, because the process that sent it ends."""

    def respond(self, call: Call) -> Response:
        """Wait for the gate, then close the connection."""
        self.gate.arrived.set()
        while not self.gate.opened.is_set():
            call.pause(0.02)
        raise ConnectionAbortedError


class EngineWorld(World):
    """Two stacks of the real engine, and the emulator over HTTP."""

    edits_state = False
    knows_order = False
    doors: tuple[type[Driver], type[Driver]] = (Driver, Driver)

    def __init__(self, folder: Path, home: EngineHome) -> None:
        self._folder, self._home = folder, home
        self._number = itertools.count()
        self._made: list[Iterator[Driver]] = []
        addons = sorted({f"shop/{slot[0]}" for slot in SLOTS})
        self.api = Emulator(token=TOKEN, addons=addons, rate_limit=10**9, clock=Clock())
        self.api.start()
        self.time = _RealTime(self.api)

    def reset(self) -> None:
        """Begin anew, with two new stacks."""
        self.end()
        self.api.clear()
        self.stacks = (Stack("blue"), Stack("green"))
        self._drivers: dict[str, Driver] = {}
        for stack, door in zip(self.stacks, self.doors, strict=True):
            folder = self._folder / f"{stack.name}-{next(self._number)}"
            self._made.append(stack_of(door, folder, self._home, self.api))
            self._drivers[stack.name] = next(self._made[-1])
            self._drivers[stack.name].environment["NORTHFLANK_LIST_LAG"] = "5"

    def end(self) -> None:
        """Let what the stacks left be searched for the token."""
        for made in self._made:
            next(made, None)
        self._made.clear()

    def lag(self, list_lag: float, delete_lag: float) -> None:
        """Let lists lag, but not as long."""
        super().lag(list_lag * SCALE, delete_lag * SCALE)

    def run(self, stack: Stack, command: Command, faults: Mapping[int, str]) -> Outcome:
        """Run one command, and judge what it did."""
        judge = Judge(self, stack, command)
        before, first = self.live(), len(self.api.requests)
        gates = self._inject(faults)
        error, output = self._end(stack, self._start(stack, command), gates)
        self.api.clear_faults()
        writes = _writes(before, self.live())
        outcome = Outcome(error, writes, [output], len(self.api.requests) - first)
        judge.judge(outcome)
        return outcome

    def race(
        self,
        commands: Sequence[tuple[Command, Mapping[int, str]]],
        turns: Iterator[bool],  # the real ones take turns as they like
    ) -> None:
        """Run a command of each stack at the same time, without faults."""
        pairs = list(zip(self.stacks, commands, strict=True))
        judges = [Judge(self, stack, command, alone=False) for stack, (command, _) in pairs]
        started = [self._start(stack, command) for stack, (command, _) in pairs]
        for judge, stack, process in zip(judges, self.stacks, started, strict=True):
            error, output = self._end(stack, process, [])
            judge.judge(Outcome(error, [], [output], 0))

    def _inject(self, faults: Mapping[int, str]) -> Gates:
        gates: Gates = []
        # A request that one fault takes is not counted by those behind it.
        for earlier, (request, fault) in enumerate(sorted(faults.items())):
            if fault in ACTIONS:
                self.api.fault(ACTIONS[fault], skip=request - earlier)
            else:
                gate = Gate()
                gates.append((fault, gate))
                hold = _Lost(gate) if fault == "killed before" else Hold(gate, after_commit=True)
                self.api.fault(hold, skip=request - earlier)
        return gates

    def _start(self, stack: Stack, command: Command) -> subprocess.Popen[str]:
        driver = self._drivers[stack.name]
        driver.program(_yaml(stack) if isinstance(driver, YamlStack) else "\n".join(_lines(stack)))
        arguments = [command.kind, "--yes", "--skip-preview"]
        if command.kind == "up" and command.refresh:
            arguments.append("--refresh")
        for name in command.replace:
            arguments += ["--replace", _urn(driver.schedule_type, name)]
        return driver.start(*arguments)

    def _end(
        self, stack: Stack, process: subprocess.Popen[str], gates: Gates
    ) -> tuple[BaseException | None, str]:
        driver, killed = self._drivers[stack.name], False
        while gates and process.poll() is None and not killed:
            time.sleep(0.02)
            for fault, gate in gates:
                if gate.arrived.is_set():
                    killed = True
                    self._kill(process, fault, gate)
        # What is still held back must not be held for ever.
        for _, gate in gates:
            gate.opened.set()
        outcome = driver.end(process)
        if killed:
            # An engine that was killed while it wrote this file left it empty: see docs/faults.md.
            attributes = attributes_of(driver)
            if attributes.exists() and not attributes.read_bytes():
                attributes.unlink()
            driver.run("cancel", "--yes")
        self._load(stack)
        if killed:
            return Killed(), outcome.output
        return (None if outcome.succeeded else NorthflankError(outcome.output)), outcome.output

    def _kill(self, process: subprocess.Popen[str], fault: str, gate: Gate) -> None:
        providers = provider_processes(process.pid)
        end_all([process.pid] if fault == "orphaned" else [process.pid, *providers])
        gate.opened.set()
        if fault != "killed before":
            # An orphan ends its operation.
            time.sleep(1)
        end_all(providers)

    def _load(self, stack: Stack) -> None:
        driver = self._drivers[stack.name]
        checkpoint = json.loads(driver.state_file.read_text())["checkpoint"]
        stack.state[:] = [
            Record(
                one["urn"].rsplit("::", 1)[1],
                one["id"],
                one["inputs"],
                one["outputs"],
                delete=one.get("delete", False),
                pending_replacement=one.get("pendingReplacement", False),
            )
            for one in checkpoint["latest"].get("resources", [])
            if one["type"] == driver.schedule_type
        ]


def _writes(before: dict[str, Meaning], after: dict[str, Meaning]) -> list[Write]:
    """The changes, in an order that is not known."""
    gone = [Write("DELETE", id_, one.slot) for id_, one in before.items() if id_ not in after]
    new = [Write("POST", id_, one.slot) for id_, one in after.items() if id_ not in before]
    return sorted([*gone, *new], key=lambda one: (one.slot, one.method))


def _urn(resource_type: str, name: str) -> str:
    return f"urn:pulumi:test::shop::{resource_type}::{name}"


def _lines(stack: Stack) -> Iterator[str]:
    for resource in stack.resources:
        arguments = {snake_case(name): value for name, value in resource.inputs.items()}
        options = {
            "aliases": [f"pulumi.Alias(name={alias!r})" for alias in resource.aliases],
            "ignore_changes": [repr(snake_case(name)) for name in resource.ignore],
        }
        opts = ", ".join(f"{name}=[{', '.join(items)}]" for name, items in options.items())
        yield (
            f"AddonBackupSchedule({resource.name!r}, **{arguments!r}, "
            f"opts=pulumi.ResourceOptions({opts}))"
        )


def _yaml(stack: Stack) -> str:
    resources = {
        resource.name: {
            "type": "northflank:AddonBackupSchedule",
            "properties": resource.inputs,
            "options": {
                "aliases": [_urn(YamlStack.schedule_type, alias) for alias in resource.aliases],
                "ignoreChanges": list(resource.ignore),
            },
        }
        for resource in stack.resources
    }
    # JSON is YAML.
    return f"resources: {json.dumps(resources)}"


@pytest.mark.timeout(7200)
def test_every_history_ends_exact(tmp_path: Path, engine: EngineHome) -> None:  # noqa: F811
    """Whatever happened, one more undisturbed update makes program, state and server agree."""
    world = EngineWorld(tmp_path, engine)
    steps, seed = 0, SEED
    while steps < STEPS:
        # The first history of each search does nothing.
        steps += search(world, 3, seed)
        seed += 1
    world.end()
    world.api.stop()
