"""`pulumi-northflank list`, its table, and the help of all commands."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from click.testing import CliRunner
from tests.unit.commandline import Run, in_a_terminal, lists
from tests.unit.schedules import make_body
from tests.unit.wire import item, page
from tests.unit.written import SHOP, inventory, live

from pulumi_northflank import __version__
from pulumi_northflank.cli import main
from pulumi_northflank.cli.inventory import Addon
from pulumi_northflank.cli.table import table_text
from pulumi_northflank.cli.timing import when
from pulumi_northflank.emulator import Emulator

ID = "62cc20b90956ab62a58e84"
COPIES = [
    {"destinationId": "eu-1", "type": "custom", "retentionTime": 1},
    {"destinationId": "us-1", "type": "custom"},
]
INVENTORY = inventory(
    live(
        f"{ID}01",
        scheduling={"interval": "hourly", "minute": [0, 30]},
        backupCompressionType="zstd",
        customDestinationId="bucket",
    ),
    live(f"{ID}02", retentionTime=1),
    live(
        f"{ID}03",
        scheduling={"interval": "weekly", "minute": [30], "hour": [2, 14], "day": [0, 4]},
        backupType="snapshot",
        additionalDestinations=COPIES,
    ),
)
INVENTORY.addons.append(Addon(SHOP.addon("carts"), []))


def test_list_as_json(run: Run, api: Emulator) -> None:
    """The JSON has the API's names in a fixed order, and only settings that have an effect."""
    copies = [{"destinationId": "eu-copy", "type": "custom", "retentionTime": 3}]
    snapshot = make_body("weekly", additionalDestinations=copies, compressionType="zstd")
    dump = make_body(backupType="dump", customDestinationId="bucket", compressionType="zstd")
    ids = [api.add_schedule("shop", "orders", one, team="acme") for one in (dump, snapshot)]
    created = [one["createdAt"] for one in api.schedules("shop", "orders", "acme")]

    result = run("list", "--project=shop", "--team=acme", "--json")

    first = {
        "id": ids[0],
        "backupType": "dump",
        "scheduling": {"interval": "daily", "minute": [0], "hour": [3]},
        "retentionTime": 7,
        "compressionType": "zstd",
        "customDestinationId": "bucket",
        "createdAt": created[0],
    }
    second = {
        "id": ids[1],
        "backupType": "snapshot",
        "scheduling": snapshot["scheduling"],
        "retentionTime": 7,
        "additionalDestinations": copies,
        "createdAt": created[1],
    }
    addons = [{"addonId": "orders", "schedules": [first, second]}]
    expected = {"projectId": "shop", "teamId": "acme", "addons": addons}
    assert json.dumps(expected, indent=2) + "\n" == result.stdout


@pytest.mark.parametrize("command", ["list", "generate", "calendar"])
def test_an_unreadable_schedule_is_named(run: Run, api: Emulator, command: str) -> None:
    """A schedule of an unknown kind is named, the others are in the result, and the status is 1."""
    odd = item("s1", scheduling={"interval": "cron", "expression": "0 3 1 * *"})
    api.fault(page(odd, item("s2")), path="backup-schedules")

    result = run(command, "--project=shop", "--addon=orders")

    assert 1 == result.exit_code
    reason = "[Ss]chedule s1.*cannot be read: `scheduling` is not as documented"
    assert re.search(reason, result.stderr)
    assert "daily" in result.stdout


def test_list_shows_schedules_that_cannot_be_declared(run: Run, api: Emulator) -> None:
    """Values that are not documented are shown as the API lists them."""
    odd = item("s1", backupType="stream", scheduling={"interval": "yearly", "minute": [75]})
    api.fault(page(odd, item("s2"), item("s3")), path="backup-schedules", times=2)

    table = run("list", "--project=shop", "--addon=orders")
    as_json = run("list", "--project=shop", "--addon=orders", "--json")

    assert 0 == table.exit_code
    assert re.search(r'orders  yearly    stream  \{"minute": \[75\]\} .*s1', table.stdout)
    [addon] = json.loads(as_json.stdout)["addons"]
    assert ["s2", "s3", "s1"] == [one["id"] for one in addon["schedules"]]


def test_a_project_without_addons(run: Run, api: Emulator) -> None:
    """Every command says that there are no addons, and succeeds."""
    api.fault(lists(), path_regex="/addons$", times=4)

    listed, as_json = run("list", "--project=shop"), run("list", "--project=shop", "--json")
    generated, drawn = run("generate", "--project=shop"), run("calendar", "--project=shop")

    assert (0, "Project shop has no addons.\n") == (listed.exit_code, listed.stdout)
    assert {"projectId": "shop", "teamId": None, "addons": []} == json.loads(as_json.stdout)
    assert (0, "Project shop has no addons.\n") == (generated.exit_code, generated.stderr)
    assert (0, "Project shop has no backup schedules.\n") == (drawn.exit_code, drawn.stdout)


@pytest.mark.parametrize("arguments", [[], ["calendar"], ["generate"], ["list"]])
@pytest.mark.parametrize("option", ["-h", "--help"])
def test_help(arguments: list[str], option: str) -> None:
    """Help needs no settings, fits 80 columns, and explains exit status and environment."""
    result = CliRunner().invoke(main, [*arguments, option])

    assert 0 == result.exit_code
    assert "Exit status:\n    0    success" in result.stdout
    assert ("NORTHFLANK_TEAM_ID" if arguments else "NORTHFLANK_API_TOKEN") in result.stdout
    assert max(map(len, result.stdout.splitlines())) <= 80


def test_version() -> None:
    """The version is the package's."""
    result = CliRunner().invoke(main, ["--version"])

    assert f"pulumi-northflank, version {__version__}\n" == result.stdout


