"""The projects in `examples` and the template, run as their READMEs say against the emulator.

`quickstart` is tested in test_engine_readme.py and `adopt-existing` in test_engine_generate.py;
`fleet-automation` and `pull-request` have their own modules, and `typescript` is tested in
test_engine_languages.py.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from pulumi_northflank.emulator import Emulator

if TYPE_CHECKING:
    from tests.engine.conftest import Stack, YamlStack

ROOT = Path(__file__).parents[2]
EXAMPLES = ROOT / "examples"

# The preview of `pulumi up --yes` takes seconds, and these tests do not need it.
UPDATE_ALONE = "--yes --skip-preview"
# Replaces the engine: prints the registered resources, or the error of the program.
MOCKED = """
import json, runpy, sys
import pulumi

registered = {}

class Recorder(pulumi.runtime.Mocks):
    def new_resource(self, args):
        registered[args.name] = {name: args.inputs.get(name) for name in ADDRESS}
        return f"{args.name}-id", args.inputs

    def call(self, args):
        raise NotImplementedError(args.token)

ADDRESS = ("teamId", "projectId", "addonId")
project, config = sys.argv[1:]
pulumi.runtime.set_mocks(Recorder(), project=project)
pulumi.runtime.set_all_config(json.loads(config))
try:
    pulumi.runtime.test(lambda: runpy.run_path("__main__.py") and None)()
except Exception as error:
    print(json.dumps({"error": str(error)}))
else:
    print(json.dumps({name: list(registered[name].values()) for name in registered}))
"""
PYTHON = """\
#!/bin/sh
# Creates virtual environments whose pip only records its arguments.
if [ "$1 $2" = "-m venv" ]; then
    mkdir -p "$3/bin"
    : > "$3/pyvenv.cfg"
    cp "$0" "$3/bin/python"
elif [ "$1 $2 $3" = "-m pip install" ]; then
    echo "$@" >> "{asked}"
else
    exec "{python}" "$@"
fi
"""


def blocks(example: str, language: str) -> list[str]:
    """The code blocks of an example's README."""
    text = (EXAMPLES / example / "README.md").read_text()
    return re.findall(rf"^```{language}\n(.*?)^```", text, flags=re.DOTALL | re.MULTILINE)


def copied(example: str, stack: Stack) -> None:
    """Copy the example into the stack's folder."""
    others = shutil.ignore_patterns("node_modules")
    shutil.copytree(EXAMPLES / example, stack.folder, ignore=others, dirs_exist_ok=True)


def edit(path: Path, before: str, after: str) -> None:
    """Replace a string that the file contains once."""
    text = path.read_text()
    assert 1 == text.count(before)
    path.write_text(text.replace(before, after))


def run(
    script: str, stack: Stack, environment: dict[str, str] | None = None, *, fails: bool = False
) -> str:
    """Run blocks in a shell that stops at the first failing line, and return their output."""
    done = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", script.replace("--yes", UPDATE_ALONE)],
        cwd=stack.folder,
        env=stack.environment | (environment or {}),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=240,
        check=False,
    )
    stack.outputs_seen.append(done.stdout)
    assert fails == bool(done.returncode), done.stdout
    return done.stdout


