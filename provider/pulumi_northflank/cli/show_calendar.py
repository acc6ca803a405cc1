"""``pulumi-northflank calendar``: the week of a stack, or of what there is, in a picture."""

from __future__ import annotations

import shlex
import sys
from collections.abc import Sequence
from datetime import datetime, timezone
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pulumi_northflank.address import Project
from pulumi_northflank.words import shown

from .options import ADDON, TEAM, checked
from .output import STDOUT, check_target, write

if TYPE_CHECKING:
    from .pictured import Picture

MOST_RUNS = 10_000
ASSUMED = (
    "Next {number} from {start:%Y-%m-%d %H:%M} UTC on. That schedules go by UTC is an assumption: "
    "Northflank's documentation names no time zone."
)
NO_SCHEDULES = "There are no backup schedules in {subject}."
NO_SUCH_ADDON = "There is no addon {ids} with a schedule in {subject}; there is {there}."


def _moment(_: click.Context, __: click.Parameter, value: str | None) -> datetime | None:
    """The moment that an option tells in ISO 8601; of UTC where it names no zone."""
    if value is None:
        return None
    try:
        # Before 3.11, Python does not know Z.
        moment = datetime.fromisoformat(f"{value[:-1]}+00:00" if value[-1:] in "zZ" else value)
        return moment.replace(tzinfo=moment.tzinfo or timezone.utc).astimezone(timezone.utc)
    except (ValueError, OverflowError):
        raise click.BadParameter(f"{shown(value)} is no time such as 2026-03-29T02:30.") from None


@click.command("calendar")
@click.option(
    "--state",
    metavar="FILE",
    type=click.Path(path_type=Path),
    help="The stack whose export this file is; - for stdin.",
)
@click.option("-s", "--stack", metavar="NAME", help="A stack, asked of the `pulumi` command.")
@click.option(
    "-C",
    "--cwd",
    metavar="DIR",
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    help="The folder of the program that the stack is of.  [default: this one]",
)
@click.option(
    "--project",
    "project_id",
    metavar="ID",
    callback=checked,
    help="What there is in this project: the API is asked, and no stack.",
)
@ADDON
@TEAM
@click.option("--all", "draw_all", is_flag=True, help="Draw each addon, however many they are.")
@click.option(
    "--svg", metavar="FILE", type=click.Path(path_type=Path), help="Write an SVG; - for stdout."
)
@click.option("--force", is_flag=True, help="Replace the file if it exists.")
@click.option(
    "--next",
    "most",
    metavar="N",
    type=click.IntRange(1, MOST_RUNS),
    help="List the next N runs instead, if schedules go by UTC.",
)
@click.option(
    "--from",
    "start",
    metavar="TIME",
    callback=_moment,
    help="The moment to list from, such as 2026-03-29T02:30; in UTC.  [default: now]",
)
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
    most: int | None,
    start: datetime | None,
) -> None:
    """Draw the week of a stack: which addon is backed up when, and how well that covers it.

    Of the stack that is selected here; of another one with --stack and --cwd; of an
    export with --state, as in `pulumi stack export | pulumi-northflank calendar
    --state -`; or, with --project, of the schedules there are. None but the last
    needs a token.

    In the terminal up to 5 addons are drawn, of more there is a line each (--addon,
    --all). With --svg, all are in one self-contained file for a pull request, light
    and dark, which changes only with the schedules.

    With --next, the time zone is an assumption: the documentation names none.

    \b
    Exit status:
      0    all schedules are in the result
      1    an error, and there is no result; or some schedules can't be drawn:
           the result has all others, and stderr a sentence for each of them
      2    wrong usage
      130  interrupted
    """  # noqa: D301  # \b is click's mark of lines that are to stay as they are
    _check_usage(ctx)
    if svg is not None:
        check_target(svg, force=force)
    project = Project(project_id, team_id) if project_id is not None else None
    picture = _picture(state, stack, cwd, project, addon_ids)
    for text in (*picture.notes, *picture.left_out):
        click.echo(str(text), err=True)
    if svg is not None:
        _write_svg(svg, picture, force=force)
    elif most is not None:
        _list_runs(picture, start or now(), most)
    elif picture.addons:
        from .calendar_text import calendar_text

        click.echo(calendar_text(picture, draw_all=draw_all))
    else:
        click.echo(NO_SCHEDULES.format(subject=picture.subject))
    if picture.left_out:
        ctx.exit(1)


