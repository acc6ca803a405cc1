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
# Shows the state that the folder has for the name of a stack, or for the one that is selected.
NAMED = """\
#!/bin/sh
selected=$(cat selected 2>/dev/null)
if [ "$2" = --show-name ]; then
    [ "$selected" ] && echo "$selected" && exit
    echo "no stack selected" >&2
    exit 255
fi
name=$(echo "$*" | sed -n 's/.*--stack //p' | tr / .)
cat "of-${name:-$selected}" 2>/dev/null || { echo "error: no stack $name" >&2; exit 255; }
"""


@pytest.mark.parametrize(
    ("organization", "selected", "states", "expected"),
    [
        ("acme", "", {"acme.shop.dev": OWN}, OWN),
        # A new stack of a team, beside an own stack of the same name.
        ("acme", "", {"acme.shop.dev": EMPTY, "dev": OWN}, EMPTY),
        ("acme", "", {"dev": OWN}, "no stack acme.shop.dev"),
        # A backend without organizations, in an old layout.
        ("organization", "", {"dev": OWN}, OWN),
        ("organization", "", {"dev": OTHER}, "no stack organization.shop.dev"),
        (None, "dev", {"dev": OWN}, OWN),
        (None, "dev", {"dev": EMPTY}, EMPTY),
        (None, "test", {"test": EMPTY, "organization.shop.dev": OWN}, OWN),
        # In Pulumi Cloud, it can be a stack of another organization.
        (None, "test", {"test": EMPTY, "dev": OWN}, "another one is selected: test."),
        (None, "test", {"test": EMPTY}, "another one is selected: test."),
        (None, "", {"organization.shop.dev": OWN}, OWN),
        (None, "", {}, "no stack selected"),
        (None, "dev", {"dev": OTHER}, "another one is selected: shop/test."),
    ],
)
def test_own(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    organization: str | None,
    selected: str,
    states: dict[str, str],
    expected: str,
) -> None:
    """The state is that of the stack that is updated, by whichever name, or none."""
    command = tmp_path / "pulumi"
    command.write_text(NAMED)
    command.chmod(0o755)
    if selected:
        (tmp_path / "selected").write_text(selected)
    for name, state in states.items():
        (tmp_path / f"of-{name}").write_text(state)
    monkeypatch.setenv("PATH", str(tmp_path), prepend=":")
    monkeypatch.chdir(tmp_path)

    try:
        shown = own_export("dev", "shop", organization)
    except StackExportError as error:
        shown = str(error)

    assert expected in shown
