"""Properties of validating any inputs, tested on generated ones."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from pulumi.output import Unknown
from tests.unit.generated import (
    Inputs,
    few,
    nearly_valid_inputs,
    paths,
    replaced,
    valid_inputs,
)

from pulumi_northflank.schedule import Schedule
from pulumi_northflank.validation import SCHEMA, validate

PLAIN = Draft202012Validator(SCHEMA)


@few
@given(st.data())
def test_valid_inputs(data: st.DataObject) -> None:
    """Valid inputs have no problem, even if some values are not known yet."""
    inputs = data.draw(valid_inputs())
    for path in data.draw(st.sets(st.sampled_from(paths(inputs)))):
        inputs = replaced(inputs, path, Unknown())

    assert [] == validate(inputs)


@settings(few, max_examples=60)
@given(nearly_valid_inputs() | valid_inputs())
def test_same_as_a_plain_validator(inputs: Inputs) -> None:
    """On known values our validator agrees with an unchanged one, except for the quota."""
    values = Schedule.of(inputs).values
    problems = [one for one in validate(values) if "backups at once" not in one.reason]

    assert PLAIN.is_valid(values) == (problems == [])


@few
@given(nearly_valid_inputs())
def test_one_problem_for_each_path(inputs: Inputs) -> None:
    """Problems are sorted by path, with one for each path."""
    found = [problem.path for problem in validate(inputs)]

    assert sorted(set(found)) == found
