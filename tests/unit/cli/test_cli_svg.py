"""The calendar as an SVG: what it shows, and that it needs no other file."""

from __future__ import annotations

import re
import shlex
from difflib import unified_diff
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st
from tests.unit.commandline import names_in, outcome
from tests.unit.generated import few, valid_inputs
from tests.unit.pictures import (
    HOURLY,
    NIGHTLY,
    SCHEDULES,
    SVG,
    WEEKLY,
    drawn,
    pictured,
    state_of,
)
from tests.unit.written import NASTY

from pulumi_northflank.cli import main
from pulumi_northflank.cli.calendar.grid import Cell, grid_of
from pulumi_northflank.cli.calendar.picture import Picture, PicturedAddon, Undrawn
from pulumi_northflank.cli.calendar.svg import lines_of, svg_text
from pulumi_northflank.cli.calendar.svg_style import STYLE
from pulumi_northflank.schedule import Address, Schedule

ROOT = Path(__file__).parents[3]
COMMAND = (
    "pulumi-northflank calendar --state tests/unit/states/calendar.json --svg docs/calendar.svg "
    "--force"
)
LIGHT, DARK = STYLE.split("@media (prefers-color-scheme: dark)")


def parsed(text: str) -> ET.Element:
    """The root of an SVG."""
    return ET.fromstring(text)  # noqa: S314  # the project has just written it


def words(text: str) -> list[str]:
    """All lines of text that an SVG shows."""
    return [element.text or "" for element in parsed(text).iter(f"{SVG}text")]


def marks(cell: Cell) -> list[str]:
    """The text of a cell's marks."""
    return [
        f"{letter}{f':{mark.minutes[0]:02}' if len(mark.minutes) == 1 else f'×{len(mark.minutes)}'}"
        for letter, mark in zip("DS", cell, strict=True)
        if mark
    ]


def test_the_picture_in_the_documentation(monkeypatch: pytest.MonkeyPatch) -> None:
    """The picture in the documentation is up to date."""
    monkeypatch.chdir(ROOT)
    arguments = shlex.split(COMMAND.replace("docs/calendar.svg --force", "-"))[1:]

    result = CliRunner().invoke(main, arguments)

    saved = Path("docs/calendar.svg").read_text(encoding="utf-8")
    assert saved == result.stdout, f"docs/calendar.svg is stale. Run: {COMMAND}"
    assert len(saved) < 60_000


@given(st.lists(valid_inputs(), min_size=1, max_size=4))
@few
def test_marks(schedules: list[dict[str, object]]) -> None:
    """Each hour shows its dumps above its snapshots, and nothing else."""
    picture = pictured(*schedules)

    assert [
        {
            (day, hour): marks(cell)
            for day, hours in enumerate(grid_of(addon.schedules))
            for hour, cell in enumerate(hours)
            if marks(cell)
        }
        for addon in picture.addons
    ] == list(drawn(svg_text(picture)).values())


def test_words() -> None:
    """Legend, schedules and metrics are text, and a description has all of it in sentences."""
    root = parsed(svg_text(pictured(*SCHEDULES)))
    groups = root.findall(f"{SVG}g")
    zone = "Times are as in the schedules. Northflank does not document their time zone."

    assert [
        *("Backups of stack prod of shop, by hour of the week", "dump", "snapshot"),
        "pale: hourly schedules only; :30 is the minute, ×2 the number of backups in that hour",
        zone,
        "shop/orders",
        "snapshot every hour at :15, kept 7 days",
        "dump daily 02:30, kept 30 days",
        "snapshot Fri 18:30, kept 120 days",
        *("worst gap", "backups a week", "kept at once", "oldest"),
        *("all", "1h", "176", "-", "120 days"),
        *("dumps", "24h", "7", "30", "30 days"),
        *("snapshots", "1h", "169", "186", "120 days"),
        *("in eu-copy", "7d", "1", "5", "30 days"),
    ] == [element.text for group in groups for element in group.findall(f"{SVG}text")]
    assert ["#d-at-30", "#d-hourly-at-30", "#s-at-30", "#s-hourly-at-30"] == [
        mark.get("href") for mark in groups[0].findall(f"{SVG}use")
    ]
    assert ("img", "title desc") == (root.get("role"), root.get("aria-labelledby"))
    assert "Backups of stack prod of shop, by hour of the week" == root.findtext(f"{SVG}title")
    assert (
        f"{zone}\n"
        "shop/orders: snapshot every hour at :15, kept 7 days; dump daily 02:30, kept 30 days; "
        "snapshot Fri 18:30, kept 120 days.\n"
        "all: worst gap 1h, 176 backups a week, oldest 120 days.\n"
        "dumps: worst gap 24h, 7 backups a week, 30 kept at once, oldest 30 days.\n"
        "snapshots: worst gap 1h, 169 backups a week, 186 kept at once, oldest 120 days.\n"
        "in eu-copy: worst gap 7d, 1 backup a week, 5 kept at once, oldest 30 days."
    ) == root.findtext(f"{SVG}desc")


@pytest.mark.parametrize("name", NASTY)
def test_names_with_special_characters(name: str) -> None:
    """Any name leaves the file well-formed, and is shown as text."""
    destinations = [{"destinationId": name, "type": "custom"}]
    schedule = Schedule.of({**WEEKLY, "additionalDestinations": destinations})
    addon = PicturedAddon(Address(name, name, name), [schedule])

    text = svg_text(Picture(name, [addon], [], []))

    tags = {element.tag.removeprefix(SVG) for element in parsed(text).iter()}
    visible = "".join(one if one.isprintable() else " " for one in name)
    assert {"svg", "title", "desc", "style", "defs", "g", "rect", "text", "use", "path"} == tags
    assert " ".join(f"{visible}/{visible}/{visible}".split()) in [
        " ".join(line.split()) for line in words(text)
    ]


