"""Checking what is declared: faults, places declared twice, the default team, warnings."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from pulumi.dynamic import Config, ConfigureRequest
from pulumi.output import Unknown
from tests.unit.conftest import SLOT, URN, declared

from pulumi_northflank import AddonBackupScheduleProvider
from pulumi_northflank.emulator import Emulator
from pulumi_northflank.provider import RESOURCE_TYPE

MakeInputs = Callable[..., dict[str, Any]]
MakeProvider = Callable[..., AddonBackupScheduleProvider]


def reasons(provider: AddonBackupScheduleProvider, news: dict[str, Any]) -> list[str]:
    """Why check refuses inputs."""
    return [failure.reason for failure in provider.check({}, news).failures]


def test_check_needs_no_token(schedule: MakeInputs) -> None:
    """A preview passes without a token, and without any configuration at all."""
    provider = AddonBackupScheduleProvider()
    provider.configure(ConfigureRequest(Config(raw_config={}, project_name="p")))

    assert [] == reasons(provider, schedule())
    assert [] == reasons(AddonBackupScheduleProvider(), schedule())


def test_check_makes_no_request(
    provider: MakeProvider, schedule: MakeInputs, api: Emulator
) -> None:
    """A preview asks the API for nothing."""
    one = provider()
    one.check({}, schedule())
    one.diff("s1", schedule(), schedule(retentionTime=8))

    assert [] == api.requests


def test_check_keeps_what_is_declared(schedule: MakeInputs) -> None:
    """Checked inputs are in canonical form, without what others have added."""
    news = declared(schedule(retentionTime=7.0, compressionType=None), "nightly")
    news |= {"__provider": "payload", "teamId": None, "compressionType": None}

    assert schedule() == AddonBackupScheduleProvider().check({}, news).inputs


def test_check_keeps_what_is_wrong(schedule: MakeInputs) -> None:
    """Inputs with faults are handed back as well, without the hidden properties."""
    news = declared(schedule(retentionTime=75), "nightly")
    result = AddonBackupScheduleProvider().check({}, news)

    assert (schedule(retentionTime=75), 1) == (result.inputs, len(result.failures))


def test_check_names_no_property(schedule: MakeInputs) -> None:
    """A failure holds its path in its reason: the engine could not show the value of a path."""
    (failure,) = AddonBackupScheduleProvider().check({}, schedule(retentionTime=75)).failures

    assert (
        "",
        "retentionTime: 75 is more than 60 (daily backups have a maximum retention of 60 days)",
    ) == (failure.property, failure.reason)


def test_declared_twice(schedule: MakeInputs) -> None:
    """Two resources of a program that want the same place are told, by both names."""
    provider = AddonBackupScheduleProvider()

    assert [] == reasons(provider, declared(schedule(), "nightly"))
    assert [
        (
            f"`backup` and `nightly` both declare {SLOT}, and an addon can have one backup "
            "schedule of each interval and backup type; keep one of the two"
        )
    ] == reasons(provider, declared(schedule(retentionTime=9), "backup"))


def test_checked_twice(schedule: MakeInputs) -> None:
    """A resource may be checked twice, as the engine does before a replacement."""
    provider = AddonBackupScheduleProvider()

    assert [[], []] == [reasons(provider, declared(schedule(), "nightly")) for _ in range(2)]


def test_declared_twice_by_the_default_team(provider: MakeProvider, schedule: MakeInputs) -> None:
    """The default team counts: naming it makes no other place."""
    one = provider(teamId="acme")
    one.check({}, declared(schedule(teamId="acme"), "nightly"))

    assert ["`backup` and `nightly` both declare"] == [
        reason[:35] for reason in reasons(one, declared(schedule(), "backup"))
    ]


def test_not_declared_twice(schedule: MakeInputs) -> None:
    """Without the hidden property, nobody knows which resource this is."""
    provider = AddonBackupScheduleProvider()

    assert [[], []] == [reasons(provider, schedule()) for _ in range(2)]


def test_unknown_places_are_not_declared_twice(schedule: MakeInputs) -> None:
    """Two places that are not known yet may be different."""
    provider = AddonBackupScheduleProvider()
    news = {**schedule(), "addonId": Unknown()}

    assert [[], []] == [reasons(provider, declared(news, name)) for name in ("a", "b")]


@pytest.mark.parametrize(
    ("configured", "environment", "declared_team", "team"),
    [
        pytest.param("acme", "", None, "acme", id="configuration"),
        pytest.param("", "acme", None, "acme", id="environment"),
        pytest.param("acme", "other", None, "acme", id="configuration-before-environment"),
        pytest.param("other", "other", "acme", "acme", id="declared-before-both"),
        pytest.param("", "", None, None, id="none"),
    ],
)
def test_default_team(
    monkeypatch: pytest.MonkeyPatch,
    provider: MakeProvider,
    schedule: MakeInputs,
    configured: str,
    environment: str,
    declared_team: str | None,
    team: str | None,
) -> None:
    """A schedule that names no team has the stack's, else the environment's."""
    monkeypatch.setenv("NORTHFLANK_TEAM_ID", environment)
    inputs = provider(teamId=configured).check({}, schedule(teamId=declared_team)).inputs

    assert team == inputs.get("teamId")


def test_unusable_default_team(provider: MakeProvider, schedule: MakeInputs) -> None:
    """A default team is held to the rules of a team."""
    (reason,) = reasons(provider(teamId="a/b"), schedule())

    assert reason.startswith('teamId: "a/b" is malformed')


COMPRESSION = (
    "warning: compressionType has no effect on a snapshot: it is only applicable for dump "
    "backups.\n"
)


def test_compression_of_a_snapshot(
    schedule: MakeInputs, capsys: pytest.CaptureFixture[str]
) -> None:
    """A compression that has no effect is worth a warning, once for each resource."""
    provider = AddonBackupScheduleProvider()
    inputs = schedule(compressionType="zstd")
    weekly = schedule("weekly", compressionType="zstd")
    for news in (declared(inputs, "a"), declared(inputs, "a"), declared(weekly, "b"), inputs):
        assert [] == reasons(provider, news)

    assert ("", COMPRESSION * 3) == capsys.readouterr()


@pytest.mark.parametrize(
    "changes",
    [
        pytest.param({}, id="none"),
        pytest.param({"backupType": "dump", "compressionType": "zstd"}, id="dump"),
        pytest.param({"compressionType": "zip"}, id="fault"),
    ],
)
def test_no_warning_of_compression(
    schedule: MakeInputs, capsys: pytest.CaptureFixture[str], changes: dict[str, Any]
) -> None:
    """There is no warning of a dump's compression, nor beside a fault."""
    AddonBackupScheduleProvider().check({}, schedule(**changes))

    assert ("", "") == capsys.readouterr()


