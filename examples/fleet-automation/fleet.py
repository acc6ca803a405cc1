"""Preview, update, refresh or destroy the stacks of all projects in fleet.yaml, side by side."""

from __future__ import annotations

import functools
import os
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, NoReturn

import click
from allowance import Allowance, Reading, read_limit
from databases import VARIABLE, FleetFileError, fleet_file, read_fleet
from progress import Progress, summary
from pulumi import automation as auto
from stacks import HERE, EngineError, Engines, Operation, ProjectStack, Run
from workers import Workers

ALL_WELL, SOME_FAILED, INTERRUPTED = 0, 1, 130
WORKERS = 4
# The longest that the provider waits for the next window, if the user has not said otherwise.
MAX_WAIT = "3600"


class Fleet:
    """The stacks of the projects in a fleet file, in one backend."""

    def __init__(self, file: Path, backend: str | None, only: Sequence[str], workers: int) -> None:
        self.file = file
        self.declared = read_fleet(file)
        self.runs: dict[str, Run] = {}
        self._began = time.monotonic()
        self.engines = Engines()
        environment = {VARIABLE: str(file), "PULUMI_SKIP_UPDATE_CHECK": "true"}
        environment["NORTHFLANK_MAX_WAIT"] = os.environ.get("NORTHFLANK_MAX_WAIT") or MAX_WAIT
        if backend:
            environment["PULUMI_BACKEND_URL"] = backend
        self._workspace = auto.LocalWorkspace(
            work_dir=str(HERE), env_vars=environment, pulumi_command=self.engines
        )
        found = self._workspace.list_stacks()
        self.existing = {each.name for each in found}
        self.others = {
            each.name: each.resource_count
            for each in found
            if each.name not in self.declared and each.resource_count != 0
        }
        unknown = [name for name in only if name not in self.existing | self.declared.keys()]
        if unknown:
            raise click.UsageError(
                f"There is no project {unknown[0]!r}: neither {file.name} nor the backend has it."
            )
        self.names = list(only or self.declared)
        self._workers = workers
        self._allowance = Allowance(left_of_the_hour)

    @property
    def present(self) -> list[str]:
        """The names whose stacks exist; the others have nothing to refresh or destroy."""
        for name in self.names:
            if name not in self.existing:
                click.echo(f"{name} has no stack yet.")
        return [name for name in self.names if name in self.existing]

    def change(
        self, preview: Operation, operation: Operation, names: Sequence[str], *, yes: bool
    ) -> NoReturn:
        """Preview all stacks, so that every fault shows before anything is changed, then do it."""
        if not (yes or sys.stdin.isatty()):
            raise click.UsageError("Where nobody can be asked, --yes has to say that it is wanted.")
        previews = self.do(preview, dict.fromkeys(names, 0))
        todo = {run.name: run.used for run in previews if run.has_changes and not run.errors}
        if self.engines.interrupted.is_set() or not todo:
            self.end()
        if not yes:
            click.echo(summary(previews, time.monotonic() - self._began))
            if not click.confirm(f"\n{operation.capitalize()} {', '.join(todo)}?"):
                sys.exit(SOME_FAILED)
        self.do(operation, todo)
        self.end()

    def do(self, operation: Operation, needs: dict[str, int]) -> list[Run]:
        """Do an operation on some stacks; what came before it on the same ones is forgotten."""
        with Progress(needs) as progress:
            runs = [
                Run(
                    ProjectStack(name, self._workspace),
                    operation,
                    need=need,
                    is_new=name not in self.existing,
                    on_step=progress.stepped,
                )
                for name, need in needs.items()
            ]
            Workers(self._workers, self.engines, self._allowance, progress).do(runs)
        self.existing |= needs.keys()
        self.runs |= {run.name: run for run in runs}
        return runs

    def end(self, *, is_well: bool = True) -> NoReturn:
        """Show the summary, and leave with the status that it comes to."""
        click.echo(summary(list(self.runs.values()), time.monotonic() - self._began))
        others = sorted(self.others.keys() - self.runs.keys())
        if others:
            only = " ".join(f"--only {name}" for name in others)
            click.echo(
                f"\n{self.file.name} does not name {', '.join(others)}, whose stacks have "
                "resources. They were left as they are. To delete them:\n"
                f"  python fleet.py destroy {only}"
            )
        if self.engines.interrupted.is_set():
            sys.exit(INTERRUPTED)
        has_failed = any(run.errors for run in self.runs.values())
        sys.exit(ALL_WELL if is_well and not has_failed else SOME_FAILED)


