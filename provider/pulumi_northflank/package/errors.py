"""What can be wrong with a program beyond its schedules."""

from __future__ import annotations

import traceback
from collections.abc import Iterable
from pathlib import Path

from pulumi_northflank.errors import NorthflankError
from pulumi_northflank.schedule.properties import PROPERTIES, camel_case
from pulumi_northflank.text import did_you_mean, shown
from pulumi_northflank.version import __version__

FAULT = (
    "This is a fault of pulumi-northflank {version}: {kind} in {file}, line {line}. Please report "
    "this line to the maintainers of pulumi-northflank."
)


class UnknownNameError(NorthflankError):
    """The package has no such resource or function."""

    def __init__(self, kind: str, name: str, known: Iterable[str]) -> None:
        guess = did_you_mean(name, known)
        super().__init__(
            f"The package northflank has no {kind} {shown(name)}{guess}. If a newer "
            "version has it, upgrade pulumi-northflank."
        )


class UnknownPathError(NorthflankError):
    """The resource option `ignoreChanges` names something that a schedule does not have."""

    def __init__(self, path: str) -> None:
        guess = did_you_mean(camel_case(path), PROPERTIES)
        super().__init__(f"ignoreChanges: {shown(path)} is not a property of a schedule{guess}.")


def fault(error: Exception) -> str:
    """A message about an error that nobody expected."""
    # Without the error's own text, which can hold a value that is secret.
    frame = traceback.extract_tb(error.__traceback__)[-1]
    return FAULT.format(
        version=__version__,
        kind=type(error).__name__,
        file=Path(frame.filename).name,
        line=frame.lineno,
    )
