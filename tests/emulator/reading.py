"""Reads the emulator's responses: its page and its errors."""

from __future__ import annotations

import html
import re

import requests


def tables_of(page: str) -> list[list[list[str]]]:
    """Return the tables of a page as rows of cells, each with its text on one line."""
    return [
        [
            [html.unescape(text_of(cell)) for cell in re.findall(r"(?s)<t[dh]\b.*?</t[dh]>", row)]
            for row in re.findall(r"(?s)<tr\b.*?</tr>", table)
        ]
        for table in re.findall(r"(?s)<table\b.*?</table>", page)
    ]


def text_of(page: str) -> str:
    """Return the visible text of a page on one line."""
    body = re.sub(r"(?s)<(style|script)\b.*?</\1>", "", page)
    return " ".join(re.sub(r"<[^>]*>", "", body).split())


def error_of(response: requests.Response) -> tuple[int, str | None]:
    """Return the status of a response and the message of its error, if it is one."""
    return response.status_code, response.json().get("error", {}).get("message")


def paths_of(response: requests.Response) -> list[str]:
    """Return the paths of the problems that a response lists."""
    return [*response.json()["error"]["details"]]
