"""The example `fleet-automation` with the real engine: a stack for each project."""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import signal
import subprocess
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from pulumi_northflank.emulator import Emulator, Gate, Hold, Status

if TYPE_CHECKING:
    from tests.engine.conftest import Outcome, Stack

pytestmark = pytest.mark.thorough

EXAMPLE = Path(__file__).parents[2] / "examples" / "fleet-automation"
README = (EXAMPLE / "README.md").read_text()
SAMPLE, BEGIN, SHOWN, BY_HAND = re.findall(r"(?ms)^```\w+\n(.*?)^```", README)


@pytest.fixture
def fleet(stack: Stack) -> Path:
    """The file fleet.yaml in a copy of the example."""
    shutil.copytree(EXAMPLE, stack.folder, dirs_exist_ok=True)
    return stack.folder / "fleet.yaml"


def start(stack: Stack, script: str) -> subprocess.Popen[str]:
    """Start a script in a process group of its own, as a terminal does."""
    return subprocess.Popen(
        ["bash", "-euc", script],
        cwd=stack.folder,
        env=stack.environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )


def run(stack: Stack, script: str) -> Outcome:
    """Run a script to its end."""
    return stack.end(start(stack, script))


def without_seconds(output: str) -> list[str]:
    """The lines of an output, sorted: which stack ends first varies, and so do the seconds."""
    return sorted(re.sub(r" \(\d+\.\d s\)", "", output).splitlines())


def held(api: Emulator) -> dict[str, int]:
    """The number of schedules of each addon."""
    return Counter(f"{one['projectId']}/{one['addonId']}" for one in api.schedules())


def test_a_fleet_lives_as_its_readme_says(stack: Stack, fleet: Path, api: Emulator) -> None:
    """It is created, then has no changes, and is destroyed project by project."""
    created = run(stack, BEGIN)
    again = run(stack, f"python fleet.py up --yes; {BY_HAND.strip()} --expect-no-changes")
    fleet.write_text(SAMPLE)
    destroyed = run(
        stack, "python fleet.py up --yes --only shop; python fleet.py destroy --yes --only crm"
    )

    assert [0, 0, 0] == [created.code, again.code, destroyed.code]
    previewed = "crm: done, 3 to create\nshop: done, 6 to create\n2 done\n"
    assert without_seconds(previewed + SHOWN) == without_seconds(created.output)
    assert {"crm: done, no changes", "shop: done, no changes"} < {*without_seconds(again.output)}
    assert "crm: done, 3 deleted" in without_seconds(destroyed.output)
    assert {"shop/orders": 3, "shop/stock": 2} == held(api)


def test_a_stack_that_fails_stops_no_other(stack: Stack, fleet: Path, api: Emulator) -> None:
    """Its error follows its line, and the exit code is 1."""
    fleet.write_text("crm: {people: developement}\nshop: {orders: development}\n")

    failed = run(stack, "python fleet.py up --yes --workers 1")

    line, error, *_, summary = failed.output.splitlines()
    assert (1, "1 failed, 1 done") == (failed.code, summary)
    assert line.startswith("crm: failed, no changes (")
    assert error.startswith("  fleet.yaml: unknown plan 'developement' of crm/people; use critical")
    assert {"shop/orders": 1} == held(api)


def test_a_terminated_run_leaves_nothing_half_done(
    stack: Stack, fleet: Path, api: Emulator
) -> None:
    """The running stack ends in order, the next is not started, and another run does the rest."""
    fleet.write_text("shop: {orders: development}\ncrm: {people: development}\n")
    gate = Gate()
    api.fault(Hold(gate), method="POST")
    process = start(stack, "exec python fleet.py up --yes --workers 1")
    assert gate.arrived.wait(60)

    os.kill(process.pid, signal.SIGTERM)
    assert process.stdout is not None
    assert "Interrupted: waiting for the stacks that are running.\n" == process.stdout.readline()
    gate.opened.set()
    interrupted = stack.end(process)
    mended = run(stack, "python fleet.py up --yes")

    assert [130, 0] == [interrupted.code, mended.code]
    shown = {"shop: done, 1 created", "crm: not started, no changes"}
    assert shown < {*without_seconds(interrupted.output)}
    assert {"crm/people": 1, "shop/orders": 1} == held(api)


def test_a_stack_waits_for_the_next_hour(stack: Stack, fleet: Path, api: Emulator) -> None:
    """Waiting for an hour is no failure, and a second Ctrl-C ends it."""
    fleet.write_text("shop: {search: development}\n")
    api.fault(Status(429, {"Retry-After": "3590"}), method="POST")
    process = start(stack, "exec python fleet.py up --yes")
    assert process.stdout is not None

    waiting = process.stdout.readline()
    os.killpg(process.pid, signal.SIGINT)
    process.stdout.readline()
    # Two signals at almost the same time can arrive as one.
    while process.poll() is None:
        os.killpg(process.pid, signal.SIGINT)
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(timeout=3)
    interrupted = stack.end(process)

    assert (True, False) == (waiting.startswith("shop: "), "failed" in waiting)
    assert (130, "1 interrupted") == (interrupted.code, interrupted.output.splitlines()[-1])


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        ("up --only shop", 2, "add --yes"),
        ("up --yes --only sop", 2, "not in fleet.yaml: sop"),
        ("destroy --yes --only sop", 1, "no stack named 'sop' found"),
        ("up --yes", 1, "fleet.yaml contains the key 'shop' more than once."),
    ],
)
def test_a_mistake_is_refused(
    arguments: str, code: int, message: str, stack: Stack, fleet: Path, api: Emulator
) -> None:
    """The command fails before it makes a request."""
    fleet.write_text("shop: {orders: critical}\nshop: {stock: standard}\n")

    refused = run(stack, f"python fleet.py {arguments}")

    assert (code, True, []) == (refused.code, message in refused.output, api.requests)
