"""The commands that the pages name, in their text too, and their options exist.

What the README's and the examples' commands do, the tests in `tests/engine` try.
"""

from __future__ import annotations

import importlib.util
import itertools
import os
import re
import shlex
import subprocess
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.setup.pages import ROOT, Block, blocks, inline, pages

from benchmarks.command import PAGE, PARTS
from benchmarks.command import main as benchmarks_command
from pulumi_northflank.cli import main as command_line
from pulumi_northflank.emulator.__main__ import main as emulator_command

# What users have, and what comes with this project, beside the commands that are looked into.
OTHER_COMMANDS = {"cd", "curl", "export", "git", "pip", "pytest"}


class UnknownCommandError(Exception):
    """A command, or an option of one, that does not exist."""


class Commands:
    """Judges commands by what can be run here."""

    def __init__(self, folder: Path) -> None:
        """Ask the engine for all its commands and their options, once."""
        quiet = os.environ | {"PULUMI_HOME": str(folder / "home"), "PULUMI_SKIP_UPDATE_CHECK": "1"}
        engine = Path(sys.prefix) / "bin/pulumi"
        subprocess.run([engine, "gen-markdown", folder], env=quiet, check=True)
        self._pulumi: dict[str, set[str]] = {}
        for page in folder.glob("pulumi*.md"):
            text = page.read_text("utf-8")
            # What a command is also called, the page's own aliases tell.
            names = {page.stem, *re.findall(r"^  - /\S+/(pulumi[\w-]+)/$", text, re.MULTILINE)}
            options = set(re.findall(r"(?<=[ ,])--?[\w-]+(?=,| )", text))
            self._pulumi |= {name.replace("_", " "): options for name in names}
        makefile = (ROOT / "Makefile").read_text("utf-8")
        fleet = [sys.executable, f"{ROOT}/examples/fleet-automation/fleet.py", "--help"]
        self._fleet_help = subprocess.check_output(fleet, text=True)
        self._targets = set(re.findall(r"^([a-z]+):", makefile, re.MULTILINE))

    def check(self, words: list[str], functions: Iterable[str] = ()) -> None:
        """Check one command.

        Raises:
            UnknownCommandError: It does not exist, or one of its options does not.
        """
        name, *rest = words
        if name == "pulumi":
            self._check_pulumi(words)
        elif name == "make":
            targets = [word for word in rest if "=" not in word]
            self._known("make target", targets, self._targets)
        elif name == "pulumi-northflank":
            word = next((word for word in rest if not word.startswith("-")), None)
            self._known("command", [word] if word else [], command_line.commands)
            self._options(words, options_of(command_line.commands.get(word or "", command_line)))
        elif words[:3] == ["python", "-m", "pulumi_northflank.emulator"]:
            self._options(words[3:], options_of(emulator_command))
        elif words[:2] == ["python", "fleet.py"]:
            self._known("command", words[2:3], re.findall(r"\w+(?=[,}])", self._fleet_help))
            self._options(words[3:], re.findall(r"--?\w+", self._fleet_help))
        elif words[:2] == ["python", "benchmarks"]:
            self._known("part", parts_in(words[2:]), [*PARTS, PAGE])
            self._options(words[2:], options_of(benchmarks_command))
        elif words[:2] == ["python", "-m"]:
            missing = [word for word in words[2:3] if importlib.util.find_spec(word) is None]
            self._known("module", missing, [])
        elif "/" in name:
            self._known("file", [name] if not (ROOT / name).is_file() else [], [])
        else:
            self._known("command", [name], {*OTHER_COMMANDS, *functions})

    def _check_pulumi(self, words: list[str]) -> None:
        command = "pulumi"
        for word in words[1:]:
            if f"{command} {word}" not in self._pulumi:
                is_group = any(name.startswith(f"{command} ") for name in self._pulumi)
                if is_group and re.fullmatch(r"[a-z]+", word):
                    raise UnknownCommandError(f"{command} {word}")
                break
            command = f"{command} {word}"
        self._options(words, self._pulumi[command])

    def _options(self, words: Iterable[str], known: Iterable[str]) -> None:
        given = [word.split("=")[0] for word in words if re.match(r"--?[a-zA-Z]", word)]
        self._known("option", given, known)

    def _known(self, kind: str, words: Iterable[str], known: Iterable[str]) -> None:
        for word in words:
            if word not in known:
                raise UnknownCommandError(f"{kind} {word}")


