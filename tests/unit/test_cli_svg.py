"""The week as an SVG: what it shows, and that it needs nothing else."""

from __future__ import annotations

import re
import shlex
from difflib import unified_diff
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st
from tests.unit.commandline import names_in
from tests.unit.generated import few, valid_inputs
from tests.unit.pictures import (
    SCHEDULES,
    SVG,
    drawn,
    of_schedules,
    pictured,
    resource,
    state,
    written,
)
from tests.unit.written import NASTY

from pulumi_northflank.canonical import canonical
from pulumi_northflank.cli import main
from pulumi_northflank.cli.grid import Cell, grid_of
from pulumi_northflank.cli.pictured import Picture, Undrawn
from pulumi_northflank.cli.svg import svg_text
from pulumi_northflank.cli.svg_style import STYLE
from pulumi_northflank.cli.svg_text import lines_of

ROOT = Path(__file__).parents[2]
COMMAND = (
    "pulumi-northflank calendar --state tests/unit/states/calendar.json --svg docs/calendar.svg "
    "--force"
)
ORDERS = [{"projectId": "shop", **inputs} for inputs in SCHEDULES.values()]


def parsed(text: str) -> ET.Element:
    """The root of an SVG."""
    return ET.fromstring(text)  # noqa: S314  # what the project has just written


def words(text: str) -> list[str]:
    """All lines of text that an SVG shows."""
    return [element.text or "" for element in parsed(text).iter(f"{SVG}text")]


def marks(cell: Cell) -> list[str]:
    """How a cell's marks read."""
    return [
        f"{letter}{f':{mark.minutes[0]:02}' if len(mark.minutes) == 1 else f'×{len(mark.minutes)}'}"
        for letter, mark in zip("DS", cell, strict=True)
        if mark
    ]


def test_the_picture_in_the_documentation() -> None:
    """The documentation's picture is what the command makes today."""
    arguments = shlex.split(COMMAND)[1:]
    arguments[arguments.index("docs/calendar.svg")] = "-"
    file = arguments.index("tests/unit/states/calendar.json")
    arguments[file] = str(ROOT / arguments[file])

    result = CliRunner().invoke(main, arguments)

    made = (ROOT / "docs" / "calendar.svg").read_text(encoding="utf-8")
    assert made == result.stdout, f"docs/calendar.svg is stale. Run: {COMMAND}"
    assert len(made) < 60_000


@given(st.lists(valid_inputs().map(canonical), min_size=1, max_size=4))
@few
def test_marks(schedules: list[dict[str, Any]]) -> None:
    """Each hour shows its dumps above and its snapshots below, and nothing else is shown."""
    picture = pictured(*schedules)

    shown = list(drawn(svg_text(picture)).values())

    assert [
        {
            (day, hour): marks(cell)
            for day, hours in enumerate(grid_of(addon.schedules))
            for hour, cell in enumerate(hours)
            if marks(cell)
        }
        for addon in picture.addons
    ] == shown


def test_what_it_says() -> None:
    """Legend, schedules and figures are text; those who can't see have all of it in words."""
    text = svg_text(pictured(*ORDERS))

    root = parsed(text)
    assert [
        *("D:30", "D:30", "dump", "S:30", "S:30", "snapshot"),
        "paler where hourly; :30 is the minute, ×2 the number of backups in the hour",
        "Times are as declared; Northflank's documentation names no time zone.",
        "shop/orders",
        "snapshot every hour at :15, kept 7 days",
        "dump daily 02:30, kept 30 days",
        "snapshot Fri 18:30, kept 120 days",
        *("worst gap", "backups a week", "kept at once", "oldest"),
        *("together", "1h", "176", "-", "120 days"),
        *("dumps", "24h", "7", "30", "30 days"),
        *("snapshots", "1h", "169", "186", "120 days"),
        *("in eu-copy", "7d", "1", "5", "30 days"),
    ] == seen(root)
    assert ("img", "title desc") == (root.get("role"), root.get("aria-labelledby"))
    assert "Backups of stack prod of shop, by hour of the week" == root.findtext(f"{SVG}title")
    assert (
        "Times are as declared; Northflank's documentation names no time zone.\n"
        "shop/orders: snapshot every hour at :15, kept 7 days; dump daily 02:30, kept 30 days; "
        "snapshot Fri 18:30, kept 120 days.\n"
        "together: worst gap 1h, 176 backups a week, oldest 120 days.\n"
        "dumps: worst gap 24h, 7 backups a week, 30 kept at once, oldest 30 days.\n"
        "snapshots: worst gap 1h, 169 backups a week, 186 kept at once, oldest 120 days.\n"
        "in eu-copy: worst gap 7d, 1 backup a week, 5 kept at once, oldest 30 days."
    ) == root.findtext(f"{SVG}desc")


