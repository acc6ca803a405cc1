"""The rules by example: each file in ``examples/`` is a test."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

import pytest

from pulumi_northflank.validation import SCHEMA, validate

EXAMPLES = Path(__file__).parent / "examples"


def examples(kind: str) -> list[Any]:
    """Each example file of a kind, as a parameter named after the file."""
    return [
        pytest.param(json.loads(path.read_text("utf-8")), id=path.stem)
        for path in sorted((EXAMPLES / kind).glob("*.json"))
    ]


@pytest.mark.parametrize("inputs", examples("valid"))
def test_valid(inputs: dict[str, Any]) -> None:
    """Inputs that the documentation allows have no problem."""
    assert [] == validate(inputs)


@pytest.mark.parametrize("example", examples("invalid"))
def test_invalid(example: dict[str, Any]) -> None:
    """Inputs that break a rule have exactly the example's problems, and are not changed."""
    inputs = copy.deepcopy(example["inputs"])

    assert example["problems"] == [str(problem) for problem in validate(inputs)]
    assert example["inputs"] == inputs


def test_each_property_is_in_examples() -> None:
    """Every property of the schema is in a valid example and has a problem in an invalid one."""
    valid = {name for example in examples("valid") for name in example.values[0]}
    invalid = {
        problem.split(":")[0].split("[")[0].split(".")[0]
        for example in examples("invalid")
        for problem in example.values[0]["problems"]
    }

    assert (set(), set()) == (
        SCHEMA["properties"].keys() - valid,
        SCHEMA["properties"].keys() - invalid,
    )
