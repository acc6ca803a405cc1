"""The rows of docs/faults.md, each with the real engine and through both doors."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

import pytest
from tests.engine.conftest import Stack, nightly

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

DOCUMENT = Path(__file__).parents[2] / "docs" / "faults.md"
FOR_EVER = None
KEPT, CHANGED = 30, 20
OTHER_HOST = "http://127.0.0.1:9/"
ENDLESS = {"data": {"schedules": []}, "pagination": {"hasNextPage": True, "count": 0}}


@dataclass(frozen=True)
class Row:
    """A row of the document."""

    during: str
    fault: str
    sees: str
    state: str
    server: str

    @property
    def is_error(self) -> bool:
        """Whether the command reports an error."""
        return not self.sees.startswith("no error")


def rows() -> list[Row]:
    """The rows of the document's first table, without its header."""
    table = DOCUMENT.read_text().partition("\n## ")[0]
    lines = [line for line in table.splitlines() if line.startswith("|")]
    return [Row(*(cell.strip() for cell in line.strip("|").split("|"))) for line in lines[2:]]


def json_of(document: object) -> Raw:
    """A response of *document* with status 200."""
    return Raw(json.dumps(document).encode())


Inject = Callable[[Emulator, str], None]


def on(method: str, action: Action, *, times: int | None = 1) -> Inject:
    """A fault for requests of *method* about the row's addon."""
    return lambda api, addon: api.fault(action, method=method, path=f"/{addon}/", times=times)


def no_project() -> Inject:
    """A fault for requests that read the project."""
    return lambda api, _: api.fault(Status(404), method="GET", path_regex=r"/projects/[^/]+$")


def without_retention() -> Inject:
    """A fault for a list whose schedule lacks a property that every schedule has."""

    def inject(api: Emulator, addon: str) -> None:
        item = {**api.schedules("shop", addon)[0], "retentionTime": None}
        on("GET", json_of({"data": {"schedules": [item]}}))(api, addon)

    return inject


def both(*faults: Inject) -> Inject:
    """Two faults that make one row."""

    def inject(api: Emulator, addon: str) -> None:
        for fault in faults:
            fault(api, addon)

    return inject


FAULTS: dict[str, Inject] = {
    "POST: connection reset before the API saw it": on("POST", Drop()),
    "POST: created, then connection reset": on("POST", Drop(after_commit=True)),
    "POST: created, response truncated": on("POST", Truncate()),
    "POST: created, a gateway's HTML with status 200": on("POST", Html(after_commit=True)),
    "POST: created, 502 from a gateway": on("POST", Status(502, after_commit=True)),
    "POST: created, 200 without an ID": on("POST", Raw(b'{"data": {}}', after_commit=True)),
    "POST: no response within the timeout, created late": on("POST", Latency(2.5)),
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
    "GET: 500 once": on("GET", Status(500)),
    "GET: 307 to another host": on("GET", Redirect(OTHER_HOST)),
    "GET: 503 once": on("GET", Status(503)),
    "GET: connection reset once": on("GET", Drop()),
    "GET: an empty list with a next page but no cursor": on("GET", json_of(ENDLESS)),
    "GET: its schedule without retentionTime": without_retention(),
    "GET: 404 for addon and project": both(on("GET", Status(404)), no_project()),
    "GET: 404 for the addon, 200 for its project": on("GET", Status(404)),
    "DELETE: deleted, then connection reset": on("DELETE", Drop(after_commit=True)),
    "DELETE: 503 once": on("DELETE", Status(503)),
    "DELETE: 403": on("DELETE", Status(403)),
    "DELETE: 404 for everything, as with a wrong team": both(
        on("DELETE", Status(404)), on("GET", Status(404)), no_project()
    ),
    "POST: 400 after the old schedule was deleted": on("POST", Status(400)),
}


def program_of(stack: Stack, addons: Iterable[str], retention: int) -> str:
    """A program with one schedule for each of *addons*."""
    return stack.declaring({addon: nightly(addon, retentionTime=retention) for addon in addons})


def blocks_about(name: str, output: str) -> str:
    """What the engine prints below one resource."""
    blocks = re.split(r"\n\n(?=  \S)", output.partition("Diagnostics:")[2])
    return "".join(block for block in blocks if f"({name}):" in block)


