"""What holds of every input, tried on generated ones."""

from __future__ import annotations

import copy
import math
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, example, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from pulumi.output import Unknown

from pulumi_northflank import AddonBackupScheduleProvider
from pulumi_northflank.canonical import body, canonical
from pulumi_northflank.declaration import HIDDEN_PROPERTY
from pulumi_northflank.quota import kept_at_once
from pulumi_northflank.validation import schema, validate

Inputs = dict[str, Any]

LONGEST = {"hourly": 7, "daily": 60, "weekly": 120}
PROVIDER = AddonBackupScheduleProvider()
PLAIN = Draft202012Validator(schema())

few = settings(deadline=None, max_examples=25, suppress_health_check=[HealthCheck.too_slow])

destination_ids = st.sampled_from(["eu-copy", "us-copy", "abc", "A-1-b", "a" * 100])
path_ids = st.sampled_from(["shop", "orders", "a", "p" * 100, "a.b", "gesch\u00e4ft"])
# Any text but one that ends in a line break: there, a plain validator reads `$` as Python does.
texts = st.text(max_size=4).filter(lambda text: not text.endswith("\n"))


def numbers(low: int, high: int, most: int = 2) -> st.SearchStrategy[list[int]]:
    """Lists of different numbers."""
    return st.lists(st.integers(low, high), min_size=1, max_size=most, unique=True)


@st.composite
def valid_inputs(draw: st.DrawFn) -> Inputs:
    """Inputs without a fault: two minutes and two hours at most never keep too many."""
    interval = draw(st.sampled_from(["hourly", "daily", "weekly"]))
    days = st.integers(1, LONGEST[interval])
    scheduling: dict[str, Any] = {"interval": interval, "minute": draw(numbers(0, 59))}
    if interval != "hourly":
        scheduling["hour"] = draw(numbers(0, 23))
    if interval == "weekly":
        scheduling["day"] = draw(numbers(0, 6, most=7))
    inputs: Inputs = {
        "projectId": draw(path_ids),
        "addonId": draw(path_ids),
        "backupType": draw(st.sampled_from(["dump", "snapshot"])),
        "scheduling": scheduling,
        "retentionTime": draw(days),
    }
    optional: dict[str, st.SearchStrategy[Any]] = {
        "teamId": path_ids,
        "compressionType": st.sampled_from(["gz", "zstd"]),
        "ifExists": st.sampled_from(["adopt", "error", "replace"]),
    }
    if inputs["backupType"] == "dump":
        optional["customDestinationId"] = destination_ids
    else:
        place = st.fixed_dictionaries(
            {"destinationId": destination_ids, "type": st.just("custom")},
            optional={"retentionTime": days},
        )
        optional["additionalDestinations"] = st.lists(
            place, max_size=3, unique_by=lambda one: one["destinationId"]
        )
    return inputs | draw(st.fixed_dictionaries({}, optional=optional))


names = st.sampled_from([*schema()["properties"], *schema()["$defs"]["scheduling"]["properties"]])
leaves = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | texts
    | st.sampled_from(["daily", "dump", "snapshot", "custom", "eu-copy", 30.0, 7, 0, 59, 61])
)


def json_like(leaf: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """Lists and objects of lists and objects of leaves."""
    return st.recursive(
        leaf,
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(names | texts.filter(str.isprintable), inner, max_size=3)
        ),
        max_leaves=4,
    )


def paths(value: Any) -> list[tuple[Any, ...]]:
    """The path of each value in *value*, but for its own."""
    items: Any = (
        value.items()
        if isinstance(value, dict)
        else enumerate(value)
        if isinstance(value, list)
        else ()
    )
    return [path for key, item in items for path in ((key,), *((key, *p) for p in paths(item)))]


def replaced(inputs: Inputs, path: tuple[Any, ...], value: Any) -> Inputs:
    """A copy with another value at a path; with nothing there if it has gone already."""
    copied = copy.deepcopy(inputs)
    container: Any = copied
    for part in path[:-1]:
        if not isinstance(container, dict | list):
            return copied
        container = container[part]
    if isinstance(container, dict | list):
        container[path[-1]] = value
    return copied


