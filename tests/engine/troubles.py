"""Users who meet each trouble that docs/troubleshooting.md describes."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Mapping
from typing import Any

import pytest
from click.testing import CliRunner
from tests.engine.conftest import SCHEDULE_TYPE, Stack, YamlStack, nightly

from pulumi_northflank import AddonBackupScheduleProvider
from pulumi_northflank.cli import main
from pulumi_northflank.emulator import Drop, Emulator, Html, Latency, Status
from pulumi_northflank.errors import NorthflankError
from pulumi_northflank.lifecycle.deployment import Deployment, Resource
from pulumi_northflank.lifecycle.stack_state import StackState
from pulumi_northflank.schedule import Schedule

URN = "urn:pulumi:test::shop::northflank:index:AddonBackupSchedule::nightly"
UPDATE = "Project > Addons > General > Update"


class User:
    """Somebody who uses the provider, or the engine, and reads what they print.

    Attributes:
        api: The emulator, in which every addon exists.
        said: What was shown beside errors.
    """

    def __init__(self, request: pytest.FixtureRequest) -> None:
        self.api: Emulator = request.getfixturevalue("northflank_emulator")
        self.patch: pytest.MonkeyPatch = request.getfixturevalue("monkeypatch")
        self._fixture = request.getfixturevalue
        self.said: list[str] = []
        for name in [name for name in os.environ if name.startswith(("NORTHFLANK_", "NF_"))]:
            self.patch.delenv(name)

    def deployment(self, export: str = "{}", **config: str) -> Deployment:
        """A deployment of a stack with this state and these settings."""
        known = {"apiToken": "t", "baseUrl": self.api.url, "maxWait": "0", "listLag": "0"} | config
        keys = {f"northflank:{name}": value for name, value in known.items()}
        state = StackState(lambda: export, "pulumi:providers:northflank")
        return Deployment(keys.get, self.say, lambda _: None, state=state)

    def say(self, _severity: str, text: str, _urn: str | None = None, /) -> None:
        """Note what is shown."""
        self.said.append(text)

    def creates(self, deployment: Deployment, **changes: Any) -> str:
        """What is shown when the schedule is created."""
        return self.does(lambda: deployment.create(Schedule.of(nightly() | changes)))

    def checks(self, deployment: Deployment, **changes: Any) -> str:
        """What a preview shows about the schedule."""
        resource = Resource(URN, preview=True)
        checked = deployment.check(Schedule.of(nightly() | changes), resource, None)
        return "\n".join([*map(str, checked.problems), *self.said])

    def does(self, action: Callable[[], object]) -> str:
        """What is shown when something is done."""
        try:
            action()
        except NorthflankError as error:
            self.said.append(str(error))
        return "\n".join(self.said)

    def in_northflank(self, **changes: Any) -> str:
        """Create the schedule by hand, and return its ID."""
        body = nightly(**changes)
        return self.api.add_schedule(body.pop("projectId"), body.pop("addonId"), body)

    def stack(self) -> Stack:
        """A stack of a Python program."""
        stack: Stack = self._fixture("stack")
        return stack

    def yaml_stack(self) -> YamlStack:
        """A stack of a YAML program."""
        stack: YamlStack = self._fixture("yaml_stack")
        return stack


def by_another_api(check: Callable[[User], str], **options: Any) -> Callable[[User], str]:
    """Let a user meet another emulator."""

    def met(user: User) -> str:
        with Emulator(**options) as user.api:
            return check(user)

    return met


def no_token(user: User) -> str:
    """Create a schedule without a token."""
    return user.creates(user.deployment(apiToken=""))


def html(user: User) -> str:
    """Read a schedule where a web page responds."""
    user.api.fault(Html())
    return user.does(lambda: user.deployment().read("x", Schedule.of(nightly())))


def wrong_minute(user: User) -> str:
    """Declare the minute 60."""
    scheduling = {"interval": "daily", "minute": [60], "hour": [2]}
    return user.checks(user.deployment(), scheduling=scheduling)


def wrong_setting(user: User) -> str:
    """Check a schedule with a setting that is not a number."""
    deployment = user.deployment(timeout="abc")
    return user.does(lambda: user.checks(deployment))


def newer_state(user: User) -> str:
    """Refresh a schedule with a property that this version does not know."""
    provider = AddonBackupScheduleProvider()
    return user.does(lambda: provider.read("x", nightly(label="x")))


def adopts(user: User) -> str:
    """Declare a schedule that exists."""
    user.in_northflank()
    return user.creates(user.deployment())


def differs(user: User) -> str:
    """Declare a schedule that exists with other settings."""
    user.in_northflank(retentionTime=7)
    return user.creates(user.deployment())


def held(user: User) -> str:
    """Declare a schedule that a resource of another provider has."""
    urn = f"urn:pulumi:test::shop::{SCHEDULE_TYPE}::nightly"
    provider = "urn:pulumi:test::shop::pulumi:providers:pulumi-python::default::x"
    resource = {"urn": urn, "id": user.in_northflank(), "provider": provider}
    deployment = user.deployment(json.dumps({"deployment": {"resources": [resource]}}))
    user.checks(deployment)
    return user.creates(deployment)


def without_pulumi(user: User) -> str:
    """Draw the calendar of a stack without the engine."""
    user.patch.setenv("PATH", "")
    return CliRunner().invoke(main, ["calendar"]).stderr


def refresh_of_unknown_project(user: User) -> str:
    """Refresh where neither the addon nor the project is known."""
    declared = Schedule.of(nightly(projectId="shp"))
    return user.does(lambda: user.deployment().read("x", declared))


def half_a_replacement(user: User) -> str:
    """Replace a schedule, with a refusal of the new one."""
    deployment, slot = user.deployment(), Schedule.of(nightly()).slot
    deployment.delete(user.in_northflank(), slot)
    user.api.fault(Status(400), method="POST")
    return user.creates(deployment)


def wrong_destination(user: User) -> str:
    """Name a destination that does not exist."""
    copy = {"destinationId": "eu-cpy", "type": "custom"}
    deployment = user.deployment(preflight="true")
    return user.checks(deployment, backupType="snapshot", additionalDestinations=[copy])


def imports(user: User) -> str:
    """Import a schedule that does not exist."""
    user.in_northflank()
    deployment = user.deployment()
    return user.does(lambda: deployment.find_to_import("shop/orders/weekly-dump", URN, frozenset()))


def paused(user: User) -> str:
    """Declare a schedule of a paused addon."""
    return user.checks(user.deployment(preflight="true"), addonId="cache", backupType="snapshot")


def hidden(user: User) -> str:
    """Create a schedule whose response is lost, with a list that does not show it."""
    user.api.lag(list_lag=60)
    user.api.fault(Drop(after_commit=True), method="POST")
    return user.creates(user.deployment())


def slow(user: User) -> str:
    """Create a schedule while every response is slow."""
    user.api.fault(Latency(1), times=None)
    return user.creates(user.deployment(timeout="0.1"))


def without_the_package(_: User) -> str:
    """Import the package in a Python that does not have it."""
    command = [sys.executable, "-S", "-c", "from pulumi_northflank import AddonBackupSchedule"]
    return subprocess.run(command, capture_output=True, text=True, check=False).stderr


def replaced_by_another(user: User) -> str:
    """Refresh a schedule in whose place another one is."""
    user.in_northflank(retentionTime=7)
    return user.does(lambda: user.deployment().read("x", Schedule.of(nightly())))


def other_team(user: User) -> str:
    """Preview on a machine with a team."""
    user.patch.setenv("NORTHFLANK_TEAM_ID", "acme")
    declared = Schedule.of(nightly())
    return user.does(lambda: user.deployment().check(declared, None, declared.slot))


def limit_of_requests(user: User) -> str:
    """Create a schedule with no requests left this hour."""
    user.api.fault(Status(429, headers={"Retry-After": "1800"}))
    return user.creates(user.deployment())


def waits(user: User) -> str:
    """Refresh while the API is down for a moment."""
    user.api.fault(Status(503))
    deployment = user.deployment(maxWait="60")
    return user.does(lambda: deployment.read("x", Schedule.of(nightly())))


def without_plugin(user: User) -> str:
    """Preview a YAML program where the engine finds neither the package nor a network."""
    stack = user.yaml_stack()
    stack.program(stack.declaring({"nightly": nightly()}))
    nowhere = {"HTTPS_PROXY": "http://127.0.0.1:9", "PULUMI_IGNORE_AMBIENT_PLUGINS": "true"}
    stack.environment |= nowhere
    return stack.preview(fails=True).output


def import_of_dynamic(user: User) -> str:
    """Import a schedule for the dynamic provider."""
    return user.stack().run("import", SCHEDULE_TYPE, "nightly", "x", "--yes", fails=True).output


def without_passphrase(user: User) -> str:
    """Preview without the passphrase."""
    stack = user.stack()
    del stack.environment["PULUMI_CONFIG_PASSPHRASE"]
    return stack.preview(fails=True).output


def locked(user: User) -> str:
    """Update while the lock of another update is there."""
    stack = user.stack()
    folder = stack.folder.parent / "backend/.pulumi/locks/organization/shop/test"
    folder.mkdir(parents=True, exist_ok=True)
    lock = {"pid": 1, "username": "x", "hostname": "x", "timestamp": "2026-01-01T00:00:00Z"}
    (folder / "other.json").write_text(json.dumps(lock))
    return stack.up(fails=True).output


def killed(user: User) -> str:
    """Update after an update that was killed."""
    stack = user.stack()
    stack.given("")
    state = json.loads(stack.state_file.read_text())
    resource = {"urn": URN, "custom": True, "type": "northflank:index:AddonBackupSchedule"}
    operation = {"type": "creating", "resource": resource}
    state["checkpoint"]["latest"]["pending_operations"] = [operation]
    stack.state_file.write_text(json.dumps(state))
    return stack.up().output


def without_login(user: User) -> str:
    """Make a stack without having chosen where its state is kept."""
    stack = user.stack()
    del stack.environment["PULUMI_BACKEND_URL"]
    stack.environment["PULUMI_HOME"] = str(stack.folder / "home")
    return stack.run("stack", "init", fails=True).output


def refused_check(user: User) -> str:
    """Preview the minute 60 with the engine."""
    stack = user.stack()
    scheduling = {"interval": "daily", "minute": [60], "hour": [2]}
    stack.program(stack.declaring({"nightly": nightly(scheduling=scheduling)}))
    return stack.preview(fails=True).output


def refused_create(user: User) -> str:
    """Create a schedule with the engine and a token that lacks the permission."""
    stack = user.stack()
    stack.program(stack.declaring({"nightly": nightly()}))
    user.api.fault(Status(403), method="POST")
    return stack.up(fails=True).output


def failing_program(user: User) -> str:
    """Preview a program that requires more than it declares."""
    stack = user.stack()
    declared = stack.declaring({"nightly": nightly()})
    stack.program(f"from pulumi_northflank import require\nrequire({declared}, max_gap='1h')")
    return stack.preview(fails=True).output


def with_package(user: User) -> str:
    """Preview a YAML program with the package on PATH."""
    stack = user.yaml_stack()
    stack.program(stack.declaring({"nightly": nightly()}))
    return stack.preview().output


PRODUCERS: Mapping[str, Callable[[User], str]] = {
    "200, but the response is not the API's JSON": html,
    "401 Unauthorized": by_another_api(lambda user: user.creates(user.deployment()), token="other"),
    "60 is more than 59": wrong_minute,
    "61 is more than 60": lambda user: user.checks(user.deployment(), retentionTime=61),
    "A newer version of pulumi-northflank wrote the state": newer_state,
    "A request needs a Northflank API token": no_token,
    "Adopted schedule": adopts,
    "already exists: schedule": differs,
    "Another provider manages": held,
    "Cannot read the state of the stack": without_pulumi,
    "Cannot tell whether": by_another_api(refresh_of_unknown_project, addons=["shop/orders"]),
    "Check projectId, addonId and teamId": by_another_api(
        lambda user: user.creates(user.deployment(), addonId="ordrs"), addons=["shop/orders"]
    ),
    "does not exist now": half_a_replacement,
    "Give the token's role the permission": by_another_api(
        lambda user: user.creates(user.deployment()), token_lacks=[UPDATE]
    ),
    "has no backup destination": by_another_api(wrong_destination, destinations=["eu-copy"]),
    "has no schedule": imports,
    "is not running": by_another_api(paused, addons=["shop/cache:redis:paused"]),
    "may have been created by an earlier request": hidden,
    "may or may not have been created": slow,
    "ModuleNotFoundError: No module named 'pulumi_northflank'": without_the_package,
    "no connection to": lambda user: user.creates(user.deployment(baseUrl="http://127.0.0.1:9")),
    "no longer exists. Schedule": replaced_by_another,
    "NORTHFLANK_TEAM_ID is": other_team,
    "Preflight check incomplete": by_another_api(
        wrong_destination, token_lacks=["Account > Platform > BackupDestinations > Read"]
    ),
    "The API accepts 1000 requests an hour": limit_of_requests,
    "The value 'abc' of northflank:timeout must be": wrong_setting,
    "unknown property": lambda user: user.checks(user.deployment(), retention_time=7),
    "Waiting": waits,
}
BY_THE_ENGINE: Mapping[str, Callable[[User], str]] = {
    "an unhandled error occurred": failing_program,
    "Attempting to deploy or update resources with 1 pending operations": killed,
    "could not find latest version for provider northflank": without_plugin,
    "KeyError: '__provider'": import_of_dynamic,
    "passphrase must be set": without_passphrase,
    "PULUMI_ACCESS_TOKEN must be set": without_login,
    "Resource monitor has terminated": refused_check,
    "the stack is currently locked by 1 lock(s)": locked,
    "Traceback (most recent call last)": refused_create,
    "using pulumi-resource-northflank from $PATH": with_package,
}
