"""The state machine: everything that people, stacks and networks do, one rule each."""

from __future__ import annotations

import functools
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any, TypeVar

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule

from .engine import Command
from .network import FAULTS
from .programs import SLOTS, Declared, Stack, add, body, free_slots, recorded
from .world import LONGEST_LAG, World

T = TypeVar("T")

NAMES = ("a", "b", "c")

blue_or_green = st.sampled_from([0, 1])
picks = st.integers(0, 11)
orders = st.integers(0, 23)
retentions = st.sampled_from([3, 5, 7])
compressions = st.sampled_from([None, "gz", "zstd"])
ways = st.sampled_from(["adopt", "adopt", "adopt", "error", "replace"])
lags = st.sampled_from([0.0, 1.0, LONGEST_LAG])
# By the number of the request: most commands make one to three.
faults = st.dictionaries(
    st.sampled_from([0, 1, 2, 0, 1, 3, 4]), st.sampled_from(FAULTS), max_size=2
)
programs = st.lists(
    st.builds(Declared, st.sampled_from(SLOTS), retentions, compressions, ways),
    min_size=1,
    max_size=len(NAMES),
    unique_by=lambda one: one.slot,
)
turns = st.lists(st.booleans(), max_size=12)
commands = st.builds(
    Command,
    kind=st.sampled_from(["up"] * 8 + ["refresh", "destroy"]),
    refresh=st.sampled_from([False, False, True]),
    order=orders,
    checks_first=st.booleans(),
)


Step = tuple[str, dict[str, Any]]


def step(
    kind: Callable[..., Any] = rule, **strategies: st.SearchStrategy[Any]
) -> Callable[[Callable[..., None]], Any]:
    """Make a method a rule of the machine that notes its own calls."""

    def decorate(method: Callable[..., None]) -> Any:
        @functools.wraps(method)
        def noting(self: Histories, **arguments: Any) -> None:
            self.history.append((method.__name__, arguments))
            method(self, **arguments)

        return kind(**strategies)(noting)

    return decorate


