"""How messages show values that JSON files cannot contain, or that are very long."""

from __future__ import annotations

import math
import time
from typing import Any

import pytest
from pulumi.output import UNKNOWN
from tests.unit.schedules import make_inputs

from pulumi_northflank.text import did_you_mean
from pulumi_northflank.validation import validate
from pulumi_northflank.validation.schema import repeated

DAYS = "whole days: at most 7 for hourly, 60 for daily and 120 for weekly schedules"
DAILY = "daily backups have a maximum retention of 60 days"


def nested(depth: int) -> Any:
    """A list in a list in a list."""
    value: Any = []
    for _ in range(depth):
        value = [value]
    return value


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        pytest.param(math.nan, f"NaN must be a whole number ({DAYS})", id="not-a-number"),
        pytest.param(-math.inf, f"-Infinity must be a whole number ({DAYS})", id="infinity"),
        pytest.param(True, f"true must be a whole number ({DAYS})", id="true"),
        pytest.param(1e300, f"1e+300 is more than 60 ({DAILY})", id="large-float"),
        pytest.param(-1e300, f"-1e+300 is less than 1 ({DAYS})", id="small-float"),
        pytest.param(10**100, f"1{'0' * 59}… is more than 60 ({DAILY})", id="large-integer"),
        pytest.param(-0.0, f"-0.0 is less than 1 ({DAYS})", id="minus-zero"),
        pytest.param(nested(90), f"{'[' * 60}… must be a whole number ({DAYS})", id="deep"),
        pytest.param(
            [{"a": UNKNOWN}],
            f'[{{"a": "(not known yet)"}}] must be a whole number ({DAYS})',
            id="partly-unknown",
        ),
    ],
)
def test_numbers(value: Any, reason: str) -> None:
    """A message shows a value that is not a usable number on one short line."""
    (problem,) = validate(make_inputs(retentionTime=value))

    assert ("retentionTime", reason) == (problem.path, problem.reason)


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        pytest.param("x" * 60, f'"{"x" * 60}"', id="longest"),
        pytest.param("x" * 61, f'"{"x" * 60}"… (61 characters)', id="long"),
        pytest.param("x" * 500_000, f'"{"x" * 60}"… (500000 characters)', id="megabytes"),
        pytest.param("\ud800", '"\\ud800"', id="lone-surrogate"),
    ],
)
def test_strings(value: str, shown: str) -> None:
    """A message shows the beginning of a string, in ASCII."""
    (problem,) = validate(make_inputs(backupType=value))

    assert f"{shown} is not one of dump, snapshot" == problem.reason


def test_long_list() -> None:
    """A message shows the beginning of a long list."""
    (problem,) = validate(make_inputs(backupType=list(range(100))))

    assert (
        "[0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 1… must be a string (dump or "
        "snapshot)"
    ) == problem.reason


@pytest.mark.parametrize(
    ("name", "path", "shown"),
    [
        (
            "x" * 500_000,
            f"{'x' * 60}…",
            f'"{"x" * 60}"… (500000 characters)',
        ),
        ("a\nb\x1b[2J", "a b [2J", r'"a\nb\u001b[2J"'),
    ],
    ids=["long", "control-characters"],
)
def test_unknown_names(name: str, path: str, shown: str) -> None:
    """A message shows the beginning of an unknown name, without control characters."""
    (problem,) = validate({**make_inputs(), name: 1})

    assert (path, f"unknown property {shown}") == (problem.path, problem.reason)


def test_long_values_take_little_time() -> None:
    """The time for long lists and strings grows with their length, not with its square."""
    started = time.process_time()
    twice = list(repeated(list(range(50_000)) * 2))
    close = did_you_mean("x" * 5_000_000, ["hourly", "daily", "weekly"])
    validate(make_inputs(projectId="x" * 5_000_000))

    assert time.process_time() - started < 5  # comparing each with each would take minutes
    assert (50_000, "") == (len(twice), close)
