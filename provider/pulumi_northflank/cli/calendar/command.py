"""``pulumi-northflank calendar``: draws the week of a stack or a project."""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from pathlib import Path

import click

from pulumi_northflank.cli.inventory import read_inventory
from pulumi_northflank.cli.options import ADDON, CWD, TEAM, id_type
from pulumi_northflank.cli.output import STDOUT, check_target, read_stdin, write
from pulumi_northflank.schedule import Project
from pulumi_northflank.stack_export import StackExportError, stack_export
from pulumi_northflank.text import capital, did_you_mean, first_of, plural

from .picture import Picture, picture_of_inventory
from .state import picture_of_state
from .svg import svg_text
from .text import calendar_text

WAYS_TO_READ = (
    "Choose a stack with --stack and --cwd, pass an export with --state FILE, or read the existing "
    "schedules with --project ID."
)
NO_SUCH_ADDON = "{subject} has no schedules for addon {missing}. It has schedules for {others}."


@click.command("calendar")
@click.option(
    "--state",
    metavar="FILE",
    type=click.Path(path_type=Path),
    help="Draw the stack in this export; - for stdin.",
)
@click.option(
    "-s", "--stack", metavar="NAME", help="Draw this stack; `pulumi stack export` reads it."
)
@CWD
@click.option(
    "--project",
    "project_id",
    metavar="ID",
    type=id_type("projectId"),
    help="Draw the existing schedules of this project in Northflank.",
)
@ADDON
@TEAM
@click.option("--all", "draw_all", is_flag=True, help="Draw every addon, however many there are.")
@click.option(
    "--svg", metavar="FILE", type=click.Path(path_type=Path), help="Write an SVG; - for stdout."
)
@click.option("--force", is_flag=True, help="Overwrite the file if it exists.")
@click.pass_context
def calendar(  # noqa: PLR0913  # one argument an option
    ctx: click.Context,
    *,
    state: Path | None,
    stack: str | None,
    cwd: Path | None,
    project_id: str | None,
    addon_ids: Sequence[str],
    team_id: str | None,
    draw_all: bool,
    svg: Path | None,
    force: bool,
) -> None:
    """Draw the weekly backups of a stack or a project.

    The calendar shows when each addon is backed up, and metrics such as the longest gap between two
    backups.

    It draws the stack that is selected in the current directory, unless you choose another one with
    --stack and --cwd, pass an export with --state (as in `pulumi stack export | pulumi-northflank
    calendar --state -`), or read a project from Northflank with --project. Only --project needs an
    API token.

    The terminal shows the weeks of up to 5 addons, or one line for each addon if there are more
    (see --addon and --all). --svg writes all weeks into one self-contained file, for example for a
    pull request. The file has light and dark colours, and only changes if the schedules change.

    \b
    Exit status:
      0    success
      1    error, and nothing is drawn; or some schedules cannot be drawn:
           they are named on stderr, and all others are drawn
      2    wrong usage
      130  interrupted
    """  # noqa: D301  # \b marks lines that click must not wrap
    check_usage(ctx)
    if svg is not None:
        check_target(svg, force=force)
    if project_id is not None:
        picture = picture_of_inventory(read_inventory(Project(project_id, team_id), addon_ids))
    else:
        picture = picture_of_stack(state, stack, cwd, addon_ids)
    for text in (*picture.passed_over, *picture.notes, *picture.left_out):
        click.echo(str(text), err=True)
    if svg is not None:
        write(svg, svg_text(picture), force=force)
        if svg != STDOUT:
            number = plural(picture.schedules, "schedule")
            click.echo(f"Wrote {number} to {shlex.quote(str(svg))}.", err=True)
    elif picture.addons:
        click.echo(calendar_text(picture, draw_all=draw_all))
    else:
        click.echo(f"{capital(picture.subject)} has no backup schedules.")
    if picture.left_out:
        ctx.exit(1)


CONFLICTS = {
    "project_id": ("state", "stack", "cwd"),
    "state": ("stack", "cwd"),
    "svg": ("draw_all",),
    "addon_ids": ("except_ids",),
}
NEEDS = {"team_id": "project_id", "except_ids": "project_id", "force": "svg"}


def check_usage(ctx: click.Context) -> None:
    """Raise an error if options contradict each other."""
    options = {str(option.name): option.opts[-1] for option in ctx.command.params}
    given = {
        name
        for name in ctx.params
        if ctx.get_parameter_source(name) is click.core.ParameterSource.COMMANDLINE
    }
    for one, others in CONFLICTS.items():
        for other in others:
            if {one, other} <= given:
                raise click.UsageError(f"{options[one]} cannot be combined with {options[other]}.")
    for one, needed in NEEDS.items():
        if one in given and needed not in given:
            raise click.UsageError(f"{options[one]} needs {options[needed]}.")


def picture_of_stack(
    state: Path | None, stack: str | None, cwd: Path | None, addon_ids: Sequence[str]
) -> Picture:
    """The picture of the addons *addon_ids* of a stack, or of all its addons."""
    if state is None:
        text, source = _export(stack, cwd), "The output of `pulumi stack export`"
    else:
        text, source = _read(state), "stdin" if state == STDOUT else str(state)
    whole = picture_of_state(text, source)
    ids = {addon.address.addon_id for addon in whole.addons}
    missing = sorted({*addon_ids} - ids)
    if missing:
        message = NO_SUCH_ADDON.format(
            subject=capital(whole.subject),
            missing=first_of([f"{one}{did_you_mean(one, ids)}" for one in missing]),
            others=first_of(sorted(ids)) or "no addon",
        )
        raise click.ClickException(message)
    return whole.only(addon_ids)


def _export(stack: str | None, folder: Path | None) -> str:
    try:
        return stack_export(stack, folder)
    except StackExportError as error:
        raise click.ClickException(f"{error} {WAYS_TO_READ}") from None


def _read(path: Path) -> str:
    # Bytes that cannot be decoded are not JSON, which is reported later.
    data = read_stdin() if path == STDOUT else path.read_bytes()
    return data.decode("utf-8-sig", errors="replace")
