"""What holds of comparing any two schedules, tried on generated ones."""

from __future__ import annotations

import copy
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from pulumi.output import Unknown
from tests.unit.generated import Inputs, few, shuffled, valid_inputs

from pulumi_northflank import AddonBackupScheduleProvider
from pulumi_northflank.validation import validate

PROVIDER = AddonBackupScheduleProvider()


def meaning(inputs: Inputs) -> dict[str, Any]:
    """What a schedule means, worked out in another way than the package does."""
    scheduling = inputs["scheduling"]
    is_dump = inputs["backupType"] == "dump"
    return {
        "teamId": inputs.get("teamId"),
        "projectId": inputs["projectId"],
        "addonId": inputs["addonId"],
        "backupType": inputs["backupType"],
        "scheduling": {
            name: value if name == "interval" else frozenset(value)
            for name, value in scheduling.items()
        },
        "retentionTime": inputs["retentionTime"],
        "compressionType": inputs.get("compressionType", "gz") if is_dump else None,
        "customDestinationId": inputs.get("customDestinationId"),
        "additionalDestinations": frozenset(
            tuple(sorted(place.items())) for place in inputs.get("additionalDestinations", [])
        ),
    }


def place(inputs: Inputs) -> tuple[Any, ...]:
    """What an addon can have one schedule of."""
    means = meaning(inputs)
    return (
        *(means[name] for name in ("teamId", "projectId", "addonId", "backupType")),
        means["scheduling"]["interval"],
    )


@st.composite
def pairs(draw: st.DrawFn) -> tuple[Inputs, Inputs]:
    """Two schedules that often differ in little or nothing."""
    old = draw(valid_inputs())
    new = draw(valid_inputs())
    mixed = {**old, **{name: new[name] for name in draw(st.sets(st.sampled_from([*new])))}}
    return old, draw(st.sampled_from([new, mixed if not validate(mixed) else old, old]))


@few
@given(st.data())
def test_order_and_floats_are_no_difference(data: st.DataObject) -> None:
    """Lists in another order and numbers as floats are the same schedule, after check as before."""
    inputs = data.draw(valid_inputs())
    again = data.draw(st.composite(lambda draw: shuffled(draw, inputs))())

    assert not PROVIDER.diff("id", inputs, again).changes
    assert PROVIDER.check({}, inputs).inputs == PROVIDER.check({}, again).inputs


@few
@given(valid_inputs())
def test_diff_is_reflexive(inputs: Inputs) -> None:
    """No schedule differs from itself."""
    result = PROVIDER.diff("id", inputs, copy.deepcopy(inputs))

    assert (False, [], False) == (result.changes, result.replaces, result.delete_before_replace)


@few
@given(pairs())
def test_diff(pair: tuple[Inputs, Inputs]) -> None:
    """Exactly the settings that mean another thing are replacements; a place is emptied first."""
    old, new = pair
    before, after = meaning(old), meaning(new)
    changed = sorted(name for name in before if before[name] != after[name])

    result = PROVIDER.diff("id", old, new)

    assert changed == result.replaces
    assert bool(changed) == result.changes
    assert (bool(changed) and place(old) == place(new)) == result.delete_before_replace


@few
@given(pairs())
def test_diff_is_symmetric(pair: tuple[Inputs, Inputs]) -> None:
    """The way back changes what the way there does."""
    old, new = pair

    assert PROVIDER.diff("id", old, new).replaces == PROVIDER.diff("id", new, old).replaces


@few
@given(valid_inputs(), st.sampled_from(["adopt", "error", "replace", None]))
def test_if_exists_is_no_change(inputs: Inputs, if_exists: str | None) -> None:
    """What to do with an existing schedule is no setting of it."""
    new = {**inputs, "ifExists": if_exists}

    assert not PROVIDER.diff("id", inputs, new).changes


@few
@given(valid_inputs())
def test_default_compression_is_no_change(inputs: Inputs) -> None:
    """Leaving the compression out means gz."""
    left_out = {name: value for name, value in inputs.items() if name != "compressionType"}

    assert not PROVIDER.diff("id", left_out, {**left_out, "compressionType": "gz"}).changes
    assert not PROVIDER.diff("id", {**left_out, "compressionType": "gz"}, left_out).changes


@few
@given(st.data())
def test_an_unknown_value_may_be_a_change(data: st.DataObject) -> None:
    """A setting not known yet counts as changed, and its place is not emptied for it."""
    inputs = data.draw(valid_inputs())
    name = data.draw(st.sampled_from(["projectId", "addonId", "backupType", "scheduling"]))

    result = PROVIDER.diff("id", inputs, {**inputs, name: Unknown()})

    assert name in (result.replaces or [])
    assert not result.delete_before_replace
