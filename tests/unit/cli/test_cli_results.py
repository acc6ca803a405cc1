"""The results of `generate`: programs, the configuration and the file for imports."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import example, given
from hypothesis import strategies as st
from tests.unit.written import (
    NASTY,
    SHOP,
    URL,
    YAML_SPECIALS,
    declaring,
    expected,
    few,
    findings,
    formatted,
    inventories,
    inventory,
    live,
    read_config,
    read_program,
    read_yaml_program,
    texts,
)

from pulumi_northflank.cli.config import config_text
from pulumi_northflank.cli.declarations import Declarations, LeftOut, declarations_of
from pulumi_northflank.cli.for_package import import_text, yaml_program_text
from pulumi_northflank.cli.inventory import Addon, Inventory
from pulumi_northflank.cli.program import program_text
from pulumi_northflank.lifecycle.lookup import Wanted
from pulumi_northflank.schedule import Project

ROOT = Path(__file__).parents[3]
ACME = Project("shop", "acme")
WEEKLY = {"day": [4], "hour": [18], "minute": [30], "interval": "weekly"}
NO_FINDINGS = "All checks passed!\n"


@few
@given(inventory=inventories())
def test_every_schedule_is_declared_or_left_out(inventory: Inventory) -> None:
    """All formats declare the same schedules and name the rest; the program needs no formatter."""
    declarations = declarations_of(inventory)
    program = program_text(inventory, declarations)
    config = config_text(inventory, declarations)
    in_yaml = yaml_program_text(inventory, declarations)
    total = sum(len(addon.schedules) for addon in inventory.addons)

    assert expected(declarations) == read_program(program) == read_config(config)
    assert expected(declarations) == read_yaml_program(in_yaml)
    assert total == len(declarations.declared) + len(declarations.left_out)
    for one in declarations.left_out:
        assert f"# - schedule {one.schedule_id}," in program
        assert f"# - schedule {one.schedule_id}," in config
        assert f"# - schedule {one.schedule_id}," in in_yaml
    assert (program, NO_FINDINGS) == (formatted(program), findings(program))


@few
@given(text=texts, team=st.none() | texts)
@example(text='"' * 3, team="'" * 3)
@example(text="a" * 87 + "\\", team='"' * 100)
@example(text="a b" * 40, team="\n" * 40)
def test_no_id_ends_its_string(text: str, team: str | None) -> None:
    """A program with any IDs declares exactly these IDs, and is formatted as ruff does it."""
    inventory, declarations = declaring(text, team)
    program = program_text(inventory, declarations)

    assert expected(declarations) == read_program(program)
    assert program == formatted(program)


@pytest.mark.parametrize("text", NASTY + YAML_SPECIALS)
def test_ids_with_special_characters(text: str) -> None:
    """IDs that mean something in Python or in any version of YAML are escaped and quoted."""
    inventory, declarations = declaring(text, text)
    program = program_text(inventory, declarations)
    config = config_text(inventory, declarations)
    in_yaml = yaml_program_text(inventory, declarations)

    assert expected(declarations) == read_program(program) == read_config(config)
    assert expected(declarations) == read_yaml_program(in_yaml)
    assert program.isascii()
    assert text not in {
        token.value
        for token in [*yaml.scan(config), *yaml.scan(in_yaml)]
        if isinstance(token, yaml.ScalarToken) and token.plain
    }


def test_settings_with_special_characters() -> None:
    """Undocumented values stay within the line of their comment."""
    scheduling = {"interval": "\nimport os", "minute": [0]}
    odd = live("s'1\"", backupType='x\n"""\nimport os  # \u2028config: {}', scheduling=scheduling)
    declarations = declarations_of(inventory(odd))

    program, config, in_yaml = (
        text(inventory(odd), declarations)
        for text in (program_text, config_text, yaml_program_text)
    )

    assert {} == read_program(program) == read_config(config) == read_yaml_program(in_yaml)
    assert [odd.schedule_id] == [one.schedule_id for one in declarations.left_out]
    assert str(declarations.left_out[0]).isprintable()


