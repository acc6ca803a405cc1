"""``pulumi-northflank generate``: from what exists to what declares it."""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from pathlib import Path

import click

from pulumi_northflank.address import Project

from .config import COMMAND, KEY, config_text
from .declarations import Declarations, declarations_of
from .inventory import Inventory, read_inventory
from .options import scope_options
from .output import STDOUT, check_target, write
from .program import program_text

FORMATS = {"program": program_text, "config": config_text}
NEXT = {
    "program": "Next: NORTHFLANK_PREFLIGHT=true pulumi preview",
    "config": f"Next, where the stack has no {KEY} yet: {COMMAND}",
}


@click.command
@scope_options
@click.option(
    "--format",
    "format_",
    type=click.Choice(list(FORMATS)),
    default="program",
    show_default=True,
    help="A program, or the configuration `backups:schedules` of a stack.",
)
@click.option(
    "-o",
    "--output",
    metavar="FILE",
    type=click.Path(path_type=Path),
    default=STDOUT,
    help="The file to write; one that exists is not touched.  [default: stdout]",
)
@click.option("--force", is_flag=True, help="Replace the file if it exists.")
@click.pass_context
def generate(  # noqa: PLR0913  # one argument an option
    ctx: click.Context,
    *,
    project: Project,
    addon_ids: Sequence[str],
    format_: str,
    output: Path,
    force: bool,
) -> None:
    """Write a Pulumi program that declares the schedules there are.

    `pulumi up` on it adopts them all, and changes nothing. Nothing is written before
    everything was read; warnings are on stderr.

    \b
    Exit status:
      0    every schedule is declared in the result
      1    an error, and nothing was written; or some schedules can't be declared:
           the result has all others, and a comment for each of them
      2    wrong usage
      130  interrupted
    """  # noqa: D301  # \b is click's mark of lines that are to stay as they are
    check_target(output, force=force)
    inventory = read_inventory(project, addon_ids)
    declarations = declarations_of(inventory)
    write(output, FORMATS[format_](inventory, declarations), force=force)
    _tell(inventory, declarations)
    if output != STDOUT:
        file = shlex.quote(str(output))
        then = NEXT[format_].format(file=file)
        _say(f"Wrote {_count(len(declarations.declared), 'schedule')} to {output}. {then}")
    if declarations.left_out:
        ctx.exit(1)


def _tell(inventory: Inventory, declarations: Declarations) -> None:
    """Say on stderr what the result does not declare."""
    if not inventory.addons:
        _say(f"There are no addons in {inventory.project}.")
    without = inventory.without_schedules
    if without:
        verb = "has" if len(without) == 1 else "have"
        _say(f"{_count(len(without), 'addon')} {verb} no backup schedule: {', '.join(without)}")
    for one in declarations.left_out:
        _say(f"Left out {one}")


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def _say(text: str) -> None:
    click.echo(text, err=True)
