"""What users install: both distributions, built here, and the wheel at work where nothing else is.

The environment for that has the declared dependencies, what these need in turn, and nothing more.
They are links to the locked packages, so that no test needs an index, and an import of anything
that is not declared fails.
"""

from __future__ import annotations

import ast
import email
import importlib.util
import json
import os
import shutil
import subprocess
import sys
import tarfile
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path, PurePosixPath

import pytest
from packaging.metadata import Metadata
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

import engine
import environment
from pulumi_northflank.emulator import Emulator
from pulumi_northflank.version import __version__

ROOT = environment.ROOT
PACKAGE = ROOT / "provider/pulumi_northflank"
STEM = f"pulumi_northflank-{__version__}"
BESIDE = ("LICENSE", "METADATA", "RECORD", "WHEEL", "entry_points.txt")
CREATED = {"northflank:AddonBackupSchedule": "default-project/example-addon"}


def run(*command: str | Path, cwd: Path | None = None, env: dict[str, str] | None = None) -> str:
    """Run a program that has to succeed, and give what it prints."""
    done = subprocess.run(
        command,
        cwd=cwd,
        env=env,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=120,
        check=False,
    )
    assert 0 == done.returncode, done.stdout
    return done.stdout


def build(kind: str, source: Path, target: Path) -> Path:
    """Build a distribution, as anybody's front end has it done."""
    run(sys.executable, "-m", "hatchling", "build", "-t", kind, "-d", target, cwd=source)
    [made] = target.iterdir()
    return made


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the wheel from this repository."""
    return build("wheel", ROOT, tmp_path_factory.mktemp("wheel"))


@pytest.fixture(scope="module")
def sdist(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the source distribution."""
    return build("sdist", ROOT, tmp_path_factory.mktemp("sdist"))


def package_files() -> set[str]:
    """The files of the package, as they lie here."""
    found = (path for path in PACKAGE.rglob("*") if path.is_file())
    return {
        path.relative_to(PACKAGE.parent).as_posix()
        for path in found
        if "__pycache__" not in path.parts
    }


def metadata_texts(wheel: Path, sdist: Path) -> dict[str, str]:
    """What each distribution says of itself, by its file name."""
    with zipfile.ZipFile(wheel) as zipped, tarfile.open(sdist) as packed:
        described = packed.extractfile(f"{STEM}/PKG-INFO")
        assert described is not None
        return {
            wheel.name: zipped.read(f"{STEM}.dist-info/METADATA").decode(),
            sdist.name: described.read().decode(),
        }


def test_the_wheel_has_the_package_and_nothing_else(wheel: Path) -> None:
    """Every file of the package is in it, data too, and nothing of the tests."""
    about = {f"{STEM}.dist-info/{name}" for name in BESIDE if name != "LICENSE"}
    wanted = package_files() | about | {f"{STEM}.dist-info/licenses/LICENSE"}

    with zipfile.ZipFile(wheel) as zipped:
        names = zipped.namelist()

    assert sorted(wanted) == sorted(names)
    assert {"pulumi-plugin.json", "py.typed", "addon_backup_schedule.json", "page.html"} <= {
        PurePosixPath(name).name for name in names
    }


def test_the_source_distribution_has_what_builds_the_wheel(sdist: Path) -> None:
    """It has the package, what its build reads, and nothing of the tests."""
    build_files = {".gitignore", "LICENSE", "PKG-INFO", "README.md", "pyproject.toml"}
    wanted = build_files | {f"provider/{name}" for name in package_files()}

    with tarfile.open(sdist) as packed:
        names = packed.getnames()

    assert sorted(f"{STEM}/{name}" for name in wanted) == sorted(names)


def test_a_wheel_from_the_source_distribution_is_the_same(
    wheel: Path, sdist: Path, tmp_path: Path
) -> None:
    """Who installs from source gets, byte for byte, what was tested here."""
    run("tar", "-xzf", sdist, "-C", tmp_path)

    from_source = build("wheel", tmp_path / STEM, tmp_path / "dist")

    assert wheel.name == from_source.name
    assert wheel.read_bytes() == from_source.read_bytes()


