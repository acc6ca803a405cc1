"""The command line: ``pulumi-northflank``."""

from __future__ import annotations

import click

from pulumi_northflank.version import __version__

from .generate import generate
from .group import Commands
from .list_schedules import list_schedules
from .show_calendar import calendar

__all__ = ["main"]


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="pulumi-northflank")
def main() -> None:
    """Look at the backup schedules of Northflank addons, and declare those there are.

    \b
    Settings are taken from the environment:
      NORTHFLANK_API_TOKEN  the API token; a role that may read addons is enough
      NORTHFLANK_BASE_URL   the API's URL [default: https://api.northflank.com]
      NORTHFLANK_TEAM_ID    the team, for tokens of an organisation
      NORTHFLANK_TIMEOUT    seconds for one answer [default: 30]
      NORTHFLANK_MAX_WAIT   seconds that one request may wait between its tries
                            [default: 300]

    \b
    Exit status: 0 done; 1 an error, or not all could be done (each command says
    what then); 2 wrong usage; 130 interrupted.
    """  # noqa: D301  # \b is click's mark of lines that are to stay as they are


main.add_command(calendar)
main.add_command(generate)
main.add_command(list_schedules)
