"""The whole fleet: its pairs of stacks, and the processes to which some of them attach."""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
import threading
import time
import traceback
from collections import Counter, deque
from collections.abc import Callable
from functools import partial
from pathlib import Path

import psutil
from tests.engine.conftest import Stack as Driver
from tests.engine.conftest import YamlStack, engine_home
from tests.soak.levels import Levels, kind_of
from tests.soak.pair import Pair, some_program
from tests.soak.world import AttachedStack, Doors, FleetWorld

WORKERS = 2
SECONDS_BETWEEN_SAMPLES = 0.5
# A process serves one command at a time, so only one stack of a pair attaches to it.
DOORS: list[Doors] = [(Driver, AttachedStack), (YamlStack, Driver), (YamlStack, AttachedStack)]


class Fleet:
    """Pairs of stacks, two of which are at work at any time.

    Attributes:
        levels: Memory and descriptors of all processes.
        wrong: What went wrong.
    """

    def __init__(self, folder: Path, stacks: int, seed: int) -> None:
        self._home = engine_home(folder, folder)
        self.levels = Levels({os.getpid(): "this process with all emulators"})
        self.wrong: list[str] = []
        self._servers: list[subprocess.Popen[str]] = []
        self._pairs: list[tuple[Pair, random.Random]] = []
        for number in range(stacks // 2):
            world = FleetWorld(folder / f"pair-{number}", self._home, DOORS[number % len(DOORS)])
            # The class holds the history.
            pair = type(f"Pair{number}", (Pair,), {"world": world})()
            chance = random.Random(f"{seed} {number}")  # noqa: S311  # no secret
            pair.begin(blue=some_program(chance), green=some_program(chance), settled=False)
            self._pairs.append((pair, chance))
        for worker in range(WORKERS):
            self._serve([pair.world for pair, _ in self._pairs[worker::WORKERS]])

    @property
    def counts(self) -> Counter[str]:
        """What has happened, and how often."""
        total: Counter[str] = Counter()
        for pair, _ in self._pairs:
            total += pair.world.counts
        return total

    def run(self, seconds: float) -> None:
        """Let the workers work."""
        end = time.monotonic() + seconds
        workers = [threading.Thread(target=self._work, args=(n, end)) for n in range(WORKERS)]
        for worker in workers:
            worker.start()
        while any(worker.is_alive() for worker in workers):
            self.levels.sample()
            time.sleep(SECONDS_BETWEEN_SAMPLES)
        for pair, _ in self._pairs:
            # Searches what the stacks left for the token.
            pair.world.end()

    def stop(self) -> None:
        """End what was started, and look for what the commands left."""
        for server in self._servers:
            server.kill()
            server.wait()
        for pair, _ in self._pairs:
            pair.world.api.stop()
        for process in psutil.process_iter(["environ"]):
            if (process.info["environ"] or {}).get("PULUMI_HOME") == str(self._home.home):
                if kind_of(process) is not None:
                    self.wrong.append(f"{process} still runs.")
                # A language host goes on for minutes after its engine was killed.
                process.kill()

    def _serve(self, worlds: list[FleetWorld]) -> None:
        """Start the process for the attached stacks of one worker."""
        stacks = [stack for world in worlds for stack in world.attached()]
        if not stacks:
            return
        server = subprocess.Popen(
            [sys.executable, "-m", "tests.soak.attached"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert server.stdin is not None
        assert server.stdout is not None
        json.dump([(str(one.folder), one.environment) for one in stacks], server.stdin)
        server.stdin.close()
        for stack, port in zip(stacks, json.loads(server.stdout.readline()), strict=True):
            stack.environment["PULUMI_DEBUG_PROVIDERS"] = f"northflank:{port}"
        self._servers.append(server)
        self.levels.long_lived[server.pid] = f"attached package {len(self._servers)}"

    def _work(self, worker: int, end: float) -> None:
        """Visit one pair after the other until the time is up, and make all exact once more."""
        going = deque(range(worker, len(self._pairs), WORKERS))
        while going and time.monotonic() < end:
            number = going.popleft()
            pair, chance = self._pairs[number]
            if self._goes_well(number, partial(pair.visit, chance)):
                going.append(number)
        for number in going:
            self._goes_well(number, self._pairs[number][0].settle_both)

    def _goes_well(self, number: int, work: Callable[[], None]) -> bool:
        """Do something with a pair. One that ends wrong is left as it is."""
        try:
            work()
        except Exception:  # noqa: BLE001  # a thread would lose it
            self.wrong.append(f"pair {number}:\n{traceback.format_exc()}")
            self._pairs[number][0].world.note(self.wrong[-1])
            return False
        return True
