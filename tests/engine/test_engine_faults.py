"""The rows of docs/faults.md, each with the real engine."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from pulumi_northflank.emulator import Emulator
from pulumi_northflank.emulator.faults import (
    Action,
    Drop,
    Html,
    Latency,
    Raw,
    Redirect,
    Status,
    Truncate,
)

if TYPE_CHECKING:
    from tests.engine.conftest import Stack

DOCUMENT = Path(__file__).parents[2] / "docs" / "faults.md"
FOR_EVER = None

PROGRAM = """
    AddonBackupSchedule(
        "nightly", project_id="shop", addon_id="orders", backup_type="dump",
        scheduling={"interval": "daily", "minute": [0], "hour": [2]}, retention_time=RETENTION,
    )
"""
OTHER_HOST = "http://127.0.0.1:9/"
ENDLESS = {"data": {"schedules": []}, "pagination": {"hasNextPage": True, "count": 0}}
INCOMPLETE = {
    "data": {
        "schedules": [
            {"id": "a", "backupType": "dump", "scheduling": {"interval": "daily", "minute": [0]}}
        ]
    }
}


@dataclass(frozen=True)
class Row:
    """A row of the document."""

    during: str
    fault: str
    sees: str
    state: str
    server: str


def rows() -> list[Row]:
    """The document's rows, its heading left out."""
    lines = [line for line in DOCUMENT.read_text().splitlines() if line.startswith("|")]
    return [Row(*(cell.strip() for cell in line.strip("|").split("|"))) for line in lines[2:]]


def json_of(document: object) -> Raw:
    """An answer with *document* under 200."""
    return Raw(json.dumps(document).encode())


def on(
    method: str, action: Action, *, times: int | None = 1, path: str = "backup-schedules"
) -> Callable[[Emulator], None]:
    """A fault for requests of *method*."""
    return lambda api: api.fault(action, method=method, path=path, times=times)


def both(*faults: Callable[[Emulator], None]) -> Callable[[Emulator], None]:
    """Several faults that make one row."""

    def inject(api: Emulator) -> None:
        for fault in faults:
            fault(api)

    return inject


FAULTS: dict[str, Callable[[Emulator], None]] = {
    "POST: connection reset before the API saw it": on("POST", Drop()),
    "POST: created, then connection reset": on("POST", Drop(after_commit=True)),
    "POST: created, answer truncated": on("POST", Truncate()),
    "POST: created, a gateway's HTML under 200": on("POST", Html(after_commit=True)),
    "POST: created, 502 from a gateway": on("POST", Status(502, after_commit=True)),
    "POST: created, 200 without an ID": on("POST", Raw(b'{"data": {}}', after_commit=True)),
    "POST: no answer within the timeout, created late": on("POST", Latency(2.5)),
    "POST: 503": on("POST", Status(503)),
    "POST: 429 with Retry-After 1": on("POST", Status(429, {"Retry-After": "1"})),
    "POST: 429 with Retry-After 4000": on("POST", Status(429, {"Retry-After": "4000"})),
    "POST: 400": on("POST", Status(400)),
    "POST: 401": on("POST", Status(401)),
    "POST: 403": on("POST", Status(403)),
    "POST: 307 to another host": both(
        on("POST", Redirect(OTHER_HOST), times=FOR_EVER),
        on("GET", Redirect(OTHER_HOST), times=FOR_EVER),
    ),
    "POST: created, connection reset, and the list is 403": both(
        on("POST", Drop(after_commit=True)), on("GET", Status(403))
    ),
    "GET: 401": on("GET", Status(401)),
    "GET: 403": on("GET", Status(403)),
    "GET: 500": on("GET", Status(500)),
    "GET: 307 to another host": on("GET", Redirect(OTHER_HOST)),
    "GET: 503 once": on("GET", Status(503)),
    "GET: connection reset once": on("GET", Drop()),
    "GET: an empty list that says it goes on": on("GET", json_of(ENDLESS)),
    "GET: a schedule without retentionTime": on("GET", json_of(INCOMPLETE)),
    "GET: 404 for addon and project": on("GET", Status(404), times=2, path="/v1/"),
    "GET: 404 for the addon, its project is there": on("GET", Status(404)),
    "DELETE: deleted, then connection reset": on("DELETE", Drop(after_commit=True)),
    "DELETE: 503 once": on("DELETE", Status(503)),
    "DELETE: 403": on("DELETE", Status(403)),
    "DELETE: 404 for all, as with a wrong team": both(
        on("DELETE", Status(404)), on("GET", Status(404), times=2, path="/v1/")
    ),
    "POST: 400 after the old schedule was deleted": on("POST", Status(400)),
}


@pytest.mark.parametrize("row", rows(), ids=lambda row: f"{row.during}-{row.fault}")
def test_a_fault_ends_as_documented_and_one_more_up_is_exact(
    row: Row, stack: Stack, api: Emulator
) -> None:
    """What the user sees, the state and the server are as the row says, then all is exact."""
    stack.environment |= {"NORTHFLANK_TIMEOUT": "2"}
    retention = 30
    if row.during != "up":
        stack.program(PROGRAM.replace("RETENTION", "30"))
        stack.up()
    before = stack.ids()
    if row.during == "replace":
        retention = 20
    stack.program(PROGRAM.replace("RETENTION", str(retention)))
    FAULTS[row.fault](api)

    outcome = {
        "up": stack.up,
        "replace": stack.up,
        "refresh": stack.refresh,
        "destroy": stack.destroy,
    }[row.during]()

    ids, held = stack.ids(), [item["id"] for item in api.schedules("shop", "orders")]
    assert row.sees.startswith("no error") == outcome.succeeded, outcome.output
    assert [] == [w for w in re.findall(r'"(.*?)"', row.sees) if w not in outcome.output], (
        outcome.output
    )
    assert {"one schedule": 1, "nothing": 0}[row.server] == len(held)
    assert {"its ID": held, "nothing": [], "the old ID, to be replaced": [before.get("nightly")]}[
        row.state
    ] == list(ids.values())

    api.clear_faults()
    healed = stack.up()

    [live] = api.schedules("shop", "orders")
    assert healed.succeeded, healed.output
    assert {"nightly": live["id"]} == stack.ids()
    assert retention == live["retentionTime"]


def test_every_fault_here_is_a_row_of_the_document() -> None:
    """No fault is tested that the document does not tell of, and none is told untested."""
    assert set(FAULTS) == {row.fault for row in rows()}
