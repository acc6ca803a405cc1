"""What a preview with northflank:preflight finds around a new schedule."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from pulumi.output import UNKNOWN
from tests.unit.conftest import TOKEN, URN
from tests.unit.lifecycle.conftest import Deploy, Said, problems_of
from tests.unit.schedules import make_inputs, make_schedule
from tests.unit.wire import page, sent

from pulumi_northflank.emulator import Emulator, Raw, Status
from pulumi_northflank.lifecycle.deployment import Resource
from pulumi_northflank.schedule import Schedule

ADDONS = "/v1/projects/shop/addons"
DESTINATIONS = "/v1/backup-destinations"
TYPES = "/v1/addon-types"
AUTH = "/v1/auth"
INCOMPLETE = "Preflight check incomplete; the preview continues. GET "


@pytest.fixture(name="account", scope="module")
def _account() -> Iterator[Emulator]:
    """Own an emulator with addons of several types, and destinations."""
    with Emulator(
        token=TOKEN,
        addons=[
            *(f"shop/db{number}" for number in range(10)),
            "shop/orders",
            "shop/cache:redis",
            "shop/idle:postgresql:paused",
            "acme/shop/orders",
        ],
        destinations=["off-site", "locked:lock=30", "images:containerSnapshots", "acme/off-site-2"],
    ) as api:
        yield api


@pytest.fixture
def api(account: Emulator) -> Emulator:
    """Give that emulator, cleared for this test."""
    account.clear()
    return account


@pytest.fixture(name="problems")
def _problems(deploy: Deploy) -> Callable[..., list[str]]:
    """Give a function that checks one new schedule and returns what is wrong with it."""

    def check(schedule: Schedule, **config: str) -> list[str]:
        return problems_of(deploy(preflight="true", **config), schedule)

    return check


def dump(addon: str = "orders", **changes: Any) -> Schedule:
    """A daily dump."""
    return make_schedule(addonId=addon, backupType="dump", **changes)


def copied(destination: object, **changes: Any) -> Schedule:
    """A daily snapshot with a copy at a destination."""
    copy = {"destinationId": destination, "type": "custom", **changes}
    return make_schedule(additionalDestinations=[copy])


def extra(api: Emulator) -> list[str]:
    """The paths of all requests but the lists of schedules."""
    return [path for _, path in sent(api) if not path.endswith("backup-schedules")]


def test_at_most_three_requests(deploy: Deploy, api: Emulator, said: Said) -> None:
    """For sixty schedules of ten addons, with destinations, there are three requests more."""
    ready = deploy(preflight="true")
    for addon in (f"db{number}" for number in range(10)):
        for interval in ("hourly", "daily", "weekly"):
            common = {"addonId": addon, "retentionTime": 7}
            copies = [{"destinationId": "off-site", "type": "custom"}]
            for changes in (
                {"backupType": "dump", "customDestinationId": "off-site"},
                {"additionalDestinations": copies},
            ):
                schedule = make_schedule(interval, **common, **changes)
                assert [] == problems_of(ready, schedule, f"{addon}-{interval}-{len(changes)}")

    assert [] == said
    assert sorted([ADDONS, DESTINATIONS, AUTH]) == sorted(extra(api))
    assert 13 == len(api.requests)


def test_cannot_dump(problems: Any, api: Emulator) -> None:
    """A dump of an addon whose type cannot dump is a problem."""
    assert [
        (
            "backupType: addon cache in project shop is of type redis, and Northflank cannot dump "
            "addons of that type. Declare snapshots instead"
        )
    ] == problems(dump("cache"))
    assert [ADDONS, TYPES, AUTH] == extra(api)


def test_secret_type(problems: Any) -> None:
    """A secret backup type is not shown."""
    inputs = make_inputs(addonId="cache", backupType="dump")

    (problem,) = problems(Schedule.of(inputs, ["backupType"]))

    assert "dump" not in problem
    assert problem.startswith("backupType: not possible for addon cache in project shop; ")


def test_snapshot(problems: Any, api: Emulator, said: Said) -> None:
    """A snapshot of the same addon is no problem."""
    assert [] == problems(make_schedule(addonId="cache"))
    assert ([ADDONS, AUTH], []) == (extra(api), said)


def addon_types(*items: Any) -> Raw:
    """A response with types of addons."""
    return Raw(json.dumps({"data": {"addonTypes": items}}).encode())


@pytest.mark.parametrize(
    "answer",
    [
        addon_types({"type": "valkey", "features": {"backupsDump": False}}),
        addon_types({"type": "redis", "features": {"dumps": False}}),
        addon_types({"type": "redis"}, 7, {"features": {"backupsDump": False}}),
        addon_types({"type": "redis", "features": {"backupsDump": "no"}}),
        Raw(b'{"data": {}}'),
        Raw(b'{"data": {"addonTypes": {}}}'),
    ],
)
def test_unknown_types(problems: Any, api: Emulator, said: Said, answer: Raw) -> None:
    """If the API does not tell whether a type can dump, there is no message."""
    api.fault(answer, path=TYPES)

    assert ([], []) == (problems(dump("cache")), said)


@pytest.mark.parametrize(
    "addon",
    [
        {"id": "orders"},
        {"id": "orders", "spec": 7, "status": 7},
        {"id": "orders", "spec": {}, "status": "dreaming"},
        {"id": "orders", "spec": {"type": "valkey"}, "status": "backup"},
        {"id": "carts", "status": "paused"},
    ],
)
def test_unknown_addons(problems: Any, api: Emulator, said: Said, addon: Any) -> None:
    """An addon without a type or status that the documentation knows causes no message."""
    api.fault(page(addon, name="addons"), path=ADDONS)

    assert ([], []) == (problems(dump()), said)


def test_not_running(deploy: Deploy, said: Said) -> None:
    """An addon that is not running is one warning, however many schedules it has."""
    ready = deploy(preflight="true")
    for interval in ("daily", "weekly"):
        assert [] == problems_of(ready, make_schedule(interval, addonId="idle"), interval)

    text = (
        "Addon idle in project shop is not running: its status is paused. Northflank makes no "
        "backups of it until it runs."
    )
    assert [("warning", text, None)] == said


@pytest.mark.parametrize(
    ("schedule", "problem"),
    [
        (
            dump(customDestinationId="of-site"),
            (
                'customDestinationId: the account has no backup destination "of-site" (did you '
                "mean `off-site`?). Create it in Northflank, or correct the ID"
            ),
        ),
        (
            copied("elsewhere"),
            (
                'additionalDestinations: the account has no backup destination "elsewhere". Create '
                "it in Northflank, or correct the ID"
            ),
        ),
        (
            copied("images"),
            (
                'additionalDestinations: the backup destination "images" is for snapshots of '
                "containers, so it cannot store backups of addons. Name a destination whose usage "
                "is globalBackups"
            ),
        ),
        (
            make_schedule(teamId="acme", additionalDestinations=[
                {"destinationId": "off-site", "type": "custom"}
            ]),
            (
                'additionalDestinations: team acme has no backup destination "off-site" (did you '
                "mean `off-site-2`?). Create it in Northflank, or correct the ID"
            ),
        ),
        (
            Schedule.of(
                make_inputs(backupType="dump", customDestinationId="of-site"),
                ["customDestinationId"],
            ),
            (
                "customDestinationId: the account has no backup destination [secret]. Create it in "
                "Northflank, or correct the ID"
            ),
        ),
    ],
    ids=["missing", "far", "usage", "team", "secret"],
)  # fmt: skip
def test_wrong_destination(problems: Any, schedule: Schedule, problem: str) -> None:
    """A destination that does not exist, or is for something else, is a problem."""
    assert [problem] == problems(schedule)


@pytest.mark.parametrize(
    "schedule",
    [
        copied("off-site"),
        dump(customDestinationId="off-site"),
        Schedule.of(make_inputs(backupType="dump", customDestinationId=UNKNOWN)),
        copied(UNKNOWN),
        Schedule.of(make_inputs(additionalDestinations=UNKNOWN)),
        Schedule.of(make_inputs(additionalDestinations=[UNKNOWN])),
    ],
)
def test_right_destination(problems: Any, said: Said, schedule: Schedule) -> None:
    """A destination that exists, or is not known yet, causes no message."""
    assert ([], []) == (problems(schedule), said)


def destination(**fields: Any) -> Raw:
    """A response with one destination."""
    return page(fields, name="backupDestinations")


@pytest.mark.parametrize(
    "answer",
    [
        destination(name="Off site", usage="globalBackups"),
        destination(id="off-site", name="Renamed", usage="moonBackups"),
        destination(name="Off-Site", credentials={"objectLockRetentionDays": 30}),
        destination(
            name="off-site", credentials={"enableObjectLock": True, "objectLockRetentionDays": "9"}
        ),
        destination(name="off-site", credentials=7),
        destination(name="bücher"),
        destination(),
        page(7, name="backupDestinations"),
    ],
)
def test_unknown_destinations(problems: Any, api: Emulator, said: Said, answer: Raw) -> None:
    """Where the ID of a destination or its usage cannot be told, there is no message."""
    api.fault(answer, path=DESTINATIONS)

    assert ([], []) == (problems(copied("off-site")), said)


@pytest.mark.parametrize(
    ("schedule", "days"),
    [
        (copied("locked"), 7),
        (copied("locked", retentionTime=29), 29),
        (copied("locked", retentionTime=30), None),
        (copied("locked", retentionTime=UNKNOWN), None),
        (Schedule.of({**copied("locked").values}, ["retentionTime"]), None),
        (dump(customDestinationId="locked"), 7),
    ],
    ids=["own", "copy", "enough", "unknown", "secret", "dump"],
)
def test_object_lock(problems: Any, said: Said, schedule: Schedule, days: int | None) -> None:
    """An object lock that is longer than the retention there is a warning."""
    texts = [
        f"{slot} of addon orders in project shop keeps backups for {days} days in destination "
        '"locked", whose object lock prevents deletions for 30 days. The bucket keeps them, and '
        "costs money for them, for longer than the retention."
        for slot in [f"The daily {schedule.backup_type}"]
        if days is not None
    ]

    assert [] == problems(schedule)
    assert [("warning", text, f"{URN}nightly") for text in texts] == said


def test_everything_at_once(problems: Any) -> None:
    """A dump that is not possible at a destination that does not exist has both problems."""
    found = problems(dump("cache", customDestinationId="elsewhere"))

    assert ["backupType", "customDestinationId"] == [text.partition(":")[0] for text in found]


def test_replacement(deploy: Deploy, api: Emulator) -> None:
    """Before a schedule is replaced in its slot, its destinations are looked at and no more.

    The engine checks it a second time, without its old inputs, in order to replace it.
    """
    ready, wrong = deploy(preflight="true"), copied("elsewhere")
    nightly = Resource(f"{URN}nightly", preview=True)

    first = ready.check(wrong, nightly, wrong.slot)
    (problem,) = problems_of(ready, wrong)

    assert [] == first.problems
    assert problem.startswith("additionalDestinations: the account has no backup destination")
    assert [("GET", DESTINATIONS)] == sent(api)


@pytest.mark.parametrize("path", [ADDONS, DESTINATIONS, AUTH])
@pytest.mark.parametrize("answer", [Status(403), Status(404), Status(503), Raw(b"{}")])
def test_not_told(deploy: Deploy, api: Emulator, said: Said, path: str, answer: Any) -> None:
    """Whatever cannot be read is one warning, never a failure, and is not asked for again."""
    api.fault(answer, path_regex=f"{path}$", times=None)
    ready = deploy(preflight="true")

    for addon in ("orders", "db1"):
        assert [] == problems_of(ready, dump(addon, customDestinationId="off-site"), addon)

    ((severity, text, urn),) = said
    assert ("warning", None) == (severity, urn)
    assert text.startswith(f"{INCOMPLETE}{path}: ")
    assert sorted([ADDONS, AUTH, DESTINATIONS]) == sorted({*extra(api)})


def test_no_destinations(deploy: Deploy, api: Emulator, said: Said) -> None:
    """An empty list of destinations proves nothing, so it is one warning."""
    api.fault(page(name="backupDestinations"), path=DESTINATIONS)
    ready = deploy(preflight="true")

    for addon in ("orders", "db1"):
        schedule = dump(addon, customDestinationId="off-site")
        assert [] == problems_of(ready, schedule, addon)

    text = (
        "Preflight cannot tell whether the backup destinations of the program exist: the API lists "
        "none in the account. Check the team (northflank:teamId), and that the token's role has "
        "the permission `Account > Platform > BackupDestinations > Read`."
    )
    assert [("warning", text, None)] == said
