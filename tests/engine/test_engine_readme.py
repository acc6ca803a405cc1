"""Every code block of the README is run here."""

from __future__ import annotations

import re
import shutil
import signal
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tests.engine.conftest import Stack

    from pulumi_northflank.emulator import Emulator

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text()
DEMO, PROGRAM, REVIEW, ACCOUNT, ADOPT, LOOKING, EMULATOR, FIXTURE = re.findall(
    r"```\w+\n(.*?)```", README, flags=re.DOTALL
)
BY_HAND = {
    "backupType": "dump",
    "scheduling": {"interval": "daily", "minute": [30], "hour": [2]},
    "retentionTime": 30,
}


def run(script: str, folder: Path, environment: dict[str, str]) -> str:
    """Run a block in a shell that stops at the first failing line."""
    done = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", script],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        timeout=240,
        check=False,
    )
    assert 0 == done.returncode, done.stdout + done.stderr
    return done.stdout


def test_the_demo_goes_through_the_whole_life_and_leaves_nothing(stack: Stack) -> None:
    """`make demo` shows each step, the IDs, and what the emulator holds in between."""
    before = subprocess.run(["git", "status", "--short"], cwd=ROOT, capture_output=True, check=True)

    output = run(DEMO, ROOT, stack.environment)

    after = subprocess.run(["git", "status", "--short"], cwd=ROOT, capture_output=True, check=True)
    assert "+ 3 to create" in output
    assert re.search(r'weekly : "[0-9a-f]{24}"', output)
    assert "holds 2 schedules" in output
    assert "3 unchanged" in output
    assert "retentionTime: 30 => 20" in output
    assert "+-1 to replace" in output
    assert "holds no schedule" in output
    assert before.stdout == after.stdout


def test_the_program_runs_as_it_stands(stack: Stack, api: Emulator) -> None:
    """The README's program creates its two schedules."""
    (stack.folder / "__main__.py").write_text(PROGRAM)

    outcome = stack.up()

    assert outcome.succeeded, outcome.output
    assert ["dump", "snapshot"] == sorted(i["backupType"] for i in api.schedules("shop", "orders"))


def test_the_review_shows_what_a_change_means(stack: Stack, api: Emulator) -> None:
    """With fewer backups, the addon's worst gap changes in the preview as the README has it."""
    program = stack.folder / "__main__.py"
    program.write_text(REVIEW)
    stack.done("up", "--yes", "--skip-preview")
    program.write_text(REVIEW.replace("critical", "standard"))

    outcome = stack.preview()

    assert 'worst_gap : "30m" => "24h"' in " ".join(outcome.output.split())


def test_the_commands_for_an_account_work_as_they_stand(stack: Stack, api: Emulator) -> None:
    """The root program declares what `pulumi config set` was told."""
    for name in ("Pulumi.yaml", "__main__.py"):
        shutil.copy(ROOT / name, stack.folder)

    output = run(ACCOUNT, stack.folder, stack.environment)

    [live] = api.schedules("shop", "orders")
    assert f'nightly: "{live["id"]}"' in output
    assert {"interval": "daily", "minute": [30], "hour": [2]} == live["scheduling"]


def test_schedules_that_exist_are_listed_adopted_and_looked_up(stack: Stack, api: Emulator) -> None:
    """The commands adopt what was made by hand, and the program finds it."""
    by_hand = api.add_schedule("shop", "orders", BY_HAND)
    (stack.folder / "__main__.py").unlink()

    adopted = run(
        ADOPT.replace("--yes", f"--yes --stack {stack.name}"), stack.folder, stack.environment
    )
    (stack.folder / "__main__.py").write_text(LOOKING)
    looked = stack.preview()

    assert f"Adopted schedule {by_hand}" in adopted
    assert {"orders-daily-dump": by_hand} == stack.ids()
    assert [by_hand] == [held["schedule"]["id"] for held in api.schedules()]
    assert {'[0]: "daily"', "keptFor  : 30"} == {
        text for text in ('[0]: "daily"', "keptFor  : 30") if text in looked.output
    }


def test_the_emulator_starts_as_the_readme_says(tmp_path: Path) -> None:
    """The command serves on loopback until Ctrl-C, and ends without a word of complaint."""
    arguments = EMULATOR.split()[1:]
    arguments[arguments.index("8080")] = "0"

    process = subprocess.Popen(
        [sys.executable, *arguments], cwd=tmp_path, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    line = process.stdout.readline()
    process.send_signal(signal.SIGINT)
    process.communicate(timeout=30)

    assert "http://127.0.0.1:" in line
    assert 0 == process.returncode


def test_the_emulator_in_python_runs_as_it_stands() -> None:
    """The block for tests is a working program."""
    variables: dict[str, Any] = {}

    exec(compile(FIXTURE, "README.md", "exec"), variables)  # noqa: S102  # our own text

    assert ["POST"] == [fault.method for fault in variables["api"].pending_faults]


def test_the_quickstart_example_runs(stack: Stack, api: Emulator) -> None:
    """The example of the API's documentation is a project that starts with `pulumi up`."""
    shutil.copy(ROOT / "examples" / "quickstart" / "__main__.py", stack.folder)

    outcome = stack.up()

    assert outcome.succeeded, outcome.output
    assert [7] == [held["schedule"]["retentionTime"] for held in api.schedules()]
