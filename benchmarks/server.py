"""The emulator in a process of its own, and what it can be asked."""

from __future__ import annotations

import re
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import requests

from benchmarks.errors import BenchmarkError
from benchmarks.processes import environment, started

TOKEN = "benchmark"  # noqa: S105  # of the emulator, which is told to take this one
# More than any run needs; a benchmark of the limit would measure the hour.
RATE_LIMIT = 10_000_000
# How many requests the emulator's log keeps: more than that, it cannot count.
MOST_REQUESTS = 10_000
SECONDS = 60


@dataclass(frozen=True)
class Server:
    """A running emulator."""

    url: str

    def held(self) -> list[dict[str, Any]]:
        """All schedules that it holds, with their addresses."""
        held: list[dict[str, Any]] = self._get("schedules")
        return held

    def requests(self) -> Counter[str]:
        """How many requests of each kind it has answered; none of them with an error.

        Raises:
            BenchmarkError: There was one, or so many requests that they cannot be counted.
        """
        log = self._get("requests")
        failed = [each for each in log if each["status"] != requests.codes.ok]
        if failed:
            raise BenchmarkError(f"The emulator answered an error: {failed[0]}.")
        if len(log) >= MOST_REQUESTS:
            raise BenchmarkError(f"The emulator's log keeps no more than {MOST_REQUESTS} requests.")
        return Counter(each["method"] for each in log)

    def _get(self, what: str) -> Any:
        with requests.Session() as session:
            # Whatever proxy there is, it is not for this machine.
            session.trust_env = False
            answer = session.get(f"{self.url}/_emulator/{what}", timeout=SECONDS)
        answer.raise_for_status()
        return answer.json()[what]


@contextmanager
def emulator(folder: Path, latency: int) -> Iterator[Server]:
    """Start an emulator that holds nothing, and answers after so many milliseconds."""
    options = {"port": 0, "rate-limit": RATE_LIMIT, "latency": latency, "token": TOKEN}
    words = [word for name, value in options.items() for word in (f"--{name}", str(value))]
    command = [sys.executable, "-m", "pulumi_northflank.emulator", *words]
    with started(command, cwd=folder, env=environment()) as process:
        line = process.stdout.readline() if process.stdout else ""
        url = re.search(r"http://\S+", line)
        if not url:
            raise BenchmarkError(f"The emulator did not start: {line}")
        yield Server(url[0])
