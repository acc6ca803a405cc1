"""The workflows of this project, and those that users copy, give nothing away."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from importlib import metadata
from pathlib import Path
from typing import Any

import pytest
import yaml

import engine
import environment

ROOT = environment.ROOT
FILES = sorted(
    [*ROOT.glob(".github/workflows/*.yml"), *ROOT.glob("examples/*/.github/workflows/*.yml")]
)
TEXTS = {path.name: path.read_text() for path in FILES}
WORKFLOWS: dict[str, dict[Any, Any]] = {name: yaml.safe_load(text) for name, text in TEXTS.items()}
JOBS: dict[str, dict[str, Any]] = {
    f"{name}: {job}": settings
    for name, workflow in WORKFLOWS.items()
    for job, settings in workflow["jobs"].items()
}
STEPS: list[tuple[str, dict[str, Any]]] = [
    (job, step) for job, settings in JOBS.items() for step in settings.get("steps", [])
]
USES = [
    found.groups()
    for text in TEXTS.values()
    for found in re.finditer(r"^ *(?:- )?uses: (\S+) ?(.*)$", text, re.MULTILINE)
]
RUNS = [step["run"] for _, step in STEPS if "run" in step]

READ = {"contents": "read"}
PERMISSIONS = {
    "ci.yml: test": READ,
    "release.yml: test": READ,
    "release.yml: build": READ,
    "release.yml: publish": {"id-token": "write"},
    "backups.yml: preview": READ | {"pull-requests": "write"},
    "backups.yml: check": READ,
    "backups.yml: up": READ,
    "backups.yml: drift": READ,
}
STATE = {"PULUMI_ACCESS_TOKEN", "PULUMI_CONFIG_PASSPHRASE"}
SECRETS = {
    "backups.yml: preview": STATE,
    "backups.yml: up": STATE | {"NORTHFLANK_API_TOKEN"},
    "backups.yml: drift": STATE | {"NORTHFLANK_API_TOKEN"},
}


def secrets_in(value: object) -> set[str]:
    """The secrets that a part of a workflow names."""
    return set(re.findall(r"\bsecrets\b(?:\.(\w+))?", yaml.safe_dump(value)))


def test_all_steps_that_use_an_action_are_looked_at() -> None:
    """What is read from the texts is what is in the workflows: an own one, and actions."""
    used = [step["uses"] for _, step in STEPS if "uses" in step]

    assert {"ci.yml", "release.yml", "backups.yml"} == set(WORKFLOWS)
    assert sorted(["./.github/workflows/ci.yml", *used]) == sorted(name for name, _ in USES)


def test_actions_are_pinned() -> None:
    """A tag can be moved, a commit cannot; its comment tells people, and Dependabot, the tag."""
    actions = [" ".join(uses) for uses in USES if not uses[0].startswith("./")]

    pinned = re.compile(r"[\w-]+/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+")
    assert [] == [action for action in actions if not pinned.fullmatch(action)]


def test_an_action_has_one_version() -> None:
    """The same action is pinned to the same commit everywhere."""
    pins = {uses for uses in USES if "@" in uses[0]}

    assert len({action.split("@")[0] for action, _ in pins}) == len(pins)


def test_permissions_are_least() -> None:
    """A workflow has no permission, and a job has only what it needs."""
    assert {name: {} for name in WORKFLOWS} == {
        name: workflow["permissions"] for name, workflow in WORKFLOWS.items()
    }
    assert PERMISSIONS == {name: job["permissions"] for name, job in JOBS.items()}


def test_secrets_are_in_the_steps_that_need_them() -> None:
    """No job and no workflow hands secrets to all its steps, least of all to what pip installs."""
    outside = [
        {key: value for key, value in job.items() if key != "steps"} for job in JOBS.values()
    ] + [
        {key: value for key, value in workflow.items() if key != "jobs"}
        for workflow in WORKFLOWS.values()
    ]
    named = [(job, secrets_in(step)) for job, step in STEPS]

    assert [] == [part for part in outside if secrets_in(part)]
    assert SECRETS == {job: secrets for job, secrets in named if secrets}
    assert len(SECRETS) == len([secrets for _, secrets in named if secrets])


def test_northflanks_token_is_an_environments() -> None:
    """A job with the token names an environment, whose rules say which branch may have it."""
    with_token = {job for job, secrets in SECRETS.items() if "NORTHFLANK_API_TOKEN" in secrets}

    assert with_token | {"release.yml: publish"} == {
        name for name, job in JOBS.items() if "environment" in job
    }


def test_nothing_is_put_into_a_script() -> None:
    """Values reach a script by its environment: what others write is never a part of it."""
    assert [] == [script for script in RUNS if "${{" in script]


def test_a_forks_code_gets_no_secret() -> None:
    """No workflow runs what a pull request brings with the rights of the repository."""
    # YAML 1.1 reads `on` as a truth value.
    events = {event for workflow in WORKFLOWS.values() for event in workflow[True]}

    assert {"pull_request", "push", "schedule", "workflow_call", "workflow_dispatch"} == events


def test_a_checkout_leaves_no_token_behind() -> None:
    """The token that fetches the code is not on disk when other steps run."""
    checkouts = [step["with"] for _, step in STEPS if "actions/checkout@" in step.get("uses", "")]

    assert [{"persist-credentials": False}] * len(checkouts) == checkouts
    assert checkouts


def test_every_job_ends() -> None:
    """A job that hangs is stopped within the hour, rather than after GitHub's six."""
    minutes = [job["timeout-minutes"] for job in JOBS.values() if "steps" in job]

    assert [] == [each for each in minutes if not 0 < each <= 60]


