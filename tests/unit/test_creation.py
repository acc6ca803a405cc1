from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from pulumi_northflank import (
    ApiError,
    AuthenticationError,
    PermissionDeniedError,
    RateLimitedError,
    ServerError,
    TransportError,
    UnreadableAnswerError,
)
from pulumi_northflank.client import Client
from pulumi_northflank.creation import Creation, Creator
from pulumi_northflank.emulator import Drop, Emulator, Html, Raw, Status
from pulumi_northflank.errors import ScheduleExistsError, UnsettledCreateError

MakeInputs = Callable[..., dict[str, Any]]
MakeClient = Callable[..., Client]

SLOT = "The daily snapshot of addon orders in project shop"
LOST = [
    pytest.param(Drop(after_commit=True), id="reset"),
    pytest.param(Status(408, after_commit=True), id="408"),
    pytest.param(Status(500, after_commit=True), id="500"),
    pytest.param(Status(502, after_commit=True), id="502"),
    pytest.param(Status(504, after_commit=True), id="504"),
    pytest.param(Html(after_commit=True), id="html"),
    pytest.param(Raw(b'{"data": {"id": ""}}', after_commit=True), id="no-id"),
]


@pytest.fixture(name="create")
def _create(client: Client, slept: list[float]) -> Callable[..., Creation]:
    """Create what inputs declare, without waiting."""

    def create(
        inputs: dict[str, Any], is_ours: Callable[[str], bool] = lambda _: False
    ) -> Creation:
        return Creator(client, inputs, is_ours, slept.append).create()

    return create


Create = Callable[..., Creation]


def methods(api: Emulator) -> list[str]:
    """The methods of all requests."""
    return [request.method for request in api.requests]


def only_id(api: Emulator) -> str:
    """The ID of the one schedule that there is."""
    (one,) = api.schedules()
    return one["schedule"]["id"]


def test_created(api: Emulator, create: Create, schedule: MakeInputs, body: MakeInputs) -> None:
    """Where all goes well, there is one POST, whose body holds the settings alone."""
    creation = create(schedule(ifExists="adopt", compressionType="gz"))

    assert Creation(only_id(api), "created") == creation
    assert ["POST"] == methods(api)
    assert body(compressionType="gz") == json.loads(api.requests[0].body)


def test_created_beside_others(
    api: Emulator, create: Create, schedule: MakeInputs, body: MakeInputs
) -> None:
    """Schedules of other intervals, types and addons are no obstacle."""
    api.add_schedule("shop", "orders", body("weekly"))
    api.add_schedule("shop", "orders", body(backupType="dump"))
    api.add_schedule("shop", "carts", body())
    api.add_schedule("shop", "orders", body(), team="acme")

    assert "created" == create(schedule()).how
    assert ["POST"] == methods(api)


@pytest.mark.parametrize("answer", LOST)
@pytest.mark.parametrize("if_exists", ["adopt", "error", "replace"])
def test_found(
    api: Emulator, create: Create, schedule: MakeInputs, answer: Any, if_exists: str
) -> None:
    """After a lost answer, the schedule that the POST has made is found in the list."""
    api.fault(answer, method="POST")
    creation = create(schedule(ifExists=if_exists))

    assert Creation(only_id(api), "found") == creation
    assert ["POST", "GET"] == methods(api)


@pytest.mark.parametrize(
    "answer",
    [
        pytest.param(Drop(), id="reset"),
        pytest.param(Status(503), id="503"),
        pytest.param(Html(), id="html"),
    ],
)
def test_sent_again(
    api: Emulator, create: Create, schedule: MakeInputs, slept: list[float], answer: Any
) -> None:
    """Where a lost POST has made nothing, it is sent again after a look at the list and a wait."""
    api.fault(answer, method="POST")
    creation = create(schedule())

    assert Creation(only_id(api), "created") == creation
    assert ["POST", "GET", "POST"] == methods(api)
    (wait,) = slept
    assert 0.25 <= wait <= 0.5


def test_sent_five_times(
    api: Emulator, create: Create, schedule: MakeInputs, slept: list[float]
) -> None:
    """After five POSTs that made nothing it is enough; the last one's error is told."""
    api.fault(Status(503), method="POST", times=None)

    with pytest.raises(ServerError):
        create(schedule())
    assert ["POST", "GET"] * 5 == methods(api)
    assert 4 == len(slept)
    assert slept[3] > slept[0]


