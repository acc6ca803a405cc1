"""The pages that users read, parsed: their code blocks, and the code and links in their text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from markdown_it import MarkdownIt
from markdown_it.token import Token

ROOT = Path(__file__).parents[2]
PAGES = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), *ROOT.glob("examples/*/README.md")])
FRONT_MATTER = re.compile(r"\A---\n(.*?)\n---\n", re.DOTALL)
MARKDOWN = MarkdownIt("commonmark").enable("table")


def parse(page: Path) -> list[Token]:
    """Parse a page, with empty lines for its front matter so that line numbers stay right."""
    text = page.read_text("utf-8")
    return MARKDOWN.parse(FRONT_MATTER.sub(lambda found: "\n" * found[0].count("\n"), text))


TOKENS = {page: parse(page) for page in PAGES}


@dataclass(frozen=True)
class Block:
    """A code block of a page."""

    name: str
    language: str
    text: str


BLOCKS = [
    Block(f"{page.relative_to(ROOT)}:{token.map[0] + 1}", token.info, token.content)
    for page, tokens in TOKENS.items()
    for token in tokens
    if token.type in ("fence", "code_block") and token.map
]


def inline(page: Path, *types: str) -> Iterator[Token]:
    """Yield the tokens of some types in a page's text, such as code or links."""
    for token in TOKENS[page]:
        yield from (child for child in token.children or [] if child.type in types)


def blocks(*languages: str) -> list[Any]:
    """Return the blocks in some languages, as parameters of a test."""
    return [pytest.param(each, id=each.name) for each in BLOCKS if each.language in languages]
