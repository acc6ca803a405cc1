"""Finds or installs the Pulumi engine and links it into `.venv/bin`: part of `make setup`.

PyPI has Pulumi's SDK only; the engine is a set of programs. It can be on this machine already, come
from the official installer, or be built from its Go modules where that installer cannot be reached.
"""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

from pulumi.automation import PulumiCommand
from semver import VersionInfo

SCRIPTS = Path(__file__).resolve().parent
VENV_BIN = SCRIPTS.parent / ".venv/bin"

# The version to install. The go.mod and go.sum files below `engine` pin all modules of its build.
VERSION = "3.274.1"
# The engine replaces one of its modules, which only the module that is built can do.
CLIPBOARD = "github.com/tgummerer/clipboard@v0.0.0-20241001131231-d02d263e614e"

# Engine and SDK are released together. This is the oldest SDK that pyproject.toml accepts.
MINIMUM = VersionInfo(3, 216, 0)

# The engine and the programs that it starts for Python programs and their dynamic resources.
PROGRAMS = (
    "pulumi",
    "pulumi-language-python",
    "pulumi-language-python-exec",
    "pulumi-resource-pulumi-python",
)

ENGINE = "github.com/pulumi/pulumi/pkg/v3"
SDK = "github.com/pulumi/pulumi/sdk/v3"
# The language host left the SDK's module after 3.79, so it is built from older modules. It ignores
# the options `virtualenv` and `toolchain` in Pulumi.yaml and runs the first `python3` on PATH.
GO_PROGRAMS = {
    "pulumi": f"{ENGINE}/cmd/pulumi",
    "language-python": f"{SDK}/python/cmd/pulumi-language-python",
}
GO_SCRIPTS = (
    "python/cmd/pulumi-language-python-exec",
    "python/dist/pulumi-resource-pulumi-python",
)
# A go.work file further up belongs to another project. No program needs a C compiler.
GO_ENVIRONMENT = {"GOWORK": "off", "CGO_ENABLED": "0"}

# Hosts of other languages, for the tests that run programs in them. The official installer has
# them all.
HOSTS = {
    "pulumi-language-nodejs": f"{SDK}/nodejs/cmd/pulumi-language-nodejs",
    "pulumi-language-yaml": "github.com/pulumi/pulumi-yaml/cmd/pulumi-language-yaml",
}


class EngineError(Exception):
    """An engine cannot be used."""


def kept(version: str = VERSION) -> Path:
    """Return where the SDK, too, installs a version."""
    return Path.home() / ".pulumi/versions" / version


def check(folder: Path) -> None:
    """Check that the engine in *folder* is complete, runs and is new enough."""
    missing = [name for name in PROGRAMS if not os.access(folder / name, os.X_OK)]
    if missing:
        raise EngineError(f"{folder} has no {missing[0]}")
    # Even `pulumi version` writes logs and looks for updates.
    with TemporaryDirectory() as home:
        quiet = {"PULUMI_HOME": home, "PULUMI_SKIP_UPDATE_CHECK": "1"}
        version = run(folder / "pulumi", "version", env=quiet).strip().removeprefix("v")
    if VersionInfo.parse(version) < MINIMUM:
        raise EngineError(f"{folder} has version {version}, which is older than {MINIMUM}")


def find(venv_bin: Path) -> Path | None:
    """Find an engine that the user or an earlier set-up installed."""
    on_path = map(Path, os.get_exec_path())
    for place in (*on_path, Path.home() / ".pulumi/bin", kept() / "bin"):
        folder = place.absolute()
        if folder.resolve() == venv_bin.resolve() or not os.access(folder / "pulumi", os.X_OK):
            continue
        try:
            check(folder)
        except Exception as error:  # noqa: BLE001 - whatever is wrong with it, the next may do
            say(f"not using {folder}: {reason(error)}")
        else:
            return folder
    return None


def get(version: str) -> Path | None:
    """Return an engine of this version, which an earlier call may have installed."""
    try:
        check(kept(version) / "bin")
    except (EngineError, OSError, subprocess.CalledProcessError):
        return add(install, version) or add(build, version)
    return kept(version) / "bin"


def add(way: Callable[[Path, str], None], version: str = VERSION) -> Path | None:
    """Install an engine. It appears in its final place only when it is complete."""
    final = kept(version)
    final.parent.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(dir=final.parent, prefix=f".{version}-") as temporary:
        staged = Path(temporary) / "engine"
        (staged / "bin").mkdir(parents=True)
        try:
            way(staged, version)
            check(staged / "bin")
        except Exception as error:  # noqa: BLE001 - whatever went wrong, the next way may work
            say(f"that failed: {reason(error)}")
            return None
        shutil.rmtree(final, ignore_errors=True)
        staged.rename(final)
    return final / "bin"


