"""What a program declares as a whole, handed along with its resources.

The engine stops a preview at the first resource whose check fails, so on its own it would report
one wrong schedule a preview; and it does not tell a dynamic provider which resource a check is for.
So each resource carries a hidden property with its URN. Where its own check may fail, the property
also carries everything else that is wrong with the program, as far as it shows before anything is
registered. The check reports it and keeps the property out of the state.

An error that a program raises would hide whatever comes after it. So plans and requirements report
their errors here, and the program ends with all of them once it has declared everything.
"""

from __future__ import annotations

import json
import os
import weakref
from collections.abc import Awaitable, Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, TypedDict

import pulumi
from pulumi.output import UNKNOWN
from pulumi.runtime import get_config, get_root_resource
from pulumi.runtime.mocks import MockMonitor
from pulumi.runtime.settings import get_monitor

from pulumi_northflank.errors import FormerNameError, NorthflankError, ProgramError
from pulumi_northflank.schedule import Schedule, Slot
from pulumi_northflank.schedule.slot import Claims
from pulumi_northflank.settings import PREFLIGHT, TEAM_ID, check, default_team, documented_limits
from pulumi_northflank.stack_export import own_export
from pulumi_northflank.text import problem_list
from pulumi_northflank.types import DocumentedLimits, Properties
from pulumi_northflank.validation import validate

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
        former_names: The URNs under which it was declared before, or only the names if it had
            another parent.
        faulty: The program's faulty resources, if the check of this one may fail.
        errors: What else is wrong with the program, likewise.
        declared: How many schedules the program declares.
        preview: Whether this is a preview.
        stack: The full name of the stack: organization, project and stack.
    """

    urn: str
    problems: list[str]
    ignored: list[str]
    former_names: list[str]
    faulty: list[FaultyResource]
    errors: list[str]
    declared: int
    preview: bool
    stack: str


Name = tuple[pulumi.Resource | None, str]
"""The parent of a schedule, and its name."""


@dataclass
class _Program:
    """What one run of a program has declared so far."""

    limits: DocumentedLimits
    faulty: list[FaultyResource] = field(default_factory=list)
    errors: list[NorthflankError] = field(default_factory=list)
    ending: pulumi.Output[Any] | None = None
    all_or_none: bool = False
    awaited: list[pulumi.Output[Any]] = field(default_factory=list)
    last_checks: list[Callable[[], None]] = field(default_factory=list)
    resources: list[pulumi.Resource] = field(default_factory=list)
    claims: Claims = field(default_factory=Claims)
    contested: set[Slot] = field(default_factory=set)
    names: set[Name] = field(default_factory=set)
    renamed: dict[Name, Name] = field(default_factory=dict)
    declared: int = 0

    def add(self, name: str, urn: str, schedule: Schedule, of_options: list[str]) -> None:
        """Note what is wrong with one more schedule and its options."""
        problems = list(map(str, schedule.problems_under(self.limits)))
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
            bool(schedule.problems_under(self.limits))
            or not schedule.is_known
            or _slot(schedule) in self.contested
        )

    def note_names(self, name: Name, former: Sequence[Name]) -> None:
        """Note a schedule's names; an error if another schedule has one of them as well."""
        self.names.add(name)
        if name in self.renamed:
            report(FormerNameError(name[1], self.renamed[name][1], None))
        for each in former:
            owner = self.renamed.setdefault(each, name)
            if each in self.names and each != name:
                report(FormerNameError(each[1], name[1], None))
            elif owner != name:
                report(FormerNameError(each[1], owner[1], name[1]))

    def refuses(self) -> bool:
        """Whether no schedule must be registered."""
        if pulumi.runtime.is_dry_run():
            # The engine would stop at such names, too, and hide all other errors.
            return any(isinstance(error, FormerNameError) for error in self.errors)
        return bool(self.errors) or (self.all_or_none and bool(self.faulty))

    def error(self) -> NorthflankError:
        """The error to end with: everything that is wrong."""
        texts = list(dict.fromkeys(map(str, self.errors)))
        if self.refuses():
            # Otherwise, their checks report these.
            texts += [
                f"{each['name']} has {problem_list(each['problems'])}" for each in self.faulty
            ]
        return self.errors[0] if self.errors and len(texts) == 1 else ProgramError(texts)

    def finish(self) -> None:
        """Check what can only be judged once everything is declared."""
        while self.last_checks:
            self.last_checks.pop(0)()

    async def fail(self) -> Any:
        """End the program with all its errors, after every check and every requirement."""
        for output in self.awaited:
            await output.future()
        raise self.error()


def _slot(schedule: Schedule) -> Slot:
    # The check fills in the default team.
    slot = schedule.slot
    return slot if slot.team_id is not None else replace(slot, team_id=default_team(get_config))


# By the root of the stack: one process may run several programs (Automation API), each with a root
# of its own.
_programs: weakref.WeakKeyDictionary[pulumi.Resource, _Program] = weakref.WeakKeyDictionary()


