"""The CLI's own validation beside the provider's and the emulator's.

The CLI validates what is entered into its dialogue, answer by answer, by a schema that it brings
along; a body that is given with ``--input`` or ``--file`` it sends as it is. The bodies are those
of ``tests/unit/examples``.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from tests.clients.login import logged_in
from tests.clients.northflank import FOLDER, Northflank

from pulumi_northflank.emulator import Emulator, InvalidBody
from pulumi_northflank.emulator.models import parse_body
from pulumi_northflank.validation import validate

EXAMPLES = FOLDER.parent / "unit/examples"
ADDRESS = {"projectId": "shop", "addonId": "orders"}
NOT_IN_THE_BODY = {"projectId", "addonId", "teamId", "ifExists"}
CREATE = ("create", "addon", "backup-schedule", "--projectId", "shop", "--addonId", "db-01")

# Lines of the page about one property in the light of another. The CLI's schema cannot state them.
HOUR = "Required for `daily` and `weekly` intervals and unavailable for `hourly` intervals."
DAY = "Required for `weekly` intervals and unavailable for `hourly` and `daily` intervals."
RETENTION = (
    "`hourly` backups have a maximum retention of 7 days, `daily` backups have a maximum "
    "retention of 60 days and `weekly` backups have a maximum retention of 120 days."
)
# The page does not speak of a value that stands twice in a list. The CLI's schema does, and its
# dialogue does not look at it.
TWICE = '"uniqueItems": true'
# Nor does the page limit how many backups are kept: that is in Northflank's guide on backups.
GUIDE = "a schedule that would make more than 500 backups before the first expires is refused"

# What the CLI sends and the provider refuses, by the line that decides it.
SENT_AND_REFUSED = {
    HOUR: {
        "required-hour-and-day-weekly",
        "required-hour-daily",
        "required-hour-weekly",
        "unavailable-hour-hourly",
    },
    DAY: {"required-day-weekly", "unavailable-day-daily", "unavailable-day-hourly"},
    RETENTION: {"retention-daily-61", "retention-hourly-8"},
    TWICE: {"day-twice", "hour-twice", "minute-twice"},
    GUIDE: {
        "more-than-500-by-one-day",
        "more-than-500-daily",
        "more-than-500-hourly",
        "more-than-500-weekly",
    },
}

# The page wants a `type` of each destination. When it is to ask for that, the CLI's dialogue
# breaks, whatever was entered before, so it can send none of the destinations of this line.
DESTINATIONS = (
    "List of destinations for which a backup should be created of this backup. "
    "Only applicable for snapshot backups."
)
BREAKS = "Cannot read properties of undefined (reading 'toString')"
# An empty list is what it sends for no list.
EMPTY = {"snapshot-no-destinations"}
# Neither the page nor this CLI know of `customDestinationId`; the types of the newer JavaScript
# client do.
CUSTOM_DESTINATION = "'customDestinationId'?: string;"
WITH_CUSTOM_DESTINATION = {
    "custom-destination-100-characters",
    "custom-destination-3-characters",
    "dump-custom-destination",
}

# What the provider refuses and the emulator accepts: the line above leaves open whether it is about
# a list without destinations, too.
EMPTY_FOR_A_DUMP = {"additional-destinations-of-a-dump-empty"}


@dataclass(frozen=True)
class Judged:
    """What each of the three makes of a body: the faults' paths, and the CLI's verdict."""

    body: dict[str, Any]
    provider: list[str]
    emulator: list[str]
    cli: dict[str, Any]

    @property
    def is_sent(self) -> bool:
        """Whether the CLI sends the body as it is."""
        return self.body == self.cli.get("sent")


@dataclass(frozen=True)
class Examples:
    """All bodies by their names, and the schema by which the CLI validates."""

    schema: str
    judged: dict[str, Judged]


@pytest.fixture(name="examples", scope="module")
def _examples(tmp_path_factory: pytest.TempPathFactory) -> Examples:
    """Have each body judged, by one process of the CLI's code for all."""
    bodies = {path.stem: body_of(path) for path in sorted(EXAMPLES.rglob("*.json"))}
    with logged_in(tmp_path_factory.mktemp("dialogue"), "http://127.0.0.1:9", "") as northflank:
        ran = northflank.node(FOLDER / "dialogue.cjs", json.dumps([*bodies.values()]))
    return Examples(
        json.dumps(ran.json["schema"]),
        {
            name: Judged(
                body,
                [fault.path for fault in validate(ADDRESS | body)],
                problems_of(body),
                verdict,
            )
            for (name, body), verdict in zip(bodies.items(), ran.json["verdicts"], strict=True)
        },
    )


def body_of(path: Path) -> dict[str, Any]:
    """The part of an example that is the request's body."""
    example = json.loads(path.read_text())
    inputs = example.get("inputs", example)
    return {name: value for name, value in inputs.items() if name not in NOT_IN_THE_BODY}


def problems_of(body: dict[str, Any]) -> list[str]:
    """The properties for which the emulator refuses a body."""
    try:
        parse_body(json.dumps(body).encode())
    except InvalidBody as error:
        return [problem.path for problem in error.problems]
    return []


