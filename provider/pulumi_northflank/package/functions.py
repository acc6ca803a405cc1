"""The functions of the package, which every language can call."""

from __future__ import annotations

from collections.abc import Callable

from pulumi_northflank.api.listings import ListedAddon
from pulumi_northflank.lifecycle.deployment import Deployment
from pulumi_northflank.lifecycle.lookup import check_id
from pulumi_northflank.schedule import Address, LiveSchedule, Project
from pulumi_northflank.types import JsonObject, Properties

from .errors import UnknownNameError

Function = Callable[[Deployment, Properties, frozenset[str]], JsonObject]


def invoke(
    token: str, deployment: Deployment, arguments: Properties, secrets: frozenset[str]
) -> JsonObject:
    """Call a function.

    Args:
        token: Its name, such as ``northflank:index:getProjectAddons``.
        deployment: Makes the requests.
        arguments: Its arguments.
        secrets: Which of them are secret.

    Raises:
        UnknownNameError: There is no such function.
        NorthflankError: An argument or a setting is unusable, or the list could not be read.
    """
    function = FUNCTIONS.get(token)
    if function is None:
        raise UnknownNameError("function", token, FUNCTIONS)
    team = deployment.default_team
    given = {"teamId": team, **arguments}
    return function(deployment, {n: v for n, v in given.items() if v is not None}, secrets)


def _schedules(
    deployment: Deployment, arguments: Properties, secrets: frozenset[str]
) -> JsonObject:
    for name in ("projectId", "addonId", "teamId"):
        _check(name, arguments, secrets)
    address = Address(
        arguments["projectId"], arguments["addonId"], arguments.get("teamId"), secrets
    )
    schedules = [_schedule(live) for live in deployment.look_up(address)]
    return {**address.values, "schedules": schedules}


def _addons(deployment: Deployment, arguments: Properties, secrets: frozenset[str]) -> JsonObject:
    for name in ("projectId", "teamId"):
        _check(name, arguments, secrets)
    project = Project(arguments["projectId"], arguments.get("teamId"), secrets)
    return {**project.values, "addons": [_addon(addon) for addon in deployment.addons(project)]}


def _check(name: str, arguments: Properties, secrets: frozenset[str]) -> None:
    if name != "teamId" or name in arguments:
        check_id(name, arguments.get(name), secrets)


def _schedule(live: LiveSchedule) -> JsonObject:
    settings = live.schedule.meaning
    result = {
        "id": live.schedule_id,
        **{name: settings[name] for name in settings if name not in live.schedule.address.values},
        "createdAt": live.created_at,
    }
    return {name: value for name, value in result.items() if value is not None}


def _addon(addon: ListedAddon) -> JsonObject:
    result = {
        "id": addon.addon_id,
        "name": addon.name,
        "type": addon.type,
        "status": addon.status,
        "tags": addon.tags or [],
    }
    return {name: value for name, value in result.items() if value is not None}


FUNCTIONS: dict[str, Function] = {
    "northflank:index:getAddonBackupSchedules": _schedules,
    "northflank:index:getProjectAddons": _addons,
}
