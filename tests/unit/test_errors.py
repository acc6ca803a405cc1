"""The exact text of every error."""

from __future__ import annotations

import inspect

import pulumi
import pytest

import pulumi_northflank
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
from pulumi_northflank.address import Address
from pulumi_northflank.errors import (
    Action,
    Call,
    EngineGoneError,
    ProjectNotReadableError,
    Refusal,
    ScheduleExistsError,
    UnknownScheduleError,
    UnsettledCreateError,
    error_class,
)

ADDRESS = Address("shop", "orders")
PATH = "/v1/projects/shop/addons/orders/backup-schedules"
CALLS: dict[Action, Call] = {
    "list": Call("list", ADDRESS),
    "look up": Call("look up", ADDRESS),
    "create": Call("create", ADDRESS),
    "delete": Call("delete", ADDRESS, "s1"),
    "read project": Call("read project", ADDRESS.project),
    "list addons": Call("list addons", ADDRESS.project),
}
REQUESTS: dict[Action, str] = {
    "list": f"GET {PATH}",
    "look up": f"GET {PATH}",
    "create": f"POST {PATH}",
    "delete": f"DELETE {PATH}/s1",
    "read project": "GET /v1/projects/shop",
    "list addons": "GET /v1/projects/shop/addons",
}
NOT_LISTED = "The schedules of addon orders in project shop could not be read"
KEPT = f"{NOT_LISTED}, so none is taken for gone."
NOT_READ: dict[Action, str] = {
    "list": KEPT,
    "look up": f"{NOT_LISTED}.",
    "read project": "Project shop could not be read.",
    "list addons": "The addons of project shop could not be read.",
}
FAILED: dict[Action, str] = {
    **NOT_READ,
    "create": "No schedule was created for addon orders in project shop.",
    "delete": "Schedule s1 of addon orders in project shop was not deleted.",
}
UNSETTLED: dict[Action, str] = {
    **NOT_READ,
    "create": "The schedule may exist now on addon orders in project shop, or it may not.",
    "delete": "Schedule s1 of addon orders in project shop may be deleted, or it may not.",
}
PERMISSIONS: dict[Action, str] = {
    "list": "Project > Addons > General > Read",
    "look up": "Project > Addons > General > Read",
    "create": "Project > Addons > General > Update",
    "delete": "Project > Addons > General > Update",
    "read project": "Project > General > Read",
    "list addons": "Project > Addons > General > Read",
}
TOKEN = (
    "Set a valid token with `pulumi config set --secret northflank:apiToken TOKEN` or in the "
    "environment as NORTHFLANK_API_TOKEN."
)
LOOK = "Check {ids}, that northflank:baseUrl is the API's, and that the token may see the project."
OF_THE_ADDON = "projectId, addonId and teamId (northflank:teamId) of addon orders in project shop"
OF_THE_PROJECT = "projectId and teamId (northflank:teamId) of project shop"
SAYS = "The API's message says what it does not accept."
LATER = "Run the command again later."
ACTIONS = sorted(CALLS)

