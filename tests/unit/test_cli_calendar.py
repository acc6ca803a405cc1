"""`pulumi-northflank calendar` in terminals and pipes, of a stack and of what there is."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from tests.unit.commandline import Run, command_line, lists
from tests.unit.pictures import SCHEDULES, drawn, of_schedules, pictured, resource, state, written
from tests.unit.test_cli_table import Terminal
from tests.unit.wire import item, page

from pulumi_northflank.cli import main
from pulumi_northflank.cli.calendar_text import calendar_text
from pulumi_northflank.cli.pictured import Picture
from pulumi_northflank.emulator import Emulator

MakeInputs = Callable[..., dict[str, Any]]

ROOT = Path(__file__).parents[2]
RECORDED = ROOT / "tests" / "engine" / "states" / "0.1.0.json"
ORDERS = pictured(*({"projectId": "shop", **inputs} for inputs in SCHEDULES.values()))
EVERY_HOUR = " S " * 2 + " B2" + " S " * 21
WEEK = f"""\
Backups of stack prod of shop, by hour of the week
D dump, S snapshot, B both; a number: so many in that hour (+ ten or more).
Times are as declared; Northflank's documentation names no time zone.

shop/orders
  snapshot every hour at :15, kept 7 days
  dump daily 02:30, kept 30 days
  snapshot Fri 18:30, kept 120 days

    00 01 02 03 04 05 06 07 08 09 10 11 12 13 14 15 16 17 18 19 20 21 22 23
Mon{EVERY_HOUR}
Tue{EVERY_HOUR}
Wed{EVERY_HOUR}
Thu{EVERY_HOUR}
Fri{EVERY_HOUR[:54]} S2{EVERY_HOUR[57:]}
Sat{EVERY_HOUR}
Sun{EVERY_HOUR}

            worst gap  backups a week  kept at once  oldest
together    1h         176             -             120 days
dumps       24h        7               30            30 days
snapshots   1h         169             186           120 days
in eu-copy  7d         1               5             30 days
"""
UPRIGHT = """
   Mo Tu We Th Fr Sa Su
00 S  S  S  S  S  S  S
01 S  S  S  S  S  S  S
02 B2 B2 B2 B2 B2 B2 B2
03 S  S  S  S  S  S  S
"""


@pytest.fixture(name="run")
def _run(api: Emulator, token: str) -> Run:
    """Run a command on the emulator; keyword arguments change the environment."""
    return command_line(api, token)


def stripped(text: str) -> str:
    """*text* without spaces at the ends of lines."""
    return "".join(f"{line.rstrip()}\n" for line in text.splitlines())


def in_a_terminal(
    monkeypatch: pytest.MonkeyPatch,
    width: int,
    picture: Picture = ORDERS,
    *,
    draw_all: bool = False,
    **environment: str,
) -> str:
    """What a picture looks like in a terminal."""
    for name in ("FORCE_COLOR", "NO_COLOR", "TTY_COMPATIBLE", "TTY_INTERACTIVE"):
        monkeypatch.delenv(name, raising=False)
    for name, value in {"TERM": "xterm", "COLUMNS": str(width), **environment}.items():
        monkeypatch.setenv(name, value)
    with monkeypatch.context() as patch:
        patch.setattr(sys, "stdout", Terminal())
        text = calendar_text(picture, draw_all=draw_all)
    return plain(text) if "NO_COLOR" in environment else text


def plain(text: str) -> str:
    """*text* without what makes it bold or dim."""
    return stripped(re.sub(r"\x1b\[(0|1|2)m", "", text))


def test_a_state_in_a_pipe(tmp_path: Path) -> None:
    """Days × hours in plain text: letters, numbers, a legend and the figures."""
    file = written(tmp_path / "state.json", of_schedules())

    result = CliRunner().invoke(main, ["calendar", f"--state={file}"])

    assert (0, "") == (result.exit_code, result.stderr)
    assert stripped(WEEK) == result.stdout


def test_a_recorded_state() -> None:
    """A state that an earlier version wrote is drawn; the team is part of the addon's name."""
    result = CliRunner().invoke(main, ["calendar", f"--state={RECORDED}"])
    svg = CliRunner().invoke(main, ["calendar", f"--state={RECORDED}", "--svg=-"])

    assert (0, "") == (result.exit_code, result.stderr)
    assert re.search(r"^Fri( \. ){18} S ( \. ?){5}$", result.stdout, re.MULTILINE)
    assert 7 == len(re.findall(r"^\w{3} \.  \.  D2 \.", result.stdout, re.MULTILINE))
    assert {
        "blue/shop/orders": {(4, 18): ["S:30"]},
        "shop/orders": {(day, 2): ["D×2"] for day in range(7)},
    } == drawn(svg.stdout)


