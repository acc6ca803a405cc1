"""What becomes of an answer that says no."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from tests.unit.wire import ORDERS

from pulumi_northflank import ApiError, AuthenticationError, PermissionDeniedError, ServerError
from pulumi_northflank.client import Client
from pulumi_northflank.emulator import Emulator, Status

MakeInputs = Callable[..., dict[str, Any]]
MakeClient = Callable[..., Client]


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (400, ApiError),
        (401, AuthenticationError),
        (403, PermissionDeniedError),
        (409, ApiError),
        (422, ApiError),
        (500, ServerError),
        (501, ServerError),
    ],
)
def test_refusal(
    api: Emulator, client: Client, body: MakeInputs, status: int, kind: type[ApiError]
) -> None:
    """A refusal is an error of its class, after one request."""
    api.fault(Status(status, body='{"error": {"message": "No.", "id": "e1", "details": {"a": 1}}}'))

    with pytest.raises(ApiError) as caught:
        client.create_schedule(ORDERS, body())

    assert (kind, f"{status} No (error id e1), {{'a': 1}}") == (
        type(caught.value),
        str(caught.value.refusal),
    )
    assert 1 == len(api.requests)


def test_wrong_token(api: Emulator, connect: MakeClient) -> None:
    """A token that is not accepted is an error of authentication that does not show it."""
    with pytest.raises(AuthenticationError) as caught:
        connect(api.url, token="nf-wrong").list_what_is_left(ORDERS)

    assert "nf-wrong" not in str(caught.value)
    assert not api.requests[0].authorized


def test_validation_of_the_api(api: Emulator, client: Client, body: MakeInputs) -> None:
    """What the API says of a body that it refuses is handed on."""
    with pytest.raises(ApiError, match="retentionTime") as caught:
        client.create_schedule(ORDERS, body(retentionTime=500))

    assert (400, True) == (caught.value.refusal.status, caught.value.settled)
    assert 1 == len(api.requests)
