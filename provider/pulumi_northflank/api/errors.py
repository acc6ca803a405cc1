"""Everything that can go wrong with a request, as one small tree.

Each message says what happened, to which addon, what state things are in and what to do next: a
user sees nothing else of it. No message holds the token.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from http import HTTPStatus
from typing import Literal

from pulumi_northflank.errors import HOW_TO_AUTHENTICATE, NorthflankError
from pulumi_northflank.schedule import Account, Address, Project
from pulumi_northflank.text import one_line

SHOWN_DETAILS = 300


Action = Literal[
    "refresh",
    "look up",
    "create",
    "delete",
    "read project",
    "list addons",
    "list backups",
    "list addon types",
    "list destinations",
    "read token",
]

ADDONS_READ = "Project > Addons > General > Read"
ADDONS_UPDATE = "Project > Addons > General > Update"
PROJECT_READ = "Project > Projects > Manage > Read"
DESTINATIONS_READ = "Account > Platform > BackupDestinations > Read"

METHODS: dict[Action, str] = {
    "refresh": "GET",
    "look up": "GET",
    "create": "POST",
    "delete": "DELETE",
    "read project": "GET",
    "list addons": "GET",
    "list backups": "GET",
    "list addon types": "GET",
    "list destinations": "GET",
    "read token": "GET",
}

# What a call of the whole account reads, and where.
ACCOUNT_CALLS: dict[Action, tuple[str, str]] = {
    "list addon types": ("the types of addons", "addon-types"),
    "list destinations": ("the backup destinations of {address}", "backup-destinations"),
    "read token": ("what the token permits", "auth"),
}


@dataclass(frozen=True)
class Call:
    """One request, as errors speak of it.

    Attributes:
        action: What it is for. Both `refresh` and `look up` list schedules; only a refresh
            marks what is missing as deleted.
        address: The addon it is about, or the whole project or account.
        schedule_id: The schedule it is about.
    """

    action: Action
    address: Address | Project | Account
    schedule_id: str | None = None

    @property
    def public(self) -> Call:
        """The request as messages show it, with ``[secret]`` in place of secret IDs."""
        return replace(self, address=self.address.public)

    @property
    def method(self) -> str:
        """The HTTP method."""
        return METHODS[self.action]

    @property
    def path(self) -> str:
        """The path below the base URL."""
        if isinstance(self.address, Account):
            return f"{self.address.path}/{ACCOUNT_CALLS[self.action][1]}"
        if isinstance(self.address, Project):
            is_list = self.action == "list addons"
            return self.address.addons_path if is_list else self.address.path
        if self.action == "list backups":
            return self.address.backups_path
        if self.schedule_id is not None:
            return self.address.schedule_path(self.schedule_id)
        return self.address.schedules_path

    @property
    def permission(self) -> str | None:
        """The permission that the token needs, by its name in the documentation, if any."""
        if self.action == "read project":
            return PROJECT_READ
        if isinstance(self.address, Account):
            return DESTINATIONS_READ if self.action == "list destinations" else None
        return ADDONS_READ if self.method == "GET" else ADDONS_UPDATE

    @property
    def how_to_permit(self) -> str:
        """What to do if the token lacks the permission."""
        if self.permission is None:
            return ApiError.advice
        return f"Give the token's role the permission `{self.permission}`."

    @property
    def scope(self) -> str:
        """What the token has to have access to."""
        return "account" if isinstance(self.address, Account) else "project"

    @property
    def ids(self) -> str:
        """The IDs in the path that can be wrong, by their names in the documentation."""
        if isinstance(self.address, Account):
            return f"teamId (northflank:teamId) of {self.address}"
        addon = "" if isinstance(self.address, Project) else ", addonId"
        return f"projectId{addon} and teamId (northflank:teamId) of {self.address}"

    @property
    def failed(self) -> str:
        """The state of things after the API refused this call."""
        if self.action == "create":
            return f"No schedule was created for {self.address}."
        if self.action == "delete":
            return f"Schedule {self.schedule_id} of {self.address} was not deleted."
        if self.action == "look up":
            return f"Could not list the schedules of {self.address}."
        if self.action in ("list addons", "list backups"):
            return f"Could not {self.action.replace(' ', ' the ')} of {self.address}."
        if self.action == "read project" or isinstance(self.address, Account):
            what, _ = ACCOUNT_CALLS.get(self.action, ("{address}", ""))
            return f"Could not read {what.format(address=self.address)}."
        return f"Could not list the schedules of {self.address}, so none was marked as deleted."

    @property
    def unsettled(self) -> str:
        """The state of things after a call with an unknown outcome."""
        if self.action == "create":
            return f"The schedule may or may not have been created on {self.address}."
        if self.action == "delete":
            return f"Schedule {self.schedule_id} of {self.address} may or may not be deleted."
        return self.failed


class RequestError(NorthflankError):
    """A request failed.

    Attributes:
        call: The request, without secret IDs.
        problem: What happened to it.
        settled: Whether the request certainly changed nothing.
        transient: Whether the same request may succeed a little later.
        retry_after: How long the server asks to wait, in seconds; None if it does not.
    """

    def __init__(  # noqa: PLR0913  # the fields of an error, by name
        self,
        call: Call,
        problem: str,
        advice: str,
        *,
        settled: bool,
        transient: bool = False,
        retry_after: float | None = None,
    ) -> None:
        self.call = call = call.public
        self.problem = problem
        self.settled = settled
        self.transient = transient
        self.retry_after = retry_after
        state = call.failed if settled else call.unsettled
        super().__init__(f"{call.method} {call.path}: {problem}. {state} {advice}".strip())


class TransportError(RequestError):
    """No response came: no connection, a timeout, a broken connection."""


class UnreadableAnswerError(RequestError):
    """A response came that the API's documentation does not describe.

    Attributes:
        status: The HTTP status of the response.
    """

    def __init__(self, call: Call, status: int, problem: str, *, transient: bool = False) -> None:
        self.status = status
        advice = "Check that northflank:baseUrl is the API's URL, and run the command again."
        super().__init__(call, f"{status}, {problem}", advice, settled=False, transient=transient)


@dataclass(frozen=True)
class Refusal:
    """What an error response says.

    Attributes:
        status: The HTTP status.
        message: The API's own message, or the status' standard phrase.
        error_id: The API's error id, if there is one.
        details: The API's details as text, if there are any.
        retry_after: How long the API asks to wait, in seconds, if it does.
    """

    status: int
    message: str
    error_id: str | None = None
    details: str | None = None
    retry_after: float | None = None

    def __str__(self) -> str:
        identity = f" (error id {self.error_id})" if self.error_id else ""
        details = f", {one_line(self.details, SHOWN_DETAILS)}" if self.details else ""
        return f"{self.status} {self.message.rstrip('.')}{identity}{details}"


class ApiError(RequestError):
    """The API answered with an error.

    Attributes:
        refusal: What the response says.
    """

    advice = "See the API's message above."
    transient_statuses = frozenset({408, 423, 425, 429})

    def __init__(self, call: Call, refusal: Refusal) -> None:
        self.refusal = refusal
        advice = self.advice.format(call=call)
        if refusal.retry_after:
            advice += f" The API asks to retry after {refusal.retry_after:.0f} seconds."
        status = refusal.status
        super().__init__(
            call,
            str(refusal),
            advice,
            # A gateway's 5xx or 408 does not say what the API behind it has done.
            settled=not is_server_error(status) and status != HTTPStatus.REQUEST_TIMEOUT,
            transient=status in self.transient_statuses or is_server_error(status),
            retry_after=refusal.retry_after,
        )


class AuthenticationError(ApiError):
    """401: the API does not accept the token."""

    advice = HOW_TO_AUTHENTICATE


class PermissionDeniedError(ApiError):
    """403: the token lacks a permission."""

    advice = "{call.how_to_permit}"


class NotFoundError(ApiError):
    """404: the API knows no such project, addon or schedule for this token."""

    advice = (
        "Check {call.ids}, that northflank:baseUrl is the API's URL, and that the token can access "
        "the {call.scope}."
    )


class RateLimitedError(ApiError):
    """429: the hour's requests are used up."""

    advice = "The API accepts 1000 requests an hour."


