"""When `make` creates `.venv`, updates it or leaves it alone. Python is a shell script here."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

Script = Callable[[Path, str], Path]

INPUTS = (
    "requirements-dev.txt",
    "pyproject.toml",
    "provider/pulumi_northflank/pulumi-plugin.json",
    "provider/pulumi_northflank/version.py",
)
PIP = "-m pip install --quiet --disable-pip-version-check --no-deps"
CREATE = ["-m venv .venv"]
INSTALL = [
    f"{PIP} --require-hashes --requirement requirements-dev.txt",
    f"{PIP} --no-build-isolation --editable .",
]


@pytest.fixture
def project(tmp_path: Path, script: Script) -> Path:
    """Copy the Makefile next to empty inputs and a Python that notes what it is asked to do."""
    folder = tmp_path / "a project"
    for name in INPUTS:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).touch()
        os.utime(folder / name, (0, 0))
    shutil.copy(Path(__file__).parents[2] / "Makefile", folder)
    script(
        tmp_path / "python3",
        """case "$*" in "-m "*) echo "$*" >> notes ;; esac
        if [ "$2" = venv ]; then mkdir -p "$3/bin" && cp "$0" "$3/bin/python"; fi
        ! [ -e "fail-$2" ]""",
    )
    return folder


def make(project: Path) -> list[str]:
    """Run make, and return what Python was asked to do."""
    command = ["make", "venv", f"PYTHON={project.parent}/python3"]
    subprocess.run(command, cwd=project, check=True)
    notes = project / "notes"
    lines = notes.read_text().splitlines() if notes.exists() else []
    notes.unlink(missing_ok=True)
    return lines


def test_environment_is_created_once(project: Path) -> None:
    """The hash-checked lock and the project are installed into a new environment, once."""
    assert CREATE + INSTALL == make(project)
    assert [] == make(project)


@pytest.mark.parametrize("name", INPUTS)
def test_changed_input_is_installed(project: Path, name: str) -> None:
    """A newer input is installed into the existing environment."""
    make(project)
    [stamp] = project.glob(".venv/ready-*")
    os.utime(stamp, (1, 1))
    (project / name).touch()

    assert INSTALL == make(project)


@pytest.mark.parametrize("step", ["venv", "pip"])
def test_failed_set_up_starts_over(project: Path, step: str) -> None:
    """After a failure, the next set-up creates the environment again."""
    (project / f"fail-{step}").touch()
    with pytest.raises(subprocess.CalledProcessError):
        make(project)
    (project / f"fail-{step}").unlink()
    (project / "notes").unlink()

    assert CREATE + INSTALL == make(project)


def test_unusable_environment_is_replaced(project: Path) -> None:
    """An environment that was copied, or whose Python was uninstalled, is created again."""
    make(project)
    copy = shutil.copytree(project, project.with_name("a copy"))
    (project / ".venv/bin/python").unlink()

    assert CREATE + INSTALL == make(project)
    assert CREATE + INSTALL == make(copy)


def test_old_python_is_refused(project: Path, script: Script) -> None:
    """A Python before 3.10 is refused in one sentence, before anything is created."""
    old = "import sys; sys.version_info = (3, 9, 1); exec(sys.argv[1])"
    python = script(project.parent / "python3", f"""exec {sys.executable} -c '{old}' "$2" """)

    done = subprocess.run(
        ["make", "venv", f"PYTHON={python}"],
        cwd=project,
        capture_output=True,
        text=True,
        check=False,
    )

    assert (
        f"{python} is older than Python 3.10. Choose another one: make setup PYTHON=python3.12"
    ) == done.stderr.splitlines()[0]
    assert not (project / ".venv").exists()
