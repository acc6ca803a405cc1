"""Prints the bill of materials (SBOM) of a release, in CycloneDX's JSON: part of `make dist`.

It lists what the package needs to run, in the locked versions, for the Python that makes it. Two
runs print the same: the time in it is SOURCE_DATE_EPOCH.
"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterable
from datetime import datetime, timezone
from importlib import metadata
from pathlib import Path
from uuid import NAMESPACE_URL, uuid5

from cyclonedx.model.bom import Bom, BomMetaData
from cyclonedx.model.component import Component, ComponentType
from cyclonedx.output import make_outputter
from cyclonedx.schema import OutputFormat, SchemaVersion
from packageurl import PackageURL
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

PROJECT = "pulumi-northflank"
FORMAT = (OutputFormat.JSON, SchemaVersion.V1_6)
LOCK = Path(__file__).resolve().parents[1] / "requirements-dev.txt"


def required(name: str, extras: frozenset[str] = frozenset()) -> list[Requirement]:
    """What a distribution requires for this Python."""
    return [
        requirement
        for requirement in map(Requirement, metadata.requires(name) or [])
        if requirement.marker is None
        or any(requirement.marker.evaluate({"extra": extra}) for extra in ("", *extras))
    ]


def closure(name: str) -> dict[str, frozenset[str]]:
    """All that a distribution requires, itself included, and what each of them requires."""
    found: dict[str, frozenset[str]] = {}
    todo: list[tuple[str, frozenset[str]]] = [(name, frozenset())]
    seen = set()
    while todo:
        each = todo.pop()
        if each in seen:
            continue
        seen.add(each)
        needs = [(canonicalize_name(one.name), frozenset(one.extras)) for one in required(*each)]
        found[each[0]] = found.get(each[0], frozenset()) | {needed for needed, _ in needs}
        todo += needs
    return found


def differing(found: Iterable[str], lock: str) -> list[str]:
    """Those whose installed version is none of the versions in the lock."""
    versions: dict[str, set[str]] = {}
    for name, version in re.findall(r"^([^\s=]+)==([^\s;]+)", lock, flags=re.MULTILINE):
        versions.setdefault(canonicalize_name(name), set()).add(version)
    return [
        name
        for name in sorted(found)
        if name != PROJECT and metadata.version(name) not in versions.get(name, ())
    ]


def bill() -> str:
    """The bill of materials, as JSON."""
    found = closure(PROJECT)
    if others := differing(found, LOCK.read_text()):
        sys.exit(
            f"SBOM: the installed versions of {', '.join(others)} are not those of {LOCK.name}, so "
            "no list was written. Run `make clean setup`, and try again."
        )
    components = {}
    for name in found:
        version = metadata.version(name)
        purl = PackageURL("pypi", None, name, version)
        components[name] = Component(name=name, version=version, purl=purl, bom_ref=str(purl))
    project = components.pop(PROJECT)
    project.type = ComponentType.APPLICATION
    when = datetime.fromtimestamp(int(os.environ["SOURCE_DATE_EPOCH"]), timezone.utc)
    bom = Bom(
        serial_number=uuid5(NAMESPACE_URL, str(project.purl)),
        metadata=BomMetaData(component=project, timestamp=when),
        components=components.values(),
    )
    for name, needs in found.items():
        of = components.get(name, project)
        bom.register_dependency(of, [components[each] for each in needs])
    return make_outputter(bom, *FORMAT).output_as_string(indent=2)


if __name__ == "__main__":
    if "SOURCE_DATE_EPOCH" not in os.environ:
        sys.exit("SBOM: SOURCE_DATE_EPOCH, the time in the list, is not set. Run `make dist`.")
    print(bill())
