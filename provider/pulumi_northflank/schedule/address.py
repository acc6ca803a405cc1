"""Projects and addons: the path parameters of every request."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import quote


@dataclass(frozen=True)
class Project:
    """A project, and the team that it belongs to.

    Attributes:
        project_id: ID of the project.
        team_id: ID of the team; needed with a token of an organisation.
    """

    project_id: str
    team_id: str | None = None

    @property
    def path(self) -> str:
        """The project's path, every ID percent-encoded."""
        team = f"/teams/{quote(self.team_id, safe='')}" if self.team_id else ""
        return f"/v1{team}/projects/{quote(self.project_id, safe='')}"

    @property
    def addons_path(self) -> str:
        """The path of the project's addons: ``/v1/projects/{projectId}/addons``."""
        return f"{self.path}/addons"

    def addon(self, addon_id: str) -> Address:
        """The address of one of the project's addons."""
        return Address(self.project_id, addon_id, self.team_id)

    def __str__(self) -> str:
        team = f" of team {self.team_id}" if self.team_id else ""
        return f"project {self.project_id}{team}"


@dataclass(frozen=True)
class Address:
    """An addon (managed database) of a project, and the team that it belongs to.

    Attributes:
        project_id: ID of the project.
        addon_id: ID of the addon.
        team_id: ID of the team; needed with a token of an organisation.
    """

    project_id: str
    addon_id: str
    team_id: str | None = None

    @property
    def project(self) -> Project:
        """The addon's project."""
        return Project(self.project_id, self.team_id)

    @property
    def schedules_path(self) -> str:
        """The path of the page: ``/v1/projects/{projectId}/addons/{addonId}/backup-schedules``."""
        return f"{self.project.addons_path}/{quote(self.addon_id, safe='')}/backup-schedules"

    @property
    def values(self) -> dict[str, str]:
        """The IDs by the names that a schedule's properties have."""
        values = {
            "projectId": self.project_id,
            "addonId": self.addon_id,
            "teamId": self.team_id,
        }
        return {name: value for name, value in values.items() if value is not None}

    @property
    def key(self) -> str:
        """The addon as outputs name it: ``project/addon``, with a team ``team/project/addon``."""
        parts = (self.team_id, self.project_id, self.addon_id)
        return "/".join(part for part in parts if part is not None)

    def schedule_path(self, schedule_id: str) -> str:
        """The path of one schedule."""
        return f"{self.schedules_path}/{quote(schedule_id, safe='')}"

    def __str__(self) -> str:
        return f"addon {self.addon_id} in {self.project}"
