"""Authorization: which hosts and tokens are accepted, and what a token permits."""

from __future__ import annotations

import datetime as dt
import hmac
import re
from collections.abc import Iterable
from dataclasses import dataclass

from .errors import ApiError

# Page, "Required permission", and api.md, "Endpoints".
UPDATE_PERMISSION = "Project > Addons > General > Update"
READ_PERMISSION = "Project > Addons > General > Read"
PROJECT_PERMISSION = "Project > Projects > Manage > Read"
DESTINATIONS_PERMISSION = "Account > Platform > BackupDestinations > Read"
PERMISSIONS = (READ_PERMISSION, UPDATE_PERMISSION, PROJECT_PERMISSION, DESTINATIONS_PERMISSION)

_OWN_HOST = re.compile(r"(127\.0\.0\.1|localhost|\[::1\])(:\d+)?", re.IGNORECASE)


def is_own_host(host: str | None) -> bool:
    """Whether a ``Host`` header names this machine; required where no token is.

    Otherwise a foreign web page could read the emulator's data in the user's browser, through a
    domain name that resolves to 127.0.0.1.
    """
    return _OWN_HOST.fullmatch(host or "") is not None


@dataclass(frozen=True)
class Auth:
    """The accepted token (None accepts any that is not empty), its permissions and its end."""

    token: str | None = None
    permissions: tuple[str, ...] = PERMISSIONS
    expires: dt.datetime | None = None

    @classmethod
    def of(
        cls, token: str | None, *, lacks: Iterable[str] = (), expires: dt.datetime | None = None
    ) -> Auth:
        """A token that has all permissions but these."""
        lacks = set(lacks)
        if unknown := sorted(lacks.difference(PERMISSIONS)):
            raise ValueError(
                f"Unknown permission {unknown[0]!r}. The permissions are: {', '.join(PERMISSIONS)}."
            )
        if expires is not None and expires.tzinfo is None:
            raise ValueError("The time at which a token expires must have a time zone.")
        return cls(token, tuple(each for each in PERMISSIONS if each not in lacks), expires)

    def require(self, permission: str) -> None:
        """Refuse a request for which the token lacks a permission."""
        if permission not in self.permissions:
            raise ApiError(403, f"The API token lacks the permission {permission}.")

    def expired(self, now: dt.datetime) -> bool:
        """Whether the token has expired."""
        return self.expires is not None and self.expires <= now

    def accepts(self, authorization: str | None) -> bool:
        """Whether an ``Authorization`` header carries a valid token."""
        scheme, _, token = (authorization or "").partition(" ")
        token = token.strip()
        if scheme.lower() != "bearer" or not token:
            return False
        return self.token is None or hmac.compare_digest(token.encode(), self.token.encode())