@st.composite
def nearly_valid_inputs(draw: st.DrawFn) -> Inputs:
    """Valid inputs in which something was replaced by nonsense, or something was added."""
    inputs = draw(valid_inputs())
    path = draw(st.sampled_from(paths(inputs)))
    inputs = replaced(inputs, path, draw(json_like(leaves)))
    if draw(st.booleans()):
        inputs[draw(names | texts.filter(str.isprintable))] = draw(json_like(leaves))
    return inputs


def shuffled(draw: st.DrawFn, inputs: Inputs) -> Inputs:
    """The same schedule, its lists in another order and its numbers written as floats or not."""

    def rewrite(value: Any) -> Any:
        if isinstance(value, dict):
            return {name: rewrite(item) for name, item in draw(st.permutations([*value.items()]))}
        if isinstance(value, list):
            return [rewrite(item) for item in draw(st.permutations(value))]
        return draw(st.sampled_from([int(value), float(value)])) if type(value) is int else value

    rewritten: Inputs = rewrite(inputs)
    return rewritten


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
def test_order_and_floats_are_no_difference(data: st.DataObject) -> None:
    """Lists in another order and numbers as floats are the same schedule, after check as before."""
    inputs = data.draw(valid_inputs())
    again = data.draw(st.composite(lambda draw: shuffled(draw, inputs))())

    assert not PROVIDER.diff("id", inputs, again).changes
    assert PROVIDER.check({}, inputs).inputs == PROVIDER.check({}, again).inputs


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
@given(st.data())
def test_an_unknown_value_may_be_a_change(data: st.DataObject) -> None:
    """A setting not known yet counts as changed, and its place is not emptied for it."""
    inputs = data.draw(valid_inputs())
    name = data.draw(st.sampled_from(["projectId", "addonId", "backupType", "scheduling"]))

    result = PROVIDER.diff("id", inputs, {**inputs, name: Unknown()})

    assert name in (result.replaces or [])
    assert not result.delete_before_replace


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


def kept_by_enumeration(scheduling: dict[str, Any], days: int) -> int:
    """The most backups that exist together, by making them minute after minute."""
    horizon = days + 14
    made = [
        day * 1440 + hour * 60 + minute
        for day in range(horizon)
        if scheduling["interval"] != "weekly" or day % 7 in scheduling["day"]
        for hour in (
            range(24) if scheduling["interval"] == "hourly" else sorted(scheduling["hour"])
        )
        for minute in sorted(scheduling["minute"])
    ]
    most, oldest = 0, 0
    for newest, now in enumerate(made):
        while made[oldest] <= now - days * 1440:
            oldest += 1
        most = max(most, newest - oldest + 1)
    return most


@settings(few, max_examples=50)
@given(
    st.fixed_dictionaries(
        {
            "interval": st.sampled_from(["hourly", "daily", "weekly", "weekly"]),
            "minute": numbers(0, 59, most=4),
            "hour": numbers(0, 23, most=4),
            "day": numbers(0, 6, most=7),
        }
    ),
    st.integers(1, 120),
)
def test_quota(scheduling: Any, days: int) -> None:
    """How many backups exist together is what making them one by one gives."""
    assert kept_by_enumeration(scheduling, days) == kept_at_once(scheduling, days)


@pytest.mark.parametrize(
    ("days", "retention", "kept"),
    [
        pytest.param([0], 1, 1, id="one-day-kept-a-day"),
        pytest.param([0], 7, 1, id="one-day-kept-a-week"),
        pytest.param([0], 8, 2, id="one-day-kept-a-day-longer"),
        pytest.param([0, 6], 2, 2, id="sunday-and-monday-are-neighbours"),
        pytest.param([0, 3], 2, 1, id="days-far-apart"),
        pytest.param([0, 1, 2, 3, 4, 5, 6], 120, 120, id="every-day"),
    ],
)
def test_weekly_quota(days: list[int], retention: int, kept: int) -> None:
    """A weekly schedule keeps the backups of the busiest days that fit into the retention."""
    scheduling: Any = {"interval": "weekly", "minute": [0], "hour": [0], "day": days}

    assert kept == kept_at_once(scheduling, retention)
