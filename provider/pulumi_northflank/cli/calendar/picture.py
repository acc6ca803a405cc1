"""The contents of a calendar: addons and their schedules, from a stack or from the API."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from pulumi_northflank.cli.declarations import LONGEST_REASON
from pulumi_northflank.cli.inventory import Inventory
from pulumi_northflank.schedule import Address, Schedule
from pulumi_northflank.schedule.properties import ADDRESS
from pulumi_northflank.text import one_line
from pulumi_northflank.types import BACKUP_TYPES, INTERVALS

# Without these properties, a schedule has no place in the calendar.
NEEDED = (*ADDRESS, "backupType", "scheduling")
# Without these properties, some metrics are unknown.
COUNTED = ("retentionTime", "customDestinationId", "additionalDestinations")
UNDRAWABLE = (
    "its {secrets} of the stack. Export the state with secrets: pipe `pulumi stack export "
    "--show-secrets` into this command with --state -"
)
UNKNOWN_METRICS = "{name}: its {secrets} of the stack, so some metrics are shown as ?."


class Found(NamedTuple):
    """A schedule in a stack or in Northflank.

    Attributes:
        name: Its name in messages.
        schedule: The schedule. It can be invalid, and its secrets are unknown values.
    """

    name: str
    schedule: Schedule


class Undrawn(NamedTuple):
    """A schedule that cannot be drawn.

    Attributes:
        name: Its name in messages.
        problem: Why it cannot be drawn.
    """

    name: str
    problem: str

    def __str__(self) -> str:
        return f"{self.name} is not drawn: {self.problem}"


@dataclass(frozen=True)
class PicturedAddon:
    """An addon and its valid schedules, from the most frequent to the rarest."""

    address: Address
    schedules: list[Schedule]


@dataclass(frozen=True)
class Picture:
    """Everything that a calendar shows.

    Attributes:
        subject: The owner of the schedules: ``stack prod of shop``, ``project shop``.
        addons: The addons, sorted by their keys.
        notes: Remarks for the user, a sentence each.
        left_out: The schedules that cannot be drawn.
        passed_over: Resources that are no schedules of the stack.
    """

    subject: str
    addons: list[PicturedAddon]
    notes: list[str]
    left_out: list[Undrawn]
    passed_over: Sequence[Undrawn] = ()

    @property
    def schedules(self) -> int:
        """The number of schedules that are drawn."""
        return sum(len(addon.schedules) for addon in self.addons)

    def only(self, addon_ids: Sequence[str]) -> Picture:
        """The picture of the addons with these IDs, or of all addons if there are no IDs."""
        addons = [one for one in self.addons if not addon_ids or one.address.addon_id in addon_ids]
        return replace(self, addons=addons)


def picture_of(
    subject: str,
    found: Iterable[Found],
    addresses: Iterable[Address] = (),
    left_out: Iterable[Undrawn] = (),
) -> Picture:
    """The picture of the schedules *found*, and of addons that may have none."""
    schedules: dict[Address, list[Schedule]] = {address: [] for address in addresses}
    notes, left_out = [], list(left_out)
    for name, schedule in found:
        problem = _problem(schedule)
        if problem:
            left_out.append(Undrawn(name, one_line(problem, LONGEST_REASON)))
            continue
        secrets = _secrets(schedule, COUNTED)
        if secrets:
            notes.append(UNKNOWN_METRICS.format(name=name, secrets=secrets))
        schedules.setdefault(schedule.address, []).append(schedule)
    addons = [PicturedAddon(address, sorted(of, key=_rank)) for address, of in schedules.items()]
    return Picture(subject, sorted(addons, key=lambda addon: addon.address.key), notes, left_out)


def picture_of_inventory(inventory: Inventory) -> Picture:
    """The picture of the schedules that the API listed."""
    found = [
        Found(one_line(f"Schedule {live.schedule_id} ({live.schedule})"), live.schedule)
        for addon in inventory.addons
        for live in addon.schedules
    ]
    unreadable = [
        Undrawn(f"Schedule {schedule_id} ({addon.address})", f"it cannot be read: {reason}")
        for addon in inventory.addons
        for schedule_id, reason in addon.unreadable.items()
    ]
    addresses = [addon.address for addon in inventory.addons]
    return picture_of(str(inventory.project), found, addresses, left_out=unreadable)


def _problem(schedule: Schedule) -> str:
    """Why a schedule cannot be drawn; empty if it can."""
    secrets = _secrets(schedule, NEEDED)
    if secrets:
        return UNDRAWABLE.format(secrets=secrets)
    # What exists is drawn, even beyond the documentation's limits.
    return "; ".join(map(str, schedule.problems_under("warn")))


def _secrets(schedule: Schedule, names: Iterable[str]) -> str:
    """The secrets among these properties: ```scheduling` is a secret``; empty if there is none."""
    secrets = [f"`{name}`" for name in names if not schedule.knows([name])]
    kind = "is a secret" if len(secrets) == 1 else "are secrets"
    return f"{', '.join(secrets)} {kind}" if secrets else ""


def _rank(schedule: Schedule) -> tuple[int, int]:
    return INTERVALS.index(schedule.interval), BACKUP_TYPES.index(schedule.backup_type)
