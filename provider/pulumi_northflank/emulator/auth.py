"""Who may do what."""

from __future__ import annotations

import hmac
from dataclasses import dataclass

# Page, "Required permission".
UPDATE_PERMISSION = "Project > Addons > General > Update"


@dataclass(frozen=True)
class Auth:
    """The token the emulator wants (any but an empty one if None), and what it permits."""

    token: str | None = None
    read_only: bool = False

    def accepts(self, authorization: str | None) -> bool:
        """Whether an ``Authorization`` header carries a valid token."""
        scheme, _, token = (authorization or "").partition(" ")
        token = token.strip()
        if scheme.lower() != "bearer" or not token:
            return False
        return self.token is None or hmac.compare_digest(token.encode(), self.token.encode())
