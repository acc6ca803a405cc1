"""Each example is complete and tested, and the template asks for settings that exist."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

from pulumi_northflank import settings

ROOT = Path(__file__).parents[2]
EXAMPLES = ROOT / "examples"
PROJECT: dict[str, Any] = yaml.safe_load((ROOT / "Pulumi.yaml").read_text())

# Each example and the module that runs it, with the real engine if it is a Pulumi project.
TESTED_IN = {
    "adopt-existing": "test_engine_generate.py",
    "fleet": "test_engine_examples.py",
    "fleet-automation": "test_engine_fleet_automation.py",
    "import-existing": "test_engine_generate.py",
    "monitoring": "../unit/cli/test_cli_monitoring.py",
    "multi-team": "test_engine_examples.py",
    "plan": "test_engine_examples.py",
    "policy-pack": "test_engine_examples.py",
    "pull-request": "test_engine_pull_request.py",
    "quickstart": "test_engine_readme.py",
    "typescript": "test_engine_languages.py",
    "unit-tests": "test_engine_examples.py",
    "yaml": "test_engine_examples.py",
}
# Where it is not Python: the runtime and the program. In some, the commands write the program.
OTHER_PROGRAMS = {
    "adopt-existing": ("python", None),
    "import-existing": ("yaml", None),
    "typescript": ("nodejs", "index.ts"),
    "yaml": ("yaml", None),
}


def blocks(example: str, language: str) -> list[str]:
    """The code blocks of an example's README."""
    text = (EXAMPLES / example / "README.md").read_text()
    return re.findall(rf"^ *```{language}\n(.*?)^ *```", text, flags=re.DOTALL | re.MULTILINE)


def test_every_example_has_a_test() -> None:
    """The folders in `examples` are exactly the tested ones."""
    assert sorted(TESTED_IN) == sorted(path.name for path in EXAMPLES.iterdir() if path.is_dir())


@pytest.mark.parametrize("example", TESTED_IN)
def test_the_module_tests_the_example(example: str) -> None:
    """The module that tests an example names its folder."""
    assert f'"{example}"' in (ROOT / "tests" / "engine" / TESTED_IN[example]).read_text()


@pytest.mark.parametrize("example", sorted(TESTED_IN.keys() - {"monitoring"}))
def test_an_example_is_a_pulumi_project(example: str) -> None:
    """It has a program, a README and a description."""
    project = yaml.safe_load((EXAMPLES / example / "Pulumi.yaml").read_text())
    files = {path.name for path in (EXAMPLES / example).iterdir()}

    runtime, program = OTHER_PROGRAMS.get(example, ("python", "__main__.py"))
    assert runtime == project["runtime"]
    assert project["description"]
    assert {"Pulumi.yaml", "README.md"} <= files
    assert {program} - {None} == {"__main__.py", "index.ts"} & files


@pytest.mark.parametrize("example", TESTED_IN)
def test_the_commands_of_an_example_are_bash(example: str) -> None:
    """Bash accepts the syntax of all command blocks."""
    script = "\n".join(blocks(example, "bash"))

    done = subprocess.run(
        ["bash", "-n"], input=script, capture_output=True, text=True, check=False, timeout=30
    )

    assert script
    assert (0, "") == (done.returncode, done.stderr)


@pytest.mark.parametrize("example", TESTED_IN)
def test_the_python_of_an_example_is_python(example: str) -> None:
    """Every block of Python compiles."""
    for block in blocks(example, "python"):
        compile(block, f"{example}/README.md", "exec")


def test_the_template_asks_for_known_settings() -> None:
    """`pulumi new` asks for settings of the provider, describes each, and encrypts the token."""
    known = {each.key for each in vars(settings).values() if isinstance(each, settings.Setting)}
    asked: dict[str, Any] = PROJECT["template"]["config"]

    assert set() == set(asked) - known
    assert {settings.API_TOKEN.key} == {key for key in asked if asked[key].get("secret")}
    assert all(value["description"] for value in asked.values())


def test_the_template_has_no_defaults() -> None:
    """A default in the stack's configuration would take precedence over the environment."""
    assert [] == [key for key, value in PROJECT["template"]["config"].items() if "default" in value]


def test_settings_of_other_stacks_are_ignored() -> None:
    """Git ignores the settings of a new stack everywhere, but no file that is committed."""
    new = [
        f"{folder}/Pulumi.dev.yaml" for folder in (".", *(f"examples/{name}" for name in TESTED_IN))
    ]
    listed = ["git", "ls-files", "--cached", "--ignored", "--exclude-standard"]

    ignored = subprocess.check_output(["git", "check-ignore", *new], cwd=ROOT, text=True)

    assert new == ignored.splitlines()
    assert b"" == subprocess.check_output(listed, cwd=ROOT)
