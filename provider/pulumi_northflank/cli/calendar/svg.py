"""The calendar as an SVG: one self-contained file, light and dark, readable without colour.

The file contains no date, so it only changes if the schedules change. Equal rows of hours are
stored once, in ``defs``, and named after their contents, so that a changed schedule changes few
lines.
"""

from __future__ import annotations

import hashlib
import textwrap
from collections.abc import Iterator, Sequence
from xml.etree import ElementTree as ET

from rich.cells import chop_cells

from pulumi_northflank.cli.timing import DAYS
from pulumi_northflank.review.week import HOURS_A_DAY
from pulumi_northflank.text import capital, one_line
from pulumi_northflank.types import BackupType

from .grid import Cell, Mark, grid_of
from .metrics_rows import HEADINGS, MetricsRow, metrics_rows
from .picture import Picture, PicturedAddon
from .svg_style import STYLE
from .text import NO_SCHEDULES, ZONE, schedule_line, title

WIDTH = 960
MARGIN = 16
PADDING = 14
LINE = 20
DAY_WIDTH = 40
HOUR_WIDTH = 36
DAY_HEIGHT = 36
HEADING_HEIGHT = 18
MARK_WIDTH, MARK_HEIGHT = 34, 15
GRID_WIDTH = DAY_WIDTH + HOURS_A_DAY * HOUR_WIDTH
GRID_HEIGHT = HEADING_HEIGHT + len(DAYS) * DAY_HEIGHT
HOURS_A_QUARTER = 6
# The widths of the columns of metrics, and the smallest width of the column of names.
COLUMNS = (100, 140, 120, 100)
NAME_WIDTH, CHARACTER_WIDTH = 110, 9
# The characters that fit into a line, the name of metrics, the key of an addon, and the title.
LINE_CHARACTERS, NAME_CHARACTERS, KEY_CHARACTERS, TITLE_CHARACTERS = 112, 40, 80, 60
LETTERS: dict[BackupType, str] = {"dump": "D", "snapshot": "S"}
LEGEND = "pale: hourly schedules only; :30 is the minute, ×2 the number of backups in that hour"


