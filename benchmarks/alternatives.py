"""The part `clients`: what people would use instead, for the same calls."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from benchmarks.cases import Case, Plan
from benchmarks.life import Figures, check_held, live
from benchmarks.programs.schedules import CHANGED_RETENTION, RETENTION, schedules
from benchmarks.server import Server, emulator
from benchmarks.stack import Shape, new_stack
from benchmarks.ways import Call, Chain, ways

NAME = "clients"
CONTESTANTS = ("provider", "requests", "js", "js-four", "cli")
# What of the life of a stack is the same work.
SAME = {"create": "up", "list": "refresh", "change": "change", "delete": "destroy"}


def cases(plan: Plan) -> Iterator[Case]:
    """A whole life of a few schedules, and the creation of more."""
    latency = plan.latencies_or(50)[-1]
    for count in plan.counts_or(60)[:1]:
        yield Case(
            NAME,
            {"schedules": count, "latency": latency, "what": "life"},
            CONTESTANTS,
            partial(_life, count, latency),
            seconds=count * 0.47,
        )
    for count in plan.counts_or(240)[-1:]:
        yield Case(
            NAME,
            {"schedules": count, "latency": latency, "what": "create"},
            CONTESTANTS,
            partial(_creation, count, latency),
            seconds=count * 0.11,
        )


def _life(count: int, latency: int, contestant: str) -> Figures:
    if contestant == "provider":
        figures = live(contestant, Shape(count), latency)
        return {
            what: {ours: figures[what][theirs] for ours, theirs in SAME.items()}
            for what in ("seconds", "requests")
        }
    return _alternative(count, latency, contestant, tuple(SAME))


def _creation(count: int, latency: int, contestant: str) -> Figures:
    if contestant == "provider":
        with new_stack(contestant, Shape(count), latency) as stack:
            return {"seconds": {"create": round(stack.do("up").seconds, 3)}}
    return _alternative(count, latency, contestant, ("create",))


def _alternative(count: int, latency: int, contestant: str, steps: Sequence[str]) -> Figures:
    figures: Figures = {"seconds": {}, "requests": {}}
    with TemporaryDirectory(prefix="pulumi-northflank-benchmark-") as name:
        folder = Path(name)
        with emulator(folder, latency) as server:
            way = ways(folder, server)[contestant]
            before = server.requests()
            for step in steps:
                chains = _chains(step, count, server.held())
                start = time.perf_counter()
                way(chains)
                figures["seconds"][step] = round(time.perf_counter() - start, 3)
                _check(server, count, step, contestant)
                after = server.requests()
                figures["requests"][step] = dict(sorted((after - before).items()))
                before = after
    return figures


def _chains(step: str, count: int, held: list[dict[str, Any]]) -> list[Chain]:
    """The calls of a step; who makes them knows the IDs."""
    ids = {
        (
            each["addonId"],
            each["schedule"]["backupType"],
            each["schedule"]["scheduling"]["interval"],
        ): each["schedule"]["id"]
        for each in held
    }
    retention = CHANGED_RETENTION if step == "change" else RETENTION
    wanted = [each for _, each in schedules(count, retention=retention)]
    if step == "list":
        addons = dict.fromkeys(each["addon_id"] for each in wanted)
        return [[Call("list", addon)] for addon in addons]
    chains: list[Chain] = []
    for each in wanted:
        addon = each["addon_id"]
        create = Call("create", addon, each)
        if step == "create":
            chains.append([create])
            continue
        slot = (addon, each["backup_type"], each["scheduling"]["interval"])
        delete = Call("delete", addon, id=ids[slot])
        chains.append([delete, create] if step == "change" else [delete])
    return chains


def _check(server: Server, count: int, step: str, contestant: str) -> None:
    retention = CHANGED_RETENTION if step == "change" else RETENTION
    # What is listed has been changed by nobody yet.
    wanted = {
        (each["addon_id"], each["backup_type"], each["scheduling"]["interval"], retention): 1
        for _, each in (() if step == "delete" else schedules(count))
    }
    check_held(server.held(), wanted, f"{step} by {contestant}", "")
