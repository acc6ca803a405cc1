"""Times that cannot be true, and errors that nobody expected, in ``pulumi-northflank status``."""

from __future__ import annotations

import re
from typing import NoReturn

import pytest
from tests.unit.cli.status.conftest import WEEK, document, verdicts
from tests.unit.commandline import Run
from tests.unit.wire import page

from pulumi_northflank.cli.status import command
from pulumi_northflank.emulator import Emulator

FAULT = re.compile(
    r"This is a fault of pulumi-northflank \S+: OverflowError in \w+\.py, line \d+\. Please report "
    r"this line to the maintainers of pulumi-northflank\.\n"
)


def backup(created: str) -> dict[str, object]:
    """A completed dump as the API lists it."""
    config = {"size": "2048", "source": {"type": "sameAddon"}}
    return {"id": "b1", "status": "completed", "createdAt": created, "config": config}


@pytest.mark.parametrize(
    ("created", "reason"),
    [
        ("0001-01-01T00:00:00Z", "backup b1 has no readable `createdAt`"),
        ("9999-12-31T23:00:00-05:00", "backup b1 has no readable `createdAt`"),
        ("2126-11-27T02:30:00Z", "backup b1 was created at 2126-11-27 02:30 UTC, which is in the"),
    ],
)
def test_impossible_time(api: Emulator, run: Run, created: str, reason: str) -> None:
    """A backup whose time cannot be true makes its addon unknown, and the others are judged."""
    api.clock.advance(WEEK)
    api.fault(page(backup(created), name="backups"), path_regex="/carts/backups$", times=None)
    result, line = run("--format", "json"), run("--format", "nagios")

    assert (2, {"shop/carts": [], "shop/orders": ["ok", "ok"]}) == (
        result.exit_code,
        verdicts(result),
    )
    assert reason in document(result)["addons"][0]["problem"]
    assert (3, True) == (line.exit_code, line.stdout.startswith("BACKUPS UNKNOWN - shop/carts "))


def test_impossible_creation(api: Emulator, run: Run) -> None:
    """A schedule whose time of creation cannot be true is judged as one without that time."""
    api.clock.advance(2 * WEEK)
    (one,) = [each["schedule"] for each in api.schedules() if each["addonId"] == "carts"]
    times = dict.fromkeys(("createdAt", "updatedAt"), "0001-01-01T00:00:00Z")
    api.fault(page(one | times), path_regex="/carts/backup-schedules$", times=None)
    result = run("--addon", "carts", "--since", "7d", "--format", "json")

    assert (0, {"shop/carts": ["ok"]}) == (result.exit_code, verdicts(result))


@pytest.mark.parametrize("now", ["9999-12-31T23:00:00Z", "0001-01-01T00:00:00Z"])
def test_impossible_now(run: Run, now: str) -> None:
    """A time of the check that cannot be true is wrong usage."""
    result = run("--now", now)

    assert (2, True) == (result.exit_code, "is not a time such as" in result.stderr)


def test_earlier_now(api: Emulator, run: Run) -> None:
    """A check as of an earlier time leaves out the backups that were made since."""
    api.clock.advance(2 * WEEK)
    result = run("--addon", "carts", "--now", "2026-11-10T10:30:00Z", "--format", "json")
    (addon,) = document(result)["addons"]

    assert (0, "2026-11-10T00:30:12Z", 599) == (
        result.exit_code,
        addon["newest"],
        addon["age_minutes"],
    )


def test_fault(api: Emulator, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """An error that nobody expected is a fault of the package, and no verdict about backups."""
    api.clock.advance(WEEK)

    def fail(*_: object) -> NoReturn:
        raise OverflowError("of a value that may be secret")

    monkeypatch.setattr(command, "report_on", fail)
    result, line = run(), run("--format", "nagios")

    assert (2, "", True) == (
        result.exit_code,
        result.stdout,
        bool(re.fullmatch(f"Error: {FAULT.pattern}", result.stderr)),
    )
    assert (3, "", True) == (
        line.exit_code,
        line.stderr,
        bool(re.fullmatch(f"BACKUPS UNKNOWN - {FAULT.pattern}", line.stdout)),
    )