class Histories(RuleBasedStateMachine):
    """Histories of two stacks. Each rule that does something is one step.

    Attributes:
        world: Where they happen.
        steps: How many steps were made by all machines.
        history: What the latest machine has done.
    """

    world: World
    steps = 0
    history: list[Step]

    def __init__(self) -> None:
        super().__init__()
        self.world.reset()
        type(self).history = []

    @classmethod
    def replay(cls, history: Sequence[Step]) -> AssertionError | None:
        """Go through a history, and give what was wrong, if anything."""
        machine = cls()
        try:
            for name, arguments in history:
                getattr(machine, name)(**arguments)
            machine.teardown()
        except AssertionError as error:
            return error
        return None

    def stack(self, number: int) -> Stack:
        """One of the two."""
        return self.world.stacks[number]

    def pick(self, options: Sequence[T], number: int) -> T | None:
        """One of the options, and count the step that follows; None if there is none."""
        if not options:
            return None
        type(self).steps += 1
        return options[number % len(options)]

    @step(kind=initialize, blue=programs, green=programs, settled=st.booleans())
    def begin(self, blue: list[Declared], green: list[Declared], settled: bool) -> None:
        """One stack at least declares something."""
        self.pick([0], 0)
        for number, program in enumerate((blue, green)):
            self.stack(number).program.update(zip(NAMES, program, strict=False))
            if settled:
                self.settle_now(number, 0, checks_first=True)

    # What people write

    @step(
        stack=blue_or_green,
        pick=picks,
        retention=retentions,
        compression=compressions,
        if_exists=ways,
    )
    def declare(
        self, stack: int, pick: int, retention: int, compression: str | None, if_exists: str
    ) -> None:
        """A program declares one more schedule."""
        program = self.stack(stack).program
        free = [name for name in NAMES if name not in program]
        chosen = self.pick([(name, slot) for name in free for slot in free_slots(program)], pick)
        if chosen is not None:
            add(program, chosen[0], Declared(chosen[1], retention, compression, if_exists))

    @step(
        stack=blue_or_green,
        pick=picks,
        retention=retentions,
        compression=compressions,
        if_exists=ways,
    )
    def edit(
        self, stack: int, pick: int, retention: int, compression: str | None, if_exists: str
    ) -> None:
        """A resource gets other settings."""
        program = self.stack(stack).program
        name = self.pick(list(program), pick)
        if name is not None:
            program[name] = replace(
                program[name],
                retention=retention,
                compression=compression,
                if_exists=if_exists,
            )

    @step(stack=blue_or_green, pick=picks)
    def take_back(self, stack: int, pick: int) -> None:
        """A resource is declared as it is in the state."""
        program = self.stack(stack).program
        free = free_slots(program)
        options = []
        for record in self.stack(stack).state:
            meaning = recorded(record)
            declared = program.get(record.name)
            if declared is not None and meaning.slot in (*free, declared.slot):
                options.append((record.name, replace(declared, **meaning._asdict())))
        chosen = self.pick(options, pick)
        if chosen is not None:
            program[chosen[0]] = chosen[1]

    @step(stack=blue_or_green, pick=picks)
    def relocate(self, stack: int, pick: int) -> None:
        """A resource gets another slot."""
        program = self.stack(stack).program
        chosen = self.pick([(name, slot) for name in program for slot in free_slots(program)], pick)
        if chosen is not None:
            program[chosen[0]] = replace(program[chosen[0]], slot=chosen[1])

    @step(stack=blue_or_green, pick=picks)
    def exchange(self, stack: int, pick: int) -> None:
        """Two resources become each other."""
        program = self.stack(stack).program
        pair = self.pick([(one, two) for one in program for two in program if one < two], pick)
        if pair is not None:
            one, two = (program[name] for name in pair)
            program[pair[0]] = replace(two, aliases=one.aliases)
            program[pair[1]] = replace(one, aliases=two.aliases)

    @step(stack=blue_or_green, pick=picks)
    def undeclare(self, stack: int, pick: int) -> None:
        """A resource leaves its program."""
        program = self.stack(stack).program
        name = self.pick(list(program), pick)
        if name is not None:
            del program[name]

    @step(stack=blue_or_green, pick=picks, alias=st.booleans())
    def rename(self, stack: int, pick: int, alias: bool) -> None:
        """A resource gets another name."""
        program = self.stack(stack).program
        pair = self.pick(
            [(old, new) for old in program for new in NAMES if new not in program], pick
        )
        if pair is not None:
            declared = program.pop(pair[0])
            aliases = (*declared.aliases, pair[0]) if alias else ()
            add(program, pair[1], replace(declared, aliases=aliases))

    @step(stack=blue_or_green, pick=picks)
    def ignore_retention(self, stack: int, pick: int) -> None:
        """`ignore_changes` of the retention, or not any more."""
        program = self.stack(stack).program
        name = self.pick(list(program), pick)
        if name is not None:
            ignores = program[name].ignores_retention
            program[name] = replace(program[name], ignores_retention=not ignores)

    @step(stack=blue_or_green, pick=picks)
    def move_to_the_other_stack(self, stack: int, pick: int) -> None:
        """Only in the programs."""
        here, there = self.stack(stack).program, self.stack(1 - stack).program
        movable = [one for one in here if one not in there and here[one].slot in free_slots(there)]
        name = self.pick(movable, pick)
        if name is not None:
            add(there, name, replace(here.pop(name), aliases=()))

    # What people do in Northflank

    @step(pick=picks, retention=retentions)
    def create_by_hand(self, pick: int, retention: int) -> None:
        """Someone creates a schedule."""
        held = [*self.world.live().values(), *self.world.live(dying=True).values()]
        taken = {one.slot for one in held}
        slot = self.pick([slot for slot in SLOTS if slot not in taken], pick)
        if slot is not None:
            self.world.api.add_schedule("shop", slot[0], body(Declared(slot, retention)))

    @step(pick=picks, retention=retentions)
    def edit_by_hand(self, pick: int, retention: int) -> None:
        """Someone changes a retention."""
        schedule_id = self.pick(list(self.world.live()), pick)
        if schedule_id is not None:
            self.world.api.update_schedule(schedule_id, retentionTime=retention)

    @step(pick=picks)
    def delete_by_hand(self, pick: int) -> None:
        """Someone deletes a schedule."""
        schedule_id = self.pick(list(self.world.live()), pick)
        if schedule_id is not None:
            self.world.api.remove_schedule(schedule_id)

    @step(list_lag=lags, delete_lag=lags)
    def lag(self, list_lag: float, delete_lag: float) -> None:
        """From now on, lists lag in another way."""
        self.pick([0], 0)
        self.world.lag(list_lag, delete_lag)

    @step()
    def wait(self) -> None:
        """All that lags becomes visible; to wait twice is not another step."""
        if (
            self.pick([0] if [name for name, _ in self.history[-2:]] != ["wait", "wait"] else [], 0)
            is not None
        ):
            self.world.time.advance(60)

    # What people run

    @step(stack=blue_or_green, command=commands, faults=faults)
    def run(self, stack: int, command: Command, faults: dict[int, str]) -> None:
        """One command."""
        if self.pick([0] if self.has_work(self.stack(stack), command) else [], 0) is not None:
            self.run_now(stack, command, faults)

    @step(one=commands, two=commands, faults_of_one=faults, faults_of_two=faults, turns=turns)
    def run_both(
        self,
        one: Command,
        two: Command,
        faults_of_one: dict[int, str],
        faults_of_two: dict[int, str],
        turns: list[bool],
    ) -> None:
        """At the same time."""
        has_work = map(self.has_work, self.world.stacks, (one, two))
        if self.pick([0] if all(has_work) else [], 0) is None:
            return
        self.world.race([(one, faults_of_one), (two, faults_of_two)], iter(turns))

    @step(stack=blue_or_green, pick=picks)
    def taint(self, stack: int, pick: int) -> None:
        """`pulumi state taint`."""
        records = [one for one in self.stack(stack).state if not one.delete]
        record = self.pick(records if self.world.edits_state else [], pick)
        if record is not None:
            record.taint = True

    @step(stack=blue_or_green, pick=picks)
    def replace(self, stack: int, pick: int) -> None:
        """`pulumi up --replace`."""
        name = self.pick(list(self.stack(stack).program), pick)
        if name is not None:
            self.run_now(stack, Command(replace=frozenset({name})), {})

    @step(stack=blue_or_green, pick=picks)
    def move_state(self, stack: int, pick: int) -> None:
        """`pulumi state move`, and the declaration with it."""
        here, there = self.stack(stack), self.stack(1 - stack)
        taken = {record.name for record in there.state} | set(there.program)
        movable = [
            record
            for record in here.state
            if not record.delete
            and record.name in here.program
            and record.name not in taken
            and here.program[record.name].slot in free_slots(there.program)
        ]
        record = self.pick(movable if self.world.edits_state else [], pick)
        if record is not None:
            here.state.remove(record)
            there.state.append(record)
            moved = replace(here.program.pop(record.name), aliases=())
            add(there.program, record.name, moved)

    @step(stack=blue_or_green, order=orders, checks_first=st.booleans())
    def settle(self, stack: int, order: int, checks_first: bool) -> None:
        """One more undisturbed `up` is exact, and the next one makes no request."""
        self.pick([0], 0)
        self.settle_now(stack, order, checks_first)

    def teardown(self) -> None:
        """Every history ends like this."""
        for number in (0, 1):
            self.settle_now(number, 0, checks_first=True)

    # How they go

    def has_work(self, stack: Stack, command: Command) -> bool:
        """Whether a command makes any request."""
        if command.kind != "up" or command.refresh:
            return bool(stack.state) or (command.kind == "up" and bool(stack.program))
        declared = {name: one.meaning for name, one in stack.program.items()}
        return declared != {one.name: recorded(one) for one in stack.state if not one.delete}

    def run_now(self, number: int, command: Command, faults: dict[int, str]) -> None:
        """Run a command."""
        self.world.run(self.stack(number), command, faults)

    def settle_now(self, number: int, order: int, checks_first: bool) -> None:
        """Run the undisturbed `up`, after what would be in its way is out of it."""
        stack, world = self.stack(number), self.world
        if world.is_dying(stack):
            world.time.advance(LONGEST_LAG)
        # Refused, and rightly: people take one of the two away, which can bring the next to light.
        while blocked := [name for name in stack.program if world.in_the_way(stack, name)]:
            self.give_way(stack, blocked[0])
        untrue = [one for one in stack.state if not one.delete and not world.is_true(one)]
        command = Command(refresh=bool(untrue), order=order, checks_first=checks_first)
        outcome = world.run(stack, command, {})
        assert outcome.error is None, f"an undisturbed up has failed: {outcome.error}"
        world.exact(stack)
        again = world.run(stack, Command(), {})
        assert (True, 0) == (again.succeeded, again.sent), "the next up is not a no-op"

    def give_way(self, stack: Stack, name: str) -> None:
        """Undeclare a resource, or delete the schedule in its slot if no stack has it."""
        holder = self.world.in_the_way(stack, name)
        if holder in {record.id for other in self.world.stacks for record in other.state}:
            del stack.program[name]
        elif holder is not None:
            self.world.api.remove_schedule(holder)
