"""The provider's main job on the embedded emulator, with the real engine: ``make demo``.

It needs no account and touches nothing of the user's: backend, home and
configuration of the stack are in a temporary folder that is removed at the end.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
import textwrap
from pathlib import Path

import click

from pulumi_northflank.emulator import Emulator

ROOT = Path(__file__).parents[1]
PROJECT_FILES = ("Pulumi.yaml", "__main__.py")
TOKEN = "demo"  # noqa: S105  # the emulator takes any

# The weekly snapshot is the example of the API's documentation, with the ID and type
# that its own reference requires of a destination.
CONFIGURATION = """\
config:
  northflank:baseUrl: {url}
  backups:schedules:
    weekly:
      projectId: default-project
      addonId: orders-db
      backupType: snapshot
      scheduling: {{interval: weekly, minute: [30], hour: [18], day: [4]}}
      additionalDestinations:
        - {{destinationId: example-backup-destination, type: custom, retentionTime: 7}}
      retentionTime: 7
    nightly:
      projectId: default-project
      addonId: orders-db
      backupType: dump
      scheduling: {{interval: daily, minute: [30], hour: [2]}}
      retentionTime: 30
"""


class Demo:
    """One stack of the root program in a temporary folder."""

    def __init__(self, folder: Path, api: Emulator) -> None:
        self._folder = folder
        self._api = api
        self._step = 0
        for name in PROJECT_FILES:
            (folder / name).symlink_to(ROOT / name)
        backend = folder / "state"
        backend.mkdir()
        self._environment = os.environ | {
            "PATH": os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]]),
            "PULUMI_BACKEND_URL": backend.as_uri(),
            "PULUMI_CONFIG_PASSPHRASE": "demo",
            "PULUMI_HOME": str(folder / "home"),
            "PULUMI_SKIP_UPDATE_CHECK": "1",
            "NORTHFLANK_API_TOKEN": TOKEN,
        }

    @property
    def configuration(self) -> Path:
        """The stack's configuration file."""
        return self._folder / "Pulumi.demo.yaml"

    def say(self, text: str) -> None:
        """Announce the next step."""
        self._step += 1
        click.secho(f"\n[{self._step}] {text}", bold=True)

    def pulumi(self, *arguments: str, quiet: bool = False) -> None:
        """Run a command of the engine; its output is the demo's."""
        command = ["pulumi", *arguments, "--non-interactive"]
        if not quiet:
            click.secho(f"$ pulumi {' '.join(arguments)}", dim=True)
        subprocess.run(
            command, cwd=self._folder, env=self._environment, check=True, capture_output=quiet
        )

    def show_held(self) -> None:
        """Show what the emulator holds, as its API lists it."""
        held = self._api.schedules()
        what = f"holds {len(held)} schedules:" if held else "holds no schedule."
        click.secho(f"The emulator at {self._api.url} {what}", dim=True)
        for item in held:
            schedule = item["schedule"]
            click.echo(
                f"  {schedule['id']}  {item['projectId']}/{item['addonId']}"
                f"  {schedule['backupType']}  {json.dumps(schedule['scheduling'])}"
                f"  kept {schedule['retentionTime']} days"
            )

    def run(self) -> None:
        """Go through the whole life of two schedules."""
        self.pulumi("stack", "init", "demo", quiet=True)
        configuration = CONFIGURATION.format(url=self._api.url)
        with self.configuration.open("a") as file:
            file.write(configuration)

        self.say("This is the stack's configuration: a weekly snapshot and a nightly dump.")
        click.echo(textwrap.indent(configuration, "  "))
        self.say("A preview says what would be created. It makes no request.")
        self.pulumi("preview", "--diff")
        self.say("`up` creates the schedules and keeps the IDs that the API returns.")
        self.pulumi("up", "--yes", "--skip-preview", "--suppress-progress")
        self.show_held()
        self.say("A second `up` changes nothing.")
        self.pulumi("up", "--yes", "--skip-preview", "--suppress-progress", "--expect-no-changes")
        self.say("The nightly dump is to be kept for 20 days instead of 30: a replacement.")
        changed = self.configuration.read_text().replace("retentionTime: 30", "retentionTime: 20")
        self.configuration.write_text(changed)
        self.pulumi("preview", "--diff")
        self.say("`destroy` deletes the schedules.")
        self.pulumi("destroy", "--yes", "--skip-preview", "--suppress-progress")
        self.show_held()


def main() -> int:
    """Run the demo; 1 if a step failed."""
    folder = Path(tempfile.mkdtemp(prefix="pulumi-northflank-demo-"))
    try:
        with Emulator(token=TOKEN, addons=["default-project/orders-db"]) as api:
            Demo(folder, api).run()
    except subprocess.CalledProcessError as error:
        output = (error.stdout or b"") + (error.stderr or b"")
        click.secho(
            f"\nThe demo stopped: `{' '.join(error.cmd)}` failed. {output.decode()}", fg="red"
        )
        return 1
    except KeyboardInterrupt:
        click.secho("\nThe demo was interrupted; nothing is left running.", fg="red")
        return 130
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    click.secho("\nThat was all of it. Nothing is left running or on the disk.", bold=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
