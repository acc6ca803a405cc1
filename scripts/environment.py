"""Makes `.venv`: the locked packages, checked by hash, and this project in editable form.

Run by `make setup` with the Python that the environment shall have; nothing but the standard
library is there yet. A stamp over everything that shapes the environment is written last, so a
set-up that was killed half-way is begun anew by the next one, as is that of a folder that was
moved or of another Python. A changed lock is installed over what is there.
"""

from __future__ import annotations

import hashlib
import importlib.util
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LOCK = "requirements-dev.txt"
INPUTS = (
    LOCK,
    "provider/pulumi_northflank/pulumi-plugin.json",
    "provider/pulumi_northflank/version.py",
    "pyproject.toml",
)
STAMP = "set-up-complete"


def home(root: Path) -> str:
    """Name the folder and the Python: an environment holds both paths in its every script."""
    return _digest(str(root).encode(), sys.base_prefix.encode(), sys.version.encode())


def contents(root: Path) -> str:
    """Sum up the files that say what is in the environment."""
    return _digest(*((root / name).read_bytes() for name in INPUTS))


def _digest(*parts: bytes) -> str:
    return hashlib.sha256(b"\0".join(parts)).hexdigest()


def stamped(venv: Path) -> list[str]:
    """Return what the last finished set-up was made for and from; nothing if there was none."""
    stamp = venv / STAMP
    return stamp.read_text().split() if stamp.is_file() and (venv / "bin/python").exists() else []


def missing_module() -> str | None:
    """Name the part of the standard library that some distributions leave out, if it is missing."""
    needed = ("venv", "ensurepip")
    return next((name for name in needed if not importlib.util.find_spec(name)), None)


def run(*command: str | Path) -> None:
    """Run a step; its own output explains a failure better than a traceback here would."""
    step = subprocess.run(command, cwd=ROOT, check=False)
    if step.returncode:
        sys.exit(f"Python environment: failed at: {' '.join(map(str, command))}")


def create(venv: Path) -> None:
    """Begin the environment, removing what is there."""
    missing = missing_module()
    if missing:
        sys.exit(
            f"{sys.executable} comes without its {missing} module, which virtual environments "
            "need: install it (on Debian and Ubuntu: apt install python3-venv)."
        )
    run(base_python(), "-m", "venv", "--clear", venv)


def base_python() -> str:
    """Return the Python outside of all environments.

    With `.venv/bin` on PATH this runs with the very Python that is about to be removed.
    """
    inside = sys.prefix != sys.base_prefix
    return str(Path(sys.executable).resolve()) if inside else sys.executable


def install(venv: Path) -> None:
    """Install the locked packages, then the project itself."""
    pip = (venv / "bin/python", "-m", "pip", "install", "--quiet", "--disable-pip-version-check")
    # The lock is complete, and overrules one package's wish (requirements-dev.override.txt).
    run(*pip, "--no-deps", "--require-hashes", "--requirement", LOCK)
    run(*pip, "--no-deps", "--no-build-isolation", "--editable", ".")


def main() -> None:
    """Do what the stamp says is left to do."""
    venv = ROOT / ".venv"
    wanted = [home(ROOT), contents(ROOT)]
    found = stamped(venv)
    if found == wanted:
        return
    print("Python environment: installing the locked packages into .venv (a minute)", flush=True)
    if found[:1] != wanted[:1]:
        create(venv)
    (venv / STAMP).unlink(missing_ok=True)
    install(venv)
    (venv / STAMP).write_text("\n".join(wanted))


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        sys.exit(130)
