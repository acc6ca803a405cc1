"""What users install: both distributions, and the wheel with nothing but its dependencies.

The dependencies are links to the locked packages, so that no test needs a package index.
"""

from __future__ import annotations

import ast
import json
import os
import shutil
import subprocess
import sys
import tarfile
import zipfile
from importlib import metadata
from pathlib import Path

import pytest
import yaml
from packaging.requirements import Requirement

import engine
import sbom
from pulumi_northflank.emulator import Emulator
from pulumi_northflank.version import __version__

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "provider/pulumi_northflank"
PLUGIN = ROOT / "provider/pulumi_northflank_pytest"
PINS = ROOT / "provider/requirements.txt"
NAME = f"pulumi_northflank-{__version__}"
PACKAGE_FILES = {
    path.relative_to(PACKAGE.parent).as_posix()
    for path in [*PACKAGE.rglob("*"), *PLUGIN.rglob("*")]
    if path.is_file() and "__pycache__" not in path.parts
}


def run(*command: str | Path, cwd: Path | None = None, env: dict[str, str] | None = None) -> str:
    """Run a program that must succeed, and return what it prints."""
    done = subprocess.run(command, cwd=cwd, env=env, capture_output=True, text=True, check=False)
    output = done.stdout + done.stderr
    assert 0 == done.returncode, output
    return output


def build(kind: str, source: Path, target: Path) -> Path:
    """Build a distribution."""
    run(sys.executable, "-m", "hatchling", "build", "-t", kind, "-d", target, cwd=source)
    [made] = target.iterdir()
    return made


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the wheel."""
    return build("wheel", ROOT, tmp_path_factory.mktemp("wheel"))


@pytest.fixture(scope="module")
def sdist(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the source distribution."""
    return build("sdist", ROOT, tmp_path_factory.mktemp("sdist"))


def test_wheel_has_the_package_and_nothing_else(wheel: Path) -> None:
    """The wheel has every file of the package, its licence, its metadata and its command."""
    about = {"METADATA", "RECORD", "WHEEL", "entry_points.txt", "licenses/LICENSE"}

    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()

    assert f"{NAME}-py3-none-any.whl" == wheel.name
    assert sorted(PACKAGE_FILES | {f"{NAME}.dist-info/{name}" for name in about}) == sorted(names)
    assert {
        "py.typed",
        "pulumi-plugin.json",
        "addon_backup_schedule.json",
        "page.html",
        "schema.json",
    } <= {Path(name).name for name in names}


def test_source_distribution_has_what_builds_the_wheel(sdist: Path) -> None:
    """The source distribution has the package and the files that its build reads."""
    beside = {".gitignore", "LICENSE", "PKG-INFO", "README.md", "pyproject.toml"}
    # For `pulumi package add`.
    beside |= {f"provider/{name}" for name in ("PulumiPlugin.yaml", "__main__.py", PINS.name)}
    wanted = beside | {f"provider/{name}" for name in PACKAGE_FILES}

    with tarfile.open(sdist) as archive:
        names = archive.getnames()

    assert sorted(f"{NAME}/{name}" for name in wanted) == sorted(names)


def test_wheel_from_the_source_distribution_is_the_same(
    wheel: Path, sdist: Path, tmp_path: Path
) -> None:
    """The source distribution builds the same wheel, byte for byte."""
    run("tar", "-xzf", sdist, "-C", tmp_path)

    from_source = build("wheel", tmp_path / NAME, tmp_path / "dist")

    assert wheel.read_bytes() == from_source.read_bytes()


