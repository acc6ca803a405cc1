"""The policy pack of the examples, started and asked as Pulumi's language host and engine do."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import grpc  # type: ignore[import-untyped]  # the SDK ships no stubs for it
import pytest
from google.protobuf.empty_pb2 import Empty  # type: ignore[import-untyped]  # no stubs either
from google.protobuf.json_format import (  # type: ignore[import-untyped]  # the same
    MessageToDict,
)
from google.protobuf.struct_pb2 import Struct  # type: ignore[import-untyped]  # the same
from pulumi.runtime import rpc
from pulumi.runtime.proto import analyzer_pb2, analyzer_pb2_grpc

from pulumi_northflank.dynamic.provider import RESOURCE_TYPE as DYNAMIC
from pulumi_northflank.package import RESOURCE_TYPE as PACKAGE

POLICIES = Path(__file__).parents[2] / "examples/policy-pack/policies"
DOORS = pytest.mark.parametrize("door", [DYNAMIC, PACKAGE], ids=["python", "package"])

AT_TWO: dict[str, Any] = {"interval": "daily", "minute": [0], "hour": [2]}
SUNDAYS: dict[str, Any] = {"interval": "weekly", "minute": [0], "hour": [2], "day": [6]}
HOURLY = {"interval": "hourly", "minute": [30]}
ELSEWHERE = {"additionalDestinations": [{"destinationId": "archive", "type": "custom"}]}

NOT_OFTEN = (
    "The database of {} does not get a backup every {} that is kept for {}. Add a schedule or "
    "change one; those with a shorter retention do not count."
)
NO_COPIES = (
    "The database of {} has no backups outside of Northflank. Set `customDestinationId` of its "
    "dumps, or `additionalDestinations` of its snapshots."
)
NO_DUMPS = "The database of {} has no dumps. Add a schedule that makes dumps."
SAME_MINUTE = (
    "{} shares a minute with {}, although they back up different databases of a project. Choose "
    "another minute."
)
NOT_KNOWN = (
    "Not known before the update: {} of {}. Policies that need this judge the schedule at the end "
    "of the update."
)


class Violation(NamedTuple):
    """What the engine shows of a violation."""

    policy: str
    level: str
    resource: str
    message: str


def schedule(name: str = "nightly", door: str = DYNAMIC, **changes: Any) -> Any:
    """A daily dump that complies with all policies, unless told otherwise."""
    properties = {
        "projectId": "shop",
        "addonId": "orders",
        "backupType": "dump",
        "scheduling": AT_TWO,
        "retentionTime": 30,
        "customDestinationId": "archive",
        **changes,
    }
    struct = Struct()
    struct.update({key: value for key, value in properties.items() if value is not None})
    urn = f"urn:pulumi:dev::p::{door}::{name}"
    return analyzer_pb2.AnalyzerResource(type=door, urn=urn, name=name, properties=struct)


def snapshot(name: str = "nightly", **changes: Any) -> Any:
    """A daily snapshot, without a copy elsewhere."""
    return schedule(name, **{"backupType": "snapshot", "customDestinationId": None, **changes})


class Pack:
    """The running pack."""

    def __init__(self, stub: Any) -> None:
        self.stub = stub

    def violations(
        self, *resources: Any, policy: str = "", config: dict[str, Any] | None = None
    ) -> list[Violation]:
        """The violations in a stack, with *config* for a *policy* over the defaults."""
        request = analyzer_pb2.ConfigureAnalyzerRequest()
        for each in self.stub.GetAnalyzerInfo(Empty()).policies:
            schema = MessageToDict(each.configSchema).get("properties", {})
            values = {name: part["default"] for name, part in schema.items()}
            given = request.policyConfig[each.name]
            given.enforcementLevel = each.enforcementLevel
            given.properties.update(values | (config or {} if each.name == policy else {}))
        self.stub.Configure(request)
        stack = analyzer_pb2.AnalyzeStackRequest(resources=resources)
        return [
            Violation(
                each.policyName,
                analyzer_pb2.EnforcementLevel.Name(each.enforcementLevel).lower(),
                each.urn.rpartition("::")[2],
                each.message.partition("\n")[2],  # below the policy's description
            )
            for each in self.stub.AnalyzeStack(stack).diagnostics
        ]

    def reported(self, policy: str, *resources: Any, **config: Any) -> list[str]:
        """The schedules that a policy reports."""
        found = self.violations(*resources, policy=policy, config=config)
        return [each.resource for each in found if each.policy == policy]


@pytest.fixture(scope="module")
def pack() -> Iterator[Pack]:
    """Start the pack once."""
    command = [sys.executable, "-u", "-m", "pulumi.policy", "127.0.0.1:1", str(POLICIES)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        with grpc.insecure_channel(f"127.0.0.1:{int(process.stdout.readline())}") as channel:
            yield Pack(analyzer_pb2_grpc.AnalyzerStub(channel))
        process.kill()


@DOORS
def test_schedules_that_comply(pack: Pack, door: str) -> None:
    """They have no violations by default, whichever door declares them."""
    orders = [schedule("a", door), snapshot("b", door=door, scheduling=HOURLY, retentionTime=7)]
    stock = schedule("c", door, addonId="stock", scheduling={**AT_TWO, "minute": [45]})

    assert [] == pack.violations(*orders, stock)


@DOORS
def test_each_policy_reports_a_violation(pack: Pack, door: str) -> None:
    """It names schedules, what is missing and what to do, at its own level."""
    orders = schedule("orders", door)
    stock = snapshot("stock", door=door, addonId="stock", retentionTime=14)
    carts = schedule("carts", door, addonId=rpc.UNKNOWN)

    assert {
        Violation(
            "frequency-and-retention",
            "mandatory",
            "stock",
            NOT_OFTEN.format("`stock`", "24 hours", "30 days"),
        ),
        Violation("copies", "mandatory", "stock", NO_COPIES.format("`stock`")),
        Violation("dumps", "mandatory", "stock", NO_DUMPS.format("`stock`")),
        Violation(
            "different-minutes", "advisory", "stock", SAME_MINUTE.format("`stock`", "`orders`")
        ),
        Violation("not-known-yet", "advisory", "carts", NOT_KNOWN.format("addonId", "`carts`")),
    } == set(pack.violations(carts, stock, orders))


@pytest.mark.parametrize(
    ("schedules", "reported"),
    [
        ([schedule(retentionTime=29)], True),
        ([schedule(scheduling=SUNDAYS)], True),
        # The frequent backups are not kept, and those that are kept are not frequent.
        ([schedule(retentionTime=7), schedule("weekly", scheduling=SUNDAYS)], True),
        ([schedule(scheduling=HOURLY)], False),
        ([schedule(retentionTime=60), schedule("weekly", scheduling=SUNDAYS)], False),
        # Two schedules that are frequent enough only together.
        (
            [schedule(scheduling={**SUNDAYS, "day": day}) for day in ([0, 2, 4, 6], [1, 3, 5])],
            False,
        ),
        # A retention that is not known yet may be long enough, but not make up for the frequency.
        ([schedule(retentionTime=rpc.UNKNOWN)], False),
        ([schedule(retentionTime=rpc.UNKNOWN, scheduling=SUNDAYS)], True),
        ([schedule(scheduling=SUNDAYS), snapshot(scheduling=rpc.UNKNOWN)], False),
        ([schedule(scheduling=SUNDAYS), snapshot(scheduling=rpc.UNKNOWN, retentionTime=7)], True),
    ],
)
def test_frequency_and_retention(pack: Pack, schedules: list[Any], reported: bool) -> None:
    """Only backups that are kept long enough count, those of all schedules together."""
    found = pack.reported("frequency-and-retention", *schedules)

    assert (["nightly"] if reported else []) == found


@pytest.mark.parametrize(
    ("pattern", "matches"),
    [("orders", True), ("ord*", True), ("prod-*", True), ("ordres", False), ("shop", False)],
)
def test_minimums_by_name(pack: Pack, pattern: str, matches: bool) -> None:
    """A minimum holds for databases whose ID, or the name of a schedule, matches its pattern.

    One that matches none is reported, because a name can be misspelt.
    """
    found = pack.violations(
        schedule("prod-a"),
        schedule("b", scheduling=SUNDAYS),
        policy="frequency-and-retention",
        config={"minimums": {pattern: {"maxGapHours": 1, "minRetentionDays": 1}}},
    )

    too_rare = NOT_OFTEN.format("`b`, `prod-a`", "1 hour", "1 day")
    no_minimum = (
        "The database of `b`, `prod-a` matches no name in `minimums`. Correct a name, add one, "
        'such as "*" for all, or add it to `exceptions`.'
    )
    assert [too_rare if matches else no_minimum] == [each.message for each in found]


def test_no_minimum_for_exceptions(pack: Pack) -> None:
    """A database that is an exception needs no minimum, whatever matches it."""
    found = pack.violations(
        schedule("a", scheduling=SUNDAYS),
        policy="frequency-and-retention",
        config={
            "minimums": {"ord*": {"maxGapHours": 1, "minRetentionDays": 1}},
            "exceptions": ["orders"],
        },
    )

    assert [] == found


@pytest.mark.parametrize(
    ("changes", "reported"),
    [
        ({}, False),
        ({"customDestinationId": None}, True),
        ({"customDestinationId": rpc.UNKNOWN}, False),
        ({"backupType": "snapshot", "customDestinationId": None}, True),
        ({**ELSEWHERE, "backupType": "snapshot", "customDestinationId": None}, False),
    ],
)
def test_copies(pack: Pack, changes: dict[str, Any], reported: bool) -> None:
    """A dump can be stored at a destination, and a snapshot copied to one."""
    assert (["nightly"] if reported else []) == pack.reported("copies", schedule(**changes))


@pytest.mark.parametrize(
    ("others", "reported"),
    [
        ([], True),
        ([schedule()], False),
        ([schedule(backupType=rpc.UNKNOWN)], False),
        ([schedule(addonId="stock")], True),
        ([schedule(projectId="lab")], True),
        ([schedule(teamId="acme")], True),
    ],
)
def test_dumps(pack: Pack, others: list[Any], reported: bool) -> None:
    """A dump of the same database makes up for snapshots."""
    found = pack.reported("dumps", snapshot("snapshots", **ELSEWHERE), *others)

    assert (["snapshots"] if reported else []) == found


@pytest.mark.parametrize("policy", ["copies", "dumps"])
def test_exceptions_by_name(pack: Pack, policy: str) -> None:
    """Neither databases that match an exception nor those that match no pattern are reported."""
    stack = [snapshot(addon, addonId=addon) for addon in ("queue", "cache")]

    assert ["cache", "queue"] == pack.reported(policy, *stack)
    assert ["cache"] == pack.reported(policy, *stack, exceptions=["que*"])
    assert ["cache"] == pack.reported(policy, *stack, addons=["cache", "orders"])


@pytest.mark.parametrize(
    ("changes", "reported"),
    [
        ({"addonId": "stock"}, True),
        ({"addonId": "stock", "scheduling": SUNDAYS}, True),
        ({"addonId": "stock", "scheduling": HOURLY}, False),
        ({"addonId": "stock", "scheduling": rpc.UNKNOWN}, False),
        ({"addonId": "stock", "projectId": "lab"}, False),
        ({"addonId": rpc.UNKNOWN}, False),
        ({}, False),
    ],
)
def test_different_minutes(pack: Pack, changes: dict[str, Any], reported: bool) -> None:
    """Schedules of two databases in a project must not share a minute of the week."""
    found = pack.reported("different-minutes", schedule(), schedule("second", **changes))

    assert (["second"] if reported else []) == found


@DOORS
@pytest.mark.parametrize(
    ("changes", "unknown"),
    [
        ({"addonId": rpc.UNKNOWN, "teamId": rpc.UNKNOWN}, "addonId, teamId"),
        ({"scheduling": {**AT_TWO, "minute": [rpc.UNKNOWN]}}, "scheduling"),
        ({"retentionTime": rpc.wrap_rpc_secret(rpc.UNKNOWN)}, "retentionTime"),
        ({"backupType": rpc.UNKNOWN}, "backupType"),
        ({"customDestinationId": rpc.UNKNOWN}, "customDestinationId"),
    ],
)
def test_values_that_are_not_known_yet(
    pack: Pack, door: str, changes: dict[str, Any], unknown: str
) -> None:
    """A schedule with such a value is reported as one that is judged later, and passes for now."""
    message = NOT_KNOWN.format(unknown, "`nightly`")

    found = pack.violations(schedule(door=door, **changes))

    assert Violation("not-known-yet", "advisory", "nightly", message) in found
    assert not [each for each in found if each.level == "mandatory"]


@DOORS
def test_secret_values_are_judged_and_not_shown(pack: Pack, door: str) -> None:
    """A secret ID or number is part of no message."""
    values = {"projectId": "hush", "retentionTime": 13, "scheduling": SUNDAYS}
    secrets = {name: rpc.wrap_rpc_secret(value) for name, value in values.items()}
    orders, stock = (
        snapshot(name, door=door, addonId=rpc.wrap_rpc_secret(f"hush-{name}"), **secrets)
        for name in ("orders", "stock")
    )

    found = pack.violations(orders, stock)

    assert ["copies", "different-minutes", "dumps", "frequency-and-retention"] == sorted(
        {each.policy for each in found}
    )
    assert [] == [each for each in found if "hush" in each.message or "13" in each.message]
