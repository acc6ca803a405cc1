"""Turns types, limits and rules in the JSON Schema into Markdown."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from docstrings import agree, table
from pulumi_northflank.arguments import AdditionalDestinationArgs, SchedulingArgs
from pulumi_northflank.schedule.properties import camel_case, snake_case
from pulumi_northflank.text import capital


def argument_table(
    whole: Mapping[str, Any], part: Mapping[str, Any], texts: Mapping[str, str]
) -> str:
    """Return a table of the arguments in a part of the schema, in the order of *texts*."""
    agree("schema", part["properties"], map(camel_case, texts))
    rows = []
    for name, text in texts.items():
        of = resolved(whole, part["properties"][camel_case(name)])
        required = "required" if camel_case(name) in part["required"] else ""
        allowed = "" if limits(whole, of) in text else capital(limits(whole, of))
        rows.append((f"`{name}`", type_of(whole, of), required, text, allowed))
    return table(("argument", "type", "", "", "allowed"), rows)


def resolved(whole: Mapping[str, Any], part: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return a part of the schema with its reference resolved."""
    if "$ref" not in part:
        return part
    return {**whole["$defs"][part["$ref"].removeprefix("#/$defs/")], **part}


def type_of(whole: Mapping[str, Any], part: Mapping[str, Any]) -> str:
    """Return the Python type for a part of the schema."""
    if "enum" in part:
        return " or ".join(f'`"{word}"`' for word in part["enum"])
    if part["type"] == "array":
        return f"list of {type_of(whole, resolved(whole, part['items']))}"
    if part["type"] == "object":
        kind = SchedulingArgs if "interval" in part["properties"] else AdditionalDestinationArgs
        return f"[`{kind.__name__}`](#{kind.__name__.lower()})"
    return {"string": "`str`", "integer": "`int`"}[part["type"]]


def limits(whole: Mapping[str, Any], part: Mapping[str, Any]) -> str:
    """Return what the schema allows beyond what the type says."""
    if "enum" in part or part["type"] == "object":
        return ""
    if part["type"] == "array":
        said = [f"at least {part['minItems']}"] if "minItems" in part else []
        said += ["no two alike"] if part.get("uniqueItems") else []
        return "; ".join(filter(None, [*said, limits(whole, resolved(whole, part["items"]))]))
    title = str(part["title"])
    bounds = [str(part[name]) for name in ("minimum", "maximum") if name in part]
    says_them = set(bounds) <= set(re.findall(r"\d+", title))
    return title if says_them else f"{title} ({' to '.join(bounds)})"


def rules(part: object) -> Iterator[str]:
    """Yield the rules that hold for some schedules only: each `then` in the schema."""
    if isinstance(part, list):
        for item in part:
            yield from rules(item)
    elif isinstance(part, Mapping):
        for name, item in part.items():
            yield from conclusions(item) if name == "then" else rules(item)


def conclusions(part: Mapping[str, Any]) -> Iterator[str]:
    """Yield the rules in one `then`, with the names of Python arguments."""
    title = re.sub(r"`(\w+)`", lambda name: f"`{snake_case(name[1])}`", part.get("title", ""))
    if "required" in part:
        yield from (f"`{snake_case(name)}` is required for {title}" for name in part["required"])
    elif title:
        yield title
    for inner in [*part.get("allOf", []), *part.get("properties", {}).values()]:
        yield from conclusions(inner)
    if "items" in part:
        yield from conclusions(part["items"])
