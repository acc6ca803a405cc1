"""Each message that docs/troubleshooting.md quotes is one that users get, produced here."""

from __future__ import annotations

import re

import pytest
from tests.engine.troubles import BY_THE_ENGINE, PRODUCERS, User
from tests.setup.pages import ROOT, TOKENS

PAGE = ROOT / "docs/troubleshooting.md"


def quotes() -> dict[str, str]:
    """The message below each heading of the page, in one line."""
    found: dict[str, str] = {}
    heading = ""
    for token, content in zip(TOKENS[PAGE], TOKENS[PAGE][1:], strict=False):
        if token.type == "heading_open" and token.tag == "h3":
            heading = content.content
        elif token.type == "fence":
            found[heading] = " ".join(token.content.split())
    return found


QUOTES = quotes()


def is_quoted(quote: str, message: str) -> bool:
    """Whether a message has the words of a quote, in which … stands for any others."""
    pattern = ".+?".join(map(re.escape, quote.split("…")))
    return re.search(pattern, " ".join(message.split())) is not None


def test_every_message_is_produced() -> None:
    """The page is in alphabetical order, each quote has its heading's words, and a producer."""
    headings = list(QUOTES)

    assert sorted(headings, key=str.lower) == headings
    assert [] == [heading for heading in headings if heading not in QUOTES[heading]]
    assert {*PRODUCERS, *BY_THE_ENGINE} == set(headings)


@pytest.mark.parametrize("heading", PRODUCERS)
def test_messages_are_quoted(request: pytest.FixtureRequest, heading: str) -> None:
    """What the package says is on the page, word for word."""
    message = PRODUCERS[heading](User(request))

    assert is_quoted(QUOTES[heading], message), message


@pytest.mark.thorough
@pytest.mark.parametrize("heading", BY_THE_ENGINE)
def test_messages_of_the_engine_are_quoted(request: pytest.FixtureRequest, heading: str) -> None:
    """What the engine says is on the page, word for word."""
    message = BY_THE_ENGINE[heading](User(request))

    assert is_quoted(QUOTES[heading], message), message


def test_other_words_are_noticed() -> None:
    """A quote with a word more, or one less, is not what was said."""
    assert is_quoted("a … c", "x a b b\n c y")
    assert not is_quoted("a b c", "a c")
    assert not is_quoted("a c", "a b c")
