"""The quick answer that inputs are valid is never another one than the careful answer."""

from __future__ import annotations

import subprocess
import sys
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from pulumi.output import Unknown
from tests.unit.generated import (
    Inputs,
    json_like,
    leaves,
    nearly_valid_inputs,
    paths,
    replaced,
    valid_inputs,
)

from pulumi_northflank import validation

many = settings(deadline=None, max_examples=150)
VALID: Inputs = {
    "projectId": "shop",
    "addonId": "orders",
    "backupType": "snapshot",
    "scheduling": {"interval": "daily", "minute": [0], "hour": [3]},
    "retentionTime": 7,
}


def carefully(inputs: Inputs) -> bool:
    """Whether jsonschema finds nothing wrong."""
    return not any(True for _ in validation._validator().iter_errors(inputs))


@many
@given(nearly_valid_inputs() | valid_inputs())
@example({**VALID, "addonId": "orders\n"})
@example({**VALID, "addonId": ".."})
@example({**VALID, "retentionTime": True})
@example({**VALID, "retentionTime": 1e400})
@example({**VALID, "retentionTime": 2**80})
@example({**VALID, "backupType": "snapshot\n"})
@example({**VALID, "scheduling": {"interval": "daily", "minute": [1, 1], "hour": [3]}})
@example({**VALID, "scheduling": {"interval": "daily", "minute": [1, True], "hour": [3]}})
@example({**VALID, "additionalDestinations": [{"destinationId": "abc\n", "type": "custom"}]})
def test_both_answers_are_the_same(inputs: Inputs) -> None:
    """What the compiled schema accepts has no fault, and what it refuses has one."""
    assert carefully(inputs) is validation._is_surely_valid(inputs)


@many
@given(st.data())
def test_what_is_not_known_is_left_to_the_careful_answer(data: st.DataObject) -> None:
    """Inputs with an unknown value anywhere never pass quickly."""
    inputs = data.draw(valid_inputs())
    path = data.draw(st.sampled_from(paths(inputs)))

    assert not validation._is_surely_valid(replaced(inputs, path, Unknown()))


@many
@given(json_like(leaves))
def test_any_value_has_an_answer(value: Any) -> None:
    """Nonsense is refused, not run into."""
    assert not validation._is_surely_valid(value)


@pytest.mark.parametrize("retention_time", [7, 61])
def test_jsonschema_is_loaded_for_faults_alone(retention_time: int) -> None:
    """A program whose schedules are valid does not pay for what could say what is wrong."""
    inputs = {**VALID, "retentionTime": retention_time}
    program = (
        "import sys; from pulumi_northflank.validation import validate\n"
        f"faults = validate({inputs!r}); print(bool(faults), 'jsonschema' in sys.modules)"
    )

    printed = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    ).stdout

    assert [str(retention_time == 61)] * 2 == printed.split()
