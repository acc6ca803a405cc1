"""Programs that set-up runs get a bounded time and leave nothing behind."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

import process


def test_output_is_returned() -> None:
    """What a program prints comes back."""
    assert "hello\n" == process.run(["/bin/sh", "-c", "echo hello; echo noise >&2"], seconds=60)


@pytest.mark.parametrize(
    ("command", "reason"),
    [
        ("echo early >&2; echo late >&2; echo >&2; exit 1", "late"),
        ("echo only here; exit 1", "only here"),
        ("exit 7", "exit code 7"),
    ],
)
def test_failure_hands_on_the_last_line(command: str, reason: str) -> None:
    """The reason of a failure is the last thing the program said, or its exit code."""
    with pytest.raises(process.StepError) as failure:
        process.run(["/bin/sh", "-c", command], seconds=60)

    assert reason == str(failure.value)


def test_missing_program_is_a_failure_like_others(tmp_path: Path) -> None:
    """A program that is not there makes no traceback either."""
    with pytest.raises(process.StepError) as failure:
        process.run([tmp_path / "nothing"], seconds=60)

    assert "No such file or directory" == str(failure.value)


def test_environment_is_added_to(monkeypatch: pytest.MonkeyPatch) -> None:
    """A program sees the given variables on top of the user's own."""
    monkeypatch.setenv("KEPT", "kept")
    command = ["/bin/sh", "-c", 'echo "$KEPT $GIVEN"']

    assert "kept given\n" == process.run(command, seconds=60, env={"GIVEN": "given"})


def test_what_takes_too_long_ends_with_all_its_children(tmp_path: Path) -> None:
    """When the time is up, the programs that the program started end as well."""
    alive = tmp_path / "alive"
    os.mkfifo(alive)
    # The pipe stays open for as long as the program or its child lives.
    reader = os.open(alive, os.O_RDONLY | os.O_NONBLOCK)
    command = ["/bin/sh", "-c", f"exec 3>{alive}; sleep 600 & wait"]

    with pytest.raises(process.StepError) as failure:
        process.run(command, seconds=0.5)

    os.set_blocking(reader, True)
    end_of_file = os.read(reader, 1)
    os.close(reader)
    assert "not done after 0 seconds" == str(failure.value)
    assert b"" == end_of_file
