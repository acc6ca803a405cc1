"""Declarations as stack configuration: ``backups:schedules``, in YAML."""

from __future__ import annotations

import re
from typing import Any

import yaml

from .comments import WIDTH, about, closing_comment, escaped, subject, wrapped
from .declarations import Declarations
from .inventory import Inventory

KEY = "backups:schedules"
HOW_TO_SET = (
    "If the current stack has no `backups:schedules` yet, save this as schedules.yaml and run the "
    "command below, which keeps all other keys. Otherwise, copy the entries next to the existing "
    "ones."
)
COMMAND = 'pulumi config set-all --json "$(pulumi config --json --config-file {file})"'
# Strings that all versions of YAML read as strings without quotes.
PLAIN = re.compile(r"[A-Za-z][A-Za-z0-9]+(-[A-Za-z0-9]+)*")


class _Dumper(yaml.SafeDumper):
    def ignore_aliases(self, _: Any) -> bool:
        return True


def _string(dumper: yaml.SafeDumper, value: str) -> yaml.Node:
    # PyYAML quotes what YAML 1.1 does not read as a string. The engine reads YAML 1.2, in which
    # 1e3 and 0o777 are numbers as well.
    style = None if PLAIN.fullmatch(value) or value == KEY else '"'
    return dumper.represent_scalar("tag:yaml.org,2002:str", value, style=style)


_Dumper.add_representer(str, _string)


def config_text(inventory: Inventory, declarations: Declarations) -> str:
    """The contents of a ``Pulumi.STACK.yaml`` that declares *declarations*."""
    entries = {one.name: dict(one.schedule.values) for one in declarations.declared}
    document: str = yaml.dump(
        {"config": {KEY: entries}},
        Dumper=_Dumper,
        default_flow_style=None,
        sort_keys=False,
        width=WIDTH,
    )
    lines = [
        *wrapped(f"{escaped(subject(inventory))}, for a program that reads `{KEY}`."),
        "#",
        *wrapped(escaped(about(inventory))),
        "#",
        *wrapped(HOW_TO_SET),
        "#",
        f"#   {COMMAND.format(file='schedules.yaml')}",
        "#",
        document.rstrip("\n"),
        *closing_comment(declarations),
    ]
    return "\n".join(lines) + "\n"
