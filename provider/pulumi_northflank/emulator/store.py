"""The schedules, stored in SQLite: in memory, or in a file that outlives the emulator."""

from __future__ import annotations

import datetime as dt
import json
import os
import secrets
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import cast

from .address import Address
from .clock import iso_milliseconds
from .errors import Conflict, EmulatorError, UnknownSchedule
from .models import AddressedSchedule, Definition, ScheduleItem

# `team` is '' for an addon without a team: SQLite's unique indexes treat NULLs as distinct.
_TABLE = """
    CREATE TABLE IF NOT EXISTS schedules (
        position    INTEGER PRIMARY KEY AUTOINCREMENT,
        id          TEXT NOT NULL UNIQUE,
        team        TEXT NOT NULL,
        project     TEXT NOT NULL,
        addon       TEXT NOT NULL,
        interval    TEXT NOT NULL,
        backup_type TEXT NOT NULL,
        definition  TEXT NOT NULL,
        created_at  TEXT NOT NULL,
        updated_at  TEXT NOT NULL
    )
"""
# Page, `interval`: "Each addon can only have one backup schedule of each interval for each
# backup type."
_ONE_PER_INTERVAL_AND_TYPE = "team, project, addon, interval, backup_type"
# api.md, [guide]: the guide also mentions three schedules per addon, one per interval.
_ONE_PER_INTERVAL = "team, project, addon, interval"

_SELECT = "SELECT * FROM schedules"
_SERVERS_OWN = ("id", "createdAt", "updatedAt")
_IS_ADDON = "team = ? AND project = ? AND addon = ?"


