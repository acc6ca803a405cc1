"""Two stacks, one API and the people who use it, and what must be true of them at all times."""

from __future__ import annotations

import datetime as dt
import random
import re
import threading
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from pulumi_northflank.emulator import Clock, Emulator
from pulumi_northflank.errors import NorthflankError

from .engine import CheckFailedError, Command, Record, Run
from .network import TOKEN, Killed, Line, Race, Time, Write
from .programs import SLOTS, Meaning, Slot, Stack, recorded

LONGEST_LAG = 10.0
"""Within what `northflank:listLag` allows by default."""

SECONDS_TO_START = 2.5
"""What engine and program need before the first request. The provider takes a schedule for its own
if it was created up to two seconds before a POST that was lost."""
START = dt.datetime(2026, 1, 1, tzinfo=dt.timezone.utc)


@dataclass
class Outcome:
    """How a command ended: with which error if any, and what it did.

    Attributes:
        writes: What it changed.
        said: What the user was told.
        sent: How many requests it made.
    """

    error: BaseException | None
    writes: list[Write]
    said: list[str]
    sent: int

    @property
    def succeeded(self) -> bool:
        """Whether it ended without an error."""
        return self.error is None


class World:
    """The emulator, its time, and two stacks."""

    edits_state = True
    """Whether someone may edit the state behind the back of the engine."""
    knows_order = True
    """Whether the order of the requests is known."""

    def __init__(self) -> None:
        addons = sorted({f"shop/{slot[0]}" for slot in SLOTS})
        self.api = Emulator(
            token=TOKEN, addons=addons, rate_limit=10**9, clock=Clock(START, frozen=True)
        )
        self.api.start()
        self._app = self.api._wsgi_app(self.api._require_running().store)
        self.reset()

    def reset(self) -> None:
        """Begin anew, with the same waits before retries."""
        random.seed(0)
        self.api.clear()
        self.time = Time(self.api)
        self.stacks = (Stack("blue"), Stack("green"))

    def live(self, *, dying: bool = False) -> dict[str, Meaning]:
        """The schedules: those to stay, or those whose deletion has yet to take effect."""
        gone = self.api._lag._gone
        return {
            one["schedule"]["id"]: Meaning.of(one["schedule"], one["addonId"])
            for one in self.api.schedules()
            if (one["schedule"]["id"] in gone) == dying
        }

    def is_live(self, schedule_id: str) -> bool:
        """Whether a schedule exists, and is to stay."""
        return schedule_id in self.live()

    def is_dying(self, stack: Stack) -> bool:
        """Whether the state has a schedule whose deletion has yet to take effect.

        A refresh believes the list that still shows it, and rightly: a proof would take the longest
        lag at each refresh.
        """
        return not self.live(dying=True).keys().isdisjoint(one.id for one in stack.state)

    def holder(self, slot: Slot) -> str | None:
        """The ID of the schedule in a slot."""
        return next((id_ for id_, one in self.live().items() if one.slot == slot), None)

    def run(self, stack: Stack, command: Command, faults: Mapping[int, str]) -> Outcome:
        """Run one command, and judge what it did."""
        self.time.advance(SECONDS_TO_START)
        judge = Judge(self, stack, command)
        line = Line(self.api, self._app, self.time, faults)
        outcome = self._execute(stack, command, line)
        judge.judge(outcome)
        return outcome

    def race(
        self,
        commands: Sequence[tuple[Command, Mapping[int, str]]],
        turns: Iterator[bool],
    ) -> None:
        """Run a command of each stack at the same time, and judge what they did."""
        race = Race(self.time, turns)
        lines = [
            Line(self.api, self._app, self.time, faults, process)
            for process, (_, faults) in enumerate(commands)
        ]
        outcomes: dict[int, Outcome] = {}

        def execute(process: int) -> None:
            race.begin(process)
            command, line = commands[process][0], lines[process]
            outcomes[process] = self._execute(self.stacks[process], command, line)
            race.end(process)

        judges = [
            Judge(self, stack, command, alone=False)
            for stack, (command, _) in zip(self.stacks, commands, strict=True)
        ]
        self.time.advance(SECONDS_TO_START)
        self.time.race = race
        threads = [threading.Thread(target=execute, args=(process,)) for process in (0, 1)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.time.race = None
        for process, judge in enumerate(judges):
            judge.judge(outcomes[process])

    def _execute(self, stack: Stack, command: Command, line: Line) -> Outcome:
        run = Run(stack.state, command, line.ensure_alive)
        run.provider = line.provider(run.export)
        line.go_on = run.go_on
        error: BaseException | None = None
        try:
            run.execute(stack.resources)
        except BaseException as raised:  # noqa: BLE001  # judged later: a thread would lose it
            error = raised
        return Outcome(error, line.writes, line.said, line.sent)

    def lag(self, list_lag: float, delete_lag: float) -> None:
        """Let lists lag from now on."""
        self.api.lag(list_lag=list_lag, delete_lag=delete_lag)

    def is_true(self, record: Record) -> bool:
        """Whether the schedule of a record exists with the settings in the state."""
        return self.live().get(record.id) == recorded(record)

    def goal(self, stack: Stack, name: str) -> Meaning:
        """What the schedule of a resource is to do, if it has to be created."""
        declared, record = stack.program[name], stack.record(name)
        if record is None or not declared.ignores_retention:
            return declared.meaning
        holder = self.holder(recorded(record).slot)
        retention = record.inputs["retentionTime"]
        if holder is not None:
            retention = self.live()[holder].retention
        return declared.meaning._replace(retention=retention)

    def in_the_way(self, stack: Stack, name: str) -> str | None:
        """The ID of the schedule that keeps a resource from being created, if any."""
        declared = stack.program[name]
        holder = self.holder(declared.slot)
        record = stack.record(name)
        if holder is None or (record is not None and record.id == holder):
            return None
        is_same = self.live()[holder] == self.goal(stack, name)
        owners = [one for one in stack.state if one.id == holder]
        if owners:
            # Another resource of the stack has it, and gives it up if it moves to another slot. If
            # it is removed, only a new resource might be the same under another name.
            kept = {id(stack.record(other)) for other in stack.program}
            gives_up = any(
                one.delete or one.pending_replacement or id(one) in kept for one in owners
            )
            # A refresh forgets a resource whose schedule is gone.
            is_old = any(one.name == name and self.is_live(one.id) for one in stack.state)
            replaces = declared.if_exists == "replace"
            takes = is_same or is_old if self.knows_program(stack) else is_same and not is_old
            return None if takes or gives_up or replaces else holder
        adopts = is_same and declared.if_exists == "adopt"
        return None if adopts or declared.if_exists == "replace" else holder

    def knows_program(self, stack: Stack) -> bool:
        """Whether the provider can tell that a resource was removed from the program."""
        return True

    def exact(self, stack: Stack) -> None:
        """Require that state, server and program agree."""
        live = self.live()
        marks = [one.name for one in stack.state if one.delete or one.pending_replacement]
        assert [] == marks, f"{stack.name}: still to be deleted or created: {marks}"
        assert sorted(stack.program) == sorted(one.name for one in stack.state), stack.name
        for record in stack.state:
            declared = stack.program[record.name]
            there = live.get(record.id)
            assert there is not None, f"{stack.name}: {record.name} is in the state only"
            assert declared.matches(there), f"{stack.name}: {declared} is {there} in Northflank"
            assert recorded(record) == there, f"{stack.name}: {there} is {record} in the state"


class Judge:
    """Looks at a command before and after it."""

    def __init__(self, world: World, stack: Stack, command: Command, *, alone: bool = True) -> None:
        self._world = world
        self._stack = stack
        self._command = command
        self._alone = alone
        self._owned = {record.id for record in stack.state}
        self._needed = self._needed_ids() if command.kind == "up" else {}
        # By name: the schedule to be made anew, and the ignored retention to be kept.
        self._forced: dict[str, str] = {}
        self._ignored: dict[str, int] = {}
        for name, declared in stack.program.items():
            record = stack.record(name)
            if record is None or record.id not in world.live():
                continue
            forced = record.taint or name in command.replace
            stays = recorded(record).slot == declared.slot
            # In another slot, it is new anyway, and another resource can need the old one.
            if forced and stays:
                self._forced[name] = record.id
            # The engine ignores nothing of a resource whose replacement is forced. After a command
            # that was ended half-way, two can have the same schedule, and one of them deletes it.
            is_shared = [one.id for one in stack.state].count(record.id) > 1
            if declared.ignores_retention and (stays or not forced) and not is_shared:
                self._ignored[name] = world.live()[record.id].retention
        untrue = [one for one in stack.state if not one.delete and not world.is_true(one)]
        self._starts_true = not untrue or (command.refresh and not world.is_dying(stack))

    def _needed_ids(self) -> dict[str, str]:
        """The schedules that are as declared, so that nothing may delete them."""
        needed: dict[str, str] = {}
        live = self._world.live()
        for name, declared in self._stack.program.items():
            record = self._stack.record(name)
            if record is None:
                holder = self._world.holder(declared.slot)
                if holder in self._owned and declared.meaning == live[holder]:
                    needed[holder] = name
            elif (
                not record.taint
                and not record.pending_replacement
                and name not in self._command.replace
                and self._world.is_true(record)
                and declared.matches(live[record.id])
            ):
                needed[record.id] = name
        return needed

    def judge(self, outcome: Outcome) -> None:
        """Require what every command has to keep, whatever happened to it."""
        error = outcome.error
        if not isinstance(error, NorthflankError | CheckFailedError | Killed | None):
            raise error
        created = self._judge_writes(outcome.writes)
        if self._command.kind == "refresh":
            assert [] == outcome.writes, "a refresh has changed something"
        # Without a refresh, nobody tells the provider what someone else has deleted.
        if self._alone and self._starts_true:
            for text in outcome.said:
                kept = re.match(r"Kept schedule (\w+)", text)
                assert kept is None or self._world.is_live(kept[1]), f"not true: {text}"
        if outcome.succeeded:
            lost = created - {record.id for record in self._stack.state}
            assert set() == lost, f"created and in no state: {lost}"
            self._judge_success()

    def _judge_success(self) -> None:
        if self._command.kind == "destroy":
            assert [] == self._stack.state, "destroy has left something in the state"
        if not (self._alone and self._command.kind == "up" and self._starts_true):
            return
        self._world.exact(self._stack)
        live = self._world.live()
        for name, old_id in self._forced.items():
            assert old_id not in live, f"{name} was not made anew"
        for name, retention in self._ignored.items():
            record = self._stack.record(name)
            assert record is not None
            assert retention == live[record.id].retention, f"{name} has lost what it ignores"

    def _judge_writes(self, writes: list[Write]) -> set[str]:
        """Require of each deletion that it was meant; gives the schedules that were created."""
        declared = {one.slot: one for one in self._stack.program.values()}
        created: set[str] = set()
        empty: set[Slot] = set()
        for write in writes:
            if write.method == "POST":
                created.add(write.id)
                empty.discard(write.slot)
                continue
            goal = declared.get(write.slot) if self._command.kind == "up" else None
            may_replace = goal is not None and goal.if_exists == "replace"
            owned = write.id in self._owned or write.id in created
            assert owned or may_replace, f"deleted {write}, which is not of this stack"
            assert write.id not in self._needed, f"deleted {write}, which is as declared"
            # Someone else can have filled a slot, also that of the schedule just deleted.
            empty -= {*write.filled, write.slot}
            if self._world.knows_order:
                assert not empty, f"deleted {write} while {empty} is empty"
            created.discard(write.id)
            if goal is not None:
                empty.add(write.slot)
        return created
