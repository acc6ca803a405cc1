"""The figures: a JSON file with the medians of each case on one line."""

from __future__ import annotations

import datetime as dt
import json
import os
import platform
from collections.abc import Sequence
from importlib import metadata
from pathlib import Path
from statistics import median
from typing import Any

import clients
from benchmarks.cases import Case
from benchmarks.processes import environment, run

FILE = "benchmarks.json"
Figures = list[dict[str, Any]]


def read(folder: Path) -> Figures:
    """The cases in a folder's file."""
    file = folder / FILE
    figures: Figures = json.loads(file.read_text("utf-8")) if file.exists() else []
    return figures


def put(folder: Path, new: dict[str, Any]) -> None:
    """Write a case, in place of one with the same settings."""
    figures = read(folder)
    keys = [(each["part"], each["settings"]) for each in figures]
    key = (new["part"], new["settings"])
    index = keys.index(key) if key in keys else len(keys)
    figures[index : index + 1] = [new]
    lines = ",\n".join(json.dumps(each) for each in figures)
    (folder / FILE).write_text(f"[\n{lines}\n]\n", "utf-8")


def find(figures: Figures, part: str, **settings: Any) -> Figures:
    """The cases of a part with some settings."""
    return [
        each
        for each in figures
        if each["part"] == part and settings.items() <= each["settings"].items()
    ]


def summary(
    case: Case, rounds: Sequence[dict[str, dict[str, float]]], measured_with: str
) -> dict[str, Any]:
    """The medians of a case's rounds.

    Beside the floor, also the provider's ratio to it, formed within each round, since the machine
    may be slower a minute later: its median, lowest and highest.
    """
    seconds = {
        contestant: {
            operation: round(median(each[contestant][operation] for each in rounds), 3)
            for operation in rounds[0][contestant]
        }
        for contestant in case.contestants
    }
    ratio = {}
    for operation in seconds["provider"] if "floor" in seconds else ():
        found = [each["provider"][operation] / each["floor"][operation] for each in rounds]
        ratio[operation] = [round(each, 2) for each in (median(found), min(found), max(found))]
    made = {"part": case.part, "settings": case.settings, "rounds": len(rounds)}
    return made | {"with": measured_with, "seconds": seconds} | ({"ratio": ratio} if ratio else {})


def measured_with() -> str:
    """The date, the machine's cores, and the versions of everything that takes part."""
    lock = json.loads(clients.lock("clients"))["packages"]
    cli, js = (lock[f"node_modules/@northflank/{name}"]["version"] for name in ("cli", "js-client"))
    _, engine = run(["pulumi", "version"], env=environment())
    return (
        f"{dt.datetime.now(dt.timezone.utc):%Y-%m-%d}, {os.cpu_count()} cores, "
        f"Python {platform.python_version()}, Pulumi {engine.strip().lstrip('v')} with SDK "
        f"{metadata.version('pulumi')}, pulumi-northflank {metadata.version('pulumi-northflank')}, "
        f"CLI {cli}, JavaScript client {js}"
    )
