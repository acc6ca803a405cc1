"""A small model of the Pulumi engine: which calls a provider gets, in which order, and the state.

It follows `step_generator.go`, `step.go` and `deployment_executor.go` of pulumi 3.259, for custom
resources without dependencies: creates before deletes, unless the provider asks for the opposite;
deletes at the end; the state recorded after each step; nothing after the first failure.
"""

from __future__ import annotations

import json
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol, TypeVar

from pulumi.dynamic import CheckResult, CreateResult, DiffResult, ReadResult, UpdateResult

from pulumi_northflank.dynamic.program import HIDDEN_PROPERTY, Declaration
from pulumi_northflank.dynamic.provider import RESOURCE_TYPE

Json = dict[str, Any]
T = TypeVar("T")


class Provider(Protocol):
    """What the engine calls."""

    def check(self, _olds: Json, news: Json) -> CheckResult:
        """Called for its step."""
        ...

    def diff(self, _id: str, _olds: Json, _news: Json) -> DiffResult:
        """Called for its step."""
        ...

    def create(self, props: Json) -> CreateResult:
        """Called for its step."""
        ...

    def update(self, _id: str, _olds: Json, _news: Json) -> UpdateResult:
        """Called for its step."""
        ...

    def read(self, id_: str, props: Json) -> ReadResult:
        """Called for its step."""
        ...

    def delete(self, _id: str, _props: Json) -> None:
        """Called for its step."""
        ...


class CheckFailedError(Exception):
    """A resource of the program is not valid."""


@dataclass(eq=False)
class Record:
    """A resource in the state.

    Attributes:
        delete: It was replaced, and is still to be deleted.
        pending_replacement: It was deleted, and its replacement is still to be created.
        taint: `pulumi state taint` asked for its replacement.
    """

    name: str
    id: str
    inputs: Json
    outputs: Json
    delete: bool = False
    pending_replacement: bool = False
    taint: bool = False


@dataclass(frozen=True)
class Resource:
    """A resource as a program registers it; `ignore` names its ignored inputs."""

    name: str
    inputs: Json
    aliases: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()


@dataclass(frozen=True)
class Command:
    """How one command of `pulumi` goes.

    Attributes:
        kind: `up`, `refresh` or `destroy`.
        refresh: `pulumi up --refresh`.
        replace: The names given to `--replace`.
        order: Which of all orders independent steps take; 0 is the program's.
        checks_first: Whether all resources are checked before the first is created. In the engine
            both go on at the same time.
    """

    kind: str = "up"
    refresh: bool = False
    replace: frozenset[str] = frozenset()
    order: int = 0
    checks_first: bool = True


def permuted(items: Sequence[T], number: int) -> list[T]:
    """The order of *items* that has this number; 0 leaves them as they are."""
    rest, order = list(items), []
    while rest:
        number, index = divmod(number, len(rest))
        order.append(rest.pop(index))
    return order


