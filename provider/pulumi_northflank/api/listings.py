"""Lists that the API returns in pages."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from pulumi_northflank.schedule import Address, LiveSchedule, Slot
from pulumi_northflank.schedule.live import is_usable_id

from .errors import Call, UnreadableAnswerError
from .responses import ApiResponse

PAGE_SIZE = 100
MOST_PAGES = 50
# An addon can have six schedules, so a list of this length cannot be a list of schedules.
MOST_SCHEDULES = 1000
# Northflank keeps up to 500 backups of each schedule, and those that were made by hand.
MOST_BACKUPS = PAGE_SIZE * MOST_PAGES
MOST_ADDONS = PAGE_SIZE * MOST_PAGES


class Request(Protocol):
    """Makes a GET request and returns its response."""

    def __call__(self, call: Call, *, query: dict[str, str | int]) -> ApiResponse:
        """Make the request *call* with the parameters *query*."""
        ...


@dataclass(frozen=True)
class Pages:
    """The items of all pages of a list, and when the last page was sent by the server's clock."""

    items: list[object]
    server_time: datetime | None


@dataclass(frozen=True)
class ListedAddon:
    """An addon of a project. Except for the ID, what the API does not list as documented is None.

    Attributes:
        addon_id: Its ID.
        name: Its name.
        type: The kind of database: postgresql, redis and others.
        status: Whether it runs: running, paused, failed and others.
        tags: Its tags.
    """

    addon_id: str
    name: str | None
    type: str | None
    status: str | None
    tags: list[str] | None

    @classmethod
    def of(cls, call: Call, item: object) -> ListedAddon:
        """Read an *item* of the list of addons.

        Raises:
            UnreadableAnswerError: It has no ID.
        """
        if not isinstance(item, dict) or not is_usable_id(item.get("id")):
            raise UnreadableAnswerError(call, 200, "but a listed addon has no usable `id`")
        spec, tags = item.get("spec"), item.get("tags")
        return cls(
            item["id"],
            _string(item.get("name")),
            _string(spec.get("type")) if isinstance(spec, dict) else None,
            _string(item.get("status")),
            [tag for tag in tags if isinstance(tag, str)] if isinstance(tags, list) else None,
        )


@dataclass(frozen=True)
class Listing:
    """All schedules of an addon.

    Attributes:
        schedules: Those that can be read.
        unreadable: Why others cannot be read, by their IDs. They exist, and are left alone: the
            API may have kinds of schedules that its documentation does not describe yet.
        server_time: When they were listed by the server's clock.
    """

    schedules: list[LiveSchedule]
    unreadable: dict[str, str]
    server_time: datetime | None

    @classmethod
    def of(cls, call: Call, address: Address, pages: Pages) -> Listing:
        """Read the schedules in *pages*.

        Raises:
            UnreadableAnswerError: An item has no ID.
        """
        schedules: list[LiveSchedule] = []
        unreadable: dict[str, str] = {}
        for item in pages.items:
            if not isinstance(item, dict) or not is_usable_id(item.get("id")):
                raise UnreadableAnswerError(call, 200, "but a listed schedule has no usable `id`")
            try:
                schedules.append(LiveSchedule.listed(item, address))
            except ValueError as error:
                unreadable[item["id"]] = str(error)
        return cls(schedules, unreadable, pages.server_time)

    def find(self, schedule_id: str) -> LiveSchedule | None:
        """The schedule with this ID; None if it is not listed, or cannot be read."""
        return next((live for live in self.schedules if live.schedule_id == schedule_id), None)

    def in_slot(self, slot: Slot) -> LiveSchedule | None:
        """The schedule in a slot, if one is listed there."""
        return next((live for live in self.schedules if live.schedule.slot == slot), None)


def all_pages(
    call: Call,
    name: str,
    most: int,
    request: Request,
    is_enough: Callable[[list[object]], bool] = lambda _: False,
) -> Pages:
    """Read all pages of a list, or as many as are needed.

    Args:
        call: The request for a page.
        name: The property of ``data`` that holds the items.
        most: The largest believable number of items.
        request: Makes a request.
        is_enough: Whether the items that were read so far are all that is needed.

    Raises:
        RequestError: The list could not be read to its end.
    """
    items: list[object] = []
    cursors: set[str] = set()
    query: dict[str, str | int] = {"per_page": PAGE_SIZE}
    for _ in range(MOST_PAGES):
        response = request(call, query=query)
        pagination = response.document.get("pagination")
        page = response.data.get(name)
        # The clients' types call the list optional: absent is empty, unless it has several pages.
        if page is None and not cursors and not _has_next_page(pagination):
            page = []
        if not isinstance(page, list):
            raise UnreadableAnswerError(call, 200, f"but the response holds no list of {name}")
        items += page
        if len(items) > most:
            raise UnreadableAnswerError(call, 200, f"but the list holds more than {most} {name}")
        cursor = _next_cursor(call, pagination, name, len(items))
        if cursor is None or is_enough(items):
            return Pages(items, response.server_time)
        if cursor in cursors:
            raise UnreadableAnswerError(call, 200, "but the list repeats a page")
        cursors.add(cursor)
        query["cursor"] = cursor
    raise UnreadableAnswerError(call, 200, f"but the list has more than {MOST_PAGES} pages")


def _has_next_page(pagination: object) -> bool:
    return isinstance(pagination, dict) and bool(pagination.get("hasNextPage"))


def _next_cursor(call: Call, pagination: object, name: str, listed: int) -> str | None:
    # The documented example of the list has no `pagination`: then it is the last page.
    if pagination is None:
        return None
    if not isinstance(pagination, dict) or not isinstance(pagination.get("hasNextPage"), bool):
        raise UnreadableAnswerError(call, 200, "but the list does not say whether it goes on")
    if not pagination["hasNextPage"]:
        count = pagination.get("count")
        if isinstance(count, int) and count > listed:
            raise UnreadableAnswerError(call, 200, f"but the list holds {listed} of {count} {name}")
        return None
    cursor = pagination.get("cursor")
    if not isinstance(cursor, str) or not cursor:
        raise UnreadableAnswerError(call, 200, "but the list has a next page and no cursor for it")
    return cursor


def _string(value: object) -> str | None:
    return value if isinstance(value, str) else None