def test_indexes_accept_the_metadata(wheel: Path, sdist: Path) -> None:
    """What `twine check` and PyPI check of both: each field valid, and a README to show."""
    texts = metadata_texts(wheel, sdist)

    parsed = {name: Metadata.from_email(text, validate=True) for name, text in texts.items()}

    assert {f"{STEM}-py3-none-any.whl", f"{STEM}.tar.gz"} == set(parsed)
    assert [("pulumi-northflank", __version__, "text/markdown")] * 2 == [
        (one.name, str(one.version), one.description_content_type) for one in parsed.values()
    ]
    assert [(ROOT / "README.md").read_text().strip()] * 2 == [
        (one.description or "").strip() for one in parsed.values()
    ]


def test_twine_has_nothing_to_say(wheel: Path, sdist: Path) -> None:
    """Both pass the check that comes before publishing."""
    said = run(sys.executable, "-m", "twine", "check", "--strict", wheel, sdist, cwd=ROOT)

    assert 2 == said.count("PASSED")


def imported(module: Path) -> set[str]:
    """The top-level modules that a module imports when it runs, in functions too."""
    found: set[str] = set()
    left: list[ast.AST] = [ast.parse(module.read_text("utf-8"))]
    while left:
        node = left.pop()
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test):
            continue
        left += ast.iter_child_nodes(node)
        if isinstance(node, ast.Import):
            found |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found.add(node.module.split(".")[0])
    return found - sys.stdlib_module_names - {"pulumi_northflank"}


def distributions_imported(modules: Iterable[Path]) -> set[str]:
    """The distributions that modules import from, by their names."""
    # Before Python 3.11, packages_distributions() knows only those with an old kind of metadata.
    providers = {
        file.parts[0].removesuffix(".py"): canonicalize_name(distribution.name)
        for distribution in metadata.distributions()
        for file in distribution.files or []
        if file.suffix == ".py"
    }
    return {providers[name] for name in set().union(*map(imported, modules))}


def declared(wheel: Path) -> list[str]:
    """What the wheel's metadata requires."""
    with zipfile.ZipFile(wheel) as zipped:
        text = zipped.read(f"{STEM}.dist-info/METADATA").decode()
    return email.message_from_string(text).get_all("Requires-Dist", [])


def test_what_the_package_imports_is_declared(wheel: Path) -> None:
    """No import relies on what a dependency happens to need, and no dependency is idle."""
    modules = {path for path in PACKAGE.rglob("*.py") if "__pycache__" not in path.parts}
    of_the_emulator = {path for path in modules if path.is_relative_to(PACKAGE / "emulator")}
    required: dict[bool, set[str]] = {True: set(), False: set()}
    for requirement in map(Requirement, declared(wheel)):
        required[requirement.marker is not None].add(canonicalize_name(requirement.name))

    # With the engine the package speaks through the SDK's own channel.
    assert required[False] | {"grpcio"} == distributions_imported(modules - of_the_emulator)
    # What Flask is made of comes with it; who loads the fixture has pytest.
    beside = {"click", "jinja2", "pytest", "werkzeug"}
    assert required[True] == distributions_imported(of_the_emulator) - beside


@dataclass(frozen=True)
class Installed:
    """The wheel in an environment of its own."""

    bin: Path
    folder: Path
    output: str

    def environment(self, **more: str) -> dict[str, str]:
        """What a command gets: this environment first on PATH, and nothing of this run's Python."""
        return {
            "PATH": os.pathsep.join([str(self.bin), os.defpath]),
            "HOME": str(self.folder),
            "PULUMI_BACKEND_URL": self.folder.as_uri(),
            "PULUMI_CONFIG_PASSPHRASE": "",
            "PULUMI_HOME": str(self.folder / "pulumi"),
            "PULUMI_SKIP_UPDATE_CHECK": "1",
            **more,
        }


def declared_dependencies(wheel: Path) -> dict[str, metadata.Distribution]:
    """What the wheel's metadata requires without extras, and what that requires in turn."""
    found: dict[str, metadata.Distribution] = {}
    left = [(line, "") for line in declared(wheel)]
    while left:
        line, extra = left.pop()
        requirement = Requirement(line)
        name = canonicalize_name(requirement.name)
        if requirement.marker and not requirement.marker.evaluate({"extra": extra}):
            continue
        if name in found and not requirement.extras:
            continue
        found[name] = metadata.distribution(name)
        needs = found[name].requires or []
        left += [(need, extra) for need in needs for extra in ("", *requirement.extras)]
    return found


