"""`pulumi-northflank calendar` in terminals and pipes, for stacks and projects."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from click.testing import CliRunner
from tests.unit.commandline import Run, in_a_terminal, outcome
from tests.unit.pictures import NIGHTLY, SCHEDULES, drawn, pictured, resource, state, state_of
from tests.unit.schedules import make_body
from tests.unit.wire import item, page

from pulumi_northflank.cli import main
from pulumi_northflank.cli.calendar.picture import Picture, PicturedAddon
from pulumi_northflank.cli.calendar.text import calendar_text
from pulumi_northflank.emulator import Emulator
from pulumi_northflank.schedule import Address

ROOT = Path(__file__).parents[3]
RECORDED = ROOT / "tests" / "engine" / "states" / "0.1.0.json"
EVERY_HOUR = " S " * 2 + " B2" + " S " * 21
WEEK = f"""\
Backups of stack prod of shop, by hour of the week
D dump, S snapshot, B both. D2: 2 backups in that hour, D+: 10 or more.
Times are as in the schedules. Northflank does not document their time zone.

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
all         1h         176             -             120 days
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


def stripped(text: str) -> str:
    """*text* without spaces at the ends of lines."""
    return "".join(f"{line.rstrip()}\n" for line in text.splitlines())


def shown(
    monkeypatch: pytest.MonkeyPatch,
    width: int,
    picture: Picture | None = None,
    *,
    draw_all: bool = False,
) -> str:
    """A picture in a terminal without colours."""
    picture = picture or pictured(*SCHEDULES)
    text = in_a_terminal(
        monkeypatch, width, lambda: calendar_text(picture, draw_all=draw_all), NO_COLOR="1"
    )
    return stripped(re.sub(r"\x1b\[(0|1|2)m", "", text))


def test_in_a_pipe(tmp_path: Path) -> None:
    """The week of a state is plain text: days × hours, a legend and metrics."""
    file = tmp_path / "state.json"
    file.write_text(state_of(*SCHEDULES))

    # A team for other commands is no conflict.
    result = CliRunner(env={"NORTHFLANK_TEAM_ID": "acme"}).invoke(
        main, ["calendar", f"--state={file}"]
    )

    assert (0, "") == (result.exit_code, result.stderr)
    assert stripped(WEEK) == result.stdout


def test_a_recorded_state() -> None:
    """A state of an earlier version is drawn; the team is part of an addon's name."""
    svg = CliRunner().invoke(main, ["calendar", f"--state={RECORDED}", "--svg=-"])

    assert (0, "") == (svg.exit_code, svg.stderr)
    assert {
        "blue/shop/orders": {(4, 18): ["S:30"]},
        "shop/orders": {(day, 2): ["D×2"] for day in range(7)},
    } == drawn(svg.stdout)


@pytest.mark.parametrize(
    ("columns", "ruler"), [("40", "   Mo Tu "), ("80", "    00 01 "), ("0", "    00 01 ")]
)
def test_the_width_of_a_pipe(run: Run, columns: str, ruler: str) -> None:
    """COLUMNS is the width of a pipe as well; a value that cannot be one is ignored."""
    result = run("calendar", "--state=-", stdin=state_of(*SCHEDULES), COLUMNS=columns)

    assert f"\n{ruler}" in result.stdout


def test_in_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    """With 80 or more columns, the text is the same, in colours unless NO_COLOR is set."""
    narrow, wide = (
        in_a_terminal(
            monkeypatch, width, lambda: calendar_text(pictured(*SCHEDULES), draw_all=False)
        )
        for width in (80, 200)
    )

    assert stripped(WEEK) == stripped(re.sub(r"\x1b\[[\d;]*m", "", narrow))
    assert "\x1b[1;35mB2\x1b[0m" in narrow
    assert narrow == wide
    assert stripped(WEEK) == shown(monkeypatch, 80)