def test_what_the_cli_refuses(examples: Examples) -> None:
    """The provider refuses all that the CLI refuses, and for the same property."""
    refused = {name: item for name, item in examples.judged.items() if "refused" in item.cli}

    blamed_elsewhere = {
        name: item.cli
        for name, item in refused.items()
        if not any(is_part_of(item.cli["path"], path) for path in item.provider)
    }
    assert {} == blamed_elsewhere
    assert 40 < len(refused)


def is_part_of(path: str, other: str) -> bool:
    """Whether one of two paths is, or lies within, the other."""
    return path.startswith(other) or other.startswith(path)


def test_what_the_cli_sends(examples: Examples) -> None:
    """The provider accepts all that the CLI sends, but for the rules that only prose states."""
    sent = {name: item for name, item in examples.judged.items() if item.is_sent}

    refused = {name for name, item in sent.items() if item.provider}
    assert set().union(*SENT_AND_REFUSED.values()) == refused
    assert 20 < len(sent.keys() - refused)


@pytest.mark.parametrize("line", [HOUR, DAY, RETENTION, TWICE, DESTINATIONS])
def test_the_line_that_decides(examples: Examples, line: str) -> None:
    """The rule that the CLI does not follow stands in the description that it brings along."""
    assert line in examples.schema


def test_what_the_dialogue_cannot_say(examples: Examples) -> None:
    """What the CLI sends otherwise than entered means the same, or is unknown to it."""
    changed = {
        name
        for name, item in examples.judged.items()
        if "sent" in item.cli and not item.is_sent and not item.provider
    }

    types = (FOLDER / "node_modules/@northflank/js-client/dist/esm/api-client.d.ts").read_text()
    body = types.partition("type CreateAddonBackupscheduleData = {")[2].partition("\n};")[0]
    assert EMPTY | WITH_CUSTOM_DESTINATION == changed
    assert CUSTOM_DESTINATION in body


def test_where_the_dialogue_breaks(examples: Examples) -> None:
    """Of a destination that it takes so far, the CLI fails to ask for the type."""
    broken = [item for item in examples.judged.values() if "broke" in item.cli]

    assert {BREAKS} == {item.cli["broke"] for item in broken}
    assert all(item.body["additionalDestinations"] for item in broken)


def test_the_emulator(examples: Examples) -> None:
    """The emulator's validation and the provider's agree on every body but one."""
    different = {
        name for name, item in examples.judged.items() if bool(item.emulator) != bool(item.provider)
    }

    assert EMPTY_FOR_A_DUMP == different


TO_MINUTE = (("as interval", "\n"), ("as minute", "60\n"))
FROM_HOUR = (
    ("add more minute", "n\n"),
    ("add hour", "y\n"),
    ("as hour", "2\n"),
    ("add more hour", "n\n"),
    ("add day", "y\n"),
    ("as day", "6\n"),
    ("add more day", "n\n"),
    ("as backupType", "\n"),
    ("add additionalDestinations", "n\n"),
    ("as compressionType", "\n"),
    ("as retentionTime", "120\n"),
    ("Yes, send", "\n"),
)


def test_a_dialogue(northflank: Northflank, api: Emulator) -> None:
    """At a terminal a bad answer is refused at once, and a better one goes to the API."""
    correction = ("must be smaller than or equal to 59", "\b\b5\n")

    ran = northflank.dialogue([*TO_MINUTE, correction, *FROM_HOUR], *CREATE)

    assert 0 == ran.code
    assert [
        {
            "scheduling": {"interval": "weekly", "minute": [5], "hour": [2], "day": [6]},
            "backupType": "snapshot",
            "retentionTime": 120,
        }
    ] == [json.loads(r.body) for r in api.requests]
    assert api.schedules("shop", "db-01")[0]["id"] in ran.printed


def test_a_dialogue_without_validation(northflank: Northflank, api: Emulator) -> None:
    """With `--skipValidation` the bad answer goes to the API, which refuses it."""
    ran = northflank.dialogue([*TO_MINUTE, *FROM_HOUR], *CREATE, "--skipValidation")

    assert 1 == ran.code
    assert "scheduling.minute.0: Input should be less than or equal to 59" in ran.printed
    assert [400] == [r.status for r in api.requests]


def test_a_dialogue_about_a_destination(northflank: Northflank, api: Emulator) -> None:
    """The dialogue breaks at a terminal, too, and nothing is created."""
    steps = (
        ("as interval", "\n"),
        ("as minute", "\n"),
        ("add more minute", "n\n"),
        ("add hour", "n\n"),
        ("add day", "n\n"),
        ("as backupType", "\n"),
        ("add additionalDestinations", "y\n"),
        ("as destinationId", "eu-copy\n"),
        ("as retentionTime", "\n"),
    )

    ran = northflank.dialogue(steps, *CREATE)

    assert 1 == ran.code
    assert BREAKS in ran.printed
    assert [] == [r.path for r in api.requests if r.method == "POST"]
