"""The command `python -m tests.acceptance`, which `make acceptance` runs."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner
from tests.acceptance.__main__ import ADDON, NEEDED, PROJECT, ROOT, main
from tests.acceptance.accounts import GENEROUS
from tests.acceptance.conftest import TOKEN, Runs, StartRuns
from tests.acceptance.report import ASKED, write
from tests.acceptance.run import Answers

from pulumi_northflank import settings
from pulumi_northflank.emulator.faults import Gate, Hold


def start(started: Runs, *arguments: str) -> subprocess.Popen[str]:
    """Start the command for the addon of the emulator."""
    ours = {
        settings.API_TOKEN.variable: TOKEN,
        settings.BASE_URL.variable: started.api.url,
        PROJECT: "shop",
        ADDON: "orders",
    }
    return subprocess.Popen(
        [sys.executable, "-m", "tests.acceptance", "--folder", started.folder.parent, *arguments],
        cwd=ROOT,
        env=os.environ | ours,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def without_ids(text: str) -> bool:
    """Whether a text has neither the token nor the IDs of the addon."""
    return not any(f'"{each}"' in text or f"'{each}'" in text for each in ("shop", "orders", TOKEN))


@pytest.mark.parametrize("missing", NEEDED)
def test_skips_in_one_sentence(monkeypatch: pytest.MonkeyPatch, missing: str) -> None:
    """Without one of its variables, the command says so and succeeds."""
    for name in NEEDED:
        monkeypatch.setenv(name, "x")
    monkeypatch.delenv(missing)

    result = CliRunner().invoke(main, [])

    names = "NORTHFLANK_API_TOKEN, NORTHFLANK_TEST_PROJECT, NORTHFLANK_TEST_ADDON"
    expected = f"Skipped: set {names} to ask an account (missing: {missing}).\n"
    assert (0, expected) == (result.exit_code, result.output)


def test_every_answer_is_on_the_page(tmp_path: Path) -> None:
    """The page has each question with its answer, or with the reason why there is none."""
    answers = Answers({**GENEROUS, "doors": "it lived"})
    answers.unknown(["patch", "duplicate"], "")
    answers.found["duplicate"] = None
    answers.unknown(["duplicate"], "a second hourly dump was accepted")

    file, page = write(tmp_path, answers, 41, patch=True)

    text = page.read_text()
    assert [] == [question for question in ASKED.values() if f"\n## {question}\n" not in text]
    assert "Not found out: a second hourly dump was accepted." in text
    assert "with 41 requests" in text
    written = json.loads(file.read_text())
    assert {"duplicate": "a second hourly dump was accepted"} == written["reasons"]
    assert answers.found == written["answers"]


@pytest.mark.thorough
def test_answers_through_the_engine(runs: StartRuns) -> None:
    """With both doors, the command finds every answer within its budget and shows no secret."""
    started = runs(GENEROUS)

    process = start(started, "--patch")
    output, _ = process.communicate(timeout=280)

    folder = started.folder.parent
    found = json.loads((folder / "answers.json").read_text())
    doors = "a schedule lived through up, preview, refresh and destroy by both doors"
    assert GENEROUS | {"doors": doors} == found["answers"]
    assert {} == found["reasons"]
    assert found["requests"] == len(started.api.requests) <= 60
    assert "at most 60 requests" in output.splitlines()[0]
    assert [] == started.api.schedules()
    assert TOKEN not in output
    assert [] == [path for path in folder.glob("answers.*") if not without_ids(path.read_text())]


@pytest.mark.thorough
@pytest.mark.parametrize(
    ("number", "request_number"), [(signal.SIGKILL, 1), (signal.SIGTERM, 2), (signal.SIGINT, 2)]
)
def test_ended_command_leaves_nothing(
    runs: StartRuns, number: signal.Signals, request_number: int
) -> None:
    """Ctrl-C and a plain kill delete what was created, and after `kill -9` the next run does."""
    started = runs()
    gate = Gate()
    # The second POST is that of the engine.
    started.api.fault(Hold(gate, after_commit=True), method="POST", skip=request_number - 1)
    process = start(started)

    assert gate.arrived.wait(120)
    process.send_signal(number)
    if number == signal.SIGKILL:
        process.communicate(timeout=60)
        gate.opened.set()
        assert 1 == len(started.api.schedules())
        started.run(patch=False)
    else:
        gate.opened.set()
        process.communicate(timeout=120)

    assert 0 != process.returncode
    assert [] == started.api.schedules()