def test_in_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    """With 80 columns it is the same, in colours; more columns change nothing."""
    text = in_a_terminal(monkeypatch, 80)

    assert stripped(WEEK) == stripped(re.sub(r"\x1b\[[\d;]*m", "", text))
    assert "\x1b[1;35mB2\x1b[0m" in text
    assert text == in_a_terminal(monkeypatch, 200)


def test_without_colours(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where colours are not wanted, none are there."""
    assert stripped(WEEK) == in_a_terminal(monkeypatch, 80, NO_COLOR="1")


@pytest.mark.parametrize("width", [24, 40, 60, 75])
def test_in_a_narrow_terminal(monkeypatch: pytest.MonkeyPatch, width: int) -> None:
    """Where days × hours do not fit, it is hours × days, and no line is longer than the screen."""
    text = in_a_terminal(monkeypatch, width, NO_COLOR="1")

    assert UPRIGHT in text
    assert "\n18 S  S  S  S  S2 S  S\n" in text
    assert max(map(len, text.splitlines())) <= width
    words = "Snapshots: worst gap 1h, 169 backups a week, 186 kept at once, oldest 120 days"
    table = "snapshots 1h 169 186 120 days"
    assert (table if width > 60 else words) in " ".join(text.split())


def many(number: int) -> Picture:
    """A picture of so many addons."""
    inputs = [{"projectId": "shop", **one} for one in SCHEDULES.values()]
    addons = [f"addon-{at}" for at in range(number)]
    return pictured(*({**one, "addonId": addon} for addon in addons for one in inputs))


def test_many_addons(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of more than five addons each has a line; all are drawn only if that is asked for."""
    assert 5 == in_a_terminal(monkeypatch, 80, many(5), NO_COLOR="1").count("Mon ")
    lines = in_a_terminal(monkeypatch, 80, many(6), NO_COLOR="1").splitlines()
    assert [
        "addon         00    06    12    18      worst gap  a week  oldest",
        "shop/addon-0  SSBSSSSSSSSSSSSSSSSSSSSS  1h         176     120 days",
    ] == lines[-7:-5]
    assert "--addon ID draws the week of one, --all of each." in " ".join(lines)
    assert 6 == in_a_terminal(monkeypatch, 80, many(6), draw_all=True, NO_COLOR="1").count("Mon ")
    assert "\n  SSBSSSSSSSSSSSSSSSSSSSSS\n  1h, 176, 120 days\n" in (
        in_a_terminal(monkeypatch, 40, many(6), NO_COLOR="1")
    )


def test_more_than_nine_in_an_hour() -> None:
    """More than a digit tells is a plus."""
    nine, ten = (
        calendar_text(
            pictured(
                {**SCHEDULES["orders-nightly"], "projectId": "shop", "retentionTime": 1}
                | {"scheduling": {"interval": "daily", "minute": [*range(n)], "hour": [0]}}
            ),
            draw_all=False,
        )
        for n in (9, 10)
    )

    assert "Mon D9 .  ." in nine
    assert "Mon D+ .  ." in ten


def test_what_there_is(run: Run, api: Emulator, body: MakeInputs) -> None:
    """With --project it is what the API lists, addons without a schedule among them."""
    api.add_schedule("shop", "orders", body("weekly", backupType="dump"))

    text = run("calendar", "--project=shop")
    svg = run("calendar", "--project=shop", "--svg=-")
    runs = run("calendar", "--project=shop", "--next=1", "--from=2026-01-01")

    assert (0, "") == (text.exit_code, text.stderr)
    assert text.stdout.startswith("Backups of project shop, by hour of the week\n")
    assert "\nshop/carts\n  no backup schedule\n\nshop/orders\n  dump Fri 18:30, " in text.stdout
    assert {"shop/carts": {}, "shop/orders": {(4, 18): ["D:30"]}} == drawn(svg.stdout)
    assert "\nFri 2026-01-02 18:30  weekly  dump      shop/orders\n" in runs.stdout


def test_of_a_team(run: Run, api: Emulator, body: MakeInputs) -> None:
    """The team is the one of the environment, too, and part of the name."""
    api.add_schedule("shop", "orders", body(), team="acme")

    by_option = run("calendar", "--project=shop", "--addon=orders", "--team=acme")
    by_variable = run("calendar", "--project=shop", "--addon=orders", NORTHFLANK_TEAM_ID="acme")

    assert "Backups of project shop of team acme, " in by_option.stdout
    assert "\nacme/shop/orders\n  snapshot daily 03:00, kept 7 days\n" in by_option.stdout
    assert by_option.stdout == by_variable.stdout


def test_what_there_is_and_can_not_be_drawn(run: Run, api: Emulator) -> None:
    """What the API may come to list is named, and the rest is drawn."""
    odd = item("s1", scheduling={"interval": "yearly", "minute": [0]})
    api.fault(page(odd, item("s2")), path="backup-schedules")

    result = run("calendar", "--project=shop", "--addon=orders")

    assert 1 == result.exit_code
    assert result.stderr.startswith(
        "Schedule s1, the yearly dump of addon orders in project shop is not drawn: "
        'scheduling.interval: "yearly" is not'
    )
    assert "shop/orders" in result.stdout


def test_no_addons(run: Run, api: Emulator) -> None:
    """A project without addons is no error."""
    api.fault(lists(), path_regex="/addons$")

    result = run("calendar", "--project=shop")

    assert (0, "") == (result.exit_code, result.stderr)
    assert "There are no backup schedules in project shop.\n" == result.stdout


def test_the_addons_of_a_stack(tmp_path: Path) -> None:
    """Addons of a stack are picked by their IDs, in all projects; a missing one is said."""
    nightly = SCHEDULES["orders-nightly"]
    others = [
        resource("a", nightly),
        resource("b", {**nightly, "addonId": "carts"}),
        resource("c", {**nightly, "projectId": "crm"}),
    ]
    file = written(tmp_path / "state.json", state(*others))
    runner = CliRunner()

    some = runner.invoke(main, ["calendar", f"--state={file}", "--addon=orders"])
    none = runner.invoke(main, ["calendar", f"--state={file}", "--addon=nope", "--addon=carts"])

    assert ["crm/orders", "shop/orders"] == re.findall(r"^\w+/\w+$", some.stdout, re.MULTILINE)
    assert (1, "") == (none.exit_code, none.stdout)
    assert (
        "Error: There is no addon nope with a schedule in stack prod of shop; there is carts, "
        "orders.\n"
    ) == none.stderr


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["--project=a", "--state=-"], "--project and --state can't go together."),
        (["--project=a", "--stack=b"], "--project and --stack can't go together."),
        (["--project=a", "--cwd=."], "--project and --cwd can't go together."),
        (["--state=-", "--stack=b"], "--state and --stack can't go together."),
        (["--state=-", "--cwd=."], "--state and --cwd can't go together."),
        (["--next=1", "--svg=-"], "--next and --svg can't go together."),
        (["--next=1", "--all"], "--next and --all can't go together."),
        (["--svg=-", "--all"], "--svg and --all can't go together."),
        (["--state=-", "--team=a"], "--team needs --project."),
        (["--force"], "--force needs --svg."),
        (["--from=2026-01-01"], "--from needs --next."),
        (["--next=0"], "0 is not in the range"),
        (["--project=a/b"], "Invalid value for '--project': \"a/b\" is malformed"),
        (["--addon=a b"], "Invalid value for '--addon'"),
        (["--cwd=/no/such"], "Invalid value for '-C'"),
    ],
)
def test_wrong_usage(run: Run, api: Emulator, arguments: list[str], told: str) -> None:
    """What does not go together is refused as usage, before anything is asked."""
    result = run("calendar", *arguments)

    assert (2, "", []) == (result.exit_code, result.stdout, api.requests)
    assert told in result.stderr


