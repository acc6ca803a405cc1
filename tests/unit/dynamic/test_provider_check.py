"""Checks: problems, slots that are declared twice, the default team, and warnings."""

from __future__ import annotations

import threading
from typing import Any

import pytest
from pulumi.dynamic import Config, ConfigureRequest
from pulumi.output import Unknown
from tests.unit.conftest import SLOT, URN, MakeProvider, declared
from tests.unit.schedules import make_inputs

from pulumi_northflank import AddonBackupScheduleProvider
from pulumi_northflank.dynamic import engine_log
from pulumi_northflank.dynamic.provider import RESOURCE_TYPE
from pulumi_northflank.emulator import Emulator
from pulumi_northflank.lifecycle.say import Severity


def reasons(provider: AddonBackupScheduleProvider, news: dict[str, Any]) -> list[str]:
    """The reasons for which a check refuses *news*."""
    return [failure.reason for failure in provider.check({}, news).failures]


def test_no_token() -> None:
    """A preview needs no token and no configuration."""
    provider = AddonBackupScheduleProvider()
    provider.configure(ConfigureRequest(Config(raw_config={}, project_name="p")))

    assert [] == reasons(provider, make_inputs())
    assert [] == reasons(AddonBackupScheduleProvider(), make_inputs())


def test_no_request(provider: MakeProvider, api: Emulator) -> None:
    """A preview makes no request."""
    one = provider()
    one.check({}, make_inputs())
    one.diff("s1", make_inputs(), make_inputs(retentionTime=8))

    assert [] == api.requests


@pytest.mark.parametrize(("days", "failures"), [(7, 0), (75, 1)])
def test_inputs(days: int, failures: int) -> None:
    """Checked inputs, valid or not, are canonical and without the hidden properties."""
    news = declared(make_inputs(retentionTime=float(days)), "nightly")
    news |= {"__provider": "payload", "teamId": None, "compressionType": None}
    result = AddonBackupScheduleProvider().check({}, news)

    assert (make_inputs(retentionTime=days), failures) == (result.inputs, len(result.failures))


def test_failure() -> None:
    """A failure has its path in its reason, because the engine cannot show the value of a path."""
    (failure,) = AddonBackupScheduleProvider().check({}, make_inputs(retentionTime=75)).failures

    reason = (
        "retentionTime: 75 is more than 60 (daily backups have a maximum retention of 60 days). To "
        "let the API decide, set northflank:documentedLimits to warn"
    )
    assert ("", reason) == (failure.property, failure.reason)


def test_declared_twice() -> None:
    """Of two resources of a program in the same slot, the second fails and names both."""
    provider = AddonBackupScheduleProvider()

    assert [] == reasons(provider, declared(make_inputs(), "nightly"))
    assert [
        (
            f"`backup` and `nightly` both declare {SLOT}, but an addon can have only one backup "
            "schedule of each interval and backup type. Keep one of the two"
        )
    ] == reasons(provider, declared(make_inputs(retentionTime=9), "backup"))


def test_checked_twice() -> None:
    """A resource can be checked twice: the engine does that before a replacement."""
    provider = AddonBackupScheduleProvider()

    assert [[], []] == [reasons(provider, declared(make_inputs(), "nightly")) for _ in range(2)]


def test_declared_twice_by_the_default_team(provider: MakeProvider) -> None:
    """A schedule of the default team is in the same slot as one that names that team."""
    one = provider(teamId="acme")
    one.check({}, declared(make_inputs(teamId="acme"), "nightly"))

    assert ["`backup` and `nightly` both declare"] == [
        reason[:35] for reason in reasons(one, declared(make_inputs(), "backup"))
    ]


def test_not_declared_twice() -> None:
    """Two unknown slots may differ, and two checks without a URN may be of one resource."""
    provider = AddonBackupScheduleProvider()
    not_known = make_inputs(addonId=Unknown())

    assert [[], []] == [reasons(provider, make_inputs()) for _ in range(2)]
    assert [[], []] == [reasons(provider, declared(not_known, name)) for name in ("a", "b")]


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
    configured: str,
    environment: str,
    declared_team: str | None,
    team: str | None,
) -> None:
    """A schedule without a team gets that of the stack, else that of the environment."""
    monkeypatch.setenv("NORTHFLANK_TEAM_ID", environment)
    inputs = provider(teamId=configured).check({}, make_inputs(teamId=declared_team)).inputs

    assert team == inputs.get("teamId")


def test_unusable_default_team(provider: MakeProvider) -> None:
    """The default team is validated as a declared one is."""
    (reason,) = reasons(provider(teamId="a/b"), make_inputs())

    assert reason.startswith('teamId: "a/b" is malformed')


COMPRESSION = (
    "warning: compressionType has no effect on a snapshot: it only applies to dump backups.\n"
)


