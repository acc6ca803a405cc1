"""What is listed, and what is taken for no schedule."""

from __future__ import annotations

import json
from typing import Any

import pytest
from tests.unit.wire import CHECK_URL, NOT_READ, ORDERS, PATH, item, page

from pulumi_northflank import UnreadableAnswerError
from pulumi_northflank.client import Client
from pulumi_northflank.emulator import Emulator, Raw

UNUSABLE: list[tuple[str, Any]] = [
    ("id", None),
    ("id", 7),
    ("id", {}),
    ("backupType", None),
    ("backupType", 1),
    ("scheduling", None),
    ("scheduling", "daily"),
    ("scheduling", []),
    ("retentionTime", None),
    ("retentionTime", "7"),
    ("retentionTime", 7.5),
    ("retentionTime", True),
]


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        pytest.param({}, "the answer holds no list of schedules", id="no-list"),
        pytest.param({"schedules": {}}, "the answer holds no list of schedules", id="an-object"),
        pytest.param({"schedules": None}, "the answer holds no list of schedules", id="null"),
        pytest.param(
            {"schedules": ["s1"]}, "the list holds something that is no schedule", id="a-text"
        ),
        *(
            pytest.param(
                {"schedules": [item(**{name: value})]},
                f"a listed schedule has no usable `{name}`",
                id=f"{name}-{value!r}",
            )
            for name, value in UNUSABLE
        ),
    ],
)
def test_unreadable_schedules(
    api: Emulator, client: Client, data: dict[str, Any], problem: str
) -> None:
    """A schedule that lacks what every schedule has makes the list unreadable."""
    api.fault(Raw(json.dumps({"data": data}).encode()))

    with pytest.raises(UnreadableAnswerError) as caught:
        client.list_what_is_left(ORDERS)

    assert f"GET {PATH}: 200, but {problem}. {NOT_READ} {CHECK_URL}" == str(caught.value)


@pytest.mark.parametrize(
    "changes",
    [
        {"additionalDestinations": "x"},
        {"additionalDestinations": [1]},
        {"createdAt": 5},
        {"customDestinationId": ["x"]},
        {"backupCompressionType": 7},
    ],
    ids=str,
)
def test_listed_fields_of_another_type(
    changes: dict[str, Any], api: Emulator, client: Client
) -> None:
    """A field that is not what the documentation says makes the list unreadable."""
    api.fault(page(item(**changes)), method="GET")

    with pytest.raises(UnreadableAnswerError, match=f"no usable `{next(iter(changes))}`"):
        client.list_what_is_left(ORDERS)
