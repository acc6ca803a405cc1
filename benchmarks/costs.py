"""The part `costs`: requests, memory, imports, checks, and what the state holds."""

from __future__ import annotations

import json
import statistics
import sys
from collections.abc import Iterator
from functools import cache, partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pyperf
from pulumi.dynamic.dynamic import PROVIDER_KEY, serialize_provider

from benchmarks.cases import Case, Plan
from benchmarks.life import Figures, check_left, live
from benchmarks.processes import Peak, environment, run
from benchmarks.programs.floor import FloorProvider
from benchmarks.programs.schedules import schedules
from benchmarks.stack import PROVIDER_MODULE, Shape, new_stack
from pulumi_northflank import AddonBackupScheduleProvider
from pulumi_northflank.naming import camel_case

NAME = "costs"
CONTESTANTS = ("provider", "floor", "nothing")
IMPORTS = (
    "import pulumi",
    "import schedule",
    "import all",
    "declare",
    "provider process",
    "floor process",
)
CHECKS = ("valid", "faulty")
# Fresh interpreters are quick, and one of them tells little.
IMPORT_ROUNDS = 25


def cases(plan: Plan) -> Iterator[Case]:
    """Each cost is a case of its own."""
    count = plan.counts_or(60)[0]
    yield Case(
        NAME,
        {"what": "requests", "schedules": count},
        CONTESTANTS[:2],
        partial(_requests, count),
        seconds=8 + count * 0.05,
        most_rounds=1,
    )
    yield Case(
        NAME,
        {"what": "state", "schedules": count},
        CONTESTANTS,
        partial(_state, count),
        seconds=8,
        most_rounds=1,
    )
    yield Case(
        NAME,
        {"what": "imports"},
        IMPORTS,
        _import,
        seconds=0.4,
        least_rounds=1 if plan.is_quick else IMPORT_ROUNDS,
    )
    yield Case(
        NAME,
        {"what": "checks"},
        ("check",),
        partial(_checks, plan),
        seconds=2 if plan.is_quick else 12,
    )
    most = plan.counts_or(240)[-1]
    yield Case(
        NAME,
        {"what": "memory", "schedules": most},
        CONTESTANTS,
        partial(_memory, most),
        seconds=3 + most * 0.015,
    )


def _requests(count: int, contestant: str) -> Figures:
    return {"requests": live(contestant, Shape(count), 0)["requests"]}


def _memory(count: int, contestant: str) -> Figures:
    peak = Peak(PROVIDER_MODULE)
    with new_stack(contestant, Shape(count)) as stack:
        ended = stack.do("up", peak=peak)
        check_left(stack, "up", ended.output)
    return {"megabytes": round(peak.megabytes, 1)}


def _state(count: int, contestant: str) -> Figures:
    with new_stack(contestant, Shape(count)) as stack:
        check_left(stack, "up", stack.do("up").output)
        resources = stack.resources()
        file_bytes = stack.state_file.stat().st_size
    # The SDK adds the provider to all that is dynamic.
    declared = {camel_case(name) for _, each in schedules(count) for name in each} | {PROVIDER_KEY}
    inputs = {name for each in resources for name in each["inputs"]}
    beyond = {name for each in resources for name in each["outputs"] if name not in each["inputs"]}
    # What the engine notes of each property that was registered, though the check has taken it out.
    noted = {name for each in resources for name in each["propertyDependencies"]}
    sizes = [len(json.dumps(each, separators=(",", ":"))) for each in resources]
    return {
        "bytes": round(statistics.mean(sizes)),
        "file_bytes": file_bytes,
        "inputs_beyond_declared": sorted(inputs - declared),
        "outputs_beyond_inputs": sorted(beyond),
        "names_beyond_inputs": sorted(noted - inputs),
    }


@cache
def _payload(contestant: str) -> str:
    """What the state has of a provider."""
    made = AddonBackupScheduleProvider() if contestant == "provider process" else FloorProvider()
    payload: str = serialize_provider(made)
    return payload


def _import(contestant: str) -> Figures:
    module = "benchmarks.programs.imports"
    command = [sys.executable, "-m", module]
    if contestant.endswith(" process"):
        command += ["provider process", _payload(contestant)]
    else:
        command += [contestant]
    with TemporaryDirectory() as folder:
        ended = run(command, cwd=Path(folder), env=environment())
    figures: Figures = json.loads(ended.output)
    return {
        name: round(value, 2) if isinstance(value, float) else value
        for name, value in figures.items()
    }


def _checks(plan: Plan, _contestant: str) -> Figures:
    options = ["--quiet", "--copy-env", "--processes", "1" if plan.is_quick else "3"]
    options += ["--values", "1" if plan.is_quick else "5", "--warmups", "1"]
    if plan.is_quick:
        options += ["--min-time", "0.01"]
    with TemporaryDirectory() as folder:
        file = Path(folder, "checks.json")
        module = "benchmarks.programs.checks"
        command = [sys.executable, "-m", module, *options, "-o", str(file)]
        run(command, cwd=Path(folder), env=environment())
        found: Any = pyperf.BenchmarkSuite.load(str(file))
    return {each.get_name(): round(1 / each.median()) for each in found.get_benchmarks()}
