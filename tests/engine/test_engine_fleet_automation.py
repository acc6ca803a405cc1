"""The example `fleet-automation`: a stack for each project, side by side, with the real engine."""

from __future__ import annotations

import functools
import os
import re
import shutil
import signal
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING, Any

import allowance
import fleet
import pytest
import workers
import yaml

from pulumi_northflank.emulator import Emulator
from pulumi_northflank.emulator.faults import Gate, Hold

if TYPE_CHECKING:
    from tests.engine.conftest import Outcome, Stack

EXAMPLE = Path(__file__).parents[2] / "examples" / "fleet-automation"
LONGEST_WAIT = 60
SECONDS = re.compile(r"\d+\.\d s")

Databases = dict[str, dict[str, str]]


@pytest.fixture
def folder(stack: Stack) -> Path:
    """The example's files, as the program of a stack that is not used itself."""
    shutil.copytree(EXAMPLE, stack.folder, dirs_exist_ok=True)
    shutil.rmtree(stack.folder / "__pycache__", ignore_errors=True)
    return stack.folder


def blocks(language: str) -> list[str]:
    """The code blocks of the README."""
    text = (EXAMPLE / "README.md").read_text()
    return re.findall(rf"^```{language}\n(.*?)^```", text, flags=re.DOTALL | re.MULTILINE)


def declare(folder: Path, databases: Databases) -> None:
    """Make some databases the fleet."""
    (folder / "fleet.yaml").write_text(yaml.safe_dump(databases, sort_keys=False))


def start(stack: Stack, script: str) -> subprocess.Popen[str]:
    """Start a command of the example, in a process group of its own."""
    return subprocess.Popen(
        ["bash", "-euc", script],
        cwd=stack.folder,
        env=stack.environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )


def run(stack: Stack, script: str) -> Outcome:
    """Run a command of the example to its end; its seconds are not for comparing."""
    outcome = stack.end(start(stack, script))
    return type(outcome)(outcome.code, SECONDS.sub("N s", outcome.output))


def lines(outcome: Outcome) -> list[str]:
    """What came before the summary, sorted: which stack ends first is chance."""
    return sorted(outcome.output.split("\nSummary")[0].splitlines())


def held(api: Emulator) -> dict[str, int]:
    """How many schedules each addon has."""
    found: dict[str, int] = {}
    for each in api.schedules():
        address = f"{each['projectId']}/{each['addonId']}"
        found[address] = found.get(address, 0) + 1
    return found


def locks(stack: Stack) -> list[Path]:
    """The locks in the backend."""
    return [*(stack.folder.parent / "backend" / ".pulumi" / "locks").rglob("*.json")]


def test_a_fleet_lives_as_its_readme_says(stack: Stack, folder: Path, api: Emulator) -> None:
    """It is created, stays without a change, shows its drift, and goes only by name."""
    [begin, by_hand] = blocks("bash")
    [sample] = blocks("yaml")
    summary, _ = blocks("text")

    created = run(stack, begin)
    after_creation = held(api)
    requests = len(api.requests)
    again = run(stack, begin)
    requests_of_another = len(api.requests) - requests
    api.remove_schedule(api.schedules("crm", "people")[0]["id"])
    drift = run(stack, "python fleet.py refresh --preview-only --expect-no-changes")
    declare(folder, {"shop": {"orders": "critical", "stock": "standard", "search": "development"}})
    without_crm = run(stack, "python fleet.py preview")
    refused = run(stack, f"{by_hand.strip().replace('shop', 'crm')} --non-interactive")
    kept = held(api)
    [advice] = re.findall(r"^  (python fleet.py destroy .*)$", without_crm.output, re.MULTILINE)
    destroyed = run(stack, f"{advice} --yes")

    assert [0, 0, 1, 0, 0] == [
        each.code for each in (created, again, drift, without_crm, destroyed)
    ]
    assert (folder / "fleet.yaml").read_text() != (EXAMPLE / "fleet.yaml").read_text()
    assert sample in (EXAMPLE / "fleet.yaml").read_text()
    assert [
        "crm   3 created (N s)",
        "crm   3 to create (N s)",
        "shop  6 created (N s)",
        "shop  6 to create (N s)",
    ] == lines(created)
    assert SECONDS.sub("N s", summary).split() == created.output.split("\n\n")[1].split()
    assert {
        "crm/people": 2,
        "crm/sandbox": 1,
        "shop/orders": 3,
        "shop/search": 1,
        "shop/stock": 2,
    } == after_creation
    assert (["crm   no change (N s)", "shop  no change (N s)"], 0) == (
        lines(again),
        requests_of_another,
    )
    assert ["crm   1 gone (N s)", "shop  no change (N s)"] == lines(drift)
    assert "fleet.yaml does not name crm, whose stacks have resources." in without_crm.output
    assert "does not name the project 'crm', so nothing is changed." in refused.output
    assert after_creation | {"crm/people": 1} == kept
    assert {"shop/orders", "shop/search", "shop/stock"} == set(held(api))
    assert [] == [
        file
        for file in Path(stack.environment["PULUMI_HOME"]).rglob("*")
        if file.is_file()
        and stack.environment["NORTHFLANK_API_TOKEN"] in file.read_text(errors="replace")
    ]


