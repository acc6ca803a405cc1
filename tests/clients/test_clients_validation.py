"""Compares the provider's and the emulator's validation with that of Northflank's CLI.

The CLI validates the answers to its interactive questions with a schema that it contains; it does
not validate bodies given with ``--input`` or ``--file``. The bodies are those of
``tests/unit/validation/examples``.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from tests.clients.login import logged_in
from tests.clients.northflank import FOLDER
from tests.emulator.samples import paths_of

from pulumi_northflank.validation import validate

pytestmark = pytest.mark.thorough

EXAMPLES = FOLDER.parent / "unit/validation/examples"
ADDRESS = {"projectId": "shop", "addonId": "orders"}
NOT_IN_THE_BODY = {"projectId", "addonId", "teamId", "ifExists"}

# What the CLI sends and the provider refuses, by the sentence that justifies it. The first three
# are descriptions in the CLI's schema, whose types cannot express them. The fourth is in the
# schema, but the CLI does not check it. The last is in Northflank's guide on backups.
HOUR = "Required for `daily` and `weekly` intervals and unavailable for `hourly` intervals."
DAY = "Required for `weekly` intervals and unavailable for `hourly` and `daily` intervals."
RETENTION = (
    "`hourly` backups have a maximum retention of 7 days, `daily` backups have a maximum "
    "retention of 60 days and `weekly` backups have a maximum retention of 120 days."
)
UNIQUE = '"uniqueItems": true'
GUIDE = "a schedule that would make more than 500 backups before the first expires is refused"
SENT_AND_REFUSED = {
    HOUR: {
        "required-hour-and-day-weekly",
        "required-hour-daily",
        "required-hour-weekly",
        "unavailable-hour-hourly",
    },
    DAY: {"required-day-weekly", "unavailable-day-daily", "unavailable-day-hourly"},
    RETENTION: {"retention-daily-61", "retention-hourly-8"},
    UNIQUE: {"day-twice", "hour-twice", "minute-twice"},
    GUIDE: {
        "more-than-500-by-one-day",
        "more-than-500-daily",
        "more-than-500-hourly",
        "more-than-500-weekly",
    },
}
DESTINATIONS = (
    "List of destinations for which a backup should be created of this backup. "
    "Only applicable for snapshot backups."
)

# Valid bodies that the CLI changes: it omits an empty list, and it does not know
# `customDestinationId`, which the types of the newer JavaScript client have.
CHANGED = {
    "snapshot-no-destinations",
    "custom-destination-100-characters",
    "custom-destination-3-characters",
    "dump-custom-destination",
}
CUSTOM_DESTINATION = "'customDestinationId'?: string;"

# The provider refuses this and the emulator accepts it: DESTINATIONS does not say whether it
# applies to an empty list.
EMPTY_FOR_A_DUMP = {"additional-destinations-of-a-dump-empty"}


@dataclass(frozen=True)
class Judged:
    """A body, the paths of the problems that provider and emulator find, and the CLI's verdict."""

    body: dict[str, Any]
    provider: list[str]
    emulator: list[str]
    cli: dict[str, Any]

    @property
    def is_sent(self) -> bool:
        """Whether the CLI sends the body unchanged."""
        return self.body == self.cli.get("sent")


@dataclass(frozen=True)
class Examples:
    """All bodies by name, and the CLI's schema."""

    schema: str
    judged: dict[str, Judged]


@pytest.fixture(name="examples", scope="module")
def _examples(tmp_path_factory: pytest.TempPathFactory) -> Examples:
    """Validate each body three times; one process of the CLI's code validates all."""
    bodies = {path.stem: body_of(path) for path in sorted(EXAMPLES.rglob("*.json"))}
    with logged_in(tmp_path_factory.mktemp("dialogue"), "http://127.0.0.1:9", "") as northflank:
        ran = northflank.node(FOLDER / "dialogue.cjs", json.dumps([*bodies.values()]))
    return Examples(
        json.dumps(ran.json["schema"]),
        {
            name: Judged(
                body,
                [problem.path for problem in validate(ADDRESS | body)],
                paths_of(body),
                verdict,
            )
            for (name, body), verdict in zip(bodies.items(), ran.json["verdicts"], strict=True)
        },
    )


def body_of(path: Path) -> dict[str, Any]:
    """Read the part of an example that is the body of a request."""
    example = json.loads(path.read_text())
    inputs = example.get("inputs", example)
    return {name: value for name, value in inputs.items() if name not in NOT_IN_THE_BODY}


def test_refused_by_the_cli(examples: Examples) -> None:
    """The provider refuses whatever the CLI refuses, and names the same property."""
    refused = {name: item for name, item in examples.judged.items() if "refused" in item.cli}

    assert [] == [
        name
        for name, item in refused.items()
        if not any(is_part_of(item.cli["path"], path) for path in item.provider)
    ]
    assert 40 < len(refused)


def is_part_of(path: str, other: str) -> bool:
    """Whether one of two paths is equal to or within the other."""
    return path.startswith(other) or other.startswith(path)


def test_sent_by_the_cli(examples: Examples) -> None:
    """The provider accepts whatever the CLI sends, except where documented sentences forbid it."""
    sent = {name: item for name, item in examples.judged.items() if item.is_sent}
    refused = {name for name, item in sent.items() if item.provider}

    assert set().union(*SENT_AND_REFUSED.values()) == refused
    assert 20 < len(sent.keys() - refused)


@pytest.mark.parametrize("sentence", [HOUR, DAY, RETENTION, UNIQUE, DESTINATIONS])
def test_sentence_is_in_the_schema(examples: Examples, sentence: str) -> None:
    """Each rule that the CLI does not check is in its own schema."""
    assert sentence in examples.schema


def test_changed_by_the_cli(examples: Examples) -> None:
    """The valid bodies that the CLI changes before it sends them are known."""
    changed = {
        name
        for name, item in examples.judged.items()
        if "sent" in item.cli and not item.is_sent and not item.provider
    }
    types = (FOLDER / "node_modules/@northflank/js-client/dist/esm/api-client.d.ts").read_text()
    body = types.partition("type CreateAddonBackupscheduleData = {")[2].partition("\n};")[0]

    assert CHANGED == changed
    assert CUSTOM_DESTINATION in body


def test_unknown_to_the_cli(examples: Examples) -> None:
    """The CLI fails only on bodies with destinations, for whose type it cannot ask."""
    failed = [item for item in examples.judged.values() if "broke" in item.cli]

    assert [] == [item for item in failed if not item.body["additionalDestinations"]]
    assert 0 < len(failed)


def test_emulator(examples: Examples) -> None:
    """The emulator and the provider agree on every body but one."""
    assert EMPTY_FOR_A_DUMP == {
        name for name, item in examples.judged.items() if bool(item.emulator) != bool(item.provider)
    }
