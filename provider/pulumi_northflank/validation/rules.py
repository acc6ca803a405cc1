"""Everything that is wrong with a schedule: the JSON Schema, and a rule it cannot express."""

from __future__ import annotations

from collections.abc import Mapping

from pulumi_northflank.text import shown
from pulumi_northflank.types import Properties

from . import messages, quota, schema
from .problem import Problem

NO_COMPRESSION_OF_SNAPSHOTS = (
    "compressionType has no effect on a snapshot: it only applies to dump backups"
)


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
    problems += quota.problems_of(inputs, {problem.path for problem in problems})
    return sorted(problems, key=lambda problem: problem.path)


def warnings_about(inputs: Properties) -> list[Problem]:
    """Find what the API's documentation does not forbid in *inputs*, but is hardly meant."""
    warnings = _repeated_destinations(inputs)
    if inputs.get("backupType") == "snapshot" and "compressionType" in inputs:
        warnings.append(Problem("", NO_COMPRESSION_OF_SNAPSHOTS))
    return warnings


def _repeated_destinations(inputs: Properties) -> list[Problem]:
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