def test_found_after_the_second_post(api: Emulator, create: Create, schedule: MakeInputs) -> None:
    """Each lost POST is looked for."""
    api.fault(Drop(), method="POST")
    api.fault(Drop(after_commit=True), method="POST")
    creation = create(schedule())

    assert Creation(only_id(api), "found") == creation
    assert ["POST", "GET", "POST", "GET"] == methods(api)


def test_late_commit(
    api: Emulator, client: Client, schedule: MakeInputs, body: MakeInputs, slept: list[float]
) -> None:
    """A POST that takes effect after the look at the list is found by the next one's refusal."""
    api.fault(Status(504), method="POST")

    def commit(seconds: float) -> None:
        slept.append(seconds)
        api.add_schedule("shop", "orders", body())

    creation = Creator(client, schedule(ifExists="error"), sleep=commit).create()

    assert Creation(only_id(api), "found") == creation
    assert ["POST", "GET", "POST", "GET"] == methods(api)


def test_adopted(api: Emulator, create: Create, schedule: MakeInputs, body: MakeInputs) -> None:
    """A schedule with the declared settings is taken over, and nothing is changed."""
    schedule_id = api.add_schedule("shop", "orders", body())
    before = api.schedules()

    assert Creation(schedule_id, "adopted") == create(schedule())
    assert (["POST", "GET"], before) == (methods(api), api.schedules())


def test_adopted_among_others(
    api: Emulator, create: Create, schedule: MakeInputs, body: MakeInputs
) -> None:
    """Of all the addon's schedules, only the one in the declared place counts."""
    api.add_schedule("shop", "orders", body("weekly"))
    api.add_schedule("shop", "orders", body(backupType="dump"))
    schedule_id = api.add_schedule("shop", "orders", body())

    assert Creation(schedule_id, "adopted") == create(schedule())


@pytest.mark.parametrize("if_exists", ["adopt", "error", "replace"])
def test_refused_among_others(
    api: Emulator, create: Create, schedule: MakeInputs, body: MakeInputs, if_exists: str
) -> None:
    """Schedules in other places are neither taken over nor deleted, whatever is asked for."""
    api.add_schedule("shop", "orders", body("weekly"))
    api.add_schedule("shop", "orders", body(backupType="dump"))
    before = api.schedules()
    api.fault(Status(400), method="POST")

    with pytest.raises(ApiError, match="400 Bad Request"):
        create(schedule(ifExists=if_exists))
    assert (["POST", "GET"], before) == (methods(api), api.schedules())


@pytest.mark.parametrize("conflict_status", [400, 403, 404, 409, 412, 422])
def test_adopted_whatever_the_status(
    connect: MakeClient,
    schedule: MakeInputs,
    body: MakeInputs,
    conflict_status: int,
    slept: list[float],
    token: str,
) -> None:
    """Which status says "exists already" is not documented: any 4xx may."""
    with Emulator(token=token, conflict_status=conflict_status) as api:
        schedule_id = api.add_schedule("shop", "orders", body())
        creation = Creator(connect(api.url), schedule(), sleep=slept.append).create()
        assert ["POST", "GET"] == methods(api)

    assert Creation(schedule_id, "adopted") == creation


@pytest.mark.parametrize(
    ("there", "declared"),
    [
        pytest.param({"backupType": "dump"}, {"compressionType": "gz"}, id="default-compression"),
        pytest.param({"compressionType": "zstd"}, {"compressionType": "gz"}, id="no-compression"),
        pytest.param(
            {
                "additionalDestinations": [
                    {"destinationId": "eu-copy", "type": "custom", "retentionTime": 7}
                ]
            },
            {"additionalDestinations": [{"destinationId": "eu-copy", "type": "custom"}]},
            id="kept-time-that-the-server-filled-in",
        ),
        pytest.param({}, {"additionalDestinations": []}, id="no-destinations"),
    ],
)
def test_adopted_with_other_words(
    api: Emulator,
    create: Create,
    schedule: MakeInputs,
    body: MakeInputs,
    there: dict[str, Any],
    declared: dict[str, Any],
) -> None:
    """What means the same is the same."""
    if there.get("backupType") == "dump":
        declared = {"backupType": "dump", **declared}
    schedule_id = api.add_schedule("shop", "orders", body(**there))

    assert Creation(schedule_id, "adopted") == create(schedule(**declared))


EU = {"destinationId": "eu-copy", "type": "custom"}


