"""The command line: ``python -m pulumi_northflank.emulator``."""

from __future__ import annotations

import os
import signal
import sys
import threading
from typing import Any

import click

from .errors import EmulatorError
from .server import Emulator

# Windows cannot interrupt a wait without a timeout, so Ctrl-C must wait for this one.
_WAIT_SECONDS = 0.5


@click.command(context_settings={"help_option_names": ["-h", "--help"]})
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=8080,
    show_default=True,
    help="Port on 127.0.0.1; 0 picks a free one.",
)
@click.option(
    "--db", metavar="FILE", help="Store schedules in this SQLite file. [default: in memory]"
)
@click.option(
    "--seed",
    "seed_file",
    metavar="FILE",
    help="Start with the addons and schedules of this JSON file, as `pulumi-northflank list "
    "--json` prints them. Schedules in the --db file are kept instead.",
)
@click.option("--token", help="The only API token to accept. [default: any]")
@click.option(
    "--addon",
    "addons",
    metavar="[TEAM/]PROJECT/ADDON[:TYPE[:STATUS]]",
    multiple=True,
    help="An addon that exists, such as shop/orders:redis:paused; can be repeated. By default, it "
    "is a running postgresql. [default: every addon exists]",
)
@click.option(
    "--destination",
    "destinations",
    metavar="[TEAM/]NAME[:containerSnapshots][:lock=DAYS]",
    multiple=True,
    help="A backup destination that exists; can be repeated. [default: schedules can name any]",
)
@click.option("--read-only", is_flag=True, help="Refuse to create and delete schedules.")
@click.option(
    "--rate-limit",
    metavar="N",
    type=click.IntRange(min=0),
    default=1000,
    show_default=True,
    help="Requests allowed per hour.",
)
@click.option(
    "--latency",
    metavar="MS",
    type=click.IntRange(min=0),
    default=0,
    help="Delay every response by this many milliseconds.",
)
@click.option(
    "--conflict-status",
    type=click.IntRange(400, 499),
    default=409,
    show_default=True,
    help="Status of the response to a second schedule with the same interval and backup type "
    "(not documented by Northflank).",
)
@click.option(
    "--three-per-addon",
    is_flag=True,
    help="Allow one schedule per interval, whatever its backup type (as one part of the "
    "documentation says).",
)
@click.option(
    "--no-limits",
    is_flag=True,
    help="Accept any retention and any number of backups (the newest documentation states no "
    "maximum).",
)
@click.option(
    "--list-lag",
    metavar="SECONDS",
    type=click.FloatRange(min=0),
    default=0.0,
    help="Hide a new schedule from lists for this long.",
)
@click.option(
    "--delete-lag",
    metavar="SECONDS",
    type=click.FloatRange(min=0),
    default=0.0,
    help="Let a confirmed deletion take effect after this long.",
)
@click.option(
    "--utc-offset",
    metavar="±HH:MM",
    default="+00:00",
    show_default=True,
    help="How far the clock of the schedules is ahead of UTC (not documented by Northflank).",
)
@click.option(
    "--oldest-first",
    is_flag=True,
    help="List the oldest backups first (the order is not documented by Northflank).",
)
@click.option(
    "--as",
    "as_account",
    metavar="FILE",
    help="Behave as the account whose answers `make acceptance` wrote to this file. For "
    "everything else, the other options apply.",
)
@click.option(
    "--token-lacks",
    metavar="PERMISSION",
    multiple=True,
    help="A permission that the token lacks, in the documentation's words; can be repeated.",
)
@click.option(
    "--token-expires",
    metavar="TIME",
    type=click.DateTime(["%Y-%m-%dT%H:%M:%S%z"]),
    help="When the token expires, such as 2027-01-31T00:00:00+0000.",
)
def main(*, latency: int, **options: Any) -> None:
    """Emulate the Northflank API for addon backup schedules, on 127.0.0.1."""
    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())

    try:
        emulator = Emulator(latency=latency / 1000, **options)
        emulator.start()
    except (EmulatorError, ValueError) as error:
        raise click.ClickException(str(error)) from error

    try:
        click.echo(f"Northflank API emulator running on {emulator.url} (press Ctrl-C to stop)")
        while not stop.wait(_WAIT_SECONDS):
            pass
    except OSError as error:
        # Python would try to write it again at the end, and complain.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise click.ClickException(f"The URL could not be written: {error.strerror}.") from None
    finally:
        emulator.stop()


if __name__ == "__main__":
    main(prog_name="python -m pulumi_northflank.emulator")
