"""Pulumi's resource options that name a schedule's properties, or that cannot work here."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

import pulumi

from pulumi_northflank.schedule.properties import (
    camel_case,
    camel_path,
    part_of_schema,
    parts_of,
    snake_case,
)
from pulumi_northflank.text import did_you_mean, shown
from pulumi_northflank.types import JsonObject
from pulumi_northflank.validation import SCHEMA

PATHS = ("ignore_changes", "replace_on_changes", "hide_diffs", "additional_secret_outputs")
"""The options that list properties."""

_DESTINATION = re.compile(r"^(additionalDestinations)\[(\d+)\]")
NO_IMPORT = (
    "import_ does not work with dynamic resources. Leave it out: `pulumi up` adopts the schedule "
    "that exists with the declared settings"
)


def checked(
    opts: pulumi.ResourceOptions | None, positions: Sequence[int]
) -> tuple[pulumi.ResourceOptions, list[str]]:
    """The options with the API's names, and everything that is wrong with them.

    The SDK translates names, but neither those in a path nor those in `hide_diffs`.

    Args:
        opts: The options as the program gives them.
        positions: The index that each destination has in the state, if known.
    """

    def moved(found: re.Match[str]) -> str:
        index = int(found[2])
        return f"{found[1]}[{positions[index] if index < len(positions) else index}]"

    opts = pulumi.ResourceOptions.merge(None, opts)
    problems = []
    if opts.import_ is not None:
        # The SDK's part of the provider would end in a KeyError before it calls this one.
        opts.import_ = None
        problems.append(NO_IMPORT)
    if isinstance(opts.deleted_with, pulumi.Resource):
        # When that resource is replaced, its schedules are deleted with it, but the engine creates
        # them again only if their own inputs change.
        opts.replace_with = [*(opts.replace_with or []), opts.deleted_with]
    for option in PATHS:
        paths = getattr(opts, option) or []
        problems += [
            f"{option}: {shown(path)} {reason}"
            for path in paths
            if (reason := _problem(path, top_level=option == "additional_secret_outputs"))
        ]
        if paths:
            setattr(opts, option, [_DESTINATION.sub(moved, camel_path(path)) for path in paths])
    return opts, problems


def _problem(path: str, *, top_level: bool) -> str | None:
    """Why nothing is at *path*, if so."""
    parts = parts_of(path)
    if parts == ["*"] and not top_level:
        return None
    if top_level and len(parts) > 1:
        return f"is too deep: name the whole property, {shown(parts[0])}"
    part: JsonObject = SCHEMA
    for name in parts:
        part = part_of_schema(part)
        if "properties" in part:
            if camel_case(name) not in part["properties"]:
                known = [snake_case(known) for known in part["properties"]]
                return f"is not a property of a schedule{did_you_mean(name, known)}"
            part = part["properties"][camel_case(name)]
        elif "items" in part and (name == "*" or name.isdigit()):
            part = part["items"]
            if not isinstance(part_of_schema(part).get("properties"), Mapping):
                return (
                    "has no fixed meaning, because the order does not matter: name the whole list"
                )
        else:
            return "is not a property of a schedule"
    return None
