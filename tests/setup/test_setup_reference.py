"""docs/reference.md and the schema of the Pulumi package are up to date and complete."""

from __future__ import annotations

import difflib
import json
import re

import pytest

import docstrings
import package_schema
import pulumi_northflank
import reference
from pulumi_northflank import settings
from pulumi_northflank.validation import SCHEMA

PAGE = reference.reference()


def bounds(part: object) -> set[str]:
    """Return all limits in a part of the schema."""
    if isinstance(part, dict):
        own = {
            str(part[name]) for name in part if re.fullmatch(r"(min|max)(imum|Items|Length)", name)
        }
        return own.union(*map(bounds, part.values()))
    return set().union(*map(bounds, part)) if isinstance(part, list) else set()


def test_reference_is_up_to_date() -> None:
    """The page in docs/ is the one that `make docs` generates."""
    kept = reference.TARGET.read_text(encoding="utf-8")

    stale = difflib.unified_diff(kept.splitlines(), PAGE.splitlines(), "docs", "code", n=0)

    assert [] == [*stale], "run `make docs`"


def test_schema_of_the_package_is_up_to_date() -> None:
    """The schema that the package serves is the one that `make docs` generates."""
    kept = package_schema.TARGET.read_text(encoding="utf-8")
    code = package_schema.text()

    stale = difflib.unified_diff(kept.splitlines(), code.splitlines(), "kept", "code", n=0)

    assert [] == [*stale], "run `make docs`"


def test_generated_sdks_have_names_of_their_own() -> None:
    """The SDKs that Pulumi generates are named neither as this package nor as Pulumi's own."""
    languages = json.loads(package_schema.TARGET.read_text("utf-8"))["language"]
    names = {languages[each]["packageName"] for each in ("nodejs", "python")}

    assert set() == names & {"@pulumi/northflank", "pulumi-northflank", "pulumi_northflank"}


def test_reference_has_every_public_name() -> None:
    """Every name that can be imported from the package is on the page."""
    missing = {name for name in pulumi_northflank.__all__ if not re.search(rf"\b{name}\b", PAGE)}

    # Users write neither the provider's class nor the arguments' type.
    assert {"AddonBackupScheduleProvider", "BackupPlanArgs", "__version__"} == missing


def test_reference_has_every_limit_of_the_schema() -> None:
    """Every limit in the JSON Schema is among the arguments and rules."""
    arguments = PAGE.partition("\n### Outputs\n")[0]

    assert set() == {limit for limit in bounds(SCHEMA) if not re.search(rf"\b{limit}\b", arguments)}


def test_setting_without_a_description_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """A new setting cannot be left out of the page."""
    new = settings.Setting("northflank:new", "NORTHFLANK_NEW")
    monkeypatch.setattr(settings, "NEW", new, raising=False)

    with pytest.raises(docstrings.IncompleteError, match="NEW"):
        reference.reference()
