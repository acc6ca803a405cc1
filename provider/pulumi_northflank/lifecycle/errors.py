"""Everything that can go wrong with a schedule once its requests got responses.

Each message says what happened, to which addon, what state things are in and what to do next: a
user sees nothing else of it. No message holds the token.
"""

from __future__ import annotations

from collections.abc import Sequence

from pulumi_northflank.api.errors import RequestError
from pulumi_northflank.errors import NorthflankError
from pulumi_northflank.schedule import Address, Slot
from pulumi_northflank.schedule.slot import name_of
from pulumi_northflank.text import capital, shown
from pulumi_northflank.version import __version__

from .stack_state import Holder


class UnknownScheduleError(NorthflankError):
    """A program refers to a schedule that does not exist."""

    def __init__(self, schedule_id: str, address: Address) -> None:
        super().__init__(
            f"{capital(str(address))} has no schedule {shown(schedule_id)}, which the program "
            "refers to by its ID. `pulumi-northflank list` shows its schedules."
        )


class NewerStateError(NorthflankError):
    """The state has something that only a newer version can have written; no request was made.

    Attributes:
        path: The property.
    """

    def __init__(self, path: str) -> None:
        self.path = path
        super().__init__(
            f"A newer version of pulumi-northflank wrote the state: this version, {__version__}, "
            f"cannot read {shown(path)} in it. The schedule was left as it is. Upgrade "
            "pulumi-northflank to the version that wrote the state, and run the command again."
        )


class EngineGoneError(NorthflankError):
    """The engine ended while the provider waited, so its request must not be made any more."""

    def __init__(self) -> None:
        super().__init__("The Pulumi engine has ended, so no more requests are made for it.")


class CommandCancelledError(NorthflankError):
    """The user cancelled the command while the provider waited or worked."""

    def __init__(self) -> None:
        super().__init__(
            "The command was cancelled before this was finished. Run it again: it finds out what "
            "exists, and does the rest."
        )


class ImportIdError(NorthflankError):
    """The ID of a schedule to import does not have the right form; no request was made."""

    def __init__(self, text: str) -> None:
        super().__init__(
            f"{shown(text)} does not name a schedule: write [TEAM/]PROJECT/ADDON/ID, or "
            "INTERVAL-TYPE in place of ID, such as shop/orders/daily-dump."
        )


class ImportedTwiceError(NorthflankError):
    """A schedule to import or to look up by its ID already belongs to a resource of the stack."""

    def __init__(self, slot: Slot, schedule_id: str, holder: Holder) -> None:
        super().__init__(
            f"Schedule {schedule_id}, {slot}, already belongs to the resource "
            f"`{name_of(holder.urn)}` of this stack. Deleting one of two resources would delete "
            "the schedule of both, so use that resource."
        )


class NothingToImportError(NorthflankError):
    """An addon does not have the schedule that is to be imported, or has several such schedules.

    Attributes:
        names: The schedules that can be imported, by ID and by interval and type.
    """

    def __init__(self, name: str, address: Address, names: Sequence[str], number: int) -> None:
        self.names = list(names)
        listed = f"it has {', '.join(names) or 'no schedules'}"
        found = (
            f"{number} schedules {shown(name)}: import one by its ID. {capital(listed)}"
            if number
            else f"no schedule {shown(name)}: {listed}"
        )
        super().__init__(f"{capital(str(address))} has {found}.")


def how_it_is(differences: Sequence[str]) -> str:
    """How a schedule that exists compares with the declared one."""
    return f"({'; '.join(differences)})" if differences else "with the declared settings"


class ScheduleExistsError(NorthflankError):
    """The addon has another schedule of this interval and backup type.

    Attributes:
        schedule_id: The ID of the schedule that exists.
        differences: How it differs from the declaration, a sentence each.
    """

    def __init__(
        self, slot: Slot, schedule_id: str, differences: Sequence[str], if_exists: str
    ) -> None:
        self.schedule_id = schedule_id
        self.differences = list(differences)
        super().__init__(
            f"{capital(str(slot))} already exists: schedule {schedule_id} "
            f"{how_it_is(differences)}. It was left as it is, and no schedule was created. "
            f"{self._ways_out(if_exists)}"
        )

    def _ways_out(self, if_exists: str) -> str:
        if if_exists == "replace":
            return (
                "Someone else created it while the old schedule was being replaced "
                '(ifExists is "replace"). Find out who declares it, and let only one of you do so.'
            )
        change = "declare the settings that it has and " if self.differences else ""
        return (
            f'The declaration has ifExists "{if_exists}". Either {change}adopt it with ifExists '
            '"adopt", or set ifExists to "replace" to delete it and create the declared schedule '
            "instead."
        )


