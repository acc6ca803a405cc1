"""The status in Prometheus' text exposition format, for node_exporter's textfile collector."""

from __future__ import annotations

from collections.abc import Iterator

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.metrics_core import Metric
from prometheus_client.registry import Collector

from pulumi_northflank.backups.backup import SECONDS_A_MINUTE
from pulumi_northflank.backups.report import Report
from pulumi_northflank.backups.verdicts import VERDICTS

ADDON = ("addon",)
SCHEDULE = ("addon", "interval", "type", "id")
PREFIX = "northflank_backup"


def prometheus_text(report: Report) -> str:
    """The report as metrics."""
    registry = CollectorRegistry()
    registry.register(_Report(report))
    return generate_latest(registry).decode()


class _Report(Collector):
    def __init__(self, report: Report) -> None:
        self._report = report

    def collect(self) -> Iterator[Metric]:
        yield from self._of_addons()
        yield from self._of_schedules()
        yield from self._of_check()

    def _of_addons(self) -> Iterator[Metric]:
        status = _gauge("addon_status", "1 for the verdict of the addon.", (*ADDON, "status"))
        last = _gauge("last_success_timestamp_seconds", "Time of the newest backup.", ADDON)
        age = _gauge("age_seconds", "Age of the newest completed backup.", ADDON)
        gap = _gauge("expected_gap_seconds", "Longest gap that the schedules declare.", ADDON)
        shrunk = _gauge("shrunk", "Whether the newest backup is unusually small.", ADDON)
        overdue = _gauge("overdue", "Whether it lacks backups before a first run.", ADDON)
        stopped = _gauge("stopped", "Whether the addon does not run.", ADDON)
        slow = _gauge("slow", "Whether a backup runs for longer than the grace.", ADDON)
        for addon in self._report.addons:
            key = addon.addon.address.key
            for verdict in VERDICTS:
                status.add_metric([key, verdict], float(verdict == addon.verdict))
            if addon.newest and addon.age is not None:
                last.add_metric([key], addon.newest.minute * SECONDS_A_MINUTE)
                age.add_metric([key], addon.age * SECONDS_A_MINUTE)
            if addon.worst_gap is not None:
                gap.add_metric([key], addon.worst_gap * SECONDS_A_MINUTE)
            if not addon.addon.problem:
                shrunk.add_metric([key], float(bool(addon.shrunk)))
                overdue.add_metric([key], float(bool(addon.overdue)))
                stopped.add_metric([key], float(addon.is_stopped))
                slow.add_metric([key], float(bool(addon.slow)))
        yield from (status, last, age, gap, shrunk, overdue, stopped, slow)

    def _of_schedules(self) -> Iterator[Metric]:
        last = _gauge(
            "schedule_last_success_timestamp_seconds", "Time of its last backup.", SCHEDULE
        )
        expected = _gauge("schedule_expected", "Runs that were due.", SCHEDULE)
        missed = _gauge("schedule_missed", "Runs without a backup.", SCHEDULE)
        failed = _gauge("schedule_failed", "Runs whose backup failed.", SCHEDULE)
        drifted = _gauge("schedule_drifted", "Whether it is not as declared.", SCHEDULE)
        status = _gauge("schedule_status", "1 for its verdict.", (*SCHEDULE, "status"))
        for addon in self._report.addons:
            for one in addon.schedules:
                slot = one.watched.schedule.slot
                labels = [addon.addon.address.key, slot.interval, slot.backup_type]
                labels.append(one.watched.schedule_id if one.watched.exists else "")
                for verdict in VERDICTS:
                    status.add_metric([*labels, verdict], float(verdict == one.verdict))
                # What is not known has no value, rather than one that looks well.
                if addon.addon.problem or not one.watched.exists:
                    continue
                drifted.add_metric(labels, float(bool(one.watched.drift)))
                expected.add_metric(labels, one.expected)
                missed.add_metric(labels, len(one.missed))
                failed.add_metric(labels, len(one.failed))
                if one.last:
                    last.add_metric(labels, one.last.minute * SECONDS_A_MINUTE)
            for schedule_id, _ in addon.addon.unreadable:
                status.add_metric([addon.addon.address.key, "", "", schedule_id, "unknown"], 1)
        yield from (status, drifted, expected, missed, failed, last)

    def _of_check(self) -> Iterator[Metric]:
        left_out = _gauge("left_out", "1 for a resource that could not be checked.", ("resource",))
        checked = _gauge("checked_timestamp_seconds", "Time of the check.", ("project",))
        for name in sorted({one.name for one in self._report.left_out}):
            left_out.add_metric([name], 1)
        # Node_exporter refuses two files with the same metric and labels, hence the project.
        keys = (addon.addon.address.key.rpartition("/")[0] for addon in self._report.addons)
        for key in sorted(set(keys)):
            checked.add_metric([key], self._report.checked * SECONDS_A_MINUTE)
        # The last metric tells whether the file is whole.
        yield from (left_out, checked)


def _gauge(name: str, documentation: str, labels: tuple[str, ...]) -> GaugeMetricFamily:
    return GaugeMetricFamily(f"{PREFIX}_{name}", documentation, labels=labels)
