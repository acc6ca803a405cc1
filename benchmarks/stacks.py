"""A stack of one contestant, driven by the ``pulumi`` command, and the seconds of each command."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from benchmarks.processes import BenchmarkError, environment, run
from benchmarks.schedules import Schedule, addons, properties, schedules
from pulumi_northflank.emulator import Emulator

TOKEN = "benchmark"  # noqa: S105  # accepted by the emulator only
_UP = ("up", "--yes", "--skip-preview")
LIFE = {
    "preview": ("preview",),
    "up": _UP,
    "unchanged": (*_UP, "--expect-no-changes"),
    "refresh": ("refresh", "--yes", "--skip-preview", "--expect-no-changes"),
    "change": _UP,
    "destroy": ("destroy", "--yes", "--skip-preview"),
}
COMMANDS = LIFE | {"preview and up": ("up", "--yes")}
# `change` sets the second retention, which replaces all schedules.
RETENTION, CHANGED = 7, 6
# Northflank allows 1000 requests an hour; with that limit, a benchmark would measure waiting.
RATE_LIMIT = 10_000_000


@contextmanager
def workspace(latency: int = 0) -> Iterator[tuple[Path, Emulator, dict[str, str]]]:
    """A temporary folder, an emulator, and the environment of an engine that uses both."""
    with (
        TemporaryDirectory(prefix="pulumi-northflank-benchmark-") as name,
        Emulator(token=TOKEN, rate_limit=RATE_LIMIT, latency=latency / 1000) as api,
    ):
        folder = Path(name)
        (folder / "backend").mkdir()
        own = {
            "NORTHFLANK_API_TOKEN": TOKEN,
            "NORTHFLANK_BASE_URL": api.url,
            "PULUMI_BACKEND_URL": (folder / "backend").as_uri(),
            "PULUMI_CONFIG_PASSPHRASE": "benchmark",
            "PULUMI_HOME": str(folder / "home"),
        }
        yield folder, api, environment(**own)


def live(
    contestant: str,
    count: int,
    operations: Sequence[str],
    *,
    latency: int = 0,
    order: str = "addons",
) -> dict[str, float]:
    """Run operations on a new stack: the seconds of each.

    Raises:
        BenchmarkError: A command failed, or did not have exactly the expected effect.
    """
    seconds = {}
    with workspace(latency) as (folder, api, env):
        _write_program(folder, contestant, count, RETENTION, order)
        run(["pulumi", "stack", "init", "test"], cwd=folder, env=env)
        for operation in operations:
            retention = CHANGED if operation == "change" else RETENTION
            _write_program(folder, contestant, count, retention, order)
            words = ["pulumi", *COMMANDS[operation], "--non-interactive", "--suppress-progress"]
            before = len(api.requests)
            taken, _ = run(words, cwd=folder, env=env)
            seconds[operation] = round(taken, 3)
            _check_requests(api, before, contestant, operation, count)
            is_empty = contestant == "nothing" or operation in ("preview", "destroy")
            expected = [] if is_empty else schedules(count, retention=retention)
            check_held(api, expected, f"{operation} of {contestant}")
    return seconds


def _write_program(folder: Path, contestant: str, count: int, retention: int, order: str) -> None:
    is_python = contestant != "package"
    project: dict[str, Any] = {"name": "benchmark", "runtime": "python" if is_python else "yaml"}
    if is_python:
        (folder / "__main__.py").write_text(
            "from benchmarks.contestants import declare\n\n"
            f"declare({contestant!r}, {count}, {retention}, {order!r})\n"
        )
    else:
        project["resources"] = {
            name: {"type": "northflank:AddonBackupSchedule", "properties": properties(arguments)}
            for name, arguments in schedules(count, retention=retention, order=order)
        }
    # JSON is YAML.
    (folder / "Pulumi.yaml").write_text(json.dumps(project))


def _check_requests(
    api: Emulator, before: int, contestant: str, operation: str, count: int
) -> None:
    """Compare the new requests with those that an operation needs."""
    # This project lists an addon once for all its schedules.
    lists = count if contestant == "floor" else len(addons(count))
    needed = {
        "up": {"POST": count},
        "preview and up": {"POST": count},
        "refresh": {"GET": lists},
        "change": {"DELETE": count, "POST": count},
        "destroy": {"DELETE": count},
    }
    expected = {} if contestant == "nothing" else needed.get(operation, {})
    made = dict(Counter(each.method for each in api.requests[before:]))
    if made != expected:
        raise BenchmarkError(
            f"{operation} of {contestant} should make {expected} requests; it made {made}."
        )


def check_held(api: Emulator, expected: Sequence[tuple[str, Schedule]], after: str) -> None:
    """Compare the schedules that the emulator holds with the expected ones.

    Raises:
        BenchmarkError: They differ.
    """
    wanted = sorted((name, arguments["retention_time"]) for name, arguments in expected)
    held = sorted(
        (f"{each['addonId']}-{item['scheduling']['interval']}-{item['backupType']}", retention)
        for each in api.schedules()
        for item, retention in [(each["schedule"], each["schedule"]["retentionTime"])]
    )
    if held != wanted:
        raise BenchmarkError(
            f"After {after}, the emulator should hold {len(wanted)} schedules; it holds "
            f"{len(held)}. Name and retention differ for {sorted({*held} ^ {*wanted})[:9]}."
        )
