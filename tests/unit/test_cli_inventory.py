"""The reading of all schedules: threads, waits, and how soon a command ends."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console

from pulumi_northflank import NotFoundError
from pulumi_northflank.address import Project
from pulumi_northflank.cli.inventory import READER, READERS, in_threads, read_inventory
from pulumi_northflank.emulator import Emulator, Gate, Hold, Status

MakeInputs = Callable[..., dict[str, Any]]

LONG = 30


@pytest.fixture
def environment(api: Emulator, token: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Make the emulator the one of the environment."""
    monkeypatch.setenv("NORTHFLANK_API_TOKEN", token)
    monkeypatch.setenv("NORTHFLANK_BASE_URL", api.url)


def wait_for_readers() -> None:
    """Wait until no thread reads any more."""
    for thread in threading.enumerate():
        if thread.name == READER:
            thread.join(LONG)


def test_results_are_in_order() -> None:
    """However the calls overlap, each result is in its item's place."""
    finished: list[int] = []
    second_is_done = threading.Event()

    def work(number: int) -> int:
        if number == 0:
            assert second_is_done.wait(LONG)
        finished.append(number)
        second_is_done.set()
        return number * 10

    assert [0, 10, 20] == in_threads(work, [0, 1, 2])
    assert 0 != finished[0]


def test_only_a_few_at_once() -> None:
    """No more calls are under way than there are readers."""
    lock = threading.Lock()
    full = threading.Barrier(READERS)
    running: list[int] = []
    most: list[int] = []

    def work(number: int) -> None:
        with lock:
            running.append(number)
            most.append(len(running))
        full.wait(LONG)
        with lock:
            running.remove(number)

    in_threads(work, list(range(READERS * 3)))

    assert READERS == max(most)


def test_nothing_to_do() -> None:
    """No items make no results."""
    assert [] == in_threads(lambda item: item, [])


def test_the_first_error_ends_it() -> None:
    """An error is raised at once: what is under way is not waited for, and nothing more begins."""
    never = threading.Event()
    begun: list[int] = []

    def work(number: int) -> None:
        begun.append(number)
        if number == 1:
            raise ValueError(number)
        never.wait(LONG)

    before = time.monotonic()
    with pytest.raises(ValueError, match="1"):
        in_threads(work, list(range(READERS * 3)))
    took = time.monotonic() - before
    never.set()
    wait_for_readers()

    assert took < LONG / 2
    assert len(begun) <= READERS + 1


def test_progress() -> None:
    """It is told how many are done."""
    told: list[int] = []

    in_threads(lambda item: item, [7, 8, 9], told.append)

    assert [0, 1, 2] == told


@pytest.mark.usefixtures("environment")
def test_read(api: Emulator, body: MakeInputs) -> None:
    """All addons are in the inventory by ID, their schedules by interval and type."""
    made = {
        (interval, kind): api.add_schedule("shop", "orders", body(interval, backupType=kind))
        for interval in ("weekly", "daily", "hourly")
        for kind in ("snapshot", "dump")
    }

    inventory = read_inventory(Project("shop"), [])

    order = [(i, k) for i in ("hourly", "daily", "weekly") for k in ("dump", "snapshot")]
    assert [("carts", []), ("orders", [made[one] for one in order])] == [
        (addon.addon_id, [live["id"] for live in addon.schedules]) for addon in inventory.addons
    ]
    assert (Project("shop"), api.url) == (inventory.project, inventory.url)
    assert ["carts"] == inventory.without_schedules


@pytest.fixture
def started(api: Emulator, token: str, tmp_path: Path) -> Iterator[Callable[..., Any]]:
    """Start the command as a process."""
    processes: list[subprocess.Popen[str]] = []

    def start(*arguments: str) -> subprocess.Popen[str]:
        environment = {
            **os.environ,
            "NORTHFLANK_API_TOKEN": token,
            "NORTHFLANK_BASE_URL": api.url,
        }
        processes.append(
            subprocess.Popen(
                [Path(sys.executable).with_name("pulumi-northflank"), *arguments],
                cwd=tmp_path,
                env=environment,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                text=True,
            )
        )
        return processes[-1]

    yield start

    for process in processes:
        process.kill()
        process.communicate()


@pytest.mark.parametrize("is_held", [True, False], ids=["request", "wait"])
def test_an_error_ends_it_at_once(
    api: Emulator, started: Callable[..., Any], is_held: bool
) -> None:
    """When one addon can't be read, nobody sits out the answer of another, or the wait for it."""
    carts, lost = Gate(), Gate()
    api.fault(Hold(carts) if is_held else Status(503, {"Retry-After": "200"}), path="carts")
    api.fault(Hold(lost), path="lost")

    process = started("list", "--project=shop", "--addon=carts", "--addon=lost")
    if is_held:
        assert carts.arrived.wait(LONG)
    else:
        assert "Waiting 200" in process.stderr.readline()
    lost.opened.set()
    out, err = process.communicate(timeout=LONG)
    carts.opened.set()

    assert (1, "") == (process.returncode, out)
    assert err.startswith("Error: GET /v1/projects/shop/addons/lost/backup-schedules: 404 ")


@pytest.mark.usefixtures("environment")
def test_what_was_given_up_is_not_tried_again(
    api: Emulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A thread that waited when another one failed ends without a further request or word."""
    gate, waits = Gate(), threading.Event()
    told: list[str] = []
    api.fault(Status(503, {"Retry-After": "200"}), path="carts", times=None)
    api.fault(Hold(gate), path="lost")

    def told_of_a_wait(_: Console, text: str) -> None:
        told.append(text)
        waits.set()

    def fail_after_that() -> None:
        assert waits.wait(LONG)
        gate.opened.set()

    monkeypatch.setattr(Console, "print", told_of_a_wait)
    threading.Thread(target=fail_after_that).start()
    with pytest.raises(NotFoundError):
        read_inventory(Project("shop"), ["carts", "lost"])
    wait_for_readers()

    assert (2, 1) == (len(api.requests), len(told))


@pytest.mark.parametrize(
    ("path", "is_held"),
    [("/addons", True), ("carts", True), ("carts", False)],
    ids=["addons", "schedules", "wait"],
)
def test_ctrl_c(
    api: Emulator, started: Callable[..., Any], tmp_path: Path, path: str, is_held: bool
) -> None:
    """Ctrl-C ends at once, in a request as in a wait: no word, no file, and the shell's 130."""
    gate = Gate()
    api.fault(Hold(gate) if is_held else Status(503, {"Retry-After": "200"}), path=path)
    process = started("generate", "--project=shop", "-o", "file")
    if is_held:
        assert gate.arrived.wait(LONG)
    else:
        assert "Waiting" in process.stderr.readline()

    before = time.monotonic()
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=LONG)
    took = time.monotonic() - before
    gate.opened.set()

    # A shell shows the end by this signal as 128 + 2.
    assert (-signal.SIGINT, "", "") == (process.returncode, out, err)
    assert [] == list(tmp_path.iterdir())
    assert took < LONG / 2


@pytest.mark.parametrize("command", [("generate",), ("list",), ("list", "--json")])
def test_a_reader_that_has_enough(started: Callable[..., Any], command: tuple[str, ...]) -> None:
    """With `| head` the command ends without a word."""
    process = started(*command, "--project=shop", "--addon=carts")
    process.stdout.close()

    err = process.stderr.read()
    process.wait(LONG)

    assert "" == err.replace("1 addon has no backup schedule: carts\n", "")
