"""The rooms of the package, and the one direction in which they import each other."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

import pulumi_northflank

PACKAGE = "pulumi_northflank"
FOLDER = Path(pulumi_northflank.__file__).parent
ROOMS = (
    "text",
    "types",
    "version",
    "validation",
    "schedule",
    "arguments",
    "errors",
    "settings",
    "stack_export",
    "api",
    "lifecycle",
    "engine",
    "dynamic",
    "review",
    "plan",
    "package",
    "backups",
    "cli",
)
"""From the bottom to the top: a room imports itself and those before it."""

DOORS = {"dynamic", "package"}
"""They stand side by side."""

APART = "emulator"
"""It stands in for the API, so it must not share the provider's view of it."""

LONGEST_MODULE = 400


def module_name(path: Path) -> str:
    """The module in a file below the package: ``schedule.slot``; empty for the package itself."""
    parts = path.relative_to(FOLDER).with_suffix("").parts
    return ".".join(part for part in parts if part != "__init__")


FILES = {module_name(path): path for path in sorted(FOLDER.rglob("*.py"))}


def imports(module: str) -> Iterator[str]:
    """The package's modules that *module* imports."""
    path = FILES[module]
    parts = [part for part in module.split(".") if part]
    package = parts if path.name == "__init__.py" else parts[:-1]
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            names = [(alias.name, "") for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            above = [PACKAGE, *package][: len(package) + 2 - node.level] if node.level else []
            source = ".".join([*above, *([node.module] if node.module else [])])
            names = [(source, alias.name) for alias in node.names]
        else:
            continue
        for source, name in names:
            inside = source.removeprefix(PACKAGE).removeprefix(".")
            if source == PACKAGE or source.startswith(f"{PACKAGE}."):
                submodule = f"{inside}.{name}".removeprefix(".")
                yield submodule if submodule in FILES else inside


@pytest.mark.parametrize("module", [name for name in FILES if name])
def test_imports_run_one_way(module: str) -> None:
    """A room imports itself and the rooms below it, and the emulator only itself."""
    room = module.partition(".")[0]
    allowed = {APART, "version"} if room == APART else {*ROOMS[: ROOMS.index(room) + 1]}
    if room in DOORS:
        allowed -= DOORS - {room}

    assert set() == {name.partition(".")[0] for name in imports(module)} - allowed


def test_the_package_knows_nothing_of_the_other_door() -> None:
    """The package imports no module that imports, at whatever distance, the dynamic provider."""
    found: set[str] = set()
    new = {name for name in FILES if name.partition(".")[0] == "package"}
    while new:
        found |= new
        new = {each for module in new for each in imports(module)} - found - {"plan", "review", ""}

    assert {"plan.reading", "review.addon_coverage"} <= found
    assert set() == {name for name in found if name.partition(".")[0] == "dynamic"}


def test_there_is_no_circle() -> None:
    """The modules can be put into an order in which each imports only those before it."""
    graph = {module: set(imports(module)) for module in FILES}

    order = list(TopologicalSorter(graph).static_order())

    assert set(FILES) == set(order)


def test_an_import_is_seen_in_every_form() -> None:
    """The test above reads imports of this module, of its room and of other rooms."""
    room = {"validation.problem", "validation.rules", "validation.schema"}

    assert room == {*imports("validation")}
    assert {"validation.schema", "text"} <= {*imports("validation.messages")}
    assert {"validation", "schedule.address"} <= {*imports("schedule.slot")}


@pytest.mark.parametrize("module", FILES)
def test_modules_are_short(module: str) -> None:
    """A module holds one thing, in at most 400 lines."""
    assert len(FILES[module].read_text("utf-8").splitlines()) <= LONGEST_MODULE
