"""The page `docs/benchmarks.md`, made of a template and the figures."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from jinja2 import Environment, StrictUndefined
from rich.console import Console

from benchmarks import tables, targets
from benchmarks.figures import Figures

TEMPLATE = Path(__file__).with_name("page.md")
PAGE = "benchmarks.md"


def page(figures: Figures) -> str:
    """The page: each place of the template holds the table of its name."""
    # It is Markdown, in which nothing is escaped, and written by this project.
    template = Environment(  # noqa: S701
        undefined=StrictUndefined, keep_trailing_newline=True
    ).from_string(TEMPLATE.read_text("utf-8"))
    places = {
        name: make(figures).markdown()
        for part in tables.PARTS.values()
        for name, make in part.items()
    }
    return template.render(
        measured_with=tables.measured_with(figures).markdown(),
        targets=targets.table(figures).markdown(),
        **places,
    )


def write_page(figures: Figures, folder: Path) -> Path:
    """Write the page into a folder."""
    file = folder / PAGE
    file.write_text(page(figures), "utf-8")
    return file


def print_tables(figures: Figures, parts: Iterable[str], console: Console) -> None:
    """Show the tables of some parts, and the targets."""
    for part in parts:
        for make in tables.PARTS[part].values():
            console.print(make(figures).rich(), "")
    console.print(targets.table(figures).rich())
