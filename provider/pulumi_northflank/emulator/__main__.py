"""The command line: ``python -m pulumi_northflank.emulator``."""

from __future__ import annotations

import signal
import threading

import click

from .errors import EmulatorError
from .server import Emulator

# Short enough for Ctrl-C on Windows, where a wait without an end cannot be interrupted.
_WAIT_SECONDS = 0.5


@click.command(context_settings={"help_option_names": ["-h", "--help"]})
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=8080,
    show_default=True,
    help="Port on 127.0.0.1; 0 picks a free one.",
)
@click.option("--db", metavar="FILE", help="Keep schedules in this SQLite file.")
@click.option("--token", help="The only API token to accept. [default: any]")
@click.option(
    "--addon",
    "addons",
    metavar="[TEAM/]PROJECT/ADDON",
    multiple=True,
    help="An addon that exists; may be repeated. [default: all exist]",
)
@click.option("--read-only", is_flag=True, help="The token may not create or delete.")
@click.option(
    "--rate-limit",
    metavar="N",
    type=click.IntRange(min=0),
    default=1000,
    show_default=True,
    help="Requests an hour.",
)
@click.option(
    "--latency",
    metavar="MS",
    type=click.IntRange(min=0),
    default=0,
    help="Delay each answer by so many milliseconds.",
)
@click.option(
    "--conflict-status",
    type=click.IntRange(400, 499),
    default=409,
    show_default=True,
    help="Status that refuses a second schedule of an interval and backup type (the "
    "documentation does not tell it).",
)
@click.option(
    "--three-per-addon",
    is_flag=True,
    help="One schedule an interval, whatever the backup type (so it is in one place of the "
    "documentation).",
)
def main(  # noqa: PLR0913  -- one argument an option
    *,
    port: int,
    db: str | None,
    token: str | None,
    addons: tuple[str, ...],
    read_only: bool,
    rate_limit: int,
    latency: int,
    conflict_status: int,
    three_per_addon: bool,
) -> None:
    """Emulate the Northflank API for backup schedules of addons, on 127.0.0.1."""
    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())

    try:
        emulator = Emulator(
            port=port,
            db=db,
            token=token,
            addons=addons,
            read_only=read_only,
            rate_limit=rate_limit,
            latency=latency / 1000,
            conflict_status=conflict_status,
            three_per_addon=three_per_addon,
        )
        emulator.start()
    except (EmulatorError, ValueError) as error:
        raise click.ClickException(str(error)) from error

    click.echo(f"Northflank API emulator on {emulator.url} (Ctrl-C stops it)")
    while not stop.wait(_WAIT_SECONDS):
        pass
    emulator.stop()


if __name__ == "__main__":
    main(prog_name="python -m pulumi_northflank.emulator")
