"""Finds or gets the Pulumi engine and links it into the running virtual environment.

PyPI has the SDK only; the engine is a set of programs that come another way. Three ways are tried:
what is on this machine, the official installer, a build from the published Go modules. With the
links, `.venv/bin` first on PATH is all that a shell needs.
"""

from __future__ import annotations

import os
import re
import shutil
import signal
import sys
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import go_build
import process
from process import StepError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

# What is installed or built; the modules of the Go build are pinned to it.
VERSION = "3.259.0"

# An engine and an SDK of one number are released together: the oldest engine that is accepted is
# the one of the oldest SDK that pyproject.toml accepts.
MINIMUM = (3, 216, 0)

# The engine itself, and what it starts for a Python program and for its dynamic resources.
EXECUTABLES = (
    "pulumi",
    "pulumi-language-python",
    "pulumi-language-python-exec",
    "pulumi-resource-pulumi-python",
)


@dataclass(frozen=True)
class Engine:
    """A usable engine."""

    folder: Path
    version: str


def versions() -> Path:
    """Return the folder in which the SDK, too, keeps the engines it installs."""
    return Path.home() / ".pulumi/versions"


def inspect(folder: Path) -> Engine:
    """Return the engine in the folder, or say why it is not usable."""
    for name in EXECUTABLES:
        if not os.access(folder / name, os.X_OK):
            raise StepError(f"{shown(folder)} has no {name}")
    try:
        with TemporaryDirectory() as home:
            # Even this command writes logs, and asks the internet for something newer.
            quiet = {"PULUMI_HOME": home, "PULUMI_SKIP_UPDATE_CHECK": "1"}
            output = process.run([folder / "pulumi", "version"], seconds=30, env=quiet)
    except StepError as error:
        raise StepError(f"{shown(folder)}/pulumi does not run: {error}") from error
    numbers = re.match(r"v?(\d+)\.(\d+)\.(\d+)", output.strip())
    if not numbers:
        raise StepError(f"{shown(folder)}/pulumi tells no version")
    version = ".".join(numbers.groups())
    if tuple(map(int, numbers.groups())) < MINIMUM:
        oldest = ".".join(map(str, MINIMUM))
        raise StepError(f"{shown(folder)} has {version}, and {oldest} or newer is needed")
    return Engine(folder, version)


def places(venv_bin: Path) -> list[Path]:
    """List the folders with a `pulumi`, leaving out the links that this script makes."""
    on_path = [Path(entry) for entry in os.environ.get("PATH", "").split(os.pathsep) if entry]
    folders = [*on_path, Path.home() / ".pulumi/bin", versions() / VERSION / "bin"]
    own = venv_bin.resolve()
    return [f for f in dict.fromkeys(folders) if f.resolve() != own and (f / "pulumi").exists()]


def find(venv_bin: Path) -> Engine:
    """First way: an engine that is here already."""
    reasons = []
    for folder in places(venv_bin):
        try:
            return inspect(folder.absolute())
        except StepError as error:
            reasons.append(str(error))
    kept = shown(versions() / VERSION / "bin")
    raise StepError("; ".join(reasons) or f"no pulumi on PATH, in ~/.pulumi/bin or in {kept}")


def install() -> Engine:
    """Second way: the official installer, through the SDK."""
    say(f"downloading {VERSION} with the official installer (a minute or two, 10 at most)")
    with staged() as root:
        script = Path(__file__).with_name("official_installer.py")
        process.run([sys.executable, script, root, VERSION], seconds=600)
    return inspect(versions() / VERSION / "bin")


def build() -> Engine:
    """Third way: a build from the Go modules."""
    go_build.check_go()
    say(
        f"building {VERSION} from its Go modules "
        f"(5 to 10 minutes on 2 cores, once; kept in {shown(versions() / VERSION)})"
    )
    with staged() as root:
        (root / "bin").mkdir()
        go_build.build(VERSION, root / "bin")
    return inspect(versions() / VERSION / "bin")


@contextmanager
def staged() -> Iterator[Path]:
    """Give a folder that becomes `versions/VERSION` once all went well.

    It bears the number of this process, so that what a killed run left can be told from what
    another run is working on.
    """
    versions().mkdir(parents=True, exist_ok=True)
    for leftover in versions().glob(f".{VERSION}-*"):
        if not _is_running(leftover.name.rpartition("-")[2]):
            shutil.rmtree(leftover, ignore_errors=True)
    staging = versions() / f".{VERSION}-{os.getpid()}"
    staging.mkdir()
    try:
        yield staging
        final = versions() / VERSION
        # Only an unusable engine can be there: a usable one would have been found.
        shutil.rmtree(final, ignore_errors=True)
        staging.rename(final)
    finally:
        shutil.rmtree(staging, ignore_errors=True)


def _is_running(pid: str) -> bool:
    try:
        os.kill(int(pid), 0)
    except PermissionError:
        return True
    except (OSError, ValueError):
        return False
    return True


def link(engine: Engine, venv_bin: Path) -> None:
    """Point the environment's links at the engine, replacing whatever is there."""
    for name in EXECUTABLES:
        new = venv_bin / f".{name}-{os.getpid()}"
        new.symlink_to(engine.folder / name)
        new.replace(venv_bin / name)


def obtain(venv_bin: Path) -> Engine:
    """Try the three ways in turn."""
    ways: list[tuple[str, Callable[[], Engine]]] = [
        ("on this machine", lambda: find(venv_bin)),
        ("the official installer", install),
        ("a build from its Go modules", build),
    ]
    reasons = []
    for number, (name, way) in enumerate(ways, 1):
        try:
            return way()
        except (StepError, OSError) as error:
            reasons.append(f"  {number}. {name}: {error}")
    raise StepError("\n".join(["none of the three ways to get it worked.", *reasons]))


def shown(path: Path) -> str:
    """Write a path the way people do."""
    with suppress(ValueError):
        return f"~/{path.relative_to(Path.home())}"
    return str(path)


def say(line: str) -> None:
    """Tell what is going on, at once."""
    print(f"Pulumi engine: {line}", flush=True)


def main() -> None:
    """Get the engine and link it."""
    if sys.prefix == sys.base_prefix:
        sys.exit(
            "Pulumi engine: run this with the Python of a virtual environment (make setup does)."
        )
    # A plain kill would leave the compiler running and the half-made folder behind.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))
    venv_bin = Path(sys.prefix) / "bin"
    try:
        engine = obtain(venv_bin)
    except StepError as error:
        sys.exit(f"Pulumi engine: {error}")
    except KeyboardInterrupt:
        sys.exit(130)
    link(engine, venv_bin)


if __name__ == "__main__":
    main()
