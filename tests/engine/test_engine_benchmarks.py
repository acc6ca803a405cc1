"""The benchmarks at their smallest, with the real engine."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest
from rich.console import Console

from benchmarks import stacks
from benchmarks.cases import Plan
from benchmarks.command import measure
from benchmarks.errors import BenchmarkError
from benchmarks.figures import Figures
from benchmarks.life import expected_requests, measured
from benchmarks.stack import MODULES, OPERATIONS, Shape, new_stack


def test_a_life_is_recorded(tmp_path: Path) -> None:
    """A life of this provider makes exactly the expected requests, and its times are kept."""
    [case, _] = stacks.cases(Plan((2,), (0,)))
    figures = Figures(tmp_path / "figures.json")

    measure([dataclasses.replace(case, contestants=("provider",))], 1, figures, Console())

    [kept] = Figures(tmp_path / "figures.json").of("stacks")
    [requests] = kept.values("provider", "requests")
    [seconds] = kept.values("provider", "seconds")
    assert {each: expected_requests(each, 2) for each in OPERATIONS} == requests
    assert [*OPERATIONS] == [*seconds]
    assert min(seconds.values()) > 0


def test_a_contestant_that_does_not_do_its_work(monkeypatch: pytest.MonkeyPatch) -> None:
    """A floor that creates nothing ends the benchmark: its times would be too good."""
    monkeypatch.setitem(MODULES, "floor", MODULES["nothing"])

    with new_stack("floor", Shape(1)) as stack, pytest.raises(BenchmarkError, match="up of floor"):
        measured(stack, ["up"])
