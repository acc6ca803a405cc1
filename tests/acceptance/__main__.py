"""Asks a real account what no documentation tells: `make acceptance`."""

from __future__ import annotations

import contextlib
import os
import signal
import sys
from collections.abc import Mapping
from pathlib import Path

import click
from tests.acceptance.doors import doors
from tests.acceptance.journal import Journal, JournalInUseError
from tests.acceptance.questions import PATCH, QUESTIONS
from tests.acceptance.redaction import redaction
from tests.acceptance.relay import BUDGET, Relay, UnansweredError
from tests.acceptance.report import set_aside, write
from tests.acceptance.run import RefusedError, ask, prepare, sweep
from tests.acceptance.target import Target

from pulumi_northflank import settings
from pulumi_northflank.errors import SettingsError
from pulumi_northflank.schedule import Address

ROOT = Path(__file__).parents[2]
PROJECT, ADDON = "NORTHFLANK_TEST_PROJECT", "NORTHFLANK_TEST_ADDON"
NEEDED = (settings.API_TOKEN.variable, PROJECT, ADDON)


@click.command(context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--patch", is_flag=True, help="Also ask what PATCH does: it changes the addon.")
@click.option(
    "--budget",
    type=click.IntRange(10, BUDGET),
    default=BUDGET,
    show_default=True,
    help="The largest number of requests.",
)
@click.option(
    "--folder",
    type=click.Path(file_okay=False, path_type=Path),
    default=ROOT / ".acceptance",
    help="For the answers and the journal.  [default: .acceptance]",
)
def main(*, patch: bool, budget: int, folder: Path) -> None:
    """Ask an addon without schedules how its account behaves where the documentation is silent."""
    missing = [name for name in NEEDED if not os.environ.get(name)]
    if missing:
        names = ", ".join(NEEDED)
        click.echo(f"Skipped: set {names} to ask an account (missing: {', '.join(missing)}).")
        return
    # A plain kill deletes what was created, as Ctrl-C does.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))
    signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        run(os.environ, folder, budget=budget, patch=patch)
    except (RefusedError, JournalInUseError, SettingsError) as error:
        raise click.ClickException(str(error)) from None
    except UnansweredError as error:
        raise click.ClickException(
            f"Could not delete everything that was created: {error}. Run this again."
        ) from None


def run(environ: Mapping[str, str], folder: Path, *, budget: int, patch: bool) -> None:
    """Ask, sweep and write the answers."""
    loaded = settings.load(lambda _: None, environ)
    team = settings.default_team(lambda _: None, environ)
    address = Address(environ[PROJECT], environ[ADDON], team)
    click.echo(
        f"This makes at most {budget} requests to {loaded.base_url}, and creates and deletes "
        f"schedules of {address}. The journal of what it creates is in {folder / 'journal'}."
    )
    with contextlib.closing(
        Journal(folder / "journal", loaded.base_url, address.schedules_path)
    ) as journal:
        for path, other in journal.others():
            click.echo(
                f"An earlier run on {other['addon'].removesuffix('/backup-schedules')} of "
                f"{other['api']} ended early and may have left schedules there: run this for that "
                f"addon again, or, if that addon no longer exists, delete {path}."
            )
        relay = Relay(loaded.base_url, loaded.token, address, journal, budget=budget, patch=patch)
        target = Target(relay, redaction(address, loaded.token))
        questions = [
            *QUESTIONS[:1],
            (doors, ("doors",)),
            *QUESTIONS[1:],
            *([PATCH] if patch else []),
        ]
        prepare(target, click.echo)
        try:
            answers = ask(target, questions, click.echo)
            click.echo(answers)
            if kept := set_aside(folder, answers.found):
                click.echo(kept)
            for path in write(folder, answers, relay.count, patch=patch):
                click.echo(f"Written: {path}")
        finally:
            sweep(target)
            click.echo(f"Everything that was created is deleted; {relay.count} requests were made.")
        if not any(answers.found.values()):
            raise click.ClickException(
                f"No answer was found. {folder / 'answers.md'} has the reasons."
            )


if __name__ == "__main__":
    main(prog_name="python -m tests.acceptance")
