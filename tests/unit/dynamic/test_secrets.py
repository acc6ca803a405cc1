"""Secret arguments, which the provider cannot tell from others by itself."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pulumi
import pytest
from pulumi.runtime.config import set_all_config
from pulumi.runtime.rpc import unwrap_rpc_secret
from tests.unit.conftest import MakeProvider, Run
from tests.unit.mocked import Noting, later, weekly
from tests.unit.plans import HOURLY, ids, plan, warnings
from tests.unit.schedules import make_inputs

from pulumi_northflank import AddonBackupSchedule, SchedulingArgs
from pulumi_northflank.arguments import SECRETS
from pulumi_northflank.dynamic.resource import declaration_of
from pulumi_northflank.emulator import Emulator
from pulumi_northflank.schedule import Schedule

secret = pulumi.Output.secret
SCHEDULING: dict[str, Any] = {"interval": "daily", "hour": [2]}


@pytest.mark.parametrize(
    ("arguments", "names"),
    [
        pytest.param(dict, None, id="none"),
        pytest.param(lambda: {"project_id": later("shop")}, None, id="output"),
        pytest.param(lambda: {"retention_time": secret(7)}, ["retentionTime"], id="secret"),
        pytest.param(
            lambda: {
                "project_id": secret("a"),
                "addon_id": secret("b"),
                "team_id": later("c"),
            },
            ["addonId", "projectId"],
            id="two",
        ),
        pytest.param(
            lambda: {"scheduling": {**SCHEDULING, "minute": [secret(0)]}}, ["scheduling"], id="item"
        ),
        pytest.param(
            lambda: {"scheduling": SchedulingArgs(**SCHEDULING, minute=secret([0]))},
            ["scheduling"],
            id="class",
        ),
        pytest.param(
            lambda: {"opts": pulumi.ResourceOptions(additional_secret_outputs=["addon_id"])},
            ["addonId"],
            id="option",
        ),
    ],
)
def test_names(
    run: Run, mocks: Noting, arguments: Callable[[], dict[str, Any]], names: list[str] | None
) -> None:
    """A resource names its secret arguments, at any depth; without any, it names none."""
    run(lambda: weekly(**arguments()).urn)

    assert names == mocks.resources["nightly"].inputs.get(SECRETS)


def test_names_before_the_check(run: Run) -> None:
    """What the option names is secret in what the program reports before any check."""
    found: list[Schedule | None] = []
    opts = pulumi.ResourceOptions(additional_secret_outputs=["addon_id"])
    run(lambda: found.append(declaration_of(weekly(opts=opts))))

    assert ["addonId"] == [name for one in found if one for name in one.secrets]


def test_names_of_get(run: Run, mocks: Noting) -> None:
    """A schedule that is only referred to names its secret IDs, too."""
    run(
        lambda: AddonBackupSchedule.get("a", "s1", project_id=secret("b"), addon_id="c").urn,
    )

    assert ["projectId"] == mocks.registered[0].inputs[SECRETS]


@pytest.mark.parametrize(("team", "names"), [(None, ["teamId"]), ("blue", None)])
def test_default_team(run: Run, mocks: Noting, team: str | None, names: list[str] | None) -> None:
    """A default team that is secret in the configuration is a secret argument."""
    key = "northflank:teamId"
    set_all_config({key: "acme"}, [key])
    run(lambda: weekly(team_id=team).urn)
    set_all_config({}, [])

    inputs = mocks.resources["nightly"].inputs
    assert (team or "acme", names) == (unwrap_rpc_secret(inputs["teamId"]), inputs.get(SECRETS))


def test_life(provider: MakeProvider, api: Emulator) -> None:
    """Each operation returns the names, so that the state keeps them."""
    props = make_inputs() | {SECRETS: ["addonId"]}
    one = provider()
    checked = one.check({}, props).inputs
    created = one.create(props)
    read = one.read(created.id, props)

    assert [props] * 5 == [
        checked,
        created.outs,
        read.outs,
        read.inputs,
        one.update(created.id, make_inputs(), props).outs,
    ]


def test_check_with_a_default_team(provider: MakeProvider) -> None:
    """A check that adds the default team keeps the names."""
    props = make_inputs() | {SECRETS: ["addonId"]}

    assert props | {"teamId": "acme"} == provider(teamId="acme").check({}, props).inputs


@pytest.mark.parametrize(
    ("old", "new", "changes"), [(["addonId"], ["addonId"], False), ([], ["addonId"], True)]
)
def test_diff(provider: MakeProvider, old: list[str], new: list[str], changes: bool) -> None:
    """An argument that becomes secret is an update, which encrypts the outputs."""
    olds, news = make_inputs() | {SECRETS: old}, make_inputs() | {SECRETS: new}
    result = provider().diff("s1", olds, news)

    assert (changes, []) == (result.changes, result.replaces)


def test_errors(provider: MakeProvider, api: Emulator) -> None:
    """An error of a refresh or a destroy does not show what the state says is secret."""
    props = make_inputs(projectId="unknown") | {SECRETS: ["projectId"]}
    for call in (provider().read, provider().delete):
        with pytest.raises(Exception, match=r"addon orders in project \[secret\]") as caught:
            call("s1", props)
        assert "unknown" not in str(caught.value)


def test_plan(run: Run, caplog: pytest.LogCaptureFixture) -> None:
    """A plan's warning does not show secret values."""
    run(lambda: ids(plan(hourly=HOURLY, daily={"at": "02:00", "keep": secret(9)})))

    (warning,) = warnings(caplog)
    assert warning.endswith("Which ones depends on secret values and is not shown.")
