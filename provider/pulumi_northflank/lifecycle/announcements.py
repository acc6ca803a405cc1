"""What the user is told about a schedule that exists now and took no plain creation."""

from __future__ import annotations

from collections.abc import Iterator

from pulumi_northflank.schedule import Slot

from .creation import Creation

ADOPTED = (
    "Adopted schedule {id}: {slot} already existed with the declared settings. It now belongs to "
    "this stack, and destroying the stack deletes it."
)
# The engine does not say when an update ends, so the number in the last message is the total.
ADOPTED_ANOTHER = (
    "Adopted schedule {id}: {slot} already existed with the declared settings ({number} adopted so "
    "far)."
)
REPLACED = 'Deleted schedule {old} (ifExists is "replace"): {slot} is now schedule {id}.'
MADE_ROOM = (
    "Deleted schedule {old} of `{name}`: {slot} is now schedule {id}. If `{name}` is no target of "
    "this update (`--target`, `--exclude`), or the update fails before it, the state still has its "
    "schedule: run `pulumi up --refresh` afterwards."
)


def announcements(creation: Creation, slot: Slot, adoptions: Iterator[int]) -> Iterator[str]:
    """A sentence or two about a *creation* in a *slot*, each for a warning.

    Args:
        creation: What was done.
        slot: Where.
        adoptions: Counts the adoptions of the deployment.
    """
    new_id = creation.schedule_id
    if creation.how == "adopted":
        number = next(adoptions)
        text = ADOPTED if number == 1 else ADOPTED_ANOTHER
        yield text.format(id=new_id, slot=slot, number=number)
    elif creation.replaced_id is not None:
        yield REPLACED.format(old=creation.replaced_id, slot=slot, id=new_id)
    for old_id, name in creation.displaced.items():
        yield MADE_ROOM.format(old=old_id, name=name, slot=slot, id=new_id)
