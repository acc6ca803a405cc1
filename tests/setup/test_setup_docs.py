"""The data and programs in the pages: they load, and they run on mocks and the emulator."""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Callable
from typing import Any

import pytest
import yaml
from tests.setup.pages import BLOCKS, Block, blocks
from tests.unit.conftest import Run, _mocks, _run  # noqa: F401  # fixtures
from tests.unit.mocked import Noting, own

from pulumi_northflank import AddonBackupScheduleProvider
from pulumi_northflank.dynamic.provider import RESOURCE_TYPE
from pulumi_northflank.emulator import Emulator

DECLARES = re.compile(r"\b(AddonBackupSchedule|BackupPlan(\.\w+)?)\(")
BY_HAND = {
    "backupType": "dump",
    "scheduling": {"interval": "daily", "minute": [30], "hour": [2]},
    "retentionTime": 30,
}


def test_blocks_name_their_language() -> None:
    """Each block is in a language that these tests check, or plain text."""
    languages = {each.language for each in BLOCKS}

    assert {"bash", "python"} <= languages
    assert set() == languages - {"bash", "json", "python", "text", "typescript", "yaml"}


@pytest.mark.parametrize("block", blocks("json", "yaml"))
def test_data_loads(block: Block) -> None:
    """JSON and YAML can be read."""
    load: Callable[[str], Any] = json.loads if block.language == "json" else yaml.safe_load

    assert load(block.text)


def is_program(block: Block) -> bool:
    """Tell a whole program, which imports something, from a fragment."""
    tree = ast.parse(block.text, block.name)
    return any(isinstance(each, (ast.Import, ast.ImportFrom)) for each in ast.walk(tree))


@pytest.mark.parametrize("block", [each for each in blocks("python") if is_program(*each.values)])
def test_programs_run(
    block: Block,
    run: Run,
    mocks: Noting,
    northflank_emulator: Emulator,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Each program runs, and the provider accepts every schedule that it declares."""
    northflank_emulator.add_schedule("shop", "orders", BY_HAND)
    monkeypatch.setenv("NORTHFLANK_BASE_URL", northflank_emulator.url)
    monkeypatch.setenv("NORTHFLANK_API_TOKEN", "t")
    code = compile(block.text, block.name, "exec")

    run(lambda: exec(code, {"__name__": "__main__"}))  # noqa: S102  # our own text

    declared = [
        own(each.inputs)
        for each in mocks.registered
        if each.typ == RESOURCE_TYPE and not each.resource_id
    ]
    failures = [AddonBackupScheduleProvider().check({}, each).failures for each in declared]
    assert bool(DECLARES.search(block.text)) == bool(declared)
    assert [[]] * len(declared) == failures
