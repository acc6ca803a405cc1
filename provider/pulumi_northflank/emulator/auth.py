"""Authorization: which hosts and tokens are accepted, and what a token permits."""

from __future__ import annotations

import hmac
import re
from dataclasses import dataclass

# Page, "Required permission".
UPDATE_PERMISSION = "Project > Addons > General > Update"

_OWN_HOST = re.compile(r"(127\.0\.0\.1|localhost|\[::1\])(:\d+)?", re.IGNORECASE)


def is_own_host(host: str | None) -> bool:
    """Whether a ``Host`` header names this machine; required where no token is.

    Otherwise a foreign web page could read the emulator's data in the user's browser, through a
    domain name that resolves to 127.0.0.1.
    """
    return _OWN_HOST.fullmatch(host or "") is not None


@dataclass(frozen=True)
class Auth:
    """The accepted token (None accepts any that is not empty) and its permission."""

    token: str | None = None
    read_only: bool = False

    def accepts(self, authorization: str | None) -> bool:
        """Whether an ``Authorization`` header carries a valid token."""
        scheme, _, token = (authorization or "").partition(" ")
        token = token.strip()
        if scheme.lower() != "bearer" or not token:
            return False
        return self.token is None or hmac.compare_digest(token.encode(), self.token.encode())
