"""Declarations as a Pulumi program, formatted like ruff and black format it.

All IDs are escaped, so that none can end a string, the docstring or a comment.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from pulumi_northflank.schedule.properties import snake_case

from .comments import WIDTH, about, closing_comment, escaped, subject, wrapped
from .declarations import Declarations, Declared
from .inventory import Inventory

INDENT = "    "
# For lines that cannot be broken but are longer than linters like.
OVERLONG = "  # noqa: E501"


def program_text(inventory: Inventory, declarations: Declarations) -> str:
    """The program that declares *declarations*."""
    lines = list(_docstring(inventory))
    if declarations.declared:
        lines += ["", "from pulumi_northflank import AddonBackupSchedule", ""]
        lines += [*_constants(inventory), ""]
    for declared in declarations.declared:
        lines += _call(declared)
    lines += map(_permitted, closing_comment(declarations))
    return "\n".join(lines) + "\n"


def literal(text: str) -> str:
    """*text* as a Python string in ASCII, in the quotes that formatters choose."""
    quote = "'" if text.count('"') > text.count("'") else '"'
    return quote + _quoted(text, quote) + quote


def _quoted(text: str, quote: str) -> str:
    return escaped(text).replace(quote, f"\\{quote}")


def _docstring(inventory: Inventory) -> Iterator[str]:
    yield from wrapped(_quoted(f"{subject(inventory)}.", '"'), '"""', "")
    yield ""
    yield from wrapped(_quoted(about(inventory), '"'), "", "")
    yield '"""'


def _constants(inventory: Inventory) -> Iterator[str]:
    project = inventory.project
    for name, value in {"PROJECT_ID": project.project_id, "TEAM_ID": project.team_id}.items():
        if value is None:
            continue
        text = literal(value)
        line = f"{name} = {text}"
        if len(INDENT + text) <= WIDTH < len(line):
            yield from (f"{name} = (", INDENT + text, ")")
        else:
            yield _permitted(line)


def _call(declared: Declared) -> Iterator[str]:
    constants = {"projectId": "PROJECT_ID", "teamId": "TEAM_ID"}
    yield "AddonBackupSchedule("
    yield f"{INDENT}{literal(declared.name)},"
    for name, value in declared.schedule.values.items():
        argument = f"{snake_case(name)}="
        if name in constants:
            yield f"{INDENT}{argument}{constants[name]},"
        else:
            yield from _layout(value, INDENT, argument)
    yield ")"


def _layout(value: object, indent: str, before: str) -> Iterator[str]:
    """An argument or an element: on one line if it fits, otherwise one item a line."""
    line = f"{indent}{before}{_flat(value)},"
    if len(line) > WIDTH and isinstance(value, Mapping | list):
        opening, closing = "{}" if isinstance(value, Mapping) else "[]"
        yield f"{indent}{before}{opening}"
        for key, item in _items(value):
            yield from _layout(item, indent + INDENT, key)
        yield f"{indent}{closing},"
    else:
        yield _permitted(line)


def _permitted(line: str) -> str:
    # Linters accept a long line that is a single word.
    return line if len(line) <= WIDTH or " " not in line.strip() else line + OVERLONG


def _flat(value: object) -> str:
    if isinstance(value, Mapping):
        return "{" + ", ".join(key + _flat(item) for key, item in _items(value)) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(_flat, value)) + "]"
    return literal(value) if isinstance(value, str) else str(value)


def _items(value: Mapping[str, Any] | list[Any]) -> Iterable[tuple[str, Any]]:
    if isinstance(value, Mapping):
        return ((f"{literal(snake_case(key))}: ", item) for key, item in value.items())
    return (("", item) for item in value)
