"""Programs in other languages than YAML use the Pulumi package."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.engine.test_engine_examples import blocks, copied, edit, run

if TYPE_CHECKING:
    from tests.engine.conftest import Stack

    from pulumi_northflank.emulator import Emulator


def test_typescript(node_stack: Stack, api: Emulator) -> None:
    """The TypeScript example runs as its README says, and a wrong value is shown as there."""
    copied("typescript", node_stack)
    start, _ = blocks("typescript", "bash")
    [problem] = blocks("typescript", "text")
    _, *prepare, up = start.splitlines()  # the packages are there
    program = node_stack.folder / "index.ts"

    edit(program, "minute: [30]", "minute: [75]")
    refused = run("\n".join([*prepare, "pulumi preview"]), node_stack, fails=True)
    edit(program, "minute: [75]", "minute: [30]")
    run(up, node_stack)
    (schedule,) = api.schedules("shop", "orders")
    run("pulumi preview --expect-no-changes", node_stack)
    run("pulumi destroy --yes", node_stack)

    assert ("daily", 30) == (schedule["scheduling"]["interval"], schedule["retentionTime"])
    assert problem.rstrip("\n") in refused
    assert ["POST 200", "DELETE 200"] == node_stack.requests()
