"""The existing schedules of a project's addons, read from the API."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from multiprocessing.pool import ThreadPool

from rich.console import Console

from pulumi_northflank import settings
from pulumi_northflank.api.client import Client
from pulumi_northflank.api.errors import NotFoundError
from pulumi_northflank.errors import NorthflankError
from pulumi_northflank.lifecycle.errors import UnreadableScheduleError
from pulumi_northflank.schedule import Address, LiveSchedule, Project
from pulumi_northflank.schedule.live import in_order

READERS = 4


@dataclass(frozen=True)
class Addon:
    """An addon and its schedules.

    Attributes:
        address: The addon.
        schedules: Its schedules, from the most frequent to the rarest.
        unreadable: Why other schedules cannot be read, by their IDs.
    """

    address: Address
    schedules: list[LiveSchedule]
    unreadable: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Inventory:
    """Addons of a project and their schedules.

    Attributes:
        project: The project.
        url: The base URL of the API.
        addons: The addons, sorted by ID, including those without schedules.
        is_whole: Whether these are all addons of the project.
    """

    project: Project
    url: str
    addons: list[Addon]
    is_whole: bool = True

    @property
    def without_schedules(self) -> list[str]:
        """The IDs of the addons that have no schedules."""
        return [
            addon.address.addon_id
            for addon in self.addons
            if not addon.schedules and not addon.unreadable
        ]

    @property
    def unreadable(self) -> list[UnreadableScheduleError]:
        """The schedules that cannot be read, as errors."""
        return [
            UnreadableScheduleError(addon.address, schedule_id, reason)
            for addon in self.addons
            for schedule_id, reason in addon.unreadable.items()
        ]


class AddonGoneError(NorthflankError):
    """An addon was deleted after the addons were listed and before its schedules were."""

    def __init__(self, addon: Address) -> None:
        super().__init__(
            f"The API listed {addon}, but returned 404 for its schedules. If somebody has just "
            "deleted the addon, run the command again."
        )


class _StoppedError(Exception):
    """Ends a thread whose result is no longer needed."""


def read_inventory(project: Project, addon_ids: Sequence[str]) -> Inventory:
    """Read the schedules of the addons *addon_ids*, or of all addons if there are no IDs.

    Raises:
        SettingsError: A setting is missing or unusable.
        RequestError: A list could not be read to its end.
        AddonGoneError: An addon was deleted meanwhile.
    """
    loaded = settings.load(lambda _: None)
    with reading_client(loaded) as (client, show):

        def read(addon_id: str) -> Addon:
            address = project.addon(addon_id)
            try:
                listing = client.list_schedules(address)
            except NotFoundError:
                if addon_ids:
                    raise
                raise AddonGoneError(address) from None
            # If the list changes between two pages, both can contain the same schedule.
            unique = {live.schedule_id: live for live in listing.schedules}
            return Addon(address, in_order(unique.values()), listing.unreadable)

        show(f"Reading the addons of {project}")
        listed = addon_ids or [addon.addon_id for addon in client.list_addons(project)]
        ids = sorted(set(listed))
        addons: list[Addon] = []
        # The pool's threads are daemons: an error or an interrupt does not wait for them.
        with ThreadPool(READERS) as pool:
            for addon in pool.imap_unordered(read, ids):
                addons.append(addon)
                show(f"Reading the schedules of {project}: {len(addons)} of {len(ids)} addons")
    addons.sort(key=lambda addon: addon.address.addon_id)
    return Inventory(project, loaded.base_url, addons, is_whole=not addon_ids)


@contextmanager
def reading_client(loaded: settings.Settings) -> Iterator[tuple[Client, Callable[[str], None]]]:
    """A client that announces its waits on stderr, and a function that shows the progress there."""
    console = Console(stderr=True, markup=False, emoji=False, highlight=False, soft_wrap=True)
    stopped = threading.Event()

    def announce(text: str) -> None:
        # Rich exits if nobody reads stderr. In a thread, that would leave the others waiting.
        if not stopped.is_set():
            with suppress(OSError, SystemExit):
                console.print(text)

    def sleep(seconds: float) -> None:
        if stopped.wait(seconds):
            raise _StoppedError

    client = Client(loaded, announce, sleep)
    try:
        # The progress is shown only if stderr is a terminal, and in ASCII.
        with console.status("", spinner="line") as status:
            yield client, status.update
    finally:
        stopped.set()
        client.close()
