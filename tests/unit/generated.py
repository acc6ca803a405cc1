"""Generated inputs: valid ones, nearly valid ones, and junk."""

from __future__ import annotations

import copy
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

from pulumi_northflank.validation import SCHEMA

Inputs = dict[str, Any]

LONGEST = {"hourly": 7, "daily": 60, "weekly": 120}

few = settings(deadline=None, max_examples=25, suppress_health_check=[HealthCheck.too_slow])

destination_ids = st.sampled_from(["eu-copy", "us-copy", "abc", "A-1-b", "a" * 100])
path_ids = st.sampled_from(["shop", "orders", "a", "p" * 100, "a.b", "gesch\u00e4ft"])
# Not ending in a line break, before which a plain validator lets `$` match, as Python does.
texts = st.text(max_size=4).filter(lambda text: not text.endswith("\n"))


def numbers(low: int, high: int, most: int = 2) -> st.SearchStrategy[list[int]]:
    """Lists of different numbers."""
    return st.lists(st.integers(low, high), min_size=1, max_size=most, unique=True)


@st.composite
def valid_inputs(draw: st.DrawFn) -> Inputs:
    """Valid inputs: at most two minutes and two hours, which never keep too many backups."""
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
        destination = st.fixed_dictionaries(
            {"destinationId": destination_ids, "type": st.just("custom")},
            optional={"retentionTime": days},
        )
        optional["additionalDestinations"] = st.lists(
            destination, max_size=3, unique_by=lambda one: one["destinationId"]
        )
    return inputs | draw(st.fixed_dictionaries({}, optional=optional))


names = st.sampled_from([*SCHEMA["properties"], *SCHEMA["$defs"]["scheduling"]["properties"]])
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
    """The path of each value inside *value*."""
    items: Any = (
        value.items()
        if isinstance(value, dict)
        else enumerate(value)
        if isinstance(value, list)
        else ()
    )
    return [path for key, item in items for path in ((key,), *((key, *p) for p in paths(item)))]


def replaced(inputs: Inputs, path: tuple[Any, ...], value: Any) -> Inputs:
    """A copy with another value at a path, or an unchanged one if the path does not exist."""
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
    """Valid inputs with one value replaced by junk, and often with another one added."""
    inputs = draw(valid_inputs())
    path = draw(st.sampled_from(paths(inputs)))
    inputs = replaced(inputs, path, draw(json_like(leaves)))
    if draw(st.booleans()):
        inputs[draw(names | texts.filter(str.isprintable))] = draw(json_like(leaves))
    return inputs


def shuffled(draw: st.DrawFn, inputs: Inputs) -> Inputs:
    """The same schedule, with lists in another order and some numbers as floats."""

    def rewrite(value: Any) -> Any:
        if isinstance(value, dict):
            return {name: rewrite(item) for name, item in draw(st.permutations([*value.items()]))}
        if isinstance(value, list):
            return [rewrite(item) for item in draw(st.permutations(value))]
        return draw(st.sampled_from([int(value), float(value)])) if type(value) is int else value

    rewritten: Inputs = rewrite(inputs)
    return rewritten
