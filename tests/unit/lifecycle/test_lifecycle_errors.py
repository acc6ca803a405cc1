"""The exact text of the errors about what a deployment does."""

from __future__ import annotations

import pytest
from tests.unit.classes import errors_in

from pulumi_northflank import ApiError, NorthflankError, ServerError, TransportError
from pulumi_northflank.api.errors import Call, Refusal
from pulumi_northflank.lifecycle import errors
from pulumi_northflank.lifecycle.errors import (
    CommandCancelledError,
    EngineGoneError,
    HeldScheduleError,
    ImportedTwiceError,
    ImportIdError,
    NewerStateError,
    NothingToImportError,
    ReplacementError,
    ScheduleExistsError,
    UnknownHolderError,
    UnknownScheduleError,
    UnlistedScheduleError,
    UnreadableScheduleError,
    UnsettledCreateError,
)
from pulumi_northflank.lifecycle.stack_state import Holder
from pulumi_northflank.schedule import Address, Slot
from pulumi_northflank.stack_export import StackExportError
from pulumi_northflank.version import __version__

ADDRESS = Address("shop", "orders")
SLOT = Slot(None, "shop", "orders", "daily", "dump")
PATH = "/v1/projects/shop/addons/orders/backup-schedules"
CREATE = Call("create", ADDRESS)
REFRESH = Call("refresh", ADDRESS)


def test_newer_state_error() -> None:
    """The error says what this version cannot read, and to upgrade."""
    assert (
        "A newer version of pulumi-northflank wrote the state: this version, "
        f'{__version__}, cannot read "label" in it. The schedule was left as it is. Upgrade '
        "pulumi-northflank to the version that wrote the state, and run the command again."
    ) == str(NewerStateError("label"))


def test_unknown_schedule_error() -> None:
    """The error says where the schedule does not exist, and how to find those that do."""
    assert (
        'Addon orders in project shop has no schedule "s1", which the program refers to by its '
        "ID. `pulumi-northflank list` shows its schedules."
    ) == str(UnknownScheduleError("s1", ADDRESS))


@pytest.mark.parametrize("if_exists", ["adopt", "error"])
def test_schedule_exists_error(if_exists: str) -> None:
    """The error says which schedule exists, how it differs, and what to do."""
    differences = ["retentionTime is 9", "scheduling is {}"]
    error = ScheduleExistsError(SLOT, "s1", differences, if_exists)

    assert (
        "The daily dump of addon orders in project shop already exists: schedule s1 (retentionTime "
        "is 9; scheduling is {}). It was left as it is, and no schedule was created. The "
        f'declaration has ifExists "{if_exists}". Either declare the settings that it has and '
        'adopt it with ifExists "adopt", or set ifExists to "replace" to delete it and create the '
        "declared schedule instead."
    ) == str(error)
    assert ("s1", differences) == (error.schedule_id, error.differences)


@pytest.mark.parametrize(
    ("if_exists", "advice"),
    [
        (
            "error",
            (
                'The declaration has ifExists "error". Either adopt it with ifExists "adopt", or '
                'set ifExists to "replace" to delete it and create the declared schedule instead.'
            ),
        ),
        (
            "replace",
            (
                "Someone else created it while the old schedule was being replaced "
                '(ifExists is "replace"). Find out who declares it, and let only one of you do so.'
            ),
        ),
    ],
)
def test_schedule_exists_error_without_differences(if_exists: str, advice: str) -> None:
    """For a schedule with the declared settings, the advice depends on if_exists."""
    assert (
        "The daily dump of addon orders in project shop already exists: schedule s1 with the "
        f"declared settings. It was left as it is, and no schedule was created. {advice}"
    ) == str(ScheduleExistsError(SLOT, "s1", [], if_exists))


