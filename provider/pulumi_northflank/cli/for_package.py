"""Declarations for the Pulumi package: a program in YAML, and a file for `pulumi import`."""

from __future__ import annotations

import json
import re
from typing import Any

from pulumi_northflank.lifecycle.lookup import import_id
from pulumi_northflank.package import RESOURCE_TYPE

from .comments import about, closing_comment, escaped, subject, wrapped
from .declarations import Declarations
from .inventory import Inventory
from .yaml_document import dumped

# For programs. An import takes the whole name only.
SHORT_TYPE = "northflank:AddonBackupSchedule"
IN_A_PROJECT = (
    "This is a whole Pulumi.yaml. In a project that exists, copy the entries of `resources` "
    "instead."
)
LONGEST_NAME = 100


def yaml_program_text(inventory: Inventory, declarations: Declarations) -> str:
    """The ``Pulumi.yaml`` of a project in YAML that declares *declarations*."""
    resources = {
        one.name: {"type": SHORT_TYPE, "properties": _literal(dict(one.schedule.values))}
        for one in declarations.declared
    }
    lines = [
        *wrapped(f"{escaped(subject(inventory))}."),
        "#",
        *wrapped(escaped(about(inventory))),
        "#",
        *wrapped(IN_A_PROJECT),
        dumped({"name": _project_name(inventory), "runtime": "yaml", "resources": resources}),
        *closing_comment(declarations),
    ]
    return "\n".join(lines) + "\n"


def import_text(_inventory: Inventory, declarations: Declarations) -> str:
    """The file that `pulumi import --file` reads to import *declarations*."""
    resources = [
        {
            "type": RESOURCE_TYPE,
            "name": one.name,
            "id": import_id(one.schedule.address, one.schedule_id),
        }
        for one in declarations.declared
    ]
    return json.dumps({"resources": resources}, indent=2) + "\n"


def _project_name(inventory: Inventory) -> str:
    """A name for each Northflank project, so that none takes over the stack of another."""
    project = inventory.project
    # No ID has a dot, so it tells the team from the project.
    name = ".".join(filter(None, (project.team_id, f"{project.project_id}-backups")))
    return re.sub(r"[^A-Za-z0-9_.-]", "-", name)[-LONGEST_NAME:]


def _literal(value: Any) -> Any:
    """*value* so that Pulumi's YAML reads no string as an expression such as ``${name}``."""
    if isinstance(value, dict):
        return {name: _literal(item) for name, item in value.items()}
    if isinstance(value, list):
        return [_literal(item) for item in value]
    return value.replace("$", "$$") if isinstance(value, str) else value