class ServerError(ApiError):
    """5xx: the API, or a gateway in front of it, has a problem of its own."""

    advice = "Run the command again later."


ERRORS_BY_STATUS: dict[int, type[ApiError]] = {
    401: AuthenticationError,
    403: PermissionDeniedError,
    404: NotFoundError,
    429: RateLimitedError,
}


def is_server_error(status: int) -> bool:
    """Whether *status* says that the server, not the request, is at fault."""
    return status >= HTTPStatus.INTERNAL_SERVER_ERROR


def error_class(status: int) -> type[ApiError]:
    """The class of error for a response with *status*."""
    return ERRORS_BY_STATUS.get(status, ServerError if is_server_error(status) else ApiError)


class ProjectNotReadableError(NorthflankError):
    """The API knows no such addon, and its project cannot be read either.

    A wrong team, URL or token looks like that, so it does not prove that the addon is deleted.
    """

    def __init__(self, addon: NotFoundError, project: RequestError) -> None:
        self.addon = addon
        self.project = project
        address = addon.call.address
        super().__init__(
            f"{addon.call.method} {addon.call.path}: {addon.problem}; and {project.call.method} "
            f"{project.call.path}: {project.problem}. Cannot tell whether {address} was deleted, "
            "so its schedules stay in the state. Check the team (northflank:teamId), the project, "
            "northflank:baseUrl and the token's permissions. If the whole project was deleted, "
            "remove its schedules from the state with `pulumi state delete URN`."
        )