def test_ids_and_commands_are_not_broken() -> None:
    """IDs and commands in comments stay on one line, wherever the line ends."""
    long = "-".join(["abcdefghij"] * 18)
    for length in range(1, 60):
        inventory = Inventory(Project("p" * length), URL + "/" + "u" * length, [])
        left_out = LeftOut(long, "s" * length, "it has `several words in quotes`, and more")
        declarations = Declarations([], [left_out])
        for write in (program_text, config_text, yaml_program_text):
            text = write(inventory, declarations)
            assert long in text
            assert {0} == {line.count("`") % 2 for line in text.splitlines()}


def test_a_part_of_a_project() -> None:
    """A result that does not cover the whole project names its addons."""
    addons = [Addon(SHOP.addon(addon_id), []) for addon_id in ("carts", "orders")]
    some = Inventory(SHOP, URL, addons, is_whole=False)

    first_line = "Backup schedules of addons carts, orders in Northflank project shop"
    assert f"{first_line}.\n" in program_text(some, Declarations([], []))
    assert f"# {first_line}, for" in config_text(some, Declarations([], []))


def test_nothing_to_declare() -> None:
    """Without schedules, both results are valid, declare nothing and say so."""
    program = program_text(inventory(), Declarations([], []))
    config = config_text(inventory(), Declarations([], []))
    in_yaml = yaml_program_text(inventory(), Declarations([], []))

    assert {} == read_program(program) == read_config(config) == read_yaml_program(in_yaml)
    assert "# There are no schedules that can be declared.\n" in program
    assert "# There are no schedules that can be declared.\n" in config
    assert "# There are no schedules that can be declared.\n" in in_yaml
    assert '{\n  "resources": []\n}\n' == import_text(inventory(), Declarations([], []))
    assert (program, NO_FINDINGS) == (formatted(program), findings(program))


def test_lines_of_every_length() -> None:
    """Lines are broken exactly where ruff breaks them."""
    programs = []
    for length in range(10, 100):
        project = Project("p" * length, "t" * length)
        copies = [{"destinationId": "d" * length, "type": "custom", "retentionTime": 7}]
        scheduling = {**WEEKLY, "minute": list(range(10, 11 + length % 12))}
        one = live(
            "s1", "a" * length, project,
            backupType="snapshot", scheduling=scheduling, additionalDestinations=copies,
        )  # fmt: skip
        whole = Inventory(project, URL + "/" * length, inventory(one, project=project).addons)
        programs.append(program_text(whole, declarations_of(whole)))
    together = "\n\n".join(programs)

    assert 88 == max(len(line) for line in together.splitlines() if line.endswith("},"))
    assert together == formatted(together)
    assert NO_FINDINGS == findings(together, "--ignore=E402,F811,I001")


def test_types(tmp_path: Path) -> None:
    """A program with all kinds of schedules passes mypy in strict mode."""
    copies = [{"destinationId": one, "type": "custom"} for one in ("eu-copy", "d" * 100, "us-copy")]
    settings: dict[str, dict[str, Any]] = {
        "dump": {"backupCompressionType": "zstd", "customDestinationId": "bucket"},
        "snapshot": {"additionalDestinations": copies},
    }
    hourly = {"interval": "hourly", "minute": [0, 30]}
    daily = {"interval": "daily", "minute": [0], "hour": list(range(24))}
    six = inventory(
        *(
            live(project=ACME, backupType=kind, scheduling=scheduling, **settings[kind])
            for scheduling in (hourly, daily, WEEKLY)
            for kind in settings
        ),
        project=ACME,
    )
    declarations = declarations_of(six)
    (tmp_path / "__main__.py").write_text(program_text(six, declarations))

    done = subprocess.run(
        [sys.executable, "-m", "mypy", tmp_path / "__main__.py"],
        cwd=ROOT,  # for its strict settings, and its cache of packages
        capture_output=True,
        text=True,
        check=False,
        timeout=240,
    )

    assert 6 == len(declarations.declared)
    assert (0, "Success: no issues found in 1 source file\n") == (done.returncode, done.stdout)


