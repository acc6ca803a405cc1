"""What a preview with northflank:preflight says about the API token."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from tests.unit.conftest import TOKEN
from tests.unit.lifecycle.conftest import Deploy, Said, problems_of
from tests.unit.schedules import make_schedule

from pulumi_northflank.emulator import Emulator, Raw
from pulumi_northflank.schedule import Schedule

PERMISSION = "Project > Addons > General > "
SET_TOKEN = (
    "Set a valid token with `pulumi config set --secret northflank:apiToken TOKEN` or in the "
    "environment as NORTHFLANK_API_TOKEN. A refresh or destroy uses a new configuration only with "
    "`--run-program`."
)


@pytest.fixture(name="token")
def _token(deploy: Deploy) -> Iterator[Callable[..., list[str]]]:
    """Give a function that checks a schedule with such a token and expects no problem."""
    made: list[Emulator] = []

    def check(schedule: Schedule | None = None, **token: Any) -> list[str]:
        made.append(Emulator(token=TOKEN, **token))
        made[-1].start()
        ready = deploy(preflight="true", baseUrl=made[-1].url)
        return problems_of(ready, schedule or make_schedule())

    yield check

    for each in made:
        each.stop()


def soon(**later: float) -> dt.datetime:
    """A time this much later than now."""
    return dt.datetime.now(dt.timezone.utc) + dt.timedelta(**later)


def test_token_that_expires(token: Any, said: Said) -> None:
    """A token that expires within a week is a warning."""
    expires = soon(days=6, hours=23)

    assert [] == token(token_expires=expires)
    text = (
        f"The API token expires on {expires:%Y-%m-%d %H:%M} UTC. After that, no update, refresh or "
        f"destroy works. Create a new token in Northflank. {SET_TOKEN}"
    )
    assert [("warning", text, None)] == said


def test_token_that_lasts(token: Any, said: Said) -> None:
    """A token that expires later is no warning."""
    assert ([], []) == (token(token_expires=soon(days=7, hours=1)), said)


@pytest.mark.parametrize(
    ("permission", "without"),
    [
        (f"{PERMISSION}Update", "so `pulumi up` cannot create or delete schedules"),
        (
            "Project > Projects > Manage > Read",
            "so `pulumi refresh` cannot confirm that a missing addon was deleted",
        ),
    ],
)
def test_token_that_lacks(token: Any, said: Said, permission: str, without: str) -> None:
    """A permission that the token lacks is a warning."""
    assert [] == token(token_lacks=[permission])
    text = (
        f"The API token lacks the permission `{permission}`, {without}. Add the permission to the "
        "role of the token."
    )
    assert [("warning", text, None)] == said


def test_token_that_cannot_list_destinations(token: Any, said: Said) -> None:
    """Without the permission for destinations, one that cannot be looked up is a warning."""
    permission = "Account > Platform > BackupDestinations > Read"

    copy = {"destinationId": "elsewhere", "type": "custom"}
    schedule = make_schedule(additionalDestinations=[copy])

    assert [] == token(schedule, token_lacks=[permission], destinations=["off-site"])
    ((severity, text, _),) = said
    assert "warning" == severity
    assert text.startswith(
        "Preflight check incomplete; the preview continues. GET /v1/backup-destinations: 403 "
    )
    assert text.endswith(f"Give the token's role the permission `{permission}`.")


def auth(**fields: Any) -> Raw:
    """A response about the token."""
    return Raw(json.dumps({"data": fields}).encode())


@pytest.mark.parametrize(
    "answer",
    [
        auth(),
        auth(permissions=None, expiresAt=None),
        auth(permissions=[], expiresAt=0),
        auth(permissions={"projectScope": "all"}, expiresAt="tomorrow"),
        auth(permissions={"projectScope": ["project:addons:read", 7]}),
        auth(permissions={"projectScope": []}),
    ],
)
def test_unknown_token(deploy: Deploy, api: Emulator, said: Said, answer: Raw) -> None:
    """If the API describes the token otherwise than documented, there is no message."""
    api.fault(answer, path="/v1/auth")

    assert ([], []) == (problems_of(deploy(preflight="true"), make_schedule()), said)
