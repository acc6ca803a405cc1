"""A stack takes schedules over that were created by hand.

It adopts them as in `examples/adopt-existing`, or imports them as in `examples/import-existing`.
"""

from __future__ import annotations

import itertools
import json
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import requests

if TYPE_CHECKING:
    from tests.engine.conftest import Stack, YamlStack

    from pulumi_northflank.emulator import AddressedSchedule, Emulator

ROOT = Path(__file__).parents[2]
EXAMPLE = ROOT / "examples" / "adopt-existing"
IMPORTS = ROOT / "examples" / "import-existing"


def commands(example: Path) -> list[str]:
    """The blocks of commands in the README of an example."""
    return re.findall(r"```bash\n(.*?)```", (example / "README.md").read_text(), flags=re.DOTALL)


EMULATOR, SETTINGS, BY_HAND, LIST, PREVIEW, UP, NO_CHANGES, CONFIG = commands(EXAMPLE)
_, _, CARTS_AND_ORDERS, IMPORT_ONE, IMPORT_ALL, ADD = commands(IMPORTS)

# Without quotes, the second would be a number in Pulumi's YAML, but not in Python's.
ADDONS = ("orders", "1e3")
SCHEDULINGS: dict[str, dict[str, Any]] = {
    "hourly": {"interval": "hourly", "minute": [45, 15]},
    "daily": {"interval": "daily", "minute": [30], "hour": [*range(23, -1, -1)]},
    "weekly": {"interval": "weekly", "minute": [0], "hour": [18], "day": [4, 0]},
}
COPIES = [
    {"destinationId": "us-copy", "type": "custom", "retentionTime": 3},
    {"destinationId": "eu-copy", "type": "custom"},
]
SETTINGS_OF: dict[str, dict[str, Any]] = {
    "dump": {"compressionType": "zstd", "customDestinationId": "eu-bucket"},
    # The API stores a compression for snapshots, which has no effect.
    "snapshot": {"compressionType": "zstd", "additionalDestinations": COPIES},
}
ALL_SIX = [
    {"backupType": kind, "scheduling": scheduling, "retentionTime": 7, **SETTINGS_OF[kind]}
    for kind, scheduling in itertools.product(SETTINGS_OF, SCHEDULINGS.values())
]


def name_of(held: Any) -> str:
    """The name of the resource that declares a schedule of an emulator."""
    schedule = held["schedule"]
    return f"{held['addonId']}-{schedule['scheduling']['interval']}-{schedule['backupType']}"


def run(script: str, stack: Stack, **environment: str) -> str:
    """Run blocks of the example in a shell that stops at the first error."""
    done = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", script],
        cwd=stack.folder,
        env=stack.environment | environment,
        capture_output=True,
        text=True,
        timeout=240,
        check=False,
    )
    assert 0 == done.returncode, done.stdout + done.stderr
    return done.stdout


def adopted(output: str) -> list[str]:
    """The IDs of the schedules that warnings name as adopted."""
    return sorted(set(re.findall(r"warning: Adopted schedule (\w+):", output)))


def ids(schedules: list[AddressedSchedule]) -> list[str]:
    """The IDs of schedules."""
    return sorted(held["schedule"]["id"] for held in schedules)


def test_a_configuration_adopts_all_schedules(stack: Stack, api: Emulator) -> None:
    """A configuration with all six schedules of two addons adopts them without changes."""
    shutil.copy(ROOT / "__main__.py", stack.folder)
    configuration = stack.folder / "Pulumi.test.yaml"
    salt = configuration.read_text()
    configuration.write_text(f"{salt}config:\n  other:key: kept\n")
    for addon, body in itertools.product(ADDONS, ALL_SIX):
        api.add_schedule("shop", addon, body)
    by_hand = api.schedules()
    run(CONFIG, stack, PULUMI_STACK=stack.name)

    outcome = stack.up()

    assert outcome.succeeded, outcome.output
    assert configuration.read_text().startswith(f"{salt}config:\n  other:key: kept\n")
    assert ids(by_hand) == adopted(outcome.output)
    assert {*range(2, 13)} == {
        int(one) for one in re.findall(r"\((\d+) adopted so far\)", outcome.output)
    }
    assert by_hand == api.schedules()
    assert {name_of(held): held["schedule"]["id"] for held in by_hand} == stack.ids()
    assert {"GET 200", "POST 409"} == {f"{one.method} {one.status}" for one in api.requests}
    assert stack.preview("--expect-no-changes").succeeded