def test_a_program_reads_well() -> None:
    """A docstring explains the program, and comments name the schedules it does not declare."""
    copies = [{"retentionTime": 7, "type": "custom", "destinationId": "eu-copy"}]
    of_snapshot: Any = {"scheduling": WEEKLY, "additionalDestinations": copies}
    too_many = {"interval": "hourly", "minute": [0, 15, 30, 45]}
    both = inventory(
        live("s1", project=ACME, backupType="snapshot", retentionTime=120, **of_snapshot),
        live("s2", project=ACME, scheduling=too_many),
        project=ACME,
    )

    assert '''\
"""Backup schedules of Northflank project shop of team acme.

Generated by `pulumi-northflank generate` from the schedules that
https://api.northflank.com listed. Run `NORTHFLANK_PREFLIGHT=true pulumi preview` to see
which of them `pulumi up` will adopt. Adopting a schedule does not change it, but from
then on it belongs to the stack: it is deleted if you remove its declaration or destroy
the stack.
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

# These schedules cannot be declared. `pulumi up` does not touch them:
# - schedule s2, the hourly dump of addon orders in project shop of team acme:
#   retentionTime: the schedule would keep 672 backups at once (96 a day × 7 days =
#   672), and Northflank keeps at most 500. Shorten the retention or make fewer backups.
#   To let the API decide, set NORTHFLANK_DOCUMENTED_LIMITS to warn
''' == program_text(both, declarations_of(both))


def test_a_configuration_reads_well() -> None:
    """The header explains how to use the entries, which look as if written by hand."""
    scheduling = {"interval": "daily", "minute": [30], "hour": [2, 14]}
    one = inventory(
        live(addon_id="1e3", scheduling=scheduling, backupCompressionType="zstd", retentionTime=30)
    )

    assert """\
# Backup schedules of Northflank project shop, for a program that reads
# `backups:schedules`.
#
# Generated by `pulumi-northflank generate` from the schedules that
# https://api.northflank.com listed. Run `NORTHFLANK_PREFLIGHT=true pulumi preview` to
# see which of them `pulumi up` will adopt. Adopting a schedule does not change it, but
# from then on it belongs to the stack: it is deleted if you remove its declaration or
# destroy the stack.
#
# If the current stack has no `backups:schedules` yet, save this as schedules.yaml and
# run the command below, which keeps all other keys. Otherwise, copy the entries next to
# the existing ones.
#
#   pulumi config set-all --json "$(pulumi config --json --config-file schedules.yaml)"
#
config:
  backups:schedules:
    "1e3-daily-dump":
      projectId: shop
      addonId: "1e3"
      backupType: dump
      scheduling:
        interval: daily
        minute: [30]
        hour: [2, 14]
      retentionTime: 30
      compressionType: zstd
""" == config_text(one, declarations_of(one))


def test_a_yaml_program_reads_well() -> None:
    """It is a whole project, which looks as if written by hand."""
    copies = [{"retentionTime": 7, "type": "custom", "destinationId": "eu-copy"}]
    settings: Any = {"scheduling": WEEKLY, "additionalDestinations": copies}
    one = inventory(
        live(project=ACME, backupType="snapshot", retentionTime=120, **settings), project=ACME
    )

    assert """\
# Backup schedules of Northflank project shop of team acme.
#
# Generated by `pulumi-northflank generate` from the schedules that
# https://api.northflank.com listed. Run `NORTHFLANK_PREFLIGHT=true pulumi preview` to
# see which of them `pulumi up` will adopt. Adopting a schedule does not change it, but
# from then on it belongs to the stack: it is deleted if you remove its declaration or
# destroy the stack.
#
# This is a whole Pulumi.yaml. In a project that exists, copy the entries of `resources`
# instead.
name: "acme.shop-backups"
runtime: yaml
resources:
  orders-weekly-snapshot:
    type: northflank:AddonBackupSchedule
    properties:
      projectId: shop
      addonId: orders
      teamId: acme
      backupType: snapshot
      scheduling:
        interval: weekly
        minute: [30]
        hour: [18]
        day: [4]
      retentionTime: 120
      additionalDestinations:
      - {destinationId: eu-copy, type: custom, retentionTime: 7}
""" == yaml_program_text(one, declarations_of(one))


@pytest.mark.parametrize("project", [SHOP, ACME])
def test_an_import_file(project: Project) -> None:
    """It has the ID of each schedule as the package's import reads it."""
    one = inventory(live("s1", project=project), project=project)

    (resource,) = json.loads(import_text(one, declarations_of(one)))["resources"]

    wanted = Wanted(project.addon("orders"), "s1")
    assert wanted == Wanted.of(resource.pop("id"), None)
    assert {"type": "northflank:index:AddonBackupSchedule", "name": "orders-daily-dump"} == resource
