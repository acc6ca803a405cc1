"""The code blocks of the README, and of the pages that continue it, are run here."""

from __future__ import annotations

import json
import re
import shutil
import signal
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import yaml
from tests.engine.conftest import TOKEN, nightly

from pulumi_northflank.emulator import Emulator, Raw

if TYPE_CHECKING:
    from tests.engine.conftest import Stack, YamlStack

ROOT = Path(__file__).parents[2]


def blocks(page: str) -> list[str]:
    """The code blocks of a page."""
    return re.findall(r"^```\w+\n(.*?)^```", (ROOT / page).read_text(), re.DOTALL | re.MULTILINE)


CONSEQUENCES, _, PROGRAM, IN_YAML, DEMO, ACCOUNT = blocks("README.md")
REVIEW, CHANGE, SHORTFALL, REQUIRE_ALL, FORGOTTEN, CALENDAR = blocks("docs/review.md")
ADOPT, LOOKING = blocks("docs/existing-schedules.md")
CONFIGURE, CONFIGURATION = blocks("docs/configuration-program.md")
EMULATOR, _, SEED, COPY, SEED_FILE, BACKUPS, CONTROL, FIXTURE, _, RESET = blocks("docs/emulator.md")
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


def squeezed(text: str) -> list[str]:
    """The lines of a text, with single spaces and without those that stand for others."""
    lines = [" ".join(line.split()) for line in text.splitlines()]
    return [line for line in lines if line != "…"]


def test_the_program_and_its_consequences_are_as_shown(stack: Stack, api: Emulator) -> None:
    """The README's program creates four schedules; the preview of its change shows the excerpt."""
    program = stack.folder / "__main__.py"
    program.write_text(PROGRAM)
    stack.name = "prod"
    commands = ACCOUNT.replace("pulumi up", "pulumi up --yes --skip-preview")
    run(commands, stack.folder, stack.environment)
    program.write_text(PROGRAM.replace("critical", "standard"))

    outcome = stack.preview()

    kinds = sorted(f"{one['addonId']} {one['schedule']['backupType']}" for one in api.schedules())
    assert ["orders snapshot"] * 3 + ["stock dump"] == kinds
    shown = iter(squeezed(outcome.output))
    assert [] == [line for line in squeezed(CONSEQUENCES) if line not in shown], outcome.output


def test_the_program_in_yaml_runs(yaml_stack: YamlStack, api: Emulator) -> None:
    """It declares the same nightly dump as the program in Python."""
    yaml_stack.program(IN_YAML)

    yaml_stack.up()

    ((schedule_id, state),) = [(one["id"], one) for one in yaml_stack.schedules().values()]
    [live] = api.schedules("shop", "stock")
    assert (schedule_id, 30) == (live["id"], state["outputs"]["retentionTime"])
    assert BY_HAND["scheduling"] == live["scheduling"]


def test_the_review_shows_what_a_change_means(stack: Stack, api: Emulator) -> None:
    """A change of the plan and requirements that are not met show in the preview as on the page."""
    program = stack.folder / "__main__.py"
    program.write_text(REVIEW)
    stack.up()
    program.write_text(REVIEW.replace("critical", "standard"))
    changed = stack.preview()
    program.write_text(REVIEW.replace("24h", "12h") + REQUIRE_ALL)
    addons = [{"id": name, "tags": ["production"]} for name in ("carts", "orders", "stock")]
    api.fault(Raw(json.dumps({"data": {"addons": addons}}).encode()), path_regex="/addons$")

    refused = stack.preview(fails=True)

    assert squeezed(CHANGE)[0] in squeezed(changed.output)
    assert squeezed(SHORTFALL)[0] in squeezed(refused.output)
    assert " ".join(FORGOTTEN.split()) in " ".join(refused.output.split())