@pytest.fixture
def emulated() -> Iterator[str]:
    """Start an emulator as in the example, but at a free port, and give its URL."""
    arguments = EMULATOR.replace("\\\n", "").split()[1:]
    arguments[arguments.index("8080")] = "0"
    process = subprocess.Popen([sys.executable, *arguments], stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    yield re.findall(r"http://\S+", process.stdout.readline())[0]
    process.send_signal(signal.SIGINT)
    process.communicate(timeout=30)


def schedules_of(url: str) -> list[AddressedSchedule]:
    """The schedules of an emulator in another process."""
    return list(ask(f"{url}/_emulator/schedules")["schedules"])


def ask(url: str, body: Any = None) -> dict[str, Any]:
    """The response of an emulator in another process."""
    with requests.Session() as session:
        session.trust_env = False
        method = "GET" if body is None else "POST"
        headers = {"Authorization": "Bearer any"}
        response = session.request(method, url, json=body, headers=headers, timeout=30)
    response.raise_for_status()
    return dict(response.json())


@pytest.mark.thorough
def test_the_example_adopts_all_schedules(stack: Stack, emulated: str) -> None:
    """The commands of the example generate a program that adopts all existing schedules."""
    shutil.copy(EXAMPLE / "Pulumi.yaml", stack.folder)
    (stack.folder / "__main__.py").unlink()
    settings = SETTINGS.replace("http://127.0.0.1:8080", emulated)
    run(settings + BY_HAND, stack)
    made = [name_of(held) for held in schedules_of(emulated)]
    for addon, body in itertools.product(("carts", "orders"), ALL_SIX):
        if name_of({"addonId": addon, "schedule": body}) not in made:
            ask(f"{emulated}/v1/projects/shop/addons/{addon}/backup-schedules", body)
    by_hand = schedules_of(emulated)

    output = run(settings + LIST + PREVIEW + UP + NO_CHANGES, stack)

    requested = ask(f"{emulated}/_emulator/requests")["requests"][12:]
    listed = [line.split()[-1] for line in output.splitlines()[1:13]]
    assert 12 == len(by_hand)
    assert ids(by_hand) == sorted(listed)
    assert ids(by_hand) == sorted(set(re.findall(r"`pulumi up` will adopt schedule (\w+)", output)))
    assert "(12 to adopt so far)" in output
    assert ids(by_hand) == adopted(output)
    assert by_hand == schedules_of(emulated)
    assert {"GET 200", "POST 409"} == {f"{one['method']} {one['status']}" for one in requested}


def test_a_yaml_program_adopts_all_schedules(yaml_stack: YamlStack, api: Emulator) -> None:
    """A program in YAML adopts all six schedules of two addons without changes."""
    for addon, body in itertools.product(ADDONS, ALL_SIX):
        api.add_schedule("shop", addon, body)
    by_hand = api.schedules()
    # Pulumi prefers this file to the program in Pulumi.yaml.
    run("pulumi-northflank generate --project shop --format yaml -o Main.yaml", yaml_stack)

    outcome = yaml_stack.up()

    assert ids(by_hand) == adopted(outcome.output)
    assert by_hand == api.schedules()
    assert {name_of(held): held["schedule"]["id"] for held in by_hand} == yaml_stack.ids()
    yaml_stack.preview("--expect-no-changes")


def test_the_example_imports_all_schedules(yaml_stack: YamlStack, api: Emulator) -> None:
    """The commands of the example import schedules by slot and by file, and print a program."""
    shutil.copy(IMPORTS / "Pulumi.yaml", yaml_stack.folder)
    run(CARTS_AND_ORDERS, yaml_stack)
    for body in ALL_SIX[3:]:
        api.add_schedule("shop", "orders", body)
    by_hand = api.schedules()
    first = len(api.requests)

    run(IMPORT_ONE + IMPORT_ALL + ADD, yaml_stack)

    state = json.loads(run("pulumi stack export", yaml_stack))["deployment"]["resources"]
    imported = {one["urn"].rpartition(":")[2]: one["id"] for one in state if "id" in one}
    names = {name_of(held).replace("hourly-dump", "hourly"): held for held in by_hand}
    assert {
        name: held["schedule"]["id"] for name, held in names.items()
    }.items() <= imported.items()
    assert by_hand == api.schedules()
    assert {"GET 200"} == {f"{one.method} {one.status}" for one in api.requests[first:]}
