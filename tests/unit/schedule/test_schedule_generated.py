"""Properties of any two schedules, tested on generated ones."""

from __future__ import annotations

import math
from typing import Any

from hypothesis import example, given
from hypothesis import strategies as st
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

from pulumi_northflank.schedule import Schedule


def meaning(inputs: Inputs) -> dict[str, Any]:
    """The meaning of a schedule, worked out in another way than in the package."""
    is_dump = inputs["backupType"] == "dump"
    return {
        **{name: inputs.get(name) for name in ("teamId", "projectId", "addonId", "backupType")},
        "scheduling": {
            name: value if name == "interval" else frozenset(value)
            for name, value in inputs["scheduling"].items()
        },
        "retentionTime": inputs["retentionTime"],
        "compressionType": inputs.get("compressionType", "gz") if is_dump else None,
        "customDestinationId": inputs.get("customDestinationId"),
        "additionalDestinations": frozenset(
            tuple(sorted(destination.items()))
            for destination in inputs.get("additionalDestinations", [])
        ),
    }


@st.composite
def pairs(draw: st.DrawFn) -> tuple[Inputs, Inputs]:
    """Two schedules that often differ in little or nothing."""
    old = draw(valid_inputs())
    new = draw(valid_inputs())
    mixed = {**old, **{name: new[name] for name in draw(st.sets(st.sampled_from([*new])))}}
    return old, draw(
        st.sampled_from([new, old if Schedule.of(mixed).problems_under("enforce") else mixed, old])
    )


@few
@given(pairs())
def test_changed_properties(pair: tuple[Inputs, Inputs]) -> None:
    """Exactly the properties with another meaning have changed, in both directions."""
    before, after = map(meaning, pair)
    old, new = map(Schedule.of, pair)
    changed = sorted(name for name in before if before[name] != after[name])

    assert changed == old.changed_properties(new)
    assert changed == new.changed_properties(old)


@few
@given(st.data())
def test_order_and_floats(data: st.DataObject) -> None:
    """The order of lists and the type of whole numbers make no difference."""
    inputs = data.draw(valid_inputs())
    again = data.draw(st.composite(lambda draw: shuffled(draw, inputs))())
    body = Schedule.of(again).body

    assert Schedule.of(inputs) == Schedule.of(again)
    assert float not in {type(at(body, path)) for path in paths(body)}


def at(value: Any, path: tuple[Any, ...]) -> Any:
    """The value at a path."""
    for part in path:
        value = value[part]
    return value


@few
@given(st.data())
def test_unknown_value(data: st.DataObject) -> None:
    """A value that is not known yet is kept, counts as changed and is no problem."""
    inputs = data.draw(valid_inputs())
    path = data.draw(
        st.sampled_from([("addonId",), ("scheduling", "interval"), ("retentionTime",)])
    )
    schedule = Schedule.of(replaced(inputs, path, Unknown()))

    assert isinstance(at(schedule.values, path), Unknown)
    assert path[0] in Schedule.of(inputs).changed_properties(schedule)
    assert [] == schedule.problems_under("enforce")


@few
@given(nearly_valid_inputs() | valid_inputs())
def test_idempotent(inputs: Inputs) -> None:
    """The canonical form of the canonical form is the same, with the same problems."""
    once = Schedule.of(inputs)
    twice = Schedule.of(once.values)

    assert once == twice
    assert once.problems_under("warn") == twice.problems_under("warn")


@few
@given(json_like(leaves))
def test_idempotent_for_junk(value: Any) -> None:
    """That also holds for values that make no schedule."""
    once = Schedule.of({"scheduling": value, "additionalDestinations": value, "other": value})

    assert repr(once.values) == repr(Schedule.of(once.values).values)


@few
@given(st.dictionaries(names | texts, json_like(leaves | st.builds(Unknown)), max_size=5))
@example({"retentionTime": math.nan, "scheduling": {"interval": "daily", "minute": [math.inf]}})
@example({"scheduling": [], "additionalDestinations": [{"destinationId": ["x"]}, {}]})
def test_junk(junk: Inputs) -> None:
    """Whatever a program passes, the result is a schedule with problems, each on one line."""
    schedule = Schedule.of(junk)
    schedule.changed_properties(Schedule.of({}))

    problems = schedule.problems_under("warn")
    assert problems, "the required properties are never all right by chance"
    assert {1} == {len(str(problem).splitlines()) for problem in problems}
    assert not schedule.slot.is_known or str(schedule)
