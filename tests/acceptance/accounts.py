"""Answers of accounts that do not exist, as which the emulator behaves in the tests."""

from __future__ import annotations

from typing import Any

Json = dict[str, Any]


def refusal(status: int, message: str, **details: list[str]) -> Json:
    """A refusal in the API's shape."""
    error = {"status": status, "message": message, "id": "nf-made-up", "details": details}
    return {"status": status, "body": {"error": error}}


def _lag(post: tuple[int | None, int], delete: tuple[int | None, int]) -> Json:
    moments = {"afterPost": post, "afterDelete": delete}
    return {name: {"notYet": of[0], "shown": of[1]} for name, of in moments.items()}


def _slots(accepted: str, refused: Json) -> dict[str, Any]:
    slots = [f"{each} {kind}" for each in ("hourly", "daily", "weekly") for kind in TYPES]
    return {
        slot: "accepted" if letter == "+" else refused
        for slot, letter in zip(slots, accepted, strict=True)
    }


def _step(response: Any, named: str, other: str) -> Json:
    return {"response": response, "named": named, "other": other}


TYPES = ("dump", "snapshot")

GENEROUS: Json = {
    "severalMinutes": "accepted",
    "listLag": _lag((None, 0), (None, 0)),
    "invalidBody": refusal(422, "Invalid.", retentionTime=['"retentionTime" is too small']),
    "unknownAddon": refusal(404, "No {addonId} in {projectId}."),
    "unauthorized": {"status": 403, "body": {"error": {"status": 403, "message": "Who?"}}},
    "unknownSchedule": {"status": 404, "body": "Not Found"},
    "schedules": {
        "rule": "one for each interval and backup type",
        "tries": _slots("++++++", {}),
    },
    "duplicate": refusal(400, "There is one already."),
    "pagination": {
        "first": {"hasNextPage": True, "count": 6, "cursor": "{cursor}", "perPage": 5},
        "last": {"hasNextPage": False, "count": 6},
    },
    "retention": {
        "hourly": {"8": "accepted"},
        "daily": {"61": "accepted"},
        "weekly": {"121": "accepted"},
    },
    "patch": {
        "one": _step("accepted", "recreated with its new retention", "deleted"),
        "without": _step("accepted", "kept", "absent"),
        "empty": _step("accepted", "deleted", "absent"),
    },
}
"""Whatever can be accepted is; lists are exact; PATCH replaces all schedules."""

STRICT: Json = {
    "severalMinutes": refusal(403, "Several minutes are for enterprise plans."),
    "listLag": _lag((1, 3), (3, 8)),
    "invalidBody": refusal(400, "Invalid.", retentionTime=["too small"]),
    "unknownAddon": refusal(404, "Not found."),
    "unauthorized": {"status": 401, "body": {"error": {"status": 401, "message": "No."}}},
    "unknownSchedule": refusal(410, "Gone."),
    "schedules": {"rule": "three", "tries": _slots("+++---", refusal(402, "Three at most."))},
    "duplicate": refusal(409, "Taken."),
    "pagination": {"first": {"hasNextPage": True, "count": 2}, "last": None},
    "retention": {
        "hourly": {"8": refusal(400, "7 at most."), "7": "accepted"},
        "daily": {"61": refusal(400, "60 at most."), "60": refusal(400, "60 at most.")},
        "weekly": {"121": "accepted"},
    },
    "patch": {
        "one": _step("accepted", "changed", "kept"),
        "without": _step(refusal(400, "An empty body."), "kept", "kept"),
        "empty": _step("accepted", "kept", "kept"),
    },
}
"""Little is accepted, lists lag for seconds, and PATCH merges."""

OTHER: Json = {
    **GENEROUS,
    "listLag": _lag((None, 0), (0, 1)),
    "schedules": {
        "rule": "one for each interval",
        "tries": _slots("+-+-+-", refusal(409, "One for each interval.")),
    },
    "pagination": {
        "first": {"hasNextPage": True, "count": 2, "cursor": "{cursor}"},
        "last": {"hasNextPage": False, "count": 1, "cursor": "{cursor}"},
    },
    "patch": {
        "one": _step("accepted", "recreated", "recreated"),
        "without": _step("accepted", "deleted", "deleted"),
        "empty": _step(refusal(400, "An empty list."), "absent", "absent"),
    },
}
"""One schedule for each interval, and PATCH does what nobody expects."""

ACCOUNTS = {"generous": GENEROUS, "strict": STRICT, "other": OTHER}
