"""``pulumi-northflank migrate``: moves the schedules of a stack from one door to the other.

It rewrites an exported state: types, URNs and providers. The schedules keep their IDs and settings,
so that no request is needed.
"""

from __future__ import annotations

import json
import re
import uuid
from collections.abc import Callable
from dataclasses import dataclass

import click
from pulumi.dynamic.dynamic import PROVIDER_KEY

from pulumi_northflank.arguments import SECRETS
from pulumi_northflank.dynamic.provider import ADDED, PAYLOAD
from pulumi_northflank.dynamic.provider import RESOURCE_TYPE as DYNAMIC
from pulumi_northflank.package import RESOURCE_TYPE as PACKAGE
from pulumi_northflank.schedule.slot import name_of
from pulumi_northflank.text import plural
from pulumi_northflank.types import JsonObject

from .calendar.state import MARKER
from .output import read_stdin

PENDING = (
    "The state has pending operations: an update was interrupted. Run `pulumi refresh` first. "
    "Nothing was written."
)
# The engine names its own providers like this, some with a version (default_1_2_3) or the address
# of a download (default_https_/example.com).
DEFAULT = re.compile(r"default(_\d+_\d+_\d+.*|_[a-z0-9]+_/.*)?")
NOT_A_STATE = "stdin is not the output of `pulumi stack export`. Nothing was written."
OTHER_PROVIDERS = (
    "Schedules of the stack use the provider {names}, and the dynamic provider knows only the "
    "token and the settings of the stack. Nothing was written. Schedules of the same account can "
    "leave that provider first: remove the resource option `provider` and run `pulumi up`."
)
NOTHING = "The state has no schedules to move. It is written as it was."
MOVED = (
    "Moved {schedules}. Change the program before the next `pulumi up`, and check that "
    "`pulumi preview --expect-no-changes` succeeds."
)


@dataclass(frozen=True)
class Door:
    """One of the two ways to declare schedules.

    Attributes:
        type: The type of its schedules.
        package: The Pulumi package whose default provider they have.
        properties: Its properties of a schedule that has these properties without them.
    """

    type: str
    package: str
    properties: Callable[[JsonObject], JsonObject]


def _of_dynamic(properties: JsonObject) -> JsonObject:
    secrets = sorted(name for name, value in properties.items() if _is_secret(value))
    return {PROVIDER_KEY: PAYLOAD, **properties, **({SECRETS: secrets} if secrets else {})}


DOORS = {
    "package": Door(PACKAGE, "northflank", dict),
    "dynamic": Door(DYNAMIC, "pulumi-python", _of_dynamic),
}


@click.command
@click.option(
    "--to",
    "target",
    type=click.Choice(list(DOORS)),
    required=True,
    help="The Pulumi package (programs in all languages), or the dynamic provider (Python).",
)
def migrate(*, target: str) -> None:
    """Move the schedules of a stack to the other way of declaring them.

    Reads a state from stdin and writes the changed one to stdout. It makes no request, and no
    schedule changes in Northflank. Run `pulumi up` with the old program first, then

    \b
    pulumi stack export --file before.json
    pulumi stack export | pulumi-northflank migrate --to package | pulumi stack import

    and change the program, with the same names and settings, before the next `pulumi up`.
    `pulumi stack import --file before.json` goes back.
    """  # noqa: D301  # \b marks lines that click must not wrap
    try:
        state = json.loads(read_stdin())
        resources = state["deployment"].get("resources") or []
        is_state = all(isinstance(one, dict) and "urn" in one for one in resources)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        is_state, state, resources = False, {}, []
    if not is_state:
        raise click.ClickException(NOT_A_STATE)
    if state["deployment"].get("pending_operations"):
        raise click.ClickException(PENDING)
    [source] = [door for name, door in DOORS.items() if name != target]
    schedules = [resource for resource in resources if resource.get("type") == source.type]
    if target == "dynamic" and (names := _explicit_providers(schedules)):
        raise click.ClickException(OTHER_PROVIDERS.format(names=" and ".join(names)))
    number = len(schedules)
    if number:
        state["deployment"]["resources"] = moved(resources, source, DOORS[target])
    click.echo(json.dumps(state, indent=4))
    text = MOVED.format(schedules=plural(number, "schedule")) if number else NOTHING
    click.echo(text, err=True)


def _explicit_providers(schedules: list[JsonObject]) -> list[str]:
    """The names of the providers that the program declares for *schedules*."""
    names = {name_of(str(one.get("provider")).rpartition("::")[0]) for one in schedules}
    return [f"`{name}`" for name in sorted(names) if not DEFAULT.fullmatch(name)]


def moved(resources: list[JsonObject], source: Door, target: Door) -> list[JsonObject]:
    """*resources* with the schedules of *source* as schedules of *target*."""
    first = next(index for index, one in enumerate(resources) if one.get("type") == source.type)
    provider = _default_provider(resources, target, str(resources[first]["urn"]))
    before, after = resources[:first], resources[first:]
    if provider not in before:
        # A state lists a provider before the resources that have it.
        after = [provider, *(one for one in after if one is not provider)]
    reference = f"{provider['urn']}::{provider['id']}"
    result = [
        _moved(one, target, reference) if one.get("type") == source.type else one
        for one in [*before, *after]
    ]
    used = {str(one.get("provider")).rpartition("::")[0] for one in result}
    result = [one for one in result if one["urn"] in used or not _is_default(one, source)]
    # Other resources name the schedules by their URNs, as parents and dependencies.
    in_urns = re.compile(rf"(?<=[:$]){re.escape(source.type)}(?=[:$])")
    renamed: list[JsonObject] = json.loads(in_urns.sub(target.type, json.dumps(result)))
    return renamed


def _moved(schedule: JsonObject, target: Door, provider: str) -> JsonObject:
    stored: JsonObject = {
        name: schedule[name] for name in ("inputs", "outputs") if name in schedule
    }
    for name, properties in stored.items():
        own = {key: value for key, value in properties.items() if key not in ADDED}
        stored[name] = target.properties(own)
    return {**schedule, **stored, "type": target.type, "provider": provider}


def _default_provider(resources: list[JsonObject], door: Door, urn: str) -> JsonObject:
    """The default provider of a door, which may be new, in the stack of *urn*."""
    type_ = f"pulumi:providers:{door.package}"
    stack = "::".join(urn.split("::")[:2])
    new = {
        "urn": f"{stack}::{type_}::default",
        "custom": True,
        "id": str(uuid.uuid4()),
        "type": type_,
    }
    return next((one for one in resources if one["urn"] == new["urn"]), new)


def _is_default(resource: JsonObject, door: Door) -> bool:
    is_provider = resource.get("type") == f"pulumi:providers:{door.package}"
    return is_provider and DEFAULT.fullmatch(name_of(str(resource["urn"]))) is not None


def _is_secret(value: object) -> bool:
    return MARKER in json.dumps(value)