class HeldScheduleError(NorthflankError):
    """Another resource of the stack has the schedule in this slot, and does not give it up."""

    def __init__(
        self,
        slot: Slot,
        schedule_id: str,
        differences: Sequence[str],
        holder: Holder,
        urn: str | None,
    ) -> None:
        self.schedule_id = schedule_id
        name = name_of(holder.urn)
        advice = _advice(holder, name, name_of(urn or "this resource"))
        super().__init__(
            f"{capital(str(slot))} already exists: schedule {schedule_id} "
            f"{how_it_is(differences)}. It belongs to the resource `{name}` of this stack. It was "
            f"left as it is, and no schedule was created. {advice}"
        )


class UnknownHolderError(NorthflankError):
    """A schedule is in the slot, and whose it is cannot be told without the stack's state."""

    def __init__(
        self, slot: Slot, schedule_id: str, differences: Sequence[str], unread: NorthflankError
    ) -> None:
        self.schedule_id = schedule_id
        self.unread = unread
        super().__init__(
            f"{capital(str(slot))} already exists: schedule {schedule_id} "
            f"{how_it_is(differences)}. It was left as it is, and no schedule was created, because "
            f"another resource of this stack may have it: {unread} Once `pulumi stack export` "
            "shows the state, run `pulumi up` again."
        )


def _advice(holder: Holder, name: str, new_name: str) -> str:
    if holder.has_old_payload:
        return (
            f"Another version of Python wrote `{name}` into the state. Run `pulumi up` with the "
            "program as it was before, which makes no request, and then make this change."
        )
    if holder.is_elsewhere:
        return (
            f"Another provider manages `{name}`, and would delete the schedule with it. If "
            f'`{new_name}` takes its place, add "{holder.urn}" to the resource option `aliases` of '
            f"`{new_name}`. Otherwise declare the schedule only once. To move all schedules of a "
            "stack between the Python resource and the package, see `pulumi-northflank migrate "
            "--help`."
        )
    if holder.is_protected or holder.is_retained:
        return (
            f"`{name}` is protected or retained on deletion: lift that in an update of its own, "
            "with the settings that the schedule has, or declare another interval or backup type "
            f"for `{new_name}`."
        )
    return (
        f"The program no longer declares `{name}`, this update leaves it alone (`--target`, "
        f"`--exclude`), or it waits for `{new_name}`. If you renamed it to `{new_name}`, add "
        f'"{holder.urn}" to the resource option `aliases` of `{new_name}`. Otherwise remove '
        f"or move `{name}` first, in an update of its own."
    )


class UnsettledCreateError(NorthflankError):
    """A schedule may have been created, and the addon's list could not be read to find out."""

    def __init__(self, slot: Slot, lost: RequestError, unread: NorthflankError) -> None:
        self.lost = lost
        self.unread = unread
        super().__init__(
            f"{lost.call.method} {lost.call.path}: {lost.problem}. {capital(str(slot))} may or may "
            f"not have been created, and the list that would tell could not be read: {unread} Run "
            "`pulumi up` again once the list can be read. It adopts the schedule if it exists, and "
            "creates it if not."
        )


class UnreadableScheduleError(NorthflankError):
    """A listed schedule is not as the API's documentation describes schedules."""

    def __init__(
        self,
        address: Address,
        schedule_id: str,
        reason: str,
        refusal: RequestError | None = None,
    ) -> None:
        self.schedule_id = schedule_id
        before = f"{refusal} It may be in the way: schedule" if refusal is not None else "Schedule"
        super().__init__(
            f"{before} {schedule_id} of {address} exists, but it cannot be read: {reason}. It was "
            "left as it is. Update pulumi-northflank, or delete the schedule in Northflank."
        )


class UnlistedScheduleError(NorthflankError):
    """A POST was lost, the API refuses another one, and the list does not show the schedule."""

    def __init__(self, slot: Slot, refusal: RequestError, seconds: float) -> None:
        self.refusal = refusal
        super().__init__(
            f"{refusal.call.method} {refusal.call.path}: {refusal.problem}. {capital(str(slot))} "
            "may have been created by an earlier request, but the addon's list does not show it "
            f"after {seconds:g} seconds. Run `pulumi up` again: it adopts the schedule if it "
            "exists, and creates it if not."
        )


class ReplacementError(NorthflankError):
    """The second half of a replacement failed: the old schedule is deleted already.

    Attributes:
        cause: What failed.
        deleted_id: The ID of the old schedule.
    """

    def __init__(
        self, cause: NorthflankError, slot: Slot, deleted_id: str, *, is_in_state: bool
    ) -> None:
        self.cause = cause
        self.deleted_id = deleted_id
        # The engine compares with the state, in which the old schedule still exists.
        command = "pulumi up --refresh" if is_in_state else "pulumi up"
        consequence = ""
        if isinstance(cause, RequestError) and cause.settled:
            consequence = (
                f", so {slot} does not exist now: no such backups are made until `{command}` "
                "creates it"
            )
        elif is_in_state:
            consequence = (
                f", but the state still has it: `{command}` finds out what exists, and creates "
                f"{slot} if it does not"
            )
        super().__init__(f"{cause} The old schedule {deleted_id} is already gone{consequence}.")