def install(folder: Path, version: str) -> None:
    """Run the official installer by way of the SDK."""
    say(f"downloading {version} with the official installer (a minute or two)")
    socket.setdefaulttimeout(20)  # the SDK sets none
    PulumiCommand.install(root=str(folder), version=VersionInfo.parse(version))


def build(folder: Path, version: str) -> None:
    """Build the engine with Go. Proxy, caches and checksum database are the user's own settings."""
    say(f"building {version} from its Go modules (5 to 10 minutes on 2 cores, only once)")
    pinned = SCRIPTS / "engine"
    modules = pinned / "pulumi"
    if version != VERSION:
        modules = go_module(folder.parent / "modules", version)
    go_build(modules, GO_PROGRAMS["pulumi"], folder / "bin", version)
    go_build(pinned / "language-python", GO_PROGRAMS["language-python"], folder / "bin", version)
    find_sdk = ("go", "list", "-mod=readonly", "-m", "-f", "{{.Dir}}", SDK)
    sdk = Path(run(*find_sdk, cwd=modules, env=GO_ENVIRONMENT).strip())
    for script in GO_SCRIPTS:
        copy = shutil.copyfile(sdk / script, folder / "bin" / Path(script).name)
        copy.chmod(0o755)  # Go unpacks modules without it


def find_host(name: str, engine: Path) -> Path | None:
    """Find the language host *name* of the *engine*, or build it."""
    built = kept() / "bin" / name
    for host in (engine / name, built):
        if os.access(host, os.X_OK):
            return host
    say(f"building {name} from its Go modules (about a minute, only once)")
    built.parent.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(dir=kept().parent, prefix=f".{name}-") as temporary:
        try:
            modules = SCRIPTS / "engine" / name.removeprefix("pulumi-")
            go_build(modules, HOSTS[name], Path(temporary))
            (Path(temporary) / name).replace(built)
        except Exception as error:  # noqa: BLE001 - without a host, its tests are skipped
            say(f"that failed: {reason(error)}")
            return None
    return built


def go_module(folder: Path, version: str) -> Path:
    """Make a folder that names the modules of another version than that of set-up."""
    folder.mkdir()
    run("go", "mod", "init", "engine", cwd=folder, env=GO_ENVIRONMENT)
    requires = [f"-require={module}@v{version}" for module in (ENGINE, SDK)]
    replaces = f"-replace=github.com/atotto/clipboard={CLIPBOARD}"
    run("go", "mod", "edit", *requires, replaces, cwd=folder, env=GO_ENVIRONMENT)
    package = GO_PROGRAMS["pulumi"]
    run("go", "list", "-mod=mod", "-deps", package, cwd=folder, env=GO_ENVIRONMENT)
    return folder


def go_build(modules: Path, package: str, target: Path, version: str = VERSION) -> None:
    """Build a program with Go, from the modules that the folder *modules* pins."""
    linker = f"-s -w -X {SDK}/go/common/version.Version={version}"
    flags = ("-mod=readonly", "-trimpath", "-buildvcs=false", f"-ldflags={linker}")
    run("go", "build", *flags, "-o", f"{target}/", package, cwd=modules, env=GO_ENVIRONMENT)


def run(*command: str | Path, cwd: Path | None = None, env: dict[str, str]) -> str:
    """Run a program with some variables added, and return its output."""
    return subprocess.run(
        command, cwd=cwd, env=os.environ | env, capture_output=True, text=True, check=True
    ).stdout


def reason(error: Exception) -> str:
    """Say why something failed: the last line that a program printed, or the error itself."""
    if isinstance(error, subprocess.CalledProcessError):
        printed = error.stderr or error.output or ""
        text = printed if isinstance(printed, str) else printed.decode(errors="replace")
        return (text.strip().splitlines() or [f"exit code {error.returncode}"])[-1]
    return str(error)


def link(program: Path, venv_bin: Path) -> None:
    """Link a program into the virtual environment, replacing an older link."""
    (venv_bin / program.name).unlink(missing_ok=True)
    (venv_bin / program.name).symlink_to(program)


def say(line: str) -> None:
    """Report progress at once."""
    print(f"Pulumi engine: {line}", flush=True)


def main(venv_bin: Path = VENV_BIN) -> None:
    """Find or install the engine and link it."""
    folder = find(venv_bin) or add(install) or add(build)
    if folder is None:
        sys.exit(
            f"Pulumi engine: install Pulumi {MINIMUM} or newer "
            "(https://www.pulumi.com/docs/install/) or Go, then repeat the command."
        )
    hosts = [find_host(name, folder) for name in HOSTS]
    for program in [*(folder / name for name in PROGRAMS), *filter(None, hosts)]:
        link(program, venv_bin)


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        sys.exit(130)
