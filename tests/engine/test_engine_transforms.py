"""The two kinds of transforms of resources, and the names of properties that they see."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.engine.conftest import Stack

PROGRAM = """
def transform(args):
    destinations = [
        {**one, "retentionTime": one["retentionTime"] + 1}
        for one in args.props["additionalDestinations"]
    ]
    props = {**args.props, "additionalDestinations": destinations, NAME: 5}
    return pulumi.ResourceTransformResult(props, args.opts)

def transformation(args):
    destinations = [
        {**one, "retention_time": one["retention_time"] + 2}
        for one in args.props["additional_destinations"]
    ]
    props = {**args.props, "additional_destinations": destinations, "retention_time": 6}
    return pulumi.ResourceTransformationResult(props, args.opts)

for name, opts in {
    "new": pulumi.ResourceOptions(transforms=[transform]),
    "old": pulumi.ResourceOptions(transformations=[transformation]),
}.items():
    AddonBackupSchedule(
        name,
        project_id="shop",
        addon_id=name,
        backup_type="snapshot",
        scheduling={"interval": "daily", "minute": [0], "hour": [3]},
        retention_time=7,
        additional_destinations=[
            {"destination_id": "eu-copy", "type": "custom", "retention_time": 1}
        ],
        opts=opts,
    )
"""


def test_names_of_properties(stack: Stack) -> None:
    """A transform sees the API's names and a transformation Python's; a wrong name is refused."""
    stack.program(PROGRAM.replace("NAME", '"retention_time"'))
    refused = stack.preview(fails=True)
    stack.program(PROGRAM.replace("NAME", '"retentionTime"'))
    stack.up()

    assert 'unknown property "retention_time" (did you mean `retentionTime`?)' in refused.output
    assert {"new": (5, 2), "old": (6, 3)} == {
        held["addonId"]: (
            held["schedule"]["retentionTime"],
            held["schedule"]["additionalDestinations"][0]["retentionTime"],
        )
        for held in stack.api.schedules()
    }
