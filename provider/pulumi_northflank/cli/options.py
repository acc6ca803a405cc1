"""The options that say which addons a command is about."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

import click

from pulumi_northflank import settings
from pulumi_northflank.address import Project
from pulumi_northflank.validation import validate

AnyFunction = Callable[..., Any]


def scope_options(command: AnyFunction) -> AnyFunction:
    """Give *command* the options of its scope, as the arguments `project` and `addon_ids`."""

    @functools.wraps(command)
    def with_scope(
        *, project_id: str, team_id: str | None, addon_ids: tuple[str, ...], **others: Any
    ) -> Any:
        return command(project=Project(project_id, team_id), addon_ids=addon_ids, **others)

    for option in reversed(SCOPE):
        option(with_scope)
    return with_scope


def checked(_: click.Context, parameter: click.Parameter, value: Any) -> Any:
    """The ID or IDs, which have to be some that a schedule can be declared with."""
    names = {"project_id": "projectId", "addon_ids": "addonId", "team_id": "teamId"}
    name = names[str(parameter.name)]
    for one in value if isinstance(value, tuple) else (value,):
        for fault in validate({name: one}) if one is not None else []:
            if fault.path == name:
                raise click.BadParameter(fault.reason)
    return value


ADDON = click.option(
    "--addon",
    "addon_ids",
    metavar="ID",
    multiple=True,
    callback=checked,
    help="An addon of the project; may be repeated.  [default: all of them]",
)
TEAM = click.option(
    "--team",
    "team_id",
    metavar="ID",
    envvar=settings.TEAM_ID.variable,
    show_envvar=True,
    callback=checked,
    help="The team, for tokens of an organisation.",
)
SCOPE = (
    click.option(
        "--project",
        "project_id",
        metavar="ID",
        required=True,
        callback=checked,
        help="The project.",
    ),
    ADDON,
    TEAM,
)
