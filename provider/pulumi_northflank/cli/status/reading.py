"""What the API tells about the addons of a project or of a stack's schedules."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timezone
from multiprocessing.pool import ThreadPool
from threading import Event

from pulumi_northflank import settings
from pulumi_northflank.api.client import Client
from pulumi_northflank.api.errors import RateLimitedError
from pulumi_northflank.api.listings import ListedAddon, Listing
from pulumi_northflank.backups.addon import WatchedAddon
from pulumi_northflank.backups.backup import minute_of
from pulumi_northflank.backups.reading import current_time, is_in_future, with_backups
from pulumi_northflank.backups.runs import Terms, Watched
from pulumi_northflank.cli.group import without_stack
from pulumi_northflank.cli.inventory import READERS, reading_client
from pulumi_northflank.errors import NorthflankError
from pulumi_northflank.schedule import Address, LiveSchedule, Project, Schedule
from pulumi_northflank.schedule.drift import differences
from pulumi_northflank.schedule.live import in_order
from pulumi_northflank.text import did_you_mean, first_of

from .words import shown_time

Asked = Mapping[Address, Sequence[Schedule] | None]
"""The schedules that are declared for each addon; None for those that Northflank has."""

NO_SUCH_ADDON = (
    "Northflank lists no such addon in the project{guess}. If it was deleted, remove its schedules "
    "from the program; otherwise check the IDs of addon, project and team."
)
USED_UP = (
    "The requests that the API accepts in an hour are used up, so it was not read. Check fewer "
    "addons at once, or let the command wait: NORTHFLANK_MAX_WAIT=3600."
)


class UnknownAddonError(NorthflankError):
    """Addons that are to be left out do not exist."""

    def __init__(self, project: Project, unknown: Iterable[str], existing: Iterable[str]) -> None:
        names = first_of([f"{one}{did_you_mean(one, existing)}" for one in unknown])
        super().__init__(
            f"Northflank lists no addon {names} in {project}, so nothing was checked. Correct "
            "--except, or omit it if the addon was deleted."
        )


@dataclass(frozen=True)
class Reader:
    """Reads addons, several at a time.

    Attributes:
        terms: Which runs are looked for.
        now: The time for which they are judged; None for the server's own.
        used_up: Set once the API accepts no more requests in this hour.
    """

    terms: Terms
    now: datetime | None
    used_up: Event = field(default_factory=Event)

    def project(
        self, project: Project, addon_ids: Sequence[str], except_ids: Sequence[str]
    ) -> list[WatchedAddon]:
        """Read the addons *addon_ids* of a project, or all but *except_ids* if there are no IDs.

        Raises:
            NorthflankError: A setting is unusable, the addons could not be listed, or one of
                *except_ids* does not exist.
        """
        with reading_client(settings.load(lambda _: None)) as (client, show):
            show(f"Reading the addons of {project}")
            listed = _addons(client, project)
            existing = {address.addon_id for address in listed}
            if unknown := sorted({*except_ids} - existing):
                raise UnknownAddonError(project, unknown, existing)
            ids = set(addon_ids) or existing.difference(except_ids)
            return self._read(client, {project.addon(one): None for one in ids}, listed, show, {})

    def declared(self, asked: Asked) -> list[WatchedAddon]:
        """Read the addons of declared schedules.

        If the addons of a project cannot be listed, they are unread, and the others are read.

        Raises:
            NorthflankError: A setting is unusable, or the addons of no project could be listed.
        """
        with reading_client(settings.load(lambda _: None)) as (client, show):
            listed: dict[Address, ListedAddon] = {}
            unlisted: dict[Project, str] = {}
            errors: list[NorthflankError] = []
            projects = {address.project for address in asked}
            for project in sorted(projects, key=str):
                if self.used_up.is_set():
                    unlisted[project] = USED_UP
                    continue
                show(f"Reading the addons of {project}")
                try:
                    listed |= _addons(client, project)
                except NorthflankError as error:
                    errors.append(error)
                    unlisted[project] = self._reason(error)
            if errors and len(unlisted) == len(projects):
                raise errors[0]
            return self._read(client, asked, listed, show, unlisted)

    def _read(
        self,
        client: Client,
        asked: Asked,
        listed: Mapping[Address, ListedAddon],
        show: Callable[[str], None],
        unlisted: Mapping[Project, str],
    ) -> list[WatchedAddon]:
        def read(address: Address) -> WatchedAddon:
            if address in listed:
                return self._addon(client, address, asked[address], listed[address])
            guess = did_you_mean(address.addon_id, _ids_in(address.project, listed))
            problem = unlisted.get(address.project) or NO_SUCH_ADDON.format(guess=guess)
            return self._unread(address, asked[address], problem)

        addons: list[WatchedAddon] = []
        # The pool's threads are daemons: an error or an interrupt does not wait for them.
        with ThreadPool(READERS) as pool:
            for addon in pool.imap_unordered(read, sorted(asked, key=lambda one: one.key)):
                addons.append(addon)
                show(f"Reading the backups of {len(addons)} of {len(asked)} addons")
        return addons

    def _addon(
        self,
        client: Client,
        address: Address,
        declared: Sequence[Schedule] | None,
        listed: ListedAddon,
    ) -> WatchedAddon:
        """Read one addon. What cannot be read is told with the addon, and the others go on."""
        if self.used_up.is_set():
            return self._unread(address, declared, USED_UP)
        try:
            listing = client.list_schedules(address)
            now = minute_of(current_time(listing.server_time, self.now))
            schedules, unreadable = live, _ = self._live(listing)
            if declared is not None:
                schedules, unreadable = self._compared(listing, declared)
            judged = {one.schedule_id for one in schedules if not one.has_moved}
            addon = WatchedAddon(
                address,
                now,
                schedules,
                status=listed.status,
                unreadable=tuple(unreadable.items()),
                others=[
                    replace(one, schedule_id=f"{one.schedule_id} in Northflank")
                    for one in live
                    if one.schedule_id not in judged
                ],
            )
            return with_backups(client, addon, self.terms, self.now) if schedules else addon
        except NorthflankError as error:
            return self._unread(address, declared, self._reason(error), listed.status)

    def _reason(self, error: NorthflankError) -> str:
        """Why something could not be read. If the hour's requests are used up, this is noted."""
        if isinstance(error, RateLimitedError):
            self.used_up.set()
        return without_stack(str(error))

    def _unread(
        self,
        address: Address,
        declared: Sequence[Schedule] | None,
        problem: str,
        status: str | None = None,
    ) -> WatchedAddon:
        """An addon that could not be read, for this reason."""
        now = minute_of(self.now or datetime.now(timezone.utc))
        schedules = [Watched(one.slot.name, one) for one in declared or ()]
        return WatchedAddon(address, now, schedules, status=status, problem=problem)

    def _live(self, listing: Listing) -> tuple[list[Watched], dict[str, str]]:
        """The schedules that Northflank has, and why others cannot be judged."""
        schedules, unreadable = [], dict(listing.unreadable)
        for live in in_order({live.schedule_id: live for live in listing.schedules}.values()):
            problems = live.schedule.problems_under("warn")
            if problems:
                unreadable[live.schedule_id] = "; ".join(map(str, problems))
            elif future := self._future(live):
                unreadable[live.schedule_id] = future
            else:
                changed, created = _changed(live), _created(live)
                schedules.append(Watched(live.schedule_id, live.schedule, changed, created=created))
        return schedules, unreadable

    def _compared(
        self, listing: Listing, declared: Iterable[Schedule]
    ) -> tuple[list[Watched], dict[str, str]]:
        """The declared schedules as Northflank has them, and why some cannot be judged."""
        watched, unreadable = [], {}
        for schedule in declared:
            name, live = schedule.slot.name, listing.in_slot(schedule.slot)
            if live is None and listing.unreadable:
                schedule_id, reason = next(iter(listing.unreadable.items()))
                unreadable[name] = (
                    f"it may be schedule {schedule_id}, which cannot be read: {reason}"
                )
            elif live is None:
                watched.append(Watched(name, schedule, exists=False))
            elif future := self._future(live):
                unreadable[live.schedule_id] = future
            else:
                drift = tuple(differences(live.schedule, schedule))
                changed, created = _changed(live), _created(live)
                watched.append(Watched(live.schedule_id, schedule, changed, drift, created=created))
        return watched, unreadable

    def _future(self, live: LiveSchedule) -> str:
        """Why a schedule cannot be judged that the API says was changed in the future."""
        if live.changed is None or not is_in_future(live.changed, self.now):
            return ""
        changed = shown_time(minute_of(live.changed))
        return (
            f"the API says that it was created or changed at {changed} UTC, which is in the future"
        )


def _changed(live: LiveSchedule) -> float | None:
    return minute_of(live.changed) if live.changed else None


def _created(live: LiveSchedule) -> float | None:
    return minute_of(live.created) if live.created else None


def _addons(client: Client, project: Project) -> dict[Address, ListedAddon]:
    return {project.addon(one.addon_id): one for one in client.list_addons(project)}


def _ids_in(project: Project, addons: Iterable[Address]) -> Iterator[str]:
    return (one.addon_id for one in addons if one.project == project)
