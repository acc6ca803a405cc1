"""An older version can use the states of this version, which refuses those it cannot read."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
import tarfile
from pathlib import Path

import pytest
from tests.engine.conftest import Stack, nightly
from tests.engine.test_engine_states import STATES, lives_on, program_of

from pulumi_northflank.emulator import Emulator

pytestmark = pytest.mark.thorough

ROOT = Path(__file__).parents[2]
WHERE = "import pulumi_northflank; print(pulumi_northflank.__file__)"


def git(*arguments: str) -> bytes:
    """Run git in this repository."""
    return subprocess.check_output(["git", *arguments], cwd=ROOT)


@pytest.mark.parametrize("state", STATES, ids=lambda path: path.stem)
def test_a_state_lives_on_with_an_older_version(
    state: Path, stack: Stack, api: Emulator, tmp_path: Path
) -> None:
    """A downgrade changes nothing, finds no drift, and can change and destroy all.

    The older version is the one that wrote a recorded state: it is in the commit that added it.
    """
    if git("rev-parse", "--is-shallow-repository").strip() == b"true":
        pytest.skip("needs the older commits: git fetch --unshallow")
    commit = git("log", "--diff-filter=A", "--format=%H", "-1", "--", str(state)).decode().strip()
    with tarfile.open(fileobj=io.BytesIO(git("archive", commit, "provider"))) as archive:
        archive.extractall(tmp_path, filter="data")
    stack.given(program_of(state))
    folder = str(tmp_path / "provider")
    path = os.pathsep.join([folder, stack.environment["PYTHONPATH"]])
    stack.environment["PYTHONPATH"] = path
    used = subprocess.check_output(
        [sys.executable, "-c", WHERE], env=stack.environment, cwd=stack.folder, text=True
    )

    assert used.startswith(folder)
    lives_on(stack, api, program_of(state))


def test_a_state_of_a_newer_version(either_stack: Stack, api: Emulator) -> None:
    """Each command says that a newer version wrote the state, and changes nothing."""
    program = either_stack.declaring({"nightly": nightly()})
    either_stack.given(program)
    state = either_stack.state_file.read_text()
    newer = json.loads(state)
    for resource in newer["checkpoint"]["latest"]["resources"]:
        if resource["type"] == either_stack.schedule_type:
            resource["inputs"]["label"] = resource["outputs"]["label"] = "critical"
    either_stack.state_file.write_text(json.dumps(newer))
    before, held = either_stack.schedules(), api.schedules()

    refused = [
        command(fails=True).output
        for command in (
            either_stack.preview,
            either_stack.up,
            either_stack.refresh,
            either_stack.destroy,
        )
    ]
    either_stack.program(either_stack.declaring({}))
    refused.append(either_stack.up(fails=True).output)

    assert [True] * 5 == ['cannot read "label" in it. The schedule' in text for text in refused]
    # The SDK shows the traceback of an error, but not of a problem that a check has found.
    assert "Traceback" not in "".join(refused[:2])
    after = [(one["id"], one["inputs"]) for one in either_stack.schedules().values()]
    assert [(one["id"], one["inputs"]) for one in before.values()] == after
    assert (held, []) == (api.schedules(), either_stack.requests())
