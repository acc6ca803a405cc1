"""The benchmarks: their page, their targets, and the way through the rounds."""

from __future__ import annotations

import contextlib
import copy
import json
import os
import signal
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

import clients
from benchmarks import alternatives, command, growth, processes, stacks, tables, targets
from benchmarks.cases import Case, Plan
from benchmarks.errors import BenchmarkError
from benchmarks.figures import Figures, Measured, Spread
from benchmarks.life import check_held, expected_requests, operations_of
from benchmarks.page import PAGE, page
from benchmarks.programs.schedules import body, schedules
from benchmarks.server import MOST_REQUESTS
from benchmarks.stack import OPERATIONS
from pulumi_northflank.emulator import Emulator
from pulumi_northflank.emulator.requestlog import _MOST_RECORDS

DOCS = Path(__file__).parents[2] / "docs"
ENVIRONMENT = {"Python": "3.10.0"}
HELD = {
    "addonId": "db",
    "schedule": {"backupType": "dump", "scheduling": {"interval": "daily"}, "retentionTime": 7},
}


def life(factor: float) -> dict[str, Any]:
    """What a life comes to that takes so much of a second for each operation."""
    return {
        "seconds": dict.fromkeys(OPERATIONS, factor),
        "requests": {each: expected_requests(each, 60) for each in OPERATIONS},
    }


def good_figures() -> dict[str, Any]:
    """Figures with which every target is reached, each once."""
    provider = life(1.0)
    provider["seconds"]["refresh"] = 0.5
    create = {way: {"seconds": {"create": 8.0}} for way in ("cli", "js")}
    rounds: list[tuple[str, dict[str, Any], dict[str, Any]]] = [
        ("stacks", {"schedules": 60, "latency": 0, "order": "addons"}, {
            "provider": provider, "floor": life(1.0),
        }),
        ("clients", targets.FASTER_AT, create | {"provider": {"seconds": {"create": 1.0}}}),
        ("costs", {"what": "imports"}, {
            "import pulumi": {"milliseconds": 100.0}, "import schedule": {"milliseconds": 125.0},
        }),
        ("costs", {"what": "checks"}, {"check": {"valid": 5000}}),
        ("costs", {"what": "memory", "schedules": 240}, {
            "provider": {"megabytes": 70.0}, "floor": {"megabytes": 50.0},
        }),
        ("costs", {"what": "state", "schedules": 60}, {
            "provider": {
                "inputs_beyond_declared": [],
                "outputs_beyond_inputs": [],
                "names_beyond_inputs": [],
            },
        }),
    ]  # fmt: skip
    parts: dict[str, Any] = {}
    for part, settings, each in rounds:
        case = Measured(settings, "run", "2026-01-01", ENVIRONMENT, [each])
        parts.setdefault(part, {})[json.dumps(settings)] = vars(case)
    return {"run": "run", "parts": parts}


def figures_of(folder: Path, kept: Any) -> Figures:
    """Figures that were kept in a file."""
    (folder / "kept.json").write_text(json.dumps(kept))
    return Figures(folder / "kept.json")


def reached(figures: Figures) -> dict[str, bool | None]:
    """Which targets are reached."""
    return {each.what: each.is_reached for each in targets.targets(figures)}


def test_the_page_is_fresh() -> None:
    """What is in docs/ is what its figures and the template come to."""
    kept = (DOCS / PAGE).read_text("utf-8")

    assert page(Figures(DOCS / command.FILE)) == kept, "renew it with: python benchmarks page"


def test_nothing_of_who_measured_is_kept() -> None:
    """The figures name no folder and no host."""
    text = (DOCS / command.FILE).read_text("utf-8")

    assert [] == [word for word in ("/home", "/root", "/tmp", "/work", "http") if word in text]  # noqa: S108


def test_a_page_without_figures(tmp_path: Path) -> None:
    """What has not been measured is said to be so, and no target is reached."""
    figures = Figures(tmp_path / "none.json")

    assert "Not measured yet." in page(figures)
    assert {None} == set(reached(figures).values())


