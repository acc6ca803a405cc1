"""The state of a stack, from a `pulumi` command that does not always work."""

from __future__ import annotations

from pathlib import Path

import pytest

from pulumi_northflank.stack_export import StackExportError, stack_export

# Fails as often as the file says, and notes each call.
PULUMI = """\
#!/bin/sh
echo "$*" >> calls
[ $(wc -l < calls) -gt {failures} ] && echo state && exit
echo "error: {problem}" >&2
exit 255
"""
FAILED = "Cannot read the state of the stack: `pulumi stack export --non-interactive` failed:"
EOF = "failed to load checkpoint: EOF"


@pytest.mark.parametrize(
    ("problem", "failures", "calls", "result"),
    [
        (EOF, 0, 1, "state\n"),
        (EOF, 2, 3, "state\n"),
        (EOF, 9, 3, f"{FAILED} {EOF}."),
        ("no stack named dev", 9, 1, f"{FAILED} no stack named dev."),
    ],
)
def test_unfinished(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    problem: str,
    failures: int,
    calls: int,
    result: str,
) -> None:
    """A state that the engine is just writing is read again."""
    command = tmp_path / "pulumi"
    command.write_text(PULUMI.format(problem=problem, failures=failures))
    command.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path), prepend=":")
    monkeypatch.chdir(tmp_path)

    try:
        shown = stack_export(None)
    except StackExportError as error:
        shown = str(error)

    assert (result, calls) == (shown, len((tmp_path / "calls").read_text().splitlines()))
