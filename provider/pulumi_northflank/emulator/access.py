"""What the API's views share: which addons exist, and what the token may do with them."""

from __future__ import annotations

from .address import Address, KnownAddons
from .auth import Auth
from .errors import ApiError


class Access:
    """Refuses requests for what does not exist or is not permitted."""

    def __init__(self, addons: KnownAddons, auth: Auth) -> None:
        self.addons = addons
        self.auth = auth

    def project(self, project: str, team: str | None) -> None:
        """Require that a project exists."""
        if not self.addons.has_project(project, team):
            raise ApiError(404, f"There is no project {project!r}.")

    def addon(self, project: str, addon: str, team: str | None) -> Address:
        """Require that an addon exists, and return its address."""
        self.project(project, team)
        address = Address(project, addon, team)
        if not self.addons.has(address):
            message = f"There is no addon {addon!r} in the project {project!r}."
            raise ApiError(404, message, kind="unknownAddon")
        return address
