"""The reference is what the code says, and says all of it."""

from __future__ import annotations

import copy
import difflib
import re
from typing import Any

import pytest

import docstrings
import pulumi_northflank
import reference
from docstrings import IncompleteError
from pulumi_northflank import settings
from pulumi_northflank.validation import schema

PAGE = reference.reference()


def numbers_in(part: object) -> set[str]:
    """All bounds in a part of the schema."""
    if isinstance(part, dict):
        own = {
            str(value)
            for name, value in part.items()
            if re.fullmatch(r"(min|max)\w+", name) and isinstance(value, int)
        }
        return own.union(*map(numbers_in, part.values()))
    return set().union(*map(numbers_in, part)) if isinstance(part, list) else set()


def test_the_reference_is_fresh() -> None:
    """What is in docs/ is what the code says now."""
    kept = reference.TARGET.read_text(encoding="utf-8")

    stale = list(difflib.unified_diff(kept.splitlines(), PAGE.splitlines(), "docs", "code", n=0))

    assert [] == stale, "docs/reference.md is stale; renew it with: make docs"


def test_the_reference_is_written(tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """The command writes the page."""
    monkeypatch.setattr(reference, "TARGET", tmp_path / "reference.md")

    status = reference.main()

    assert 0 == status
    assert PAGE == (tmp_path / "reference.md").read_text(encoding="utf-8")


def test_every_public_name_is_on_the_page() -> None:
    """Whatever can be imported from the package is explained, but for what has another name."""
    unexplained = {
        name for name in pulumi_northflank.__all__ if not re.search(rf"\b{name}\b", PAGE)
    }

    # What only the state names, a type for type checkers alone, and the version.
    assert {"AddonBackupScheduleProvider", "BackupPlanArgs", "__version__"} == unexplained


def test_every_bound_of_the_schema_is_on_the_page() -> None:
    """No limit of the schema is left out of the arguments and rules."""
    arguments = PAGE.split("\n### Outputs\n")[0]

    assert set() == {number for number in numbers_in(schema()) if number not in arguments}


def test_an_argument_that_the_schema_lacks_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """Signature and schema have the same names, or there is no page."""
    smaller = copy.deepcopy(schema())
    del smaller["properties"]["teamId"]
    monkeypatch.setattr(reference, "schema", lambda: smaller)

    with pytest.raises(IncompleteError, match="teamId"):
        reference.reference()


def test_a_setting_without_a_text_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """A new setting needs a description."""
    new = settings.Setting("northflank:new", "NORTHFLANK_NEW")
    monkeypatch.setattr(settings, "NEW", new, raising=False)

    with pytest.raises(IncompleteError, match="NEW"):
        reference.reference()


def test_an_error_of_a_module_that_nobody_imports_is_found() -> None:
    """All modules are looked into, and of classes made elsewhere none is taken."""

    class ElsewhereError(pulumi_northflank.NorthflankError):
        """Of a test."""

    found = set(reference.descendants(pulumi_northflank.NorthflankError))

    assert ElsewhereError not in found
    assert "AddonGoneError" in {kind.__name__ for kind in found}


def undescribed(known: int, unknown: int) -> int:  # noqa: D417  # that is what it is for
    """Add.

    Args:
        known: A number.
    """
    return known + unknown


def test_an_argument_without_a_description_is_refused() -> None:
    """A docstring has all arguments, by their names."""
    with pytest.raises(IncompleteError, match="unknown"):
        docstrings.arguments("undescribed", undescribed)


def test_a_function_without_a_docstring_is_refused() -> None:
    """What users call has a docstring."""
    with pytest.raises(IncompleteError, match="has no docstring"):
        docstrings.docstring(lambda: None)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("See ``up``.", "See `up`.", id="code"),
        pytest.param("See :class:`Drop`.", "See `Drop`.", id="reference"),
        pytest.param(
            "So::\n\n    f(\n        1\n    )\n",
            "So:\n\n```python\nf(\n    1\n)\n```\n",
            id="block",
        ),
        pytest.param("| a |\n| --- |", "| a |\n| --- |", id="table"),
    ],
)
def test_markup_becomes_markdown(text: str, expected: str) -> None:
    """What docstrings mark up in their own way is Markdown on the page."""
    assert expected == docstrings.markdown(text)


def test_a_cell_can_hold_a_bar() -> None:
    """A bar in a cell does not end it."""
    assert "| a |\n| --- |\n| `x\\|y` |" == docstrings.table(["a"], [["`x|y`"]])


def test_a_long_call_is_broken_into_lines() -> None:
    """A call that is too long for a line stands in several."""
    call = f"f({', '.join(f'argument_{number}' for number in range(12))})"

    lines = docstrings.form(call).splitlines()

    assert ["```text", "f(", ")", "```"] == [*lines[:2], *lines[-2:]]
    assert call == " ".join(line.strip() for line in lines[1:-1]).replace("( ", "(").replace(
        " )", ")"
    )
    assert max(map(len, lines)) <= docstrings.WIDTH