def check_row(row: Row, addon: str, before: dict[str, str], stack: Stack, api: Emulator) -> None:
    """State and server are as the row says."""
    ids = [schedule_id for name, schedule_id in stack.ids().items() if name == addon]
    held = [item["id"] for item in api.schedules("shop", addon)]

    states = {"its ID": held, "nothing": [], "the old ID, to be replaced": [before.get(addon)]}
    assert {"one schedule": 1, "nothing": 0}[row.server] == len(held), row.fault
    assert states[row.state] == ids, row.fault


def check_words(row: Row, addon: str, output: str) -> None:
    """The user sees the row's words, and no error where it says so."""
    shown = blocks_about(addon, output)
    missing = [
        words
        for words in re.findall(r'"(.*?)"', row.sees)
        if words not in shown + blocks_about("shop-test", output)
    ]

    assert [] == missing, row.fault + output
    assert row.is_error == ("error: " in shown), row.fault + output


def check_exact(addons: Iterable[str], retention: int, stack: Stack, api: Emulator) -> None:
    """The server has the declared schedules, and the state has their IDs."""
    held = {addon: api.schedules("shop", addon) for addon in addons}
    assert {addon: items[0]["id"] for addon, items in held.items()} == stack.ids()
    assert {retention} == {item["retentionTime"] for items in held.values() for item in items}
    assert len(held) == len(api.schedules())


def heal(stack: Stack, api: Emulator) -> None:
    """One more `up`, without the fault."""
    api.clear_faults()
    stack.up()


# One command has a schedule for each of its rows, each with its own fault: a command takes
# seconds, and no schedule stops another. But a refresh with an error changes nothing in the state.
@pytest.mark.parametrize("during", ["up", "destroy", "refresh", "refresh with errors"])
def test_faults_of_many_schedules_end_as_documented(
    during: str, either_stack: Stack, api: Emulator
) -> None:
    """Words, state and server are as each row says, and one more `up` makes all of them exact."""
    stack, (command, *with_errors) = either_stack, during.split(maxsplit=1)
    chosen = {
        f"addon-{n}": row
        for n, row in enumerate(rows())
        if row.during == command and (command != "refresh" or row.is_error == bool(with_errors))
    }
    stack.environment |= {"NORTHFLANK_TIMEOUT": "2"}
    program = program_of(stack, chosen, KEPT)
    stack.program(program)
    if command != "up":
        stack.given(program)
    before = stack.ids()
    for addon, row in chosen.items():
        FAULTS[row.fault](api, addon)

    if command == "refresh":
        outcome = stack.refresh(fails=bool(with_errors))
    else:
        run = {"up": stack.up, "destroy": stack.destroy}[command]
        outcome = run("--continue-on-error", fails=True)

    for addon, row in chosen.items():
        check_row(row, addon, before, stack, api)
        check_words(row, addon, outcome.output)
    heal(stack, api)
    check_exact(chosen, KEPT, stack, api)


@pytest.mark.parametrize(
    "row", [row for row in rows() if row.during == "replace"], ids=lambda row: row.fault
)
def test_a_fault_of_a_replacement_ends_as_documented(
    row: Row, either_stack: Stack, api: Emulator
) -> None:
    """Each of these faults has its own stack: the engine hangs if it continues after one."""
    stack = either_stack
    stack.given(program_of(stack, ["orders"], KEPT))
    before = stack.ids()
    stack.program(program_of(stack, ["orders"], CHANGED))
    FAULTS[row.fault](api, "orders")

    outcome = stack.up(fails=row.is_error)

    check_row(row, "orders", before, stack, api)
    check_words(row, "orders", outcome.output)
    heal(stack, api)
    check_exact(["orders"], CHANGED, stack, api)


def test_an_outage_is_announced_and_waited_for_once(stack: Stack, api: Emulator) -> None:
    """Each schedule has its own error, but all wait together: in one line, and only once."""
    addons = [f"addon-{n}" for n in range(12)]
    stack.environment |= {"NORTHFLANK_MAX_WAIT": "2"}
    stack.given(program_of(stack, addons, KEPT))
    api.fault(Status(503), method="GET", times=FOR_EVER)

    outcome = stack.refresh(fails=True)

    shown = outcome.output.partition("Diagnostics:")[2]
    assert 1 == shown.count("Waiting "), shown
    assert 12 == shown.count("so none was marked as deleted. Run the command again later.")
    # The four calls that run at the same time try three or four times, all others once.
    assert len(stack.requests()) <= 4 * 4 + 8
    assert set(addons) == set(stack.ids())


def test_every_fault_here_is_a_row_of_the_document() -> None:
    """The document has every tested fault and no other."""
    assert set(FAULTS) == {row.fault for row in rows()}
