"""The table in docs/support.md, by the files that decide what it says."""

from __future__ import annotations

import json
import re
from importlib import metadata
from typing import Any

import pytest
import yaml
from packaging.requirements import Requirement
from tests.setup.pages import ROOT, TOKENS

import engine
import versions

PAGE = ROOT / "docs/support.md"
CELLS = [
    content.content
    for token, content in zip(TOKENS[PAGE], TOKENS[PAGE][1:], strict=False)
    if token.type == "td_open"
]
ROWS = {cells[0]: [*cells[1:]] for cells in zip(*[iter(CELLS)] * 3, strict=True)}
JOBS: dict[str, Any] = yaml.safe_load((ROOT / ".github/workflows/ci.yml").read_text())["jobs"]
CI = JOBS["test"]
OLDEST = versions.bounds()[0][0]
ABOUT = metadata.metadata("pulumi-northflank")
CLASSIFIERS = ABOUT.get_all("Classifier", [])


def minimum(name: str) -> str:
    """The oldest version of a dependency that the package accepts."""
    requirements = map(Requirement, ABOUT.get_all("Requires-Dist", []))
    [specifier] = next(each.specifier for each in requirements if each.name == name)
    return specifier.version


def locked(name: str) -> str:
    """The version of a package for Python that set-up installs."""
    lock = (ROOT / "requirements-dev.txt").read_text("utf-8")
    [version] = re.findall(rf"^{name}==(\S+)", lock, re.MULTILINE)
    return str(version)


def npm(folder: str, name: str) -> str:
    """The version of a package for Node that a folder's lock has, with its name."""
    lock = json.loads((ROOT / folder / "package-lock.json").read_text())
    return f"`{name}` {lock['packages'][f'node_modules/{name}']['version']}"


def option(action: str, name: str) -> object:
    """An option of an action that CI uses."""
    [step] = [step for step in CI["steps"] if step.get("uses", "").startswith(f"{action}@")]
    return step["with"][name]


def node() -> object:
    """The version of Node in CI."""
    return option("actions/setup-node", "node-version")


def yaml_host() -> str:
    """The version of Pulumi's language host for YAML that set-up builds."""
    text = (ROOT / "scripts/engine/language-yaml/go.mod").read_text()
    [version] = re.findall(r"github.com/pulumi/pulumi-yaml v(\S+)", text)
    return str(version)


def pythons() -> list[str]:
    """The versions of Python that the package declares, and that CI runs."""
    declared = re.findall(r":: (3\.\d+)$", "\n".join(CLASSIFIERS), re.MULTILINE)
    return [", ".join(declared), ", ".join(CI["strategy"]["matrix"]["python"])]


def systems() -> set[str]:
    """The systems that the package declares."""
    names = {each.split(" :: ")[-1] for each in CLASSIFIERS if each.startswith("Operating System")}
    return {"macOS" if name == "MacOS" else name for name in names}


EXPECTED = {
    "Pulumi engine": [
        f"{engine.MINIMUM.major}.{engine.MINIMUM.minor} or newer",
        f"{OLDEST} and {engine.VERSION}, in CI",
    ],
    "Pulumi SDK for Python (`pulumi` on PyPI)": [
        f"{minimum('pulumi')} or newer",
        f"{OLDEST}, {locked('pulumi')} and the newest, in CI",
    ],
    "programs in YAML": ["with the Pulumi package", f"pulumi-language-yaml {yaml_host()}"],
    "programs in TypeScript": [
        "with the Pulumi package",
        f"{npm('examples/typescript', '@pulumi/pulumi')}, Node {node()}",
    ],
    "Northflank's Python SDK": ["with the emulator", f"`northflank` {locked('northflank')}"],
    "Northflank's JavaScript client": [
        "with the emulator",
        npm("tests/clients", "@northflank/js-client"),
    ],
    "Northflank's command line": ["with the emulator", npm("tests/clients", "@northflank/cli")],
}


@pytest.mark.parametrize("what", EXPECTED)
def test_versions(what: str) -> None:
    """Each row has the oldest supported version and the one that the tests run with."""
    assert EXPECTED[what] == ROWS[what]


def test_pythons() -> None:
    """The Pythons are those that the package declares, and CI runs each."""
    declared, run = pythons()

    assert declared == run
    assert [declared, "each of them, in CI"] == ROWS["Python"]
    assert f">={declared.split(', ', maxsplit=1)[0]}" == ABOUT["Requires-Python"]


def test_systems() -> None:
    """The systems are those that the package declares, and CI runs on one of them."""
    rows = {name: cells for name, cells in ROWS.items() if name in ("Linux", "macOS", "Windows")}
    image = str(CI["runs-on"]).replace("ubuntu-", "Ubuntu ")

    assert systems() == {name for name, (supported, _) in rows.items() if supported == "yes"}
    assert [f"{image}, in CI", "not tested", "not tested"] == [run for _, run in rows.values()]


def test_every_row_is_known() -> None:
    """No row is without a test, but the languages that nothing tests."""
    checked = {*EXPECTED, "Python", "Linux", "macOS", "Windows"}
    untested = {"programs in Go, C# and Java"}

    assert checked | untested == set(ROWS)
    assert {"not tested"} == {ROWS[name][1] for name in untested}


def test_engines_of_ci() -> None:
    """CI runs all tests with the engine of set-up, none skipped, and some with other versions."""
    needed = re.findall(r"TESTS_REQUIRE=(\S+)", (ROOT / ".ci/run").read_text())
    others = [step["run"] for step in JOBS["versions"]["steps"] if "run" in step]

    assert engine.VERSION == option("pulumi/actions", "pulumi-version")
    assert ["browser,clients,yaml,node"] == needed
    assert ["make versions"] == others
    # The newest SDK is the newest that the package accepts.
    assert [f"pulumi=={OLDEST}", f"pulumi>={minimum('pulumi')}"] == [
        sdk for _, sdk in versions.bounds()
    ]
