"""The state of a stack, from a `pulumi` command that does not always work."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from pulumi_northflank.stack_export import StackExportError, own_export, stack_export

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


OWN, OTHER, EMPTY = (
    json.dumps(each)
    for each in (
        {
            "deployment": {
                "resources": [{"urn": "urn:pulumi:dev::shop::pulumi:pulumi:Stack::shop-dev"}]
            }
        },
        {"deployment": {"resources": [{"urn": "urn:pulumi:test::shop::pulumi:pulumi:Stack::s"}]}},
        {"deployment": None},
    )
)
# Shows the state that the folder has for the name of a stack.
NAMED = """\
#!/bin/sh
name=$(echo "$*" | sed -n 's/.*--stack //p' | tr / .)
cat "of-$name" 2>/dev/null || { echo "error: no stack $name" >&2; exit 255; }
"""


@pytest.mark.parametrize(
    ("organization", "states", "expected"),
    [
        ("acme", {"acme.shop.dev": OWN}, OWN),
        # A backend without organizations, in an old layout.
        ("organization", {"dev": OWN}, OWN),
        (None, {"": OWN, "dev": OTHER}, OWN),
        (None, {"": OTHER, "dev": OWN}, OWN),
        (None, {"dev": OWN}, OWN),
        # Another stack that is selected is new, too.
        (None, {"": EMPTY, "dev": OWN}, OWN),
        (None, {"": EMPTY}, EMPTY),
        (None, {"": OTHER}, "because test of project shop is selected"),
        (None, {}, "no stack"),
        ("acme", {}, "no stack acme.shop.dev"),
        ("acme", {"dev": OTHER}, "no stack acme.shop.dev"),
    ],
)
def test_own(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    organization: str | None,
    states: dict[str, str],
    expected: str,
) -> None:
    """The state is that of the stack that is updated, by whichever name, or none."""
    command = tmp_path / "pulumi"
    command.write_text(NAMED)
    command.chmod(0o755)
    for name, state in states.items():
        (tmp_path / f"of-{name}").write_text(state)
    monkeypatch.setenv("PATH", str(tmp_path), prepend=":")
    monkeypatch.chdir(tmp_path)

    try:
        shown = own_export("dev", "shop", organization)
    except StackExportError as error:
        shown = str(error)

    assert expected in shown
