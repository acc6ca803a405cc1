"""What check, diff, create, read and delete do, read from top to bottom.

These operations take and return this project's own types and know nothing of Pulumi's classes. The
caller passes in how to show messages and how to wait.
"""

from __future__ import annotations

import itertools
import time
from collections.abc import Callable
from dataclasses import dataclass

from pulumi_northflank import settings
from pulumi_northflank.api.client import Client
from pulumi_northflank.api.errors import NotFoundError
from pulumi_northflank.api.listings import ListedAddon, Listing
from pulumi_northflank.api.retries import Sleep
from pulumi_northflank.errors import NorthflankError
from pulumi_northflank.schedule import Address, LiveSchedule, Project, Schedule, Slot
from pulumi_northflank.schedule.properties import SETTINGS
from pulumi_northflank.schedule.slot import Claims, name_of
from pulumi_northflank.text import shown
from pulumi_northflank.validation import Problem

from . import other_team
from .announcements import announcements
from .clients import LazyClient
from .conflict import Conflict, conflict
from .creation import Creation, Creator
from .errors import UnknownScheduleError, UnreadableScheduleError, how_it_is
from .ignored import IgnoredSettings
from .lag import ListLag
from .list_cache import ListCache
from .lookup import Wanted, schedules_of
from .ownership import Ownership
from .preflight import Preflight
from .say import Once, Say
from .stack_state import StackState

NO_SUCH_FORMER_NAME = (
    "The stack has no schedule {names}, so the former name (`was` or an alias) has no effect, and "
    "this schedule is new. If it was declared before, correct the former name. In a new stack, "
    "ignore this warning."
)
RENAMED = (
    "Kept schedule {id}, {slot}: the program now declares it under another name. Only the old name "
    "leaves the state."
)
SUCCEEDED = (
    "Schedule {old} no longer exists. Schedule {new} is in its place {how}, and this stack does "
    "not have it: another stack or a person may have replaced it. Let only one of you declare "
    "{slot}."
)


@dataclass(frozen=True)
class Resource:
    """The resource that a check is for.

    Attributes:
        urn: Its URN.
        preview: Whether the check is part of a preview; None if the engine does not tell.
        ignored: The paths of the properties that the program ignores changes of.
        declared: How many schedules the program declares; None if that is not known.
        former_names: The URNs under which it was declared before, or only the names.
    """

    urn: str
    preview: bool | None = False
    ignored: tuple[str, ...] = ()
    declared: int | None = 0
    former_names: tuple[str, ...] = ()


@dataclass(frozen=True)
class Checked:
    """A schedule as it is to be stored and created, and everything that is wrong with it."""

    schedule: Schedule
    problems: list[Problem]


@dataclass(frozen=True)
class Change:
    """What an update has to do.

    Attributes:
        properties: The properties that changed; each change replaces the schedule.
        delete_first: Whether the old schedule must go before the new one is created.
    """

    properties: list[str]
    delete_first: bool


