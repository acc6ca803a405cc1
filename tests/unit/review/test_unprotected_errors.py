"""Programs that require backups of addons that cannot be read, or with wrong arguments."""

from __future__ import annotations

import asyncio
from typing import Any

import pulumi
import pytest
from tests.unit.conftest import Run
from tests.unit.mocked import Noting, later, weekly
from tests.unit.review.test_unprotected import ADDONS, CARTS, NO_CARTS
from tests.unit.wire import page, sent

from pulumi_northflank import (
    InvalidRequirementError,
    NotFoundError,
    PermissionDeniedError,
    SettingsError,
    require_all,
)
from pulumi_northflank.dynamic import program
from pulumi_northflank.emulator import Emulator, Status
from pulumi_northflank.errors import ProgramError
from pulumi_northflank.lifecycle.errors import UnreadableScheduleError
from pulumi_northflank.review import unprotected

pytestmark = pytest.mark.usefixtures("environment")


@pytest.mark.parametrize(
    ("path", "status", "error"),
    [
        (ADDONS, 403, PermissionDeniedError),
        (f"{CARTS}$", 403, PermissionDeniedError),
        (f"{ADDONS}$", 404, NotFoundError),
    ],
)
def test_refused(run: Run, api: Emulator, path: str, status: int, error: type[Exception]) -> None:
    """A list that cannot be read is an error."""
    api.fault(Status(status), path_regex=path)

    with pytest.raises(error):
        run(lambda: require_all("shop"), preview=True)


def test_unreadable(run: Run, api: Emulator) -> None:
    """A schedule that cannot be read backs nothing up for sure."""
    api.fault(page({"id": "s1"}), path=CARTS)

    with pytest.raises(UnreadableScheduleError, match="Schedule s1 of addon carts"):
        run(lambda: require_all("shop", except_="orders"), preview=True)


def test_no_token(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without a token, the call fails."""
    monkeypatch.delenv("NORTHFLANK_API_TOKEN")

    with pytest.raises(SettingsError):
        run(lambda: require_all("shop"), preview=True)


def test_wrong_arguments(run: Run, api: Emulator) -> None:
    """All wrong arguments are named, and no request is made."""
    arguments: dict[str, Any] = {
        "except_": [7],
        "tags": later("x"),
        "existing": "no",
        "team_id": later("t"),
    }

    with pytest.raises(InvalidRequirementError) as caught:
        run(lambda: require_all("a/b", **arguments), preview=True)

    later_ = "must not be an Output, because the addons are read while the program runs"
    assert [
        'project_id: "a/b" is not an ID',
        f"team_id: {later_}",
        "except_: [7] is not a list of strings",
        f"tags: {later_}",
        'existing: "no" must be True or False',
    ] == caught.value.problems
    assert str(caught.value).startswith("require_all has 5 problems:")
    assert [] == sent(api)


def test_with_other_errors(run: Run, monkeypatch: pytest.MonkeyPatch, mocks: Noting) -> None:
    """With the engine, an update registers nothing, and all errors are shown together."""
    monkeypatch.setattr(program, "_is_mocked", lambda: False)
    monkeypatch.setattr(unprotected, "export_stack", lambda: "{}")

    def wrong() -> None:
        require_all("shop")
        require_all("blog")
        weekly()

    with pytest.raises(ProgramError) as caught:
        run(wrong)

    assert ["GET /v1/projects/blog/addons", NO_CARTS] == [
        text.partition(": 404")[0] for text in caught.value.errors
    ]
    assert {} == mocks.schedules


def test_outputs_with_other_errors(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """Another error of the program waits for what is judged once Outputs are known."""
    monkeypatch.setattr(program, "_is_mocked", lambda: False)
    monkeypatch.setattr(unprotected, "export_stack", lambda: "{}")

    async def slowly() -> str:
        for _ in range(50):
            await asyncio.sleep(0)
        return "stock"

    def wrong() -> None:
        require_all("blog")
        weekly("a")
        weekly("b", addon_id=pulumi.Output.from_input(slowly()))
        require_all("shop")

    with pytest.raises(ProgramError) as caught:
        run(wrong, preview=True)

    assert NO_CARTS == caught.value.errors[-1]
