"""The command `python -m tests.acceptance`, which `make acceptance` runs."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from tests.acceptance.__main__ import ADDON, NEEDED, PROJECT, ROOT, main
from tests.acceptance.accounts import GENEROUS
from tests.acceptance.conftest import TOKEN, Runs, StartRuns
from tests.acceptance.journal import Journal
from tests.acceptance.questions import ASKED
from tests.acceptance.report import set_aside, write
from tests.acceptance.run import Answers
from tests.acceptance.test_acceptance import NIGHTLY

from pulumi_northflank import settings
from pulumi_northflank.emulator.faults import Gate, Hold


def variables(url: str) -> dict[str, str]:
    """The environment of the command for one addon of an API."""
    return {
        settings.API_TOKEN.variable: TOKEN,
        settings.BASE_URL.variable: url,
        PROJECT: "shop",
        ADDON: "orders",
    }


def start(started: Runs, *arguments: str) -> subprocess.Popen[str]:
    """Start the command for the addon of the emulator."""
    return subprocess.Popen(
        [sys.executable, "-m", "tests.acceptance", "--folder", started.folder.parent, *arguments],
        cwd=ROOT,
        env=os.environ | variables(started.api.url),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def without_ids(text: str) -> bool:
    """Whether a text has neither the token nor the IDs of the addon."""
    return not any(f'"{each}"' in text or f"'{each}'" in text for each in ("shop", "orders", TOKEN))


def invoke(monkeypatch: pytest.MonkeyPatch, url: str, folder: Path) -> Result:
    """Run the command in this process."""
    monkeypatch.setattr(signal, "signal", lambda *_: None)
    return CliRunner().invoke(main, ["--folder", str(folder)], env=variables(url))


@pytest.mark.parametrize("missing", [[name] for name in NEEDED] + [[*NEEDED]])
def test_skips_in_one_sentence(monkeypatch: pytest.MonkeyPatch, missing: list[str]) -> None:
    """Without one of its variables or several, the command says so and succeeds."""
    for name in NEEDED:
        monkeypatch.setenv(name, "x")
    for name in missing:
        monkeypatch.delenv(name)

    result = CliRunner().invoke(main, [])

    names = "NORTHFLANK_API_TOKEN, NORTHFLANK_TEST_PROJECT, NORTHFLANK_TEST_ADDON"
    expected = f"Skipped: set {names} to ask an account (missing: {', '.join(missing)}).\n"
    assert (0, expected) == (result.exit_code, result.output)


def test_nothing_listens(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Without a connection, the command says so, and names what a run on another addon left."""
    schedules_path = "/v1/projects/shop/addons/users/backup-schedules"
    Journal(tmp_path / "journal", "http://127.0.0.1:1", schedules_path).close()
    journal = Journal(tmp_path / "journal", "http://127.0.0.1:2", schedules_path)
    journal.creating([{}], None)
    journal.close()
    running = Journal(tmp_path / "journal", "http://127.0.0.1:3", schedules_path)
    running.creating([{}], None)
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        host = f"127.0.0.1:{silent.getsockname()[1]}"
        result = invoke(monkeypatch, f"http://{host}", tmp_path)
    running.close()

    assert 1 == result.exit_code
    assert result.output.splitlines()[1:] == [
        (
            "An earlier run on /v1/projects/shop/addons/users of http://127.0.0.1:2 ended early "
            "and may have left schedules there: run this for that addon again, or, if that addon "
            f"no longer exists, delete {journal.path}."
        ),
        (
            f"Error: Cannot start on addon orders in project shop: no connection to {host} "
            "(Connection refused). This run created nothing. Correct what is wrong, and run this "
            "again."
        ),
    ]


def test_run_without_answers_fails(
    monkeypatch: pytest.MonkeyPatch, runs: StartRuns, tmp_path: Path
) -> None:
    """A run that finds nothing fails, and does not replace the answers of the run before it."""
    folder = tmp_path / "out"
    older = [path.read_bytes() for path in write(folder, Answers({**GENEROUS}), 41, patch=True)]
    started = runs()
    gate = Gate()
    started.api.fault(Hold(gate, after_commit=True), method="POST")

    def interfere() -> None:
        gate.arrived.wait(60)
        started.api.add_schedule("shop", "orders", NIGHTLY)
        gate.opened.set()

    thread = threading.Thread(target=interfere)
    thread.start()
    result = invoke(monkeypatch, started.api.url, folder)
    thread.join()

    names = [name for name in ASKED if name != "patch"]
    kept = folder / "answers-1.json"
    lines = result.output.splitlines()
    assert 1 == result.exit_code
    assert lines[1:4] == [
        f"Asking (1 of 8): {ASKED['severalMinutes']} {ASKED['listLag']}",
        f"0 of 11 answers found; not found: {', '.join(names)}.",
        (
            "The answers.json of an earlier run has answers that this run does not have "
            f"({', '.join(GENEROUS)}), so it was renamed to {kept}."
        ),
    ]
    assert f"Error: No answer was found. {folder / 'answers.md'} has the reasons." == lines[-1]
    assert older == [path.read_bytes() for path in (kept, kept.with_suffix(".md"))]
    assert {None} == set(json.loads((folder / "answers.json").read_text())["answers"].values())


def test_older_answers_are_kept_if_they_have_more(tmp_path: Path) -> None:
    """An older file stays, under another name, if it has more answers or cannot be read."""
    without_patch = {name: GENEROUS[name] for name in GENEROUS if name != "patch"}
    file, asides = tmp_path / "answers.json", []
    for found in (without_patch, GENEROUS, without_patch, without_patch):
        asides.append(set_aside(tmp_path, found))
        write(tmp_path, Answers({**found}), 41, patch=False)
    file.write_text("{")
    asides.append(set_aside(tmp_path, GENEROUS))

    has_more = "has answers that this run does not have (patch), so it was renamed to"
    assert asides == [
        None,
        None,
        f"The answers.json of an earlier run {has_more} {tmp_path / 'answers-1.json'}.",
        None,
        (
            "The answers.json of an earlier run cannot be read, so it was renamed to "
            f"{tmp_path / 'answers-2.json'}."
        ),
    ]
    assert GENEROUS == json.loads((tmp_path / "answers-1.json").read_text())["answers"]
    assert "{" == (tmp_path / "answers-2.json").read_text()


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
