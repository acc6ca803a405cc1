"""``pulumi-northflank status``: holds expected runs against the backups that exist."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any, NoReturn
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import click

from pulumi_northflank.backups.report import LeftOut, Report, report_on
from pulumi_northflank.backups.runs import Terms
from pulumi_northflank.backups.zones import NamedZone
from pulumi_northflank.cli.calendar.command import check_usage, picture_of_stack
from pulumi_northflank.cli.group import tell_unwritten, without_stack
from pulumi_northflank.cli.options import ADDON, CWD, TEAM, id_type
from pulumi_northflank.errors import NorthflankError
from pulumi_northflank.package.errors import fault
from pulumi_northflank.review.durations import minutes_in
from pulumi_northflank.review.week import MINUTES_A_DAY
from pulumi_northflank.schedule import Project
from pulumi_northflank.schedule.live import time_of

from .document import status_json
from .nagios import UNKNOWN, nagios_code, nagios_error, nagios_line
from .prometheus import prometheus_text
from .reading import Reader
from .text import status_text

FORMATS: dict[str, Callable[[Report], str]] = {
    "text": status_text,
    "json": status_json,
    "nagios": nagios_line,
    "prometheus": prometheus_text,
}
BAD, NOT_TOLD = 1, 2
LONGEST_SINCE = 3650 * MINUTES_A_DAY
NOTHING = "There are no addons to check. Check the IDs, and that the token can access the project."
# The shortest retention is a day: with a longer grace, a backup would expire before it is missed.
GRACE_TOO_LONG = (
    "--grace must be shorter than --since and shorter than a day. Otherwise, no backup would ever "
    "be missed."
)


class NothingToCheckError(NorthflankError):
    """There is no addon to check, so nothing was found out."""


def _duration(text: str) -> int:
    try:
        return minutes_in(text)
    except ValueError as error:
        raise click.BadParameter(str(error)) from None


def _time(text: str) -> datetime:
    time = time_of(text)
    if time is None:
        raise click.BadParameter(f"{text!r} is not a time such as 2026-11-27T03:00:00Z.")
    return time


def _zone(name: str) -> NamedZone:
    try:
        return NamedZone(ZoneInfo(name))
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise click.BadParameter(f"{name!r} is not a time zone such as Europe/Berlin.") from None


@dataclass(frozen=True)
class _Asked:
    """Whose backups are asked for."""

    project_id: str | None
    state: Path | None
    stack: str | None
    cwd: Path | None
    addon_ids: Sequence[str]
    except_ids: Sequence[str]
    team_id: str | None


class _Status(click.Command):
    """A command that reports wrong usage on stdout for Nagios, which shows nothing else.

    If the output cannot be written, or after an error that nobody expected, the state is unknown,
    whatever was found.
    """

    def make_context(self, info_name: str | None, args: list[str], *rest: Any, **extra: Any) -> Any:
        """Read the arguments."""
        given = " ".join(args).replace("=", " ")
        try:
            return super().make_context(info_name, args, *rest, **extra)
        except click.UsageError as error:
            if "--format nagios" not in given:
                raise
            try:
                click.echo(nagios_error(error.format_message()))
            except OSError as unwritten:
                tell_unwritten(unwritten)
            raise click.exceptions.Exit(UNKNOWN) from None

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command."""
        try:
            return self._run(ctx)
        except OSError as error:
            tell_unwritten(error)
            ctx.exit(UNKNOWN if ctx.params["format_"] == "nagios" else NOT_TOLD)

    def _run(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except (OSError, click.ClickException, click.exceptions.Exit):
            raise
        except Exception as error:  # noqa: BLE001  # Python's exit status of 1 is a verdict here
            _fail(ctx, fault(error))


def _fail(ctx: click.Context, message: str) -> NoReturn:
    """Say why nothing could be found out, and exit."""
    is_nagios = ctx.params["format_"] == "nagios"
    click.echo(nagios_error(message) if is_nagios else f"Error: {message}", err=not is_nagios)
    ctx.exit(UNKNOWN if is_nagios else NOT_TOLD)


@click.command("status", cls=_Status)
@click.option(
    "--project",
    "project_id",
    metavar="ID",
    type=id_type("projectId"),
    help="Check the schedules that this project has in Northflank.",
)
@click.option("-s", "--stack", metavar="NAME", help="Check the schedules that this stack declares.")
@click.option(
    "--state",
    metavar="FILE",
    type=click.Path(path_type=Path),
    help="Check the stack in this export; - for stdin.",
)
@CWD
@ADDON
@click.option(
    "--except",
    "except_ids",
    metavar="ID",
    type=id_type("addonId"),
    multiple=True,
    help="ID of an addon of the project that needs no backups; can be repeated.",
)
@TEAM
@click.option(
    "--since",
    metavar="TIME",
    type=_duration,
    default="14d",
    show_default=True,
    help="How far back runs are expected.",
)
@click.option(
    "--grace",
    metavar="TIME",
    type=_duration,
    default="1h",
    show_default=True,
    help="How late a backup can begin.",
)
@click.option(
    "--timezone",
    "named",
    metavar="NAME",
    type=_zone,
    help="Time zone of the schedules.  [default: found from the backups]",
)
@click.option(
    "--now", metavar="TIME", type=_time, help="Check as of this time.  [default: the API's time]"
)
@click.option(
    "--format",
    "format_",
    type=click.Choice(list(FORMATS)),
    default="text",
    show_default=True,
    help="How to print the result.",
)
@click.pass_context
def status(  # noqa: PLR0913  # one argument an option
    ctx: click.Context,
    /,
    *,
    since: int,
    grace: int,
    named: NamedZone | None,
    now: datetime | None,
    format_: str,
    **asked: Any,
) -> None:
    """Check that schedules have made their backups.

    With --project, the schedules are those in Northflank, and an addon without any is reported
    unless you leave it out with --except. Otherwise they are those that a stack declares: the one
    that is selected in the current directory, unless you choose another one with --stack and --cwd
    or pass an export with --state.

    A run is missed if no backup of its type was created from a minute before it to the grace after
    it. Verdicts of a schedule: ok; late (due within the grace); missed; failed (the last one);
    unscheduled (declared, but not in Northflank); running; new (nothing was due yet); unknown
    (could not tell).

    --since and --grace are durations such as 30m, 12h or 14d.

    \b
    Exit status:
      0    all is well
      1    a backup is missing or has failed, a declared schedule is not in
           Northflank, or an addon of the project has no schedule
      2    could not tell, the output cannot be written, or wrong usage
      130  interrupted
    With --format nagios: 0 ok, 1 a warning (late, shrunk, running for long,
    overdue before a first run, a stopped addon, or drift), 2 missing, failed or
    without a schedule, 3 could not tell.
    """  # noqa: D301  # \b marks lines that click must not wrap
    is_nagios = format_ == "nagios"
    try:
        check_usage(ctx)
        if not 0 < since <= LONGEST_SINCE:
            raise click.BadParameter("--since must be more than 0 and at most 3650d.")
        if grace >= min(since, MINUTES_A_DAY):
            raise click.BadParameter(GRACE_TOO_LONG)
        report = _report(_Asked(**asked), Reader(Terms(since, grace), now), named)
    except (NorthflankError, click.ClickException, OSError) as error:
        if isinstance(error, click.UsageError) and not is_nagios:
            raise
        message = error.format_message() if isinstance(error, click.ClickException) else str(error)
        _fail(ctx, without_stack(message))
    click.echo(FORMATS[format_](report).rstrip("\n"))
    for problem in report.left_out:
        click.echo(str(problem), err=True)
    if is_nagios:
        ctx.exit(nagios_code(report))
    ctx.exit(BAD if report.is_bad else NOT_TOLD if "unknown" in report.verdicts else 0)


def _report(asked: _Asked, reader: Reader, named: NamedZone | None) -> Report:
    """The report, which also says why some declared schedules could not be checked.

    Raises:
        NorthflankError, ClickException: Nothing could be found out.
    """
    left_out: list[LeftOut] = []
    passed_over: list[LeftOut] = []
    if asked.project_id is not None:
        project = Project(asked.project_id, asked.team_id)
        addons = reader.project(project, asked.addon_ids, asked.except_ids)
    else:
        picture = picture_of_stack(asked.state, asked.stack, asked.cwd, asked.addon_ids)
        passed_over = [LeftOut(one.name, one.problem) for one in picture.passed_over]
        left_out = [LeftOut(one.name, one.problem) for one in picture.left_out]
        addons = reader.declared({one.address: one.schedules for one in picture.addons})
    if not addons:
        raise NothingToCheckError(" ".join(map(str, [*passed_over, *left_out])) or NOTHING)
    for one in passed_over:
        click.echo(str(one), err=True)
    return replace(report_on(addons, reader.terms, named), left_out=left_out)