@pytest.mark.parametrize(
    ("there", "declared", "differences"),
    [
        pytest.param(
            {"retentionTime": 9}, {}, ["retentionTime is 9 there and 7 here"], id="retention"
        ),
        pytest.param(
            {"scheduling": {"interval": "daily", "minute": [0, 30], "hour": [3]}},
            {},
            [
                (
                    'scheduling is {"interval": "daily", "minute": [0, 30], "hour": [3]} there and '
                    '{"interval": "daily", "minute": [0], "hour": [3]} here'
                )
            ],
            id="scheduling",
        ),
        pytest.param(
            {"additionalDestinations": [EU]},
            {},
            [
                (
                    'additionalDestinations is [{"destinationId": "eu-copy", "type": "custom"}] '
                    "there and not set here"
                )
            ],
            id="destinations",
        ),
        pytest.param(
            {"backupType": "dump", "compressionType": "zstd", "customDestinationId": "bucket"},
            {"backupType": "dump"},
            [
                'compressionType is "zstd" there and not set here',
                'customDestinationId is "bucket" there and not set here',
            ],
            id="dump",
        ),
        pytest.param(
            {"retentionTime": 9},
            {"additionalDestinations": [EU], "retentionTime": 8},
            [
                (
                    "additionalDestinations is not set there and "
                    '[{"destinationId": "eu-copy", "type": "custom"}] here'
                ),
                "retentionTime is 9 there and 8 here",
            ],
            id="two",
        ),
    ],
)
@pytest.mark.parametrize("if_exists", ["adopt", "error", None])
def test_differs(
    api: Emulator,
    create: Create,
    schedule: MakeInputs,
    body: MakeInputs,
    there: dict[str, Any],
    declared: dict[str, Any],
    differences: list[str],
    if_exists: str | None,
) -> None:
    """A schedule with other settings is left alone; each difference is told."""
    schedule_id = api.add_schedule("shop", "orders", body(**there))
    before = api.schedules()

    with pytest.raises(ScheduleExistsError) as caught:
        create(schedule(**declared, ifExists=if_exists))

    assert (schedule_id, differences) == (caught.value.schedule_id, caught.value.differences)
    assert (["POST", "GET"], before) == (methods(api), api.schedules())


def test_same_and_error(
    api: Emulator, create: Create, schedule: MakeInputs, body: MakeInputs
) -> None:
    """Where taking over is not wanted, even the same settings are an error."""
    schedule_id = api.add_schedule("shop", "orders", body())

    with pytest.raises(ScheduleExistsError) as caught:
        create(schedule(ifExists="error"))

    assert (schedule_id, [], 1) == (
        caught.value.schedule_id,
        caught.value.differences,
        len(api.schedules()),
    )


def test_differs_after_a_lost_answer(
    api: Emulator, create: Create, schedule: MakeInputs, body: MakeInputs
) -> None:
    """A lost answer does not make a schedule with other settings ours."""
    api.add_schedule("shop", "orders", body(retentionTime=9))
    api.fault(Drop(after_commit=True), method="POST")

    with pytest.raises(ScheduleExistsError):
        create(schedule())
    assert ["POST", "GET"] == methods(api)


@pytest.mark.parametrize("changes", [{}, {"retentionTime": 9}], ids=["same", "different"])
def test_replaced(
    api: Emulator, create: Create, schedule: MakeInputs, body: MakeInputs, changes: dict[str, Any]
) -> None:
    """Asked to replace, the one that is there is deleted, and the declared one created."""
    old = api.add_schedule("shop", "orders", body(**changes))
    creation = create(schedule(ifExists="replace"))

    assert Creation(only_id(api), "created", old) == creation
    assert ["POST", "GET", "DELETE", "POST"] == methods(api)
    assert 7 == api.schedules()[0]["schedule"]["retentionTime"]


def test_replaced_and_answer_lost(
    api: Emulator, create: Create, schedule: MakeInputs, body: MakeInputs
) -> None:
    """A lost answer after the deletion is looked for like any other."""
    old = api.add_schedule("shop", "orders", body(retentionTime=9))
    api.fault(Drop(after_commit=True), method="POST", skip=1)
    creation = create(schedule(ifExists="replace"))

    assert Creation(only_id(api), "found", old) == creation
    assert ["POST", "GET", "DELETE", "POST", "GET"] == methods(api)