@dataclass
class Run:
    """One command. It changes `state` as the engine writes it: what stands there was recorded."""

    state: list[Record]
    command: Command
    ensure_alive: Callable[[], None]
    provider: Provider = field(init=False)
    _operated: set[int] = field(default_factory=set)
    _olds: dict[str, Record] = field(default_factory=dict)
    _waiting: deque[Resource] = field(default_factory=deque)
    _chains: deque[list[Callable[[], None]]] = field(default_factory=deque)
    _declared: int = 0
    _is_creating: bool = False
    _failure: CheckFailedError | None = None

    def execute(self, program: Sequence[Resource]) -> None:
        """Run the command.

        Raises:
            CheckFailedError: A resource is not valid.
            NorthflankError: The provider failed; the engine has stopped after it.
        """
        if self.command.refresh or self.command.kind == "refresh":
            self._refresh()
        previous = list(self.state)
        if self.command.kind == "up":
            self._register(program)
        if self.command.kind != "refresh":
            self._delete_the_rest(previous)

    def export(self) -> str:
        """What `pulumi stack export` writes now."""
        resources = [
            {
                "urn": urn_of(record.name),
                "id": record.id,
                "delete": record.delete,
                "pendingReplacement": record.pending_replacement,
            }
            for record in self.state
        ]
        return json.dumps({"deployment": {"resources": resources}})

    def go_on(self) -> None:
        """Register the next resource while the provider waits in a create."""
        if self._waiting and self._is_creating and self._failure is None:
            try:
                self._register_next()
            except CheckFailedError as error:
                self._failure = error

    def _register(self, program: Sequence[Resource]) -> None:
        self._declared = len(program)
        self._olds = {record.name: record for record in self.state if not record.delete}
        self._waiting.extend(permuted(program, self.command.order))
        while self._waiting or self._chains:
            while self._waiting and (self.command.checks_first or not self._chains):
                self._register_next()
            for step in self._chains.popleft():
                step()
                if self._failure is not None:
                    raise self._failure

    def _register_next(self) -> None:
        resource = self._waiting.popleft()
        names = (resource.name, *resource.aliases)
        old = next((self._olds[name] for name in names if name in self._olds), None)
        self._chains.append(self._plan(resource, old))

    def _plan(self, resource: Resource, old: Record | None) -> list[Callable[[], None]]:
        """Check and diff one resource; gives the steps that follow from that."""
        if old is None:
            inputs = self._check(resource, None)
            return [lambda: self._create(resource, inputs)]
        self._operated.add(id(old))
        if old.taint or resource.name in self.command.replace:
            # The provider is asked for no diff, so the new one is created first.
            inputs = self._check(resource, None)
            return [lambda: self._create(resource, inputs, old, delete_later=True)]
        inputs = self._check(resource, old)
        diff = self._call(self.provider.diff, old.id, old.outputs, inputs)
        if not diff.changes and not old.pending_replacement:
            return [lambda: self._same(resource, inputs, old)]
        if not diff.replaces and not old.pending_replacement:
            return [lambda: self._update(resource, inputs, old)]
        inputs = self._check(resource, None)
        if not diff.delete_before_replace:
            return [lambda: self._create(resource, inputs, old, delete_later=True)]
        steps = [] if old.pending_replacement else [lambda: self._delete_first(old)]
        return [*steps, lambda: self._create(resource, inputs, old)]

    def _check(self, resource: Resource, old: Record | None) -> Json:
        news: Json = dict(resource.inputs)
        if old is not None:
            for name in resource.ignore:
                news[name] = old.inputs.get(name)
        hidden: Declaration = {
            "urn": urn_of(resource.name),
            "problems": [],
            "ignored": list(resource.ignore),
            "former_names": [urn_of(alias) for alias in resource.aliases],
            "faulty": [],
            "errors": [],
            "declared": self._declared,
            "preview": False,
            "stack": "organization/shop/dev",
        }
        news = {name: value for name, value in news.items() if value is not None}
        news[HIDDEN_PROPERTY] = json.dumps(hidden)
        checked = self._call(self.provider.check, old.inputs if old is not None else {}, news)
        if checked.failures:
            raise CheckFailedError(checked.failures[0].reason)
        inputs: Json = checked.inputs
        return inputs

    def _create(
        self,
        resource: Resource,
        inputs: Json,
        old: Record | None = None,
        *,
        delete_later: bool = False,
    ) -> None:
        self._is_creating = True
        created = self._call(self.provider.create, inputs)
        self._is_creating = False
        self.state.append(Record(resource.name, created.id, inputs, created.outs or {}))
        if old is None:
            return
        old.delete = delete_later
        if old.pending_replacement:
            self.state.remove(old)

    def _same(self, resource: Resource, inputs: Json, old: Record) -> None:
        old.name, old.inputs = resource.name, inputs

    def _update(self, resource: Resource, inputs: Json, old: Record) -> None:
        updated = self._call(self.provider.update, old.id, old.outputs, inputs)
        old.name, old.inputs, old.outputs = resource.name, inputs, updated.outs or {}

    def _delete_first(self, old: Record) -> None:
        self._call(self.provider.delete, old.id, old.outputs)
        old.pending_replacement = True

    def _delete_the_rest(self, previous: list[Record]) -> None:
        rest = [one for one in previous if one.delete or id(one) not in self._operated]
        for record in permuted(rest, self.command.order):
            # What is pending replacement was deleted already.
            if record.delete or not record.pending_replacement:
                self._call(self.provider.delete, record.id, record.outputs)
            if record in self.state:
                self.state.remove(record)

    def _refresh(self) -> None:
        """Read all resources, in the order of the state; then record everything that was read."""
        failure: Exception | None = None
        gone: list[Record] = []
        found: list[tuple[Record, ReadResult]] = []
        for record in permuted(self.state, self.command.order):
            if record.pending_replacement:
                continue
            try:
                result = self._call(self.provider.read, record.id, record.outputs)
            except Exception as error:  # noqa: BLE001  # the other resources are read all the same
                failure = error
                continue
            if not result.id:
                gone.append(record)
                continue
            found.append((record, result))
            # What an update would show: the engine asks with the sides exchanged.
            self._call(self.provider.diff, record.id, result.outs, record.inputs)
        self.state[:] = [record for record in self.state if record not in gone]
        for record, result in found:
            record.inputs, record.outputs = result.inputs or record.inputs, result.outs or {}
        if failure is not None:
            raise failure

    def _call(self, method: Callable[..., T], *arguments: Any) -> T:
        result = method(*arguments)
        # A provider goes on for a moment after its engine was killed. Nothing of that is recorded.
        self.ensure_alive()
        return result


def urn_of(name: str) -> str:
    """The URN of a resource."""
    return f"urn:pulumi:dev::shop::{RESOURCE_TYPE}::{name}"
