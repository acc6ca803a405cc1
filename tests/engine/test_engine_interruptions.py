"""Ctrl-C, SIGTERM and `kill -9` of the engine and the provider, at several moments."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import time
from pathlib import Path

import pytest
from tests.engine.conftest import WITHOUT_PREVIEW, Stack, YamlStack, nightly

from pulumi_northflank.emulator import Emulator, Status
from pulumi_northflank.emulator.faults import Gate, Hold

HOURLY = {
    "hourly": nightly(scheduling={"interval": "hourly", "minute": [0]}, retentionTime=7),
}
DAILY = {"nightly": nightly()}
CHANGED = {"nightly": nightly(retentionTime=20)}
LONGEST_WAIT = 60

# The moment of the interruption: the schedules before and those that are being applied, the method
# of the request that is held back, and whether the API has done its work.
MOMENTS = {
    "create, after the API did the POST": ({}, DAILY, "POST", True),
    "replace, after the API did the DELETE": (DAILY, CHANGED, "DELETE", True),
    "replace, before the API sees the POST": (DAILY, CHANGED, "POST", False),
    "replace, after the API did the POST": (DAILY, CHANGED, "POST", True),
    "delete, after the API did the DELETE": (DAILY, {}, "DELETE", True),
}
LAST = "replace, after the API did the POST"
# And a language host, which goes on for minutes after its engine was killed.
PROVIDERS = ("-m pulumi.dynamic", "pulumi-resource-northflank", "pulumi-language-yaml")
HOW = ("engine-SIGINT", "engine-SIGTERM", "engine-SIGKILL", "provider-SIGKILL")
# The histories kill it between any two requests. The gentle signals let the current request end,
# and a provider that dies is an error of its resource: one moment is enough.
CASES = [
    ("stack", how, moment)
    for moment in MOMENTS
    for how in HOW
    if how == "engine-SIGKILL" or moment == LAST
]
# The package's creates are interrupted below.
CASES += [
    ("yaml_stack", "engine-SIGKILL", moment)
    for moment in MOMENTS
    if "after" in moment and "create" not in moment
]
CASES += [("yaml_stack", "provider-SIGKILL", LAST)]
# `make test` tries these, `make thorough` the others.
FEW = [
    ("stack", "engine-SIGKILL", "create, after the API did the POST"),
    ("stack", "engine-SIGKILL", "delete, after the API did the DELETE"),
    ("stack", "engine-SIGINT", LAST),
    ("yaml_stack", "engine-SIGKILL", LAST),
]


def provider_processes(parent: int) -> list[int]:
    """The provider processes below *parent*."""
    listing = subprocess.run(
        ["ps", "-wweo", "pid,ppid,args"], capture_output=True, text=True, check=True
    ).stdout
    processes = [line.split(None, 2) for line in listing.splitlines()[1:]]
    below, found = {parent}, []
    for pid, ppid, arguments in sorted(processes, key=lambda process: int(process[0])):
        if int(ppid) in below:
            below.add(int(pid))
            if any(program in arguments for program in PROVIDERS):
                found.append(int(pid))
    return found


def end_all(pids: list[int]) -> None:
    """Kill the providers that a killed engine left: they have their own process groups."""
    for pid in pids:
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)


def interrupt(process: subprocess.Popen[str], how: str) -> None:
    """Interrupt the engine or the provider."""
    target, signal_name = how.split("-")
    # The language host of a YAML program started before the provider.
    pids = [process.pid] if target == "engine" else provider_processes(process.pid)[-1:]
    assert pids
    for pid in pids:
        os.kill(pid, signal.Signals[signal_name])


def attributes_of(stack: Stack) -> Path:
    """The file that the backend keeps beside the state."""
    return stack.state_file.with_name(f"{stack.state_file.name}.attrs")


def wait_for_the_rest(stack: Stack) -> None:
    """Wait until the state has everything but the operation whose request is held back.

    An engine that is killed while it writes leaves an empty file, which has its own test: the file
    with the attributes is written last.
    """
    attributes = attributes_of(stack)
    end = time.monotonic() + LONGEST_WAIT
    while True:
        written = stack.state_file.stat().st_mtime_ns
        checkpoint = json.loads(stack.state_file.read_text())["checkpoint"]["latest"] or {}
        if (
            1 == len(checkpoint.get("pending_operations", []))
            and attributes.stat().st_mtime_ns >= written
            and attributes.read_bytes()
        ):
            return
        assert time.monotonic() < end, checkpoint
        time.sleep(0.01)


def interrupt_held(
    how: str, stack: Stack, api: Emulator, method: str, command: str, *, after_commit: bool
) -> None:
    """Run a command, interrupt it while a request is held back, and remove the lock it left."""
    gate = Gate()
    api.fault(Hold(gate, after_commit=after_commit), method=method)
    process = stack.start(command, *WITHOUT_PREVIEW)
    assert gate.arrived.wait(LONGEST_WAIT)
    wait_for_the_rest(stack)
    providers = provider_processes(process.pid)
    interrupt(process, how)
    gate.opened.set()
    stack.end(process)
    end_all(providers)
    api.clear_faults()
    locks = stack.folder.parent / "backend" / ".pulumi" / "locks"
    if any(locks.rglob("*.json")):
        stack.run("cancel", "--yes")


@pytest.mark.parametrize(
    ("door", "how", "moment"),
    [
        pytest.param(*case, id=" ".join(case), marks=() if case in FEW else pytest.mark.thorough)
        for case in CASES
    ],
)
def test_one_up_after_an_interruption_makes_all_exact(
    door: str, how: str, moment: str, request: pytest.FixtureRequest, api: Emulator
) -> None:
    """Once the lock is removed, one `up` makes state and server exact."""
    stack: Stack = request.getfixturevalue(door)
    before, after, method, after_commit = MOMENTS[moment]
    # The other schedule exists, so that the engine writes nothing about it while it is interrupted.
    stack.given(stack.declaring(HOURLY | before))
    stack.program(stack.declaring(HOURLY | after))

    interrupt_held(how, stack, api, method, "up", after_commit=after_commit)
    stack.up()

    held = {item["id"]: item["retentionTime"] for item in api.schedules("shop", "orders")}
    assert sorted(held) == sorted(stack.ids().values())
    declared = [each["retentionTime"] for each in (HOURLY | after).values()]
    assert sorted(declared) == sorted(held.values())


def test_the_package_ends_with_its_engine(yaml_stack: YamlStack, api: Emulator) -> None:
    """If the engine is killed during a create, no process stays, and one `up` makes all exact."""
    yaml_stack.program(yaml_stack.declaring(HOURLY))
    gate = Gate()
    api.fault(Hold(gate, after_commit=True), method="POST")
    process = yaml_stack.start("up", *WITHOUT_PREVIEW)
    assert gate.arrived.wait(LONGEST_WAIT)
    wait_for_the_rest(yaml_stack)
    *of_language_host, provider = provider_processes(process.pid)

    process.kill()
    process.communicate()
    end = time.monotonic() + LONGEST_WAIT
    with contextlib.suppress(ProcessLookupError):
        while time.monotonic() < end:
            os.kill(provider, 0)
    gate.opened.set()
    end_all(of_language_host)
    yaml_stack.run("cancel", "--yes")
    yaml_stack.up()

    assert time.monotonic() < end
    assert [each["schedule"]["id"] for each in api.schedules()] == [*yaml_stack.ids().values()]
    assert 1 == len(yaml_stack.ids())


def test_an_engine_killed_while_it_wrote_leaves_a_file_to_remove(
    stack: Stack, api: Emulator
) -> None:
    """The engine writes this file in place: empty, it stops every command, and can be deleted."""
    stack.given(stack.declaring(HOURLY))
    attributes = attributes_of(stack)
    assert attributes.read_bytes()
    attributes.write_bytes(b"")
    stack.program(stack.declaring(HOURLY | DAILY))

    stopped = stack.up(fails=True)
    held = len(api.schedules())
    attributes.unlink()
    stack.up()

    assert "failed to load checkpoint: EOF" in stopped.output
    assert 1 == held
    assert {each["schedule"]["id"] for each in api.schedules()} == set(stack.ids().values())
    assert 2 == len(stack.ids())


def test_a_schedule_declared_again_after_its_delete_was_cut_off_needs_a_refresh(
    stack: Stack, api: Emulator
) -> None:
    """A killed `destroy` leaves an ID in the state that only a refresh can check."""
    stack.given(stack.declaring(HOURLY))
    interrupt_held("engine-SIGKILL", stack, api, "DELETE", "destroy", after_commit=True)

    warned = stack.up()
    stack.up("--refresh")

    assert "interrupted while deleting" in warned.output
    assert [item["id"] for item in api.schedules("shop", "orders")] == list(stack.ids().values())
    assert 1 == len(stack.ids())


def test_a_provider_that_lost_its_engine_requests_nothing_more(stack: Stack, api: Emulator) -> None:
    """If the user kills the engine during a wait, the provider makes no request after the wait."""
    stack.given(stack.declaring(HOURLY))
    stack.program("")
    gate = Gate()
    api.fault(Status(503, {"Retry-After": "1"}), method="DELETE")
    api.fault(Hold(gate), method="DELETE")
    process = stack.start("up", *WITHOUT_PREVIEW)
    assert process.stdout is not None
    shown = next(line for line in process.stdout if "Waiting 1." in line)

    providers = provider_processes(process.pid)
    process.kill()
    # The wait takes a second, and a request would arrive right after it.
    came = gate.arrived.wait(4)
    gate.opened.set()
    end_all(providers)
    process.communicate()

    assert "503" in shown
    assert not came
    assert 1 == len(api.schedules())
