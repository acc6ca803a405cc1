"""The places that name versions agree with each other, and the lock pins everything."""

from __future__ import annotations

import re
from importlib import metadata
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.version import Version

import engine
import environment
import go_build
import pulumi_northflank.version

ROOT = environment.ROOT
PROJECT = metadata.metadata("pulumi-northflank")
# Each entry of the lock, with its continued lines.
LOCKED = re.findall(
    r"^(?=\S)[^#\n](?:.*\\\n)*.*$", (ROOT / environment.LOCK).read_text(), re.MULTILINE
)
PINS = {
    requirement.name: requirement
    for requirement in (Requirement(entry.split("\\")[0].strip()) for entry in LOCKED)
}


def pinned(name: str) -> Version:
    """Return the version of a package that the lock pins alike for every Python."""
    [specifier] = PINS[name].specifier
    return Version(specifier.version)


@pytest.mark.parametrize("entry", LOCKED, ids=lambda entry: entry.split()[0])
def test_lock_pins_every_package_with_hashes(entry: str) -> None:
    """Every package has one version and the digests of its files."""
    requirement, *hashes = (line.strip() for line in entry.split("\\\n"))

    assert ["=="] == [specifier.operator for specifier in Requirement(requirement).specifier]
    assert hashes
    assert all(re.fullmatch(r"--hash=sha256:[0-9a-f]{64}", line) for line in hashes)


def test_lock_leaves_the_index_to_the_user() -> None:
    """The lock names no host: where packages come from is the user's own setting."""
    text = (ROOT / environment.LOCK).read_text()

    assert [] == re.findall(r"://|^-|--index|--find-links|--trusted", text, re.MULTILINE)


def test_lock_is_for_every_supported_python() -> None:
    """What older Pythons need beyond the newer ones is in the lock as well."""
    assert {"exceptiongroup", "tomli"} <= set(PINS)
    assert ">=3.10" == PROJECT["Requires-Python"]


def test_lock_meets_the_projects_own_requirements() -> None:
    """Every direct dependency, those of the emulator too, is locked in a version that fits."""
    requirements = [Requirement(text) for text in PROJECT.get_all("Requires-Dist", [])]

    runtime = {"pulumi", "requests", "urllib3", "jsonschema", "fastjsonschema", "tenacity"}
    command = {"click", "pyyaml", "rich"}
    emulator = {"flask", "pydantic"}
    assert runtime | command | emulator == {requirement.name for requirement in requirements}
    assert all(pinned(each.name) in each.specifier for each in requirements)


def test_requirements_of_the_program_agree_with_the_lock() -> None:
    """The program runs with the versions that the tests run with, and with no other package."""
    lines = (ROOT / "requirements.txt").read_text().splitlines()
    runtime = {
        requirement.name
        for requirement in map(Requirement, PROJECT.get_all("Requires-Dist", []))
        if not requirement.marker
    }

    assert ["-e .", *(f"{name}=={pinned(name)}" for name in sorted(runtime))] == [
        line for line in lines if not line.startswith("#")
    ]


def test_build_backend_is_the_locked_one() -> None:
    """A build by anyone uses the backend that set-up, which builds without isolation, installs."""
    text = (ROOT / "pyproject.toml").read_text()

    assert [str(pinned("hatchling"))] == re.findall(
        r'^requires = \["hatchling==(.*)"\]$', text, re.MULTILINE
    )


def test_version_has_a_single_source() -> None:
    """The distribution has the version that the package tells."""
    assert pulumi_northflank.version.__version__ == PROJECT["Version"]


def test_oldest_engine_is_that_of_the_oldest_sdk() -> None:
    """The oldest engine that is accepted bears the number of the oldest SDK that is."""
    [oldest] = next(
        requirement.specifier
        for requirement in map(Requirement, PROJECT.get_all("Requires-Dist", []))
        if requirement.name == "pulumi"
    )

    assert Version(oldest.version).release == engine.MINIMUM[: len(Version(oldest.version).release)]
    assert 0 == sum(engine.MINIMUM[len(Version(oldest.version).release) :])


@pytest.mark.parametrize("module", ["github.com/pulumi/pulumi/pkg/v3", go_build.SDK])
def test_build_is_of_the_engine_that_is_promised(module: str) -> None:
    """The modules of the build are those of the version that the messages name."""
    go_mod = (go_build.MODULES / "pulumi/go.mod").read_text()

    assert re.search(rf"^\s{re.escape(module)} v{re.escape(engine.VERSION)}$", go_mod, re.MULTILINE)


@pytest.mark.parametrize("folder", ["pulumi", "language-python"])
def test_every_module_of_the_build_has_its_checksum(folder: str) -> None:
    """Whatever go.mod requires is in go.sum, so that nothing is taken on trust."""
    modules: Path = go_build.MODULES / folder
    required = re.findall(r"^\t(\S+ v\S+)", (modules / "go.mod").read_text(), re.MULTILINE)
    replaced = {"github.com/atotto/clipboard"}
    sums = (modules / "go.sum").read_text()

    assert required
    assert [] == [
        module
        for module in required
        if f"{module}/go.mod h1:" not in sums and module.split()[0] not in replaced
    ]
