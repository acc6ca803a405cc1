"""Where a schedule lives: an addon of a project, perhaps of a team."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

_PARTS_WITHOUT_TEAM = 2
_PARTS_WITH_TEAM = 3


@dataclass(frozen=True)
class Address:
    """One addon.

    The API has two forms of each path, with a team and without [api.md,
    Endpoints]; an addon is reached by exactly one of them.
    """

    project: str
    addon: str
    team: str | None = None

    @classmethod
    def parse(cls, text: str) -> Address:
        """Read ``PROJECT/ADDON`` or ``TEAM/PROJECT/ADDON``."""
        parts = text.split("/")
        if not all(part.strip() for part in parts):
            parts = []
        if len(parts) == _PARTS_WITHOUT_TEAM:
            return cls(project=parts[0], addon=parts[1])
        if len(parts) == _PARTS_WITH_TEAM:
            return cls(team=parts[0], project=parts[1], addon=parts[2])

        msg = f"An addon is named PROJECT/ADDON or TEAM/PROJECT/ADDON, not {text!r}."
        raise ValueError(msg)


class KnownAddons:
    """The addons that exist; with none named, every addon one asks for exists."""

    def __init__(self, names: Iterable[str] = ()) -> None:
        self._addresses = tuple(dict.fromkeys(Address.parse(name) for name in names))

    @property
    def named(self) -> tuple[Address, ...]:
        """The addons that were named, in the order given."""
        return self._addresses

    @property
    def everything_exists(self) -> bool:
        """Whether no addon was named."""
        return not self._addresses

    def has(self, address: Address) -> bool:
        """Whether this addon exists."""
        return self.everything_exists or address in self._addresses

    def has_project(self, project: str, team: str | None) -> bool:
        """Whether this project exists."""
        return self.everything_exists or bool(self.of_project(project, team))

    def of_project(self, project: str, team: str | None) -> list[str]:
        """The ids of a project's addons that were named, in the order given."""
        return [
            address.addon
            for address in self._addresses
            if (address.project, address.team) == (project, team)
        ]
