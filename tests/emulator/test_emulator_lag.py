"""Lists that lag behind, by the emulator's own clock."""

from __future__ import annotations

import pytest
import requests
from tests.unit.schedules import make_body

from pulumi_northflank.emulator import Emulator

BODY = make_body()


@pytest.fixture
def lagging() -> Emulator:
    """Make an emulator whose lists show changes late."""
    return Emulator(list_lag=2.0, delete_lag=3.0)


def ask(api: Emulator, method: str, schedule_id: str = "") -> requests.Response:
    """Make a request about the schedules of an addon."""
    url = f"{api.url}/v1/projects/shop/addons/orders/backup-schedules{schedule_id}"
    body = BODY if method == "POST" else None
    headers = {"Authorization": "Bearer any"}
    return requests.request(method, url, json=body, headers=headers, timeout=10)


def listed(api: Emulator) -> list[str]:
    """The IDs that the API lists."""
    return [item["id"] for item in ask(api, "GET").json()["data"]["schedules"]]


def test_a_new_schedule_is_listed_late(lagging: Emulator) -> None:
    """A new schedule takes its place at once, and is listed after the lag."""
    with lagging as api:
        created = ask(api, "POST").json()["data"]["id"]
        at_once, second = listed(api), ask(api, "POST")
        api.clock.advance(2)

        assert ([], 409, [created]) == (at_once, second.status_code, listed(api))


def test_a_deletion_takes_effect_late(lagging: Emulator) -> None:
    """A deleted schedule keeps its place and is listed until the lag is over."""
    with lagging as api:
        created = api.add_schedule("shop", "orders", BODY)
        statuses = [ask(api, "DELETE", f"/{created}").status_code for _ in range(2)]
        at_once, refused = listed(api), ask(api, "POST").status_code
        api.clock.advance(3)

        assert ([200, 404], [created], 409) == (statuses, at_once, refused)
        assert ([], []) == (listed(api), api.schedules())


def test_a_lag_that_is_over_needs_no_memory(lagging: Emulator) -> None:
    """Nothing is kept of schedules that are listed, or whose deletion has taken effect."""
    with lagging as api:
        for _ in range(3):
            created = ask(api, "POST").json()["data"]["id"]
            api.clock.advance(2)
            listed(api)
            ask(api, "DELETE", f"/{created}")
            api.clock.advance(3)
            listed(api)

        assert ({}, {}) == (api._lag._visible, api._lag._gone)


def test_the_lag_can_change(lagging: Emulator) -> None:
    """A running emulator can lag otherwise, until it is cleared."""
    with lagging as api:
        api.lag()
        created = ask(api, "POST").json()["data"]["id"]
        at_once = listed(api)
        api.clear()
        ask(api, "POST")

        assert ([created], []) == (at_once, listed(api))
