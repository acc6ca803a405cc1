from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from pulumi_northflank import AddonBackupScheduleProvider
from pulumi_northflank.validation import schema, validate

EXAMPLES = Path(__file__).parent / "examples"


def examples(kind: str) -> list[Any]:
    """Each example file of a kind, as a parameter named after the file."""
    return [
        pytest.param(json.loads(path.read_text("utf-8")), id=path.stem)
        for path in sorted((EXAMPLES / kind).glob("*.json"))
    ]


@pytest.mark.parametrize("inputs", examples("valid"))
def test_valid(inputs: dict[str, Any]) -> None:
    """What the documentation allows has no fault."""
    assert [] == validate(inputs)


@pytest.mark.parametrize("inputs", examples("valid"))
def test_valid_check(inputs: dict[str, Any]) -> None:
    """What the documentation allows passes the provider's check, which keeps all of it."""
    result = AddonBackupScheduleProvider().check({}, inputs)

    assert ([], set(inputs)) == (result.failures, set(result.inputs))


@pytest.mark.parametrize("example", examples("invalid"))
def test_invalid(example: dict[str, Any]) -> None:
    """What breaks a rule is refused in exactly the words of the example, sorted by path."""
    assert example["faults"] == [str(fault) for fault in validate(example["inputs"])]


@pytest.mark.parametrize("example", examples("invalid"))
def test_invalid_check(example: dict[str, Any]) -> None:
    """What breaks a rule fails the provider's check, with no property named."""
    failures = AddonBackupScheduleProvider().check({}, example["inputs"]).failures

    assert {""} == {failure.property for failure in failures}
    assert all(failure.reason for failure in failures)


@pytest.mark.parametrize("example", examples("invalid"))
def test_invalid_leaves_the_inputs_alone(example: dict[str, Any]) -> None:
    """Checking changes nothing in what the user wrote."""
    before = json.dumps(example["inputs"])
    validate(example["inputs"])
    AddonBackupScheduleProvider().check({}, example["inputs"])

    assert before == json.dumps(example["inputs"])


def test_each_property_is_in_examples() -> None:
    """Every property of the schema is in some valid example and at fault in some invalid one."""
    properties = set(schema()["properties"])
    valid = [example.values[0] for example in examples("valid")]
    invalid = [example.values[0] for example in examples("invalid")]
    at_fault = {
        fault.split(":", 1)[0].split("[")[0].split(".")[0]
        for example in invalid
        for fault in example["faults"]
    }

    assert (set(), set()) == (
        properties - {name for one in valid for name in one},
        properties - at_fault,
    )
