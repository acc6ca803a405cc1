"""A pair of stacks, and what happens to its commands."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import threading
import time
from collections import Counter
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from tests.engine.conftest import TOKEN, EngineHome, YamlStack
from tests.engine.conftest import Stack as Driver
from tests.engine.test_engine_interruptions import (
    end_all,
    provider_processes,
)
from tests.histories.engine import Command
from tests.histories.programs import Meaning, Stack
from tests.histories.through_engine import EngineWorld, Gates
from tests.histories.world import Outcome

from pulumi_northflank.emulator import Gate

# In place of a request's number: the signal comes some seconds after the start of the command.
ANY_MOMENT = -1


class AttachedStack(YamlStack):
    """A YAML stack whose engine attaches to a process that serves other stacks, too."""


Doors = tuple[type[Driver], type[Driver]]


class FleetWorld(EngineWorld):
    """A pair of stacks that lives as long as the fleet, with an emulator of its own."""

    def __init__(self, folder: Path, home: EngineHome, doors: Doors) -> None:
        folder.mkdir()
        super().__init__(folder, home)
        self.doors = doors
        self.counts: Counter[str] = Counter()
        self._log = (folder / "log").open("w", buffering=1)

    def note(self, text: str) -> None:
        """Write to the pair's log."""
        print(text, file=self._log)  # into a file

    def attached(self) -> list[Driver]:
        """The stacks whose engine attaches to a process."""
        return [one for one in self._drivers.values() if isinstance(one, AttachedStack)]

    def run(self, stack: Stack, command: Command, faults: Mapping[int, str]) -> Outcome:
        """Run one command; a process that other stacks need is not killed, only its engine."""
        if isinstance(self._drivers[stack.name], AttachedStack):
            faults = {
                request: "orphaned" if "killed" in fault else fault.replace("provider", "engine")
                for request, fault in faults.items()
            }
        self.note(f"{stack.name}: {command} {faults}")
        return super().run(stack, command, faults)

    def goal(self, stack: Stack, name: str) -> Meaning:
        """The package is told what a program ignores only while the state has the schedule."""
        record = stack.record(name)
        is_package = isinstance(self._drivers[stack.name], YamlStack)
        # A refresh forgets a resource whose schedule is gone.
        if is_package and record and not record.pending_replacement and not self.is_live(record.id):
            return stack.program[name].meaning
        return super().goal(stack, name)

    def knows_program(self, stack: Stack) -> bool:
        """Nobody tells the package what a program declares."""
        return not isinstance(self._drivers[stack.name], YamlStack)

    def exact(self, stack: Stack) -> None:
        """Require also that no operation is pending for the engine."""
        super().exact(stack)
        if self._pending(stack):
            # An `up` leaves interrupted creates to the user.
            self.counts["refresh --clear-pending-creates"] += 1
            self._drivers[stack.name].refresh("--clear-pending-creates")
            self._load(stack)
            super().exact(stack)
        assert 0 == self._pending(stack), f"{stack.name}: still pending"

    def _pending(self, stack: Stack) -> int:
        state = json.loads(self._drivers[stack.name].state_file.read_text())
        return len(state["checkpoint"]["latest"].get("pending_operations", []))

    def forget_requests(self) -> None:
        """Count what was requested, and clear the emulator's log."""
        self.counts["requests"] += len(self.api.requests)
        self.counts.update(f"fault {one.fault}" for one in self.api.requests if one.fault)
        self.api._log.clear()

    def _inject(self, faults: Mapping[int, str]) -> Gates:
        gates = super()._inject({n: fault for n, fault in faults.items() if n != ANY_MOMENT})
        if ANY_MOMENT in faults:
            gate = Gate()
            gates.append((faults[ANY_MOMENT], gate))
            threading.Timer(float(faults[ANY_MOMENT].split()[-1]), gate.arrived.set).start()
        return gates

    def _start(self, stack: Stack, command: Command) -> subprocess.Popen[str]:
        self.counts[f"command {command.kind}"] += 1
        return super()._start(stack, command)

    def _end(
        self, stack: Stack, process: subprocess.Popen[str], gates: Gates
    ) -> tuple[BaseException | None, str]:
        error, output = super()._end(stack, process, gates)
        self.note(output)
        assert TOKEN not in output
        self._drivers[stack.name].outputs_seen.clear()
        return error, output

    def _kill(self, process: subprocess.Popen[str], fault: str, gate: Gate) -> None:
        target, *how = fault.split()
        self.counts[f"kill {' '.join([target, *how[:1]])}{' at any moment' * len(how[1:])}"] += 1
        if target in ("engine", "provider"):
            _send(process, target, how[0])
            gate.opened.set()
        else:
            super()._kill(process, fault, gate)


def _send(process: subprocess.Popen[str], target: str, name: str) -> None:
    providers = provider_processes(process.pid)
    for pid in [process.pid] if target == "engine" else providers[-1:]:
        # It may just have ended.
        with suppress(ProcessLookupError):
            os.kill(pid, signal.Signals[name])
    if (target, name) == ("engine", "SIGKILL"):
        # The provider goes on for a moment.
        time.sleep(1)
        end_all(providers)
