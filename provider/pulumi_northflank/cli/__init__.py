"""The command line: ``pulumi-northflank``."""

from __future__ import annotations

import click

from pulumi_northflank.version import __version__

from .calendar.command import calendar
from .generate import generate
from .group import Commands
from .install_plugin import install_plugin
from .list import list_schedules
from .migrate import migrate
from .status.command import status

__all__ = ["main"]


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="pulumi-northflank")
def main() -> None:
    """Inspect the backup schedules of Northflank addons, and generate Pulumi programs from them.

    No command changes anything in Northflank.

    \b
    Settings are environment variables:
      NORTHFLANK_API_TOKEN  API token; its role must be able to read addons
                            (or NF_API_TOKEN)
      NORTHFLANK_BASE_URL   URL of the API [default: https://api.northflank.com]
                            (or NORTHFLANK_API_BASE_URL, NF_API_HOST)
      NORTHFLANK_TEAM_ID    ID of the team; needed with a token of an organisation
      NORTHFLANK_TIMEOUT    longest wait for one response, in seconds
                            [default: 30]
      NORTHFLANK_MAX_WAIT   longest total wait between the tries of one request,
                            in seconds [default: 300]
      COLUMNS               width of tables and calendars [default: that of the
                            terminal; unlimited in a pipe]
      NORTHFLANK_DOCUMENTED_LIMITS
                            enforce or warn: whether `generate` leaves out what
                            exceeds the documentation's limits
                            [default: enforce]

    \b
    Exit status:
      0    success
      1    error, or an incomplete result (see the help of each command)
      2    wrong usage
      130  interrupted
    """  # noqa: D301  # \b marks lines that click must not wrap


main.add_command(calendar)
main.add_command(generate)
main.add_command(install_plugin)
main.add_command(list_schedules)
main.add_command(migrate)
main.add_command(status)
