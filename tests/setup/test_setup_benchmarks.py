"""The benchmarks: their figures, their page, and how a run ends."""

import os
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

import clients
from benchmarks import cases, command, figures, page, processes, stacks
from benchmarks.schedules import PROJECT, body, schedules
from pulumi_northflank.emulator import Emulator


@pytest.fixture
def bench(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Result]:
    """Run the command with one case in place of all others."""
    monkeypatch.setattr(figures, "measured_with", lambda: "a machine")

    def run(measure: Callable[[str], dict[str, float]]) -> Result:
        settings = {"count": 60, "latency": 0, "order": "addons"}
        case = cases.Case("stacks", settings, ("provider", "floor", "nothing"), measure)
        monkeypatch.setattr(command, "PARTS", {"stacks": lambda *_: iter([case])})
        return CliRunner().invoke(command.main, ["--rounds", "3", "--output", str(tmp_path)])

    return run


def test_the_page_is_fresh() -> None:
    """The page in docs/ is made from the figures beside it."""
    docs = processes.ROOT / "docs"
    made = page.page(figures.read(docs))

    assert made == (docs / "benchmarks.md").read_text("utf-8"), "run: python benchmarks page"


def test_rounds_and_their_medians(bench: Callable[..., Result], tmp_path: Path) -> None:
    """Another contestant begins each round, and a ratio is formed within a round."""
    order = ""
    taken = {"provider": (1.0, 30.0, 3.0), "floor": (2.0, 50.0, 4.0), "nothing": (1.0, 1.0, 1.0)}

    def measure(contestant: str) -> dict[str, float]:
        nonlocal order
        order += contestant[0]
        return dict.fromkeys(stacks.LIFE, taken[contestant][(len(order) - 1) // 3])

    result = bench(measure)

    assert (0, "pfnfnpnpf") == (result.exit_code, order)
    row = f"| 60 | 3.00 s | {page.NONE} | 4.00 s | 1.00 s | 0.60 (0.50 to 0.75) |"
    assert row in (tmp_path / "benchmarks.md").read_text()


@pytest.mark.parametrize(
    "error", [processes.BenchmarkError("full"), FileNotFoundError(2, "none", "pulumi")]
)
def test_a_failed_run(error: Exception, bench: Callable[..., Result], tmp_path: Path) -> None:
    """A failure ends the benchmark with a sentence, and nothing is recorded."""

    def fail(contestant: str) -> dict[str, float]:
        raise error

    result = bench(fail)

    assert (1, True) == (result.exit_code, f"Error: The benchmark ended: {error}" in result.output)
    assert [] == [*tmp_path.iterdir()]


def test_without_the_clients(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where Northflank's clients are missing, their part is left out."""
    monkeypatch.setattr(clients, "missing", lambda: "Node is not on PATH")

    assert ["stacks", "growth"] == command.chosen([])


def test_unexpected_schedules() -> None:
    """Both orders declare the same schedules; another retention or a missing one is noticed."""
    with Emulator() as api:
        for _, each in schedules(13, order="kinds"):
            api.add_schedule(PROJECT, each["addon_id"], body(each))

        stacks.check_held(api, schedules(13), "up")
        for expected in (schedules(13, retention=6), schedules(12), schedules(14)):
            with pytest.raises(
                processes.BenchmarkError, match="After up, the emulator should hold"
            ):
                stacks.check_held(api, expected, "up")


def test_nothing_is_left_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Ctrl-C ends a command and its descendants, also those in a session of their own."""
    alive = tmp_path / "alive"
    os.mkfifo(alive)
    pipes = []

    def interrupt(*_: object, **__: object) -> None:
        pipes.append(alive.open())
        pipes[0].readline()
        raise KeyboardInterrupt

    monkeypatch.setattr(subprocess.Popen, "communicate", interrupt)
    script = f"exec 3>{alive}; setsid sleep 600 & echo started >&3; wait"

    with pytest.raises(KeyboardInterrupt):
        processes.run(["bash", "-c", script], env=processes.environment())

    with pipes[0] as pipe:
        assert "" == pipe.read(), "this waits for as long as a descendant can write"