def seen(root: ET.Element) -> list[str]:
    """The text of the head (but for its title) and of the addons, without the weeks."""
    ids = {element.get("id"): element for element in root.iter() if element.get("id")}
    found = []
    for group in root.findall(f"{SVG}g"):
        for element in group:
            name = element.get("href", "").removeprefix("#")
            if element.tag == f"{SVG}text":
                found.append(element.text or "")
            elif name[:2] in ("d-", "s-"):
                found.append(ids[name].findtext(f"{SVG}text") or "")
    return found[1:]


@pytest.mark.parametrize("name", NASTY)
def test_hostile_names(name: str) -> None:
    """Whatever a name holds, the file is well-formed, and the name is text in it."""
    inputs = {**ORDERS[2], "projectId": "shop"}
    places = [{"destinationId": name, "type": "custom"}]
    picture = pictured({**inputs, "additionalDestinations": []})
    schedule = {**picture.addons[0].schedules[0], "additionalDestinations": places}
    address = type(picture.addons[0].address)(name, name, name)
    addon = type(picture.addons[0])(address, [schedule])

    text = svg_text(Picture(name, [addon], [], []))

    tags = {element.tag.removeprefix(SVG) for element in parsed(text).iter()}
    assert {"svg", "title", "desc", "style", "defs", "g", "rect", "text", "use", "path"} == tags
    visible = "".join(one if one.isprintable() else " " for one in name)
    assert " ".join(f"{visible}/{visible}/{visible}".split()) in [
        " ".join(line.split()) for line in words(text)
    ]


def test_it_needs_nothing_else() -> None:
    """No script, no address, no other file: every reference is to something in it."""
    text = svg_text(pictured(*ORDERS))

    root = parsed(text)
    ids = [element.get("id") for element in root.iter() if element.get("id")]
    used = {
        value
        for element in root.iter()
        for name, value in element.attrib.items()
        if name.endswith("href")
    }
    assert len(set(ids)) == len(ids)
    assert {f"#{one}" for one in ids} - {"#title", "#desc"} == used
    assert ["http://www.w3.org/2000/svg"] == re.findall(r"\w+://[^\"' ]*", text)
    assert not re.search(r"url\(|@import|<script|<image|<foreignObject|\bon\w+=|data:", text)


def test_it_changes_with_the_schedules_alone() -> None:
    """Neither the time, nor the order of the state, nor what nobody sees changes a byte."""
    inputs = list(ORDERS)
    shuffled = [{**inputs[1], "compressionType": "gz"}, inputs[2], inputs[0]]

    assert svg_text(pictured(*inputs)) == svg_text(pictured(*shuffled))


def test_a_change_is_a_small_difference() -> None:
    """Another minute of one schedule of three addons changes few lines of the file."""
    others = [{**one, "addonId": addon} for addon in ("carts", "zebra") for one in ORDERS]
    later = {**ORDERS[1], "scheduling": {"interval": "daily", "minute": [45], "hour": [2]}}
    before, after = [
        svg_text(pictured(*others, one, *ORDERS[2:], ORDERS[0])).splitlines()
        for one in (ORDERS[1], later)
    ]

    changed = [line for line in unified_diff(before, after, n=0) if line[0] in "+-"]

    assert '-  <text class="ink" x="14" y="66">dump daily 02:30, kept 30 days</text>' in changed
    assert len(changed) < 100


def test_light_and_dark() -> None:
    """Each colour of the light rules has one in the dark, and each class in use has a rule."""
    light, dark = (
        set(re.findall(r"^ ?(\.[\w. ]+) \{ fill", part, re.MULTILINE))
        for part in (STYLE.split("@media (prefers-color-scheme: dark)"))
    )
    text = svg_text(pictured(*ORDERS))

    used = {f".{kind}" for one in re.findall(r'class="(.*?)"', text) for kind in one.split()}
    assert light == dark
    assert [] == [kind for kind in used if f"{kind} " not in STYLE and f"{kind}." not in STYLE]