def test_a_stack_that_fails_stops_no_other_and_is_mended_by_the_next_run(
    stack: Stack, folder: Path, api: Emulator
) -> None:
    """The summary has the program's and the provider's own words, without a traceback."""
    declare(
        folder,
        {
            "crm": {"people": "developement"},
            "shop": {"orders": "development"},
            "web": {"pages": "development"},
        },
    )
    api.add_schedule(
        "web",
        "pages",
        {
            "backupType": "dump",
            "scheduling": {"interval": "daily", "minute": [1], "hour": [1]},
            "retentionTime": 9,
        },
    )

    failed = run(stack, "python fleet.py up --yes")
    after_failure = held(api)
    api.remove_schedule(api.schedules("web", "pages")[0]["id"])
    declare(folder, {name: {"people": "development"} for name in ("crm", "shop", "web")})
    mended = run(stack, "python fleet.py up --yes --only crm --only web")

    _, messages = failed.output.split("\n\ncrm:\n")
    assert [1, 0] == [failed.code, mended.code]
    assert {"shop/orders": 1, "web/pages": 1} == after_failure
    assert messages.startswith(
        "  fleet.yaml: crm/people has the tier 'developement', and there are critical, standard "
        "and development.\n\nweb:\n  The daily dump of addon pages in project web exists already"
    )
    assert "Traceback" not in failed.output
    assert ["crm  failed (N s)", "shop  1 created (N s)", "web  failed (N s)"] == [
        re.sub(" +", "  ", line, count=1) for line in lines(failed) if "to create" not in line
    ]
    assert {"crm/people": 1, "shop/orders": 1, "web/people": 1} == held(api)


def test_stacks_wait_for_the_next_hour_and_no_request_is_refused(
    stack: Stack, folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Of three stacks, the largest and the smallest fit into the first hour, the other waits."""
    declare(
        folder,
        {
            "a": {"x": "standard", "y": "development"},
            "b": {"x": "development"},
            "c": {"x": "critical", "y": "development"},
        },
    )
    token = stack.environment["NORTHFLANK_API_TOKEN"]
    with Emulator(token=token, rate_limit=6) as api:
        for name, value in (stack.environment | {"NORTHFLANK_BASE_URL": api.url}).items():
            monkeypatch.setenv(name, value)
        monkeypatch.setattr(fleet, "HERE", folder)
        clock = functools.partial(allowance.Allowance, clock=lambda: api.clock.now().timestamp())
        monkeypatch.setattr(fleet, "Allowance", clock)
        monkeypatch.setattr(
            fleet, "Workers", functools.partial(workers.Workers, pause=api.clock.advance)
        )
        arguments: Any = {"args": ["up", "--yes", "--fleet", str(folder / "fleet.yaml")]}

        with pytest.raises(SystemExit) as ended:
            fleet.main(**arguments)

        output = capsys.readouterr().out
        waiting = re.sub(r"\d\d:\d\d", "TIME", output)
        _, shown = blocks("text")
        created = [each.path.split("/")[3] for each in api.requests if each.method == "POST"]
        assert 0 == ended.value.code
        assert [*"bcccc", *"aaa"] == sorted(created[:5]) + created[5:]
        assert {200} == {each.status for each in api.requests if each.method == "POST"}
        assert (
            "a  waits, at most until TIME: needs 3 requests, and 0 of this hour's 6 are left"
            in waiting.splitlines()
        )
        assert re.sub(r"\d+", "N", shown) in re.sub(r"\d+", "N", output.replace("a  w", "shop  w"))


def test_an_interrupted_run_ends_in_order_and_the_next_one_goes_on(
    stack: Stack, folder: Path, api: Emulator
) -> None:
    """What runs is finished, what does not is not begun, and no lock is left."""
    declare(folder, {"crm": {"people": "development"}, "shop": {"orders": "standard"}})
    gate = Gate()
    api.fault(Hold(gate), method="POST")
    process = start(stack, "exec python fleet.py up --yes --workers 1")
    assert gate.arrived.wait(LONGEST_WAIT)

    os.kill(process.pid, signal.SIGINT)
    assert process.stdout is not None
    told = next(line for line in process.stdout if "Interrupted" in line)
    gate.opened.set()
    interrupted = stack.end(process)
    left = locks(stack)
    mended = run(stack, "python fleet.py up --yes")

    assert "Interrupted: no further stack begins." in told
    assert 130 == interrupted.code
    assert re.search(r"^  shop  interrupted, after [12] created ", interrupted.output, re.MULTILINE)
    assert re.search(r"^  crm   not begun ", interrupted.output, re.MULTILINE)
    assert [] == left
    assert 0 == mended.code
    assert {"crm/people": 1, "shop/orders": 2} == held(api)


@pytest.mark.parametrize(
    ("databases", "arguments", "message"),
    [
        ("shop: {orders: critical}\nshop: {stock: standard}", "up --yes", "shop is there twice"),
        ("shop:", "up --yes", "write `shop: {}`"),
        ("shop: {no: standard}", "up --yes", "the addon of shop False is no text"),
        ("- shop", "up --yes", "names no project"),
        ("shop: {orders: critical}", "up", "--yes has to say that it is wanted"),
        ("shop: {orders: critical}", "up --yes --only sop", "There is no project 'sop'"),
    ],
)
def test_what_is_not_meant_so_is_refused(
    databases: str, arguments: str, message: str, stack: Stack, folder: Path, api: Emulator
) -> None:
    """It is a usage error, before anything is done."""
    (folder / "fleet.yaml").write_text(databases)

    refused = run(stack, f"python fleet.py {arguments}")

    assert 2 == refused.code
    assert message in " ".join(refused.output.split())
    assert [] == api.requests
