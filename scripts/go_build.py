"""Builds the Pulumi engine and its Python language host from their published Go modules.

For machines that reach a Go module proxy but not the host of the official installer. The `go.mod`
and `go.sum` files under `engine/` pin every module that goes into the two programs.
"""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import process

MODULES = Path(__file__).resolve().parent / "engine"
SDK = "github.com/pulumi/pulumi/sdk/v3"

# The language host left the sdk module after 3.79, hence the second, older set of modules. The
# engine still speaks to that one, but it knows nothing of the `virtualenv` and `toolchain` options
# of Pulumi.yaml: it runs the `python3` that is first on PATH.
PROGRAMS = {
    "pulumi": (MODULES / "pulumi", "github.com/pulumi/pulumi/pkg/v3/cmd/pulumi"),
    "pulumi-language-python": (
        MODULES / "language-python",
        f"{SDK}/python/cmd/pulumi-language-python",
    ),
}

# Plain scripts inside the engine's own sdk module; modules are unpacked without run bits.
SCRIPTS = (
    "python/cmd/pulumi-language-python-exec",
    "python/dist/pulumi-resource-pulumi-python",
)

# Before this one, go did not know what to do about a go.mod that asks for a newer go.
OLDEST_GO = (1, 21)

ENVIRONMENT = {
    # A go.work further up belongs to someone else's build.
    "GOWORK": "off",
    # Neither program needs a C compiler.
    "CGO_ENABLED": "0",
}


def build(version: str, folder: Path) -> None:
    """Put the engine and all that it starts for a Python program into the folder.

    Proxy, caches, checksum database and toolchain are the user's own settings; flags given here win
    over the user's GOFLAGS, so that nothing but the pinned modules is built.
    """
    check_go()
    linker = f"-s -w -X {SDK}/go/common/version.Version={version}"
    for name, (module, package) in PROGRAMS.items():
        flags = ["-mod=readonly", "-trimpath", "-buildvcs=false", f"-ldflags={linker}"]
        _go("build", *flags, "-o", str(folder / name), package, module=module)
    sources = _go("list", "-mod=readonly", "-m", "-f", "{{.Dir}}", SDK, module=MODULES / "pulumi")
    for script in SCRIPTS:
        target = folder / Path(script).name
        shutil.copyfile(Path(sources.strip()) / script, target)
        target.chmod(0o755)


def check_go() -> None:
    """Fail early, and in plain words, where there is no usable go."""
    wanted = minimum_go()
    if not shutil.which("go"):
        raise process.StepError(f"no go on PATH (Go {wanted} or newer is needed)")
    found = _go("env", "GOVERSION", module=MODULES).strip()
    numbers = re.match(r"go(\d+)\.(\d+)", found)
    if numbers and (int(numbers[1]), int(numbers[2])) < OLDEST_GO:
        raise process.StepError(f"{found} is too old (Go {wanted} or newer is needed)")


def minimum_go() -> str:
    """Return the Go version that the engine's modules ask for."""
    go_mod = (MODULES / "pulumi/go.mod").read_text()
    found = re.search(r"^go (\S+)$", go_mod, re.MULTILINE)
    return found[1] if found else "unknown"


def _go(*arguments: str, module: Path) -> str:
    # An hour: enough for one slow core and a slow network, and still an end.
    return process.run(["go", *arguments], seconds=3600, cwd=module, env=ENVIRONMENT)