class Deployment:
    """The operations of one deployment. Safe for any number of threads."""

    def __init__(
        self,
        config: settings.ConfigGetter,
        say: Say,
        sleep: Sleep,
        now: Callable[[], float] = time.monotonic,
        state: StackState | None = None,
    ) -> None:
        """Prepare; no setting is required until a request is made.

        Args:
            config: Returns a setting of the stack's configuration by its key.
            say: Shows messages to the user.
            sleep: Waits for some seconds.
            now: The time, in seconds, by a clock that never goes back.
            state: The stack's state; None if there is none.
        """
        self._config = config
        self._say = say
        self._warn_once = Once(say)
        self._sleep = sleep
        self._client = LazyClient(self._patient_client)
        self._lists: ListCache[Address, Listing] = ListCache(
            lambda address: self._client().list_remaining(address), now
        )
        self._lag = ListLag(lambda: settings.list_lag(config), say, sleep, now)
        self._claims = Claims()
        state = state or StackState(lambda: "{}")
        self._ownership = Ownership(state.holders, state.existed)
        self._preflight = Preflight(config, say, self._ownership)
        self._ignored = IgnoredSettings(self._in_slot)
        self._adoptions = itertools.count(1)

    def check(
        self, declared: Schedule, resource: Resource | None, old_slot: Slot | None
    ) -> Checked:
        """Validate a schedule.

        Makes no request, except in a preview with northflank:preflight, and before a replacement
        that keeps ignored settings.

        Args:
            declared: The schedule as the program declares it.
            resource: Its resource, if known.
            old_slot: The slot in its old inputs; None if there are none, or if the engine checks it
                for a second time in order to replace it.

        Raises:
            SettingsError: A setting is unusable.
        """
        settings.check(self._config)
        schedule = self.with_team(declared)
        if old_slot is not None:
            text = other_team.warning(self._config, declared, old_slot, schedule.slot)
            if text is not None:
                self._warn_once("warning", text)
        limits = settings.documented_limits(self._config)
        urn = resource.urn if resource is not None else None
        if resource is not None:
            self._ownership.note_declared(resource.urn, resource.declared, resource.former_names)
            try:
                ask = resource.preview is False
                schedule = self._ignored.checked(
                    schedule, resource.urn, resource.ignored, old_slot, ask=ask
                )
            except NorthflankError as error:
                return Checked(schedule, [Problem("", str(error))])
        problems = schedule.problems_under(limits)
        if resource is not None:
            twice = self._claims.claim(schedule.slot, resource.urn)
            problems += [twice] if twice is not None else []
            if not problems and resource.preview:
                problems += self._preflight.problems_of(resource.urn, old_slot, schedule)
        for warning in schedule.warnings_under(limits) if not problems else ():
            self._warn_once("warning", f"{warning}.", urn)
        if resource is not None and resource.former_names and not problems:
            self._warn_about_names(resource)
        return Checked(schedule, problems)

    def problems_of(self, declared: Schedule) -> list[Problem]:
        """Everything in the values of a schedule that its check will refuse."""
        return self.with_team(declared).problems_under(settings.documented_limits(self._config))

    def preview_create(self, schedule: Schedule, urn: str) -> list[Problem]:
        """What the API would refuse, for a door whose checks do not know that it is a preview.

        Makes no request, except with northflank:preflight.
        """
        old_slot = self._ignored.old_slot(urn)
        return self._preflight.problems_of(urn, old_slot, schedule, is_created=True)

    def diff(
        self,
        schedule_id: str,
        old: Schedule,
        new: Schedule,
        urn: str | None = None,
        ignored: tuple[str, ...] = (),
    ) -> Change:
        """Compare a schedule's old and new settings; the API has no update.

        If both need the same slot, the old schedule goes first. Otherwise it goes last, so that
        there is no time without backups.

        Args:
            schedule_id: Its ID.
            old: How the state has it.
            new: How the program declares it, with the old values of ignored properties.
            urn: Its resource, if known.
            ignored: The paths of those properties, where the checks do not know them.
        """
        self._ownership.note_compared(schedule_id)
        if urn is not None:
            self._ignored.note(urn, ignored)
        changed = old.changed_properties(new)
        if not changed and self._claims.owner(new.slot) is not None:
            self._ownership.add(new.slot, schedule_id)
        # Also of an unchanged one: its replacement may have been interrupted after the deletion.
        return Change(changed, new.slot.is_known and old.slot == new.slot)

    def with_current(self, schedule: Schedule, urn: str) -> Schedule:
        """The *schedule* that replaces another one, with the ignored settings that that one has.

        For a door whose checks cannot ask Northflank, because they may be part of a preview.

        Raises:
            NorthflankError: The list that tells could not be read.
        """
        return self._ignored.with_current(schedule, urn)

    def create(self, schedule: Schedule, *, keeps_ignored: bool = False) -> Creation:
        """Create a schedule, or take over the one that exists.

        Args:
            schedule: The schedule.
            keeps_ignored: As for :meth:`Creator.create`.

        Raises:
            NorthflankError: As :meth:`Creator.create`; or a setting is missing or unusable.
        """
        slot = schedule.slot
        urn = self._claims.owner(slot)
        creator = Creator(self._client(), schedule, self._ownership, self._lag, self._sleep)
        try:
            old_slot = self._ignored.old_slot(urn or "")
            creation = creator.create(urn, old_slot=old_slot, keeps_ignored=keeps_ignored)
        finally:
            self._lists.forget(slot.address)
        if creation.how == "created":
            self._ownership.note_created(slot, creation.schedule_id)
        else:
            # It can be the schedule of another resource that this update is about to delete.
            self._ownership.add(slot, creation.schedule_id)
        for text in announcements(creation, slot, self._adoptions):
            self._say("warning", text, urn)
        return creation

    def read(self, schedule_id: str, declared: Schedule) -> LiveSchedule | None:
        """Read a schedule; None only if it is confirmed to be deleted.

        Raises:
            UnknownScheduleError: It does not exist, and the program refers to it by its ID.
            NorthflankError: Cannot tell.
        """
        slot = declared.slot
        listing = self._lists.get(slot.address)
        if listing.find(schedule_id) is None and schedule_id not in listing.unreadable:
            # A list that was read too early does not prove that the schedule is deleted.
            self._lag.wait_until(self._lag.proof)
            listing = self._lists.get(slot.address, self._lag.proof)
        if schedule_id in listing.unreadable:
            reason = listing.unreadable[schedule_id]
            raise UnreadableScheduleError(slot.address, schedule_id, reason)
        live = listing.find(schedule_id)
        successor = conflict(declared, listing.schedules) if live is None else None
        if successor is not None:
            self._say_succeeded(schedule_id, successor)
        # A refresh brings all settings, a reference only the addon. Without this error, the engine
        # would go on with a schedule that has no properties.
        if live is None and not any(name in declared.values for name in SETTINGS):
            raise UnknownScheduleError(schedule_id, declared.address)
        return live

    @property
    def default_team(self) -> str | None:
        """The team of whatever names none."""
        return settings.default_team(self._config)

    def with_team(self, declared: Schedule) -> Schedule:
        """A schedule with the default team, if it names none."""
        team = self.default_team
        if team is None or "teamId" in declared.values:
            return declared
        return declared.with_values({**declared.values, "teamId": team})

    def look_up(self, address: Address) -> list[LiveSchedule]:
        """The schedules of an addon.

        Raises:
            NorthflankError: A setting is missing or unusable, or the list could not be read.
        """
        return schedules_of(self._client(), address, self._say)

    def addons(self, project: Project) -> list[ListedAddon]:
        """The addons of a project.

        Raises:
            NorthflankError: A setting is missing or unusable, or the list could not be read.
        """
        return self._client().list_addons(project)

    def find_to_import(self, text: str, urn: str, secrets: frozenset[str]) -> LiveSchedule:
        """The schedule that ``[TEAM/]PROJECT/ADDON/ID`` names, as :meth:`Wanted.find` gives it."""
        held = self._ownership.holders
        return Wanted.of(text, self.default_team, secrets).find(self._client(), held, urn)

    def delete(self, schedule_id: str, slot: Slot, urn: str | None = None) -> None:
        """Delete a schedule, unless the program now declares it under another name.

        Args:
            schedule_id: Its ID.
            slot: Its slot.
            urn: Its resource, where the checks do not know what the program ignores changes of.

        Raises:
            NorthflankError: It was not deleted, or may not be.
        """
        if self._ownership.is_ours(schedule_id):
            self._say("info", RENAMED.format(id=schedule_id, slot=slot))
            return
        if self._ownership.was_deleted(schedule_id):
            return
        if urn is not None:
            self._ignored.keep(urn, slot)
        try:
            self._delete(schedule_id, slot)
        finally:
            self._lists.forget(slot.address)
        self._ownership.note_deleted(slot, schedule_id)

    def _delete(self, schedule_id: str, slot: Slot) -> None:
        try:
            self._client().delete_schedule(slot.address, schedule_id)
        except NotFoundError:
            # The API does not know a schedule that its list shows: the list may lag.
            if not self._lag.seconds:
                raise
            self._lag.wait_until(self._lag.now() + self._lag.seconds)
            self._client().delete_schedule(slot.address, schedule_id)

    def close(self) -> None:
        """Close all connections."""
        self._client.close()
        self._preflight.close()

    def _warn_about_names(self, resource: Resource) -> None:
        # The engine checks a schedule that it replaces a second time, without its old inputs.
        if self._ignored.old_slot(resource.urn) is None:
            names = " or ".join(shown(name) for name in map(name_of, resource.former_names))
            self._warn_once("warning", NO_SUCH_FORMER_NAME.format(names=names), resource.urn)

    def _in_slot(self, slot: Slot, urn: str) -> LiveSchedule | None:
        listing = self._lists.get(slot.address)
        if listing.in_slot(slot) is None and self._ownership.existed(urn):
            # A list that was read too early does not prove that nobody has changed the setting.
            self._lag.wait_until(self._lag.proof)
            listing = self._lists.get(slot.address, self._lag.proof)
        live = listing.in_slot(slot)
        # Otherwise, another resource has taken the old slot before.
        return live if live is None or not self._ownership.was_created(live.schedule_id) else None

    def _say_succeeded(self, schedule_id: str, successor: Conflict) -> None:
        text = SUCCEEDED.format(
            old=schedule_id,
            new=successor.live.schedule_id,
            how=how_it_is(successor.differences),
            slot=successor.declared.slot,
        )
        self._say("warning", text)

    def _patient_client(self) -> Client:
        loaded = settings.load(self._config)
        settings.list_lag(self._config)  # an unusable value must be found before any request
        return Client(loaded, self._announce, self._sleep)

    def _announce(self, text: str) -> None:
        self._say("info", text)