def test_the_calendar_is_drawn_as_the_page_says(stack: Stack, api: Emulator) -> None:
    """The commands draw the stack in the terminal and as an SVG, and what exists in Northflank."""
    (stack.folder / "__main__.py").write_text(REVIEW)
    stack.up()
    stack.run("stack", "select")

    output = run(CALENDAR, stack.folder, stack.environment)

    assert 2 == output.count("shop/carts")
    assert "</svg>" in (stack.folder / "calendar.svg").read_text()


def test_the_configuration_program_runs_as_its_page_says(stack: Stack, api: Emulator) -> None:
    """The program declares what `pulumi config set` was told, which is what the page shows."""
    for name in ("Pulumi.yaml", "__main__.py"):
        shutil.copy(ROOT / name, stack.folder)

    output = run(CONFIGURE, stack.folder, stack.environment)

    [live] = api.schedules("shop", "orders")
    assert f'nightly: "{live["id"]}"' in output
    assert {"interval": "daily", "minute": [30], "hour": [2]} == live["scheduling"]
    written = yaml.safe_load((stack.folder / "Pulumi.prod.yaml").read_text())["config"]
    assert yaml.safe_load(CONFIGURATION)["config"].items() <= written.items()


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


@pytest.mark.parametrize(
    ("command", "control"),
    [(EMULATOR, ""), (SEED.splitlines()[1], RESET), (BACKUPS, CONTROL)],
)
def test_the_emulator_starts_as_its_page_says(command: str, control: str, tmp_path: Path) -> None:
    """The command serves on loopback until Ctrl-C, and then ends with exit code 0."""
    arguments = [*command.replace(" --port 8080", "").split()[1:], "--port", "0"]
    (tmp_path / "seed.json").write_text(SEED_FILE)

    process = subprocess.Popen(
        [sys.executable, *arguments], cwd=tmp_path, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    line = process.stdout.readline()
    url = re.findall(r"http://\S+:\d+", line)[0]
    run(control.replace("curl", "curl -fsS").replace("http://127.0.0.1:8080", url), tmp_path, {})
    process.send_signal(signal.SIGINT)
    process.communicate(timeout=30)

    assert url.startswith("http://127.0.0.1:")
    assert 0 == process.returncode


def test_the_emulator_in_python_runs_as_it_stands() -> None:
    """The block for tests is a working program."""
    variables: dict[str, Any] = {}

    exec(compile(FIXTURE, "docs/emulator.md", "exec"), variables)  # noqa: S102  # our own text

    assert ["POST"] == [fault.method for fault in variables["api"].pending_faults]


@pytest.mark.thorough
def test_a_change_is_tried_on_a_copy(stack: Stack, api: Emulator) -> None:
    """An update of the copy changes neither the account nor the state of its stack."""
    stack.given(stack.declaring({"nightly": nightly(retentionTime=30)}))
    stack.run("config", "set", "--secret", "northflank:apiToken", TOKEN)
    schedule_ids, listed = stack.ids(), SEED.splitlines()[0]
    run(listed, stack.folder, stack.environment)
    stack.program(stack.declaring({"nightly": nightly(retentionTime=7)}))
    with Emulator(token=TOKEN, seed_file=stack.folder / "seed.json") as copied:
        environment = stack.environment | {"NORTHFLANK_BASE_URL": copied.url}
        script = f"{COPY}pulumi up --yes --skip-preview --stack prod"
        run(script.replace("prod", stack.name), stack.folder, environment)
        changed = [each["schedule"]["retentionTime"] for each in copied.schedules()]
    before = stack.preview()

    assert [7] == changed
    assert schedule_ids == stack.ids()
    assert [30] == [each["schedule"]["retentionTime"] for each in api.schedules()]
    assert "1 to replace" in before.output


def test_the_quickstart_example_runs(stack: Stack, api: Emulator) -> None:
    """The example of the API's documentation is a project that starts with `pulumi up`."""
    shutil.copy(ROOT / "examples" / "quickstart" / "__main__.py", stack.folder)

    stack.up()

    assert [7] == [held["schedule"]["retentionTime"] for held in api.schedules()]
