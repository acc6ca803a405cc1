"""Runs tests with the oldest and the newest Pulumi: `make versions`.

They are the tests of schedules' lives, of faults and of recorded states. Each pair of engine and
SDK gets a virtual environment of its own, in a temporary folder.
"""

from __future__ import annotations

import subprocess
import sys
from importlib import metadata
from pathlib import Path
from tempfile import TemporaryDirectory
from xml.etree import ElementTree as ET

from packaging.requirements import Requirement

import engine

ROOT = Path(__file__).resolve().parents[1]
PARTS = ("states", "downgrade", "lifecycle", "faults", "interruptions", "doors", "package")
TESTS = [f"tests/engine/test_engine_{part}.py" for part in PARTS]
PRINT_SDK = "from importlib import metadata; print(metadata.version('pulumi'))"
COUNTS = ("tests", "failures", "errors", "skipped")


def bounds() -> list[tuple[str, str]]:
    """Return the pairs of an engine and the requirement of an SDK, the oldest first."""
    declared = map(Requirement, metadata.requires("pulumi-northflank") or [])
    [sdk] = [str(each) for each in declared if each.name == "pulumi"]
    return [(str(engine.MINIMUM), f"pulumi=={engine.MINIMUM}"), (engine.VERSION, sdk)]


def set_up(venv: Path, version: str, sdk: str) -> None:
    """Install the locked packages, another SDK and an engine into a new environment."""
    folder = engine.get(version)
    if folder is None:
        sys.exit(f"Versions: could not install Pulumi {version}.")
    uv("venv", "--quiet", "--python", sys.executable, venv)
    install = ("pip", "install", "--quiet", "--python", venv / "bin/python")
    uv(*install, "--no-deps", "--requirement", "requirements-dev.txt")
    uv(*install, "--upgrade-package", "pulumi", sdk)
    uv(*install, "--no-deps", "--no-build-isolation", "--editable", ".")
    hosts = [engine.find_host(name, folder) for name in engine.HOSTS]
    for program in [*(folder / name for name in engine.PROGRAMS), *filter(None, hosts)]:
        engine.link(program, venv / "bin")


def uv(*arguments: str | Path) -> None:
    """Run uv."""
    subprocess.run([Path(sys.prefix) / "bin/uv", *arguments], cwd=ROOT, check=True)


def try_out(venv: Path) -> tuple[bool, str]:
    """Run the tests; tells whether all passed, and a line of the table."""
    report, python = venv.with_suffix(".xml"), venv / "bin/python"
    workers = ("--numprocesses", "auto", "--dist", "worksteal", "-p", "no:cacheprovider")
    which = ("-m", "thorough or not thorough", f"--junitxml={report}", *TESTS)
    code = subprocess.run(
        [python, "-m", "pytest", *workers, *which], cwd=ROOT, check=False
    ).returncode
    quiet = {"PULUMI_SKIP_UPDATE_CHECK": "1"}
    version = engine.run(venv / "bin/pulumi", "version", env=quiet).strip().removeprefix("v")
    sdk = engine.run(python, "-c", PRINT_SDK, env={}).strip()
    suite = ET.parse(report).getroot()[0]  # noqa: S314 - pytest wrote it
    ran, failures, errors, skipped = (int(suite.attrib[name]) for name in COUNTS)
    failed = failures + errors
    return code == 0, row(version, sdk, ran - failed - skipped, failed, skipped)


def row(*columns: object) -> str:
    """Lay out a line of the table."""
    return "".join(f"{column!s:<10}" for column in columns).rstrip()


def main() -> int:
    """Run the tests with each pair; 1 if any failed."""
    results = []
    with TemporaryDirectory() as temporary:
        for number, (version, sdk) in enumerate(bounds()):
            venv = Path(temporary) / f"venv{number}"
            set_up(venv, version, sdk)
            results.append(try_out(venv))
    print(row("engine", "SDK", "passed", "failed", "skipped"))
    print(*(line for _, line in results), sep="\n")
    return int(not all(passed for passed, _ in results))


if __name__ == "__main__":
    sys.exit(main())