@pytest.mark.parametrize("width", [24, 40, 60, 75])
def test_in_a_narrow_terminal(monkeypatch: pytest.MonkeyPatch, width: int) -> None:
    """If days × hours do not fit, hours × days are shown, and no line is too long."""
    text = shown(monkeypatch, width)

    assert UPRIGHT in text
    assert "\n18 S  S  S  S  S2 S  S\n" in text
    assert max(map(len, text.splitlines())) <= width
    words = "Snapshots: worst gap 1h, 169 backups a week, 186 kept at once, oldest 120 days"
    table = "snapshots 1h 169 186 120 days"
    assert (table if width > 60 else words) in " ".join(text.split())


def many(number: int) -> Picture:
    """A picture of this many addons."""
    addons = [f"addon-{at}" for at in range(number)]
    return pictured(*({**one, "addonId": addon} for addon in addons for one in SCHEDULES))


def test_many_addons(monkeypatch: pytest.MonkeyPatch) -> None:
    """More than five addons have one line each, unless all are to be drawn."""
    bare = PicturedAddon(Address("shop", "bare"), [])
    picture = many(6)
    picture.addons.append(bare)
    lines = shown(monkeypatch, 80, picture).splitlines()

    assert [
        "addon         00    06    12    18      worst gap  a week  oldest",
        "shop/addon-0  SSBSSSSSSSSSSSSSSSSSSSSS  1h         176     120 days",
    ] == lines[-8:-6]
    assert ["shop/bare     no backup schedules"] == lines[-1:]
    assert "7 addons. Each letter is an hour of the day" in " ".join(lines)
    assert 5 == shown(monkeypatch, 80, many(5)).count("Mon ")
    assert 6 == shown(monkeypatch, 80, many(6), draw_all=True).count("Mon ")


@pytest.mark.parametrize(
    ("width", "metrics"),
    [
        (40, "  worst gap 1h, 176 a week,\n  oldest 120 days\n"),
        (60, "  worst gap 1h, 176 a week, oldest 120 days\n"),
    ],
)
def test_many_addons_in_a_narrow_terminal(
    monkeypatch: pytest.MonkeyPatch, width: int, metrics: str
) -> None:
    """Below a ruler for the hours, each addon has lines of its own with labels."""
    picture = many(6)
    picture.addons.append(PicturedAddon(Address("shop", "bare"), []))
    hours = "  SSBSSSSSSSSSSSSSSSSSSSSS\n"

    text = shown(monkeypatch, width, picture)

    assert f"\n  00    06    12    18\nshop/addon-0\n{hours}{metrics}shop/addon-1\n" in text
    assert text.endswith(f"{hours}{metrics}shop/bare\n  no backup schedules\n")


@pytest.mark.parametrize(("number", "sign"), [(1, "D "), (2, "D2"), (9, "D9"), (10, "D+")])
def test_backups_in_an_hour(number: int, sign: str) -> None:
    """Up to nine backups in an hour are a digit, more are a plus."""
    scheduling = {"interval": "daily", "minute": [*range(number)], "hour": [0]}
    picture = pictured({**NIGHTLY, "retentionTime": 1, "scheduling": scheduling})

    assert f"Mon {sign} .  ." in calendar_text(picture, draw_all=False)


def test_a_project(run: Run, api: Emulator) -> None:
    """--project draws the schedules that the API lists, and addons without schedules."""
    api.add_schedule("shop", "orders", make_body("weekly", backupType="dump", retentionTime=3))

    text = run("calendar", "--project=shop")
    svg = run("calendar", "--project=shop", "--svg=-")

    assert (0, "") == (text.exit_code, text.stderr)
    assert text.stdout.startswith("Backups of project shop, by hour of the week\n")
    assert "\nshop/carts\n  no backup schedules\n\nshop/orders\n  dump Fri 18:30, " in text.stdout
    assert text.stdout.endswith("\n  dumps: no backup exists for up to 4d\n")
    assert {"shop/carts": {}, "shop/orders": {(4, 18): ["D:30"]}} == drawn(svg.stdout)


def test_a_team(run: Run, api: Emulator) -> None:
    """The team of the option or of the environment is part of an addon's name."""
    api.add_schedule("shop", "orders", make_body(), team="acme")

    by_option = run("calendar", "--project=shop", "--addon=orders", "--team=acme")
    by_variable = run("calendar", "--project=shop", "--addon=orders", NORTHFLANK_TEAM_ID="acme")

    assert "Backups of project shop of team acme, " in by_option.stdout
    assert "\nacme/shop/orders\n  snapshot daily 03:00, kept 7 days\n" in by_option.stdout
    assert by_option.stdout == by_variable.stdout


