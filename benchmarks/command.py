"""The command line, and the way through the rounds."""

from __future__ import annotations

import signal
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

import click

import clients
from benchmarks import figures
from benchmarks.cases import PARTS, Case
from benchmarks.page import write_page
from benchmarks.processes import ROOT, BenchmarkError

PAGE = "page"


@click.command(context_settings={"help_option_names": ["-h", "--help"]})
@click.argument("parts", nargs=-1, type=click.Choice([*PARTS, PAGE]))
@click.option("--n", "count", type=click.IntRange(min=1), help="Number of schedules.")
@click.option("--rounds", type=click.IntRange(min=1), help="Rounds of each case.")
@click.option(
    "--output",
    type=click.Path(file_okay=False, path_type=Path),
    help="Folder for the figures and the page.  [default: docs, or a new one with --n or --quick]",
)
@click.option("--quick", "is_quick", is_flag=True, help="Try it: one round of six schedules.")
def main(
    parts: tuple[str, ...],
    count: int | None,
    rounds: int | None,
    output: Path | None,
    *,
    is_quick: bool,
) -> None:
    """Measure PARTS, or all of them, and write the page."""
    # A shell starts background jobs with Ctrl-C ignored, and the engine would inherit that.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    # A plain kill ends the running command, too.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))
    latencies: Sequence[int] = (0, 50)
    if is_quick:
        count, rounds, latencies = count or 6, rounds or 1, (0,)
    folder = output or (Path(tempfile.mkdtemp()) if count else ROOT / "docs")
    folder.mkdir(parents=True, exist_ok=True)
    try:
        for part in chosen(parts):
            for case in PARTS[part](count, latencies):
                measure(case, rounds or case.rounds, folder)
    except (BenchmarkError, OSError, RuntimeError, subprocess.SubprocessError) as error:
        raise click.ClickException(f"The benchmark ended: {error}") from None
    click.echo(f"Written: {write_page(folder)}")


def chosen(parts: Sequence[str]) -> list[str]:
    """The parts to measure: those named, or all; the clients only where they are installed."""
    wanted = [part for part in PARTS if part in parts or not parts]
    reason = clients.missing()
    if "clients" in wanted and reason:
        click.echo(f"Northflank's clients are left out, and their earlier figures kept: {reason}.")
        wanted.remove("clients")
    return wanted


def measure(case: Case, rounds: int, folder: Path) -> None:
    """Measure the rounds of a case and write its figures when all are done."""
    done = []
    for number in range(rounds):
        click.echo(f"{case}: round {number + 1} of {rounds}")
        done.append(case.round(number))
    figures.put(folder, figures.summary(case, done, figures.measured_with()))
