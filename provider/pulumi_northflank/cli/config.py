"""Declarations as the configuration of a stack: ``backups:schedules``, in YAML."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from .comments import ABOUT, WIDTH, closing_comment, escaped, subject, wrapped
from .declarations import Declarations
from .inventory import Inventory

if TYPE_CHECKING:
    import yaml

KEY = "backups:schedules"
HOW_TO_SET = (
    "Where the current stack has no `backups:schedules` yet, this brings them from a file "
    "schedules.yaml into its configuration, beside all else; otherwise copy the entries there:"
)
COMMAND = 'pulumi config set-all --json "$(pulumi config --json --config-file {file})"'
# Only what every version of YAML takes for a text can do without quotes.
PLAIN = re.compile(r"[A-Za-z][A-Za-z0-9]+(-[A-Za-z0-9]+)*")


def config_text(inventory: Inventory, declarations: Declarations) -> str:
    """The configuration that declares *declarations*, as in ``Pulumi.STACK.yaml``."""
    entries = {one.name: one.inputs for one in declarations.declared}
    lines = [
        *wrapped(f"{escaped(subject(inventory))}, for the program that reads `{KEY}`."),
        "#",
        *wrapped(ABOUT.format(url=escaped(inventory.url))),
        "#",
        *wrapped(HOW_TO_SET),
        "#",
        f"#   {COMMAND.format(file='schedules.yaml')}",
        "#",
        _yaml({"config": {KEY: entries}}).rstrip("\n"),
        *closing_comment(declarations),
    ]
    return "\n".join(lines) + "\n"


def _yaml(document: Any) -> str:
    import yaml

    class Dumper(yaml.SafeDumper):
        def ignore_aliases(self, _: Any) -> bool:
            return True

    def text(dumper: yaml.SafeDumper, value: str) -> yaml.Node:
        # PyYAML quotes what YAML 1.1 reads as something else; the engine reads YAML 1.2,
        # to which 1e3 and 0o777 are numbers as well.
        style = None if PLAIN.fullmatch(value) or value == KEY else '"'
        return dumper.represent_scalar("tag:yaml.org,2002:str", value, style=style)

    Dumper.add_representer(str, text)
    dumped: str = yaml.dump(
        document, Dumper=Dumper, default_flow_style=None, sort_keys=False, width=WIDTH
    )
    return dumped