def left_of_the_hour() -> Reading | None:
    """Ask the API, and say so where the limit cannot be split."""
    if not os.environ.get("NORTHFLANK_API_TOKEN"):
        why = "NORTHFLANK_API_TOKEN is not set, so that it cannot be asked how much is left of it"
    elif reading := read_limit():
        return reading
    else:
        why = "the API does not tell how much is left of it"
    click.echo(f"The limit of requests an hour is not split between the stacks: {why}.", err=True)
    return None


def command(function: Callable[..., NoReturn]) -> click.Command:
    """Make a command, with the options that all have, of what is done with a fleet."""

    @functools.wraps(function)
    def run(
        fleet: Path, backend: str | None, only: tuple[str, ...], workers: int, **own: Any
    ) -> None:
        try:
            function(Fleet(fleet, backend, only, workers), **own)
        except FleetFileError as error:
            raise click.UsageError(str(error)) from None
        except EngineError as error:
            raise click.ClickException(str(error)) from None
        except (KeyboardInterrupt, click.Abort):
            sys.exit(INTERRUPTED)

    made = main.command(function.__name__.replace("_", "-"))(run)
    made.params += [
        click.Option(
            ["--fleet"],
            type=click.Path(exists=True, dir_okay=False, resolve_path=True, path_type=Path),
            default=fleet_file,
            help="The file with projects, addons and tiers; fleet.yaml unless given.",
        ),
        click.Option(
            ["--backend"],
            metavar="URL",
            help="Pulumi's backend, where not as `pulumi login` has it.",
        ),
        click.Option(
            ["--only"], multiple=True, metavar="PROJECT", help="This project alone; repeatable."
        ),
        click.Option(
            ["--workers"],
            type=click.IntRange(min=1),
            default=WORKERS,
            show_default=True,
            help="How many stacks at once, at most.",
        ),
    ]
    return made


@click.group(help=__doc__)
def main() -> None:
    """All commands."""


@command
def preview(fleet: Fleet) -> NoReturn:
    """Show what `up` would change; no request is made."""
    fleet.do("preview", dict.fromkeys(fleet.names, 0))
    fleet.end()


@command
@click.option("--yes", is_flag=True, help="Do not ask.")
def up(fleet: Fleet, *, yes: bool) -> NoReturn:
    """Preview all stacks, then update those that have changes and no fault."""
    fleet.change("preview", "up", fleet.names, yes=yes)


@command
@click.option("--preview-only", is_flag=True, help="Leave the state as it is.")
@click.option("--expect-no-changes", is_flag=True, help="Fail where something differs.")
def refresh(fleet: Fleet, *, preview_only: bool, expect_no_changes: bool) -> NoReturn:
    """Compare the state with what Northflank has: one list for each addon."""
    operation: Operation = "preview_refresh" if preview_only else "refresh"
    # A stack that the file does not name has at most one addon for each of its resources.
    needs = {
        name: len(fleet.declared.get(name, ())) or fleet.others.get(name) or 0
        for name in fleet.present
    }
    runs = fleet.do(operation, needs)
    fleet.end(is_well=not (expect_no_changes and any(run.changes for run in runs)))


@command
@click.option("--yes", is_flag=True, help="Do not ask.")
def destroy(fleet: Fleet, *, yes: bool) -> NoReturn:
    """Delete the schedules of the projects that the file names, or of those after --only."""
    fleet.change("preview_destroy", "destroy", fleet.present, yes=yes)


if __name__ == "__main__":
    main()
