"""Messages for a provider resource of the program, whose settings are its properties.

Messages name settings by their keys in the stack's configuration. The default provider reads them
there, but a provider that the program declares does not.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from pulumi_northflank import settings

# The names that the engine gives to default providers: `default`, or with a version.
DEFAULT = re.compile(r"(default(_\d+_\d+_\d+\S*)?)?")
_KEYS = "|".join(key.partition(":")[2] for key in settings.KEYS)
_COMMAND = re.compile(rf"`pulumi config set (?:--secret )?northflank:({_KEYS}) ([^ `]+)`")
_KEY = re.compile(rf"\bnorthflank:({_KEYS})\b")


def words_of(provider: str) -> Callable[[str], str]:
    """How messages read for the provider of this name."""
    if DEFAULT.fullmatch(provider):
        return str
    of = f"of the provider `{provider}`"

    def worded(message: str) -> str:
        message = _COMMAND.sub(
            lambda found: f"`{found[1]}: {found[2]}` in the properties {of}", message
        )
        return _KEY.sub(lambda found: f"{found[1]} {of}", message)

    return worded
