"""Everything that can go wrong between a program and Northflank, as one small tree.

Each message says what happened, to which addon, what is the case now and what to
do next: it is all that a user sees of it. No message holds the token.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Literal

import pulumi

from .address import Address, Project
from .words import capital, one_line, shown

HOW_TO_AUTHENTICATE = (
    "Set a valid token with `pulumi config set --secret northflank:apiToken TOKEN` "
    "or in the environment as NORTHFLANK_API_TOKEN."
)
SHOWN_DETAILS = 300
SERVER_ERRORS = HTTPStatus.INTERNAL_SERVER_ERROR


class NorthflankError(pulumi.RunError):
    """The base of all errors of this package.

    As a RunError it ends a program with its message alone, without a traceback.
    """


class SettingsError(NorthflankError):
    """A setting is missing or unusable; nothing was requested."""


class InvalidIdError(NorthflankError):
    """An argument that has to be an ID is none; nothing was requested."""

    def __init__(self, name: str, value: object) -> None:
        what = "an Output" if isinstance(value, pulumi.Output) else shown(value)
        advice = (
            " Give Outputs to get_addon_backup_schedules_output."
            if isinstance(value, pulumi.Output)
            else ""
        )
        super().__init__(f"{name} has to be an ID, and it is {what}.{advice}")


class UnusableIdError(NorthflankError):
    """An ID in the state is none that the API can have given."""

    def __init__(self, schedule_id: str) -> None:
        super().__init__(
            f"{shown(schedule_id)} in the state is no ID of a schedule, so nothing was requested. "
            "Take the resource out of the state with `pulumi state delete URN`; if its schedule "
            "exists, the next `pulumi up` adopts it."
        )


class UnknownScheduleError(NorthflankError):
    """A program refers to a schedule that does not exist."""

    def __init__(self, schedule_id: str, address: Address) -> None:
        super().__init__(
            f"{capital(str(address))} has no schedule {shown(schedule_id)}, to which the program "
            "refers with AddonBackupSchedule.get. get_addon_backup_schedules lists those that it "
            "has."
        )


class EngineGoneError(NorthflankError):
    """The engine ended while the provider waited, so nobody knows of what it would do next."""

    def __init__(self) -> None:
        super().__init__("The Pulumi engine has ended; nothing more is requested on its behalf.")


Action = Literal["list", "look up", "create", "delete", "read project", "list addons"]

METHODS: dict[Action, str] = {
    "list": "GET",
    "look up": "GET",
    "create": "POST",
    "delete": "DELETE",
    "read project": "GET",
    "list addons": "GET",
}


@dataclass(frozen=True)
class Call:
    """One request, as errors speak of it.

    Attributes:
        action: What it is for: `list` finds out what is gone, `look up` only looks.
        address: The addon it is about, or the whole project.
        schedule_id: The schedule it is about.
    """

    action: Action
    address: Address | Project
    schedule_id: str | None = None

    @property
    def method(self) -> str:
        """The HTTP method."""
        return METHODS[self.action]

    @property
    def path(self) -> str:
        """The path below the base URL."""
        if isinstance(self.address, Project):
            is_list = self.action == "list addons"
            return self.address.addons_path if is_list else self.address.path
        if self.schedule_id is not None:
            return self.address.schedule_path(self.schedule_id)
        return self.address.schedules_path

    @property
    def permission(self) -> str:
        """The permission that the token needs, by its name in the documentation."""
        if self.action == "read project":
            return "Project > General > Read"
        return f"Project > Addons > General > {'Read' if self.method == 'GET' else 'Update'}"

    @property
    def ids(self) -> str:
        """The IDs in the path that can be wrong, by their names in the documentation."""
        addon = "" if isinstance(self.address, Project) else ", addonId"
        return f"projectId{addon} and teamId (northflank:teamId) of {self.address}"

    @property
    def failed(self) -> str:
        """What is the case when the API refused this call."""
        if self.action == "create":
            return f"No schedule was created for {self.address}."
        if self.action == "delete":
            return f"Schedule {self.schedule_id} of {self.address} was not deleted."
        if self.action == "look up":
            return f"The schedules of {self.address} could not be read."
        if self.action == "list addons":
            return f"The addons of {self.address} could not be read."
        if self.action == "read project":
            return f"{capital(str(self.address))} could not be read."
        return f"The schedules of {self.address} could not be read, so none is taken for gone."

    @property
    def unsettled(self) -> str:
        """What is the case when this call's outcome is not known."""
        if self.action == "create":
            return f"The schedule may exist now on {self.address}, or it may not."
        if self.action == "delete":
            return f"Schedule {self.schedule_id} of {self.address} may be deleted, or it may not."
        return self.failed


