"""The command line, and the way through the rounds."""

from __future__ import annotations

import compileall
import datetime as dt
import os
import signal
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import click
import psutil
from rich.console import Console
from rich.progress import BarColumn, Progress, TaskID, TextColumn, TimeRemainingColumn

import clients
from benchmarks import alternatives, costs, growth, stacks
from benchmarks.cases import Case, Plan
from benchmarks.errors import BenchmarkError
from benchmarks.figures import Figures, Measured
from benchmarks.page import print_tables, write_page
from benchmarks.processes import ROOT
from benchmarks.versions import versions

PARTS: dict[str, Callable[[Plan], Iterator[Case]]] = {
    stacks.NAME: stacks.cases,
    alternatives.NAME: alternatives.cases,
    costs.NAME: costs.cases,
    growth.NAME: growth.cases,
}
PAGE = "page"
FILE = "benchmarks.json"
QUICK_COUNT = 6
INTERRUPTED = 130
# Longer than any benchmark: what is left is told from all that has been done.
ALL_TIME = 1_000_000


@click.command(context_settings={"help_option_names": ["-h", "--help"]})
@click.argument("parts", nargs=-1, type=click.Choice([*PARTS, PAGE]))
@click.option(
    "--rounds",
    metavar="N",
    type=click.IntRange(min=1),
    help="How often all contestants are measured.  [default: 5, and 3 for growth]",
)
@click.option(
    "--n",
    "counts",
    metavar="N",
    type=click.IntRange(min=1),
    multiple=True,
    help="How many schedules; may be repeated, as the latency.  [default: those of each part]",
)
@click.option(
    "--latency",
    "latencies",
    metavar="MS",
    type=click.IntRange(min=0),
    multiple=True,
    help="After how many milliseconds the API answers.",
)
@click.option(
    "--only",
    metavar="CONTESTANT",
    multiple=True,
    help="Who is measured; may be repeated.  [default: all of each part]",
)
@click.option(
    "--output",
    type=click.Path(file_okay=False, path_type=Path),
    help="Folder for figures and page.  [default: docs]",
)
@click.option("--continue", "goes_on", is_flag=True, help="Go on with the last run.")
@click.option("--quick", "is_quick", is_flag=True, help="Try it: one small round of each.")
def main(  # noqa: PLR0913, PLR0917  # one argument an option
    parts: tuple[str, ...],
    rounds: int | None,
    counts: tuple[int, ...],
    latencies: tuple[int, ...],
    only: tuple[str, ...],
    output: Path | None,
    goes_on: bool,  # noqa: FBT001
    is_quick: bool,  # noqa: FBT001
) -> None:
    """Measure parts, all unless some are named, and write the page."""
    # What a shell starts in the background ignores Ctrl-C, and so would all that is started here:
    # the engine ends what it has started in that way, and waits for five seconds where it fails.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    # A plain kill has to end the commands, too.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))
    plan = Plan(counts, latencies)
    if is_quick:
        plan = Plan(counts or (QUICK_COUNT,), latencies or (0,), is_quick=True)
        rounds = 1
        output = output or Path(tempfile.mkdtemp(prefix="pulumi-northflank-benchmark-"))
    output = output or ROOT / "docs"
    output.mkdir(parents=True, exist_ok=True)
    console = Console()
    figures = Figures(output / FILE)
    cases = narrowed(wanted(parts, plan, console), only)
    try:
        measure(cases, rounds, figures, console, goes_on=goes_on)
    except BenchmarkError as error:
        raise click.ClickException(str(error)) from None
    except KeyboardInterrupt:
        console.print("Interrupted. Finished rounds are kept; --continue goes on from there.")
        sys.exit(INTERRUPTED)
    if not (counts or latencies or only):
        # Whole parts were measured: what was tried of them before, is not to stand beside that.
        for part in {case.part for case in cases}:
            figures.keep(part, {case.name for case in cases if case.part == part})
    print_tables(figures, [part for part in PARTS if not parts or part in parts], console)
    console.print(f"Written: {write_page(figures, output)}")


def wanted(parts: Sequence[str], plan: Plan, console: Console) -> list[Case]:
    """The cases of the parts that can be measured here."""
    chosen = [part for part in PARTS if part in parts or not parts]
    reason = clients.missing()
    if alternatives.NAME in chosen and reason:
        console.print(f"The part clients is left out, with the figures that it has: {reason}.")
        chosen.remove(alternatives.NAME)
    return [case for part in chosen for case in PARTS[part](plan)]


def narrowed(cases: Sequence[Case], only: Sequence[str]) -> list[Case]:
    """The cases in which one of some contestants is measured, with these; all, if none is named.

    Raises:
        click.BadParameter: None of the cases has such a contestant.
    """
    known = {each for case in cases for each in case.contestants}
    for contestant in only:
        if contestant not in known:
            has = ", ".join(sorted(known)) or "nobody"
            raise click.BadParameter(
                f"{contestant!r} is not measured here. There are: {has}.", param_hint="--only"
            )
    return [chosen for case in cases if (chosen := case.only(only)).contestants]


@dataclass
class Left:
    """Tells what is being measured, and how long all of it will take yet."""

    progress: Progress
    task: TaskID

    def now(self, text: str) -> None:
        """Say what is being measured."""
        self.progress.update(self.task, description=text)

    def done(self, seconds: float) -> None:
        """Count what was thought to take so long."""
        self.progress.advance(self.task, seconds)


def measure(
    cases: Sequence[Case],
    rounds: int | None,
    figures: Figures,
    console: Console,
    *,
    goes_on: bool = False,
) -> None:
    """Go through the rounds of some cases; each is kept when it is done."""
    if not cases:
        return
    if os.getloadavg()[0] > (psutil.cpu_count() or 1) / 2:
        console.print("This machine is busy with something else: figures will be worse for it.")
    # Or who comes first would wait for the compiler.
    for folder in ("benchmarks", "provider"):
        compileall.compile_dir(ROOT / folder, quiet=1)
    environment = versions()
    if not (goes_on and figures.run):
        figures.run = now()
    todo = [
        (case, number)
        for case in cases
        for number in range(figures.done(case.part, case.name, environment), case.rounds(rounds))
    ]
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        TimeRemainingColumn(elapsed_when_finished=True),
    )
    with Progress(*columns, console=console, speed_estimate_period=ALL_TIME) as progress:
        total = sum(case.seconds * len(case.contestants) for case, _ in todo)
        left = Left(progress, progress.add_task("", total=total))
        for case, number in todo:
            title = f"{case.part}: {case.name}, round {number + 1} of {case.rounds(rounds)}"
            done = measure_round(case, number, title, left)
            measured = Measured(case.settings, figures.run, now()[:10], environment, [done])
            figures.add(case.part, case.name, measured)


def measure_round(case: Case, number: int, title: str, left: Left) -> dict[str, object]:
    """Measure each contestant once; who begins, changes from round to round."""
    first = number % len(case.contestants)
    done: dict[str, object] = {}
    for contestant in (*case.contestants[first:], *case.contestants[:first]):
        left.now(f"{title}, {contestant}")
        done[contestant] = case.measure(contestant)
        left.done(case.seconds)
    left.progress.console.print(title)
    return done


def now() -> str:
    """The time, as the file has it."""
    return dt.datetime.now(dt.timezone.utc).isoformat(timespec="milliseconds")
