from __future__ import annotations

import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from tests.emulator.wanted import dump, problems_of

from pulumi_northflank.emulator.models import (
    SchedulingBody,
    backups_kept,
    definition_of,
    parse_body,
)


def some(most: int) -> st.SearchStrategy[list[int]]:
    """Choose some of the numbers up to this."""
    return st.lists(st.integers(0, most), min_size=1, unique=True)


SCHEDULINGS = st.one_of(
    st.fixed_dictionaries({"interval": st.just("hourly"), "minute": some(59)}),
    st.fixed_dictionaries({"interval": st.just("daily"), "minute": some(59), "hour": some(23)}),
    st.fixed_dictionaries(
        {"interval": st.just("weekly"), "minute": some(59), "hour": some(23), "day": some(6)}
    ),
)


def counted_run_by_run(scheduling: dict[str, Any], retention: int) -> int:
    """Count the runs of every window of that many days, by the calendar."""
    hours = scheduling.get("hour", range(24))
    days = scheduling.get("day", range(7))
    runs_by_day = [
        sum(1 for _ in scheduling["minute"] for _ in hours) if day % 7 in days else 0
        for day in range(7 + retention)
    ]
    return max(sum(runs_by_day[first : first + retention]) for first in range(7))


@given(SCHEDULINGS, st.integers(1, 120))
def test_backups_kept(scheduling: dict[str, Any], retention: int) -> None:
    """The number of backups kept at once is that of the fullest window."""
    counted = backups_kept(SchedulingBody.model_validate(scheduling), retention)

    assert counted_run_by_run(scheduling, retention) == counted


@given(SCHEDULINGS, st.integers(1, 7), st.sampled_from(["dump", "snapshot"]))
def test_definition_keeps_what_was_sent(
    scheduling: dict[str, Any], retention: int, backup_type: str
) -> None:
    """A valid body is stored as sent, arrays in their order; else only the 500 stand against it."""
    body = {"scheduling": scheduling, "backupType": backup_type, "retentionTime": retention}
    kept = counted_run_by_run(scheduling, retention)

    if kept > 500:
        assert ["retentionTime"] == [path for path, _ in problems_of(body)]
    else:
        assert {
            **body,
            "additionalDestinations": [],
            "backupCompressionType": "gz",
        } == definition_of(parse_body(json.dumps(body).encode()))


# An alphabet of its own spares a fresh checkout the building of tables of all characters.
TEXTS = st.text("aZ09- \n\0\N{SNOWMAN}", max_size=5)
SCALARS = st.none() | st.booleans() | st.integers() | st.floats() | TEXTS
JSON_VALUES = SCALARS | st.lists(SCALARS, max_size=3) | st.dictionaries(TEXTS, SCALARS, max_size=3)


@given(
    st.sampled_from(
        [
            "scheduling",
            "backupType",
            "additionalDestinations",
            "customDestinationId",
            "retentionTime",
        ]
    ),
    JSON_VALUES,
)
def test_any_value_is_judged(name: str, value: object) -> None:
    """Whatever stands for a property, the body is either accepted or refused with reasons."""
    problems = problems_of({**dump(), name: value})

    assert all(path.split(".")[0] == name for path, _ in problems)
