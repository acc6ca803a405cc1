"""What a calendar is drawn from: addons and their schedules, wherever they were read."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from pulumi.output import contains_unknowns

from pulumi_northflank.address import Address
from pulumi_northflank.canonical import ADDRESS, SETTINGS, canonical
from pulumi_northflank.listed import as_inputs
from pulumi_northflank.shapes import BACKUP_TYPES, INTERVALS, Inputs
from pulumi_northflank.slots import slot_of
from pulumi_northflank.validation import validate
from pulumi_northflank.words import one_line

from .declarations import LONGEST_REASON
from .inventory import Inventory

# Without one of these nobody can tell when which addon is backed up.
NEEDED = (*ADDRESS, "backupType", "scheduling")
# Without one of these only some figures are not known.
COUNTED = ("retentionTime", "customDestinationId", "additionalDestinations")
HIDDEN = (
    "its {names} a secret of the stack. An export with secrets can be drawn: "
    "`pulumi stack export --show-secrets | pulumi-northflank calendar --state -`"
)
HIDDEN_FIGURE = "{name}: its {names} a secret of the stack, and figures that need it show as ?."


class Found(NamedTuple):
    """A schedule as it was found.

    Attributes:
        name: What messages call it.
        inputs: Its inputs, unchecked; what is not known is an ``Unknown``.
    """

    name: str
    inputs: Inputs


class Undrawn(NamedTuple):
    """A schedule that should be in a picture and can't be.

    Attributes:
        name: What messages call it.
        problem: Why.
    """

    name: str
    problem: str

    def __str__(self) -> str:
        return f"{self.name} is not drawn: {self.problem}"


@dataclass(frozen=True)
class PicturedAddon:
    """An addon and its valid schedules, from the most frequent to the rarest."""

    address: Address
    schedules: list[Inputs]

    @property
    def key(self) -> str:
        """The addon as outputs name it: ``project/addon``, with a team ``team/project/addon``."""
        parts = (self.address.team_id, self.address.project_id, self.address.addon_id)
        return "/".join(part for part in parts if part is not None)


@dataclass(frozen=True)
class Picture:
    """All that is drawn, and what there is to say about it.

    Attributes:
        subject: Whose schedules these are: ``stack prod of shop``, ``project shop``.
        addons: The addons by their keys.
        notes: What the picture does not show, and need not.
        left_out: What it should show and can't.
    """

    subject: str
    addons: list[PicturedAddon]
    notes: list[str]
    left_out: list[Undrawn]

    @property
    def schedules(self) -> int:
        """How many schedules are drawn."""
        return sum(len(addon.schedules) for addon in self.addons)

    def of(self, addon_ids: Sequence[str]) -> Picture:
        """The same of the addons with these IDs alone; of all where there are none."""
        addons = [one for one in self.addons if not addon_ids or one.address.addon_id in addon_ids]
        return Picture(self.subject, addons, self.notes, self.left_out)


def picture_of(
    subject: str,
    found: Iterable[Found],
    addresses: Iterable[Address] = (),
    notes: Iterable[str] = (),
    left_out: Iterable[Undrawn] = (),
) -> Picture:
    """The picture of the schedules that were *found*, and of all *addresses*."""
    schedules: dict[Address, list[Inputs]] = {address: [] for address in addresses}
    said, undrawn = list(notes), list(left_out)
    for one in found:
        inputs = canonical({name: one.inputs.get(name) for name in (*ADDRESS, *SETTINGS)})
        problem = _problem(inputs)
        if problem:
            undrawn.append(Undrawn(one.name, one_line(problem, LONGEST_REASON)))
            continue
        hidden = _hidden(inputs, COUNTED)
        if hidden:
            said.append(HIDDEN_FIGURE.format(name=one.name, names=hidden))
        schedules.setdefault(slot_of(inputs).address, []).append(inputs)
    addons = [PicturedAddon(address, sorted(of, key=_rank)) for address, of in schedules.items()]
    return Picture(subject, sorted(addons, key=lambda addon: addon.key), said, undrawn)


def picture_of_inventory(inventory: Inventory) -> Picture:
    """The picture of what the API listed."""
    addresses = [inventory.project.addon(addon.addon_id) for addon in inventory.addons]
    found = []
    for addon, address in zip(inventory.addons, addresses, strict=True):
        place = {
            "projectId": address.project_id,
            "addonId": address.addon_id,
            "teamId": address.team_id,
        }
        for live in addon.schedules:
            inputs = as_inputs(live, place)
            found.append(Found(one_line(f"Schedule {live['id']}, {slot_of(inputs)}"), inputs))
    return picture_of(str(inventory.project), found, addresses)


def _problem(inputs: Inputs) -> str:
    """Why a schedule can't be drawn; nothing where it can."""
    hidden = _hidden(inputs, NEEDED)
    if hidden:
        return HIDDEN.format(names=hidden)
    return "; ".join(map(str, validate(inputs)))


def _hidden(inputs: Inputs, names: Iterable[str]) -> str:
    """The properties that can't be read, and the verb: ```scheduling` is``."""
    unknown = [f"`{name}`" for name in names if contains_unknowns(inputs.get(name))]
    verb = "is" if len(unknown) == 1 else "are"
    return f"{', '.join(unknown)} {verb}" if unknown else ""


def _rank(inputs: Inputs) -> tuple[int, int]:
    interval, backup_type = inputs["scheduling"]["interval"], inputs["backupType"]
    return INTERVALS.index(interval), BACKUP_TYPES.index(backup_type)
