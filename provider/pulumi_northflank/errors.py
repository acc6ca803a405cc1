"""The base of all errors, and those that are not about a request or a schedule.

Each message says what happened, to which addon, what state things are in and what to do next: a
user sees nothing else of it. No message holds the token.
"""

from __future__ import annotations

import inspect
from collections.abc import Sequence

import pulumi

from .text import SECRET, shown

HOW_TO_AUTHENTICATE = (
    "Set a valid token with `pulumi config set --secret northflank:apiToken TOKEN` "
    "or in the environment as NORTHFLANK_API_TOKEN. A refresh or destroy uses a new configuration "
    "only with `--run-program`."
)


class NorthflankError(pulumi.RunError):
    """The base of all errors of this package.

    As a RunError it ends a program with its message alone, without a traceback.
    """


class SettingsError(NorthflankError):
    """A setting is missing or unusable; no request was made."""


class ProgramError(NorthflankError):
    """Several things are wrong with a program.

    Attributes:
        errors: The text of each error.
    """

    def __init__(self, errors: Sequence[str]) -> None:
        self.errors = list(errors)
        super().__init__("\n".join([f"The program has {len(self.errors)} errors:", *self.errors]))


class FormerNameError(NorthflankError):
    """A former name (the `was` of a tier, or an alias) belongs to another schedule as well.

    Attributes:
        former: The former name.
        name: The schedule that has it as a former name.
        other: Another schedule that has it as a former name, too; None if a schedule is still
            declared under it.
    """

    def __init__(self, former: str, name: str, other: str | None) -> None:
        self.former, self.name, self.other = former, name, other
        had = f"{shown(former)} is the former name (`was` or an alias) of {shown(name)}"
        super().__init__(
            f"{had}, but the program still declares a schedule {shown(former)}. Remove that "
            "declaration if the schedule moves. Otherwise, remove the former name."
            if other is None
            else f"{had} and of {shown(other)}, but only one of them can take over that schedule. "
            "Keep the former name at the one with the same interval and backup type."
        )


class InvalidIdError(NorthflankError):
    """An argument that must be an ID is something else; no request was made."""

    def __init__(self, name: str, value: object, *, is_secret: bool = False) -> None:
        if isinstance(value, pulumi.Output) or inspect.isawaitable(value):
            what, advice = "an Output", " Pass Outputs to get_addon_backup_schedules_output."
        else:
            what, advice = SECRET if is_secret else shown(value), ""
        super().__init__(f"{name} must be an ID, but it is {what}.{advice}")


class UnusableIdError(NorthflankError):
    """An ID in the state cannot be one that the API gave."""

    def __init__(self, schedule_id: str) -> None:
        super().__init__(
            f"{shown(schedule_id)} in the state cannot be the ID of a schedule, so no request was "
            "made. Remove the resource from the state with `pulumi state delete URN`. If its "
            "schedule exists, the next `pulumi up` adopts it."
        )