class _Rival(Client):
    """A client in whose deployments somebody else re-creates what is deleted."""

    api: Emulator
    theirs: dict[str, Any]

    def delete_schedule(self, address: Any, schedule_id: str) -> None:
        super().delete_schedule(address, schedule_id)
        self.api.add_schedule("shop", "orders", self.theirs)


def test_two_stacks_never_take_turns(
    api: Emulator,
    client: Client,
    schedule: MakeInputs,
    body: MakeInputs,
    slept: list[float],
) -> None:
    """Where somebody else creates anew what was replaced, it is not replaced again."""
    api.add_schedule("shop", "orders", body(retentionTime=9))
    client.__class__ = _Rival
    assert isinstance(client, _Rival)
    client.api, client.theirs = api, body(retentionTime=10)

    with pytest.raises(ScheduleExistsError) as caught:
        Creator(client, schedule(ifExists="replace"), sleep=slept.append).create()

    assert ["retentionTime is 10 there and 7 here"] == caught.value.differences
    assert ["POST", "GET", "DELETE", "POST", "GET"] == methods(api)
    assert 1 == len(api.schedules())


def test_replacement_that_fails(
    api: Emulator, create: Create, schedule: MakeInputs, body: MakeInputs
) -> None:
    """A deletion that is refused is the error; nothing more is tried."""
    api.add_schedule("shop", "orders", body(retentionTime=9))
    api.fault(Status(403), method="DELETE")

    with pytest.raises(PermissionDeniedError):
        create(schedule(ifExists="replace"))
    assert (["POST", "GET", "DELETE"], 1) == (methods(api), len(api.schedules()))


def test_ours(api: Emulator, create: Create, schedule: MakeInputs, body: MakeInputs) -> None:
    """A schedule that this deployment has already is found, whatever to do with others."""
    schedule_id = api.add_schedule("shop", "orders", body())
    creation = create(schedule(ifExists="error"), lambda one: one == schedule_id)

    assert Creation(schedule_id, "found") == creation


def test_ours_with_other_settings(
    api: Emulator, create: Create, schedule: MakeInputs, body: MakeInputs
) -> None:
    """A schedule of this deployment with other settings is another one."""
    api.add_schedule("shop", "orders", body(retentionTime=9))

    with pytest.raises(ScheduleExistsError):
        create(schedule(), lambda _: True)


# Whether the schedule that is there was made by a lost POST


def listed(body: dict[str, Any], created: Any) -> str:
    """A list with one schedule."""
    item = {"id": "s1", **body} | ({} if created is None else {"createdAt": created})
    return json.dumps({"data": {"schedules": [item]}})


DATE = "Mon, 03 Mar 2025 08:00:00 GMT"


@pytest.mark.parametrize(
    ("created", "how"),
    [
        pytest.param("2025-03-03T08:00:00.000Z", "found", id="now"),
        pytest.param("2025-03-03T09:00:00.000+01:00", "found", id="now-in-another-zone"),
        pytest.param("2025-03-03T08:00:00", "found", id="now-without-a-zone"),
        pytest.param("2025-03-03T07:59:58.500Z", "found", id="within-the-clocks-precision"),
        pytest.param("2025-03-03T07:58:00.000Z", "adopted", id="two-minutes-ago"),
        pytest.param("2024-03-03T08:00:00.000Z", "adopted", id="a-year-ago"),
        pytest.param("yesterday", "adopted", id="words"),
        pytest.param("", "adopted", id="empty"),
        pytest.param(None, "adopted", id="missing"),
    ],
)
def test_age(
    api: Emulator, create: Create, schedule: MakeInputs, body: MakeInputs, created: Any, how: str
) -> None:
    """A schedule older than the attempt was there before, by the server's clock."""
    api.fault(Drop(), method="POST")
    api.fault(Status(200, {"Date": DATE}, listed(body(), created)), method="GET")

    assert Creation("s1", how) == create(schedule())  # type: ignore[arg-type]  # a parameter


def test_age_without_a_date(
    api: Emulator, create: Create, schedule: MakeInputs, body: MakeInputs
) -> None:
    """Without the server's time, nothing shows that a schedule is new."""
    api.fault(Drop(), method="POST")
    api.fault(Status(200, {"Date": "?"}, listed(body(), "2999-01-01T00:00:00Z")), method="GET")

    assert "adopted" == create(schedule()).how


def test_age_does_not_matter_without_a_lost_answer(
    api: Emulator, create: Create, schedule: MakeInputs, body: MakeInputs
) -> None:
    """A refused POST has made nothing, however young the schedule that is there."""
    api.add_schedule("shop", "orders", body())

    with pytest.raises(ScheduleExistsError):
        create(schedule(ifExists="error"))


