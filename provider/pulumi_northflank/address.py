"""Where projects and addons are: the path parameters of every request."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import quote


@dataclass(frozen=True)
class Project:
    """A project, and the team whose token reads it.

    Attributes:
        project_id: ID of the project.
        team_id: ID of the team, where the token is an organisation's.
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
    """An addon (managed database) of a project, and the team whose token reads it.

    Attributes:
        project_id: ID of the project.
        addon_id: ID of the addon.
        team_id: ID of the team, where the token is an organisation's.
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

    def schedule_path(self, schedule_id: str) -> str:
        """The path of one schedule."""
        return f"{self.schedules_path}/{quote(schedule_id, safe='')}"

    def __str__(self) -> str:
        return f"addon {self.addon_id} in {self.project}"