@pytest.mark.parametrize(
    ("holder", "advice"),
    [
        (
            Holder("urn::old", is_protected=True, is_elsewhere=True),
            (
                "Another provider manages `old`, and would delete the schedule with it. If `new` "
                'takes its place, add "urn::old" to the resource option `aliases` of `new`. '
                "Otherwise declare the schedule only once. To move all schedules of a stack "
                "between the Python resource and the package, see `pulumi-northflank migrate "
                "--help`."
            ),
        ),
        (
            Holder("urn::old", is_protected=True),
            (
                "`old` is protected or retained on deletion: lift that in an update of its own, "
                "with the settings that the schedule has, or declare another interval or backup "
                "type for `new`."
            ),
        ),
        (
            Holder("urn::old", is_elsewhere=True, has_old_payload=True),
            (
                "Another version of Python wrote `old` into the state. Run `pulumi up` with the "
                "program as it was before, which makes no request, and then make this change."
            ),
        ),
        (
            Holder("urn::old"),
            (
                "The program no longer declares `old`, this update leaves it alone (`--target`, "
                "`--exclude`), or it waits for `new`. If you renamed it to `new`, add "
                '"urn::old" to the resource option `aliases` of `new`. Otherwise remove or move '
                "`old` first, in an update of its own."
            ),
        ),
    ],
)
def test_held_schedule_error(holder: Holder, advice: str) -> None:
    """The error names the resource of the stack that has the schedule."""
    assert (
        "The daily dump of addon orders in project shop already exists: schedule s1 (x is 1). It "
        "belongs to the resource `old` of this stack. It was left as it is, and no schedule was "
        f"created. {advice}"
    ) == str(HeldScheduleError(SLOT, "s1", ["x is 1"], holder, "urn::new"))


def test_unknown_holder_error() -> None:
    """The error says why the state cannot be read, and what to do."""
    unread = StackExportError("Cannot read it.")

    assert (
        "The daily dump of addon orders in project shop already exists: schedule s1 with the "
        "declared settings. It was left as it is, and no schedule was created, because another "
        "resource of this stack may have it: Cannot read it. Once `pulumi stack export` shows the "
        "state, run `pulumi up` again."
    ) == str(UnknownHolderError(SLOT, "s1", [], unread))


def test_engine_gone_error() -> None:
    """The error says that the engine has ended."""
    assert "The Pulumi engine has ended, so no more requests are made for it." == str(
        EngineGoneError()
    )


def test_command_cancelled_error() -> None:
    """The error says how to go on."""
    assert (
        "The command was cancelled before this was finished. Run it again: it finds out "
        "what exists, and does the rest."
    ) == str(CommandCancelledError())


def test_imported_twice_error() -> None:
    """The error names the resource that has the schedule."""
    assert (
        "Schedule s1, the daily dump of addon orders in project shop, already belongs to the "
        "resource `old` of this stack. Deleting one of two resources would delete the schedule of "
        "both, so use that resource."
    ) == str(ImportedTwiceError(SLOT, "s1", Holder("urn::old")))


def test_import_id_error() -> None:
    """The error shows the form of an ID to import."""
    assert (
        '"orders" does not name a schedule: write [TEAM/]PROJECT/ADDON/ID, or INTERVAL-TYPE in '
        "place of ID, such as shop/orders/daily-dump."
    ) == str(ImportIdError("orders"))


@pytest.mark.parametrize(
    ("names", "number", "problem"),
    [
        ([], 0, 'no schedule "daily-dump": it has no schedules.'),
        (
            ["hourly-dump (s1)", "daily-snapshot (s2)"],
            0,
            'no schedule "daily-dump": it has hourly-dump (s1), daily-snapshot (s2).',
        ),
        (
            ["s1", "s2"],
            2,
            '2 schedules "daily-dump": import one by its ID. It has s1, s2.',
        ),
    ],
)
def test_nothing_to_import_error(names: list[str], number: int, problem: str) -> None:
    """The error lists the schedules that can be imported."""
    error = NothingToImportError("daily-dump", Address("shop", "orders"), names, number)

    assert f"Addon orders in project shop has {problem}" == str(error)


