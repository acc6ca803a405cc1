"""What can be wrong with a program beyond its schedules."""

from __future__ import annotations

from collections.abc import Iterable

from pulumi_northflank.errors import NorthflankError
from pulumi_northflank.text import did_you_mean, shown


class UnknownNameError(NorthflankError):
    """The package has no such resource or function."""

    def __init__(self, kind: str, name: str, known: Iterable[str]) -> None:
        guess = did_you_mean(name, known)
        super().__init__(f"The package northflank has no {kind} {shown(name)}{guess}.")
