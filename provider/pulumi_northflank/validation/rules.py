"""Everything that is wrong with a schedule: the JSON Schema, and two rules it cannot express."""

from __future__ import annotations

from collections.abc import Mapping

from pulumi_northflank.text import shown
from pulumi_northflank.types import Properties

from . import messages, quota, schema
from .problem import Problem


def validate(inputs: Properties) -> list[Problem]:
    """Find everything that is wrong with *inputs*.

    Args:
        inputs: A schedule's properties by the documentation's names, in canonical form. Unknown
            values (``pulumi.output.Unknown``) may stand at any depth and are skipped.

    Returns:
        The problems of known values, at most one for each path and sorted by path.
    """
    problems: list[Problem] = []
    if not schema.is_surely_valid(inputs):
        problems = messages.problems_of(schema.errors(inputs))
    paths = {problem.path for problem in problems}
    problems += quota.problems_of(inputs, paths)
    if "additionalDestinations" not in paths:
        problems += _repeated_destinations(inputs)
    return sorted(problems, key=lambda problem: problem.path)


def _repeated_destinations(inputs: Properties) -> list[Problem]:
    # JSON Schema can require different objects, but not different IDs inside them.
    destinations = inputs.get("additionalDestinations")
    if not isinstance(destinations, list):
        return []
    ids = [
        item.get("destinationId") if isinstance(item, Mapping) else None for item in destinations
    ]
    return [
        Problem(
            f"additionalDestinations[{index}].destinationId", f"{shown(ids[index])} is listed twice"
        )
        for index in schema.repeated(ids)
        if isinstance(ids[index], str)
    ]