def test_targets_that_are_reached(tmp_path: Path) -> None:
    """Figures at the very bounds reach all targets."""
    assert {True} == set(reached(figures_of(tmp_path, good_figures())).values())


@pytest.mark.parametrize(
    ("part", "path", "worse", "target"),
    [
        ("stacks", ("provider", "seconds", "preview"), 1.06, "preview of 60 schedules, 0 ms"),
        ("stacks", ("provider", "seconds", "up"), 1.06, "up of 60 schedules, 0 ms"),
        ("stacks", ("provider", "seconds", "refresh"), 0.51, "refresh of 60 schedules, 0 ms"),
        ("stacks", ("provider", "requests", "unchanged"), {"GET": 1}, "requests of every command"),
        ("clients", ("cli", "seconds", "create"), 7.9, "the CLI in a loop"),
        ("clients", ("js", "seconds", "create"), 7.9, "the JavaScript client in sequence"),
        ("costs", ("import schedule", "milliseconds"), 125.1, "import of"),
        ("costs", ("check", "valid"), 4999, "checks of a valid schedule"),
        ("costs", ("provider", "megabytes"), 70.1, "memory of the provider's process"),
        ("costs", ("provider", "outputs_beyond_inputs"), ["hash"], "attributes in the state"),
        ("costs", ("provider", "names_beyond_inputs"), ["hash"], "attributes in the state"),
    ],
)
def test_a_target_that_is_not_reached(
    tmp_path: Path, part: str, path: tuple[str, ...], worse: Any, target: str
) -> None:
    """A worse figure fails its target, on the page too, and no other one."""
    kept = copy.deepcopy(good_figures())
    for case in kept["parts"][part].values():
        found = case["rounds"][0]
        for name in path[:-1]:
            found = found.get(name, {})
        if path[-1] in found:
            found[path[-1]] = worse

    figures = figures_of(tmp_path, kept)

    failed = [what for what, is_reached in reached(figures).items() if not is_reached]
    assert 1 == len(failed)
    assert target in failed[0]
    assert 1 == page(figures).count("**not reached**")


def test_a_ratio_is_made_within_a_round() -> None:
    """A round in which all is slow has the ratio of the others; one without a figure has none."""
    rounds: list[dict[str, Any]] = [
        {"a": {"s": 1.0}, "b": {"s": 2.0}},
        {"a": {"s": 30.0}, "b": {"s": 50.0}},
        {"a": {"s": 3.0}, "b": {"s": 4.0}},
        {"a": {"s": 9.0}},
    ]
    case = Measured({}, "run", "2026-01-01", {}, rounds)

    assert Spread(0.6, 0.5, 0.75) == case.ratio(("a", "s"), ("b", "s"))
    assert Spread(-1.0, -20.0, -1.0) == case.difference(("a", "s"), ("b", "s"))
    assert (6.0, [2.0, 50.0, 4.0]) == (case.median("a", "s"), case.values("b", "s"))
    assert (None, None) == (case.median("c"), case.ratio(("c",), ("a", "s")))


def case_of(measure: Callable[[str], dict[str, Any]]) -> Case:
    """A case with three contestants."""
    settings = {"schedules": 1, "latency": 0, "order": "addons"}
    return Case("stacks", settings, ("a", "b", "c"), measure, seconds=1)


@pytest.fixture
def bench(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Result]:
    """Run the command with one case in place of all of a part."""
    monkeypatch.setattr(command, "versions", lambda: ENVIRONMENT)

    def run(measure: Callable[[str], dict[str, Any]], *words: str) -> Result:
        monkeypatch.setitem(command.PARTS, "stacks", lambda _: iter([case_of(measure)]))
        return CliRunner().invoke(command.main, ["stacks", *words, "--output", str(tmp_path)])

    return run


def rounds_kept(folder: Path) -> list[dict[str, Any]]:
    """The rounds in the file."""
    kept = json.loads((folder / command.FILE).read_text())
    [case] = kept["parts"]["stacks"].values()
    rounds: list[dict[str, Any]] = case["rounds"]
    return rounds


