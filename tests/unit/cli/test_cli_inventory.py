"""Reading all schedules: threads, waits, and how soon a command ends."""

from __future__ import annotations

import os
import pty
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from multiprocessing.dummy import DummyProcess
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console

from pulumi_northflank import NotFoundError
from pulumi_northflank.cli.inventory import read_inventory
from pulumi_northflank.emulator import Emulator, Gate, Hold, Status
from pulumi_northflank.schedule import Project

Start = Callable[..., Any]

# Less than a request or a wait in these tests would take if the command did not end.
SOON = 20
WAIT = Status(503, {"Retry-After": "200"})


@pytest.fixture(name="_environment")
def __environment(api: Emulator, token: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Set the token and the URL of the emulator."""
    monkeypatch.setenv("NORTHFLANK_API_TOKEN", token)
    monkeypatch.setenv("NORTHFLANK_BASE_URL", api.url)


@pytest.fixture(name="start")
def _start(api: Emulator, _environment: None, tmp_path: Path) -> Iterator[Start]:
    """Start the command as a process."""
    processes: list[subprocess.Popen[str]] = []

    def start(*arguments: str, stderr: int = subprocess.PIPE) -> subprocess.Popen[str]:
        processes.append(
            subprocess.Popen(
                [Path(sys.executable).with_name("pulumi-northflank"), *arguments],
                cwd=tmp_path,
                stdout=subprocess.PIPE,
                stderr=stderr,
                text=True,
            )
        )
        return processes[-1]

    yield start

    for process in processes:
        process.kill()
        process.communicate()


def test_progress(api: Emulator, start: Start, monkeypatch: pytest.MonkeyPatch) -> None:
    """A terminal shows how many addons have been read."""
    monkeypatch.setenv("TERM", "xterm")
    gate = Gate()
    api.fault(Hold(gate), path="orders")
    terminal, stderr = pty.openpty()
    process = start("list", "--project=shop", stderr=stderr)
    os.close(stderr)
    shown = ""
    while "Reading the schedules of project shop: 1 of 2 addons" not in shown:
        shown += os.read(terminal, 1000).decode()
    gate.opened.set()
    process.communicate(timeout=SOON)
    os.close(terminal)

    assert 0 == process.returncode


@pytest.mark.parametrize("is_held", [True, False], ids=["request", "wait"])
def test_an_error_ends_a_command_at_once(api: Emulator, start: Start, is_held: bool) -> None:
    """If one addon cannot be read, requests and waits for others are abandoned."""
    carts, lost = Gate(), Gate()
    api.fault(Hold(carts) if is_held else WAIT, path="carts")
    api.fault(Hold(lost), path="lost")

    process = start("list", "--project=shop", "--addon=carts", "--addon=lost")
    if is_held:
        assert carts.arrived.wait(SOON)
    else:
        assert "Waiting 200" in process.stderr.readline()
    lost.opened.set()
    out, err = process.communicate(timeout=SOON)
    carts.opened.set()

    assert (1, "") == (process.returncode, out)
    assert err.startswith("Error: GET /v1/projects/shop/addons/lost/backup-schedules: 404 ")


@pytest.mark.usefixtures("_environment")
def test_abandoned_requests_are_not_tried_again(
    api: Emulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A thread that waits when another thread fails makes no more requests or announcements."""
    gate, waits = Gate(), threading.Event()
    printed: list[str] = []
    api.fault(WAIT, path="carts", times=None)
    api.fault(Hold(gate), path="lost")

    def note(_: Console, text: str) -> None:
        printed.append(text)
        waits.set()

    def fail_during_the_wait() -> None:
        assert waits.wait(SOON)
        gate.opened.set()

    monkeypatch.setattr(Console, "print", note)
    threading.Thread(target=fail_during_the_wait).start()
    with pytest.raises(NotFoundError):
        read_inventory(Project("shop"), ["carts", "lost"])
    for thread in threading.enumerate():
        if isinstance(thread, DummyProcess):
            thread.join(SOON)

    assert (2, 1) == (len(api.requests), len(printed))


@pytest.mark.parametrize(
    ("path", "is_held"),
    [("/addons", True), ("carts", True), ("carts", False)],
    ids=["addons", "schedules", "wait"],
)
def test_ctrl_c(api: Emulator, start: Start, tmp_path: Path, path: str, is_held: bool) -> None:
    """Ctrl-C ends requests and waits at once, without a message or a file."""
    gate = Gate()
    api.fault(Hold(gate) if is_held else WAIT, path=path)
    process = start("generate", "--project=shop", "-o", "file")
    if is_held:
        assert gate.arrived.wait(SOON)
    else:
        assert "Waiting" in process.stderr.readline()

    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=SOON)
    gate.opened.set()

    # A shell shows the end by this signal as 128 + 2.
    assert (-signal.SIGINT, "", "") == (process.returncode, out, err)
    assert [] == list(tmp_path.iterdir())


@pytest.mark.parametrize("command", [("generate",), ("list",), ("list", "--json")])
def test_a_closed_pipe(start: Start, command: tuple[str, ...]) -> None:
    """If `| head` has read enough, the command ends without a message."""
    process = start(*command, "--project=shop", "--addon=carts")
    process.stdout.close()

    err = process.stderr.read()
    process.wait(SOON)

    assert "" == err.replace("1 addon has no backup schedules: carts\n", "")
