"""The `pulumi` command, asked for a stack's state."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner
from tests.unit.pictures import of_schedules, written

from pulumi_northflank.cli import main


@pytest.fixture(name="pulumi")
def _pulumi(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Make a `pulumi` that notes its arguments, and writes the file `state` beside it."""
    folder = tmp_path / "bin"
    folder.mkdir()
    command = folder / "pulumi"
    command.write_text(
        f"#!{sys.executable}\n"
        "import os, pathlib, sys\n"
        "here = pathlib.Path(__file__).parent\n"
        "here.joinpath('called').write_text('\\n'.join([os.getcwd(), *sys.argv[1:]]))\n"
        "sys.stdout.write(here.joinpath('state').read_text(encoding='utf-8'))\n"
        "sys.stderr.write(os.environ.get('FAKE_ERROR', ''))\n"
        "sys.exit('FAKE_ERROR' in os.environ)\n"
    )
    command.chmod(0o755)
    written(folder / "state", of_schedules())
    monkeypatch.setenv("PATH", str(folder))
    return folder


@pytest.mark.parametrize(
    ("arguments", "passed_on"),
    [
        ([], []),
        (["--stack=acme/shop/prod"], ["--stack", "acme/shop/prod"]),
        (["-s", "--show-secrets"], ["--stack", "--show-secrets"]),
        (["-s", "prod", "-C", "."], ["--stack", "prod", "--cwd", "."]),
    ],
)
def test_the_command(pulumi: Path, arguments: list[str], passed_on: list[str]) -> None:
    """The state is exported without secrets, of the stack that was named or is selected."""
    result = CliRunner().invoke(main, ["calendar", *arguments])

    assert (0, "") == (result.exit_code, result.stderr)
    assert result.stdout.startswith("Backups of stack prod of shop, by hour of the week\n")
    assert [os.getcwd(), "stack", "export", "--non-interactive", *passed_on] == (  # noqa: PTH109
        (pulumi / "called").read_text().splitlines()
    )


@pytest.mark.parametrize(
    ("said", "problem"),
    [
        ("error: no stack named 'prod' found\n", "no stack named 'prod' found"),
        ("warning: a\nerror: b.\n", "warning: a error: b"),
        ("\x1b[31m\n", "\x20[31m"),
        ("", "its exit status is 1"),
    ],
)
def test_it_fails(pulumi: Path, monkeypatch: pytest.MonkeyPatch, said: str, problem: str) -> None:
    """What pulumi says is passed on in one sentence; what it wrote, the state, is not."""
    monkeypatch.setenv("FAKE_ERROR", said)

    result = CliRunner().invoke(main, ["calendar", "--stack=prod", "--svg=-"])

    told = (
        "Error: `pulumi stack export --non-interactive --stack prod` failed: "
        f"{problem}. Give a stack of the program with --stack and --cwd, an export with --state "
        "FILE, or --project ID for what there is.\n"
    )
    assert (1, "", told) == (result.exit_code, result.stdout, result.stderr)


def test_it_writes_something_else(pulumi: Path) -> None:
    """A command of that name that gives no state is said to."""
    written(pulumi / "state", "hello")

    result = CliRunner().invoke(main, ["calendar"])

    assert (1, "") == (result.exit_code, result.stdout)
    assert "What `pulumi stack export` wrote is no state of a stack: it is no JSON." in (
        result.stderr
    )


def test_it_is_not_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the command there are other ways."""
    monkeypatch.setenv("PATH", str(tmp_path))

    result = CliRunner().invoke(main, ["calendar"])

    assert (
        "Error: There is no `pulumi` command on PATH, which the state of a stack is asked of. "
        "Install it, or give an export with --state FILE, or look at what there is with --project "
        "ID.\n"
    ) == result.stderr
    assert 1 == result.exit_code
