"""The commands in the pages exist, with their options. Tests in `tests/engine` run many of them."""

from __future__ import annotations

import functools
import os
import re
import shlex
import shutil
import subprocess
import sys
from itertools import takewhile
from pathlib import Path

import pytest
from tests.setup.pages import PAGES, ROOT, Block, blocks, inline

pytestmark = pytest.mark.thorough

# Commands that check their own arguments, when asked for help.
CHECKED = {"pulumi", "pulumi-northflank", "python"}
TARGETS = re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.MULTILINE)
OTHERS = {"cat", "cp", "curl", "git", "make", "mkdir", "npm", "pip", "pytest", "sed"}

# Writes the words of a command to a file, with separators that no page contains: in one piece,
# because the commands of a pipe run at once.
RECORDER = r"""#!/bin/sh
printf '%s\036' "$(printf '%s\037' "${0##*/}" "$@")" >> "$RECORD"
"""
IN_TEXT = sorted(
    {
        token.content
        for page in PAGES
        for token in inline(page, "code_inline")
        if re.match(r"(make|pulumi|pulumi-northflank|python) ", token.content)
    }
)


def commands_in(script: str, folder: Path) -> list[list[str]]:
    """Run a script in bash, with each program replaced by one that only records its arguments."""
    record = folder / "record"
    record.touch()
    for name in CHECKED | OTHERS:
        (folder / name).write_text(RECORDER)
        (folder / name).chmod(0o755)
    subprocess.run(
        [str(shutil.which("bash")), "-e", "-c", f"cd() {{ :; }}\n{script}"],
        cwd=folder,
        env={"PATH": str(folder), "RECORD": str(record)},
        check=True,
    )
    return [words.split("\x1f")[:-1] for words in record.read_text().split("\x1e")[:-1]]


@functools.cache  # many pages show the same commands
def problem(*words: str) -> str | None:
    """Return what a command says against its arguments, without running it."""
    name, *rest = words
    if name == "make":
        wrong = [each for each in rest if "=" not in each and each not in TARGETS]
        return f"no target {wrong[0]}" if wrong else None
    if name not in CHECKED:
        return None
    path = os.pathsep.join([str(Path(sys.prefix) / "bin"), os.environ["PATH"]])
    done = subprocess.run(
        [*words, "--help"],
        cwd=ROOT / "examples/fleet-automation" if "fleet.py" in rest else ROOT,
        env={"PATH": path, "PULUMI_SKIP_UPDATE_CHECK": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        return done.stderr
    # Instead of reporting an unknown subcommand, Pulumi shows the help of the group.
    called = [*takewhile(lambda word: not word.startswith("-"), words)]
    usage = done.stdout.partition("Usage:\n  ")[2]
    if name == "pulumi" and f"{' '.join(called)} " not in usage and " [command]" in usage:
        return f"{' '.join(called)} is not a command"
    return None


@pytest.mark.parametrize("block", blocks("bash"))
def test_commands_in_blocks_exist(block: Block, tmp_path: Path) -> None:
    """Bash can run each block, and the commands accept their arguments."""
    found = commands_in(block.text, tmp_path)

    assert [] == [each for words in found if (each := problem(*words))]


@pytest.mark.parametrize("text", IN_TEXT)
def test_commands_in_sentences_exist(text: str) -> None:
    """The commands that sentences name accept their arguments."""
    assert problem(*shlex.split(text)) is None


@pytest.mark.parametrize(
    "text",
    [
        "make tests",
        "pulumi upp",
        "pulumi up --yess",
        "pulumi state forget urn",
        "pulumi-northflank show",
        "pulumi-northflank list --projects shop",
        "python -m pulumi_northflank.emulator --ports 1",
        "python fleet.py update",
        "python benchmarks --quickly",
    ],
)
def test_wrong_commands_are_noticed(text: str, tmp_path: Path) -> None:
    """Subcommands, options and targets that do not exist are found, in substitutions too."""
    [inner, *_] = commands_in(f'x="$({text})"', tmp_path)

    assert problem(*inner)


def test_pages_name_programs_that_users_have(tmp_path: Path) -> None:
    """Sentences name commands to check, and bash fails at a program that is not in the list."""
    assert {"make", "pulumi", "pulumi-northflank"} <= {text.split()[0] for text in IN_TEXT}
    with pytest.raises(subprocess.CalledProcessError):
        commands_in("true && frobnicate", tmp_path)
