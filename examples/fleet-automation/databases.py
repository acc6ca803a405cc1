"""The file with the fleet: Northflank projects, their addons, and the tier of each."""

from __future__ import annotations

import os
from collections import Counter
from pathlib import Path
from typing import Any

import yaml

# How the driver names the file to the programs that it starts. By hand, it is the one beside them.
VARIABLE = "FLEET_FILE"

Fleet = dict[str, dict[str, str]]


class FleetFileError(Exception):
    """The file cannot be read, or does not say what it should."""


def fleet_file() -> Path:
    """The file that holds unless another one is named."""
    return Path(os.environ.get(VARIABLE) or Path(__file__).with_name("fleet.yaml"))


def read_fleet(file: Path) -> Fleet:
    """The projects of a file, each with the tiers of its addons.

    Raises:
        FleetFileError: It has no such form; the message says what is wrong, and where.
    """
    try:
        # The loader is a safe one.
        content = yaml.load(file.read_text("utf-8"), _UniqueNames)  # noqa: S506
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise FleetFileError(f"{file.name} cannot be read: {error}") from None
    if not isinstance(content, dict) or not content:
        raise FleetFileError(f"{file.name} names no project: it needs lines as in `shop:`.")
    for project, addons in content.items():
        _require_text(file, "project", project)
        if not isinstance(addons, dict):
            raise FleetFileError(
                f"{file.name}: {project} has no lines such as `orders: standard` below it. To "
                f"delete all its schedules, write `{project}: {{}}`."
            )
        for addon, tier in addons.items():
            _require_text(file, f"addon of {project}", addon)
            _require_text(file, f"tier of {project}/{addon}", tier)
    return content


def _require_text(file: Path, what: str, value: object) -> None:
    # YAML reads `on`, `no` and `123` as something else than names.
    if not isinstance(value, str):
        raise FleetFileError(f"{file.name}: the {what} {value!r} is no text: put it into quotes.")


class _UniqueNames(yaml.SafeLoader):
    """Refuses a name that is there twice.

    YAML would forget the first one, and an update would delete the schedules of all its addons.
    """

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:  # noqa: FBT001, FBT002  # as in the base class
        names = Counter(key.value for key, _ in node.value)
        twice = [name for name, times in names.items() if times > 1]
        if twice:
            raise yaml.constructor.ConstructorError(
                problem=f"{twice[0]} is there twice", problem_mark=node.start_mark
            )
        return super().construct_mapping(node, deep)
