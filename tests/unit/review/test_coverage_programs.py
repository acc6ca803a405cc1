"""Coverage as the Output of a program, against Pulumi's mocks."""

from __future__ import annotations

import gc
from collections.abc import Callable
from typing import Any

import pulumi
import pytest
from pulumi.runtime.stack import massage
from tests.unit.conftest import Run
from tests.unit.mocked import Noting, daily, later, unknown, weekly

from pulumi_northflank import AddonBackupSchedule
from pulumi_northflank.review.addons import CoverageError
from pulumi_northflank.review.coverage import coverage


def exported(value: Any) -> Any:
    """What Pulumi exports of *value*, with a word instead of each Output."""

    def known_leaves(value: Any) -> Any:
        if isinstance(value, dict):
            return {name: known_leaves(item) for name, item in value.items()}
        return "an Output" if isinstance(value, pulumi.Output) else value

    return massage(value, []).apply(known_leaves)


def test_preview_equals_update(run: Run) -> None:
    """If all arguments are known, preview and update have the same coverage."""

    def program() -> Any:
        copies = [{"destination_id": "eu-copy", "type": "custom"}]
        return coverage(
            daily("a", additional_destinations=copies),
            weekly("b", addon_id="carts", team_id=later("acme"), custom_destination_id=later(None)),
        )

    preview, update = run(program, preview=True), run(program)

    assert ["acme/shop/carts", "shop/orders"] == [*preview]
    assert preview == update


def test_unknown_metric(run: Run) -> None:
    """A program can use a known metric next to an unknown one, and never sees the unknown one."""
    seen: list[Any] = []

    def program() -> Any:
        metrics = coverage(daily("a", retention_time=unknown()))
        metrics.apply(seen.append)
        metrics["shop/orders"]["oldest"].apply(seen.append)
        return metrics["shop/orders"]["worst_gap"]

    assert "24h" == run(program, preview=True)
    assert [] == seen


def test_unknown_copies(run: Run) -> None:
    """An unknown destination makes the copies unknown; an omitted one does not."""
    seen: list[Any] = []

    def program() -> Any:
        metrics = coverage(
            daily("a", backup_type="dump", custom_destination_id=unknown()),
            daily("b", addon_id="carts", additional_destinations=unknown()),
            daily("c", addon_id="users"),
        )
        for key in ("shop/orders", "shop/carts"):
            metrics[key]["copies"].apply(seen.append)
        return metrics["shop/users"]["copies"]

    assert {} == run(program, preview=True)
    assert [] == seen


def test_export(run: Run) -> None:
    """An export shows the known metrics, and an unknown Output for each of the others."""
    metrics = run(lambda: exported(coverage(daily("a", retention_time=unknown()))), preview=True)

    assert {
        "worst_gap": "24h",
        "backups_per_week": 7,
        "oldest": "an Output",
        "none_kept": "an Output",
        "copies": {},
        "kept": {"dump": 0, "snapshot": "an Output"},
        "dump": None,
        "snapshot": {
            "worst_gap": "24h",
            "backups_per_week": 7,
            "oldest": "an Output",
            "none_kept": "an Output",
        },
    } == metrics["shop/orders"]


def test_get(run: Run, mocks: Noting, monkeypatch: pytest.MonkeyPatch) -> None:
    """A schedule that the stack only refers to counts with the settings that were read."""
    read = {
        "projectId": "shop",
        "addonId": "orders",
        "backupType": "dump",
        "scheduling": {"interval": "daily", "minute": [0], "hour": [2]},
        "retentionTime": 9,
    }
    monkeypatch.setattr(mocks, "new_resource", lambda _: ("s1", read))

    def program() -> Any:
        return coverage(
            AddonBackupSchedule.get("found", "s1", project_id="shop", addon_id="orders")
        )

    metrics = run(program, preview=True)["shop/orders"]

    assert ({"dump": 9, "snapshot": 0}, {}) == (metrics["kept"], metrics["copies"])


def test_get_that_is_not_known_yet(run: Run, mocks: Noting, monkeypatch: Any) -> None:
    """All metrics of a schedule that cannot be read yet are unknown, its copies included."""
    monkeypatch.setattr(mocks, "new_resource", lambda _: ("s1", {}))

    def program() -> Any:
        found = AddonBackupSchedule.get("found", unknown(), project_id="shop", addon_id="orders")
        return exported(coverage(found))

    metrics = run(program, preview=True)["(addon of found)"]

    assert ("an Output", "an Output") == (metrics["worst_gap"], metrics["copies"])


@pytest.mark.parametrize("secret", [True, False])
def test_secrets_and_dependencies(run: Run, secret: bool) -> None:
    """Coverage is secret if an argument is, and depends on the schedules."""

    def program() -> Any:
        days = pulumi.Output.secret(7) if secret else later(7)
        schedule = daily("a", retention_time=days)
        metrics = coverage(schedule)
        resources: Any = metrics.resources()
        depends = pulumi.Output.from_input(resources).apply(lambda found: schedule in found)
        return [metrics.is_secret(), metrics.apply(len).is_secret(), depends]

    assert [secret, secret, True] == run(program)


@pytest.mark.parametrize(
    "use",
    [
        pytest.param(lambda _: None, id="not-used"),
        pytest.param(lambda metrics: metrics["shop/orders"].apply(len) and None, id="used"),
        pytest.param(exported, id="exported"),
    ],
)
def test_error(
    run: Run,
    use: Callable[[Any], Any],
    caplog: pytest.LogCaptureFixture,
    recwarn: pytest.WarningsRecorder,
) -> None:
    """An error in the value is raised once, and nothing is logged or warned about besides."""
    with pytest.raises(
        CoverageError, match=r"^nightly is not a valid schedule: retentionTime: 121"
    ):
        run(lambda: use(coverage(weekly(retention_time=121))))
    gc.collect()

    assert [[], []] == [caplog.messages, [str(warning.message) for warning in recwarn]]
