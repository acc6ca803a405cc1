"""What there is: the live schedules of a project's addons."""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

from pulumi_northflank import settings
from pulumi_northflank.address import Address, Project
from pulumi_northflank.errors import NorthflankError, NotFoundError
from pulumi_northflank.listed import in_order
from pulumi_northflank.shapes import LiveSchedule

if TYPE_CHECKING:
    from pulumi_northflank.client import Client

READERS = 4
READER = "northflank-reader"

Item = TypeVar("Item")
Result = TypeVar("Result")


@dataclass(frozen=True)
class Addon:
    """An addon and its schedules, from the most frequent to the rarest."""

    addon_id: str
    schedules: list[LiveSchedule]


@dataclass(frozen=True)
class Inventory:
    """The schedules of a project's addons as they were read.

    Attributes:
        project: The project.
        url: The base URL of the API that was asked.
        addons: The addons by ID, those without a schedule among them.
        is_whole: Whether these are all addons of the project.
    """

    project: Project
    url: str
    addons: list[Addon]
    is_whole: bool = True

    @property
    def without_schedules(self) -> list[str]:
        """The IDs of the addons that have no schedule."""
        return [addon.addon_id for addon in self.addons if not addon.schedules]


class AddonGoneError(NorthflankError):
    """An addon was deleted between the list of addons and the list of its schedules."""

    def __init__(self, addon: Address) -> None:
        super().__init__(
            f"The API listed {addon}, and did not know it when its schedules were asked for. If "
            "somebody has just deleted it, run the command again."
        )


class _StoppedError(Exception):
    """Ends a thread whose result nobody waits for any more."""


def read_inventory(project: Project, addon_ids: Sequence[str]) -> Inventory:
    """Read the schedules of the addons *addon_ids*, of all of the project where there are none.

    Raises:
        SettingsError: A setting is missing or unusable.
        RequestError: A list could not be read to its end.
        AddonGoneError: An addon was there, and is no more.
    """
    loaded = settings.load(lambda _: None)
    with _client(loaded) as (client, show):

        def schedules_of(addon_id: str) -> list[LiveSchedule]:
            address = project.addon(addon_id)
            try:
                listed = client.list_schedules(address).schedules
            except NotFoundError:
                if addon_ids:
                    raise
                raise AddonGoneError(address) from None
            # Where a list changes between two pages, one schedule can be on both.
            return list({live["id"]: live for live in listed}.values())

        show(f"Reading the addons of {project}")
        ids = sorted(set(addon_ids or client.list_addons(project)))
        found = in_threads(
            schedules_of,
            ids,
            lambda done: show(f"Reading the schedules of {project}: {done} of {len(ids)} addons"),
        )
    addons = [Addon(id_, in_order(live)) for id_, live in zip(ids, found, strict=True)]
    return Inventory(project, loaded.base_url, addons, is_whole=not addon_ids)


def in_threads(
    function: Callable[[Item], Result],
    items: Sequence[Item],
    tell: Callable[[int], None] = lambda _: None,
) -> list[Result]:
    """What *function* makes of each item, in their order; a few are worked at at once.

    Args:
        function: What is called, in a thread.
        items: What it is called with.
        tell: Is told how many are done.

    Raises:
        BaseException: What the first call that failed has raised; the others are given up.
    """
    todo: queue.SimpleQueue[tuple[int, Item]] = queue.SimpleQueue()
    done: queue.SimpleQueue[tuple[int, Result, BaseException | None]] = queue.SimpleQueue()
    given_up = threading.Event()

    def work() -> None:
        while not given_up.is_set():
            try:
                at, item = todo.get_nowait()
            except queue.Empty:
                return
            try:
                done.put((at, function(item), None))
            except BaseException as error:  # noqa: BLE001  # raised again, where it is waited for
                done.put((at, None, error))  # type: ignore[arg-type]  # no result beside an error

    for numbered in enumerate(items):
        todo.put(numbered)
    for _ in range(min(READERS, len(items))):
        # The threads of concurrent.futures would be waited for when the process ends.
        threading.Thread(target=work, name=READER, daemon=True).start()
    results: dict[int, Result] = {}
    try:
        while len(results) < len(items):
            tell(len(results))
            at, result, error = done.get()
            if error is not None:
                raise error
            results[at] = result
    finally:
        given_up.set()
    return [results[at] for at in range(len(items))]


@contextmanager
def _client(loaded: settings.Settings) -> Iterator[tuple[Client, Callable[[str], None]]]:
    """A client that tells of its waits on stderr, and what shows there how far it is."""
    from rich.console import Console

    from pulumi_northflank.client import Client

    console = Console(stderr=True, markup=False, emoji=False, highlight=False, soft_wrap=True)
    left = threading.Event()

    def announce(text: str) -> None:
        if not left.is_set():
            console.print(text)

    def sleep(seconds: float) -> None:
        if left.wait(seconds):
            raise _StoppedError

    client = Client(loaded, announce, sleep)
    try:
        # Where stderr is no terminal, the status is not shown.
        with console.status("") as status:
            yield client, status.update
    finally:
        left.set()
        client.close()