# status, class, what is the case, advice, whether it may be tried again
STATUSES: list[tuple[int, type[ApiError], dict[Action, str], str, bool]] = [
    (400, ApiError, FAILED, SAYS, False),
    (401, AuthenticationError, FAILED, TOKEN, False),
    (403, PermissionDeniedError, FAILED, "", False),
    (404, NotFoundError, FAILED, LOOK, False),
    (408, ApiError, UNSETTLED, SAYS, True),
    (409, ApiError, FAILED, SAYS, False),
    (422, ApiError, FAILED, SAYS, False),
    (425, ApiError, FAILED, SAYS, True),
    (429, RateLimitedError, FAILED, "The API takes 1000 requests an hour.", True),
    (499, ApiError, FAILED, SAYS, False),
    (500, ServerError, UNSETTLED, LATER, False),
    (501, ServerError, UNSETTLED, LATER, False),
    (502, ServerError, UNSETTLED, LATER, True),
    (503, ServerError, UNSETTLED, LATER, True),
    (504, ServerError, UNSETTLED, LATER, True),
    (599, ServerError, UNSETTLED, LATER, False),
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
    """A refusal tells the request, the API's words, what is the case, and what to do."""
    if status == 403:
        advice = f"Give the token's role the permission `{PERMISSIONS[action]}`."
    of_the_project = action in {"read project", "list addons"}
    advice = advice.format(ids=OF_THE_PROJECT if of_the_project else OF_THE_ADDON)
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
        (1.4, " It asks to come back in 1 seconds."),
        (3600.0, " It asks to come back in 3600 seconds."),
    ],
)
def test_retry_after(seconds: float | None, text: str) -> None:
    """How long the API asks to wait is told."""
    refusal = Refusal(429, "Too many", retry_after=seconds)
    error = RateLimitedError(CALLS["list"], refusal)

    assert (f"GET {PATH}: 429 Too many. {KEPT} The API takes 1000 requests an hour.{text}") == str(
        error
    )
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
    """A refusal reads as status, message, error ID and the beginning of the details."""
    assert text == str(refusal)


@pytest.mark.parametrize("action", ACTIONS)
@pytest.mark.parametrize("settled", [True, False])
def test_transport_error(action: Action, settled: bool) -> None:
    """A request without an answer tells what is the case, as far as it is known."""
    error = TransportError(CALLS[action], "no luck", "Try again.", settled=settled)
    state = FAILED if settled else UNSETTLED

    assert f"{REQUESTS[action]}: no luck. {state[action]} Try again." == str(error)


def test_no_advice() -> None:
    """An error without advice ends in what is the case."""
    error = RequestError(CALLS["list"], "no luck", "", settled=True)

    assert f"GET {PATH}: no luck. {KEPT}" == str(error)
    assert not error.transient


@pytest.mark.parametrize("action", ACTIONS)
def test_unreadable_answer_error(action: Action) -> None:
    """An answer that is none leaves open what the request has done."""
    error = UnreadableAnswerError(CALLS[action], 200, "but no luck", transient=True)

    assert (
        f"{REQUESTS[action]}: 200, but no luck. {UNSETTLED[action]} Check that northflank:baseUrl "
        "is the API's, and run the command again."
    ) == str(error)
    assert (200, False, True) == (error.status, error.settled, error.transient)


def test_project_not_readable_error() -> None:
    """Neither an addon nor its project: both refusals, and what can be wrong."""
    addon = NotFoundError(CALLS["list"], Refusal(404, "No addon", "e1"))
    project = PermissionDeniedError(CALLS["read project"], Refusal(403, "No project"))
    error = ProjectNotReadableError(addon, project)

    assert (
        f"GET {PATH}: 404 No addon (error id e1); and GET /v1/projects/shop: 403 No project. "
        "Whether addon orders in project shop is gone can't be told, so its schedules are kept in "
        "the state. Check the team (northflank:teamId), the project, northflank:baseUrl and what "
        "the token may read. If the whole project is deleted, take its schedules out of the state "
        "with `pulumi state delete URN`."
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
            "an Output. Give Outputs to get_addon_backup_schedules_output.",
        ),
    ],
    ids=["number", "empty", "none", "output"],
)
def test_invalid_id_error(value: object, text: str) -> None:
    """What is no ID is told by its argument, and an Output where it belongs."""
    assert f"addon_id has to be an ID, and it is {text}" == str(InvalidIdError("addon_id", value))


def test_unknown_schedule_error() -> None:
    """A schedule that a program refers to and that is not there: where, and how to find it."""
    assert (
        'Addon orders in project shop has no schedule "s1", to which the program refers with '
        "AddonBackupSchedule.get. get_addon_backup_schedules lists those that it has."
    ) == str(UnknownScheduleError("s1", ADDRESS))


@pytest.mark.parametrize("error", [InvalidIdError("a", 1), UnknownScheduleError("s", ADDRESS)])
def test_a_program_ends_without_a_traceback(error: Exception) -> None:
    """Pulumi shows the message of such an error alone."""
    assert isinstance(error, pulumi.RunError)


