"""What the package offers by name, and what a program pays for it."""

from __future__ import annotations

import ast
import importlib
import pkgutil
import subprocess
import sys
from pathlib import Path

import pytest

import pulumi_northflank

SOURCE = ast.parse(Path(pulumi_northflank.__file__).read_text())
# What declares schedules does not make requests, look for faults, plan or read the clock.
UNUSED = (
    "requests",
    "jsonschema",
    "tenacity",
    "pulumi_northflank.addon_coverage",
    "pulumi_northflank.client",
    "pulumi_northflank.lookup",
    "pulumi_northflank.plan",
    "pulumi_northflank.requirements",
)


def imported() -> dict[str, str | None]:
    """The module of each name, as type checkers read it."""
    return {
        alias.name: node.module
        for node in ast.walk(SOURCE)
        if isinstance(node, ast.ImportFrom) and node.level == 1
        for alias in node.names
    }


def loaded(program: str) -> list[str]:
    """Those of the unused modules that are there after a program."""
    shown = f"import sys; {program}; print(*(name for name in {UNUSED} if name in sys.modules))"
    ran = subprocess.run([sys.executable, "-c", shown], capture_output=True, check=True)
    return ran.stdout.decode().split()


def test_what_type_checkers_read_is_what_is_loaded() -> None:
    """Both lists of names and modules are the same."""
    assert imported() == pulumi_northflank._MODULE_OF


@pytest.mark.parametrize("name", pulumi_northflank.__all__)
def test_each_name_is_there(name: str) -> None:
    """A name is what its module has under it, also where that module was loaded before."""
    module = importlib.import_module(f"pulumi_northflank.{pulumi_northflank._MODULE_OF[name]}")

    assert getattr(module, name) is getattr(pulumi_northflank, name)
    assert name in dir(pulumi_northflank)


def test_no_name_is_a_module_as_well() -> None:
    """Loading a module sets its name in the package, which would then be another thing."""
    modules = {module.name for module in pkgutil.iter_modules(pulumi_northflank.__path__)}

    assert set() == modules & set(pulumi_northflank.__all__)


def test_a_name_that_is_not_there() -> None:
    """What is not exported is refused in Python's own words."""
    with pytest.raises(ImportError, match="cannot import name 'AddonSchedule'"):
        from pulumi_northflank import AddonSchedule  # type: ignore[attr-defined]  # noqa: F401


@pytest.mark.parametrize("name", ["AddonBackupSchedule", "AddonBackupScheduleProvider"])
def test_import_is_cheap(name: str) -> None:
    """A program that declares schedules, and the provider's process, load what they need."""
    assert [] == loaded(f"from pulumi_northflank import {name}")
