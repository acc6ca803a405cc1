"""Runs commands, times them, and leaves none of what they start behind."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import psutil

from benchmarks.errors import BenchmarkError

ROOT = Path(__file__).resolve().parents[1]
# More than the slowest command takes here: an `up` of some thousand schedules.
LONGEST_SECONDS = 3600
# What would make commands use the user's own, or speak through another machine.
DROPPED = ("PULUMI", "NORTHFLANK", "BENCHMARK", "PYTHON", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY")
SAMPLE_SECONDS = 0.01


@dataclass(frozen=True)
class Ended:
    """A command that ended well: what it took, and what it printed."""

    seconds: float
    output: str


def environment(**own: str) -> dict[str, str]:
    """The environment of a command: the tools of this Python, and this project to import."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(DROPPED)}
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")])
    return {**kept, "PATH": path, "PYTHONPATH": str(ROOT), **own}


def run(
    command: Sequence[str | Path],
    *,
    cwd: Path,
    env: Mapping[str, str],
    given: str = "",
    peak: Peak | None = None,
) -> Ended:
    """Run a command to its end, which has to be a good one.

    Raises:
        BenchmarkError: It failed; the message has its output.
    """
    start = time.perf_counter()
    with started(command, cwd=cwd, env=env) as process, peak or contextlib.nullcontext():
        if peak:
            peak.of(process.pid)
        try:
            output, _ = process.communicate(given, timeout=LONGEST_SECONDS)
        except subprocess.TimeoutExpired:
            raise BenchmarkError(f"{_said(command)} took too long.") from None
        seconds = time.perf_counter() - start
    if process.returncode:
        raise BenchmarkError(f"{_said(command)} failed.\n\n{output}")
    return Ended(seconds, output)


@contextlib.contextmanager
def started(
    command: Sequence[str | Path], *, cwd: Path, env: Mapping[str, str]
) -> Iterator[subprocess.Popen[str]]:
    """Start a command, and end it with all that it has started.

    Ctrl-C does not reach it, so that what ends, ends by this alone.
    """
    process = subprocess.Popen(
        command,
        cwd=cwd,
        env=env,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        start_new_session=True,
    )
    with process:
        try:
            yield process
        finally:
            if process.poll() is None:
                end(process.pid)


def end(pid: int) -> None:
    """End a process and all below it: the engine's plugins have process groups of their own."""
    with contextlib.suppress(psutil.NoSuchProcess):
        top = psutil.Process(pid)
        # Stopped, it starts no more while it is looked at.
        top.suspend()
        for each in [*top.children(recursive=True), top]:
            with contextlib.suppress(psutil.NoSuchProcess):
                each.kill()


def _said(command: Sequence[str | Path]) -> str:
    return f"`{' '.join(Path(word).name for word in command)}`"


@dataclass
class Peak:
    """The most memory that a process below another one has had, looked at again and again.

    Attributes:
        module: By what `python -m` started it.
        megabytes: Its resident memory.
    """

    module: str
    megabytes: float = 0
    _pids: list[int] = field(default_factory=list)
    _is_over: threading.Event = field(default_factory=threading.Event)
    _thread: threading.Thread | None = None

    def of(self, pid: int) -> None:
        """Look below this process."""
        self._pids.append(pid)

    def __enter__(self) -> None:
        self._thread = threading.Thread(target=self._look)
        self._thread.start()

    def __exit__(self, *_: object) -> None:
        self._is_over.set()
        if self._thread:
            self._thread.join()

    def _look(self) -> None:
        found: psutil.Process | None = None
        while not self._is_over.wait(SAMPLE_SECONDS):
            with contextlib.suppress(psutil.Error):
                found = found or self._find()
                if found:
                    self.megabytes = max(self.megabytes, found.memory_info().rss / 1e6)

    def _find(self) -> psutil.Process | None:
        tops = map(psutil.Process, self._pids)
        below = [each for top in tops for each in top.children(recursive=True)]
        # Between fork and exec a process has the command of the one that started it.
        return next((each for each in below if self.module in each.cmdline()[-2:]), None)
