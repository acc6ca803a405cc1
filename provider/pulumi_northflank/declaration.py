"""What a program declares as a whole, handed along with each of its resources.

The engine stops a preview at the first resource whose check fails, so on its own
it would report one faulty schedule a preview; and it does not tell a provider which
resource a check is for. So each resource carries a hidden property with its URN and
with the faults of the program's schedules, as far as they show before anything is
registered. The check reports them and keeps the property out of the state.
"""

from __future__ import annotations

import inspect
import weakref
from collections.abc import Awaitable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypedDict

import pulumi
from pulumi.output import UNKNOWN
from pulumi.runtime import get_root_resource

from .canonical import canonical
from .errors import NorthflankError
from .inputs import AdditionalDestinationArgs, SchedulingArgs
from .naming import camel_case
from .slots import Claims, slot_of

HIDDEN_PROPERTY = "declaration"
"""Not with two underscores, the mark of internal properties: older SDKs drop those on the way."""


class FaultyResource(TypedDict):
    """A resource of the program and what is wrong with it."""

    name: str
    urn: str
    faults: list[str]


class Declaration(TypedDict):
    """The hidden property: which resource this is, the program's faults, and what is run."""

    urn: str
    faulty: list[FaultyResource]
    preview: bool


@dataclass
class _Declared:
    name: str
    urn: str
    inputs: dict[str, Any]


@dataclass
class _Program:
    """The schedules that one run of a program has declared so far."""

    resources: list[_Declared] = field(default_factory=list)
    faulty: list[FaultyResource] | None = None
    refusal: NorthflankError | None = None

    def add(self, resource: _Declared) -> None:
        self.resources.append(resource)
        self.faulty = None

    def faulty_resources(self) -> list[FaultyResource]:
        if self.faulty is None:
            self.faulty = _faulty(self.resources)
        return self.faulty


# By the root of the stack: one process may run several programs (Automation API),
# and each has a root of its own.
_programs: weakref.WeakKeyDictionary[pulumi.Resource, _Program] = weakref.WeakKeyDictionary()


def declare(
    type_: str, name: str, props: Mapping[str, Any], opts: pulumi.ResourceOptions | None
) -> Awaitable[Declaration] | None:
    """Note a resource that is about to be registered.

    Args:
        type_: The resource's type token.
        name: The resource's name.
        props: Its arguments by Python names, as the program gave them.
        opts: Its options.

    Returns:
        The hidden property's value, to be awaited when the program has declared
        what it declares; None outside of a stack.
    """
    root = get_root_resource()
    if root is None:
        return None
    program = _programs.setdefault(root, _Program())
    parent = opts.parent if opts else None
    # The URN of a child is not waited for here: it can take as long as whatever the
    # parent waits for. Without it, its faults are shown on the stack, by its name.
    known_urn = (
        ""
        if parent
        else f"urn:pulumi:{pulumi.get_stack()}::{pulumi.get_project()}::{type_}::{name}"
    )
    program.add(_Declared(name, known_urn, canonical(prompt(props))))

    async def declaration() -> Declaration:
        if program.refusal is not None:
            raise program.refusal
        # Of the parent only the URN is wanted. As an Output it would bring along a
        # dependency on the parent, of which this resource is a part: a circle.
        urn = pulumi.create_urn(name, type_, parent.urn.future() if parent else None)  # type: ignore[arg-type]
        return {
            "urn": str(await urn.future()),
            "faulty": program.faulty_resources(),
            "preview": pulumi.runtime.is_dry_run(),
        }

    return declaration()


def refuse(error: NorthflankError) -> None:
    """Let none of the program's schedules be registered any more.

    An error that a program raises does not do that: what has been declared before is
    registered all the same, and in an update created.
    """
    root = get_root_resource()
    if root is not None:
        _programs.setdefault(root, _Program()).refusal = error


def prompt(value: Any) -> Any:
    """*value* by API names, with everything that has to be awaited as unknown."""
    if isinstance(value, pulumi.Output) or inspect.isawaitable(value):
        return UNKNOWN
    if isinstance(value, Mapping):
        return {camel_case(str(name)): prompt(item) for name, item in value.items()}
    if isinstance(value, list | tuple):
        return [prompt(item) for item in value]
    if isinstance(value, AdditionalDestinationArgs | SchedulingArgs):
        return prompt(vars(value))
    return value


def _faulty(resources: list[_Declared]) -> list[FaultyResource]:
    from .validation import validate

    claims = Claims()
    found: list[FaultyResource] = []
    for index, resource in enumerate(resources):
        faults = validate(resource.inputs)
        # The index keeps two children of one name under different parents apart.
        twice = claims.claim(slot_of(resource.inputs), f"{index}::{resource.name}")
        if twice is not None:
            faults.append(twice)
        if faults:
            texts = [str(fault) for fault in faults]
            found.append({"name": resource.name, "urn": resource.urn, "faults": texts})
    return found