def test_rounds_are_interleaved(bench: Callable[..., Result], tmp_path: Path) -> None:
    """Every round has all contestants, and each of them begins one."""
    order: list[str] = []

    def measure(contestant: str) -> dict[str, Any]:
        order.append(contestant)
        return {"number": len(order)}

    result = bench(measure, "--rounds", "3")

    assert (0, "abcbcacab") == (result.exit_code, "".join(order))
    assert [1, 6, 8] == [each["a"]["number"] for each in rounds_kept(tmp_path)]
    assert page(Figures(tmp_path / command.FILE)) == (tmp_path / PAGE).read_text("utf-8")


def test_some_contestants_alone(bench: Callable[..., Result], tmp_path: Path) -> None:
    """`--only` measures those that it names, in the order of their case."""
    bench(lambda _: {}, "--only", "c", "--only", "a", "--rounds", "1")

    assert [{"a": {}, "c": {}}] == rounds_kept(tmp_path)


def test_a_contestant_that_there_is_not(bench: Callable[..., Result], tmp_path: Path) -> None:
    """A misspelt contestant is refused with those that there are, and nothing is written."""
    result = bench(lambda _: {}, "--only", "a", "--only", "d")

    assert 2 == result.exit_code
    assert "--only: 'd' is not measured here. There are: a, b, c." in result.output
    assert [] == list(tmp_path.iterdir())


def test_an_interrupted_run_goes_on(bench: Callable[..., Result], tmp_path: Path) -> None:
    """Finished rounds are kept, and `--continue` adds what is missing to them."""
    done: list[str] = []

    def interrupted(contestant: str) -> dict[str, Any]:
        if len(done) == 4:
            raise KeyboardInterrupt
        done.append(contestant)
        return {}

    first = bench(interrupted, "--rounds", "2")
    kept = len(rounds_kept(tmp_path))
    second = bench(lambda _: {"again": 1}, "--rounds", "3", "--continue")

    assert (130, 1, 0) == (first.exit_code, kept, second.exit_code)
    assert "Interrupted. Finished rounds are kept" in first.output
    assert [{}, {"again": 1}, {"again": 1}] == [each["a"] for each in rounds_kept(tmp_path)]


def test_another_run_begins_anew(bench: Callable[..., Result], tmp_path: Path) -> None:
    """What is measured again replaces what was there."""
    bench(lambda _: {"run": 1}, "--rounds", "3")
    bench(lambda _: {"run": 2}, "--rounds", "1")

    assert [{"run": 2}] == [each["a"] for each in rounds_kept(tmp_path)]


@pytest.mark.parametrize(("words", "kept"), [((), 1), (("--n", "1"), 2)])
def test_what_was_tried_is_forgotten(
    bench: Callable[..., Result], tmp_path: Path, words: tuple[str, ...], kept: int
) -> None:
    """A whole part replaces all that was measured of it, and a single size that size alone."""
    (tmp_path / command.FILE).write_text(json.dumps(good_figures()))

    bench(lambda _: {}, *words)

    assert kept == len(Figures(tmp_path / command.FILE).of("stacks"))
    assert 1 == len(Figures(tmp_path / command.FILE).of("clients"))


def test_a_failed_round_is_not_recorded(bench: Callable[..., Result], tmp_path: Path) -> None:
    """A command that fails ends the benchmark with its output."""

    def failing(contestant: str) -> dict[str, Any]:
        if contestant == "b":
            raise BenchmarkError("`pulumi up` failed.\n\nno space left")
        return {}

    result = bench(failing)

    assert (1, True) == (result.exit_code, "no space left" in result.output)
    assert not (tmp_path / command.FILE).exists()


