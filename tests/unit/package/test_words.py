"""Messages name a setting where its provider reads it."""

from __future__ import annotations

import pytest

from pulumi_northflank.errors import HOW_TO_AUTHENTICATE
from pulumi_northflank.package.words import words_of
from pulumi_northflank.settings import TIMEOUT

MESSAGE = "northflank:index:getProjectAddons waits (northflank:maxWait)."
IN_PROPERTIES = "in the properties of the provider `blue`"


@pytest.mark.parametrize("provider", ["", "default", "default_0_1_0", "default_1_2_3_alpha_1"])
def test_default_provider(provider: str) -> None:
    """The default provider reads the stack's configuration, which messages name."""
    assert MESSAGE == words_of(provider)(MESSAGE)


@pytest.mark.parametrize(
    ("message", "expected"),
    [
        (MESSAGE, "northflank:index:getProjectAddons waits (maxWait of the provider `blue`)."),
        (
            HOW_TO_AUTHENTICATE,
            HOW_TO_AUTHENTICATE.replace(
                "`pulumi config set --secret northflank:apiToken TOKEN`",
                f"`apiToken: TOKEN` {IN_PROPERTIES}",
            ),
        ),
        (
            TIMEOUT.how_to_set,
            f"set it with `timeout: VALUE` {IN_PROPERTIES} or as {TIMEOUT.variable}",
        ),
    ],
)
def test_declared_provider(message: str, expected: str) -> None:
    """A provider of the program has properties instead."""
    assert expected == words_of("blue")(message)


def test_backslash() -> None:
    """The name of a provider is shown as it is."""
    assert r"maxWait of the provider `a\1`" == words_of(r"a\1")("northflank:maxWait")
