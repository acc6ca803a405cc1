"""YAML programs use the component `BackupPlan` of the Pulumi package."""

from __future__ import annotations

import json
import os
import signal
import time
from typing import Any

from tests.engine.conftest import WITHOUT_PREVIEW, YamlStack
from tests.engine.test_engine_package import OTHER_TOKEN, PROGRAM, SECONDS_TO_END

from pulumi_northflank.emulator import Emulator, Status
from pulumi_northflank.plan import PLAN_TYPE
from pulumi_northflank.version import __version__

PLAN = """
    resources:
      orders:
        type: northflank:BackupPlan
        properties:
          projectId: shop
          addonId: orders
          backupType: dump
          daily: {at: ["02:15", "02:45"], keep: 30, was: nightly}
          weekly: {"on": [sun], at: "03:45", keep: 120, backupType: snapshot}
"""
TWO_PLANS = f"""{PLAN}
      shipping:
        type: northflank:BackupPlan
        properties:
          projectId: ${{orders.schedules["orders-weekly-snapshot"].id}}
          addonId: shipping
          backupType: dump
          hourly: {{minutes: [0, 30], keep: {{fn::secret: 5}}}}
          daily: {{at: "02:45", keep: 30}}
        options: {{provider: "${{there}}"}}
      there:
        type: pulumi:providers:northflank
        properties: {{baseUrl: "URL", apiToken: {OTHER_TOKEN}}}
    outputs:
      gap: ${{orders.coverage.worstGap}}
"""


def plans(stack: YamlStack) -> dict[str, Any]:
    """Each plan in the state, by its name."""
    checkpoint = json.loads(stack.state_file.read_text())["checkpoint"]["latest"]
    plans = [each for each in checkpoint["resources"] if each["type"] == PLAN_TYPE]
    return {each["urn"].rpartition("::")[2]: each for each in plans}


def test_life(yaml_stack: YamlStack, api: Emulator) -> None:
    """Plans with two providers are made, take a schedule over, change one of theirs, and go."""
    yaml_stack.given(PROGRAM)
    nightly = yaml_stack.ids()["nightly"]
    with Emulator(token=OTHER_TOKEN) as other:
        program = TWO_PLANS.replace("URL", other.url)
        yaml_stack.program(program)
        previewed = yaml_stack.preview().output
        without_up = yaml_stack.requests()
        yaml_stack.up()
        made = yaml_stack.schedules()
        coverage = {name: each["outputs"]["coverage"] for name, each in plans(yaml_stack).items()}
        yaml_stack.program(program.replace('02:45", keep: 30}', '02:45", keep: 20}'))
        yaml_stack.up()
        changed = yaml_stack.ids()
        number = (len(api.schedules()), len(other.schedules()))
        yaml_stack.destroy()

        assert [] == [*api.schedules(), *other.schedules()]
        assert {True} == {each.authorized for each in [*api.requests, *other.requests]}
    assert [] == without_up
    assert '+ gap: "23h30m"' in previewed
    assert {
        "orders-daily-dump": ("orders", "default"),
        "orders-weekly-snapshot": ("orders", "default"),
        "shipping-daily-dump": ("shipping", "there"),
        "shipping-hourly-dump": ("shipping", "there"),
    } == {
        name: (each["parent"].split("::")[-1], each["provider"].split("::")[-2])
        for name, each in made.items()
    }
    assert ({"dump": 60, "snapshot": 18}, "7d") == (
        coverage["orders"]["kept"],
        coverage["orders"]["snapshot"]["worstGap"],
    )
    assert "ciphertext" in coverage["shipping"]
    assert (2, 2) == number
    assert nightly == made["orders-daily-dump"]["id"]
    assert ["shipping-daily-dump"] == [n for n in made if made[n]["id"] != changed[n]]


def test_problems(yaml_stack: YamlStack, api: Emulator) -> None:
    """All problems of a plan are one error that names its inputs, and nothing is created."""
    yaml_stack.program(PLAN.replace('"02:15", "02:45"], keep: 30', '"2:15"], keep: 300'))

    output = yaml_stack.up(fails=True).output

    assert "error: northflank:index:BackupPlan resource 'orders' has a problem:" in output
    assert 'property daily.at[0] with value "2:15" has a problem: "2:15" must be' in output
    assert "property daily.keep with value 300 has a problem: 300 is more than 60 (" in output
    assert "Traceback" not in output
    assert [] == api.requests


def test_same_place(yaml_stack: YamlStack) -> None:
    """A schedule of a plan in the place of another schedule is refused in the preview."""
    yaml_stack.program(f"{PROGRAM}{PLAN.partition('resources:')[2]}".replace(", was: nightly", ""))

    output = yaml_stack.preview(fails=True).output

    assert "both declare the daily dump of addon orders in project shop" in output


def test_version(yaml_stack: YamlStack) -> None:
    """The schedules of a plan have the same provider as other resources of its version."""
    yaml_stack.program(f"{PLAN}        options: {{version: {__version__}}}")

    output = yaml_stack.preview().output

    assert 2 == output.count(f"providers:northflank::default_{__version__.replace('.', '_')}::")


def test_cancel(yaml_stack: YamlStack, api: Emulator) -> None:
    """Ctrl-C ends a plan whose schedule waits to be retried, and one more `up` makes all exact."""
    yaml_stack.program(PLAN)
    api.fault(Status(429, {"Retry-After": "200"}))
    process = yaml_stack.start("up", *WITHOUT_PREVIEW)
    assert process.stdout is not None
    assert any("Waiting 200." in line for line in process.stdout)
    began = time.monotonic()
    os.kill(process.pid, signal.SIGINT)
    outcome = yaml_stack.end(process)
    seconds = time.monotonic() - began
    yaml_stack.up()

    assert not outcome.succeeded
    assert seconds < SECONDS_TO_END
    assert {each["schedule"]["id"] for each in api.schedules()} == {*yaml_stack.ids().values()}
    assert 2 == len(api.schedules())
