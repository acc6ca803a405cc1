"""YAML that all readers understand alike, and that looks as if written by hand."""

from __future__ import annotations

import re
from typing import Any

import yaml

from pulumi_northflank.types import Properties

from .comments import WIDTH

# Strings that all versions of YAML read as strings without quotes.
PLAIN = re.compile(r"[A-Za-z][A-Za-z0-9]+([-:][A-Za-z0-9]+)*")


class _Dumper(yaml.SafeDumper):
    def ignore_aliases(self, _: Any) -> bool:
        return True


def _string(dumper: yaml.SafeDumper, value: str) -> yaml.Node:
    # PyYAML quotes what YAML 1.1 does not read as a string. The engine reads YAML 1.2, in which
    # 1e3 and 0o777 are numbers as well.
    style = None if PLAIN.fullmatch(value) else '"'
    return dumper.represent_scalar("tag:yaml.org,2002:str", value, style=style)


_Dumper.add_representer(str, _string)


def dumped(document: Properties) -> str:
    """*document* in YAML, without a line break at the end."""
    text: str = yaml.dump(
        document, Dumper=_Dumper, default_flow_style=None, sort_keys=False, width=WIDTH
    )
    return text.rstrip("\n")
