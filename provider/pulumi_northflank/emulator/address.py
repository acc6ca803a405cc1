"""Addresses of addons, and the set of addons that exist."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


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

    Attributes:
        named: The named addons, in the order given.
    """

    def __init__(self, names: Iterable[str] = ()) -> None:
        self.named = tuple(dict.fromkeys(Address.parse(name) for name in names))

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
