"""What `make dist` makes has the same bytes wherever and whenever a commit is built."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from importlib import metadata
from pathlib import Path

import pytest
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator
from packaging.requirements import Requirement
from tests.setup.test_setup_versions import LOCKED

import sbom

ROOT = Path(__file__).parents[2]
EPOCH = "1700000000"
SOURCES = (".gitignore", "LICENSE", "README.md", "pyproject.toml", "provider")
# Umask, and what the environment tells programs about the machine.
MACHINES = [
    (0o022, {"LC_ALL": "C.UTF-8", "TZ": "UTC", "PYTHONHASHSEED": "1"}),
    (0o077, {"LC_ALL": "C", "TZ": "Asia/Tokyo", "PYTHONHASHSEED": "2"}),
]


def run(*command: str, number: int, epoch: str = EPOCH, cwd: Path = ROOT) -> str:
    """Run a module of this Python on one of the machines."""
    umask, environment = MACHINES[number]
    return subprocess.run(
        [sys.executable, *command],
        cwd=cwd,
        env=os.environ | environment | {"SOURCE_DATE_EPOCH": epoch},
        umask=umask,
        capture_output=True,
        check=True,
        encoding="utf-8",
    ).stdout


def distributions(folder: Path, number: int, epoch: str = EPOCH) -> dict[str, bytes]:
    """Build both in a copy of the sources; its files are the user's alone on the second machine."""
    for name in SOURCES:
        (shutil.copytree if (ROOT / name).is_dir() else shutil.copy)(ROOT / name, folder / name)
    for path in folder.rglob("*"):
        path.chmod((0o777 if path.is_dir() else 0o666) & ~MACHINES[number][0])
        os.utime(path, (number, number))
    run("-m", "hatchling", "build", "-d", "dist", number=number, epoch=epoch, cwd=folder)
    return {path.name: path.read_bytes() for path in (folder / "dist").iterdir()}


@pytest.mark.thorough
def test_two_builds_are_the_same(tmp_path: Path) -> None:
    """Folder, umask, time, time zone and locale change no byte; the time of the commit does."""
    folders = [tmp_path / name for name in ("one", "another place", "later")]
    for folder in folders:
        folder.mkdir()

    first, second = (distributions(folders[number], number) for number in (0, 1))
    later = distributions(folders[2], 0, "1800000000")

    assert 2 == len(first)
    assert first == second
    assert [] == [name for name in first if first[name] == later[name]]


def test_bill_of_materials() -> None:
    """It is valid CycloneDX, has the locked versions of all that runs, and is the same twice."""
    first, second = (run("scripts/sbom.py", number=number) for number in (0, 1))

    assert first == second
    assert None is JsonStrictValidator(SchemaVersion.V1_6).validate_str(first)
    bill = json.loads(first)
    listed = {each["name"]: each["version"] for each in bill["components"]}
    declared = [Requirement(text) for text in metadata.requires("pulumi-northflank") or []]
    locked = {(each.name, str(each.specifier)) for each in LOCKED}
    needed = {each.name.lower() for each in declared if not each.marker}
    assert {(name, f"=={version}") for name, version in listed.items()} <= locked
    assert needed < listed.keys()
    # The SDK's, and requests'; but nothing of the emulator or of development.
    assert {"grpcio", "certifi"} <= listed.keys()
    assert set() == {"flask", "pytest", "pulumi-northflank"} & listed.keys()
    [own] = [each for each in bill["dependencies"] if "pulumi-northflank" in each["ref"]]
    assert sorted(f"pkg:pypi/{name}@{listed[name]}" for name in needed) == own["dependsOn"]
    assert "2023-11-14T22:13:20+00:00" == bill["metadata"]["timestamp"]


def test_versions_that_are_not_locked() -> None:
    """The list is refused if something else is installed than the lock has, and names it."""
    lock = sbom.LOCK.read_text()
    installed = metadata.version("protobuf")
    other = lock.replace(f"\nprotobuf=={installed} ", "\nprotobuf==1.0 ")

    assert lock != other
    found = ["pulumi-northflank", "certifi", "protobuf"]
    assert [] == sbom.differing(found, lock)
    assert ["protobuf"] == sbom.differing(found, other)


def test_no_time() -> None:
    """Without the time of the commit, the list is refused in a sentence."""
    environment = {name: os.environ[name] for name in os.environ if name != "SOURCE_DATE_EPOCH"}

    done = subprocess.run(
        [sys.executable, "scripts/sbom.py"],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        check=False,
        text=True,
    )

    message = "SBOM: SOURCE_DATE_EPOCH, the time in the list, is not set. Run `make dist`.\n"
    assert (1, "", message) == (done.returncode, done.stdout, done.stderr)
