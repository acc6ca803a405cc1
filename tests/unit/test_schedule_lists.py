from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

import pytest

from pulumi_northflank import NorthflankError
from pulumi_northflank.address import Address
from pulumi_northflank.errors import ApiError, Call, Refusal
from pulumi_northflank.kept import KeptSchedules
from pulumi_northflank.schedule_lists import ScheduleLists
from pulumi_northflank.slots import Slot

ORDERS, CARTS = Address("shop", "orders"), Address("shop", "carts")
SLOT = Slot(None, "shop", "orders", "daily", "snapshot")
OTHER = SLOT._replace(interval="weekly")


class Reader:
    """Something to read lists with, which counts."""

    def __init__(self, error: Exception | None = None) -> None:
        self.error = error
        self.asked: list[Address] = []

    def __call__(self, address: Address) -> list[Any]:
        """Read one, or fail."""
        self.asked.append(address)
        if self.error is not None:
            raise self.error
        return [f"{address.addon_id} {len(self.asked)}"]


def test_read_once() -> None:
    """A list is read once, however often it is asked for; each addon has its own."""
    reader = Reader()
    lists = ScheduleLists(reader)
    got: list[Any] = [lists.get(address) for address in (ORDERS, CARTS, ORDERS, CARTS)]

    assert [["orders 1"], ["carts 2"]] * 2 == got
    assert [ORDERS, CARTS] == reader.asked


def test_forget() -> None:
    """A forgotten list is read anew; the others are not."""
    reader = Reader()
    lists = ScheduleLists(reader)
    lists.get(ORDERS)
    lists.get(CARTS)
    lists.forget(ORDERS)
    got: list[Any] = [lists.get(ORDERS), lists.get(CARTS)]

    assert [["orders 3"], ["carts 2"]] == got


def test_forget_what_is_not_known() -> None:
    """Forgetting a list that was never read is no error."""
    lists = ScheduleLists(Reader())
    lists.forget(ORDERS)

    assert 1 == len(lists.get(ORDERS))


def test_errors_are_shared() -> None:
    """All who ask get the answer that the first one got."""
    reader = Reader(NorthflankError("down"))
    lists = ScheduleLists(reader)
    for _ in range(3):
        with pytest.raises(NorthflankError, match="down"):
            lists.get(ORDERS)

    assert [ORDERS] == reader.asked


def test_errors_are_forgotten() -> None:
    """After an error was forgotten, the list is read again."""
    reader = Reader(NorthflankError("down"))
    lists = ScheduleLists(reader)
    with pytest.raises(NorthflankError):
        lists.get(ORDERS)
    lists.forget(ORDERS)
    reader.error = None

    assert 1 == len(lists.get(ORDERS))


def test_bugs_are_not_shared() -> None:
    """An error of no known kind is not kept as an answer."""
    reader = Reader(KeyError("bug"))
    lists = ScheduleLists(reader)
    for _ in range(2):
        with pytest.raises(KeyError):
            lists.get(ORDERS)

    assert 2 == len(reader.asked)


def run(*work: Callable[[], None]) -> None:
    """Run all at once, and wait for all."""
    threads = [threading.Thread(target=one) for one in work]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def test_threads_share_one_reading() -> None:
    """Threads that ask while one of them reads wait for its answer."""
    begin = threading.Barrier(4, timeout=20)
    reader = Reader()
    lists = ScheduleLists(reader)
    got: list[Any] = []

    def work() -> None:
        begin.wait()
        got.append(lists.get(ORDERS))

    run(*[work] * 4)

    assert ([["orders 1"]] * 4, [ORDERS]) == (got, reader.asked)


def test_addons_do_not_wait_for_each_other() -> None:
    """Two addons are read at the same time."""
    both_read = threading.Barrier(2, timeout=20)

    def read(_: Address) -> list[Any]:
        both_read.wait()
        return []

    lists = ScheduleLists(read)
    got: list[Any] = []
    run(lambda: got.append(lists.get(ORDERS)), lambda: got.append(lists.get(CARTS)))

    assert [[], []] == got


# Kept schedules


def test_kept() -> None:
    """What was kept is kept, and nothing else."""
    kept = KeptSchedules()
    kept.keep("a")

    assert (True, False) == (kept.is_kept("a"), kept.is_kept("b"))


def test_explained() -> None:
    """A refusal after the first half of a replacement tells what is missing now."""
    kept = KeptSchedules()
    kept.deleted(SLOT, "s1")
    error = ApiError(Call("create", SLOT.address), Refusal(400, "No"))
    refusal = str(error)

    assert error is kept.explained(error, SLOT)
    assert (
        f"{refusal} The old schedule s1 had been deleted to make room, so the daily snapshot of "
        "addon orders in project shop is not in place now: no such backups are made until "
        "`pulumi up` has created it."
    ) == str(error)


def test_explained_without_saying_too_much() -> None:
    """Where it is not sure that nothing is there, only the deletion is told."""
    kept = KeptSchedules()
    kept.deleted(SLOT, "s1")

    explained = kept.explained(NorthflankError("Who knows."), SLOT)

    assert "Who knows. The old schedule s1 had been deleted to make room." == str(explained)


def test_not_explained() -> None:
    """An error about another place stays as it is."""
    kept = KeptSchedules()
    kept.deleted(SLOT, "s1")

    assert "No." == str(kept.explained(NorthflankError("No."), OTHER))


def test_a_change_while_a_list_is_read() -> None:
    """A list during whose reading something was changed is not kept: it may be too old."""
    reads: list[Address] = []

    def read(address: Address) -> list[Any]:
        reads.append(address)
        if len(reads) == 1:
            lists.forget(address)
        return []

    lists = ScheduleLists(read)
    for _ in range(3):
        lists.get(SLOT.address)

    assert 2 == len(reads)
