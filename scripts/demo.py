"""Shows the provider at work, with the real engine and a local emulator of the API: `make demo`.

It needs no account and leaves the user's Pulumi settings alone: everything that Pulumi writes is in
a temporary folder, which is deleted at the end.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from textwrap import indent

import click

from pulumi_northflank.emulator import Emulator

ROOT = Path(__file__).resolve().parents[1]
INTRODUCTION = """\
This demo manages backup schedules of a database with Pulumi. It runs the real Pulumi engine, but
talks to an emulator of Northflank's API on this machine, so it needs no account."""

# The weekly snapshot is the example in the API's documentation, with the destination's ID and type,
# which the documentation requires elsewhere.
CONFIGURATION = """\
config:
  northflank:baseUrl: {url}  # the emulator
  backups:schedules:
    weekly:
      projectId: default-project
      addonId: orders-db
      backupType: snapshot
      scheduling: {{interval: weekly, minute: [30], hour: [18], day: [4]}}  # Friday, 18:30
      retentionTime: 7  # days
      additionalDestinations:
        - {{destinationId: example-backup-destination, type: custom, retentionTime: 7}}
    nightly:
      projectId: default-project
      addonId: orders-db
      backupType: dump
      scheduling: {{interval: daily, minute: [30], hour: [2]}}  # each day, 02:30
      retentionTime: 30
"""


class Demo:
    """One stack of the repository's own program, in a temporary folder."""

    def __init__(self, folder: Path, api: Emulator) -> None:
        self._folder = folder
        self._api = api
        self._steps = count(1)
        self._configuration = folder / "Pulumi.demo.yaml"
        for name in ("Pulumi.yaml", "__main__.py"):
            (folder / name).symlink_to(ROOT / name)
        (folder / "state").mkdir()
        users = ("NORTHFLANK_", "NF_")
        kept = {name: value for name, value in os.environ.items() if not name.startswith(users)}
        self._environment = kept | {
            "PULUMI_BACKEND_URL": (folder / "state").as_uri(),
            "PULUMI_CONFIG_PASSPHRASE": "demo",
            "PULUMI_HOME": str(folder / "home"),
            "PULUMI_SKIP_UPDATE_CHECK": "1",
            "NORTHFLANK_API_TOKEN": "demo",
        }

    def run(self) -> None:
        """Create two schedules, preview a change and delete them."""
        configuration = CONFIGURATION.format(url=self._api.url)
        self._configuration.write_text(configuration)

        self._say("The stack's configuration declares a weekly snapshot and a nightly dump.")
        click.echo(indent(configuration, "  "))
        self._pulumi("stack", "init", "demo")
        self._say("A preview shows what would be created. It sends no requests to the API.")
        self._pulumi("preview", "--diff")
        self._say("`pulumi up` creates both schedules and stores their IDs.")
        self._pulumi("up", "--yes", "--skip-preview", "--suppress-progress")
        self._show_schedules()
        self._say("Another `pulumi up` changes nothing.")
        self._pulumi("up", "--yes", "--skip-preview", "--suppress-progress", "--expect-no-changes")
        self._say("A change of the retention replaces the schedule: Northflank cannot update it.")
        changed = self._configuration.read_text().replace("retentionTime: 30", "retentionTime: 20")
        self._configuration.write_text(changed)
        self._pulumi("preview", "--diff")
        self._say("`pulumi destroy` deletes both schedules.")
        self._pulumi("destroy", "--yes", "--skip-preview", "--suppress-progress", "--remove")
        self._show_schedules()

    def _say(self, text: str) -> None:
        click.secho(f"\n[{next(self._steps)}/6] {text}", bold=True)

    def _pulumi(self, *arguments: str) -> None:
        click.secho(f"$ pulumi {' '.join(arguments)}", dim=True)
        command = ["pulumi", *arguments, "--non-interactive"]
        with subprocess.Popen(command, cwd=self._folder, env=self._environment) as engine:
            try:
                code = engine.wait()
            except KeyboardInterrupt:
                # Ctrl-C reaches the engine, too. It ends the processes that it started.
                engine.wait()
                raise
        if code:
            raise subprocess.CalledProcessError(code, command)

    def _show_schedules(self) -> None:
        held = self._api.schedules()
        click.secho(f"The emulator now holds {len(held) or 'no'} schedules.", dim=True)
        for item in held:
            schedule = item["schedule"]
            click.echo(
                f"  {schedule['id']}  {item['projectId']}/{item['addonId']}  "
                f"{schedule['backupType']}, kept for {schedule['retentionTime']} days, "
                f"{json.dumps(schedule['scheduling'])}"
            )


def main() -> int:
    """Run the demo; 1 if a command failed."""
    click.echo(INTRODUCTION)
    try:
        with (
            TemporaryDirectory(prefix="pulumi-northflank-", ignore_cleanup_errors=True) as folder,
            Emulator(token="demo", addons=["default-project/orders-db"]) as api,  # noqa: S106  # any
        ):
            Demo(Path(folder), api).run()
    except subprocess.CalledProcessError as error:
        click.secho(f"\nThe demo stopped because `{' '.join(error.cmd)}` failed.", fg="red")
        return 1
    except KeyboardInterrupt:
        click.secho("\nYou stopped the demo. Nothing is left running or on disk.", fg="red")
        return 130
    click.secho("\nDone. Nothing is left running or on disk.", bold=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