def test_a_listed_schedule_that_cannot_be_drawn(run: Run, api: Emulator) -> None:
    """A schedule with an unknown interval is named, and the rest is drawn."""
    odd = item("s1", scheduling={"interval": "yearly", "minute": [0]})
    api.fault(page(odd, item("s2")), path="backup-schedules")

    result = run("calendar", "--project=shop", "--addon=orders")

    assert 1 == result.exit_code
    assert result.stderr.startswith(
        "Schedule s1 (the yearly dump of addon orders in project shop) is not drawn: "
        'scheduling.interval: "yearly" is not'
    )
    assert "shop/orders" in result.stdout


def test_some_addons_of_a_stack(run: Run) -> None:
    """--addon chooses addons of a stack in all projects; unknown addons are an error."""
    stack = state(
        resource("a", NIGHTLY),
        resource("b", {**NIGHTLY, "addonId": "carts"}),
        resource("c", {**NIGHTLY, "projectId": "crm"}),
    )

    some = run("calendar", "--state=-", "--addon=orders", stdin=stack)
    unknown = run("calendar", "--state=-", "--addon=nope", "--addon=carts", stdin=stack)
    empty = run("calendar", "--state=-", "--addon=nope", stdin=state())

    message = "Error: Stack prod of shop has no schedules for addon nope. It has schedules for "
    assert ["crm/orders", "shop/orders"] == re.findall(r"^\w+/\w+$", some.stdout, re.MULTILINE)
    assert (1, "", f"{message}carts, orders.\n") == outcome(unknown)
    assert f"{message}no addon.\n" == empty.stderr


def test_a_misspelt_addon_of_many(run: Run) -> None:
    """The error suggests the closest addon, and names only a few of the others."""
    stack = state(*(resource(f"a{at}", {**NIGHTLY, "addonId": f"addon-{at}"}) for at in range(30)))

    result = run("calendar", "--state=-", "--addon=adon-7", "--addon=x", stdin=stack)

    assert (
        "Error: Stack prod of shop has no schedules for addon adon-7 (did you mean `addon-7`?), x. "
        "It has schedules for addon-0, addon-1, addon-10, addon-11, addon-12, addon-13 and 24 "
        "more.\n"
    ) == result.stderr


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--project=a", "--state=-"], "--project cannot be combined with --state."),
        (["--project=a", "--stack=b"], "--project cannot be combined with --stack."),
        (["--project=a", "--cwd=."], "--project cannot be combined with --cwd."),
        (["--state=-", "--stack=b"], "--state cannot be combined with --stack."),
        (["--state=-", "--cwd=."], "--state cannot be combined with --cwd."),
        (["--svg=-", "--all"], "--svg cannot be combined with --all."),
        (["--state=-", "--team=a"], "--team needs --project."),
        (["--force"], "--force needs --svg."),
        (["--project=a/b"], "Invalid value for '--project': \"a/b\" is malformed"),
        (["--addon=a b"], "Invalid value for '--addon'"),
        (["--cwd=/no/such"], "Invalid value for '-C'"),
    ],
)
def test_wrong_usage(run: Run, api: Emulator, arguments: list[str], message: str) -> None:
    """Options that contradict each other are refused before any request."""
    result = run("calendar", *arguments)

    assert (2, "", []) == (result.exit_code, result.stdout, api.requests)
    assert message in result.stderr


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--state={}/none.json"], "none.json: No such file or directory"),
        (["--state={}"], "Is a directory"),
        (["--state={}/none.json", "--svg={}/no/a.svg"], "/no does not exist. Nothing was written."),
    ],
)
def test_files(tmp_path: Path, arguments: list[str], message: str) -> None:
    """Files that cannot be read or written are an error; the target is checked first."""
    result = CliRunner().invoke(main, ["calendar", *(one.format(tmp_path) for one in arguments)])

    assert (1, "") == (result.exit_code, result.stdout)
    assert message in result.stderr
