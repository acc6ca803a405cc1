"""The exact text of the errors that every room can raise, and of those about requests."""

from __future__ import annotations

from types import ModuleType

import pulumi
import pytest
from tests.unit.classes import errors_in
from tests.unit.mocked import Later

from pulumi_northflank import (
    ApiError,
    AuthenticationError,
    InvalidIdError,
    NorthflankError,
    NotFoundError,
    PermissionDeniedError,
    RateLimitedError,
    RequestError,
    ServerError,
    SettingsError,
    TransportError,
    UnreadableAnswerError,
    UnusableIdError,
    errors,
)
from pulumi_northflank.api import errors as api_errors
from pulumi_northflank.api.errors import Action, Call, ProjectNotReadableError, Refusal, error_class
from pulumi_northflank.errors import FormerNameError, ProgramError
from pulumi_northflank.schedule import Account, Address

ADDRESS = Address("shop", "orders")
PATH = "/v1/projects/shop/addons/orders/backup-schedules"
CALLS: dict[Action, Call] = {
    "refresh": Call("refresh", ADDRESS),
    "look up": Call("look up", ADDRESS),
    "create": Call("create", ADDRESS),
    "delete": Call("delete", ADDRESS, "s1"),
    "read project": Call("read project", ADDRESS.project),
    "list addons": Call("list addons", ADDRESS.project),
    "list addon types": Call("list addon types", Account()),
    "list destinations": Call("list destinations", Account("acme")),
    "read token": Call("read token", Account()),
}
REQUESTS: dict[Action, str] = {
    "refresh": f"GET {PATH}",
    "look up": f"GET {PATH}",
    "create": f"POST {PATH}",
    "delete": f"DELETE {PATH}/s1",
    "read project": "GET /v1/projects/shop",
    "list addons": "GET /v1/projects/shop/addons",
    "list addon types": "GET /v1/addon-types",
    "list destinations": "GET /v1/teams/acme/backup-destinations",
    "read token": "GET /v1/auth",
}
NOT_LISTED = "Could not list the schedules of addon orders in project shop"
NONE_DELETED = f"{NOT_LISTED}, so none was marked as deleted."
NOT_READ: dict[Action, str] = {
    "refresh": NONE_DELETED,
    "look up": f"{NOT_LISTED}.",
    "read project": "Could not read project shop.",
    "list addons": "Could not list the addons of project shop.",
    "list addon types": "Could not read the types of addons.",
    "list destinations": "Could not read the backup destinations of team acme.",
    "read token": "Could not read what the token permits.",
}
FAILED: dict[Action, str] = {
    **NOT_READ,
    "create": "No schedule was created for addon orders in project shop.",
    "delete": "Schedule s1 of addon orders in project shop was not deleted.",
}
UNSETTLED: dict[Action, str] = {
    **NOT_READ,
    "create": "The schedule may or may not have been created on addon orders in project shop.",
    "delete": "Schedule s1 of addon orders in project shop may or may not be deleted.",
}
PERMISSIONS: dict[Action, str] = {
    "refresh": "Project > Addons > General > Read",
    "look up": "Project > Addons > General > Read",
    "create": "Project > Addons > General > Update",
    "delete": "Project > Addons > General > Update",
    "read project": "Project > Projects > Manage > Read",
    "list addons": "Project > Addons > General > Read",
    "list destinations": "Account > Platform > BackupDestinations > Read",
}
TOKEN = (
    "Set a valid token with `pulumi config set --secret northflank:apiToken TOKEN` or in the "
    "environment as NORTHFLANK_API_TOKEN. A refresh or destroy uses a new configuration only with "
    "`--run-program`."
)
NOT_FOUND = (
    "Check {ids}, that northflank:baseUrl is the API's URL, and that the token can access the "
    "{scope}."
)
ADDON_IDS = "projectId, addonId and teamId (northflank:teamId) of addon orders in project shop"
IDS: dict[Action, str] = {
    "read project": "projectId and teamId (northflank:teamId) of project shop",
    "list addons": "projectId and teamId (northflank:teamId) of project shop",
    "list addon types": "teamId (northflank:teamId) of the account",
    "list destinations": "teamId (northflank:teamId) of team acme",
    "read token": "teamId (northflank:teamId) of the account",
}
SEE_ABOVE = "See the API's message above."
LATER = "Run the command again later."
ACTIONS = sorted(CALLS)

