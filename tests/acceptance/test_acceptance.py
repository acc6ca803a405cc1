"""What a run finds out, what it leaves alone, and what becomes of one that is killed."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

import pytest
from tests.acceptance.accounts import ACCOUNTS, STRICT, refusal
from tests.acceptance.conftest import ADDRESS, TOKEN, Killed, Runs, StartRuns
from tests.acceptance.journal import JournalInUseError
from tests.acceptance.relay import ForbiddenError, UnansweredError
from tests.acceptance.run import RefusedError, prepare, sweep
from tests.acceptance.schedules import Schedules

from pulumi_northflank.emulator import Conflict, Drop, Status

NIGHTLY = {
    "backupType": "dump",
    "scheduling": {"interval": "daily", "minute": [30], "hour": [2]},
    "retentionTime": 30,
}


def all_but(values: Iterable[Any], *few: Any) -> list[Any]:
    """Values for a test, of which all but a few take long together."""
    thorough = pytest.mark.thorough
    return [pytest.param(each, marks=[] if each in few else thorough) for each in values]


@pytest.mark.parametrize("name", all_but(ACCOUNTS, "strict"))
def test_answers_are_those_of_the_account(runs: StartRuns, name: str) -> None:
    """A run finds exactly the answers from which the emulator started."""
    started = runs(ACCOUNTS[name])

    answers = started.run()

    assert ACCOUNTS[name] == answers.found
    assert {} == answers.reasons
    assert [] == started.api.schedules()
    assert [] == [*started.folder.iterdir()]


@pytest.mark.parametrize(
    "options",
    [
        pytest.param({}, marks=pytest.mark.thorough),
        pytest.param({"list_lag": 2, "delete_lag": 5}, marks=pytest.mark.thorough),
        {"three_per_addon": True, "no_limits": True, "conflict_status": 422},
    ],
)
def test_emulator_behaves_as_what_was_found(runs: StartRuns, options: dict[str, Any]) -> None:
    """The emulator's own choices are found, and an emulator with these answers does the same."""
    found = runs(**options).run(patch=False)

    again = runs(found.found).run(patch=False)

    assert {} == found.reasons
    assert found == again


def test_what_was_not_found_out_is_null(runs: StartRuns) -> None:
    """An answer that the account does not give is null, with the reason."""
    started = runs(list_lag=60, token_lacks=["Project > Addons > General > Update"])

    answers = started.run(patch=False)

    assert {"unknownAddon", "unauthorized"} == {
        name for name, answer in answers.found.items() if answer is not None
    } - {"invalidBody"}
    assert answers.found.keys() - {"unknownAddon", "unauthorized", "invalidBody"} == (
        answers.reasons.keys()
    )


def test_a_lag_without_end_is_null(runs: StartRuns) -> None:
    """A list that lags for longer than a run watches it gives no answer."""
    answers = runs(list_lag=90).run(patch=False)

    assert None is answers.found["listLag"]
    assert "the list did not show a change within 20 seconds" == answers.reasons["listLag"]


def test_each_unknown_answer_has_its_own_reason(runs: StartRuns) -> None:
    """An emulator that knows neither its addons nor its tokens cannot answer two questions."""
    started = runs(token=None, addons=())

    answers = started.run(patch=False)

    reasons = {
        "unknownAddon": "an addon that does not exist was answered with 200",
        "unauthorized": "an invalid token was answered with 200",
    }
    assert reasons == answers.reasons
    assert str(answers) == (
        f"{len(answers.found) - 2} of {len(answers.found)} answers found; "
        "not found: unknownAddon, unauthorized."
    )


def test_reasons_have_no_ids(runs: StartRuns) -> None:
    """The reason for an unknown answer can be shared, like the answers."""
    started = runs()
    started.api.fault(Status(503, body="No orders in shop."), method="GET", skip=1)

    answers = started.run(patch=False)

    expected = "the list could not be read: 503 No {addonId} in {projectId}."
    assert {"listLag": expected} == answers.reasons


@pytest.mark.parametrize(
    ("status", "meaning"),
    [
        (401, "the API does not accept the token"),
        (403, "the token lacks the permission to read the addon"),
        (404, "the API knows no such addon that the token can access"),
    ],
)
@pytest.mark.parametrize("is_killed", [False, True])
def test_unreadable_addon_is_told_at_once(
    runs: StartRuns, status: int, meaning: str, is_killed: bool
) -> None:
    """A run on an addon that cannot be read says why after one request, also after a killed run."""
    started = runs()
    if is_killed:
        kill(started, 2, "after")
    before = len(started.api.requests)
    body = json.dumps(refusal(status, f"Not with {TOKEN}.")["body"])
    started.api.fault(Status(status, body=body), times=None)

    with pytest.raises(RefusedError) as caught:
        started.run()

    assert str(caught.value) == (
        "Cannot start on addon orders in project shop: the list could not be read: "
        f"{status} Not with {{token}} ({meaning}). This run created nothing. "
        "Correct what is wrong, and run this again."
    )
    assert 1 == len(started.api.requests) - before


def test_failed_sweep_tells_why(runs: StartRuns) -> None:
    """If what a run created cannot be deleted, the error has the API's reason."""
    started = runs()
    journal = started.journal()
    target = started.target(journal)
    prepare(target, lambda _: None)
    target.create(Schedules(started.api.clock.now()).one("daily"))
    started.api.fault(Status(403, body="Not you."), method="DELETE", times=None)

    with pytest.raises(UnansweredError, match=r"a deletion was answered with 403 Not you\."):
        sweep(target)
    journal.close()


def test_nothing_to_sweep(runs: StartRuns) -> None:
    """A run that created nothing has nothing to delete, so it ends even if the API fails."""
    started = runs()
    journal = started.journal()
    target = started.target(journal)
    prepare(target, lambda _: None)
    target.distrust()
    started.api.fault(Status(500), times=None)

    sweep(target)
    journal.close()

    assert [] == [*started.folder.iterdir()]


