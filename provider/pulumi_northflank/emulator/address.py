"""Addresses of addons, and the set of addons that exist, with their types and statuses."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal, get_args

# [sdk], the statuses of a listed addon.
AddonStatus = Literal[
    "preDeployment",
    "triggerAllocation",
    "allocating",
    "postDeployment",
    "running",
    "paused",
    "scaling",
    "upgrading",
    "resetting",
    "backup",
    "restore",
    "failed",
    "error",
    "errorAllocating",
    "deleting",
    "deleted",
]
STATUSES: tuple[AddonStatus, ...] = get_args(AddonStatus)

# The types of addons, and whether they can dump [api.md, "Rules that no plain type shows"].
DUMPS = {
    "postgresql": True,
    "mysql": True,
    "mongodb": True,
    "redis": False,
    "minio": False,
    "rabbitmq": False,
}
_USUAL: tuple[str, AddonStatus] = ("postgresql", "running")


@dataclass(frozen=True)
class Address:
    """The address of one addon.

    Each path of the API has two forms, with and without a team [api.md,
    Endpoints]; an addon is reached by exactly one of them.
    """

    project: str
    addon: str
    team: str | None = None

    @classmethod
    def parse(cls, text: str) -> Address:
        """Parse ``PROJECT/ADDON`` or ``TEAM/PROJECT/ADDON``."""
        parts = text.split("/")
        if len(parts) not in (2, 3) or not all(part.strip() for part in parts):
            raise ValueError(
                f"An addon must be given as PROJECT/ADDON or TEAM/PROJECT/ADDON, not {text!r}."
            )
        *team, project, addon = parts
        return cls(project, addon, *team)


class KnownAddons:
    """The addons that exist: those named, or every addon if none is named.

    A name is an address, and may have a type and a status: ``shop/orders:redis:paused``.

    Args:
        names: The names of addons.
        seeded: Other addons, with the type and status of each.

    Attributes:
        named: The named addons, in the order given.
    """

    def __init__(
        self,
        names: Iterable[str] = (),
        seeded: Mapping[Address, tuple[str, AddonStatus]] | None = None,
    ) -> None:
        self._at_start = dict(seeded or {})
        for name in names:
            address, addon_type, status = _parse(name)
            self._at_start[address] = (addon_type, status)
        self.named = tuple(self._at_start)
        self._changes: dict[Address, list[tuple[int, AddonStatus]]] = {}

    @property
    def everything_exists(self) -> bool:
        """Whether no addon is named, so that every addon exists."""
        return not self.named

    def has(self, address: Address) -> bool:
        """Whether this addon exists."""
        return self.everything_exists or address in self.named

    def has_project(self, project: str, team: str | None) -> bool:
        """Whether this project exists."""
        return self.everything_exists or bool(self.of_project(project, team))

    def of_project(self, project: str, team: str | None) -> list[str]:
        """The IDs of a project's named addons, in the order given."""
        return [
            address.addon
            for address in self.named
            if (address.project, address.team) == (project, team)
        ]

    def type_of(self, address: Address) -> str:
        """The type of an addon: ``postgresql`` if it was named without one."""
        return self._at_start.get(address, _USUAL)[0]

    def status_of(self, address: Address, moment: int) -> AddonStatus:
        """The status of an addon at a time, in milliseconds since 1970."""
        status = self._at_start.get(address, _USUAL)[1]
        for since, changed in self._changes.get(address, ()):
            if since <= moment:
                status = changed
        return status

    def set_status(self, address: Address, status: AddonStatus, moment: int) -> None:
        """Let an addon have this status from this time on."""
        self._changes[address] = [*self._changes.get(address, ()), (moment, status)]

    def reset(self) -> None:
        """Give all addons the status that they had at the start."""
        self._changes.clear()


def _parse(name: str) -> tuple[Address, str, AddonStatus]:
    address, *more = name.split(":")
    addon_type, status = (*more, *_USUAL[len(more) :])[:2]
    if len(more) > len(_USUAL) or addon_type not in DUMPS or status not in STATUSES:
        raise ValueError(
            f"An addon must be given as [TEAM/]PROJECT/ADDON[:TYPE[:STATUS]], not {name!r}. "
            f"The types are {', '.join(DUMPS)}; the statuses are {', '.join(STATUSES)}."
        )
    return Address.parse(address), addon_type, status
