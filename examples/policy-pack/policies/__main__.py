#!/usr/bin/env python3
"""Requirements for the backups of every database."""

from __future__ import annotations

from pulumi_policy import (
    EnforcementLevel,
    PolicyPack,
    ReportViolation,
    ResourceValidationArgs,
    ResourceValidationPolicy,
    StackValidationArgs,
    StackValidationPolicy,
)

SCHEDULE = "pulumi-python:dynamic/northflank:AddonBackupSchedule"
MONTH = 30


def kept_for_a_month(args: ResourceValidationArgs, report_violation: ReportViolation) -> None:
    """Report a schedule with a shorter retention, except hourly ones: their maximum is 7 days."""
    if args.resource_type != SCHEDULE or args.props["scheduling"]["interval"] == "hourly":
        return
    days = args.props["retentionTime"]
    if days < MONTH:
        report_violation(f"{args.name} keeps backups for {days:.0f} days, not for {MONTH}.", None)


def dumped(args: StackValidationArgs, report_violation: ReportViolation) -> None:
    """Report each addon of the stack that has schedules, but none that makes dumps."""
    types: dict[str, set[str]] = {}
    for resource in args.resources:
        if resource.resource_type == SCHEDULE:
            addon = f"{resource.props['projectId']}/{resource.props['addonId']}"
            types.setdefault(addon, set()).add(resource.props["backupType"])
    for addon, found in types.items():
        if "dump" not in found:
            report_violation(f"No schedule makes dumps of {addon}.", None)


PolicyPack(
    "backups",
    enforcement_level=EnforcementLevel.MANDATORY,
    policies=[
        ResourceValidationPolicy(
            name="kept-for-a-month",
            description="Daily and weekly backups are kept for at least 30 days.",
            validate=kept_for_a_month,
        ),
        StackValidationPolicy(
            name="dumped",
            description="Every database needs dumps, since snapshots cannot be downloaded.",
            validate=dumped,
        ),
    ],
)
