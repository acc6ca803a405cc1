"""What applies to all operations of the provider."""

from __future__ import annotations

import re
import threading

import pytest
from tests.unit.conftest import MakeProvider
from tests.unit.schedules import make_inputs

from pulumi_northflank import AddonBackupScheduleProvider, SettingsError
from pulumi_northflank.dynamic import engine_log
from pulumi_northflank.dynamic.provider import _wait
from pulumi_northflank.emulator import Emulator, Status


def test_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    """A missing or unusable token is an error of the operations that make requests."""
    provider = AddonBackupScheduleProvider()
    for operation in (
        lambda: provider.create(make_inputs()),
        lambda: provider.read("s1", make_inputs()),
        lambda: provider.delete("s1", make_inputs()),
    ):
        with pytest.raises(SettingsError, match="A request needs a Northflank API token"):
            operation()

    monkeypatch.setenv("NORTHFLANK_API_TOKEN", "in valid")
    with pytest.raises(SettingsError, match="token contains invalid characters"):
        provider.create(make_inputs())


def test_update() -> None:
    """An update stores the new inputs in canonical form."""
    news = {**make_inputs(retentionTime=7.0, ifExists="error"), "__provider": "payload"}

    assert (
        make_inputs(ifExists="error") == AddonBackupScheduleProvider().update("s1", {}, news).outs
    )


def test_waits_are_announced(
    provider: MakeProvider,
    api: Emulator,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """The user is told about each wait between two tries of a request."""
    waits: list[float] = []
    monkeypatch.setattr("pulumi_northflank.dynamic.provider._wait", waits.append)
    api.fault(Status(503, {"Retry-After": "0"}), method="GET")
    provider(maxWait="1").read("s1", make_inputs())

    assert 1 == len(waits)
    assert re.fullmatch(
        r"Waiting 0\.\d seconds before retrying GET /v1/projects/shop/addons/orders/"
        r"backup-schedules: 503 Service Unavailable\.\n",
        capsys.readouterr().err,
    )


def test_waits_end_with_the_engine(monkeypatch: pytest.MonkeyPatch) -> None:
    """After each wait, the provider makes sure that the engine still runs."""
    calls: list[object] = []
    monkeypatch.setattr("time.sleep", calls.append)
    monkeypatch.setattr(engine_log, "ensure_running", lambda: calls.append("running?"))

    _wait(7)

    assert [7, "running?"] == calls


def test_threads(provider: MakeProvider, api: Emulator) -> None:
    """Four threads of a deployment share one client and one list of the addon."""
    one = provider()
    begin = threading.Barrier(4, timeout=20)
    clients: list[object] = []

    def work() -> None:
        begin.wait()
        clients.append(one._deployment._client())
        one.read("s1", make_inputs())

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert (1, 1) == (len(set(map(id, clients))), len(api.requests))