def options_of(command: Any) -> set[str]:
    """The options of one of this project's commands."""
    return {"-h", "--help", *(name for each in command.params for name in each.opts)}


def parts_in(words: list[str]) -> list[str]:
    """The parts of the benchmarks that words name, which come before the options."""
    return [*itertools.takewhile(lambda word: not word.startswith("-"), words)]


def commands_in(script: str) -> Iterator[list[str]]:
    """The commands of a script, each as its words, those in substitutions as well."""
    script = re.sub(r"(?m)(?:^|(?<=\s))#.*$", "", script.replace("\\\n", " "))
    lexer = shlex.shlex(script, posix=True, punctuation_chars="();&|<>\n")
    lexer.whitespace, lexer.whitespace_split, lexer.commenters = " \t", True, ""
    words: list[str] = []
    to_file = False
    for word in [*lexer, "\n"]:
        if set(word) <= set("();&|<>\n"):
            if words and not set(word) & set("<>"):
                yield words
                words = []
            to_file = bool(set(word) & set("<>"))
        elif to_file:
            to_file = False
        elif words or not (re.match(r"\w+=", word) or word in ("{", "}", "$")):
            words.append(word)
            for inner in re.findall(r"\$\((.*?)\)", word):
                yield from commands_in(inner)


@pytest.fixture(scope="module")
def commands(tmp_path_factory: pytest.TempPathFactory) -> Commands:
    """Know all commands."""
    return Commands(tmp_path_factory.mktemp("commands"))


@pytest.mark.parametrize("block", blocks("bash"))
def test_commands_exist(block: Block, commands: Commands) -> None:
    """A shell reads each block; its commands, targets and options exist."""
    functions = re.findall(r"^(\w+)\(\)", block.text, re.MULTILINE)
    subprocess.run(["bash", "-n"], input=block.text, text=True, check=True)

    found = [*commands_in(block.text)]

    assert found
    for each in found:
        commands.check(each, functions)


@pytest.mark.parametrize("page", pages())
def test_commands_in_the_text_exist(page: Path, commands: Commands) -> None:
    """So do those that a sentence names."""
    named = [
        token.content
        for token in inline(page)
        if token.type == "code_inline"
        and re.match(
            r"(make|pulumi|pulumi-northflank|python (-m|fleet.py|benchmarks)) ",
            token.content,
        )
    ]

    for text in named:
        for each in commands_in(text):
            commands.check(each)


@pytest.mark.parametrize(
    "script",
    [
        "pulumi upp",
        "pulumi up --yess",
        "pulumi state forget urn",
        "pulumi-northflank show",
        "pulumi-northflank list --projects shop",
        "make tests",
        "python -m pulumi_northflank.emulator --ports 1",
        "python -m pulumi_northflanks",
        "python fleet.py update",
        "python fleet.py up --yess",
        "python benchmarks stack",
        "python benchmarks --quickly",
        "scripts/nothing.py",
        "frobnicate",
        'export X="$(pulumi confg)"',
        "true=1 cd here && frobnicate > pulumi",
    ],
)
def test_a_command_that_does_not_exist_is_noticed(script: str, commands: Commands) -> None:
    """What judges the commands finds a wrong one, wherever it stands."""

    def check() -> None:
        for each in commands_in(script):
            commands.check(each)

    with pytest.raises(UnknownCommandError):
        check()
