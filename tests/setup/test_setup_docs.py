"""What the pages say is parsed or run: data and programs, these against mocks and the emulator."""

from __future__ import annotations

import ast
import importlib.util
import json
import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import yaml
from tests.setup.pages import BLOCKS, Block, blocks
from tests.unit.conftest import Run, _mocks, _run  # noqa: F401  # fixtures
from tests.unit.mocked import Noting, own

from pulumi_northflank import AddonBackupScheduleProvider
from pulumi_northflank.emulator import Emulator
from pulumi_northflank.provider import RESOURCE_TYPE

DECLARES = re.compile(r"\b(AddonBackupSchedule|BackupPlan(\.\w+)?)\(")
BY_HAND = {
    "backupType": "dump",
    "scheduling": {"interval": "daily", "minute": [30], "hour": [2]},
    "retentionTime": 30,
}


def test_every_block_is_in_a_language_that_is_checked() -> None:
    """A block says what it holds; `text` is what nobody can parse."""
    checked = {"bash", "json", "python", "text", "yaml"}

    assert [] == [f"{each}: {each.language!r}" for each in BLOCKS if each.language not in checked]


@pytest.mark.parametrize("block", blocks("json", "yaml"))
def test_data_loads(block: Block) -> None:
    """Data in a page can be read."""
    load: Callable[[str], Any] = json.loads if block.language == "json" else yaml.safe_load

    assert load(block.text)


def imports(tree: ast.AST) -> Iterator[tuple[str, str | None]]:
    """The modules that a program imports, with the names that it takes from them."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((alias.name, None) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from ((str(node.module), alias.name) for alias in node.names)


@pytest.mark.parametrize("block", blocks("python"))
def test_python_compiles_and_finds_what_it_imports(block: Block) -> None:
    """Each block is Python, and the names that it takes from this package exist."""
    tree = ast.parse(block.text, str(block))

    missing = [
        f"{module}.{name}"
        for module, name in imports(tree)
        if module.split(".")[0] == "pulumi_northflank"
        and name is not None
        and not hasattr(importlib.import_module(module), name)
    ]

    assert [] == missing


PROGRAMS = [each for each in blocks("python") if [*imports(ast.parse(each.values[0].text))]]


@pytest.mark.parametrize("block", PROGRAMS)
def test_programs_run(
    block: Block,
    run: Run,
    mocks: Noting,
    northflank_emulator: Emulator,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """What imports something is a whole program: it runs, and the check refuses nothing in it."""
    northflank_emulator.add_schedule("shop", "orders", BY_HAND)
    monkeypatch.setenv("NORTHFLANK_BASE_URL", northflank_emulator.url)
    monkeypatch.setenv("NORTHFLANK_API_TOKEN", "t")
    code = compile(block.text, str(block), "exec")

    run(lambda: exec(code, {"__name__": "__main__"}))  # noqa: S102  # our own text

    declared = [
        own(each.inputs)
        for each in mocks.registered
        if each.typ == RESOURCE_TYPE and not each.resource_id
    ]
    failures = [AddonBackupScheduleProvider().check({}, each).failures for each in declared]
    assert bool(DECLARES.search(block.text)) == bool(declared)
    assert [[]] * len(declared) == failures