def link(distribution: metadata.Distribution, site_packages: Path) -> None:
    """Put links to all modules and metadata of a distribution into another environment."""
    for file in distribution.files or []:
        source = Path(str(file.locate()))
        if ".." in file.parts or not source.is_file():
            continue
        # Without the compiled modules, each import would compile them anew.
        cached = Path(importlib.util.cache_from_source(str(source)))
        compiled = [cached] if source.suffix == ".py" and cached.is_file() else []
        for each in (source, *compiled):
            target = site_packages / each.relative_to(str(distribution.locate_file("")))
            target.parent.mkdir(parents=True, exist_ok=True)
            if not target.is_symlink():
                target.symlink_to(each)


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Installed:
    """Install the wheel where only its declared dependencies are."""
    folder = tmp_path_factory.mktemp("installed")
    run(sys.executable, "-m", "venv", "--without-pip", folder / "venv")
    bin_ = folder / "venv/bin"
    [site_packages] = folder.glob("venv/lib/*/site-packages")
    # As every environment has it that is made with pip, which the engine asks what is installed.
    link(metadata.distribution("pip"), site_packages)
    for distribution in declared_dependencies(wheel).values():
        link(distribution, site_packages)
    for name in engine.EXECUTABLES:
        (bin_ / name).symlink_to((Path(sys.prefix) / "bin" / name).resolve())
    # Offline and without an index, a requirement that is not met is an error.
    uv = (Path(sys.prefix) / "bin/uv", "pip", "install", "--offline", "--no-index", "--no-config")
    output = run(*uv, "--no-cache", "--python", bin_ / "python", wheel)
    return Installed(bin_, folder, output)


def test_the_declared_dependencies_are_enough(installed: Installed) -> None:
    """Nothing but the wheel is installed to meet its requirements, and nothing else is there."""
    names = {
        canonicalize_name(distribution.name)
        for distribution in metadata.distributions(
            path=[str(path) for path in installed.folder.glob("venv/lib/*/site-packages")]
        )
    }

    assert "Installed 1 package" in installed.output
    assert {"pip", "pulumi-northflank", "pulumi", "click", "attrs"} <= names
    assert set() == names & {"flask", "pydantic", "pytest", "hatchling", "setuptools"}


def test_the_command_is_installed(installed: Installed) -> None:
    """`pulumi-northflank` is on PATH, and runs in the environment that it was installed into."""
    output = run("pulumi-northflank", "--version", env=installed.environment())

    assert f"pulumi-northflank, version {__version__}\n" == output
    assert str(installed.bin) in (installed.bin / "pulumi-northflank").read_text()


def test_the_emulator_says_which_extra_it_needs(installed: Installed) -> None:
    """Without the extra, the emulator ends with the command that installs it."""
    done = subprocess.run(
        [installed.bin / "python", "-m", "pulumi_northflank.emulator", "--help"],
        env=installed.environment(),
        capture_output=True,
        text=True,
        check=False,
    )

    assert 1 == done.returncode
    assert done.stderr.endswith(
        "The emulator needs the package 'flask': pip install 'pulumi-northflank[emulator]'\n"
    )


def test_the_quickstart_passes_with_what_is_installed(
    installed: Installed, northflank_emulator: Emulator, tmp_path: Path
) -> None:
    """The real engine runs the quickstart on the installed wheel: one schedule, and its ID."""
    project = shutil.copytree(ROOT / "examples/quickstart", tmp_path / "quickstart")
    env = installed.environment(
        NORTHFLANK_API_TOKEN="t", NORTHFLANK_BASE_URL=northflank_emulator.url
    )
    run("pulumi", "stack", "init", "dev", "--non-interactive", cwd=project, env=env)

    output = run("pulumi", "up", "--yes", "--skip-preview", cwd=project, env=env)

    [held] = northflank_emulator.schedules("default-project", "example-addon")
    state = json.loads((installed.folder / ".pulumi/stacks/quickstart/dev.json").read_text())[
        "checkpoint"
    ]["latest"]["resources"]
    assert [held["id"]] == [each["id"] for each in state if "northflank" in each["type"]]
    assert "warning" not in output
