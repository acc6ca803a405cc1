"""``pulumi-northflank install-plugin``: makes the Pulumi package available in every folder."""

from __future__ import annotations

import json
import shutil
import sys
from pathlib import Path

import click

from pulumi_northflank.stack_export import run_pulumi
from pulumi_northflank.text import one_line
from pulumi_northflank.version import __version__

EXECUTABLE = "pulumi-resource-northflank"
NO_PULUMI = "`pulumi` is not on PATH. Install the Pulumi engine first. Nothing was installed."
NO_EXECUTABLE = (
    "{file} does not exist. Install pulumi-northflank with pip again. Nothing was installed."
)
FAILED = "`pulumi {command}` failed: {problem}"
DONE = (
    "{verb} the plugin northflank {version}, which runs {python}. Run this command again after you "
    "upgrade pulumi-northflank, and after you move or delete that environment."
)
ON_PATH = (
    "While {file} is on PATH, Pulumi prefers it and warns about that. Set "
    "PULUMI_IGNORE_AMBIENT_PLUGINS=true to use the installed plugin there, too."
)


@click.command("install-plugin")
def install_plugin() -> None:
    """Install the Pulumi package into Pulumi's plugin cache.

    After that, programs in every language and in every folder find it, without a warning. The
    plugin runs the Python environment of this command. A plugin of the same version is replaced.
    """
    executable = Path(sys.executable).with_name(EXECUTABLE)
    if not executable.exists():
        raise click.ClickException(NO_EXECUTABLE.format(file=executable))
    plugins = json.loads(_pulumi("plugin", "ls", "--json"))
    is_there = any(
        plugin.get("name") == "northflank" and plugin.get("version") == __version__
        for plugin in plugins
    )
    of = ("plugin", "install", "resource", "northflank", __version__)
    _pulumi(*of, "--reinstall", "--file", str(executable))
    verb = "Replaced" if is_there else "Installed"
    click.echo(DONE.format(verb=verb, version=__version__, python=sys.executable))
    on_path = shutil.which(EXECUTABLE)
    if on_path is not None:
        click.echo(ON_PATH.format(file=on_path))


def _pulumi(*arguments: str) -> str:
    """What a command of the engine prints.

    Raises:
        click.ClickException: The engine is not installed, or the command failed.
    """
    pulumi = shutil.which("pulumi")
    if pulumi is None:
        raise click.ClickException(NO_PULUMI)
    done = run_pulumi(pulumi, arguments)
    if done.returncode:
        problem = one_line(" ".join(done.stderr.split())).removeprefix("error: ")
        command = " ".join(arguments[:2])
        raise click.ClickException(FAILED.format(command=command, problem=problem))
    return done.stdout