def declared(stack: Stack, project: str, config: dict[str, Any] | None = None) -> dict[str, Any]:
    """Team, project and addon of each resource of a stack's program, run without an engine.

    If the program fails, the key "error" has the message.
    """
    texts = {key: json.dumps(value) for key, value in (config or {}).items()}
    done = subprocess.run(
        [sys.executable, "-c", MOCKED, project, json.dumps(texts)],
        cwd=stack.folder,
        env=stack.environment,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert 0 == done.returncode, done.stderr
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def held(api: Emulator) -> dict[str, list[Any]]:
    """Minutes, hours, days and retention of each schedule in an API."""
    found = {}
    for each in api.schedules():
        schedule = each["schedule"]
        when = schedule["scheduling"]
        names = [each.get("teamId"), each["projectId"], each["addonId"]]
        path = "/".join(name for name in names if name)
        found[f"{path} {when['interval']} {schedule['backupType']}"] = [
            when["minute"],
            when.get("hour"),
            when.get("day"),
            schedule["retentionTime"],
        ]
    return found


def test_a_preview_of_plans_shows_the_changed_coverage(stack: Stack, api: Emulator) -> None:
    """Removing a tier changes the metrics of its database as the README shows."""
    copied("plan", stack)
    [start] = blocks("plan", "bash")
    [without_hourly] = blocks("plan", "python")
    metrics, _ = blocks("plan", "text")
    run(start, stack)
    requests = len(api.requests)
    program = stack.folder / "__main__.py"
    edit(program, without_hourly.replace("    hourly=None,\n", ""), without_hourly)

    reviewed = run("pulumi preview --diff", stack)

    assert {
        "shop/carts daily dump": [[15], [1, 13], None, 30],
        "shop/carts hourly snapshot": [[10, 40], None, None, 3],
        "shop/orders daily snapshot": [[29], [2, 14], None, 60],
        "shop/orders hourly snapshot": [[14, 44], None, None, 7],
        "shop/orders weekly snapshot": [[59], [3], [6], 120],
        "shop/stock daily dump": [[26], [2], None, 60],
        "shop/stock weekly dump": [[56], [3], [6], 120],
    } == held(api)
    assert metrics in reviewed
    assert "orders-hourly-snapshot]" in reviewed.split("(delete)")[1]
    assert requests == len(api.requests)


def test_a_plan_that_falls_short_fails_with_the_message_in_the_readme(stack: Stack) -> None:
    """The program fails if one database has no daily tier."""
    copied("plan", stack)
    _, refusal = blocks("plan", "text")
    edit(stack.folder / "__main__.py", 'daily={"keep": 60}', "daily=None")

    assert {"error": refusal.rstrip("\n")} == declared(stack, "plan")


def test_a_fleet_is_created_from_the_configuration(stack: Stack, api: Emulator) -> None:
    """Each line of the configuration gets the schedules of its plan, with start times spread."""
    copied("fleet", stack)
    [start] = blocks("fleet", "bash")
    [configuration] = blocks("fleet", "yaml")

    output = run(start, stack)

    assert {
        "crm/people daily dump": [[36], [2], None, 30],
        "crm/people weekly dump": [[6], [3], [6], 120],
        "crm/sandbox daily dump": [[55], [4], None, 7],
        "shop/orders daily snapshot": [[29], [2, 14], None, 60],
        "shop/orders hourly snapshot": [[14, 44], None, None, 7],
        "shop/orders weekly snapshot": [[59], [3], [6], 120],
        "shop/search daily dump": [[13], [4], None, 7],
        "shop/stock daily dump": [[26], [2], None, 30],
        "shop/stock weekly dump": [[56], [3], [6], 120],
    } == held(api)
    assert ["crm/people", "crm/sandbox", "shop/orders", "shop/search", "shop/stock"] == re.findall(
        r"^ {8}(\w+/\w+) *: {", output, flags=re.MULTILINE
    )
    assert (EXAMPLES / "fleet" / "Pulumi.prod.yaml").read_text().startswith(configuration)
    assert "02:26 and 02:36" in (EXAMPLES / "fleet" / "README.md").read_text()


def test_an_unknown_plan_fails_the_program(stack: Stack) -> None:
    """The message names the database and the known plans."""
    copied("fleet", stack)
    [refusal] = blocks("fleet", "text")
    search = {"project": "shop", "addon": "search", "plan": "developement"}

    outcome = declared(stack, "fleet", {"fleet:databases": [search]})

    assert {"error": refusal.rstrip("\n")} == outcome


def test_a_fleet_without_production_databases_works(stack: Stack) -> None:
    """The program then requires nothing."""
    copied("fleet", stack)
    search = {"project": "shop", "addon": "search", "plan": "development"}

    assert {
        "shop-search": [None, None, None],
        "shop-search-daily-dump": [None, "shop", "search"],
    } == declared(stack, "fleet", {"fleet:databases": [search]})


def test_each_team_has_its_own_stack_and_token(stack: Stack) -> None:
    """A stack creates its team's schedules, and creates none with another team's token."""
    copied("multi-team", stack)
    start_blue, start_green = blocks("multi-team", "bash")
    _, again = start_green.split("\n", maxsplit=1)
    of_blue, of_green = stack.environment["NORTHFLANK_API_TOKEN"], "nf-token-of-green"
    with (
        Emulator(token=of_blue, addons=["blue/shop/orders", "blue/shop/stock"]) as blue,
        Emulator(token=of_green, addons=["green/crm/people"]) as green,
    ):
        run(start_blue, stack, {"NORTHFLANK_BASE_URL": blue.url, "BLUE_TOKEN": of_blue})
        # This token would work, but the stack's token takes precedence.
        stack.environment |= {"NORTHFLANK_BASE_URL": green.url, "NORTHFLANK_API_TOKEN": of_green}
        refused = run(start_green, stack, {"GREEN_TOKEN": of_blue}, fails=True)
        after_refusal = held(green)
        made = run(again, stack, {"GREEN_TOKEN": of_green})

        assert {
            "blue/shop/orders daily dump": [[30], [2], None, 30],
            "blue/shop/stock daily dump": [[30], [2], None, 30],
        } == held(blue)
        assert "401 Unauthorized" in refused
        assert {} == after_refusal
        assert {"green/crm/people daily dump": [[30], [2], None, 30]} == held(green)
        assert "green/crm/people: {" in made


def test_one_token_for_all_teams_names_the_team_of_each_schedule(stack: Stack) -> None:
    """The second program in the README declares the schedules of both stacks."""
    [program] = blocks("multi-team", "python")
    (stack.folder / "__main__.py").write_text(program)

    assert {
        "blue-orders-nightly": ["blue", "shop", "orders"],
        "blue-stock-nightly": ["blue", "shop", "stock"],
        "green-people-nightly": ["green", "crm", "people"],
    } == declared(stack, "multi-team")


def test_the_example_of_unit_tests_tests_its_program(stack: Stack) -> None:
    """Its tests pass, and each of them fails when its part of the program is broken."""
    copied("unit-tests", stack)
    pytest_alone, _ = blocks("unit-tests", "bash")
    # Pulumi's mocks do not close the event loops of their threads.
    strict = "-W error -W ignore::ResourceWarning -q --no-header -p no:cacheprovider"
    command = pytest_alone.replace("pytest", f"pytest {strict}")

    passed = run(command, stack)

    module = stack.folder / "backups.py"
    edit(module, "in PRODUCTION:", "in PRODUCTION[:1]:")
    edit(module, '"minute": [30]', '"minute": [75]')
    edit(module, "retention_time=30", "retention_time=7")
    edit(module, "if not get", "if get")
    failed = run(command, stack, fails=True)
    assert "4 passed" in passed
    assert "4 failed" in failed


def test_the_program_of_the_unit_tests_runs(stack: Stack, api: Emulator) -> None:
    """It declares its schedules, and looks up the schedules of the other databases."""
    copied("unit-tests", stack)

    assert {
        "orders-nightly": [None, "shop", "orders"],
        "stock-nightly": [None, "shop", "stock"],
    } == declared(stack, "unit-tests")
    assert ["sandbox", "search"] == [each.path.split("/")[5] for each in api.requests]


def test_a_policy_pack_checks_the_schedules(stack: Stack, api: Emulator) -> None:
    """The policies report the schedule that violates them, as the README shows."""
    copied_with_violations(stack)
    install, preview, *_ = blocks("policy-pack", "bash")
    [report] = blocks("policy-pack", "text")

    # The locked packages are those that the example installs, except for a newer protobuf.
    run(install, stack, {"PIP_NO_INDEX": "1", "PIP_NO_DEPS": "1", "PYTHONPATH": ""})
    output = run(preview, stack, fails=True)

    assert report == output[output.index("Policies:") :].split("\n\n")[0] + "\n"
    assert [] == api.requests


@pytest.mark.thorough
def test_a_policy_pack_is_configured(stack: Stack) -> None:
    """A file changes what a policy requires, and another one's level."""
    copied_with_violations(stack)
    _, preview, configured, _ = blocks("policy-pack", "bash")

    output = run(preview.splitlines()[0] + "\n" + configured, stack, fails=True)

    assert ["[mandatory]  different-minutes"] == re.findall(r"\[.*\]  [\w-]+", output)


def copied_with_violations(stack: Stack) -> None:
    """Copy the example of policies, with dumps of stock as its README describes them."""
    copied("policy-pack", stack)
    edit(stack.folder / "__main__.py", '"minute": [45]', '"minute": [30]')
    edit(stack.folder / "__main__.py", "retention_time=60", "retention_time=14")


def test_a_program_in_yaml(yaml_stack: YamlStack, api: Emulator) -> None:
    """It creates its schedules, and a function finds the addons of the project."""
    copied("yaml", yaml_stack)
    _, start = blocks("yaml", "bash")

    output = run(start, yaml_stack)

    assert {
        "shop/orders daily dump": [[30], [2], None, 30],
        "shop/orders weekly snapshot": [[0], [3], [6], 120],
    } == held(api)
    assert [each["schedule"]["id"] in output for each in api.schedules()] == [True, True]
    assert re.search(r'type +: "postgresql"', output)


def test_the_template_makes_a_project_that_previews(stack: Stack, tmp_path: Path) -> None:
    """`pulumi new` from a clone of this repository installs it, and its stack previews."""
    clone, made, asked = tmp_path / "clone", tmp_path / "made", tmp_path / "asked"
    for name in ("python", "python3"):
        python = tmp_path / "bin" / name
        python.parent.mkdir(exist_ok=True)
        python.write_text(PYTHON.format(asked=asked, python=sys.executable))
        python.chmod(0o755)
    stack.environment["PATH"] = f"{tmp_path / 'bin'}{os.pathsep}{stack.environment['PATH']}"
    listing = "ls-files --cached --others --exclude-standard -z"
    for name in filter(None, run(f"git -C '{ROOT}' {listing}", stack).split("\0")):
        if (ROOT / name).exists():
            (clone / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, clone / name)
    settings = {
        "northflank:teamId": "blue",
        "backups:schedules.nightly.projectId": "shop",
        "backups:schedules.nightly.addonId": "orders",
        "backups:schedules.nightly.backupType": "dump",
        "backups:schedules.nightly.scheduling.interval": "daily",
        "backups:schedules.nightly.scheduling.minute[0]": "30",
        "backups:schedules.nightly.scheduling.hour[0]": "2",
        "backups:schedules.nightly.retentionTime": "30",
    }
    config = " ".join(f"--config '{key}={value}'" for key, value in settings.items())

    run(f"pulumi new {clone} --dir {made} -y --name mine --stack dev --config-path {config}", stack)

    previewed = run(f"pulumi preview --diff --cwd {made}", stack)
    options = "--dry-run --no-index --no-build-isolation --requirement requirements.txt"
    installed = run(f"cd {made} && '{sys.executable}' -m pip install {options}", stack)
    project = (made / "Pulumi.yaml").read_text()
    assert project.startswith("name: mine\n")
    assert "template:\n" not in project
    assert asked.read_text().endswith("-m pip install -r requirements.txt\n")
    assert re.search(r"^Would install pulumi-northflank-[\d.]+$", installed, re.MULTILINE)
    assert "AddonBackupSchedule::nightly]" in previewed
    assert re.search(r'teamId +: "blue"', previewed)
