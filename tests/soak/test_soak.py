"""The soak itself: CONTRIBUTING tells how to run it for an hour."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from tests.engine.conftest import need, without_host

ROOT = Path(__file__).parents[2]


@pytest.mark.thorough
def test_a_short_soak_ends_well() -> None:
    """Every stack of a small fleet ends exact, and the figures are printed."""
    need("yaml", without_host("yaml"))
    command = [sys.executable, "-m", "tests.soak", "--minutes", "0.3", "--stacks", "6"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)

    assert 0 == done.returncode, done.stdout + done.stderr
    assert "attached package 1: memory" in done.stdout
    assert "All stacks are exact" in done.stdout
