"""Commands whose output cannot be written, or whose input cannot be read."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TextIO

import pytest
from tests.unit.pictures import NIGHTLY, resource, state

from pulumi_northflank.cli import main
from pulumi_northflank.emulator import Emulator, Status
from pulumi_northflank.emulator.__main__ import main as emulator_main

pytestmark = pytest.mark.skipif(os.name == "nt", reason="Windows has no /dev/full")

CLOSED = "Error: The output could not be written: Bad file descriptor.\n"
FULL = "Error: The output could not be written: No space left on device.\n"
COMMANDS = {
    "list": ["list", "--project=shop"],
    "json": ["list", "--project=shop", "--json"],
    "generate": ["generate", "--project=shop"],
    "calendar": ["calendar", "--project=shop"],
    "svg": ["calendar", "--project=shop", "--svg=-"],
    "migrate": ["migrate", "--to=package"],
    "help of a command": ["status", "--help"],
}
STATUS = ["status", "--project=shop", "--format"]
Unwritable = Callable[[str], TextIO | None]
Ends = Callable[..., tuple[object, str]]


@pytest.fixture(name="unwritable")
def _unwritable() -> Iterator[Unwritable]:
    """Make a stdout that is closed, on a full disk, a pipe that nobody reads, or /dev/null."""
    with contextlib.ExitStack() as files:

        def unwritable(kind: str) -> TextIO | None:
            if kind == "closed":
                return None
            if kind in ("full", "null"):
                return files.enter_context(Path("/dev", kind).open("w", encoding="utf-8"))
            reader, writer = os.pipe()
            os.close(reader)
            return files.enter_context(os.fdopen(writer, "w", encoding="utf-8"))

        yield unwritable


@pytest.fixture(name="ends")
def _ends(
    api: Emulator,
    token: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
    unwritable: Unwritable,
) -> Ends:
    """Run a command with such a stdout, and return its exit status and stderr."""
    monkeypatch.setenv("NORTHFLANK_API_TOKEN", token)
    monkeypatch.setenv("NORTHFLANK_BASE_URL", api.url)
    monkeypatch.setenv("NORTHFLANK_MAX_WAIT", "0")
    export = tmp_path / "state.json"
    export.write_text(state(resource("nightly", NIGHTLY)))

    def ends(kind: str, *arguments: str) -> tuple[object, str]:
        with export.open() as stdin, monkeypatch.context() as patch:
            patch.setattr(sys, "stdin", stdin)
            patch.setattr(sys, "stdout", unwritable(kind))
            with pytest.raises(SystemExit) as caught:
                main(list(arguments))
            # As Python does at its end.
            sys.stdout.flush()
        return caught.value.code, capsys.readouterr().err

    return ends


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize(("kind", "message"), [("closed", CLOSED), ("full", FULL), ("unread", "")])
def test_output(ends: Ends, kind: str, message: str, command: str) -> None:
    """A result that cannot be written is an error in one line; `head` ends a command silently."""
    assert (1, message) == ends(kind, *COMMANDS[command])


@pytest.mark.parametrize(("kind", "message"), [("closed", CLOSED), ("full", FULL), ("unread", "")])
@pytest.mark.parametrize(
    ("format_", "code"), [("text", 2), ("json", 2), ("prometheus", 2), ("nagios", 3)]
)
def test_status(ends: Ends, format_: str, code: int, kind: str, message: str) -> None:
    """A status that nobody can read is unknown, although schedules are missing."""
    assert (code, message) == ends(kind, *STATUS, format_)


def test_help(ends: Ends) -> None:
    """The help of the whole program cannot be written either."""
    assert [(2, CLOSED), (2, FULL), (1, "")] == [
        ends(kind, "--help") for kind in ("closed", "full", "unread")
    ]


def test_status_with_an_error(ends: Ends) -> None:
    """The same holds for the reason why Nagios' state is unknown, and for wrong usage."""
    assert (3, FULL) == ends("full", *STATUS, "nagios", "--team=nope")
    assert (3, FULL) == ends("full", *STATUS, "nagios", "--grace=soon")


def test_no_stderr(ends: Ends, unwritable: Unwritable, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without a stderr for the message, the exit statuses are the same."""
    for kind in ("closed", "full", "unread"):
        monkeypatch.setattr(sys, "stderr", unwritable(kind))

        assert (1, "") == ends("full", "list", "--project=shop")
        assert (2, "") == ends("full", *STATUS, "text")
        assert (2, "") == ends("full", *STATUS, "text", "--team=nope")
        assert (2, "") == ends("full", *STATUS, "text", "--grace=soon")


def test_a_wait_without_stderr(
    ends: Ends, api: Emulator, unwritable: Unwritable, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A command that cannot announce its wait goes on after it."""
    monkeypatch.setenv("NORTHFLANK_MAX_WAIT", "20")
    monkeypatch.setattr(sys, "stderr", unwritable("unread"))
    api.fault(Status(503, {"Retry-After": "0"}), path_regex="/backup-schedules$")

    assert (0, "") == ends("null", "list", "--project=shop")


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["calendar", "--state=-"], 1),
        (["migrate", "--to=package"], 1),
        (["status", "--state=-"], 2),
        (["status", "--state=-", "--format=nagios"], 3),
    ],
)
@pytest.mark.parametrize("kind", ["closed", "for writing"])
def test_input(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
    arguments: list[str],
    code: int,
    kind: str,
) -> None:
    """A stdin that is closed, or can only be written, is an error in one line."""
    descriptor = os.open(tmp_path / "new", os.O_WRONLY | os.O_CREAT)
    with os.fdopen(descriptor, encoding="utf-8") as stdin:
        monkeypatch.setattr(sys, "stdin", None if kind == "closed" else stdin)
        with pytest.raises(SystemExit) as caught:
            main(arguments)
    out, err = capsys.readouterr()

    message = f"{out}{err}".splitlines()
    assert (code, 1, True) == (caught.value.code, len(message), " stdin " in message[0])


def test_emulator(
    unwritable: Unwritable, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """An emulator that cannot print its URL ends with an error in one line."""
    monkeypatch.setattr(sys, "stdout", unwritable("full"))
    with pytest.raises(SystemExit) as caught:
        emulator_main(["--port=0"])
    sys.stdout.flush()

    assert (1, FULL.replace("output", "URL")) == (caught.value.code, capsys.readouterr().err)


@pytest.mark.parametrize(
    "redirection",
    ["> /dev/full", *(pytest.param(one, marks=pytest.mark.thorough) for one in (">&-", "| true"))],
)
def test_process(redirection: str) -> None:
    """Python has nothing to add when the process ends."""
    command = f"{sys.executable} -c 'from pulumi_northflank.cli import main; main()'"
    done = subprocess.run(
        ["bash", "-o", "pipefail", "-c", f"{command} --version {redirection}"],
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode in (1, 2)
    assert done.stderr in (CLOSED, FULL, "")
