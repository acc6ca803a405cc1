"""Each addon's list is read once, until something changes there."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier, Event, Lock, Thread
from typing import Any

import pytest

from pulumi_northflank import NorthflankError
from pulumi_northflank.lifecycle.list_cache import ListCache
from pulumi_northflank.schedule import Address

ORDERS, CARTS = Address("shop", "orders"), Address("shop", "carts")


class Reader:
    """Reads numbered lists, or fails."""

    def __init__(self, error: Exception | None = None) -> None:
        self.error = error
        self.read: list[Address] = []

    def __call__(self, address: Address) -> list[Any]:
        """Read one."""
        self.read.append(address)
        if self.error is not None:
            raise self.error
        return [f"{address.addon_id} {len(self.read)}"]


def test_read_once() -> None:
    """A list is read once, however often it is needed, and again after it was forgotten."""
    reader = Reader()
    cache = ListCache(reader)
    cache.forget(ORDERS)
    lists: list[Any] = [cache.get(address) for address in (ORDERS, CARTS, ORDERS, CARTS)]
    cache.forget(ORDERS)
    lists += [cache.get(ORDERS), cache.get(CARTS)]

    assert [*[["orders 1"], ["carts 2"]] * 2, ["orders 3"], ["carts 2"]] == lists
    assert [ORDERS, CARTS, ORDERS] == reader.read


def test_errors_are_shared() -> None:
    """An error is kept like a list, and forgotten like a list."""
    reader = Reader(NorthflankError("down"))
    cache = ListCache(reader)
    for _ in range(3):
        with pytest.raises(NorthflankError, match="down"):
            cache.get(ORDERS)
    read = len(reader.read)
    cache.forget(ORDERS)
    reader.error = None

    assert (1, 1) == (read, len(cache.get(ORDERS)))


def test_bugs_are_not_shared() -> None:
    """An error of another kind is not kept."""
    reader = Reader(KeyError("bug"))
    cache = ListCache(reader)
    for _ in range(2):
        with pytest.raises(KeyError):
            cache.get(ORDERS)

    assert 2 == len(reader.read)


def test_threads_share_one_reading() -> None:
    """Threads that ask while one of them reads wait for its result."""
    begin = Barrier(4, timeout=20)
    reader = Reader()
    cache = ListCache(reader)

    def work(_: int) -> list[Any]:
        begin.wait()
        return cache.get(ORDERS)

    with ThreadPoolExecutor(4) as pool:
        assert [["orders 1"]] * 4 == list(pool.map(work, range(4)))
    assert [ORDERS] == reader.read


def test_addons_do_not_wait_for_each_other() -> None:
    """Two addons are read at the same time."""
    both_read = Barrier(2, timeout=20)

    def read(_: Address) -> list[Any]:
        both_read.wait()
        return []

    with ThreadPoolExecutor(2) as pool:
        assert [[], []] == list(pool.map(ListCache(read).get, (ORDERS, CARTS)))


def test_change_while_a_list_is_read() -> None:
    """A list is not kept if something changes between the reading and the storing."""
    has_read, changed = Event(), Event()
    read: list[int] = []

    def reader(_: Address) -> list[Any]:
        read.append(len(read))
        has_read.set()
        assert changed.wait(20)
        return []

    cache = ListCache(reader)
    with ThreadPoolExecutor(1) as pool:
        first = pool.submit(cache.get, ORDERS)
        assert has_read.wait(20)
        cache.forget(ORDERS)
        changed.set()
        first.result(20)
    cache.get(ORDERS)
    cache.get(ORDERS)

    assert [0, 1] == read


class _TellingLock:
    """A lock that tells when a thread has to wait for it."""

    def __init__(self, waiting: Event) -> None:
        self._lock = Lock()
        self._waiting = waiting

    def __enter__(self) -> None:
        if not self._lock.acquire(blocking=False):
            self._waiting.set()
            self._lock.acquire()

    def __exit__(self, *_: object) -> None:
        self._lock.release()


class _Results(dict[Any, Any]):
    """Results, during whose storing something happens."""

    def __init__(self, meanwhile: Callable[[], None]) -> None:
        super().__init__()
        self._meanwhile = meanwhile

    def __setitem__(self, key: Any, value: Any) -> None:
        self._meanwhile()
        super().__setitem__(key, value)


def test_change_while_a_list_is_stored() -> None:
    """A list that is just being stored is not kept if something changes now."""
    reader = Reader()
    cache: Any = ListCache(reader)
    is_through_or_waiting = Event()

    def forget() -> None:
        cache.forget(ORDERS)
        is_through_or_waiting.set()

    forgetting = Thread(target=forget)

    def meanwhile() -> None:
        if len(reader.read) == 1:
            forgetting.start()
            assert is_through_or_waiting.wait(20)

    cache._lock = _TellingLock(is_through_or_waiting)
    cache._results = _Results(meanwhile)
    cache.get(ORDERS)
    forgetting.join(20)

    assert ["orders 2"] == cache.get(ORDERS)
