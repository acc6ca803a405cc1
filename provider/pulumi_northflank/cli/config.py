"""Declarations as stack configuration: ``backups:schedules``, in YAML."""

from __future__ import annotations

from .comments import about, closing_comment, escaped, subject, wrapped
from .declarations import Declarations
from .inventory import Inventory
from .yaml_document import dumped

KEY = "backups:schedules"
HOW_TO_SET = (
    "If the current stack has no `backups:schedules` yet, save this as schedules.yaml and run the "
    "command below, which keeps all other keys. Otherwise, copy the entries next to the existing "
    "ones."
)
COMMAND = 'pulumi config set-all --json "$(pulumi config --json --config-file {file})"'


def config_text(inventory: Inventory, declarations: Declarations) -> str:
    """The contents of a ``Pulumi.STACK.yaml`` that declares *declarations*."""
    entries = {one.name: dict(one.schedule.values) for one in declarations.declared}
    lines = [
        *wrapped(f"{escaped(subject(inventory))}, for a program that reads `{KEY}`."),
        "#",
        *wrapped(escaped(about(inventory))),
        "#",
        *wrapped(HOW_TO_SET),
        "#",
        f"#   {COMMAND.format(file='schedules.yaml')}",
        "#",
        dumped({"config": {KEY: entries}}),
        *closing_comment(declarations),
    ]
    return "\n".join(lines) + "\n"
