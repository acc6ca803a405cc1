"""What a program declares as a whole, handed along with each of its resources.

The engine stops a preview at the first resource whose check fails, so on its own
it would report one faulty schedule a preview; and it does not tell a provider which
resource a check is for. So each resource carries a hidden property with its URN and
with the faults of the program's schedules, as far as they show before anything is
registered. The check reports them and keeps the property out of the state.
"""

from __future__ import annotations

import inspect
import json
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
from .validation import validate

HIDDEN_PROPERTY = "declaration"
"""Not with two underscores, the mark of internal properties: older SDKs drop those on the way."""


class FaultyResource(TypedDict):
    """A resource of the program and what is wrong with it."""

    name: str
    urn: str
    faults: list[str]


class Declaration(TypedDict):
    """What the hidden property tells: which resource this is, the program's faults, what is run."""

    urn: str
    faulty: list[FaultyResource]
    preview: bool


@dataclass
class _Program:
    """The schedules that one run of a program has declared so far."""

    faulty: list[FaultyResource] = field(default_factory=list)
    refusal: NorthflankError | None = None
    claims: Claims = field(default_factory=Claims)
    declared: int = 0

    def add(self, name: str, urn: str, inputs: Mapping[str, Any]) -> None:
        """Note what is wrong with one more schedule, each looked at once."""
        faults = validate(inputs)
        # The number keeps two children of one name under different parents apart.
        self.declared += 1
        twice = self.claims.claim(slot_of(inputs), f"{self.declared}::{name}")
        if twice is not None:
            faults.append(twice)
        if faults:
            texts = [str(fault) for fault in faults]
            self.faulty.append({"name": name, "urn": urn, "faults": texts})


# By the root of the stack: one process may run several programs (Automation API),
# and each has a root of its own.
_programs: weakref.WeakKeyDictionary[pulumi.Resource, _Program] = weakref.WeakKeyDictionary()


def declare(
    type_: str, name: str, props: Mapping[str, Any], opts: pulumi.ResourceOptions | None
) -> Awaitable[str] | None:
    """Note a resource that is about to be registered.

    Args:
        type_: The resource's type token.
        name: The resource's name.
        props: Its arguments by Python names, as the program gave them.
        opts: Its options.

    Returns:
        The hidden property's value, a Declaration as JSON, to be awaited when the program
        has declared what it declares; None outside of a stack.
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
    program.add(name, known_urn, canonical(prompt(props)))

    async def declaration() -> str:
        if program.refusal is not None:
            raise program.refusal
        urn = known_urn
        if parent:
            # Of the parent only the URN is wanted. As an Output it would bring along a
            # dependency on the parent, of which this resource is a part: a circle.
            output = pulumi.create_urn(name, type_, parent.urn.future())  # type: ignore[arg-type]
            urn = str(await output.future())
        declared: Declaration = {
            "urn": urn,
            "faulty": program.faulty,
            "preview": pulumi.runtime.is_dry_run(),
        }
        # One text on its way through the engine, which would look into an object value by value.
        return json.dumps(declared)

    return declaration()


def declaration_in(props: Mapping[str, Any]) -> Declaration | None:
    """What the hidden property among the inputs of a resource tells, if there is one."""
    hidden = props.get(HIDDEN_PROPERTY)
    if not isinstance(hidden, str):
        return None
    declared: Declaration = json.loads(hidden)
    return declared


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
