"""The files that name versions agree, and the locks pin everything."""

from __future__ import annotations

import re
from importlib import metadata
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.version import Version

import engine
import versions

ROOT = Path(__file__).parents[2]
LOCK = (ROOT / "requirements-dev.txt").read_text("utf-8")
PROJECT = metadata.metadata("pulumi-northflank")
REQUIREMENTS = [Requirement(text) for text in PROJECT.get_all("Requires-Dist", [])]

# Each entry of the lock, with its continued lines.
ENTRIES = [each.split("\\\n") for each in re.findall(r"^[\w-].*(?:\n +.*)*", LOCK, re.MULTILINE)]
LOCKED = [Requirement(entry[0].strip()) for entry in ENTRIES]


def pinned(name: str) -> Version:
    """Return the version of a package that the lock has for every Python."""
    [version] = [str(each.specifier) for each in LOCKED if each.name == name]
    return Version(version.removeprefix("=="))


def test_lock_pins_every_package_with_hashes() -> None:
    """Every package, for every Python, has one version and SHA-256 digests, and no index."""
    digests = [line.strip() for line in LOCK.splitlines() if "--hash" in line]

    assert {("==",)} == {tuple(one.operator for one in each.specifier) for each in LOCKED}
    assert [] == [entry[0] for entry in ENTRIES if "--hash=sha256:" not in entry[1]]
    assert {True} == {bool(re.fullmatch(r"--hash=sha256:[0-9a-f]{64}( \\)?", d)) for d in digests}
    assert [] == re.findall(r"://|^-|--index|--find-links|--trusted", LOCK, re.MULTILINE)
    assert {"exceptiongroup", "tomli"} <= {each.name for each in LOCKED}, (
        "only Python 3.10 needs these"
    )


def test_lock_meets_the_requirements_of_the_package() -> None:
    """Every dependency, also of the emulator, is locked in a version that the package accepts."""
    assert {"pulumi", "flask"} <= {each.name for each in REQUIREMENTS}
    assert [] == [each for each in REQUIREMENTS if pinned(each.name) not in each.specifier]


def test_program_runs_with_the_locked_versions() -> None:
    """requirements.txt has the package and its dependencies, in the versions of the lock."""
    lines = (ROOT / "requirements.txt").read_text().splitlines()
    runtime = sorted(each.name for each in REQUIREMENTS if not each.marker)

    assert ["-e .", *(f"{name}=={pinned(name)}" for name in runtime)] == [
        line for line in lines if not line.startswith("#")
    ]


def test_build_backend_is_the_locked_one() -> None:
    """Everyone builds with the version of hatchling that set-up installs."""
    text = (ROOT / "pyproject.toml").read_text()

    assert f'requires = ["hatchling=={pinned("hatchling")}"]' in text.splitlines()


def test_oldest_engine_is_that_of_the_oldest_sdk() -> None:
    """Set-up accepts engines from the release of the oldest SDK that the package accepts."""
    [oldest] = next(each.specifier for each in REQUIREMENTS if each.name == "pulumi")

    assert Version(oldest.version) == Version(str(engine.MINIMUM))


@pytest.mark.parametrize(
    ("folder", "built"),
    [
        ("pulumi", f"github.com/pulumi/pulumi/pkg/v3 v{engine.VERSION}"),
        ("language-nodejs", f"{engine.SDK} v3.60.0"),
        ("language-python", f"{engine.SDK} v3.79.0"),
        ("language-yaml", "github.com/pulumi/pulumi-yaml v1.25.0"),
    ],
)
def test_build_is_pinned(folder: str, built: str) -> None:
    """Go builds the version that set-up names, and go.sum has the checksum of every module."""
    go_mod, sums = (
        (ROOT / "scripts/engine" / folder / name).read_text() for name in ("go.mod", "go.sum")
    )
    required = re.findall(r"^(?:\t|require )(\S+ v\S+)", go_mod, re.MULTILINE)
    missing = [module for module in required if f"{module}/go.mod h1:" not in sums]

    assert built in required
    assert [] == [each for each in missing if "atotto/clipboard" not in each], "it is replaced"


def test_other_engines_replace_the_same_module() -> None:
    """Another version of the engine is built with the replacement that the pinned one has."""
    go_mod = (ROOT / "scripts/engine/pulumi/go.mod").read_text()

    assert f"replace github.com/atotto/clipboard => {engine.CLIPBOARD.replace('@', ' ')}" in go_mod


def test_oldest_and_newest_are_tried() -> None:
    """`make versions` takes the bounds from the package, and runs tests that exist."""
    [sdk] = [str(each) for each in REQUIREMENTS if each.name == "pulumi"]
    oldest = sdk.partition(">=")[2]

    assert [
        (f"{oldest}.0", f"pulumi=={oldest}.0"),
        (engine.VERSION, f"pulumi>={oldest}"),
    ] == versions.bounds()
    assert [] == [path for path in versions.TESTS if not (ROOT / path).is_file()]
