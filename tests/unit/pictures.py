"""States of stacks to draw, and a reader for SVGs."""

from __future__ import annotations

import json
from typing import Any
from xml.etree import ElementTree as ET

from pulumi_northflank.cli.calendar.picture import Found, Picture, picture_of
from pulumi_northflank.schedule import Schedule

TYPE = "pulumi-python:dynamic/northflank:AddonBackupSchedule"
URN = "urn:pulumi:prod::shop::"
SVG = "{http://www.w3.org/2000/svg}"
HOURLY: dict[str, Any] = {
    "projectId": "shop",
    "addonId": "orders",
    "backupType": "snapshot",
    "scheduling": {"interval": "hourly", "minute": [15]},
    "retentionTime": 7,
}
NIGHTLY: dict[str, Any] = {
    "projectId": "shop",
    "addonId": "orders",
    "backupType": "dump",
    "scheduling": {"interval": "daily", "minute": [30], "hour": [2]},
    "retentionTime": 30,
    "compressionType": "zstd",
}
WEEKLY: dict[str, Any] = {
    "projectId": "shop",
    "addonId": "orders",
    "backupType": "snapshot",
    "scheduling": {"interval": "weekly", "minute": [30], "hour": [18], "day": [4]},
    "retentionTime": 120,
    "additionalDestinations": [{"destinationId": "eu-copy", "type": "custom", "retentionTime": 30}],
}
SCHEDULES = [HOURLY, NIGHTLY, WEEKLY]


def resource(name: str, inputs: Any, **others: Any) -> dict[str, Any]:
    """A schedule in a state."""
    urn = f"{URN}{TYPE}::{name}"
    return {"urn": urn, "type": TYPE, "id": name, "inputs": inputs, "outputs": inputs, **others}


def state(*resources: Any, **others: Any) -> str:
    """A state as `pulumi stack export` writes it."""
    stack = {"urn": f"{URN}pulumi:pulumi:Stack::shop-prod", "type": "pulumi:pulumi:Stack"}
    return json.dumps({"version": 3, "deployment": {"resources": [stack, *resources], **others}})


def state_of(*schedules: Any) -> str:
    """The state of a stack with these schedules, which are named by their intervals."""
    return state(*(resource(one["scheduling"]["interval"], one) for one in schedules))


def pictured(*schedules: dict[str, Any], subject: str = "stack prod of shop") -> Picture:
    """The picture of valid schedules."""
    picture = picture_of(subject, [Found("one", Schedule.of(inputs)) for inputs in schedules])
    assert [] == picture.left_out
    return picture


def drawn(text: str) -> dict[str, dict[tuple[int, int], list[str]]]:
    """The marks in an SVG by addon, and by day and hour, read from their positions."""
    root = ET.fromstring(text)  # noqa: S314  # the project has just written it
    ids = {element.get("id"): element for element in root.iter() if element.get("id")}
    addons: dict[str, dict[tuple[int, int], list[str]]] = {}
    for group in root.findall(f"{SVG}g")[1:]:
        lines = [one.text or "" for one in group if one.get("class") == "ink h2"]
        cells: dict[tuple[int, int], list[str]] = {}
        uses = group.findall(f"{SVG}use")
        for frame, row in zip(uses[:1] * len(uses), uses[1:], strict=False):
            day, rest = divmod(_number(row, "y") - _number(frame, "y") - 18, 36)
            assert 0 == rest
            for mark in ids[_name(row)].findall(f"{SVG}use"):
                x = _number(row, "x") - _number(frame, "x") - 40 + _number(mark, "x")
                label = ids[_name(mark)].findtext(f"{SVG}text") or ""
                assert 1 == x % 36
                assert (2 if label[0] == "D" else 19) == _number(mark, "y")
                cells.setdefault((day, x // 36), []).append(label)
        addons["".join(lines)] = cells
    return addons


def _number(element: ET.Element, name: str) -> int:
    return int(element.attrib[name])


def _name(use: ET.Element) -> str:
    return use.attrib["href"].removeprefix("#")
