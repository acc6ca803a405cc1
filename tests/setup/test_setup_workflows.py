"""The workflows of this project and of the example: what they may do, and what they run."""

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

ROOT = Path(__file__).parents[2]
FILES = [*ROOT.glob(".github/workflows/*.yml"), *ROOT.glob("examples/*/.github/workflows/*.yml")]
TEXTS = {path.name: path.read_text("utf-8") for path in FILES}
WORKFLOWS: dict[str, dict[Any, Any]] = {name: yaml.safe_load(text) for name, text in TEXTS.items()}
JOBS: dict[str, dict[str, Any]] = {
    f"{name}: {job}": settings
    for name, workflow in WORKFLOWS.items()
    for job, settings in workflow["jobs"].items()
}
STEPS = [(job, step) for job, settings in JOBS.items() for step in settings.get("steps", [])]
RUNS = [(job, step["run"]) for job, step in STEPS if "run" in step]

READ = {"contents": "read"}
PERMISSIONS = {
    "ci.yml: test": READ,
    "ci.yml: versions": READ,
    "release.yml: test": READ,
    "release.yml: build": READ,
    "release.yml: publish": {"id-token": "write"},
    "release.yml: page": {"contents": "write"},
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
    """Return the secrets that a part of a workflow names."""
    return set(re.findall(r"\bsecrets\b(?:\.(\w+))?", yaml.safe_dump(value)))


def test_actions_are_pinned() -> None:
    """Each action is pinned to a commit, with its version as a comment, the same everywhere."""
    uses = {line for text in TEXTS.values() for line in re.findall(r"uses: (\w.*)", text)}

    assert {"ci.yml", "release.yml", "backups.yml"} == set(TEXTS)
    assert [] == [
        use for use in uses if not re.fullmatch(r"[\w-]+/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+", use)
    ]
    assert len({use.split("@")[0] for use in uses}) == len(uses) > 0


def test_permissions_are_minimal() -> None:
    """Workflows have no permissions, and each job only those that it needs."""
    assert [{}] * len(WORKFLOWS) == [workflow["permissions"] for workflow in WORKFLOWS.values()]
    assert PERMISSIONS == {name: job["permissions"] for name, job in JOBS.items()}


def test_secrets_are_given_to_the_steps_that_need_them() -> None:
    """One step of a job gets secrets, and the API token only in a protected environment."""
    given = [(job, secrets_in(step)) for job, step in STEPS]
    outside = [{**workflow, "jobs": {}} for workflow in WORKFLOWS.values()]
    outside += [{**job, "steps": []} for job in JOBS.values()]
    with_token = {job for job, secrets in SECRETS.items() if "NORTHFLANK_API_TOKEN" in secrets}
    in_environment = {job for job, settings in JOBS.items() if "environment" in settings}

    assert sorted(SECRETS.items()) == sorted((job, secrets) for job, secrets in given if secrets)
    assert set() == secrets_in(outside)
    assert with_token | {"release.yml: publish"} == in_environment


def test_untrusted_text_cannot_become_code() -> None:
    """Scripts get values by their environment, and no event runs a fork's code with secrets."""
    # YAML 1.1 reads `on` as a truth value.
    events = {event for workflow in WORKFLOWS.values() for event in workflow[True]}

    assert [] == [script for _, script in RUNS if "${{" in script]
    assert {"pull_request", "push", "schedule", "workflow_call", "workflow_dispatch"} == events


def test_checkout_leaves_no_token_behind() -> None:
    """The token that fetches the code is not on disk when other steps run."""
    checkouts = [step["with"] for _, step in STEPS if "actions/checkout@" in step.get("uses", "")]

    assert [False] * (len(JOBS) - 3) == [each["persist-credentials"] for each in checkouts]


def test_ci_runs_on_every_supported_python() -> None:
    """CI tests the Pythons that the package declares."""
    classifiers = "\n".join(metadata.metadata("pulumi-northflank").get_all("Classifier", []))
    supported = re.findall(r":: (3\.\d+)$", classifiers, re.MULTILINE)

    assert supported == JOBS["ci.yml: test"]["strategy"]["matrix"]["python"]


def test_workflows_use_the_engine_of_set_up() -> None:
    """CI and the example run the version that set-up installs."""
    versions = re.findall(r"(?i)pulumi.version: ([\d.]+)$", "\n".join(TEXTS.values()), re.MULTILINE)

    assert [engine.VERSION] * 2 == versions


def test_own_workflows_install_locked_packages_only() -> None:
    """CI and releases install packages by `make`, which checks their hashes."""
    scripts = [script for job, script in RUNS if "backups.yml" not in job]

    assert [] == [each for each in scripts if re.search(r"\b(pip|pipx|uvx|npm|npx)\b", each)]
    assert ".ci/run" in scripts
    assert "\nmake test thorough\n" in (ROOT / ".ci/run").read_text()
    assert {"make versions", "make dist"} <= set(scripts)
    assert any(script.startswith("make venv\n") for script in scripts)


@pytest.mark.parametrize(("prefix", "expected"), [("v", 0), ("", 1), ("v9", 1)])
def test_tag_must_be_the_version(prefix: str, expected: int) -> None:
    """A release stops unless its tag is `v` and the version in version.py."""
    [script] = [script for _, script in RUNS if "$TAG" in script]
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    tag = f"{prefix}{metadata.version('pulumi-northflank')}"

    done = subprocess.run(
        ["bash", "-e", "-c", script],
        cwd=ROOT,
        env=os.environ | {"PATH": path, "TAG": tag},
        capture_output=True,
        text=True,
        check=False,
    )

    assert expected == done.returncode
    assert bool(expected) == done.stdout.startswith("::error::")