@pytest.mark.parametrize("if_exists", ["adopt", "error"])
def test_schedule_exists_error(if_exists: str) -> None:
    """A schedule with other settings: which it is, how it differs, and the ways out."""
    differences = ["retentionTime is 9 there and 7 here", "scheduling is {} there and not set here"]
    error = ScheduleExistsError("the daily dump of x", "s1", differences, if_exists)

    assert (
        "The daily dump of x exists already: schedule s1 (retentionTime is 9 there and 7 here; "
        "scheduling is {} there and not set here). It was left as it is, and no schedule was "
        f'created. That is what if_exists="{if_exists}" asks for. Two ways out: declare the '
        'settings that it has, and take it over with if_exists="adopt"; or set '
        'if_exists="replace" to have it deleted and the declared one created in its place.'
    ) == str(error)
    assert ("s1", differences) == (error.schedule_id, error.differences)


def test_schedule_exists_error_without_differences() -> None:
    """A schedule with the same settings: nothing has to be declared otherwise."""
    error = ScheduleExistsError("the daily dump of x", "s1", [], "error")

    assert (
        "The daily dump of x exists already: schedule s1 with the declared settings. It was left "
        'as it is, and no schedule was created. That is what if_exists="error" asks for. Two ways '
        'out: take it over with if_exists="adopt"; or set if_exists="replace" to have it deleted '
        "and the declared one created in its place."
    ) == str(error)


def test_schedule_exists_error_after_a_replacement() -> None:
    """A schedule that came while ours was being replaced: there is somebody else."""
    error = ScheduleExistsError("the daily dump of x", "s2", [], "replace")

    assert (
        "The daily dump of x exists already: schedule s2 with the declared settings. It was left "
        "as it is, and no schedule was created. Somebody else created it while another one was "
        'being replaced (if_exists="replace"): find out who declares it, and let only one of you '
        "do so."
    ) == str(error)


def test_engine_gone_error() -> None:
    """A provider without its engine says that it stops."""
    assert ("The Pulumi engine has ended; nothing more is requested on its behalf.") == str(
        EngineGoneError()
    )


def test_unusable_id_error() -> None:
    """An ID that is none leads to the resource in the state."""
    assert (
        '".." in the state is no ID of a schedule, so nothing was requested. Take the resource out '
        "of the state with `pulumi state delete URN`; if its schedule exists, the next `pulumi up` "
        "adopts it."
    ) == str(UnusableIdError(".."))


def test_unsettled_create_error() -> None:
    """A lost POST and an unreadable list: what is not known, and that `pulumi up` finds out."""
    lost = TransportError(CALLS["create"], "no luck", "Try again.", settled=False)
    unread = ServerError(CALLS["list"], Refusal(500, "No list"))
    error = UnsettledCreateError("the daily dump of x", lost, unread)

    assert (
        f"POST {PATH}: no luck. The daily dump of x may exist now or not, and the list that would "
        f"tell could not be read: GET {PATH}: 500 No list. {KEPT} {LATER} When it can be read, "
        "run `pulumi up` again: it takes over the schedule if it is there, and creates it if not."
    ) == str(error)
    assert (lost, unread) == (error.lost, error.unread)


@pytest.mark.parametrize(
    ("kind", "base"),
    [
        (SettingsError, NorthflankError),
        (RequestError, NorthflankError),
        (ProjectNotReadableError, NorthflankError),
        (ScheduleExistsError, NorthflankError),
        (UnsettledCreateError, NorthflankError),
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
    """Errors form a small tree, to be caught at any height."""
    assert (base,) == kind.__bases__


def test_all_are_tested_here() -> None:
    """No class of error is missing in this file."""
    classes = {
        name
        for name, value in vars(errors).items()
        if inspect.isclass(value) and issubclass(value, NorthflankError)
    }

    assert set() == classes - set(globals())


def test_exports() -> None:
    """Whatever the package exports is there, in order."""
    exported = pulumi_northflank.__all__

    assert sorted(exported) == exported
    assert all(hasattr(pulumi_northflank, name) for name in exported)