def test_the_team_of_the_environment_is_no_conflict(tmp_path: Path) -> None:
    """A variable that is set for other commands stands in nobody's way."""
    file = written(tmp_path / "state.json", of_schedules())
    runner = CliRunner(env={"NORTHFLANK_TEAM_ID": "acme"})

    assert 0 == runner.invoke(main, ["calendar", f"--state={file}"]).exit_code


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["--state={}/none.json"], "none.json: No such file or directory"),
        (["--state={}"], "Is a directory"),
        (["--state={}/none.json", "--svg={}/no/a.svg"], "There is no folder"),
    ],
)
def test_files(tmp_path: Path, arguments: list[str], told: str) -> None:
    """What is wrong with a file is said without a traceback, first of all with the target."""
    result = CliRunner().invoke(main, ["calendar", *(one.format(tmp_path) for one in arguments)])

    assert (1, "") == (result.exit_code, result.stdout)
    assert told in result.stderr


def test_help() -> None:
    """Help needs nothing, and says what is an assumption."""
    result = CliRunner().invoke(main, ["calendar", "--help"])

    text = " ".join(result.stdout.split())
    assert 0 == result.exit_code
    assert "the time zone is an assumption: the documentation names none" in text
    assert "Exit status:" in text


def test_nothing_is_loaded_without_need() -> None:
    """A page of help does not pay for what draws."""
    code = (
        "import sys, pulumi_northflank.cli\n"
        "print([name for name in ('rich', 'requests', 'jsonschema', 'xml.etree.ElementTree',"
        "'pulumi_northflank.cli.pictured') if name in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60
    )

    assert "[]\n" == done.stdout
