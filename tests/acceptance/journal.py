"""A journal of everything that a run is about to create, which proves what is its own.

Each line is on the disk before the request goes out. After a lost response or a killed run, a
schedule is ours if its ID was recorded, or if it is exactly what was recorded as about to be
created, and came to be within minutes of that.
"""

from __future__ import annotations

import datetime as dt
import fcntl
import hashlib
import json
import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TextIO

Json = dict[str, Any]

LONGEST_DELAY = dt.timedelta(minutes=10)
"""A request that takes effect later than this is not ours any more."""

SETTLING = dt.timedelta(minutes=1)
"""For how long a schedule may still appear after a request without a readable response."""


SPARE = 4
"""Requests that are kept for lists after the last deletion."""


class JournalInUseError(Exception):
    """Another run asks the same addon now."""


@dataclass
class Attempt:
    """One schedule that a request was about to create.

    Attributes:
        body: Its definition, as the request had it.
        at: The earliest time at which it can have been created, by the server's clock. None if
            that is unknown: then nothing but an ID proves a schedule ours.
        is_open: Whether no response told what came of it.
    """

    body: Json
    at: dt.datetime | None
    is_open: bool = True

    def explains(self, item: Json) -> bool:
        """Whether a listed schedule is what this attempt created."""
        try:
            created = dt.datetime.fromisoformat(item["createdAt"].replace("Z", "+00:00"))
            same = all(item[name] == self.body[name] for name in ("backupType", "retentionTime"))
            scheduling = {name: value for name, value in item["scheduling"].items() if value}
            return (
                self.at is not None
                and self.at <= created <= self.at + LONGEST_DELAY
                and same
                and scheduling == self.body["scheduling"]
            )
        except (KeyError, TypeError, AttributeError, ValueError):
            return False


class Journal:
    """The journal of one addon of one API, locked while it is open."""

    def __init__(self, folder: Path, base_url: str, addon_path: str) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        name = hashlib.sha256(f"{base_url}{addon_path}".encode()).hexdigest()[:16]
        self.path = folder / f"{name}.jsonl"
        self.ids: set[str] = set()
        """The schedules that are ours and that no response called deleted."""
        self.gone: set[str] = set()
        """The schedules that were ours and that a response called deleted."""
        self._attempts: dict[int, Attempt] = {}
        self._bodies: dict[str, Json] = {}
        self._next = 0
        self.changes = 0
        """How many entries tell of schedules that may have been created or deleted."""
        self._file = self.path.open("a+", encoding="utf-8")
        if not _lock(self._file):
            self._file.close()
            raise JournalInUseError(f"Another run uses {self.path}.") from None
        self._file.seek(0)
        # A killed run may leave half a line; its request did not go out.
        whole = self._file.read().rpartition("\n")[0]
        self._file.truncate(len(f"{whole}\n".encode()) if whole else 0)
        for line in whole.splitlines():
            self._apply(json.loads(line))
        if not whole:
            self._write({"api": base_url, "addon": addon_path})

    def others(self) -> Iterator[tuple[Path, Json]]:
        """The journals of other addons whose run ended early, with their first lines."""
        for path in sorted(self.path.parent.glob("*.jsonl")):
            if path != self.path:
                with path.open(encoding="utf-8") as file:
                    header, *entries = (file.read() if _lock(file) else "").split("\n")
                if any(entries):
                    yield path, json.loads(header)

    def creating(self, bodies: Iterable[Json], at: dt.datetime | None) -> list[int]:
        """Record schedules that a request is about to create, and number them."""
        numbers = []
        for body in bodies:
            numbers.append(self._next)
            time = at.isoformat() if at else None
            self._write({"creating": numbers[-1], "body": body, "at": time})
        return numbers

    def created(self, number: int, schedule_id: str) -> None:
        """Record the ID that an attempt led to."""
        self._write({"created": number, "id": schedule_id})

    def answered(self, number: int) -> None:
        """Record that a response told what came of an attempt, without an ID."""
        self._write({"answered": number})

    def refused(self, number: int) -> None:
        """Record that an attempt created nothing."""
        self._write({"refused": number})

    def deleted(self, schedule_id: str) -> None:
        """Record that a response called a schedule deleted."""
        self._write({"deleted": schedule_id})

    def ours(self, items: Iterable[Json]) -> set[str]:
        """The IDs of the listed schedules that are ours; those found just now are recorded."""
        found = set()
        for item in items:
            id_ = item.get("id")
            if not isinstance(id_, str):
                continue
            if id_ not in self.ids | self.gone:
                for number, attempt in self._attempts.items():
                    if attempt.explains(item):
                        self.created(number, id_)
                        break
            if id_ in self.ids | self.gone:
                found.add(id_)
        return found

    def bodies(self) -> list[Json]:
        """The definitions of the schedules that are ours and not deleted."""
        return [body for id_, body in self._bodies.items() if id_ in self.ids]

    def is_settled(self, now: dt.datetime | None) -> bool:
        """Whether nothing can appear any more of what no response told about."""
        return not any(
            attempt.is_open and (not now or not attempt.at or attempt.at + SETTLING > now)
            for attempt in self._attempts.values()
        )

    def finish(self) -> None:
        """Delete the file: nothing of ours is left."""
        self.path.unlink()

    def close(self) -> None:
        """Release the lock."""
        self._file.close()

    @property
    def is_empty(self) -> bool:
        """Whether no run since the last one that finished has created anything."""
        return not (self.ids or self.gone or self._attempts)

    @property
    def reserve(self) -> int:
        """How many requests it takes to delete what is left, if lists do not lag for long."""
        is_open = [attempt.is_open for attempt in self._attempts.values()]
        return len(self.ids) + sum(is_open) + SPARE

    def _write(self, entry: Json) -> None:
        self._file.write(json.dumps(entry) + "\n")
        self._file.flush()
        os.fsync(self._file.fileno())
        self._apply(entry)

    def _apply(self, entry: Json) -> None:
        self.changes += -1 if "refused" in entry else 1
        match entry:
            case {"creating": number, "body": body, "at": at}:
                time = dt.datetime.fromisoformat(at) if at else None
                self._attempts[number] = Attempt(body, time)
                self._next = number + 1
            case {"created": number, "id": id_}:
                self._bodies[id_] = self._attempts.pop(number).body
                self.ids.add(id_)
            case {"answered": number}:
                self._attempts[number].is_open = False
            case {"refused": number}:
                del self._attempts[number]
            case {"deleted": id_}:
                self.ids.discard(id_)
                self.gone.add(id_)


def _lock(file: TextIO) -> bool:
    """Lock a file until it is closed, unless a run has it."""
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True