# status, class, state, advice, whether it may be retried
STATUSES: list[tuple[int, type[ApiError], dict[Action, str], str, bool]] = [
    (400, ApiError, FAILED, SEE_ABOVE, False),
    (401, AuthenticationError, FAILED, TOKEN, False),
    (403, PermissionDeniedError, FAILED, "", False),
    (404, NotFoundError, FAILED, NOT_FOUND, False),
    (408, ApiError, UNSETTLED, SEE_ABOVE, True),
    (409, ApiError, FAILED, SEE_ABOVE, False),
    (422, ApiError, FAILED, SEE_ABOVE, False),
    (423, ApiError, FAILED, SEE_ABOVE, True),
    (425, ApiError, FAILED, SEE_ABOVE, True),
    (429, RateLimitedError, FAILED, "The API accepts 1000 requests an hour.", True),
    (499, ApiError, FAILED, SEE_ABOVE, False),
    (500, ServerError, UNSETTLED, LATER, True),
    (501, ServerError, UNSETTLED, LATER, True),
    (502, ServerError, UNSETTLED, LATER, True),
    (503, ServerError, UNSETTLED, LATER, True),
    (504, ServerError, UNSETTLED, LATER, True),
    (599, ServerError, UNSETTLED, LATER, True),
]


@pytest.mark.parametrize("action", ACTIONS)
@pytest.mark.parametrize(
    ("status", "kind", "state", "advice", "transient"),
    [pytest.param(*row, id=str(row[0])) for row in STATUSES],
)
def test_api_error(
    action: Action,
    status: int,
    kind: type[ApiError],
    state: dict[Action, str],
    advice: str,
    transient: bool,
) -> None:
    """A refusal names the request, the API's message, the state of things and what to do."""
    if status == 403:
        permission = PERMISSIONS.get(action)
        advice = f"Give the token's role the permission `{permission}`."
        advice = advice if permission else SEE_ABOVE
    scope = "account" if isinstance(CALLS[action].address, Account) else "project"
    advice = advice.format(ids=IDS.get(action, ADDON_IDS), scope=scope)
    error = error_class(status)(CALLS[action], Refusal(status, "No such luck.", "e1"))

    assert kind is type(error)
    assert (
        f"{REQUESTS[action]}: {status} No such luck (error id e1). {state[action]} {advice}"
    ) == str(error)
    assert (state is FAILED, transient, None) == (error.settled, error.transient, error.retry_after)


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (None, ""),
        (0.0, ""),
        (1.4, " The API asks to retry after 1 seconds."),
        (3600.0, " The API asks to retry after 3600 seconds."),
    ],
)
def test_retry_after(seconds: float | None, text: str) -> None:
    """The error says how long the API asks to wait."""
    error = ServerError(CALLS["refresh"], Refusal(503, "Busy", retry_after=seconds))

    assert f"GET {PATH}: 503 Busy. {NONE_DELETED} {LATER}{text}" == str(error)
    assert seconds == error.retry_after


@pytest.mark.parametrize(
    ("refusal", "text"),
    [
        (Refusal(400, "No"), "400 No"),
        (Refusal(400, "No."), "400 No"),
        (Refusal(400, "No..."), "400 No"),
        (Refusal(400, "No", "e1"), "400 No (error id e1)"),
        (Refusal(400, "No", None, "a: 1"), "400 No, a: 1"),
        (Refusal(400, "No", "e1", "x\n"), "400 No (error id e1), x "),
        (Refusal(400, "No", None, ""), "400 No"),
        (Refusal(400, "No", None, "x" * 300), f"400 No, {'x' * 300}"),
        (Refusal(400, "No", None, "x" * 301), f"400 No, {'x' * 300}…"),
    ],
)
def test_refusal(refusal: Refusal, text: str) -> None:
    """A refusal reads as status, message, error id and the beginning of the details."""
    assert text == str(refusal)


@pytest.mark.parametrize("action", ACTIONS)
@pytest.mark.parametrize("settled", [True, False])
def test_transport_error(action: Action, settled: bool) -> None:
    """The error of a request without a response says whether it may have changed something."""
    error = TransportError(CALLS[action], "no luck", "Try again.", settled=settled)
    state = FAILED if settled else UNSETTLED

    assert f"{REQUESTS[action]}: no luck. {state[action]} Try again." == str(error)