class Drawing:
    """An SVG to which addons are added from top to bottom."""

    def __init__(self, picture: Picture) -> None:
        attributes = {"role": "img", "aria-labelledby": "title desc"}
        self._svg = ET.Element("svg", {"xmlns": "http://www.w3.org/2000/svg", **attributes})
        self._text(self._svg, "title", title(picture), id="title")
        self._text(self._svg, "desc", "\n".join(_description(picture)), id="desc")
        self._text(self._svg, "style", STYLE)
        self._defs = ET.SubElement(self._svg, "defs")
        self._defined: dict[str, ET.Element] = {}
        self._ground = ET.SubElement(self._svg, "rect", {"class": "ground"})
        self._frame()
        self._y = 0
        self._head(picture)
        for addon in picture.addons:
            self._addon(addon)

    def finished(self) -> str:
        """The text of the file."""
        height = self._y + MARGIN
        size = {"width": str(WIDTH), "height": str(height)}
        self._svg.attrib |= {"viewBox": f"0 0 {WIDTH} {height}", **size}
        self._ground.attrib |= size
        self._defs.extend(self._defined[name] for name in sorted(self._defined))
        ET.indent(self._svg, " ")
        return ET.tostring(self._svg, encoding="unicode") + "\n"

    def _head(self, picture: Picture) -> None:
        head = ET.SubElement(self._svg, "g", {"transform": f"translate({MARGIN},0)"})
        y = 34
        for line in lines_of(title(picture), TITLE_CHARACTERS):
            self._line(head, y, line, "ink h1")
            y += LINE + 4
        y = self._legend(head, y)
        y = self._lines(head, y, ZONE, "soft", x=0)
        for warning in _warnings(picture):
            y = self._lines(head, y, warning, "bad", x=0)
        self._y = y - 6

    def _legend(self, parent: ET.Element, y: int) -> int:
        x = 0
        for backup_type in LETTERS:
            for plain in (False, True):
                mark = self._mark(backup_type, Mark((30,), plain))
                _use(parent, mark, x, y - 12)
                x += MARK_WIDTH + 4
            self._line(parent, y, backup_type, "soft", x=x + 4)
            x += CHARACTER_WIDTH * len(backup_type) + 14
        self._line(parent, y, LEGEND, "soft", x=x)
        return y + LINE + 2

    def _addon(self, addon: PicturedAddon) -> None:
        group = ET.SubElement(self._svg, "g")
        card = ET.SubElement(group, "rect", {"class": "card", "rx": "8"})
        y = 26
        for line in lines_of(one_line(addon.address.key), KEY_CHARACTERS):
            self._line(group, y, line, "ink h2", x=PADDING)
            y += LINE
        if addon.schedules:
            y = self._contents(group, addon, y)
        else:
            self._line(group, y + 2, NO_SCHEDULES, "bad", x=PADDING)
            y += LINE
        card.attrib |= {"width": str(WIDTH - 2 * MARGIN), "height": str(y)}
        group.set("transform", f"translate({MARGIN},{self._y})")
        self._y += y + 12

    def _contents(self, group: ET.Element, addon: PicturedAddon, y: int) -> int:
        for schedule in addon.schedules:
            y = self._lines(group, y, schedule_line(schedule), "ink")
        y = self._week(group, addon, y - 8)
        rows = list(metrics_rows(addon.schedules))
        longest = min(NAME_CHARACTERS, max(len(row.name) for row in rows))
        width = max(NAME_WIDTH, CHARACTER_WIDTH * longest)
        for row in (HEADINGS, *rows):
            y = self._metrics(group, row, y, width)
        for row in rows:
            y = self._lines(group, y, row.warning, "bad")
        return y - 6

    def _metrics(self, group: ET.Element, row: MetricsRow, y: int, x: int) -> int:
        """A row of metrics that begin at *x*. Its name can take several lines."""
        names = lines_of(row.name, NAME_CHARACTERS) or [""]
        for at, name in enumerate(names):
            self._line(group, y + at * LINE, name, "soft", x=PADDING)
        for number, width in zip(row[1:], COLUMNS, strict=False):
            self._line(group, y, number, "soft" if row is HEADINGS else "ink", x=PADDING + x)
            x += width
        return y + len(names) * LINE

    def _week(self, group: ET.Element, addon: PicturedAddon, y: int) -> int:
        _use(group, "week", PADDING, y)
        for day, cells in enumerate(grid_of(addon.schedules)):
            row = self._row(cells)
            if row:
                _use(group, row, PADDING + DAY_WIDTH, y + HEADING_HEIGHT + day * DAY_HEIGHT)
        return y + GRID_HEIGHT + LINE + 2

    def _row(self, cells: Sequence[Cell]) -> str:
        """Define the marks of a day and return their name; empty if there are none."""
        row = ET.Element("g")
        for hour, cell in enumerate(cells):
            # Dumps are always above snapshots.
            for place, (backup_type, mark) in enumerate(zip(LETTERS, cell, strict=True)):
                if mark:
                    x = hour * HOUR_WIDTH + (HOUR_WIDTH - MARK_WIDTH) // 2
                    _use(row, self._mark(backup_type, mark), x, 2 + place * (MARK_HEIGHT + 2))
        if not len(row):
            return ""
        name = f"row-{hashlib.sha256(ET.tostring(row)).hexdigest()[:12]}"
        row.set("id", name)
        self._defined.setdefault(name, row)
        return name

    def _mark(self, backup_type: BackupType, mark: Mark) -> str:
        """Define a mark and return its name: dumps are filled, snapshots are round."""
        count = len(mark.minutes)
        text = f":{mark.minutes[0]:02}" if count == 1 else f"×{count}"
        kind = f"{backup_type}{' plain' if mark.plain else ''}"
        letter = LETTERS[backup_type]
        name = f"{letter.lower()}{'-hourly' if mark.plain else ''}{text}"
        name = name.replace(":", "-at-").replace("×", "-times-")
        if name not in self._defined:
            group = ET.Element("g", {"id": name, "class": kind})
            radius = 2 if backup_type == "dump" else MARK_HEIGHT / 2 - 0.5
            size = {"width": f"{MARK_WIDTH - 1}", "height": f"{MARK_HEIGHT - 1}"}
            ET.SubElement(group, "rect", {"x": ".5", "y": ".5", **size, "rx": f"{radius:g}"})
            middle = {"x": f"{MARK_WIDTH / 2:g}", "y": "11.2"}
            self._text(group, "text", f"{letter}{text}", **middle)
            self._defined[name] = group
        return name

    def _frame(self) -> None:
        """Define the days, hours and lines that all weeks share."""
        frame = ET.SubElement(self._defs, "g", {"id": "week"})
        lines: dict[str, list[str]] = {"line": [], "quarter": []}
        for hour in range(HOURS_A_DAY):
            x = DAY_WIDTH + hour * HOUR_WIDTH
            self._line(frame, 12, f"{hour:02}", "soft hour", x=x + HOUR_WIDTH // 2)
            kind = "line" if hour % HOURS_A_QUARTER else "quarter"
            lines[kind].append(f"M{x}.5 {HEADING_HEIGHT}V{GRID_HEIGHT}")
        for number, day in enumerate(DAYS):
            y = HEADING_HEIGHT + number * DAY_HEIGHT
            self._line(frame, y + DAY_HEIGHT // 2 + 5, day, "soft")
            lines["line"].append(f"M0 {y}.5H{GRID_WIDTH}")
        for kind, path in lines.items():
            ET.SubElement(frame, "path", {"class": kind, "d": "".join(path)})

    def _lines(self, parent: ET.Element, y: int, text: str, kind: str, *, x: int = PADDING) -> int:
        """Add *text* in as many lines as it needs, and return the position below it."""
        for line in lines_of(text, LINE_CHARACTERS):
            self._line(parent, y, line, kind, x=x)
            y += LINE
        return y

    def _line(self, parent: ET.Element, y: int, text: str, kind: str, *, x: int = 0) -> None:
        if text:
            self._text(parent, "text", text, **{"class": kind, "x": str(x), "y": str(y)})

    @staticmethod
    def _text(parent: ET.Element, tag: str, text: str, **attributes: str) -> None:
        ET.SubElement(parent, tag, attributes).text = text


def svg_text(picture: Picture) -> str:
    """The text of an SVG file."""
    return Drawing(picture).finished()


def lines_of(text: str, most: int) -> list[str]:
    """*text* in lines of at most *most* columns. Longer words are broken."""
    lines = textwrap.wrap(text, most, break_on_hyphens=False)
    return [part for line in lines for part in chop_cells(line, most)]


def _use(parent: ET.Element, name: str, x: int, y: int) -> None:
    ET.SubElement(parent, "use", {"href": f"#{name}", "x": str(x), "y": str(y)})


def _warnings(picture: Picture) -> Iterator[str]:
    if not picture.addons:
        yield f"{capital(NO_SCHEDULES)}."
    if picture.left_out:
        names = ", ".join(one.name for one in picture.left_out)
        yield f"Schedules that could not be drawn: {names}"


def _description(picture: Picture) -> Iterator[str]:
    """The whole picture in words, for people who cannot see it."""
    yield from (ZONE, *_warnings(picture))
    for addon in picture.addons:
        schedules = "; ".join(map(schedule_line, addon.schedules)) or NO_SCHEDULES
        yield f"{one_line(addon.address.key)}: {schedules}."
        for row in metrics_rows(addon.schedules):
            yield f"{row.sentence}."
            if row.warning:
                yield f"{row.warning}."
