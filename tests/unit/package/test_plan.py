"""The component `BackupPlan`: how its inputs are read, and what is refused."""

from __future__ import annotations

import asyncio
from typing import Any

import grpc  # type: ignore[import-untyped]  # the SDK ships no stubs for it
import pulumi
import pytest
from pulumi.runtime import rpc
from pulumi.runtime.proto import errors_pb2, provider_pb2, status_pb2
from tests.unit.package.conftest import Package, struct

from pulumi_northflank.package.inputs import inputs_in
from pulumi_northflank.plan import PLAN_TYPE

ADDON = {"projectId": "shop", "addonId": "orders"}
DAILY = {"at": "02:15", "keep": 30}
URN = "urn:pulumi:dev::p::northflank:index:AddonBackupSchedule::first"
# How the SDKs mark a value that a program computes.
OUTPUT = {rpc._special_sig_key: rpc._special_output_value_sig}  # no public name


def request_of(inputs: dict[str, Any], type_: str = PLAN_TYPE, *dependent: str) -> Any:
    """A request to construct a plan, whose inputs *dependent* depend on a resource."""
    on_first = provider_pb2.ConstructRequest.PropertyDependencies(urns=[URN])
    return provider_pb2.ConstructRequest(
        name="orders",
        type=type_,
        inputs=struct(inputs),
        inputDependencies=dict.fromkeys(dependent, on_first),
    )


def refusal(package: Package, inputs: dict[str, Any], type_: str = PLAN_TYPE) -> tuple[str, Any]:
    """The message of a refused plan, and the reason at each of its inputs."""
    with pytest.raises(grpc.RpcError) as caught:
        package.stub.Construct(request_of(inputs, type_))
    details = errors_pb2.InputPropertiesError()
    for key, value in caught.value.trailing_metadata():
        if key == "grpc-status-details-bin":
            status = status_pb2.Status.FromString(value)
            status.details[0].Unpack(details)
    return caught.value.details(), {each.property_path: each.reason for each in details.errors}


def test_problems_name_inputs(package: Package) -> None:
    """All problems of a plan and of its schedules are found at once, at the inputs they come of."""
    message, reasons = refusal(
        package,
        {
            "addonId": "orders",
            "dayly": {},
            "backupType": "dump",
            "compressionType": "gzip",
            "hourly": {"minutes": [61], "keep": 8},
            "daily": {"at": "2:15", "keep": 300, "backup_type": "dump", "compressionType": "zip"},
            "weekly": {"scheduling": {"interval": "weekly", "minute": [0], "day": [7]}, "keep": 9},
        },
    )

    starts = {path: reason.partition(" (")[0] for path, reason in reasons.items()}
    assert {
        "dayly": "is not an input of a plan",
        "projectId": "`projectId` is required",
        "compressionType": '"gzip" is not one of gz, zstd',
        "hourly.minutes[0]": "61 is not a minute",
        "hourly.keep": "8 is more than 7",
        "daily.at": '"2:15" must be written as "02:15"',
        "daily.backup_type": 'unknown key "backup_type"',
        "daily.keep": "300 is more than 60",
        "daily.compressionType": '"zip" is not one of gz, zstd',
        "weekly.scheduling.day[0]": "7 is more than 6",
        "weekly.scheduling.hour": "`hour` is required for daily and weekly schedules",
    } == starts
    assert "" == message


def test_problem_of_the_whole_plan(package: Package) -> None:
    """A problem that no input has is the message itself."""
    reason = "the plan has no tiers; give at least one of hourly, daily, weekly"

    assert (reason, {}) == refusal(package, ADDON)


def test_unknown_component(package: Package) -> None:
    """Another component is refused."""
    wrong = "northflank:index:BackupPlans"

    message, _ = refusal(package, {}, wrong)

    assert (
        f'The package northflank has no component "{wrong}" (did you mean `{PLAN_TYPE}`?). If '
        "a newer version has it, upgrade pulumi-northflank."
    ) == message


def test_unusable_setting(package: Package) -> None:
    """A setting that is wrong is one sentence."""
    package.configure(documentedLimits="maybe")

    message, _ = refusal(package, {**ADDON, "backupType": "dump", "daily": DAILY})

    assert message.startswith("The value 'maybe' of northflank:documentedLimits is neither ")


def test_spread_needs_the_addon(package: Package) -> None:
    """The reason names inputs and values as the program writes them."""
    inputs = {**ADDON, "addonId": rpc.UNKNOWN, "backupType": "dump", "daily": DAILY}

    _, reasons = refusal(package, {**inputs, "spread": True})

    assert {
        "spread": "true computes the minute of the backups from projectId and addonId, but addonId "
        'is an Output. Give a string to compute it from, such as "shop/orders", or false'
    } == reasons


def test_inputs() -> None:
    """Values that are secret, not known or computed are Outputs, at the depth where they are."""
    inputs = {
        "projectId": "shop",
        "addonId": rpc.wrap_rpc_secret("orders"),
        "spread": True,
        "daily": {
            "at": ["02:15"],
            "keep": 30,
            "scheduling": rpc.UNKNOWN,
            "compressionType": {**OUTPUT, "value": "zstd", "secret": True, "dependencies": [URN]},
            "customDestinationId": OUTPUT,
        },
    }

    async def facts(value: Any) -> Any:
        if isinstance(value, dict):
            return {name: await facts(item) for name, item in value.items()}
        if not isinstance(value, pulumi.Output):
            return value
        known = await value.is_known()
        of = [await each.urn.future() for each in await value.resources()]
        return (await value.future() if known else None, await value.is_secret(), of)

    async def read() -> Any:
        return await facts(
            inputs_in(request_of(inputs, PLAN_TYPE, "projectId", "daily"), ["daily"])
        )

    assert asyncio.run(read()) == {
        "projectId": ("shop", False, [URN]),
        "addonId": ("orders", True, []),
        "spread": True,
        "daily": {
            "at": ["02:15"],
            "keep": 30,
            "scheduling": (None, False, []),
            "compressionType": ("zstd", True, [URN]),
            "customDestinationId": (None, False, []),
        },
    }