class RequestError(NorthflankError):
    """A request failed.

    Attributes:
        call: The request.
        problem: What happened to it.
        settled: Whether it is sure that the request changed nothing.
        transient: Whether the same request may well succeed a little later.
        retry_after: How long the server asks to wait, in seconds; None where it doesn't.
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
        self.call = call
        self.problem = problem
        self.settled = settled
        self.transient = transient
        self.retry_after = retry_after
        state = call.failed if settled else call.unsettled
        super().__init__(f"{call.method} {call.path}: {problem}. {state} {advice}".strip())


class TransportError(RequestError):
    """No answer came: no connection, a timeout, a broken connection."""


class UnreadableAnswerError(RequestError):
    """An answer came that the API's documentation does not know.

    Attributes:
        status: The HTTP status of the answer.
    """

    def __init__(self, call: Call, status: int, problem: str, *, transient: bool = False) -> None:
        self.status = status
        advice = "Check that northflank:baseUrl is the API's, and run the command again."
        super().__init__(call, f"{status}, {problem}", advice, settled=False, transient=transient)


@dataclass(frozen=True)
class Refusal:
    """What an error answer says.

    Attributes:
        status: The HTTP status.
        message: The API's own message, or the status' standard phrase.
        error_id: The API's error id, where it gave one.
        details: The API's details as text, where it gave any.
        retry_after: How long the API asks to wait, in seconds, where it does.
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
        refusal: What the answer says.
    """

    advice = "The API's message says what it does not accept."
    transient_statuses = frozenset({408, 425, 429, 502, 503, 504})

    def __init__(self, call: Call, refusal: Refusal) -> None:
        self.refusal = refusal
        advice = self.advice.format(call=call)
        if refusal.retry_after:
            advice += f" It asks to come back in {refusal.retry_after:.0f} seconds."
        status = refusal.status
        super().__init__(
            call,
            str(refusal),
            advice,
            # A gateway's 5xx or 408 does not say what the API behind it has done.
            settled=status < SERVER_ERRORS and status != HTTPStatus.REQUEST_TIMEOUT,
            transient=status in self.transient_statuses,
            retry_after=refusal.retry_after,
        )


class AuthenticationError(ApiError):
    """401: the API does not accept the token."""

    advice = HOW_TO_AUTHENTICATE


class PermissionDeniedError(ApiError):
    """403: the token may not do this."""

    advice = "Give the token's role the permission `{call.permission}`."


class NotFoundError(ApiError):
    """404: the API knows no such project, addon or schedule for this token."""

    advice = (
        "Check {call.ids}, that northflank:baseUrl is the API's, and that the token may see the "
        "project."
    )


class RateLimitedError(ApiError):
    """429: the hour's requests are used up."""

    advice = "The API takes 1000 requests an hour."


class ServerError(ApiError):
    """5xx: the API, or a gateway before it, has a problem of its own."""

    advice = "Run the command again later."


ERRORS_BY_STATUS: dict[int, type[ApiError]] = {
    401: AuthenticationError,
    403: PermissionDeniedError,
    404: NotFoundError,
    429: RateLimitedError,
}


def error_class(status: int) -> type[ApiError]:
    """The class of error that an answer of *status* is."""
    return ERRORS_BY_STATUS.get(status, ServerError if status >= SERVER_ERRORS else ApiError)


class ProjectNotReadableError(NorthflankError):
    """The API knows no such addon, and its project can't be read either.

    That is what a wrong team, URL or token looks like, and no proof that the addon
    is gone.
    """

    def __init__(self, addon: NotFoundError, project: RequestError) -> None:
        self.addon = addon
        self.project = project
        address = addon.call.address
        super().__init__(
            f"{addon.call.method} {addon.call.path}: {addon.problem}; and {project.call.method} "
            f"{project.call.path}: {project.problem}. Whether {address} is gone can't be told, so "
            "its schedules are kept in the state. Check the team (northflank:teamId), the project, "
            "northflank:baseUrl and what the token may read. If the whole project is deleted, take "
            "its schedules out of the state with `pulumi state delete URN`."
        )


def how_it_is(differences: Sequence[str]) -> str:
    """How a schedule that exists compares with the declared one."""
    return f"({'; '.join(differences)})" if differences else "with the declared settings"


class ScheduleExistsError(NorthflankError):
    """The addon has another schedule of this interval and backup type.

    Attributes:
        schedule_id: The ID of the schedule that is there.
        differences: How it differs from what is declared, a line each.
    """

    def __init__(
        self, slot: str, schedule_id: str, differences: Sequence[str], if_exists: str
    ) -> None:
        self.schedule_id = schedule_id
        self.differences = list(differences)
        super().__init__(
            f"{capital(slot)} exists already: schedule {schedule_id} {how_it_is(differences)}. It "
            f"was left as it is, and no schedule was created. {self._ways_out(if_exists)}"
        )

    def _ways_out(self, if_exists: str) -> str:
        if if_exists == "replace":
            return (
                "Somebody else created it while another one was being replaced "
                '(if_exists="replace"): find out who declares it, and let only one of you do so.'
            )
        change = "declare the settings that it has, and " if self.differences else ""
        return (
            f'That is what if_exists="{if_exists}" asks for. Two ways out: {change}take it over '
            'with if_exists="adopt"; or set if_exists="replace" to have it deleted and the '
            "declared one created in its place."
        )


class UnsettledCreateError(NorthflankError):
    """A schedule may have been created, and nothing could be found out about it."""

    def __init__(self, slot: str, lost: RequestError, unread: NorthflankError) -> None:
        self.lost = lost
        self.unread = unread
        super().__init__(
            f"{lost.call.method} {lost.call.path}: {lost.problem}. {capital(slot)} may exist now "
            f"or not, and the list that would tell could not be read: {unread} When it can be "
            "read, run `pulumi up` again: it takes over the schedule if it is there, and creates "
            "it if not."
        )
