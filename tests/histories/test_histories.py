"""Histories that nobody wrote: CONTRIBUTING tells how to try more of them."""

from __future__ import annotations

import subprocess
import sys

import pytest


@pytest.mark.parametrize("steps", [1_000, pytest.param(20_000, marks=pytest.mark.thorough)])
def test_every_history_ends_exact(steps: int) -> None:
    """Whatever happened, one more undisturbed update makes program, state and server agree."""
    # In a process of their own: Hypothesis takes values from all modules that are loaded.
    command = [sys.executable, "-m", "tests.histories", "--seed", "1", "--steps", str(steps)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    *_, last = done.stdout.splitlines()

    assert 0 == done.returncode, done.stdout + done.stderr
    assert steps <= int(last.rsplit(" ", 2)[1])
