"""What a run asks an account. Each question leaves its schedules to be cleared after it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from http import HTTPStatus
from typing import Any

from tests.acceptance.redaction import MISSING_ADDON
from tests.acceptance.relay import UnansweredError
from tests.acceptance.schedules import DOCUMENTED_DAYS, INTERVALS, TYPES, Schedules
from tests.acceptance.target import ACCEPTED, Json, Target, Try, words

Found = Iterator[tuple[str, Any]]
"""Answers as they are found, with their names."""
Question = Callable[[Target, Schedules], Found]

INVALID_TOKEN = "acceptance-suite-no-such-token"

ONE_PER_INTERVAL_AND_TYPE = "one for each interval and backup type"
ONE_PER_INTERVAL = "one for each interval"
THREE = "three"

ASKED = {
    "severalMinutes": "Can a schedule run several times an hour?",
    "listLag": "When do lists show a new schedule, and no longer show a deleted one?",
    "doors": "Do schedules live through `pulumi up`, `preview`, `refresh` and `destroy`, with a "
    "Python program and with the Pulumi package?",
    "invalidBody": "What does an invalid body get?",
    "unknownAddon": "What does an unknown addon get?",
    "unauthorized": "What does an invalid token get?",
    "unknownSchedule": "What does the second deletion of a schedule get?",
    "schedules": "How many schedules can an addon have?",
    "duplicate": "What does a second schedule with the same interval and backup type get?",
    "pagination": "What does `pagination` hold, on the first and on the last page of a list?",
    "retention": "Can backups be kept for more than 7, 60 and 120 days?",
    "patch": "What does a PATCH of the addon do to two schedules: with one of them and another "
    "retention, without `backupSchedules`, and with an empty list?",
}
"""The question behind each answer."""


def first(target: Target, schedules: Schedules) -> Found:
    """Whether a schedule can run several times an hour, and how long lists lag behind changes."""
    tried = target.post(schedules.one("hourly", minutes=2))
    if tried != ACCEPTED:
        # If this one is accepted, then the other was refused because of its minutes.
        target.create(schedules.one("hourly"))
    yield "severalMinutes", tried
    [id_] = target.journal.ids
    after_post = target.watch(lambda ids: id_ in ids)
    target.delete(id_)
    after_delete = target.watch(lambda ids: id_ not in ids)
    target.lag = max(after_post["shown"], after_delete["shown"])
    yield "listLag", {"afterPost": after_post, "afterDelete": after_delete}


def invalid_body(target: Target, schedules: Schedules) -> Found:
    """The refusal of an invalid body."""
    tried = target.post(schedules.one("daily", days=0))
    if tried == ACCEPTED:
        raise UnansweredError("a retention of 0 days was accepted")
    yield "invalidBody", tried


def unknown_addon(target: Target, schedules: Schedules) -> Found:
    """The refusal of a list of an addon that does not exist."""
    path = target.relay.address.project.addon(MISSING_ADDON).schedules_path
    answer = target.relay.call("GET", f"{path}?per_page=1")
    if answer.status == HTTPStatus.OK:
        raise UnansweredError("an addon that does not exist was answered with 200")
    yield "unknownAddon", target.expect_refusal(answer)


def unauthorized(target: Target, schedules: Schedules) -> Found:
    """The refusal of an invalid token."""
    path = f"{target.relay.address.schedules_path}?per_page=1"
    answer = target.relay.call("GET", path, authorization=f"Bearer {INVALID_TOKEN}")
    if answer.status not in {HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN}:
        raise UnansweredError(f"an invalid token was answered with {answer.status}")
    yield "unauthorized", target.refusal(answer)


def second_deletion(target: Target, schedules: Schedules) -> Found:
    """The refusal of the deletion of a schedule that was deleted before."""
    if not target.journal.gone:
        raise UnansweredError("no schedule was created that could be deleted twice")
    answer = target.delete(min(target.journal.gone))
    if answer.status == HTTPStatus.OK:
        raise UnansweredError("the second deletion was answered with 200")
    yield "unknownSchedule", target.expect_refusal(answer)


def slots(target: Target, schedules: Schedules) -> Found:
    """How many schedules an addon can have, what a duplicate gets, and how a list is paged."""
    # In this order, the rules differ in what they refuse.
    bodies = {
        f"{interval} {backup_type}": schedules.one(interval, backup_type)
        for interval in INTERVALS
        for backup_type in TYPES
    }
    tries = {slot: target.post(body) for slot, body in bodies.items()}
    accepted = [slot for slot in tries if tries[slot] == ACCEPTED]
    rule = _rule(accepted)
    if rule:
        yield "schedules", {"rule": rule, "tries": tries}
    shown = ", ".join(f"{slot}: {words(tried)}" for slot, tried in tries.items())
    if not accepted:
        raise UnansweredError(f"every schedule was refused ({shown})")

    if (again := target.post(bodies[accepted[0]])) != ACCEPTED:
        yield "duplicate", again
    if len(accepted) > 1:
        target.wait()
        yield "pagination", _pages(target, len(target.journal.ids))
    problems = [] if rule else [f"no known rule accepts these alone: {', '.join(accepted)}"]
    if again == ACCEPTED:
        problems.append(f"a second {accepted[0]} was accepted")
    if len(accepted) == 1:
        problems.append("it takes two schedules to see pages")
    if problems:
        raise UnansweredError("; ".join(problems) + f" ({shown})")


def retention(target: Target, schedules: Schedules) -> Found:
    """Whether backups can be kept for longer than the documentation said."""
    found: dict[str, dict[str, Try]] = {}
    for interval, most in DOCUMENTED_DAYS.items():
        tries = found[interval] = {}
        for days in (most + 1, most):
            tried = target.post(schedules.one(interval, days=days))
            tries[str(days)] = tried
            if tried == ACCEPTED:
                break
        else:
            target.create(schedules.one(interval))  # else it is not because of the retention
    yield "retention", found


def patch(target: Target, schedules: Schedules) -> Found:
    """What a PATCH of the addon does to its schedules."""
    bodies = {"named": schedules.one("daily", days=2), "other": schedules.one("weekly", days=2)}
    for body in bodies.values():
        target.create(body)
    target.wait()
    before = _by_interval(_ours(target))
    requests: dict[str, Json] = {
        "one": {"backupSchedules": [bodies["named"] | {"retentionTime": 3}]},
        "without": {},
        "empty": {"backupSchedules": []},
    }
    found = {}
    for step, body in requests.items():
        answer = target.relay.call("PATCH", target.relay.addon_path, body)
        is_accepted = answer.status == HTTPStatus.OK
        tried = ACCEPTED if is_accepted else target.expect_refusal(answer)
        target.wait()
        after = _by_interval(_ours(target))
        changes = {
            name: _change(
                before.get(definition["scheduling"]["interval"]),
                after.get(definition["scheduling"]["interval"]),
            )
            for name, definition in bodies.items()
        }
        found[step] = {"response": tried, **changes}
        before = after
    yield "patch", found


def _rule(accepted: list[str]) -> str | None:
    """The rule by which these schedules are accepted, of all six in their order."""
    all_six = [f"{interval} {each}" for interval in INTERVALS for each in TYPES]
    rules = {
        ONE_PER_INTERVAL_AND_TYPE: all_six,
        ONE_PER_INTERVAL: all_six[::2],
        THREE: all_six[:3],
    }
    return next((rule for rule, slots in rules.items() if slots == accepted), None)


def _pages(target: Target, count: int) -> Json:
    """The ``pagination`` of the first and the last page of a list on two pages."""
    size = f"per_page={count - 1}"
    first = target.page(size)
    cursor = (first.get("pagination") or {}).get("cursor")
    last = target.page(f"{size}&cursor={cursor}" if cursor else f"{size}&page=2")
    pages = {"first": (first, count - 1), "last": (last, 1)}
    for name, (page, expected) in pages.items():
        shown = len(page["data"].get("schedules", []))
        if shown != expected:
            raise UnansweredError(f"the {name} page shows {shown} schedules instead of {expected}")
    return {name: _without_cursor(page.get("pagination")) for name, (page, _) in pages.items()}


def _without_cursor(pagination: Any) -> Any:
    if isinstance(pagination, dict) and isinstance(pagination.get("cursor"), str):
        return pagination | {"cursor": "{cursor}"}
    return pagination


def _ours(target: Target) -> list[Json]:
    """The addon's schedules, which are all ours: a PATCH could delete those of others."""
    items = target.listed()
    if len(target.journal.ours(items)) < len(items):
        raise UnansweredError("somebody else created schedules for the addon during the run")
    return items


def _by_interval(items: list[Json]) -> dict[str, Json]:
    return {item["scheduling"]["interval"]: item for item in items}


def _change(before: Json | None, after: Json | None) -> str:
    if after is None:
        return "absent" if before is None else "deleted"
    if before is None:
        return "created"
    is_same = before["retentionTime"] == after["retentionTime"]
    if before["id"] == after["id"]:
        return "kept" if is_same else "changed"
    return "recreated" if is_same else "recreated with its new retention"


QUESTIONS: tuple[tuple[Question, tuple[str, ...]], ...] = (
    (first, ("severalMinutes", "listLag")),
    (invalid_body, ("invalidBody",)),
    (unknown_addon, ("unknownAddon",)),
    (unauthorized, ("unauthorized",)),
    (second_deletion, ("unknownSchedule",)),
    (slots, ("schedules", "duplicate", "pagination")),
    (retention, ("retention",)),
)
PATCH: tuple[Question, tuple[str, ...]] = (patch, ("patch",))
"""Asked with --patch only, because it changes the addon."""
