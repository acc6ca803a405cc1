"""Accounts, projects and addons: the path parameters of every request."""

from __future__ import annotations

from dataclasses import dataclass, field
from urllib.parse import quote

from pulumi_northflank.text import SECRET

NO_SECRETS: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Account:
    """The account of the token, or one of its teams.

    Attributes:
        team_id: ID of the team; None for an account's own token.
        secrets: The properties that are secret, by the documentation's names.
    """

    team_id: str | None = None
    secrets: frozenset[str] = field(default=NO_SECRETS, compare=False)

    @property
    def public(self) -> Account:
        """The account as messages show it, with ``[secret]`` in place of a secret ID."""
        return Account(_public(self.values, self.secrets).get("teamId"))

    @property
    def values(self) -> dict[str, str]:
        """The ID by the name that a schedule's property has."""
        return {} if self.team_id is None else {"teamId": self.team_id}

    @property
    def path(self) -> str:
        """The path below which everything of the account is."""
        return f"/v1/teams/{_encoded(self.team_id)}" if self.team_id else "/v1"

    def __str__(self) -> str:
        public = self.public
        return f"team {public.team_id}" if public.team_id else "the account"


@dataclass(frozen=True)
class Project:
    """A project, and the team that it belongs to.

    Attributes:
        project_id: ID of the project.
        team_id: ID of the team; needed with a token of an organisation.
        secrets: The properties that are secret, by the documentation's names.
    """

    project_id: str
    team_id: str | None = None
    secrets: frozenset[str] = field(default=NO_SECRETS, compare=False)

    @property
    def public(self) -> Project:
        """The project as messages show it, with ``[secret]`` in place of secret IDs."""
        ids = _public(self.values, self.secrets)
        return Project(ids["projectId"], ids.get("teamId"))

    @property
    def values(self) -> dict[str, str]:
        """The IDs by the names that a schedule's properties have."""
        team = {} if self.team_id is None else {"teamId": self.team_id}
        return {"projectId": self.project_id, **team}

    @property
    def account(self) -> Account:
        """The account that the project belongs to."""
        return Account(self.team_id, self.secrets)

    @property
    def path(self) -> str:
        """The project's path, every ID percent-encoded."""
        return f"{self.account.path}/projects/{_encoded(self.project_id)}"

    @property
    def addons_path(self) -> str:
        """The path of the project's addons: ``/v1/projects/{projectId}/addons``."""
        return f"{self.path}/addons"

    def addon(self, addon_id: str) -> Address:
        """The address of one of the project's addons."""
        return Address(self.project_id, addon_id, self.team_id, self.secrets)

    def __str__(self) -> str:
        public = self.public
        team = f" of team {public.team_id}" if public.team_id else ""
        return f"project {public.project_id}{team}"


@dataclass(frozen=True)
class Address:
    """An addon (managed database) of a project, and the team that it belongs to.

    Attributes:
        project_id: ID of the project.
        addon_id: ID of the addon.
        team_id: ID of the team; needed with a token of an organisation.
        secrets: The properties that are secret, by the documentation's names.
    """

    project_id: str
    addon_id: str
    team_id: str | None = None
    secrets: frozenset[str] = field(default=NO_SECRETS, compare=False)

    @property
    def public(self) -> Address:
        """The address as messages show it, with ``[secret]`` in place of secret IDs."""
        ids = _public(self.values, self.secrets)
        return Address(ids["projectId"], ids["addonId"], ids.get("teamId"))

    @property
    def project(self) -> Project:
        """The addon's project."""
        return Project(self.project_id, self.team_id, self.secrets)

    @property
    def schedules_path(self) -> str:
        """The path of the page: ``/v1/projects/{projectId}/addons/{addonId}/backup-schedules``."""
        return f"{self.project.addons_path}/{_encoded(self.addon_id)}/backup-schedules"

    @property
    def backups_path(self) -> str:
        """The path of its backups: ``/v1/projects/{projectId}/addons/{addonId}/backups``."""
        return f"{self.project.addons_path}/{_encoded(self.addon_id)}/backups"

    @property
    def values(self) -> dict[str, str]:
        """The IDs by the names that a schedule's properties have."""
        team = {} if self.team_id is None else {"teamId": self.team_id}
        return {"projectId": self.project_id, "addonId": self.addon_id, **team}

    @property
    def key(self) -> str:
        """The addon as outputs name it: ``project/addon``, with a team ``team/project/addon``."""
        parts = (self.team_id, self.project_id, self.addon_id)
        return "/".join(part for part in parts if part is not None)

    def schedule_path(self, schedule_id: str) -> str:
        """The path of one schedule."""
        return f"{self.schedules_path}/{quote(schedule_id, safe='')}"

    def __str__(self) -> str:
        return f"addon {self.public.addon_id} in {self.project}"


def _public(ids: dict[str, str], secrets: frozenset[str]) -> dict[str, str]:
    return {name: SECRET if name in secrets else id_ for name, id_ in ids.items()}


def _encoded(id_: str) -> str:
    # No ID can be `[secret]`, which is shown as it is.
    return id_ if id_ == SECRET else quote(id_, safe="")
