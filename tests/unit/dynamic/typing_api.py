"""Every way to write a schedule, checked by mypy and never run."""

from __future__ import annotations

from typing import Any

import pulumi
from typing_extensions import assert_type

import pulumi_northflank as nf

bucket: pulumi.Output[str] = pulumi.Output.from_input("my-bucket")
days: pulumi.Output[int] = pulumi.Output.from_input(7)
minutes: pulumi.Output[list[pulumi.Input[int]]] = pulumi.Output.from_input([30])

# Dictionaries, with their types inferred in place.
weekly = nf.AddonBackupSchedule(
    "weekly",
    project_id="shop",
    addon_id="orders",
    backup_type="snapshot",
    scheduling={"interval": "weekly", "minute": [30], "hour": [18], "day": [4]},
    retention_time=7,
    additional_destinations=[
        {"destination_id": "eu-copy", "type": "custom", "retention_time": 3},
        {"destination_id": bucket, "type": "custom"},
    ],
    if_exists="replace",
)

# Argument classes, with outputs in them.
daily = nf.AddonBackupSchedule(
    "daily",
    project_id=bucket,
    addon_id=bucket,
    backup_type="snapshot",
    scheduling=nf.SchedulingArgs(interval="daily", minute=minutes, hour=[days]),
    retention_time=days,
    additional_destinations=[
        nf.AdditionalDestinationArgs(destination_id=bucket, type="custom", retention_time=days),
        {"destination_id": "us-copy", "type": "custom"},
    ],
    team_id=bucket,
    opts=pulumi.ResourceOptions(protect=True),
)

# Dumps, one with the required arguments only and one with all that apply to it.
hourly = nf.AddonBackupSchedule(
    "hourly",
    project_id="shop",
    addon_id="orders",
    backup_type="dump",
    scheduling={"interval": "hourly", "minute": [0]},
    retention_time=1,
)
dump = nf.AddonBackupSchedule(
    "dump",
    project_id="shop",
    addon_id="orders",
    backup_type="dump",
    scheduling=nf.SchedulingArgs(interval="hourly", minute=[0]),
    retention_time=1,
    compression_type="zstd",
    custom_destination_id=bucket,
    team_id="acme",
    if_exists="adopt",
)

# Values with types of their own.
interval: nf.Interval = "daily"
kind: nf.BackupType = "dump"
compression: nf.CompressionType = "gz"
destination_type: nf.DestinationType = "custom"
if_exists: nf.IfExists = "error"
scheduling: nf.SchedulingArgsDict = {"interval": interval, "minute": [0], "hour": [3]}
copy: nf.AdditionalDestinationArgsDict = {"destination_id": "eu-copy", "type": destination_type}
kept = nf.AddonBackupSchedule(
    "kept",
    project_id="shop",
    addon_id="orders",
    backup_type=kind,
    scheduling=scheduling,
    retention_time=7,
    compression_type=compression,
    additional_destinations=[copy],
    if_exists=if_exists,
)

# Outputs.
assert_type(weekly.project_id, pulumi.Output[str])
assert_type(weekly.addon_id, pulumi.Output[str])
assert_type(weekly.team_id, pulumi.Output[str | None])
assert_type(weekly.backup_type, pulumi.Output[nf.BackupType])
assert_type(weekly.scheduling, pulumi.Output[nf.Scheduling])
assert_type(weekly.retention_time, pulumi.Output[int])
assert_type(weekly.compression_type, pulumi.Output[nf.CompressionType | None])
assert_type(weekly.custom_destination_id, pulumi.Output[str | None])
assert_type(weekly.if_exists, pulumi.Output[nf.IfExists])
assert_type(weekly.additional_destinations, pulumi.Output[list[nf.AdditionalDestination] | None])


def interval_of(scheduling: nf.Scheduling) -> nf.Interval:
    """The interval of a scheduling."""
    return scheduling.interval


same_interval: pulumi.Output[nf.Interval] = weekly.scheduling.apply(interval_of)
assert_type(weekly.scheduling.apply(lambda when: when.minute), pulumi.Output[list[int]])
assert_type(weekly.scheduling.apply(lambda when: when.hour), pulumi.Output[list[int] | None])


def copies(destinations: list[nf.AdditionalDestination] | None) -> list[str]:
    """The destinations that get copies."""
    for each in destinations or []:
        assert_type(each.destination_id, str)
        assert_type(each.type, nf.DestinationType)
        assert_type(each.retention_time, int | None)
    return [each.destination_id for each in destinations or []]


assert_type(weekly.additional_destinations.apply(copies), pulumi.Output[list[str]])

# Errors that mypy must find: it reports every ignore that is not needed.
nf.AddonBackupSchedule("none")  # type: ignore[call-arg]
nf.AddonBackupSchedule(
    "wrong",
    project_id=7,  # type: ignore[arg-type]
    addon_id="orders",
    backup_type="copy",  # type: ignore[arg-type]
    scheduling={"interval": "monthly", "minute": [0]},  # type: ignore[arg-type]
    retention_time="7",  # type: ignore[arg-type]
    compression_type="zip",  # type: ignore[arg-type]
    if_exists="fail",  # type: ignore[arg-type]
)
nf.SchedulingArgs(interval="daily")  # type: ignore[call-arg]
nf.AdditionalDestinationArgs(destination_id="eu-copy", type="disk")  # type: ignore[arg-type]


def handled(error: Exception) -> tuple[Any, ...]:
    """The attributes of errors."""
    if isinstance(error, nf.ApiError):
        assert_type(error.refusal.status, int)
        assert_type(error.refusal.error_id, str | None)
    if isinstance(error, nf.RequestError):
        assert_type(error.settled, bool)
        assert_type(error.retry_after, float | None)
        return (error.call.method, error.call.path)
    assert_type(nf.__version__, str)
    return ()