def test_it_needs_no_other_file() -> None:
    """There are no scripts and no addresses, and all references are to parts of the file."""
    text = svg_text(pictured(*SCHEDULES))

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


def test_it_changes_only_with_the_schedules() -> None:
    """Neither the order in the state nor invisible settings change the file."""
    nightly = {**NIGHTLY, "compressionType": "gz"}

    assert svg_text(pictured(*SCHEDULES)) == svg_text(pictured(nightly, WEEKLY, HOURLY))


def test_a_small_change_is_a_small_difference() -> None:
    """Another minute in one of nine schedules changes few lines of the file."""
    others = [{**one, "addonId": addon} for addon in ("carts", "zebra") for one in SCHEDULES]
    later = {**NIGHTLY, "scheduling": {"interval": "daily", "minute": [45], "hour": [2]}}
    before, after = [
        svg_text(pictured(*others, HOURLY, one, WEEKLY)).splitlines() for one in (NIGHTLY, later)
    ]

    changed = [line for line in unified_diff(before, after, n=0) if line[0] in "+-"]

    assert '-  <text class="ink" x="14" y="66">dump daily 02:30, kept 30 days</text>' in changed
    assert len(changed) < 100


def fills(style: str) -> dict[str, str]:
    """The colours in a style sheet by selector."""
    return dict(re.findall(r"^ ?(\.[\w. ]+) \{ fill: (#\w+|none)", style, re.MULTILINE))


def test_light_and_dark() -> None:
    """All light colours have dark ones, and all classes in use have a rule."""
    classes = re.findall(r'class="(.*?)"', svg_text(pictured(*SCHEDULES)))
    used = {f".{one}" for names in classes for one in names.split()}

    assert [*fills(LIGHT)] == [*fills(DARK)] != []
    assert {".card", ".dump", ".snapshot", ".plain"} <= used
    assert [] == [one for one in used if f"{one} " not in STYLE and f"{one}." not in STYLE]


def luminance(colour: str) -> float:
    """The relative luminance of a colour, as WCAG defines it."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("style", [LIGHT, DARK], ids=["light", "dark"])
def test_contrast(style: str) -> None:
    """All text has a contrast ratio of at least 4.5 to what is behind it."""
    of = fills(style)
    pairs = [(text, on) for text in (".ink", ".soft", ".bad") for on in (".card", ".ground")]
    pairs += [(f"{kind} text", f"{kind} rect") for kind in (".dump", ".dump.plain", ".snapshot")]

    for pair in [*pairs, (".snapshot text", ".card")]:
        darker, lighter = sorted(luminance(of[name]) for name in pair)
        assert (lighter + 0.05) / (darker + 0.05) >= 4.5, pair


def test_many_addons() -> None:
    """A hundred addons are drawn below each other, in less than a megabyte."""
    many = [{**one, "addonId": f"addon-{number:03}"} for number in range(100) for one in SCHEDULES]

    text = svg_text(pictured(*many))

    tops = [int(y) for y in re.findall(r'<g transform="translate\(16,(\d+)\)', text)]
    heights = [int(y) for y in re.findall(r'class="card" rx="8" width="928" height="(\d+)"', text)]
    assert 100 == len(heights) == len(tops) - 1
    assert all(
        top + height < below
        for top, height, below in zip(tops[1:], heights, tops[2:], strict=False)
    )
    assert len(text) < 1_000_000


def test_missing_schedules() -> None:
    """A picture without addons or with schedules left out says so, also in its description."""
    text = svg_text(Picture("project shop", [], [], [Undrawn("nightly", "why"), Undrawn("b", "")]))

    messages = ["No backup schedules.", "Schedules that could not be drawn: nightly, b"]
    assert messages == words(text)[-2:]
    assert messages == (parsed(text).findtext(f"{SVG}desc") or "").splitlines()[1:]


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
    """Lines end at spaces, and within words that are too long; wide characters count twice."""
    assert lines == lines_of(text, 3)


def test_warnings() -> None:
    """A warning names the time for which no backup exists."""
    short = {**WEEKLY, "retentionTime": 3, "additionalDestinations": []}

    text = svg_text(pictured(short))

    assert "snapshots: no backup exists for up to 4d" == words(text)[-1]


def test_the_file(tmp_path: Path) -> None:
    """The file is written as a whole, and overwritten only with --force."""
    source, target = tmp_path / "state.json", tmp_path / "a b.svg"
    source.write_text(state_of(*SCHEDULES))
    arguments = ["calendar", f"--state={source}", f"--svg={target}"]

    first = CliRunner().invoke(main, arguments)
    again = CliRunner().invoke(main, arguments)
    source.write_text(state_of(WEEKLY))
    forced = CliRunner().invoke(main, [*arguments, "--force"])

    refused = f"Error: {target} already exists. Nothing was written. Use --force to overwrite it.\n"
    assert (0, "", f"Wrote 3 schedules to '{target}'.\n") == outcome(first)
    assert (1, "", refused) == outcome(again)
    assert (0, "", f"Wrote 1 schedule to '{target}'.\n") == outcome(forced)
    assert ["a b.svg", "state.json"] == names_in(tmp_path)
    assert svg_text(pictured(WEEKLY)) == target.read_text(encoding="utf-8")
