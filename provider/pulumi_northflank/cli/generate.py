"""``pulumi-northflank generate``: programs and files that declare or import schedules."""

from __future__ import annotations

import shlex
from collections.abc import Iterator, Sequence
from pathlib import Path

import click

from pulumi_northflank.schedule import Project
from pulumi_northflank.text import capital, plural, shown

from .config import COMMAND, KEY, config_text
from .declarations import Declarations, declarations_of
from .for_package import TYPE, import_text, yaml_program_text
from .inventory import Inventory, read_inventory
from .options import ADDON, PROJECT, TEAM
from .output import STDOUT, check_target, write
from .program import literal, program_text

FORMATS = {
    "program": program_text,
    "config": config_text,
    "yaml": yaml_program_text,
    "import": import_text,
}
PREVIEW = "Next, run `NORTHFLANK_PREFLIGHT=true pulumi preview`."
NEXT = {
    "program": PREVIEW,
    "config": f"Next, if the stack has no `{KEY}` yet, run `{COMMAND}`.",
    "yaml": PREVIEW,
    "import": "Next, run `pulumi import --file {file}`, and add the code that it prints to the "
    "program.",
}
NOTHING_TO_ADOPT = "There is nothing to adopt. Declare the first schedules yourself: "


@click.command
@PROJECT
@ADDON
@TEAM
@click.option(
    "--format",
    "format_",
    type=click.Choice(list(FORMATS)),
    default="program",
    show_default=True,
    help="A Pulumi program in Python, stack configuration (`backups:schedules`) or, for the Pulumi "
    "package, a program in YAML (`Pulumi.yaml`) or a file for `pulumi import --file`.",
)
@click.option(
    "-o",
    "--output",
    metavar="FILE",
    type=click.Path(path_type=Path),
    default=STDOUT,
    help="The file to write, which must not exist.  [default: stdout]",
)
@click.option("--force", is_flag=True, help="Overwrite the file if it exists.")
@click.pass_context
def generate(  # noqa: PLR0913  # one argument an option
    ctx: click.Context,
    *,
    project_id: str,
    addon_ids: Sequence[str],
    team_id: str | None,
    format_: str,
    output: Path,
    force: bool,
) -> None:
    """Write a Pulumi program that declares the existing schedules.

    `pulumi up` then adopts the schedules without changing them; with `--format import`,
    `pulumi import` does. If any list of schedules cannot be read, nothing is written.

    \b
    Exit status:
      0    success; addons without schedules are named on stderr
      1    error, and nothing is written; or some schedules cannot be declared:
           they are named on stderr and in a comment (JSON has none), and all
           others are declared
      2    wrong usage
      130  interrupted
    """  # noqa: D301  # \b marks lines that click must not wrap
    check_target(output, force=force)
    inventory = read_inventory(Project(project_id, team_id), addon_ids)
    declarations = declarations_of(inventory)
    write(output, FORMATS[format_](inventory, declarations), force=force)
    for message in _messages(inventory, declarations):
        click.echo(message, err=True)
    if output != STDOUT:
        number = plural(len(declarations.declared), "schedule")
        what_next = NEXT[format_].format(file=shlex.quote(str(output)))
        wrote = f"Wrote {number} to {output}."
        click.echo(f"{wrote} {what_next}" if declarations.declared else wrote, err=True)
    if inventory.addons and not declarations.declared and not declarations.left_out:
        click.echo(NOTHING_TO_ADOPT + _first(inventory, format_), err=True)
    if declarations.left_out:
        ctx.exit(1)


def _messages(inventory: Inventory, declarations: Declarations) -> Iterator[str]:
    """What the user has to know about addons and schedules that are not in the result."""
    if not inventory.addons:
        yield f"{capital(str(inventory.project))} has no addons."
    without = inventory.without_schedules
    if without:
        verb = "has" if len(without) == 1 else "have"
        yield f"{plural(len(without), 'addon')} {verb} no backup schedules: {', '.join(without)}"
    for one in declarations.left_out:
        yield f"Left out {one}"


def _first(inventory: Inventory, format_: str) -> str:
    """How to declare the first schedules of an addon."""
    project = inventory.project
    if format_ == "config":
        project_id = shlex.quote(project.project_id)
        return (
            f"begin with `pulumi config set --path {KEY}.nightly.projectId {project_id}`, and go "
            "on with addonId, backupType, scheduling and retentionTime."
        )
    address = inventory.addons[0].address
    if format_ in ("yaml", "import"):
        given = ", ".join(f"{name}: {shown(id_)}" for name, id_ in address.values.items())
        return f"`type: {TYPE}` with {given}, backupType, scheduling and retentionTime."
    addon_id = address.addon_id
    ids = {"project_id": project.project_id, "addon_id": addon_id, "team_id": project.team_id}
    arguments = "".join(f", {name}={literal(id_)}" for name, id_ in ids.items() if id_ is not None)
    return f'`BackupPlan.standard({literal(addon_id)}{arguments}, backup_type="snapshot")`.'
