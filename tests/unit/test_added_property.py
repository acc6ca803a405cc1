"""A property that the API gets: what the schema alone brings about."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pulumi_northflank

ROOT = Path(__file__).parents[2]
SCHEMA = "validation/addon_backup_schedule.json"


def test_a_property_is_listed_once(tmp_path: Path) -> None:
    """A property added to the schema is validated, sent, stored, compared, listed and generated."""
    package = tmp_path / "pulumi_northflank"
    shutil.copytree(Path(pulumi_northflank.__file__).parent, package)
    schema = json.loads((package / SCHEMA).read_text("utf-8"))
    schema["properties"]["label"] = {"title": "any string", "type": "string"}
    (package / SCHEMA).write_text(json.dumps(schema), "utf-8")

    printed = subprocess.check_output(
        [sys.executable, ROOT / "tests/unit/added_property.py", ROOT / "__main__.py"],
        env={**os.environ, "PYTHONPATH": str(tmp_path)},
        text=True,
    )

    assert {
        "check": "declared",
        "problem": ["label: 5 must be a string (any string)"],
        "state": "declared",
        "body": "declared",
        "drift": "live",
        "differences": ['label is "live" in Northflank and "declared" in your program'],
        "diff": ["label"],
        "list": "live",
        "generate": True,
        "generate --format config": True,
        "configuration program": "declared",
    } == json.loads(printed)
