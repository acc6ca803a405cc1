"""Which schedules a deployment owns, and which it has deleted."""

from __future__ import annotations

from pulumi_northflank.lifecycle.ownership import Ownership
from pulumi_northflank.schedule import Slot

SLOT = Slot(None, "shop", "orders", "daily", "snapshot")


def test_ours() -> None:
    """A schedule is ours after it was added."""
    ownership = Ownership()
    ownership.add("a")

    assert (True, False) == (ownership.is_ours("a"), ownership.is_ours("b"))


def test_deleted() -> None:
    """The last deletion from a slot is remembered, for this slot only."""
    ownership = Ownership()
    ownership.note_deleted(SLOT, "s1")
    ownership.note_deleted(SLOT, "s2")

    assert ("s2", None) == (
        ownership.deleted_from(SLOT),
        ownership.deleted_from(SLOT._replace(interval="weekly")),
    )
