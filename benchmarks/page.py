"""The page ``docs/benchmarks.md``: a template, and tables made from the figures."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from string import Template
from typing import Any

from benchmarks.figures import Figures, find, read

TEMPLATE = Path(__file__).with_name("page.md")
# A row of the lives: its name, the operation, and the order in which the program declares.
LIVES = [
    ("preview of a new stack", "preview", "addons"),
    ("`up`, all new", "up", "addons"),
    ("`up`, nothing changed", "unchanged", "addons"),
    ("refresh", "refresh", "addons"),
    ("refresh, declared kind by kind", "refresh", "kinds"),
    ("`up`, all changed", "change", "addons"),
    ("destroy", "destroy", "addons"),
]
CONTESTANTS = ("provider", "package", "floor", "nothing")
CLIENTS = {
    "provider": "this provider",
    "js": "JavaScript client, one call at a time",
    "js-four": "JavaScript client, four calls at a time",
    "cli": "CLI, a process for each call",
}
STACKS = {"provider": "one stack", "nothing": "one stack of nothing", "fleet": "a fleet"}
# How much of the floor's time, or of a client's, an operation should take at most.
MOST_OF_FLOOR = {"preview": 1.05, "up": 1.05, "refresh": 0.5}
MOST_OF_CLIENT = 0.125
NONE = "–"  # noqa: RUF001  # a dash


def write_page(folder: Path) -> Path:
    """Write the page of a folder's figures."""
    file = folder / "benchmarks.md"
    file.write_text(page(read(folder)), "utf-8")
    return file


def page(figures: Figures) -> str:
    """The page: each placeholder of the template is a table."""
    return Template(TEMPLATE.read_text("utf-8")).substitute(
        targets=targets(figures),
        lives=lives(figures),
        clients=beside(find(figures, "clients"), CLIENTS),
        growth=beside(find(figures, "growth"), STACKS),
        measured_with="\n".join(sorted({f"- Measured on {case['with']}." for case in figures})),
    )


def table(columns: Sequence[str], rows: Iterable[Sequence[str]], words: int = 1) -> str:
    """A Markdown table, whose columns after the first *words* hold numbers."""
    marks = ["---" if number < words else "---:" for number in range(len(columns))]
    lines = [f"| {' | '.join(row)} |" for row in (columns, marks, *rows)]
    return "\n".join(lines) if lines[2:] else "Not measured yet."


def targets(figures: Figures) -> str:
    """What should be reached, and whether it is."""
    limits = []
    for operation, most in MOST_OF_FLOOR.items():
        name = next(name for name, each, _ in LIVES if each == operation)
        found = [each["ratio"][operation][0] for each in find(figures, "stacks", order="addons")]
        limits.append((name, most, "the floor", found))
    for client in ("cli", "js"):
        found = [
            round(each["seconds"]["provider"]["create"] / each["seconds"][client]["create"], 2)
            for each in find(figures, "clients")
        ]
        limits.append(("`up`, all new", MOST_OF_CLIENT, CLIENTS[client], found))
    rows = []
    for name, most, base, found in limits:
        missed = [each for each in found if each > most]
        verdict = f"**missed** in {len(missed)} of {len(found)} cases" if missed else "reached"
        measured = f"{min(found):.2f} to {max(found):.2f}" if found else NONE
        rows.append([name, base, f"{most:g}", measured, verdict if found else "not measured"])
    return table(["target", "beside", "at most × its time", "measured", ""], rows, words=5)


def lives(figures: Figures) -> str:
    """Each operation of a stack's life, at both latencies."""
    columns = ["", "schedules"]
    for latency in (0, 50):
        columns += [f"provider, {latency} ms", *CONTESTANTS[1:], "provider / floor"]
    rows = []
    for name, operation, order in LIVES:
        cases = [
            case for case in find(figures, "stacks", order=order) if operation in case["ratio"]
        ]
        for count in sorted({case["settings"]["count"] for case in cases}):
            row = [name, f"{count}"]
            for latency in (0, 50):
                [case] = find(cases, "stacks", count=count, latency=latency) or [{}]
                row += [seconds(case, each, operation) for each in CONTESTANTS]
                row.append(ratio(case, operation))
            rows.append(row)
    return table(columns, rows)


def beside(cases: Figures, names: dict[str, str]) -> str:
    """A row for each contestant, and a column for each operation of each case."""
    columns = [(case, operation) for case in cases for operation in case["seconds"]["provider"]]
    titles = [f"{operation}, {case['settings']['count']:,}" for case, operation in columns]
    rows = [
        [name, *(seconds(case, contestant, operation) for case, operation in columns)]
        for contestant, name in names.items()
        if cases
    ]
    return table(["schedules", *titles], rows)


def seconds(case: dict[str, Any], contestant: str, operation: str) -> str:
    """A median."""
    value = case.get("seconds", {}).get(contestant, {}).get(operation)
    return f"{value:.{2 if value < 10 else 1}f} s" if value else NONE  # noqa: PLR2004  # digits


def ratio(case: dict[str, Any], operation: str) -> str:
    """A ratio to the floor with its range, bold where it misses its target."""
    if not case:
        return NONE
    middle, lowest, highest = case["ratio"][operation]
    bold = "**" if middle > MOST_OF_FLOOR.get(operation, middle) else ""
    return f"{bold}{middle:.2f}{bold} ({lowest:.2f} to {highest:.2f})"
