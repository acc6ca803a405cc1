"""Commands in terminals and pipes whose encoding lacks a character."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from click.testing import CliRunner
from tests.unit.pictures import NIGHTLY, resource, state
from tests.unit.schedules import make_body

from pulumi_northflank.cli import main
from pulumi_northflank.emulator import Emulator
from pulumi_northflank.emulator.__main__ import main as emulator_main

# A lone surrogate is in no encoding.
STACK = state(
    resource("näm→", {**NIGHTLY, "addonId": "日本"}), resource("b\ud800", {"addonId": "→"})
).replace("prod", "pröd\N{RIGHTWARDS ARROW}")
ID = "日本→" * 30
ADDON = f"--addon={ID}"
ENCODINGS = ["ascii", "latin-1", "cp1252", "utf-8"]


@pytest.fixture(name="environment", scope="module")
def _environment() -> Iterator[dict[str, str]]:
    """Settings for an API whose addons have names that few encodings can show."""
    with Emulator(addons=[f"shop/{ID}", "shop/zürich"]) as api:
        api.add_schedule("shop", ID, make_body())
        yield {"NORTHFLANK_API_TOKEN": "t", "NORTHFLANK_BASE_URL": api.url}


@pytest.mark.parametrize("encoding", ENCODINGS)
@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["--help"], 0),
        (["list", "--help"], 0),
        (["calendar", "--help"], 0),
        (["generate", "--help"], 0),
        (["list", "--project=shop", ADDON], 0),
        (["list", "--project=shop", ADDON, "--json"], 0),
        (["generate", "--project=shop", ADDON], 0),
        (["generate", "--project=shop", ADDON, "--format=config"], 0),
        (["calendar", "--project=shop", ADDON], 0),
        (["calendar", "--project=shop", ADDON, "--svg=-"], 0),
        (["calendar", "--state=-"], 1),
        (["calendar", "--state=-", "--svg=-"], 1),
        (["calendar", "--state=-", "--addon=→"], 1),
        (["calendar", "--state=/no/→\udcff"], 1),
        (["list", "--project=→"], 1),
        (["list", "--project=\udcff"], 2),
        (["→"], 2),
    ],
)
def test_no_traceback(
    environment: dict[str, str], encoding: str, arguments: list[str], code: int
) -> None:
    """No character of an ID, a path or a message ends a command in a traceback."""
    runner = CliRunner(charset=encoding, env=environment)

    result = runner.invoke(main, arguments, input=STACK.encode())

    assert code == result.exit_code, result.output
    assert "Traceback" not in result.output


@pytest.mark.parametrize(("encoding", "shown"), [("latin-1", "näm\\u2192"), ("utf-8", "näm→")])
def test_escapes(encoding: str, shown: str) -> None:
    """A character that the encoding lacks is written as an escape, on stdout and stderr."""
    stack = state(resource("näm→", {"addonId": "x"}), resource("b", {**NIGHTLY, "addonId": "näm→"}))

    result = CliRunner(charset=encoding).invoke(main, ["calendar", "--state=-"], input=stack)

    assert f"\nshop/{shown}\n" in result.stdout
    assert result.stderr.startswith(f"{shown} is not drawn: ")


@pytest.mark.parametrize("encoding", ENCODINGS)
@pytest.mark.parametrize(
    ("arguments", "code"), [(["--help"], 0), (["--addon=→\udcff"], 1), (["--db=/no/→\udcff"], 1)]
)
def test_emulator(encoding: str, arguments: list[str], code: int) -> None:
    """The emulator's command ends with a message as well."""
    result = CliRunner(charset=encoding).invoke(emulator_main, ["--port=0", *arguments])

    assert code == result.exit_code, result.output