class Store:
    """The stored schedules. Safe to use from several threads.

    Args:
        path: The database file; None keeps schedules in memory.
        three_per_addon: Whether an addon may have one schedule per interval, instead of one per
            interval and backup type.
        most: The largest number of schedules of an addon; None without one.
    """

    def __init__(
        self,
        path: str | os.PathLike[str] | None = None,
        *,
        three_per_addon: bool = False,
        most: int | None = None,
    ) -> None:
        self._lock = threading.Lock()
        self._most = most
        self._three_per_addon = three_per_addon
        unique = _ONE_PER_INTERVAL if three_per_addon else _ONE_PER_INTERVAL_AND_TYPE
        try:
            # One connection under a lock: a database in memory belongs to its connection.
            # Transactions are explicit, so implicit ones are off (isolation_level=None).
            self._db = sqlite3.connect(
                ":memory:" if path is None else os.fspath(path),
                check_same_thread=False,
                isolation_level=None,
            )
        except sqlite3.Error as error:
            raise _cannot_open(path, error) from error

        self._db.row_factory = sqlite3.Row
        try:
            # Faster; the data need not survive a crash of the machine.
            self._db.execute("PRAGMA synchronous = OFF")
            with self._transaction():
                self._db.execute(_TABLE)
                # Recreated at each start: the file may come from a run with the other rule.
                self._db.execute("DROP INDEX IF EXISTS one_of_a_kind")
                self._db.execute(f"CREATE UNIQUE INDEX one_of_a_kind ON schedules ({unique})")
        except sqlite3.Error as error:
            self._db.close()
            raise _cannot_open(path, error) from error

    def close(self) -> None:
        """Close the database. A database in memory is lost."""
        with self._lock:
            self._db.close()

    def add(self, address: Address, definition: Definition, now: dt.datetime) -> str:
        """Store a schedule and return its ID, or raise :class:`Conflict`."""
        schedule_id, moment = new_id(), iso_milliseconds(now)
        item: ScheduleItem = {
            **definition,
            "id": schedule_id,
            "createdAt": moment,
            "updatedAt": moment,
        }
        self.put(address, item)
        return schedule_id

    def put(self, address: Address, item: ScheduleItem) -> None:
        """Store a schedule as the API lists it, or raise :class:`Conflict`."""
        definition = cast(
            "Definition", {name: value for name, value in item.items() if name not in _SERVERS_OWN}
        )
        values = (
            item["id"],
            address.team or "",
            address.project,
            address.addon,
            item["scheduling"]["interval"],
            item["backupType"],
            json.dumps(definition),
            item["createdAt"],
            item["updatedAt"],
        )
        with self._transaction(), self._conflicts(definition):
            count = f"SELECT COUNT(*) FROM schedules WHERE {_IS_ADDON}"  # noqa: S608  -- a constant
            [held] = self._db.execute(count, _key(address)).fetchone()
            if self._most is not None and held >= self._most:
                raise Conflict(f"The addon already has {held} backup schedules.")
            self._db.execute(
                "INSERT INTO schedules (id, team, project, addon, interval, backup_type,"
                " definition, created_at, updated_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                values,
            )

    def is_empty(self) -> bool:
        """Whether there are no schedules."""
        return not self._rows(f"{_SELECT} LIMIT 1", [])

    def replace(self, schedule_id: str, definition: Definition, now: dt.datetime) -> None:
        """Change a schedule's definition; its ID and ``createdAt`` stay."""
        values = (
            definition["scheduling"]["interval"],
            definition["backupType"],
            json.dumps(definition),
            iso_milliseconds(now),
            schedule_id,
        )
        with self._transaction(), self._conflicts(definition):
            changed = self._db.execute(
                "UPDATE schedules SET interval = ?, backup_type = ?, definition = ?,"
                " updated_at = ? WHERE id = ?",
                values,
            )
        _require_one(changed, schedule_id)

    def remove(self, schedule_id: str, address: Address | None = None) -> None:
        """Delete a schedule; if an address is given, only when it belongs to that addon."""
        statement, values = "DELETE FROM schedules WHERE id = ?", [schedule_id]
        if address is not None:
            statement += f" AND {_IS_ADDON}"
            values += _key(address)
        with self._transaction():
            removed = self._db.execute(statement, values)
        _require_one(removed, schedule_id)

    def require(self, schedule_id: str, address: Address) -> None:
        """Raise :class:`UnknownSchedule` unless the addon has this schedule."""
        statement = f"{_SELECT} WHERE id = ? AND {_IS_ADDON}"
        if not self._rows(statement, [schedule_id, *_key(address)]):
            raise _unknown(schedule_id)

    def clear(self) -> None:
        """Delete all schedules."""
        with self._transaction():
            self._db.execute("DELETE FROM schedules")

    def definition(self, schedule_id: str) -> Definition:
        """The definition of one schedule."""
        rows = self._rows(f"{_SELECT} WHERE id = ?", [schedule_id])
        if not rows:
            raise _unknown(schedule_id)
        return cast("Definition", json.loads(rows[0]["definition"]))

    def of_addon(self, address: Address) -> list[tuple[int, ScheduleItem]]:
        """An addon's schedules with their positions, oldest first."""
        rows = self._rows(f"{_SELECT} WHERE {_IS_ADDON} ORDER BY position", _key(address))
        return [(row["position"], _item(row)) for row in rows]

    def everything(self) -> list[AddressedSchedule]:
        """All schedules with their addresses, oldest first."""
        return [
            {
                "teamId": row["team"] or None,
                "projectId": row["project"],
                "addonId": row["addon"],
                "schedule": _item(row),
            }
            for row in self._rows(f"{_SELECT} ORDER BY position", [])
        ]

    def addresses(self) -> list[Address]:
        """The addons that have schedules."""
        rows = self._rows("SELECT DISTINCT team, project, addon FROM schedules", [])
        return [Address(row["project"], row["addon"], row["team"] or None) for row in rows]

    def address_of(self, schedule_id: str) -> Address:
        """The addon of a schedule."""
        rows = self._rows(f"{_SELECT} WHERE id = ?", [schedule_id])
        if not rows:
            raise _unknown(schedule_id)
        return Address(rows[0]["project"], rows[0]["addon"], rows[0]["team"] or None)

    def destinations_of(self, team: str | None) -> list[str]:
        """The IDs of the destinations that a team's schedules name, in alphabetical order."""
        rows = self._rows("SELECT definition FROM schedules WHERE team = ?", [team or ""])
        names: set[str | None] = set()
        for row in rows:
            definition: Definition = json.loads(row["definition"])
            names |= {each["destinationId"] for each in definition["additionalDestinations"]}
            names.add(definition.get("customDestinationId"))
        return sorted(filter(None, names))

    def addons_of(self, project: str, team: str | None) -> list[str]:
        """The IDs of a project's addons that have schedules, in alphabetical order."""
        rows = self._rows(
            "SELECT DISTINCT addon FROM schedules WHERE team = ? AND project = ? ORDER BY addon",
            [team or "", project],
        )
        return [row["addon"] for row in rows]

    def _rows(self, statement: str, values: list[str]) -> list[sqlite3.Row]:
        with self._lock:
            return self._db.execute(statement, values).fetchall()

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        with self._lock:
            self._db.execute("BEGIN IMMEDIATE")
            try:
                yield
            except BaseException:
                self._db.execute("ROLLBACK")
                raise
            self._db.execute("COMMIT")

    @contextmanager
    def _conflicts(self, definition: Definition) -> Iterator[None]:
        """Turn a violation of the unique index into a :class:`Conflict`."""
        try:
            yield
        except sqlite3.IntegrityError as error:
            kind: str = definition["scheduling"]["interval"]
            if not self._three_per_addon:
                kind += f" {definition['backupType']}"
            raise Conflict(
                f"The addon already has a backup schedule of this kind: {kind}."
            ) from error


def new_id() -> str:
    """An ID that no schedule has."""
    return secrets.token_hex(12)


def _key(address: Address) -> list[str]:
    return [address.team or "", address.project, address.addon]


def _item(row: sqlite3.Row) -> ScheduleItem:
    definition: Definition = json.loads(row["definition"])
    return {
        "id": row["id"],
        **definition,
        "createdAt": row["created_at"],
        "updatedAt": row["updated_at"],
    }


def _require_one(cursor: sqlite3.Cursor, schedule_id: str) -> None:
    if cursor.rowcount != 1:
        raise _unknown(schedule_id)


def _unknown(schedule_id: str) -> UnknownSchedule:
    return UnknownSchedule(f"There is no backup schedule {schedule_id!r}.")


def _cannot_open(path: str | os.PathLike[str] | None, error: sqlite3.Error) -> EmulatorError:
    return EmulatorError(f"Cannot use the database file {os.fspath(path or '')!r}: {error}.")
