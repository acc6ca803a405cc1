"""The answers as a JSON file, from which the emulator starts, and as a page to read."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

from tests.acceptance.run import Answers

from pulumi_northflank.version import __version__

ASKED = {
    "severalMinutes": "Can a schedule run several times an hour?",
    "listLag": "When do lists show a new schedule, and no longer show a deleted one?",
    "doors": "Do schedules live through both doors?",
    "invalidBody": "What does an invalid body get?",
    "unknownAddon": "What does an unknown addon get?",
    "unauthorized": "What does an invalid token get?",
    "unknownSchedule": "What does the second deletion of a schedule get?",
    "schedules": "How many schedules can an addon have?",
    "duplicate": "What does a second schedule with the same interval and backup type get?",
    "pagination": "What does `pagination` hold, on the first and on the last page of a list?",
    "retention": "Can backups be kept for more than 7, 60 and 120 days?",
    "patch": "What does a PATCH of the addon do to two schedules: with one of them and another "
    "retention, without `backupSchedules`, and with an empty list?",
}
"""The question behind each answer."""


def write(folder: Path, answers: Answers, requests: int, *, patch: bool) -> tuple[Path, Path]:
    """Write both files, and return where they are."""
    document = {
        "date": dt.datetime.now(dt.timezone.utc).date().isoformat(),
        "version": __version__,
        "requests": requests,
        "answers": answers.found,
        "reasons": answers.reasons,
    }
    folder.mkdir(parents=True, exist_ok=True)
    file, page = folder / "answers.json", folder / "answers.md"
    file.write_text(json.dumps(document, indent=2) + "\n")
    page.write_text("\n".join(_lines(document, answers, patch=patch)) + "\n")
    return file, page


def _lines(document: dict[str, object], answers: Answers, *, patch: bool) -> list[str]:
    told = (
        f"Asked on {document['date']} by pulumi-northflank {document['version']}, with "
        f"{document['requests']} requests. IDs are left out."
    )
    lines = [
        "# What a Northflank account answered",
        "",
        told,
    ]
    for name, question in ASKED.items():
        if name not in answers.found:
            continue
        lines += ["", f"## {question}", ""]
        if answers.found[name] is None:
            lines.append(f"Not found out: {answers.reasons[name]}.")
        elif isinstance(answers.found[name], str):
            lines.append(f"{answers.found[name].capitalize()}.")
        else:
            lines += ["```json", json.dumps(answers.found[name], indent=2), "```"]
    if not patch:
        lines += ["", f"## {ASKED['patch']}", "", "Not asked: that needs `--patch`."]
    return lines
