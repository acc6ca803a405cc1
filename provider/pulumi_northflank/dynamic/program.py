"""What a program declares as a whole, handed along with its resources.

The engine stops a preview at the first resource whose check fails, so on its own it would report
one wrong schedule a preview; and it does not tell a dynamic provider which resource a check is for.
So each resource carries a hidden property with its URN. Where its own check may fail, the property
also carries the problems of the program's other schedules, as far as they show before anything is
registered. The check reports them and keeps the property out of the state.
"""

from __future__ import annotations

import json
import os
import weakref
from collections.abc import Awaitable
from dataclasses import dataclass, field, replace
from typing import TypedDict

import pulumi
from pulumi.runtime import get_config, get_root_resource

from pulumi_northflank.errors import NorthflankError
from pulumi_northflank.schedule import Schedule, Slot
from pulumi_northflank.schedule.slot import Claims
from pulumi_northflank.settings import PREFLIGHT, TEAM_ID, default_team, documented_limits
from pulumi_northflank.types import Properties
from pulumi_northflank.validation import Problem, validate

HIDDEN_PROPERTY = "declaration"
"""Without leading underscores, the mark of internal properties: older SDKs drop those."""


class FaultyResource(TypedDict):
    """A resource of the program and what is wrong with it."""

    name: str
    urn: str
    problems: list[str]


class Declaration(TypedDict):
    """What the hidden property says.

    Attributes:
        urn: The resource's URN.
        problems: What is wrong with its options.
        ignored: The paths of its properties that the program ignores changes of.
        faulty: The program's faulty resources, if the check of this one may fail.
        declared: How many schedules the program declares.
        preview: Whether this is a preview.
        stack: The full name of the stack: organization, project and stack.
    """

    urn: str
    problems: list[str]
    ignored: list[str]
    faulty: list[FaultyResource]
    declared: int
    preview: bool
    stack: str


@dataclass
class _Program:
    """The schedules that one run of a program has declared so far."""

    faulty: list[FaultyResource] = field(default_factory=list)
    refusal: NorthflankError | None = None
    claims: Claims = field(default_factory=Claims)
    contested: set[Slot] = field(default_factory=set)
    declared: int = 0

    def add(self, name: str, urn: str, schedule: Schedule, of_options: list[str]) -> None:
        """Note what is wrong with one more schedule and its options."""
        problems = list(map(str, _problems(schedule)))
        # The number tells apart two children of one name under different parents.
        self.declared += 1
        twice = self.claims.claim(_slot(schedule), f"{self.declared}::{name}")
        if twice is not None:
            problems.append(str(twice))
            self.contested.add(_slot(schedule))
        problems += of_options
        if problems:
            self.faulty.append({"name": name, "urn": urn, "problems": problems})

    def may_fail(self, schedule: Schedule) -> bool:
        """Whether the check of one of the schedules may fail, once all are declared."""
        # Of two schedules in one slot, the one that is checked last fails: it may be either.
        return (
            bool(_problems(schedule)) or not schedule.is_known or _slot(schedule) in self.contested
        )


def _problems(schedule: Schedule) -> list[Problem]:
    return schedule.problems_under(documented_limits(get_config))


def _slot(schedule: Schedule) -> Slot:
    # The check fills in the default team.
    slot = schedule.slot
    return slot if slot.team_id is not None else replace(slot, team_id=default_team(get_config))


# By the root of the stack: one process may run several programs (Automation API), each with a root
# of its own.
_programs: weakref.WeakKeyDictionary[pulumi.Resource, _Program] = weakref.WeakKeyDictionary()


def declare(
    type_: str,
    name: str,
    schedule: Schedule,
    opts: pulumi.ResourceOptions,
    problems: list[str],
) -> Awaitable[str] | None:
    """Note a resource that is about to be registered.

    Args:
        type_: The resource's type token.
        name: The resource's name.
        schedule: The schedule that it declares.
        opts: Its options, with the API's names.
        problems: What is wrong with the options.

    Returns:
        The hidden property's value, a Declaration as JSON, to be awaited when the program has
        declared everything; None outside of a stack.
    """
    root = get_root_resource()
    if root is None:
        return None
    program = _programs.setdefault(root, _Program())
    parent = opts.parent
    # The URN of a child is not awaited here: it can take as long as whatever its parent waits for.
    # Without a URN, problems are shown on the stack, by the resource's name.
    known_urn = (
        ""
        if parent
        else f"urn:pulumi:{pulumi.get_stack()}::{pulumi.get_project()}::{type_}::{name}"
    )
    program.add(name, known_urn, schedule, problems)

    async def declaration() -> str:
        if program.refusal is not None:
            raise program.refusal
        urn = known_urn
        if parent:
            # Only the URN of the parent. As an Output it would bring a dependency on the parent,
            # which contains this resource: a circle.
            output = pulumi.create_urn(name, type_, parent.urn.future())  # type: ignore[arg-type]
            urn = str(await output.future())
        may_fail = (
            problems
            or program.may_fail(schedule)
            or (program.faulty and (opts.ignore_changes or _check_knows_more()))
        )
        declared: Declaration = {
            "urn": urn,
            "problems": problems,
            "ignored": opts.ignore_changes or [],
            "faulty": program.faulty if may_fail else [],
            "declared": program.declared,
            "preview": pulumi.runtime.is_dry_run(),
            "stack": f"{pulumi.get_organization()}/{pulumi.get_project()}/{pulumi.get_stack()}",
        }
        # As one string, because the engine would walk through an object value by value.
        return json.dumps(declared)

    return declaration()


def _check_knows_more() -> bool:
    """Whether the check of a valid schedule may fail as well."""
    # A preflight asks the API, and the check fills in the default team, which can be wrong.
    if PREFLIGHT.value(get_config, os.environ):
        return True
    team = TEAM_ID.value(get_config, os.environ)
    return team is not None and any(
        problem.path == "teamId" for problem in validate({"teamId": team})
    )


def declaration_in(props: Properties) -> Declaration | None:
    """What the hidden property among a resource's inputs says, if there is one."""
    hidden = props.get(HIDDEN_PROPERTY)
    if not isinstance(hidden, str):
        return None
    declared: Declaration = json.loads(hidden)
    return declared


def refuse(error: NorthflankError) -> None:
    """Stop the registration of all of the program's schedules.

    An error that a program raises does not do that: what it declared before is still registered,
    and an update creates it.
    """
    root = get_root_resource()
    if root is not None:
        _programs.setdefault(root, _Program()).refusal = error
