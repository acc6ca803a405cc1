"""What holds of all that the provider does."""

from __future__ import annotations

import re
import subprocess
import sys
import threading
from collections.abc import Callable
from typing import Any

import pytest

from pulumi_northflank import AddonBackupScheduleProvider, SettingsError, diagnostics
from pulumi_northflank.emulator import Emulator, Status
from pulumi_northflank.provider import _wait

MakeInputs = Callable[..., dict[str, Any]]
MakeProvider = Callable[..., AddonBackupScheduleProvider]


def test_settings_are_needed_for_requests(
    schedule: MakeInputs, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A missing token is missed by what makes requests, by name."""
    provider = AddonBackupScheduleProvider()
    for request in (
        lambda: provider.create(schedule()),
        lambda: provider.read("s1", schedule()),
        lambda: provider.delete("s1", schedule()),
    ):
        with pytest.raises(SettingsError, match="There is no Northflank API token"):
            request()

    monkeypatch.setenv("NORTHFLANK_API_TOKEN", "in valid")
    with pytest.raises(SettingsError, match="has characters that no token has"):
        provider.create(schedule())


def test_update(schedule: MakeInputs) -> None:
    """An update keeps the new inputs as outputs, in canonical form."""
    news = {**schedule(retentionTime=7.0, ifExists="error"), "__provider": "payload"}

    assert schedule(ifExists="error") == AddonBackupScheduleProvider().update("s1", {}, news).outs


def test_waits_are_told(
    provider: MakeProvider,
    schedule: MakeInputs,
    api: Emulator,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """A wait between two tries of a request is shown to the user."""
    api.fault(Status(503, {"Retry-After": "0"}), method="GET")
    one = provider(maxWait="1")
    one._client._retrying.sleep = lambda _: None
    one.read("s1", schedule())

    assert re.fullmatch(
        r"Waiting 0\.\d seconds before the next try of GET /v1/projects/shop/addons/orders/"
        r"backup-schedules: 503 Service Unavailable\.\n",
        capsys.readouterr().err,
    )


def test_waits_end_with_the_engine(monkeypatch: pytest.MonkeyPatch) -> None:
    """After each wait a provider makes sure that it is still wanted."""
    slept: list[float] = []
    monkeypatch.setattr("time.sleep", slept.append)
    monkeypatch.setattr(diagnostics, "ensure_heard", lambda: slept.append(0))

    _wait(7)

    assert [7, 0] == slept


def test_one_client(provider: MakeProvider, schedule: MakeInputs, api: Emulator) -> None:
    """All threads of a deployment share one client."""
    one = provider()
    begin = threading.Barrier(4, timeout=20)
    clients: list[Any] = []

    def work() -> None:
        begin.wait()
        clients.append(one._client)
        one.read("s1", schedule())

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert (1, 1) == (len(set(map(id, clients))), len(api.requests))


def test_import_is_cheap() -> None:
    """A program that only declares schedules loads neither the validator nor the HTTP client."""
    code = (
        "import sys, pulumi_northflank\n"
        "print([n for n in ('jsonschema', 'requests', 'tenacity', 'flask') if n in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert "[]\n" == done.stdout
