"""The pages for users: their blocks, and what stands in their lines."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from markdown_it import MarkdownIt
from markdown_it.token import Token

import environment

ROOT = environment.ROOT
PAGES = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), *ROOT.glob("examples/*/README.md")])
FRONT_MATTER = re.compile(r"\A---\n(.*?)\n---\n", re.DOTALL)
MARKDOWN = MarkdownIt("commonmark").enable("table")


@dataclass(frozen=True)
class Block:
    """A fenced block of a page."""

    page: Path
    line: int
    language: str
    text: str

    def __str__(self) -> str:
        return f"{self.page.relative_to(ROOT)}:{self.line}"


def body(page: Path) -> str:
    """A page without its front matter, whose lines stay as empty ones."""
    return FRONT_MATTER.sub(lambda found: "\n" * found[0].count("\n"), page.read_text("utf-8"))


TOKENS: dict[Path, list[Token]] = {page: MARKDOWN.parse(body(page)) for page in PAGES}
BLOCKS = [
    Block(page, (token.map or [0])[0] + 1, token.info, token.content)
    for page, tokens in TOKENS.items()
    for token in tokens
    if token.type in ("fence", "code_block")
]


def inline(page: Path) -> Iterator[Token]:
    """What stands in the lines of a page: text, code, links."""
    for token in TOKENS[page]:
        yield from token.children or []


def blocks(*languages: str) -> list[Any]:
    """The blocks in some languages, as parameters."""
    return [pytest.param(each, id=str(each)) for each in BLOCKS if each.language in languages]


def pages() -> list[Any]:
    """All pages, as parameters."""
    return [pytest.param(page, id=str(page.relative_to(ROOT))) for page in PAGES]
