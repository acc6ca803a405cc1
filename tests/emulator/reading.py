"""What the emulator's answers say: its page and its errors."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import requests


class Tables(HTMLParser):
    """Reads the tables of a page: rows of cells, and each cell's title where it has one."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tables: list[list[list[str]]] = []
        self.titles: list[list[str]] = []
        self._in_cell = False
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Begin a table, a row or a cell."""
        if tag == "table":
            self.tables.append([])
            self.titles.append([])
        if tag == "tr":
            self.tables[-1].append([])
        if tag in ("td", "th"):
            self._in_cell = True
            self.tables[-1][-1].append("")
            self.titles[-1] += filter(None, [dict(attrs).get("title")])

    def handle_endtag(self, tag: str) -> None:
        """End a cell, whose text is on one line."""
        if tag in ("td", "th"):
            self._in_cell = False
            self.tables[-1][-1][-1] = " ".join(self.tables[-1][-1][-1].split())

    def handle_data(self, data: str) -> None:
        """Add to the cell that it is in, if any."""
        if self._in_cell:
            self.tables[-1][-1][-1] += data


def text_of(page: str) -> str:
    """Give what a page says, on one line."""
    body = re.sub(r"<(style|script)\b.*?</\1>", "", page, flags=re.DOTALL)
    return " ".join(re.sub(r"<[^>]*>", "", body).split())


def error_of(response: requests.Response) -> tuple[int, str]:
    """Give the status and the message of a refusal."""
    return response.status_code, response.json()["error"]["message"]
