"""Which schedules a deployment owns, and which it has deleted."""

from __future__ import annotations

from dataclasses import replace

from pulumi_northflank.lifecycle.ownership import Ownership
from pulumi_northflank.schedule import Slot

SLOT = Slot(None, "shop", "orders", "daily", "snapshot")
OTHER = replace(SLOT, interval="weekly")


def test_ours() -> None:
    """A schedule is ours until another one is created in its slot."""
    ownership = Ownership()
    ownership.add(SLOT, "a")
    ownership.add(OTHER, "b")
    ownership.note_created(OTHER, "c")

    assert (True, False) == (ownership.is_ours("a"), ownership.is_ours("b"))


def test_deleted() -> None:
    """The last deletion from a slot is remembered, for this slot only."""
    ownership = Ownership()
    ownership.note_deleted(SLOT, "s1")
    ownership.note_deleted(SLOT, "s2")

    assert ("s2", None) == (ownership.deleted_from(SLOT), ownership.deleted_from(OTHER))


def test_declared() -> None:
    """Until the engine has named all resources of the program, one may still be declared."""
    ownership = Ownership()
    ownership.note_declared("a", 2)

    def is_declared(urn: str) -> bool | None:
        return ownership.is_declared("s1", [urn])

    assert (True, None) == (is_declared("a"), is_declared("x"))
    ownership.note_declared("b", 2)
    assert (True, False) == (is_declared("b"), is_declared("x"))
    ownership.note_compared("s1")
    assert is_declared("x")
