"""The policy pack of the examples with the Pulumi package; Python is in test_engine_examples.py."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from tests.engine.conftest import nightly

if TYPE_CHECKING:
    from tests.engine.conftest import YamlStack

WITH_PACK = (
    "--policy-pack",
    str(Path(__file__).parents[2] / "examples/policy-pack/policies/__main__.py"),
)
HALF_PAST_TWO = {"interval": "daily", "minute": [30], "hour": [2]}
SECRET_ADDON = "very-secret-addon"


def reported(output: str) -> set[tuple[str, ...]]:
    """Level, policy and schedule of each violation."""
    return set(re.findall(r"- \[(\w+)\]  ([\w-]+)  \(.*: ([\w-]+)\)", output))


@pytest.mark.thorough
def test_a_policy_pack_checks_what_a_preview_knows_and_the_update_the_rest(
    yaml_stack: YamlStack,
) -> None:
    """A secret ID is judged and not shown; one that the update makes known is judged at its end."""
    orders = nightly(customDestinationId="archive")
    stock = nightly(addonId={"fn::secret": SECRET_ADDON}, backupType="snapshot", retentionTime=14)
    carts = nightly("${orders.id}", scheduling=HALF_PAST_TWO)

    yaml_stack.program(yaml_stack.declaring({"orders": orders, "stock": stock, "carts": carts}))
    preview = yaml_stack.run("preview", *WITH_PACK, fails=True).output
    yaml_stack.program(yaml_stack.declaring({"orders": orders, "carts": carts}))
    passing = yaml_stack.run("preview", *WITH_PACK).output
    update = yaml_stack.up(*WITH_PACK, fails=True).output

    not_known = ("advisory", "not-known-yet", "carts")
    assert {
        ("mandatory", "frequency-and-retention", "stock"),
        ("mandatory", "copies", "stock"),
        ("mandatory", "dumps", "stock"),
        ("advisory", "different-minutes", "stock"),
        not_known,
    } == reported(preview)
    assert SECRET_ADDON not in preview
    assert {not_known} == reported(passing)
    assert {("mandatory", "copies", "carts")} == reported(update)
    assert ["carts", "orders"] == sorted(yaml_stack.ids())