def test_without_the_clients_their_figures_stay(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where Node is missing, that is said, and the page keeps the part with its date."""
    kept = good_figures()
    (tmp_path / command.FILE).write_text(json.dumps(kept))
    monkeypatch.setattr(clients, "missing", lambda: "Node is not on PATH")

    result = CliRunner().invoke(command.main, ["clients", "--output", str(tmp_path)])

    assert "The part clients is left out, with the figures that it has: Node is not on" in (
        result.output
    )
    assert kept == json.loads((tmp_path / command.FILE).read_text())
    assert "| the CLI, a process a call | 240 | 8.00 s | 8.0 |" in (tmp_path / PAGE).read_text()


@pytest.mark.parametrize(
    "held",
    [
        pytest.param([], id="missing"),
        pytest.param([HELD, HELD], id="twice"),
        pytest.param(
            [HELD | {"schedule": HELD["schedule"] | {"retentionTime": 6}}],  # type: ignore[operator]
            id="another retention",
        ),
    ],
)
def test_what_is_left_is_looked_at(held: list[dict[str, Any]]) -> None:
    """A schedule too few, too many or with another setting ends the benchmark."""
    wanted = {("db", "dump", "daily", 7): 1}

    check_held([HELD], wanted, "up", "")
    with pytest.raises(BenchmarkError, match=r"After up, the emulator does not hold(.|\n)*said"):
        check_held(held, wanted, "up", "said")


def test_both_orders_are_the_same_schedules() -> None:
    """Only the order differs, and every schedule is one that the API takes."""
    by_addon, by_kind = ([*schedules(13, order=order)] for order in ("addons", "kinds"))

    with Emulator() as api:
        for _, each in by_addon:
            api.add_schedule(each["project_id"], each["addon_id"], body(each))

    assert by_addon != by_kind
    assert dict(by_addon) == dict(by_kind)
    assert 13 == len(dict(by_addon))


@pytest.mark.parametrize("count", [1, 25, 200, 2000])
def test_a_fleet_holds_as_many_as_one_stack(count: int) -> None:
    """Tiers are chosen so that the schedules of all projects are as many as wanted."""
    sizes = {tier: size for size, tier in growth.TIERS.items()}

    fleet = growth.fleet_of(count)

    assert count == sum(sizes[tier] for addons in fleet.values() for tier in addons.values())
    assert min(count, growth.PROJECTS) == len(fleet)


def test_a_change_of_all_is_left_out_of_large_stacks() -> None:
    """Neither the figures nor the table have it where it would take the engine many minutes."""
    assert [each for each in OPERATIONS if each != "change"] == operations_of(960)
    assert [*OPERATIONS] == operations_of(240)


def test_all_requests_of_a_case_are_in_the_log() -> None:
    """What the emulator keeps is known, and no usual case has more requests than that."""
    lives = [case for case in stacks.cases(Plan()) if case.settings["order"] == "addons"]
    requests = [
        # The floor lists for each schedule.
        sum(sum(expected_requests(each, count).values()) for each in OPERATIONS) + count
        for count in (case.settings["schedules"] for case in lives)
    ]

    assert _MOST_RECORDS == MOST_REQUESTS
    assert max(requests) < MOST_REQUESTS


def test_every_part_is_measured_and_shown() -> None:
    """The parts of the command are those whose tables are on the page."""
    assert [*tables.PARTS] == [*command.PARTS]
    assert alternatives.NAME in command.PARTS


def test_nothing_is_left_behind(tmp_path: Path) -> None:
    """What ends, ends with all below it, though it is in a group of its own."""
    alive = tmp_path / "alive"
    os.mkfifo(alive)
    script = f"exec 3>{alive}; setsid sleep 600 & echo started >&3; wait"
    start = processes.started(["bash", "-c", script], cwd=tmp_path, env=processes.environment())

    with contextlib.ExitStack() as opened:
        with pytest.raises(KeyboardInterrupt), start as process:  # noqa: PT012
            pipe = opened.enter_context(alive.open())
            pipe.readline()
            raise KeyboardInterrupt

        # Were anything left that can write, this would wait for it, and the test run out of time.
        assert "" == pipe.read()
    assert -signal.SIGKILL == process.returncode


def test_a_command_that_fails_is_shown(tmp_path: Path) -> None:
    """The message has all that a command has printed."""
    command_line = ["bash", "-c", "echo out; echo err >&2; exit 3"]

    with pytest.raises(BenchmarkError, match=r"failed\.\n\nout\nerr\n"):
        processes.run(command_line, cwd=tmp_path, env=processes.environment())