def faulty(name: str, *faults: str, urn: str | None = None) -> dict[str, Any]:
    """A resource of the program with faults."""
    return {"name": name, "urn": f"{URN}{name}" if urn is None else urn, "faults": list(faults)}


def line(name: str, fault: str) -> str:
    """How another resource's fault is told."""
    return f"error: {RESOURCE_TYPE} resource '{name}' has a problem: {fault}\n"


def test_others_are_told(schedule: MakeInputs, capsys: pytest.CaptureFixture[str]) -> None:
    """At the first fault, which ends the preview, the other resources' faults are told too."""
    others = [
        faulty("a", "own"),
        faulty("b", "x: wrong", "y: wrong"),
        faulty("child", "z: wrong", urn=""),
    ]
    provider = AddonBackupScheduleProvider()
    provider.check({}, declared(schedule(retentionTime=75), "a", *others))

    told = line("b", "x: wrong") + line("b", "y: wrong") + line("child", "z: wrong")
    assert ("", told) == capsys.readouterr()


def test_others_are_told_once(schedule: MakeInputs, capsys: pytest.CaptureFixture[str]) -> None:
    """Each resource's faults are told once, whichever resources fail."""
    others = [faulty("a", "own"), faulty("b", "own"), faulty("c", "x: wrong")]
    provider = AddonBackupScheduleProvider()
    wrong = schedule(retentionTime=75)
    provider.check({}, declared(wrong, "a", *others))
    provider.check({}, declared({**wrong, "addonId": "carts"}, "b", *others))

    assert ("", line("b", "own") + line("c", "x: wrong")) == capsys.readouterr()


def test_others_are_not_told_without_a_fault(
    schedule: MakeInputs, capsys: pytest.CaptureFixture[str]
) -> None:
    """A resource without a fault speaks for nobody: the others have their own check."""
    AddonBackupScheduleProvider().check({}, declared(schedule(), "a", faulty("b", "x: wrong")))

    assert ("", "") == capsys.readouterr()