def test_in_a_pipe() -> None:
    """Each schedule is one line, however long: without colours, frames or cuts."""
    assert """\
Addon   Interval  Type      When                    Retention  Compression  Destinations        ID
orders  hourly    dump      every hour at :00, :30  7 days     zstd         bucket              01
orders  daily     dump      daily 03:00             1 day      gz           -                   02
orders  weekly    snapshot  Mon, Fri 02:30, 14:30   7 days     -            eu-1 (1 day), us-1  03
carts   none""" == table_text(INVENTORY).replace(ID, "")


def test_in_a_wide_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    """The table has bold headings and yellow addons without schedules, unless NO_COLOR is set."""
    text = in_a_terminal(monkeypatch, 145, lambda: table_text(INVENTORY))
    without = in_a_terminal(monkeypatch, 145, lambda: table_text(INVENTORY), NO_COLOR="1")

    assert 5 == len(text.splitlines())
    assert "\x1b[1mInterval" in text
    assert "\x1b[33mcarts " in text
    assert "\x1b[3" not in without


def test_in_a_narrow_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    """If the table does not fit, each schedule has two lines."""
    assert f"""\
orders  hourly dump  {ID}01
    every hour at :00, :30; kept 7 days; zstd; to bucket
orders  daily dump  {ID}02
    daily 03:00; kept 1 day; gz
orders  weekly snapshot  {ID}03
    Mon, Fri 02:30, 14:30; kept 7 days; to eu-1 (1 day), us-1
carts  none""" == in_a_terminal(monkeypatch, 80, lambda: table_text(INVENTORY))


def test_in_a_very_narrow_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    """Lines that do not fit are continued, with their indent and with whole IDs."""
    assert f"""\
orders  hourly dump
    {ID}01
    every hour at :00, :30; kept 7 days;
    zstd; to bucket
orders  daily dump
    {ID}02
    daily 03:00; kept 1 day; gz
orders  weekly snapshot
    {ID}03
    Mon, Fri 02:30, 14:30; kept 7 days;
    to eu-1 (1 day), us-1
carts  none""" == in_a_terminal(monkeypatch, 40, lambda: table_text(INVENTORY))


def test_nothing_is_cut_at_any_width(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every ID and every word is complete in terminals of all widths."""
    words = ["orders", "weekly", "snapshot", "every hour", "(1", "us-1", "bucket", "none"]
    words += [f"{ID}01", f"{ID}02", f"{ID}03"]
    texts = {
        width: in_a_terminal(monkeypatch, width, lambda: table_text(INVENTORY), NO_COLOR="1")
        for width in range(20, 145)
    }

    assert [] == [
        (width, word) for width, text in texts.items() for word in words if word not in text
    ]
    assert "…" not in "".join(texts.values())
    assert {True, False} == {"Interval" in text for text in texts.values()}


def test_values_cannot_control_the_terminal() -> None:
    """Markup and control sequences in listed values are shown as text."""
    odd = live(
        "s1",
        "[b]orders",
        backupType="[red]du\x1b[31mmp\n:smile:",
        scheduling={"interval": "dai\rly", "minute": [0]},
        backupCompressionType="\x1b]0;g\x07z",
        customDestinationId="bu\ncket",
    )

    text = table_text(inventory(odd))

    assert 2 == len(text.splitlines())
    assert "\x1b" not in text
    assert "[b]orders  dai ly    [red]du [31mmp :smile:" in text
    assert "]0;g z" in text
    assert "bu cket" in text


HOURLY, DAILY, WEEKLY = ({"interval": name} for name in ("hourly", "daily", "weekly"))
LATER = ["01:00", "02:00", "03:00", "04:00", "05:00"]
AT_3: dict[str, Any] = {"minute": [0], "hour": [3]}


@pytest.mark.parametrize(
    ("scheduling", "words"),
    [
        ({**HOURLY, "minute": [0]}, "every hour at :00"),
        ({**HOURLY, "minute": [5, 30]}, "every hour at :05, :30"),
        ({**HOURLY, "minute": list(range(60))}, "every hour at :00-:59"),
        ({**DAILY, "minute": [0, 30], "hour": [2, 14]}, "daily 02:00, 02:30, 14:00, 14:30"),
        ({**DAILY, "minute": [0], "hour": [*range(6)]}, ", ".join(["daily 00:00", *LATER])),
        (
            {**DAILY, "minute": [0, 30], "hour": [0, 1, 2, 3, 7, 8]},
            "daily at :00, :30 past 00-03, 07, 08",
        ),
        ({**WEEKLY, **AT_3, "day": [4]}, "Fri 03:00"),
        ({**WEEKLY, **AT_3, "day": [0, 1]}, "Mon, Tue 03:00"),
        ({**WEEKLY, **AT_3, "day": [0, 1, 2, 6]}, "Mon-Wed, Sun 03:00"),
        ({**HOURLY, **AT_3}, '{"minute": [0], "hour": [3]}'),
        ({**DAILY, "minute": [0]}, '{"minute": [0]}'),
        ({**WEEKLY, **AT_3, "day": [7]}, '{"minute": [0], "hour": [3], "day": [7]}'),
        ({"interval": "monthly", **AT_3}, '{"minute": [0], "hour": [3]}'),
        ({**HOURLY, "minute": ["0"]}, '{"minute": ["0"]}'),
        ({**HOURLY, "minute": [True]}, '{"minute": [true]}'),
    ],
)
def test_when(scheduling: dict[str, Any], words: str) -> None:
    """A documented scheduling is shown in words, any other one as JSON."""
    assert words == when(scheduling)
