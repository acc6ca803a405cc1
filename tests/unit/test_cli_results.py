"""What holds of both results of `generate`, the program and the configuration."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from tests.unit.written import (
    NASTY,
    URL,
    YAML_SPECIALS,
    declaring,
    few,
    inventories,
    read_config,
    read_program,
    ruff,
    texts,
)

from pulumi_northflank.address import Project
from pulumi_northflank.cli.config import config_text
from pulumi_northflank.cli.declarations import Declarations, LeftOut, declarations_of
from pulumi_northflank.cli.inventory import Addon, Inventory
from pulumi_northflank.cli.program import program_text


@few
@given(inventory=inventories())
def test_everything_is_declared_or_left_out(inventory: Inventory) -> None:
    """Both formats declare the same, which is what there is, and name all the rest by ID."""
    declarations = declarations_of(inventory)
    program = program_text(inventory, declarations)
    config = config_text(inventory, declarations)
    declared = {one.name: one.inputs for one in declarations.declared}

    assert declared == read_program(program)
    assert declared == read_config(config)
    assert [len(addon.schedules) for addon in inventory.addons] == [
        sum(inputs["addonId"] == addon.addon_id for inputs in declared.values())
        + sum(f"addon {addon.addon_id} in" in one.slot for one in declarations.left_out)
        for addon in inventory.addons
    ]
    assert all(f"# - schedule {one.schedule_id}," in program for one in declarations.left_out)
    assert all(f"# - schedule {one.schedule_id}," in config for one in declarations.left_out)


@few
@given(text=texts, team=st.none() | texts)
@example(text='"' * 3, team="'" * 3)
@example(text="a" * 87 + "\\", team='"' * 100)
@example(text="a b" * 40, team="\n" * 40)
def test_no_text_gets_out_of_its_quotes(text: str, team: str | None) -> None:
    """Whatever an ID holds, a program and a configuration hold that ID and nothing more."""
    inventory, declarations = declaring(text, team)
    program = program_text(inventory, declarations)
    expected = {one.name: one.inputs for one in declarations.declared}

    assert expected == read_program(program)
    assert expected == read_config(config_text(inventory, declarations))
    assert program == ruff("format", text=program)


@pytest.mark.parametrize("text", NASTY + YAML_SPECIALS)
def test_nasty_texts_one_by_one(text: str) -> None:
    """The texts that have hurt others hurt nothing, in the place of any ID."""
    inventory, declarations = declaring(text, text)
    expected = {one.name: one.inputs for one in declarations.declared}

    assert expected == read_program(program_text(inventory, declarations))
    assert expected == read_config(config_text(inventory, declarations))


def test_nasty_settings() -> None:
    """What the API lists in a field of its own invention stays in its comment's line."""
    schedule: Any = {
        "id": "s'1\"",
        "backupType": 'x\n"""\nimport os  # \u2028config: {}',
        "retentionTime": 7,
        "scheduling": {"interval": {"\nimport": "os"}, "minute": ["\n0"]},
    }
    inventory = Inventory(Project("shop"), URL, [Addon("orders", [schedule])])
    declarations = declarations_of(inventory)

    assert {} == read_program(program_text(inventory, declarations))
    assert {} == read_config(config_text(inventory, declarations))
    assert [schedule["id"]] == [one.schedule_id for one in declarations.left_out]
    assert str(declarations.left_out[0]).isprintable()


def test_ids_and_commands_are_not_broken() -> None:
    """What people copy out of a comment stands on one line, whatever there is around it."""
    long = "-".join(["abcdefghij"] * 18)
    for length in range(1, 60):
        inventory = Inventory(Project("p" * length), URL + "/" + "u" * length, [])
        left_out = LeftOut(long, "s" * length, "it is `what it is` and no more")
        declarations = Declarations([], [left_out])
        texts = (program_text(inventory, declarations), config_text(inventory, declarations))
        for line in "".join(texts).splitlines():
            assert 0 == line.count("`") % 2
        assert [True, True] == [long in text for text in texts]


@pytest.mark.parametrize(
    ("addons", "subject"),
    [
        (["orders"], "addon orders in Northflank project shop"),
        (["carts", "orders"], "addons carts, orders in Northflank project shop"),
    ],
)
def test_a_part_of_a_project(addons: list[str], subject: str) -> None:
    """What covers some addons only does not pass for all of the project."""
    some = [Addon(addon, []) for addon in addons]
    inventory = Inventory(Project("shop"), URL, some, is_whole=False)
    declarations = declarations_of(inventory)

    assert f"Backup schedules of {subject}.\n" in program_text(inventory, declarations)
    assert f"# Backup schedules of {subject}, for" in config_text(inventory, declarations)


def test_nothing_to_declare() -> None:
    """Without schedules both are valid, declare nothing and say so."""
    inventory = Inventory(Project("shop"), URL, [Addon("orders", [])])
    declarations = declarations_of(inventory)
    program, config = program_text(inventory, declarations), config_text(inventory, declarations)

    assert ({}, {}) == (read_program(program), read_config(config))
    assert "# There is no schedule that could be declared.\n" in program
    assert "# There is no schedule that could be declared.\n" in config
    assert program == ruff("format", text=program)
    assert "All checks passed!\n" == ruff("check", "--select=E,F,I,W", text=program)
