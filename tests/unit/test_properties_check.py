"""What holds of checking any input, tried on generated ones."""

from __future__ import annotations

import math
from typing import Any

from hypothesis import assume, example, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from pulumi.output import Unknown
from tests.unit.generated import (
    Inputs,
    few,
    json_like,
    leaves,
    names,
    nearly_valid_inputs,
    paths,
    replaced,
    shuffled,
    texts,
    valid_inputs,
)

from pulumi_northflank import AddonBackupScheduleProvider
from pulumi_northflank.canonical import body, canonical
from pulumi_northflank.declaration import HIDDEN_PROPERTY
from pulumi_northflank.validation import schema, validate

PROVIDER = AddonBackupScheduleProvider()
PLAIN = Draft202012Validator(schema())


@few
@given(valid_inputs())
def test_valid_inputs_have_no_fault(inputs: Inputs) -> None:
    """Whatever keeps to the documentation is accepted."""
    assert [] == validate(inputs)


@few
@given(nearly_valid_inputs() | valid_inputs())
def test_check_is_idempotent(inputs: Inputs) -> None:
    """A second check of checked inputs finds the same, and changes nothing."""
    once = PROVIDER.check({}, inputs)
    twice = PROVIDER.check({}, once.inputs)

    assert once.inputs == twice.inputs
    assert [one.reason for one in once.failures] == [one.reason for one in twice.failures]


@few
@given(st.data())
def test_body_is_of_integers(data: st.DataObject) -> None:
    """No float reaches the request body, however the program wrote its numbers."""
    inputs = data.draw(valid_inputs())
    again = data.draw(st.composite(lambda draw: shuffled(draw, inputs))())
    sent = body(PROVIDER.check({}, again).inputs)

    assert float not in {type(at(sent, path)) for path in paths(sent)}


def at(value: Any, path: tuple[Any, ...]) -> Any:
    """The value at a path."""
    for part in path:
        value = value[part]
    return value


@few
@given(st.data())
def test_unknown_values_are_no_fault(data: st.DataObject) -> None:
    """Not knowing any values of valid inputs yet never makes a fault."""
    inputs = data.draw(valid_inputs())
    for path in data.draw(st.sets(st.sampled_from(paths(inputs)), min_size=1)):
        inputs = replaced(inputs, path, Unknown())

    assert [] == validate(inputs)


@few
@given(st.data())
def test_unknown_values_are_kept(data: st.DataObject) -> None:
    """Check hands values that are not known yet through."""
    inputs = data.draw(valid_inputs())
    path = data.draw(
        st.sampled_from([("addonId",), ("scheduling", "interval"), ("retentionTime",)])
    )
    result = PROVIDER.check({}, replaced(inputs, path, Unknown()))

    assert isinstance(at(result.inputs, path), Unknown)
    assert [] == result.failures


@few
@given(st.dictionaries(names | texts, json_like(leaves | st.builds(Unknown)), max_size=5))
@example({"retentionTime": math.nan, "scheduling": {"interval": "daily", "minute": [math.inf]}})
@example({"scheduling": [], "additionalDestinations": [{"destinationId": ["x"]}, {}]})
def test_junk_never_raises(junk: Inputs) -> None:
    """Whatever a program may pass, check answers, with reasons in words."""
    assume(HIDDEN_PROPERTY not in junk)
    failures = PROVIDER.check({}, junk).failures

    assert failures, "none of the required properties can all be right by chance"
    assert all(one.property == "" and one.reason.strip() for one in failures)


@few
@given(st.dictionaries(names | texts.filter(str.isprintable), json_like(leaves), max_size=5))
def test_reasons_are_one_line(junk: Inputs) -> None:
    """Every reason is on one line."""
    reasons = [one.reason for one in PROVIDER.check({}, junk).failures]

    assert [] == [reason for reason in reasons if len(reason.splitlines()) != 1]


@settings(few, max_examples=60)
@given(nearly_valid_inputs() | valid_inputs())
def test_same_as_a_plain_validator(inputs: Inputs) -> None:
    """On known values our validator and an unchanged one agree, but for what a schema can't say."""
    faults = [fault for fault in validate(inputs) if "backups at once" not in fault.reason]

    assert PLAIN.is_valid(inputs) == (faults == [])


@few
@given(nearly_valid_inputs())
def test_faults_are_sorted_and_one_a_path(inputs: Inputs) -> None:
    """Faults come in a stable order, one for each path."""
    found = [fault.path for fault in validate(inputs)]

    assert sorted(set(found)) == found


@few
@given(json_like(leaves))
def test_canonical_is_idempotent(value: Any) -> None:
    """The canonical form of the canonical form is that form."""
    once = canonical({"scheduling": value, "additionalDestinations": value, "other": value})

    assert once == canonical(once)