def test_a_stack_is_changed_by_one_job_at_a_time() -> None:
    """Updates and the look for drift wait for each other, and none of them is cut off."""
    stack = {"group": "stack-${{ matrix.stack }}", "cancel-in-progress": False, "queue": "max"}

    assert [stack, stack] == [JOBS[f"backups.yml: {job}"]["concurrency"] for job in ("up", "drift")]


def test_ci_runs_on_every_supported_python() -> None:
    """The Pythons of the classifiers are those of the matrix."""
    classifiers = metadata.metadata("pulumi-northflank").get_all("Classifier", [])
    supported = re.findall(r":: (3\.\d+)$", "\n".join(classifiers), re.MULTILINE)

    assert supported == JOBS["ci.yml: test"]["strategy"]["matrix"]["python"]


def test_workflows_run_the_engine_that_the_tests_run() -> None:
    """What set-up gets for a developer is what CI and users get."""
    text = "\n".join(TEXTS.values())

    assert {engine.VERSION} == set(re.findall(r"pulumi-version: ([\d.]+)$", text, re.MULTILINE))
    assert engine.VERSION == WORKFLOWS["backups.yml"]["env"]["PULUMI_VERSION"]


def test_ci_installs_locked_packages_only() -> None:
    """CI gets its packages by set-up, which checks their hashes, and by no command of its own."""
    own = [step["run"] for job, step in STEPS if "run" in step and "backups.yml" not in job]

    assert [] == [script for script in own if re.search(r"\b(pip|pipx|uvx|npm|npx)\b", script)]
    assert any("python scripts/environment.py" in script for script in own)
    assert ".ci/run" in own


@pytest.mark.parametrize(("prefix", "expected"), [("v", 0), ("", 1), ("v9", 1)])
def test_a_tag_has_to_be_the_version(prefix: str, expected: int) -> None:
    """A release stops where the tag is not `v` and the version in version.py."""
    [script] = [script for script in RUNS if "$TAG" in script]
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    version = metadata.version("pulumi-northflank")

    done = subprocess.run(
        ["bash", "-e", "-c", script],
        cwd=ROOT,
        env=os.environ | {"PATH": path, "TAG": f"{prefix}{version}"},
        capture_output=True,
        text=True,
        check=False,
    )

    assert expected == done.returncode
    assert (expected == 1) == (f"::error::The tag is {prefix}{version}," in done.stdout)
