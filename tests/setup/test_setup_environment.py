"""When set-up makes `.venv`, and when it leaves it alone; the Pythons in here are shell scripts."""

from __future__ import annotations

import importlib.util
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

import environment

Script = Callable[[Path, str], Path]
ROOT = environment.ROOT


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give the test a project of its own: the files that count, and no environment."""
    folder = tmp_path / "project"
    for name in environment.INPUTS:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(name)
    monkeypatch.setattr(environment, "ROOT", folder)
    return folder


@pytest.fixture
def steps(
    project: Path, tmp_path: Path, script: Script, monkeypatch: pytest.MonkeyPatch
) -> Callable[[], list[str]]:
    """Put a script in place of Python that notes what it is asked for.

    Asked for an environment, it makes one with itself as the Python in there.
    """
    notes = tmp_path / "notes"
    python = script(
        tmp_path / "python",
        f"""echo "$*" >> {notes}
        if [ "$2" = venv ]; then mkdir -p "$4/bin" && cp "$0" "$4/bin/python"; fi
        if [ -e {tmp_path}/fail-$2 ]; then echo "no $2" >&2; exit 1; fi""",
    )
    monkeypatch.setattr(sys, "executable", str(python))

    def told() -> list[str]:
        lines = notes.read_text().splitlines() if notes.exists() else []
        notes.unlink(missing_ok=True)
        # What is asked of pip: the last words tell it.
        return [" ".join(line.split()[-2:]) for line in lines]

    return told


CREATE = "--clear {}/.venv"
LOCKED = f"--requirement {environment.LOCK}"
EDITABLE = "--editable ."


def test_first_set_up_makes_everything(
    project: Path, steps: Callable[[], list[str]], capsys: pytest.CaptureFixture[str]
) -> None:
    """The first set-up makes the environment, then installs the lock, then the project."""
    environment.main()

    assert [CREATE.format(project), LOCKED, EDITABLE] == steps()
    assert (
        "Python environment: installing the locked packages into .venv (a minute)\n"
    ) == capsys.readouterr().out


def test_second_set_up_does_nothing(
    project: Path, steps: Callable[[], list[str]], capsys: pytest.CaptureFixture[str]
) -> None:
    """Once all is there, set-up neither does nor says anything."""
    environment.main()
    steps()
    capsys.readouterr()

    environment.main()

    assert [] == steps()
    assert "" == capsys.readouterr().out


@pytest.mark.parametrize("name", environment.INPUTS)
def test_changed_input_is_installed_over_what_is_there(
    project: Path, steps: Callable[[], list[str]], name: str
) -> None:
    """A change of any file that shapes the environment is installed, without beginning anew."""
    environment.main()
    steps()
    (project / name).write_text("changed")

    environment.main()

    assert [LOCKED, EDITABLE] == steps()


@pytest.mark.parametrize("step", ["venv", "pip"])
def test_set_up_that_failed_is_begun_anew(
    project: Path, tmp_path: Path, steps: Callable[[], list[str]], step: str
) -> None:
    """After a set-up that did not come to its end, the next one starts from nothing."""
    (tmp_path / f"fail-{step}").touch()
    with pytest.raises(SystemExit) as failure:
        environment.main()
    (tmp_path / f"fail-{step}").unlink()
    steps()

    environment.main()

    assert str(failure.value.code).startswith("Python environment: failed at: ")
    assert [CREATE.format(project), LOCKED, EDITABLE] == steps()


def test_moved_environment_is_made_anew(
    project: Path, steps: Callable[[], list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    """An environment that came along with a copied folder is not used, as it names the old one."""
    environment.main()
    steps()
    copy = project.with_name("copy")
    shutil.copytree(project, copy)
    monkeypatch.setattr(environment, "ROOT", copy)

    environment.main()

    assert [CREATE.format(copy), LOCKED, EDITABLE] == steps()


def test_environment_is_not_made_by_its_own_python(
    project: Path, steps: Callable[[], list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    """With the environment's Python first on PATH, the one that it was made from makes it anew."""
    outside = Path(sys.executable)
    own = project / ".venv/bin/python3"
    own.parent.mkdir(parents=True)
    own.symlink_to(outside)
    monkeypatch.setattr(sys, "executable", str(own))
    monkeypatch.setattr(sys, "prefix", str(project / ".venv"))

    assert str(outside.resolve()) == environment.base_python()


def test_environment_whose_python_is_gone_is_made_anew(
    project: Path, steps: Callable[[], list[str]]
) -> None:
    """An environment whose Python was removed from the machine is not used."""
    environment.main()
    steps()
    (project / ".venv/bin/python").unlink()

    environment.main()

    assert [CREATE.format(project), LOCKED, EDITABLE] == steps()


@pytest.mark.parametrize("module", ["venv", "ensurepip"])
def test_python_without_venv_is_told_in_a_sentence(
    project: Path, monkeypatch: pytest.MonkeyPatch, module: str
) -> None:
    """Where the distribution packs a module apart, the message says which and what to install."""
    monkeypatch.setattr(sys, "executable", "/usr/bin/python3")
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None if name == module else 1)

    with pytest.raises(SystemExit) as refusal:
        environment.main()

    assert (
        f"/usr/bin/python3 comes without its {module} module, which virtual environments need: "
        "install it (on Debian and Ubuntu: apt install python3-venv)."
    ) == refusal.value.code


def test_old_python_is_refused_before_anything_else(tmp_path: Path, script: Script) -> None:
    """A Python before 3.10 gets one sentence, even where it could not read the scripts."""
    old = script(
        tmp_path / "python3.9",
        f"""exec {sys.executable} -c \
        'import sys; sys.version_info = (3, 9, 1); exec(sys.argv[1])' "$2" """,
    )

    run = subprocess.run(
        ["/usr/bin/env", "make", "--no-print-directory", "setup", f"PYTHON={old}"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )

    assert "" == run.stdout
    assert (
        f"Python 3.10 or newer is needed, and {old} is 3.9: make setup PYTHON=..."
    ) == run.stderr.splitlines()[0]