def test_compression_of_a_snapshot(capsys: pytest.CaptureFixture[str]) -> None:
    """A compression without effect is warned about once for each resource."""
    provider = AddonBackupScheduleProvider()
    inputs = make_inputs(compressionType="zstd")
    weekly = make_inputs("weekly", compressionType="zstd")
    for news in (declared(inputs, "a"), declared(inputs, "a"), declared(weekly, "b"), inputs):
        assert [] == reasons(provider, news)

    assert ("", COMPRESSION * 3) == capsys.readouterr()


@pytest.mark.parametrize(
    "changes",
    [
        pytest.param({}, id="none"),
        pytest.param({"backupType": "dump", "compressionType": "zstd"}, id="dump"),
        pytest.param({"compressionType": "zip"}, id="problem"),
    ],
)
def test_no_warning_of_compression(
    capsys: pytest.CaptureFixture[str], changes: dict[str, Any]
) -> None:
    """Neither a dump nor a schedule with a problem causes a warning."""
    AddonBackupScheduleProvider().check({}, make_inputs(**changes))

    assert ("", "") == capsys.readouterr()


def faulty(name: str, *problems: str, urn: str | None = None) -> dict[str, Any]:
    """A resource of the program that has problems."""
    urn = f"{URN}{name}" if urn is None else urn
    return {"name": name, "urn": urn, "problems": list(problems)}


def line(name: str, problem: str) -> str:
    """The message about a problem of another resource."""
    return f"error: {RESOURCE_TYPE} resource '{name}' has a problem: {problem}\n"


WRONG = make_inputs(retentionTime=75)


def test_others(capsys: pytest.CaptureFixture[str]) -> None:
    """The first failure, which ends the preview, also reports the other resources' problems."""
    others = [
        faulty("a", "own"),
        faulty("b", "x: wrong", "y: wrong"),
        faulty("child", "z: wrong", urn=""),
    ]
    AddonBackupScheduleProvider().check({}, declared(WRONG, "a", *others))

    reported = line("b", "x: wrong") + line("b", "y: wrong") + line("child", "z: wrong")
    assert ("", reported) == capsys.readouterr()


def test_own_problems_of_a_child(capsys: pytest.CaptureFixture[str]) -> None:
    """A child, whose URN the program does not know, is not reported as another resource."""
    news = declared(WRONG, "child", faulty("child", "own", urn=""))
    AddonBackupScheduleProvider().check({}, news)

    assert ("", "") == capsys.readouterr()


def test_others_once(capsys: pytest.CaptureFixture[str]) -> None:
    """Each resource's problems are reported once, whichever resources fail."""
    others = [faulty("a", "own"), faulty("b", "own"), faulty("c", "x: wrong")]
    provider = AddonBackupScheduleProvider()
    provider.check({}, declared(WRONG, "a", *others))
    provider.check({}, declared({**WRONG, "addonId": "carts"}, "b", *others))

    assert ("", line("b", "own") + line("c", "x: wrong")) == capsys.readouterr()


def test_errors_once(capsys: pytest.CaptureFixture[str]) -> None:
    """The first failure also reports, once, what else is wrong with the program."""
    provider = AddonBackupScheduleProvider()
    for name, addon in (("a", "orders"), ("b", "carts")):
        provider.check(
            {}, declared({**WRONG, "addonId": addon}, name, errors=["Two\n  lines", "One line."])
        )

    assert ("", "error: Two\n  lines\nerror: One line.\n") == capsys.readouterr()


def test_others_without_a_failure(capsys: pytest.CaptureFixture[str]) -> None:
    """A resource that passes its check reports no others, which have their own checks."""
    AddonBackupScheduleProvider().check({}, declared(make_inputs(), "a", faulty("b", "x: wrong")))

    assert ("", "") == capsys.readouterr()


@pytest.mark.parametrize(
    "inputs",
    [
        pytest.param(WRONG, id="error"),
        pytest.param(make_inputs(compressionType="gz"), id="warning"),
    ],
)
def test_messages_hold_up_no_check(monkeypatch: pytest.MonkeyPatch, inputs: dict[str, Any]) -> None:
    """While the engine takes a message of one check, another check can send its own."""
    others = [faulty("a", "own"), faulty("b", "own"), faulty("c", "x: wrong")]
    finished: list[bool] = []
    sent: list[str | None] = []

    def say(severity: Severity, text: str, urn: str | None = None, /) -> None:
        sent.append(urn)
        if len(sent) == 1:
            news = declared({**inputs, "addonId": "carts"}, "d", *others, faulty("e", "y: wrong"))
            second = threading.Thread(target=provider.check, args=({}, news))
            second.start()
            second.join(timeout=5)
            finished.append(not second.is_alive())

    monkeypatch.setattr(engine_log, "say", say)
    provider = AddonBackupScheduleProvider()
    provider.check({}, declared(inputs, "a", *others))

    assert [True] == finished
    assert len(sent) > 1
