"""The fast validator agrees with the careful one."""

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
from tests.unit.schedules import make_inputs

from pulumi_northflank.schedule import Schedule
from pulumi_northflank.validation import schema

many = settings(deadline=None, max_examples=150)


@many
@given(nearly_valid_inputs() | valid_inputs())
@example(make_inputs(addonId="orders\n"))
@example(make_inputs(addonId=".."))
@example(make_inputs(retentionTime=True))
@example(make_inputs(retentionTime=1e400))
@example(make_inputs(retentionTime=2**80))
@example(make_inputs(backupType="snapshot\n"))
@example(make_inputs(scheduling={"interval": "daily", "minute": [1, 1], "hour": [3]}))
@example(make_inputs(scheduling={"interval": "daily", "minute": [1, True], "hour": [3]}))
@example(make_inputs(additionalDestinations=[{"destinationId": "abc\n", "type": "custom"}]))
def test_both_agree(inputs: Inputs) -> None:
    """The fast validator accepts exactly the inputs without errors."""
    values = Schedule.of(inputs).values

    assert schema.is_surely_valid(values) is not any(schema.errors(values))


@many
@given(st.data())
def test_unknown_values(data: st.DataObject) -> None:
    """The fast validator never accepts inputs with an unknown value."""
    inputs = data.draw(valid_inputs())
    path = data.draw(st.sampled_from(paths(inputs)))

    assert not schema.is_surely_valid(replaced(inputs, path, Unknown()))


@many
@given(json_like(leaves))
def test_junk(value: Any) -> None:
    """The fast validator refuses junk, without raising anything."""
    assert not schema.is_surely_valid(value)


@pytest.mark.parametrize("retention_time", [7, 61])
def test_jsonschema_is_loaded_on_demand(retention_time: int) -> None:
    """A program whose schedules are all valid does not load jsonschema."""
    inputs = make_inputs(retentionTime=retention_time)
    program = (
        "import sys; from pulumi_northflank.validation import validate\n"
        f"problems = validate({inputs!r}); print(bool(problems), 'jsonschema' in sys.modules)"
    )

    printed = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    ).stdout

    assert [str(retention_time == 61)] * 2 == printed.split()
