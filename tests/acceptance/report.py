"""The answers as a JSON file, from which the emulator starts, and as a page to read."""

from __future__ import annotations

import datetime as dt
import itertools
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from tests.acceptance.questions import ASKED
from tests.acceptance.run import Answers

from pulumi_northflank.version import __version__


def set_aside(folder: Path, found: Mapping[str, Any]) -> str | None:
    """Keep the files of an earlier run that has answers which this one has not, and say so."""
    file = folder / "answers.json"
    try:
        older = json.loads(file.read_text())["answers"]
        lost = [name for name in older if older[name] is not None and found.get(name) is None]
        why = f"has answers that this run does not have ({', '.join(lost)})"
    except FileNotFoundError:
        return None
    except (ValueError, KeyError, TypeError):
        lost, why = ["all"], "cannot be read"
    if not lost:
        return None
    numbered = (folder / f"answers-{number}.json" for number in itertools.count(1))
    kept = next(path for path in numbered if not path.exists())
    for suffix in (".md", ".json"):
        if file.with_suffix(suffix).exists():
            file.with_suffix(suffix).rename(kept.with_suffix(suffix))
    return f"The answers.json of an earlier run {why}, so it was renamed to {kept}."


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