def _program_of(root: pulumi.Resource) -> _Program:
    # The settings are read once: the SDK parses the whole configuration each time.
    program = _programs.get(root)
    if program is None:
        check(get_config)
        program = _programs[root] = _Program(documented_limits(get_config))
    return program


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

    Raises:
        SettingsError: A setting is unusable.
    """
    root = get_root_resource()
    if root is None:
        return None
    program = _program_of(root)
    parent = opts.parent
    former = list(_former_names(opts))
    program.note_names((parent, name), former)
    # The URN of a child is not awaited here: it can take as long as whatever its parent waits for.
    # Without a URN, problems are shown on the stack, by the resource's name.
    known_urn = (
        ""
        if parent
        else f"urn:pulumi:{pulumi.get_stack()}::{pulumi.get_project()}::{type_}::{name}"
    )
    program.add(name, known_urn, schedule, problems)

    async def declaration() -> str:
        program.finish()
        if program.refuses():
            raise program.error()
        urn = known_urn
        if parent:
            # Only the URN of the parent. As an Output it would bring a dependency on the parent,
            # which contains this resource: a circle.
            output = pulumi.create_urn(name, type_, parent.urn.future())  # type: ignore[arg-type]
            urn = str(await output.future())
        wrong = program.faulty or program.errors
        may_fail = (
            problems
            or program.may_fail(schedule)
            or (wrong and (opts.ignore_changes or _check_knows_more()))
        )
        declared: Declaration = {
            "urn": urn,
            "problems": problems,
            "ignored": opts.ignore_changes or [],
            "former_names": [
                f"{urn.rpartition('::')[0]}::{old}" if of is parent else old for of, old in former
            ],
            "faulty": program.faulty if may_fail else [],
            "errors": [str(error) for error in program.errors] if may_fail else [],
            "declared": program.declared,
            "preview": pulumi.runtime.is_dry_run(),
            "stack": _stack_name(),
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


def report(error: NorthflankError) -> pulumi.Output[Any]:
    """Let the program end with *error*, and with everything else that is wrong with it.

    The program goes on until it has declared everything. A preview then checks all schedules; an
    update registers none of them. Against Pulumi's mocks, where nothing is ever created, the error
    is raised at once, so that a test can expect it.

    Returns:
        An Output for the program to go on with, which never gets a value.
    """
    root = get_root_resource()
    if root is None or _is_mocked():
        raise error
    program = _program_of(root)
    program.errors.append(error)
    if program.ending is None:
        program.ending = pulumi.Output.from_input(None).apply(lambda _: program.fail())
    return pulumi.Output.from_input(UNKNOWN) if pulumi.runtime.is_dry_run() else program.ending


def report_after(output: pulumi.Output[Any]) -> None:
    """Let the program end with its errors only after *output* is known.

    Until then, a check may fail or another error may be reported.
    """
    root = get_root_resource()
    if root is not None:
        _program_of(root).awaited.append(output)


def note_resource(resource: pulumi.Resource) -> None:
    """Note a schedule that the program declares."""
    root = get_root_resource()
    if root is not None:
        _program_of(root).resources.append(resource)


def at_the_end(check: Callable[[Sequence[Any]], None]) -> None:
    """Call *check* with all schedules once they are declared, before any of them is registered."""
    root = get_root_resource()
    if root is None:
        check(())
        return
    program = _program_of(root)
    program.last_checks.append(lambda: check(program.resources))
    # Also if the program declares no schedules.
    pulumi.Output.from_input(None).apply(lambda _: program.finish())


def export_stack() -> str:
    """The state of the program's stack, as `pulumi stack export` writes it.

    Raises:
        StackExportError: It cannot be read.
    """
    return "{}" if get_root_resource() is None or _is_mocked() else export_by(_stack_name())


def export_by(full_name: str) -> str:
    """The state of the stack that has a full name: organization, project and stack.

    Raises:
        StackExportError: It cannot be read.
    """
    organization, project, stack = full_name.split("/")
    return own_export(stack, project, organization)


def all_or_none() -> None:
    """Let an update register no schedule of the program if one of them has a problem."""
    root = get_root_resource()
    if root is not None and not _is_mocked():
        _program_of(root).all_or_none = True


def _stack_name() -> str:
    return f"{pulumi.get_organization()}/{pulumi.get_project()}/{pulumi.get_stack()}"


def _is_mocked() -> bool:
    return isinstance(get_monitor(), MockMonitor)


def _former_names(opts: pulumi.ResourceOptions) -> Iterator[Name]:
    """The aliases that stand for another name or parent in the same stack."""
    for alias in (each for each in opts.aliases or [] if isinstance(each, pulumi.Alias)):
        # Pulumi marks what an alias leaves out with an ellipsis.
        given = {name: value for name, value in vars(alias).items() if value is not ...}
        parent = given.get("parent", opts.parent)
        is_plain = given.keys() <= {"name", "parent"}
        if is_plain and "name" in given and isinstance(parent, pulumi.Resource | None):
            yield parent, given["name"]
