"""The benchmarks at their smallest, with the real engine."""

import pytest

from benchmarks import processes, stacks


@pytest.mark.thorough
def test_a_life() -> None:
    """Operations on a stack make the expected requests, and each takes time."""
    operations = ["up", "change", "destroy"]

    seconds = stacks.live("provider", 2, operations)

    assert operations == [name for name, taken in seconds.items() if taken > 0]


@pytest.mark.usefixtures("yaml_host")
def test_the_package() -> None:
    """The package makes the same requests."""
    assert ["up", "refresh"] == [*stacks.live("package", 2, ["up", "refresh"])]


@pytest.mark.thorough
def test_a_contestant_that_does_not_do_its_work() -> None:
    """A contestant that creates nothing ends the benchmark: its times would be too good."""
    with pytest.raises(processes.BenchmarkError, match=r"up of idle should make .* it made"):
        stacks.live("idle", 1, ["up"])
