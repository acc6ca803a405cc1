"""Takes IDs and tokens out of what the API said, so that the answers can be shared."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from pulumi_northflank.schedule import Address

MISSING_ADDON = "acceptance-suite-no-such-addon"
"""The addon that a run asks for to see what an unknown one gets."""

# What the API makes up itself: UUIDs and hexadecimal IDs.
_MADE_UP = re.compile(
    r"\b([0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|[0-9a-f]{16,})\b", re.IGNORECASE
)


class Redaction:
    """Replaces values by their names, such as ``{addonId}``."""

    def __init__(self, names: Mapping[str, str]) -> None:
        """Take the name of each value to replace."""
        self._patterns = [
            (re.compile(rf"(?<![A-Za-z0-9]){re.escape(value)}(?![A-Za-z0-9])"), f"{{{name}}}")
            for value, name in sorted(names.items(), key=lambda pair: -len(pair[0]))
        ]

    def text(self, text: str) -> str:
        """A string without IDs."""
        for pattern, name in self._patterns:
            text = pattern.sub(name, text)
        return _MADE_UP.sub("{id}", text)

    def of(self, value: Any) -> Any:
        """JSON without IDs; the names of its properties stay, but for those of details."""
        if isinstance(value, str):
            return self.text(value)
        if isinstance(value, list):
            return [self.of(item) for item in value]
        if isinstance(value, dict):
            return {
                name: {self.text(path): self.of(item) for path, item in inner.items()}
                if name == "details" and isinstance(inner, dict)
                else self.of(inner)
                for name, inner in value.items()
            }
        return value


def redaction(address: Address, token: str) -> Redaction:
    """Takes out the IDs of a run's addon, and its token."""
    names = {id_: name for name, id_ in address.values.items()}
    return Redaction({**names, MISSING_ADDON: "addonId", token: "token"})
