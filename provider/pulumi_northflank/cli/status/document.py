"""The status as JSON."""

from __future__ import annotations

import json

from pulumi_northflank.backups.backup import Backup, time_at
from pulumi_northflank.backups.report import AddonStatus, Report
from pulumi_northflank.backups.verdicts import ScheduleStatus
from pulumi_northflank.backups.zones import Offset
from pulumi_northflank.types import JsonObject


def status_json(report: Report) -> str:
    """The report as the command's help describes it."""
    offset = int(report.evidence.zones[0].local(report.checked) - report.checked)
    document = {
        "checked_at": _time(report.checked),
        "utc_offset": str(Offset(offset)) if report.evidence.backups else None,
        "evidence": report.evidence.backups,
        "addons": [_addon(one) for one in report.addons],
        "left_out": list(map(str, report.left_out)),
    }
    return json.dumps(document, indent=2)


def _addon(one: AddonStatus) -> JsonObject:
    unreadable = [
        {"id": schedule_id, "status": "unknown", "reason": reason}
        for schedule_id, reason in one.addon.unreadable
    ]
    return {
        "addon": one.addon.address.key,
        "status": one.verdict,
        "addon_status": one.addon.status,
        "problem": one.addon.problem or None,
        "newest": _of(one.newest),
        "age_minutes": one.age,
        "worst_gap_minutes": one.worst_gap,
        "shrunk": bool(one.shrunk),
        "overdue": bool(one.overdue),
        "slow": bool(one.slow),
        "stopped": one.is_stopped,
        "schedules": [*map(_schedule, one.schedules), *unreadable],
    }


def _schedule(one: ScheduleStatus) -> JsonObject:
    return {
        "id": one.watched.schedule_id if one.watched.exists else None,
        "interval": one.watched.schedule.interval,
        "type": one.watched.schedule.backup_type,
        "status": one.verdict,
        "reason": one.reason or None,
        "drift": list(one.watched.drift),
        "expected": one.expected,
        "completed": one.completed,
        "missed": [_time(minute) for minute in one.missed],
        "failed": [
            {
                "at": _time(run.minute),
                "id": run.backup.backup_id,
                "status": run.backup.status,
                "size": run.backup.size,
            }
            for run in one.failed
        ],
        "late": [_time(minute) for minute in one.late],
        "running": _of(one.running),
        "last": _of(one.last),
    }


def _of(backup: Backup | None) -> str | None:
    return None if backup is None else _time(backup.minute)


def _time(minute: float) -> str:
    return time_at(minute).isoformat(timespec="seconds").replace("+00:00", "Z")