def test_pypi_accepts_both(wheel: Path, sdist: Path) -> None:
    """Both distributions pass the check that comes before publishing."""
    output = run(sys.executable, "-m", "twine", "check", "--strict", wheel, sdist)

    assert 2 == output.count("PASSED")


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Install the wheel next to its dependencies, pip and the engine; returns how to run them."""
    folder = tmp_path_factory.mktemp("installed")
    run(sys.executable, "-m", "venv", "--without-pip", folder / "venv")
    [site_packages] = folder.glob("venv/lib/*/site-packages")
    for name in {"pip", *sbom.closure(sbom.PROJECT)} - {sbom.PROJECT}:
        distribution = metadata.distribution(name)
        for top in {file.parts[0] for file in distribution.files or []} - {"..", "__pycache__"}:
            source, target = Path(str(distribution.locate_file(top))), site_packages / top
            if top.endswith(".dist-info"):
                shutil.copytree(source, target)  # uv ignores links to these
            elif not target.exists():
                target.symlink_to(source)
    for name in engine.PROGRAMS:
        (folder / "venv/bin" / name).symlink_to((Path(sys.prefix) / "bin" / name).resolve())
    uv = (Path(sys.prefix) / "bin/uv", "pip", "install", "--offline", "--no-index", "--no-config")
    output = run(*uv, "--no-cache", "--python", folder / "venv/bin/python", wheel)
    assert "Installed 1 package" in output
    return {
        "PATH": os.pathsep.join([str(folder / "venv/bin"), os.defpath]),
        "HOME": str(folder),
        "PULUMI_BACKEND_URL": folder.as_uri(),
        "PULUMI_CONFIG_PASSPHRASE": "",
        "PULUMI_SKIP_UPDATE_CHECK": "1",
    }


def test_declared_dependencies_are_enough(installed: dict[str, str]) -> None:
    """Everything that the package imports, outside of the emulator, comes with its dependencies."""
    modules = [path for path in PACKAGE.rglob("*.py") if "emulator" not in path.parts]
    nodes = [node for path in modules for node in ast.walk(ast.parse(path.read_text("utf-8")))]
    imported = {
        alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names
    }
    imported |= {str(n.module) for n in nodes if isinstance(n, ast.ImportFrom) and not n.level}
    program = (
        "import sys, importlib.util as u; print([n for n in sys.argv[1:] if not u.find_spec(n)])"
    )

    names = sorted({name.split(".")[0] for name in imported})
    missing = run("python", "-c", program, *names, "flask", "pytest", env=installed)

    assert {"pulumi", "requests"} <= set(names)
    assert "['flask', 'pytest']\n" == missing


def test_commands_run(installed: dict[str, str]) -> None:
    """`pulumi-northflank` runs, and the emulator says how to install what it needs."""
    version = run("pulumi-northflank", "--version", env=installed)
    emulator = run("sh", "-c", "! python -m pulumi_northflank.emulator", env=installed)

    assert f"pulumi-northflank, version {__version__}\n" == version
    assert "pip install 'pulumi-northflank[emulator]'" in emulator


def test_quickstart_runs_with_the_wheel(
    installed: dict[str, str], northflank_emulator: Emulator, tmp_path: Path
) -> None:
    """The engine runs the quickstart with the wheel, and looks for no plugin of its name."""
    project = shutil.copytree(ROOT / "examples/quickstart", tmp_path / "quickstart")
    api = {"NORTHFLANK_API_TOKEN": "t", "NORTHFLANK_BASE_URL": northflank_emulator.url}
    env = installed | api
    run("pulumi", "stack", "init", "dev", "--non-interactive", cwd=project, env=env)

    log = run("pulumi", "preview", "--logtostderr", "--verbose=9", cwd=project, env=env)
    output = run("pulumi", "up", "--yes", "--skip-preview", cwd=project, env=env)

    [held] = northflank_emulator.schedules("default-project", "example-addon")
    assert held["id"] in output
    assert "warning" not in output
    # The log is on: it has the question to which pulumi-plugin.json is the answer.
    assert "GetRequiredP" in log
    assert [] == [line for line in log.splitlines() if f"northflank-{__version__}" in line]


def test_folder_for_package_add() -> None:
    """A host for Python can start the package from its folder, with the same dependencies."""
    folder = ROOT / "provider"
    command = [sys.executable, str(folder), "127.0.0.1:1"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        port = process.stdout.readline()
        process.terminate()
    every = map(Requirement, metadata.requires("pulumi-northflank") or [])

    assert port.strip().isdecimal()
    assert {"runtime": "python"} == yaml.safe_load((folder / "PulumiPlugin.yaml").read_text())
    assert {str(each) for each in every if each.marker is None} == {
        str(Requirement(line)) for line in PINS.read_text().splitlines()[1:]
    }


def test_older_engines_find_the_plugin_file() -> None:
    """Language hosts before 3.226 look for it where pip says that the package is."""
    output = run(sys.executable, "-m", "pip", "list", "--verbose", "--format", "json")
    [folder] = [
        Path(package["location"])
        for package in json.loads(output)
        if package["name"] == "pulumi-northflank"
    ]

    plugin = json.loads((folder / "pulumi_northflank/pulumi-plugin.json").read_text())
    assert {"resource": False} == plugin
