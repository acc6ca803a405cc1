"""What a generated program looks like."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from tests.unit.written import ROOT, URL, declaring, few, inventories, ruff

from pulumi_northflank.address import Project
from pulumi_northflank.cli.declarations import declarations_of
from pulumi_northflank.cli.inventory import Addon, Inventory
from pulumi_northflank.cli.program import literal, program_text


@few
@given(inventory=inventories())
def test_formatters_and_linters_have_nothing_to_say(inventory: Inventory) -> None:
    """The program is formatted as ruff does it, in 88 columns, and without a finding."""
    program = program_text(inventory, declarations_of(inventory))

    assert program == ruff("format", text=program)
    assert "All checks passed!\n" == ruff("check", "--select=E,F,I,W", text=program)


def test_lines_of_every_length() -> None:
    """Where a line is just full, one character more breaks it as ruff does."""
    schedules: list[Any] = [
        {
            "id": f"s{length}",
            "backupType": "snapshot",
            "scheduling": {
                "interval": "weekly",
                "minute": list(range(10, 10 + length % 12)),
                "hour": [3],
                "day": [0],
            },
            "retentionTime": 7,
            "additionalDestinations": [
                {"destinationId": "d" * length, "type": "custom", "retentionTime": 7}
            ],
        }
        for length in range(10, 100)
    ]
    addons = [Addon("a" * number, [live]) for number, live in enumerate(schedules, start=1)]
    inventories = [
        Inventory(Project("p" * length, "t" * length), URL + "/" * length, addons)
        for length in range(66, 78)
    ]
    programs = [program_text(one, declarations_of(one)) for one in inventories]
    together = "\n\n".join(programs)
    flat = [line for line in programs[0].splitlines() if line.endswith("},")]

    assert 88 == max(map(len, flat))
    assert together == ruff("format", text=together)
    assert "All checks passed!\n" == ruff(
        "check", "--select=E,F,I,W", "--ignore=E402,F811,I001", text=together
    )


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("orders", '"orders"'),
        ("it's", '"it\'s"'),
        ('say "hi"', "'say \"hi\"'"),
        ("\"'", '"\\"\'"'),
        ("a\\b\n", '"a\\\\b\\n"'),
        ("ä😀", '"\\xe4\\U0001f600"'),
    ],
)
def test_literals(text: str, written: str) -> None:
    """A text is written in the quotes that need fewer escapes, double ones where both do."""
    assert written == literal(text)
    assert text == ast.literal_eval(written)


def test_the_program_is_ascii() -> None:
    """A program reads the same in every encoding."""
    assert program_text(*declaring("ä€😀\u202e")).isascii()


def test_types(tmp_path: Path) -> None:
    """A program of all kinds of schedules passes mypy at its strictest."""
    copies = [{"destinationId": one, "type": "custom"} for one in ("eu-copy", "d" * 100)]
    schedules: list[Any] = [
        {
            "id": f"{interval}-{kind}",
            "backupType": kind,
            "scheduling": {"interval": interval, "minute": [0, 30], **more},
            "retentionTime": 7,
            **(
                {"additionalDestinations": [*copies, {**copies[0], "destinationId": "us-copy"}]}
                if kind == "snapshot"
                else {"compressionType": "zstd", "customDestinationId": "bucket"}
            ),
        }
        for interval, more in {
            "hourly": {},
            "daily": {"hour": list(range(24))},
            "weekly": {"hour": [3], "day": [0, 6]},
        }.items()
        for kind in ("dump", "snapshot")
    ]
    inventory = Inventory(Project("shop", "acme"), URL, [Addon("orders", schedules)])
    declarations = declarations_of(inventory)
    (tmp_path / "__main__.py").write_text(program_text(inventory, declarations))

    done = subprocess.run(
        [sys.executable, "-m", "mypy", tmp_path / "__main__.py"],
        cwd=ROOT,  # whose settings are strict, and whose cache holds the packages
        capture_output=True,
        text=True,
        check=False,
        timeout=240,
    )

    assert 6 == len(declarations.declared)
    assert (0, "Success: no issues found in 1 source file\n") == (done.returncode, done.stdout)


def test_a_program_reads_well() -> None:
    """The header says what this is, where it is from and how to go on; then come the calls."""
    scheduling = {"interval": "weekly", "minute": [30], "hour": [18], "day": [4]}
    copies = [{"retentionTime": 7, "type": "custom", "destinationId": "eu-copy"}]
    schedule: Any = {
        "id": "s1",
        "backupType": "snapshot",
        "retentionTime": 120,
        "scheduling": scheduling,
        "additionalDestinations": copies,
        "compressionType": "gz",
    }
    lost: Any = {**schedule, "id": "s2", "backupType": "dump"}
    inventory = Inventory(Project("shop", "acme"), URL, [Addon("orders", [schedule, lost])])

    assert '''\
"""Backup schedules of Northflank project shop of team acme.

`pulumi-northflank generate` wrote this from what https://api.northflank.com listed.
`NORTHFLANK_PREFLIGHT=true pulumi preview` shows what `pulumi up` will adopt: every
schedule stays as it is, and belongs to the stack from then on. One that is taken out
after that will be deleted, and destroying the stack deletes them all.
"""

from pulumi_northflank import AddonBackupSchedule

PROJECT_ID = "shop"
TEAM_ID = "acme"

AddonBackupSchedule(
    "orders-weekly-snapshot",
    project_id=PROJECT_ID,
    addon_id="orders",
    team_id=TEAM_ID,
    backup_type="snapshot",
    scheduling={"interval": "weekly", "minute": [30], "hour": [18], "day": [4]},
    retention_time=120,
    additional_destinations=[
        {"destination_id": "eu-copy", "type": "custom", "retention_time": 7},
    ],
)

# Left out, as they can't be declared; `pulumi up` leaves them alone:
# - schedule s2, the weekly dump of addon orders in project shop of team acme:
#   additionalDestinations: `additionalDestinations` is only applicable for snapshot
#   backups; a dump goes to another place with `customDestinationId`
''' == program_text(inventory, declarations_of(inventory))