# Refusals


def test_refused(api: Emulator, create: Create, schedule: MakeInputs) -> None:
    """A refusal with nothing there is told as it is, after one look."""
    with pytest.raises(ApiError) as caught:
        create(schedule(retentionTime=500))

    assert (400, ["POST", "GET"]) == (caught.value.refusal.status, methods(api))


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        pytest.param(Status(401), AuthenticationError, id="401"),
        pytest.param(Status(429, {"Retry-After": "3000"}), RateLimitedError, id="429"),
    ],
)
def test_refused_for_all_requests(
    api: Emulator, create: Create, schedule: MakeInputs, answer: Status, kind: type[ApiError]
) -> None:
    """Where the list would be refused as well, it is not asked for."""
    api.fault(answer)

    with pytest.raises(kind):
        create(schedule())
    assert ["POST"] == methods(api)


def test_no_connection(
    connect: MakeClient, schedule: MakeInputs, slept: list[float], token: str
) -> None:
    """Without a connection, nothing was created, and no list is asked for."""
    with Emulator(token=token) as api:
        client = connect(api.url)

    with pytest.raises(TransportError) as caught:
        Creator(client, schedule(), sleep=slept.append).create()

    assert "No schedule was created for addon orders in project shop." in str(caught.value)
    assert 5 == len(slept)


def test_read_only(
    connect: MakeClient, schedule: MakeInputs, slept: list[float], token: str
) -> None:
    """A token that may not create is told so."""
    with Emulator(token=token, read_only=True) as api:
        with pytest.raises(PermissionDeniedError, match="Project > Addons > General > Update"):
            Creator(connect(api.url), schedule(), sleep=slept.append).create()
        assert ["POST", "GET"] == methods(api)


def test_refused_and_no_list(api: Emulator, create: Create, schedule: MakeInputs) -> None:
    """A refusal says that nothing was created, even where the list can't be read."""
    api.fault(Status(400, body='{"error": {"message": "No."}}'), method="POST")
    api.fault(Status(500), method="GET")

    with pytest.raises(ApiError, match="400 No"):
        create(schedule())


def test_no_such_addon(api: Emulator, create: Create, schedule: MakeInputs) -> None:
    """For an addon that is not there the POST's own error is told."""
    with pytest.raises(ApiError, match="404 There is no addon 'nothing'") as caught:
        create(schedule(addonId="nothing"))

    assert "POST" == caught.value.call.method
    assert ["POST", "GET", "GET"] == methods(api)


def test_unsettled(api: Emulator, create: Create, schedule: MakeInputs) -> None:
    """Where a POST was lost and the list can't be read, it is told that nothing is known."""
    api.fault(Status(502, after_commit=True), method="POST")
    api.fault(Status(500), method="GET")

    with pytest.raises(UnsettledCreateError) as caught:
        create(schedule())

    assert f"{SLOT} may exist now or not" in str(caught.value)
    assert (ServerError, ServerError) == (type(caught.value.lost), type(caught.value.unread))
    assert ["POST", "GET"] == methods(api)


def test_unsettled_after_an_earlier_loss(
    api: Emulator, create: Create, schedule: MakeInputs
) -> None:
    """A refusal after a lost POST leaves open what that one has done."""
    api.fault(Html(), method="POST")
    api.fault(Status(400), method="POST")
    api.fault(Status(500), method="GET", skip=1)

    with pytest.raises(UnsettledCreateError) as caught:
        create(schedule())

    assert (ApiError, ["POST", "GET", "POST", "GET"]) == (type(caught.value.lost), methods(api))


def test_unreadable_list(api: Emulator, create: Create, schedule: MakeInputs) -> None:
    """A list that is none does not make a second POST."""
    api.fault(Drop(after_commit=True), method="POST")
    api.fault(Raw(b'{"data": {}}'), method="GET")

    with pytest.raises(UnsettledCreateError) as caught:
        create(schedule())

    assert UnreadableAnswerError is type(caught.value.unread)
    assert (["POST", "GET"], 1) == (methods(api), len(api.schedules()))


def test_started_now(client: Client, api: Emulator, schedule: MakeInputs) -> None:
    """A creation needs no more than a client and inputs."""
    assert "created" == Creator(client, schedule()).create().how
    assert 1 == len(api.schedules())
