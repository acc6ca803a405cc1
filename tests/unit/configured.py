"""A stack's configuration, and what the errors about settings say."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from pulumi_northflank import SettingsError
from pulumi_northflank.settings import load

TOKEN = "nf-secret-token"
BOTH_WAYS = "set it with `pulumi config set northflank:{key} VALUE` or as {variable}"
BASE_URL_HINT = (
    BOTH_WAYS.format(key="baseUrl", variable="NORTHFLANK_BASE_URL")
    + ", or unset it for https://api.northflank.com."
)
TOKEN_HINT = (
    "Set a valid token with `pulumi config set --secret northflank:apiToken TOKEN` or in the "
    "environment as NORTHFLANK_API_TOKEN. A refresh or destroy uses a new configuration only with "
    "`--run-program`."
)
NO_TOKEN = f"A request needs a Northflank API token, and none is set. {TOKEN_HINT}"
BAD_TOKEN = (
    "The Northflank API token contains invalid characters (spaces, line breaks or letters outside "
    f"ASCII), so no request was made. {TOKEN_HINT}"
)
FORM = "is not a URL of the form https://HOST"
SCHEME = "must begin with https:// (http:// is only for localhost, 127.0.0.1 and [::1])"
PASSWORD = "contains a user name or password, which would be sent to the host"


def config(**values: object) -> Callable[[str], object]:
    """A stack's configuration, with a token unless told otherwise."""
    raw = {f"northflank:{key}": value for key, value in {"apiToken": TOKEN, **values}.items()}
    return raw.get


def refused(environment: dict[str, str] | None = None, **values: object) -> str:
    """The message of the error about these settings."""
    with pytest.raises(SettingsError) as caught:
        load(config(**values), environment or {})
    return str(caught.value)