def test_unsettled_create_error() -> None:
    """After a lost POST and an unreadable list, the error says how to find out."""
    lost = TransportError(CREATE, "no luck", "Try again.", settled=False)
    unread = ServerError(REFRESH, Refusal(500, "No list"))
    error = UnsettledCreateError(SLOT, lost, unread)

    assert (
        f"POST {PATH}: no luck. The daily dump of addon orders in project shop may or may not have "
        f"been created, and the list that would tell could not be read: GET {PATH}: 500 No list. "
        "Could not list the schedules of addon orders in project shop, so none was marked as "
        "deleted. Run the command again later. Run `pulumi up` again once the list can be read. "
        "It adopts the schedule if it exists, and creates it if not."
    ) == str(error)
    assert (lost, unread) == (error.lost, error.unread)


UNREADABLE = (
    "chedule s1 of addon orders in project shop exists, but it cannot be read: `scheduling` is not "
    "as documented. It was left as it is. Update pulumi-northflank, or delete the schedule in "
    "Northflank."
)


def test_unreadable_schedule_error() -> None:
    """The error says which schedule cannot be read, and why."""
    error = UnreadableScheduleError(ADDRESS, "s1", "`scheduling` is not as documented")

    assert f"S{UNREADABLE}" == str(error)
    assert "s1" == error.schedule_id


def test_unreadable_schedule_error_after_a_refusal() -> None:
    """After a refusal, the error says that the schedule may be the reason for it."""
    refusal = ApiError(CREATE, Refusal(409, "No"))
    reason = "`scheduling` is not as documented"

    assert f"{refusal} It may be in the way: s{UNREADABLE}" == str(
        UnreadableScheduleError(ADDRESS, "s1", reason, refusal)
    )


def test_unlisted_schedule_error() -> None:
    """The error says how long the list has not shown a schedule that may exist."""
    refusal = ApiError(CREATE, Refusal(409, "Exists", "e1"))
    error = UnlistedScheduleError(SLOT, refusal, 14.6)

    assert (
        f"POST {PATH}: 409 Exists (error id e1). The daily dump of addon orders in project shop "
        "may have been created by an earlier request, but the addon's list does not show it after "
        "14.6 seconds. Run `pulumi up` again: it adopts the schedule if it exists, and creates it "
        "if not."
    ) == str(error)
    assert refusal is error.refusal


REFUSED = ApiError(CREATE, Refusal(400, "No"))
LOST = TransportError(CREATE, "no luck", "Try again.", settled=False)
MISSING = (
    ", so the daily dump of addon orders in project shop does not exist now: no such backups are "
    "made until `{}` creates it"
)


@pytest.mark.parametrize(
    ("cause", "is_in_state", "consequence"),
    [
        (REFUSED, False, MISSING.format("pulumi up")),
        (REFUSED, True, MISSING.format("pulumi up --refresh")),
        (LOST, False, ""),
        (
            LOST,
            True,
            (
                ", but the state still has it: `pulumi up --refresh` finds out what exists, and "
                "creates the daily dump of addon orders in project shop if it does not"
            ),
        ),
        (ScheduleExistsError(SLOT, "s2", [], "replace"), False, ""),
    ],
)
def test_replacement_error(cause: NorthflankError, is_in_state: bool, consequence: str) -> None:
    """The error says that the old schedule is deleted, and which command creates a new one.

    An update does, unless the state still has the old one: then it would change nothing.
    """
    error = ReplacementError(cause, SLOT, "s1", is_in_state=is_in_state)

    assert f"{cause} The old schedule s1 is already gone{consequence}." == str(error)
    assert (cause, "s1") == (error.cause, error.deleted_id)


def test_all_are_tested_here() -> None:
    """No class of error is missing in this file."""
    assert set() == errors_in(errors) - set(globals())