def luminance(colour: str) -> float:
    """The relative luminance of a colour, as WCAG defines it."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("is_dark", [False, True], ids=["light", "dark"])
def test_contrast(is_dark: bool) -> None:
    """All text stands out from what is behind it, with a ratio of 4.5 at least: in grey, too."""
    style = STYLE.split("@media")[is_dark]
    fills = dict(re.findall(r"^ ?(\.[\w. ]+) \{ fill: (#\w+)", style, re.MULTILINE))
    card = fills[".card"]
    pairs = [
        (fills[f".{kind}"], ground)
        for kind in ("ink", "soft", "bad")
        for ground in (card, fills[".ground"])
    ]
    pairs += [(fills[".snapshot text"], card)]
    for kind in (".dump", ".dump.plain", ".snapshot"):
        pairs.append((fills[f"{kind} text"], fills[f"{kind} rect"]))

    ratios = []
    for pair in pairs:
        darker, lighter = sorted(map(luminance, pair))
        ratios.append((lighter + 0.05) / (darker + 0.05))

    assert [] == [ratio for ratio in ratios if ratio < 4.5]


def test_many_addons() -> None:
    """Each has a place of its own, and a hundred make a file of less than a megabyte."""
    many = [{**one, "addonId": f"addon-{number:03}"} for number in range(100) for one in ORDERS]

    text = svg_text(pictured(*many))

    tops = [int(y) for y in re.findall(r'<g transform="translate\(16,(\d+)\)', text)]
    heights = [int(y) for y in re.findall(r'class="card" rx="8" width="928" height="(\d+)"', text)]
    assert 100 == len(heights) == len(tops) - 1
    assert all(
        top + height < below
        for top, height, below in zip(tops[1:], heights, tops[2:], strict=False)
    )
    assert len(text) < 1_000_000


def test_what_is_missing() -> None:
    """A picture that does not show all says so, in sight and in words."""
    text = svg_text(Picture("project shop", [], [], [Undrawn("nightly", "why"), Undrawn("b", "")]))

    said = [
        "No backup schedule.",
        "Not in this picture, as they can't be read or are not valid: nightly, b",
    ]
    assert said == [one for one in words(text) if one in said]
    assert said == (parsed(text).findtext(f"{SVG}desc") or "").splitlines()[1:]


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("a b c", ["a b", "c"]),
        ("abcdefg", ["abc", "def", "g"]),
        ("", []),
        ("名名名", ["名", "名", "名"]),
        ("a-b-c", ["a-b", "-c"]),
    ],
)
def test_lines(text: str, lines: list[str]) -> None:
    """Lines end at spaces, and anywhere where there is none; wide characters count twice."""
    assert lines == lines_of(text, 3)


def test_warnings() -> None:
    """What deletes backups before the next one is made has a line of its own."""
    short = {**ORDERS[2], "retentionTime": 3}
    del short["additionalDestinations"]

    assert "snapshots: for up to 4d none exists" in words(svg_text(pictured(short)))


def test_the_file(tmp_path: Path) -> None:
    """The file is written as a whole, and replaced only if that is asked for."""
    source = written(tmp_path / "state.json", of_schedules())
    arguments = ["calendar", f"--state={source}", f"--svg={tmp_path / 'a b.svg'}"]

    first = CliRunner().invoke(main, arguments)
    again = CliRunner().invoke(main, arguments)
    forced = CliRunner().invoke(main, [*arguments, "--force"])

    told = f"Wrote 3 schedules to '{tmp_path / 'a b.svg'}'.\n"
    assert (0, "", told) == (first.exit_code, first.stdout, first.stderr)
    assert (1, "") == (again.exit_code, again.stdout)
    assert "exists already. Nothing was written; --force replaces it." in again.stderr
    assert (0, told) == (forced.exit_code, forced.stderr)
    assert ["a b.svg", "state.json"] == names_in(tmp_path)
    assert svg_text(pictured(*ORDERS)) == (tmp_path / "a b.svg").read_text(encoding="utf-8")


def test_one_schedule(tmp_path: Path) -> None:
    """One is one."""
    source = written(tmp_path / "state.json", state(resource("a", SCHEDULES["orders-weekly"])))

    result = CliRunner().invoke(main, ["calendar", f"--state={source}", f"--svg={tmp_path}/a.svg"])

    assert result.stderr.startswith("Wrote 1 schedule to ")