def test_addon_with_schedules_is_refused(runs: StartRuns) -> None:
    """A run on an addon with schedules of others changes nothing."""
    started = runs()
    started.api.add_schedule("shop", "orders", NIGHTLY)
    before = started.api.schedules()

    with pytest.raises(RefusedError, match=r"schedules that this suite did not create \(1\)"):
        started.run()

    assert before == started.api.schedules()
    assert ["GET"] == [each.method for each in started.api.requests]


def test_request_of_others_schedules_is_not_sent(runs: StartRuns) -> None:
    """The relay sends no request that could touch a schedule that is not ours."""
    started = runs()
    id_ = started.api.add_schedule("shop", "users", NIGHTLY)
    journal = started.journal()
    relay = started.target(journal).relay
    forbidden = [
        ("POST", ADDRESS.schedules_path),  # it is not known to be empty
        ("POST", ADDRESS.project.addon("users").schedules_path),
        ("DELETE", ADDRESS.schedule_path(id_)),
        ("DELETE", ADDRESS.project.addon("users").schedule_path(id_)),
        ("DELETE", relay.addon_path),
        ("PATCH", relay.addon_path),
        ("PUT", relay.addon_path),
    ]

    for method, path in forbidden:
        with pytest.raises(ForbiddenError):
            relay.call(method, path, NIGHTLY)
    journal.close()

    assert [] == started.api.requests


def test_two_runs_at_once_are_refused(runs: StartRuns) -> None:
    """A second run on the same addon does not take the first one's schedules for left ones."""
    started = runs()
    journal = started.journal()

    with pytest.raises(JournalInUseError):
        started.run()
    journal.close()


@pytest.mark.parametrize("budget", all_but([10, 20, 30, 48], 20))
def test_budget_holds(runs: StartRuns, budget: int) -> None:
    """A run ends at its budget: what was not asked is null, and nothing is left."""
    started = runs(STRICT)

    answers = started.run(budget=budget)

    assert len(started.api.requests) <= budget
    assert None is answers.found["patch"]
    assert "the budget of" in answers.reasons["patch"]
    assert [] == started.api.schedules()


def kill(started: Runs, number: int, when: str) -> None:
    """Kill a run before or after one of its requests."""

    def hook(count: int, moment: str) -> None:
        if (count, moment) == (number, when):
            raise Killed

    with pytest.raises(Killed):
        started.run(hook=hook)


@pytest.mark.parametrize("name", all_but(["generous", "strict"], "generous"))
@pytest.mark.parametrize("when", ["before", "after"])
@pytest.mark.parametrize("number", all_but(range(2, 46), 14))
def test_killed_run_is_swept_by_the_next(
    runs: StartRuns, name: str, when: str, number: int
) -> None:
    """Whenever a run is killed, the next one deletes what it left, and finds every answer."""
    started = runs(ACCOUNTS[name])
    kill(started, number, when)

    answers = started.run(budget=60 + 20)

    assert ACCOUNTS[name] == answers.found
    assert [] == started.api.schedules()


@pytest.mark.parametrize("is_created", [True, False])
def test_lost_response_is_swept(runs: StartRuns, is_created: bool) -> None:
    """After a POST without a response, what it created is found and deleted."""
    started = runs()
    started.api.fault(Drop(after_commit=is_created), method="POST")

    answers = started.run(patch=False)

    assert "broke before the response was complete" in answers.reasons["severalMinutes"]
    assert None is not answers.found["schedules"]
    assert [] == started.api.schedules()


@pytest.mark.parametrize("is_late", [True, False])
def test_killed_run_proves_what_is_its_own(runs: StartRuns, is_late: bool) -> None:
    """The same schedule is ours if it came soon after the record, and somebody's if later."""
    started = runs()
    body = NIGHTLY | {"retentionTime": 1}
    journal = started.journal()
    prepare(started.target(journal), lambda _: None)
    journal.creating([body], started.api.clock.now().replace(microsecond=0))
    journal.close()
    started.api.clock.advance(3600 if is_late else 5)
    started.api.add_schedule("shop", "orders", body)

    if is_late:
        with pytest.raises(RefusedError):
            started.run()
    else:
        started.run()

    assert is_late == bool(started.api.schedules())


@pytest.mark.parametrize("number", all_but(range(2, 46), 5))
def test_schedules_of_others_stay(runs: StartRuns, number: int) -> None:
    """What somebody creates during a run stays, and so does what other addons have."""
    started = runs(ACCOUNTS["generous"])
    others = [started.api.add_schedule("shop", "users", NIGHTLY)]

    def hook(count: int, moment: str) -> None:
        if (count, moment) == (number, "after"):
            try:
                others.append(started.api.add_schedule("shop", "orders", NIGHTLY))
            except Conflict:
                return

    answers = started.run(hook=hook)

    left = [each["schedule"]["id"] for each in started.api.schedules()]
    assert others == left
    assert len(others) == 1 or any("somebody else" in each for each in answers.reasons.values())


@pytest.mark.parametrize("method", all_but(["POST", "GET", "DELETE"], "DELETE"))
@pytest.mark.parametrize("status", all_but([500, 429], 500))
def test_faults_leave_nothing(runs: StartRuns, method: str, status: int) -> None:
    """Whatever fails for a while, a run ends within its budget and leaves nothing."""
    started = runs()
    started.api.fault(Status(status), method=method, times=3)

    try:
        started.run(patch=False)
    except RefusedError:
        assert ("GET", []) == (method, started.api.schedules())

    assert len(started.api.requests) <= 60
    assert [] == started.api.schedules()