def test_no_advice() -> None:
    """An error without advice ends with the state of things."""
    error = RequestError(CALLS["refresh"], "no luck", "", settled=True)

    assert f"GET {PATH}: no luck. {NONE_DELETED}" == str(error)
    assert not error.transient


@pytest.mark.parametrize("action", ACTIONS)
def test_unreadable_answer_error(action: Action) -> None:
    """After an unreadable response, the outcome of the request is unknown."""
    error = UnreadableAnswerError(CALLS[action], 200, "but no luck", transient=True)

    assert (
        f"{REQUESTS[action]}: 200, but no luck. {UNSETTLED[action]} Check that northflank:baseUrl "
        "is the API's URL, and run the command again."
    ) == str(error)
    assert (200, False, True) == (error.status, error.settled, error.transient)


def test_project_not_readable_error() -> None:
    """If neither the addon nor its project can be read, the error shows both refusals."""
    addon = NotFoundError(CALLS["refresh"], Refusal(404, "No addon", "e1"))
    project = PermissionDeniedError(CALLS["read project"], Refusal(403, "No project"))
    error = ProjectNotReadableError(addon, project)

    assert (
        f"GET {PATH}: 404 No addon (error id e1); and GET /v1/projects/shop: 403 No project. "
        "Cannot tell whether addon orders in project shop was deleted, so its schedules stay in "
        "the state. Check the team (northflank:teamId), the project, northflank:baseUrl and the "
        "token's permissions. If the whole project was deleted, remove its schedules from the "
        "state with `pulumi state delete URN`."
    ) == str(error)
    assert (addon, project) == (error.addon, error.project)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (7, "7."),
        ("", '"".'),
        (None, "null."),
        (
            pulumi.Output.__new__(pulumi.Output),
            "an Output. Pass Outputs to get_addon_backup_schedules_output.",
        ),
        (Later(), "an Output. Pass Outputs to get_addon_backup_schedules_output."),
    ],
    ids=["number", "empty", "none", "output", "awaitable"],
)
def test_invalid_id_error(value: object, text: str) -> None:
    """The error names the argument, and tells where to pass an Output."""
    assert f"addon_id must be an ID, but it is {text}" == str(InvalidIdError("addon_id", value))


def test_program_error() -> None:
    """The error shows each of its errors on a line of its own."""
    error = ProgramError(["a: wrong", "b: wrong"])

    assert "The program has 2 errors:\na: wrong\nb: wrong" == str(error)
    assert ["a: wrong", "b: wrong"] == error.errors


@pytest.mark.parametrize(
    ("other", "text"),
    [
        (
            None,
            (
                ', but the program still declares a schedule "nightly". Remove that declaration if '
                "the schedule moves. Otherwise, remove the former name."
            ),
        ),
        (
            "b",
            (
                ' and of "b", but only one of them can take over that schedule. Keep the former '
                "name at the one with the same interval and backup type."
            ),
        ),
    ],
    ids=["still declared", "twice"],
)
def test_former_name_error(other: str | None, text: str) -> None:
    """The error names both schedules, and tells which former name to remove."""
    assert f'"nightly" is the former name (`was` or an alias) of "a"{text}' == str(
        FormerNameError("nightly", "a", other)
    )


def test_unusable_id_error() -> None:
    """The error about an ID in the state says how to remove the resource."""
    assert (
        '".." in the state cannot be the ID of a schedule, so no request was made. Remove the '
        "resource from the state with `pulumi state delete URN`. If its schedule exists, the next "
        "`pulumi up` adopts it."
    ) == str(UnusableIdError(".."))


@pytest.mark.parametrize(
    ("kind", "base"),
    [
        (NorthflankError, pulumi.RunError),
        (SettingsError, NorthflankError),
        (RequestError, NorthflankError),
        (TransportError, RequestError),
        (UnreadableAnswerError, RequestError),
        (ApiError, RequestError),
        (AuthenticationError, ApiError),
        (PermissionDeniedError, ApiError),
        (NotFoundError, ApiError),
        (RateLimitedError, ApiError),
        (ServerError, ApiError),
    ],
)
def test_tree(kind: type[Exception], base: type[Exception]) -> None:
    """Errors form a small tree; a RunError ends a program without a traceback."""
    assert (base,) == kind.__bases__


@pytest.mark.parametrize("module", [errors, api_errors], ids=["general", "api"])
def test_all_are_tested_here(module: ModuleType) -> None:
    """No class of error is missing in this file."""
    assert set() == errors_in(module) - set(globals())
