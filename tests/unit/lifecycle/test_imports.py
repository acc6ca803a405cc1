"""The lifecycle knows nothing of Pulumi, so that every kind of provider can use it."""

from __future__ import annotations

import ast
from pathlib import Path

from pulumi_northflank import lifecycle

MODULES = sorted(Path(lifecycle.__path__[0]).rglob("*.py"))


def imported(module: Path) -> set[str]:
    """The top-level packages that *module* imports by their absolute name."""
    names: list[str] = []
    for node in ast.walk(ast.parse(module.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            names += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.level == 0:
            names.append(node.module or "")
    return {name.split(".")[0] for name in names}


def test_no_pulumi() -> None:
    """No module of the lifecycle imports Pulumi."""
    assert "deployment" in {module.stem for module in MODULES}
    assert [] == [module.name for module in MODULES if "pulumi" in imported(module)]