def _check_usage(ctx: click.Context) -> None:
    """End where options don't go together."""
    given = {
        name
        for name in ctx.params
        if ctx.get_parameter_source(name) is click.core.ParameterSource.COMMANDLINE
    }
    for one, others in CONFLICTS.items():
        for other in others:
            if {one, other} <= given:
                raise click.UsageError(f"{NAMES[one]} and {NAMES[other]} can't go together.")
    for one, needed in NEEDS.items():
        if one in given and needed not in given:
            raise click.UsageError(f"{NAMES[one]} needs {NAMES[needed]}.")


NAMES = {
    "state": "--state",
    "stack": "--stack",
    "cwd": "--cwd",
    "project_id": "--project",
    "team_id": "--team",
    "draw_all": "--all",
    "svg": "--svg",
    "force": "--force",
    "most": "--next",
    "start": "--from",
}
CONFLICTS = {
    "project_id": ("state", "stack", "cwd"),
    "state": ("stack", "cwd"),
    "most": ("svg", "draw_all"),
    "svg": ("draw_all",),
}
NEEDS = {"team_id": "project_id", "force": "svg", "start": "most"}


def _picture(
    state: Path | None,
    stack: str | None,
    cwd: Path | None,
    project: Project | None,
    addon_ids: Sequence[str],
) -> Picture:
    """What is to be drawn, from the one source that was asked for."""
    if project is not None:
        from .inventory import read_inventory
        from .pictured import picture_of_inventory

        return picture_of_inventory(read_inventory(project, addon_ids))
    from .stack_export import stack_export
    from .state import picture_of_state

    if state is None:
        text, source = stack_export(stack, cwd), "What `pulumi stack export` wrote"
    else:
        text, source = _read(state), "stdin" if state == STDOUT else str(state)
    whole = picture_of_state(text, source)
    picture = whole.of(addon_ids)
    missing = sorted({*addon_ids} - {addon.address.addon_id for addon in picture.addons})
    if missing:
        there = ", ".join(sorted({addon.address.addon_id for addon in whole.addons})) or "none"
        ids = ", ".join(missing)
        raise click.ClickException(
            NO_SUCH_ADDON.format(ids=ids, subject=whole.subject, there=there)
        )
    return picture


def _read(path: Path) -> str:
    # Whatever can't be decoded is no JSON, and said to be none.
    data = sys.stdin.buffer.read() if path == STDOUT else path.read_bytes()
    return data.decode("utf-8-sig", errors="replace")


def _write_svg(path: Path, picture: Picture, *, force: bool) -> None:
    from .svg import svg_text

    write(path, svg_text(picture), force=force)
    if path != STDOUT:
        number = f"{picture.schedules} schedule{'' if picture.schedules == 1 else 's'}"
        click.echo(f"Wrote {number} to {shlex.quote(str(path))}.", err=True)


def _list_runs(picture: Picture, start: datetime, most: int) -> None:
    from .next_runs import next_runs

    runs = next_runs(picture, start, most)
    if not runs:
        click.echo(NO_SCHEDULES.format(subject=picture.subject))
        return
    number = "run" if most == 1 else f"{most} runs"
    click.echo(ASSUMED.format(number=number, start=start))
    for run in runs:
        click.echo(str(run))


def now() -> datetime:
    """The time."""
    return datetime.now(timezone.utc)
