"""What exists in Northflank, for programs that look it up and for imports."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from pulumi_northflank.api.client import Client
from pulumi_northflank.errors import InvalidIdError
from pulumi_northflank.schedule import Address, LiveSchedule
from pulumi_northflank.schedule.address import NO_SECRETS
from pulumi_northflank.schedule.live import in_order, is_usable_id
from pulumi_northflank.validation import validate

from .errors import ImportedTwiceError, ImportIdError, NothingToImportError, UnreadableScheduleError
from .say import Say
from .stack_state import Holder

MOST_PARTS = 4


def schedules_of(client: Client, address: Address, say: Say) -> list[LiveSchedule]:
    """The schedules of an addon, in order, with a warning for each that cannot be read.

    Raises:
        RequestError: The list could not be read to its end.
    """
    listing = client.list_schedules(address)
    for schedule_id, reason in listing.unreadable.items():
        error = UnreadableScheduleError(address, schedule_id, reason)
        say("warning", f"{error} It is missing from the result.")
    return in_order(listing.schedules)


def check_id(
    property_: str, value: object, secrets: frozenset[str], name: str | None = None
) -> None:
    """Check an ID as that of a declaration is checked: "." and ".." would lead to another path.

    Args:
        property_: The property that holds it in a declaration.
        value: The ID.
        secrets: The properties that are secret.
        name: Its name in messages; by default the property's.

    Raises:
        InvalidIdError: It cannot be an ID.
    """
    if any(problem.path == property_ for problem in validate({property_: value})):
        raise InvalidIdError(name or property_, value, is_secret=property_ in secrets)


def import_id(address: Address, schedule_id: str) -> str:
    """The ID by which `pulumi import` of the Pulumi package finds a schedule."""
    ids = (address.team_id, address.project_id, address.addon_id, schedule_id)
    return "/".join(filter(None, ids))


@dataclass(frozen=True)
class Wanted:
    """A schedule to import.

    Attributes:
        address: The addon.
        name: The schedule's ID, or its interval and type, such as ``daily-dump``.
    """

    address: Address
    name: str

    @classmethod
    def of(
        cls, text: str, default_team: str | None, secrets: frozenset[str] = NO_SECRETS
    ) -> Wanted:
        """The schedule that ``[TEAM/]PROJECT/ADDON/ID`` names, in which *secrets* are secret.

        Raises:
            ImportIdError: The text has another form.
        """
        *ids, name = text.split("/")
        if len(ids) == MOST_PARTS - 2:
            ids = [default_team or "", *ids]
        if len(ids) != MOST_PARTS - 1 or not is_usable_id(name):
            raise ImportIdError(text)
        team, project, addon = ids
        address = Address(project, addon, team or None, secrets)
        names = {problem.path for problem in validate(address.values)}
        if names & address.values.keys():
            raise ImportIdError(text)
        return cls(address, name)

    def find(
        self,
        client: Client,
        holders: Callable[[str], list[Holder]] = lambda _: [],
        urn: str | None = None,
    ) -> LiveSchedule:
        """Find the schedule by its ID, else by its interval and type.

        Args:
            client: Lists the schedules.
            holders: Returns the resources of the stack that have a schedule.
            urn: The resource that is to have it.

        Raises:
            NothingToImportError: There is no such schedule, or more than one.
            ImportedTwiceError: Another resource of the stack has it.
            UnreadableScheduleError: It cannot be read.
            RequestError: The list could not be read to its end.
        """
        listing = client.list_schedules(self.address)
        if self.name in listing.unreadable:
            reason = listing.unreadable[self.name]
            raise UnreadableScheduleError(self.address, self.name, reason)
        schedules = in_order(listing.schedules)
        found = [live for live in schedules if live.schedule_id == self.name] or [
            live for live in schedules if live.schedule.slot.name == self.name
        ]
        if len(found) != 1:
            known = [f"{one.schedule.slot.name} ({one.schedule_id})" for one in schedules]
            raise NothingToImportError(self.name, self.address, known, len(found))
        for holder in holders(found[0].schedule_id):
            if holder.urn != urn:
                raise ImportedTwiceError(found[0].schedule.slot, found[0].schedule_id, holder)
        return found[0]
