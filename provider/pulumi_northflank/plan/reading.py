"""A whole plan as a program writes it: its tiers, its spread, and everything that is wrong with it.

Everything here is pure: both doors declare the schedules that it names.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from pulumi_northflank.arguments import is_later
from pulumi_northflank.text import written
from pulumi_northflank.types import INTERVALS, Properties
from pulumi_northflank.validation import Problem

from .language import Language
from .spread import minutes_for
from .tiers import SETTINGS, Tier, check_backup_type, read_tiers

PLAN_TYPE = "northflank:index:BackupPlan"
"""The component's type token; it is in every user's state and must never change."""


class ReadPlan(NamedTuple):
    """What a plan declares.

    Attributes:
        tiers: Its schedules in the order hourly, daily, weekly, dumps before snapshots.
        spread_minutes: By how many minutes `spread` moves every start; None without it.
        problems: Everything that is wrong, by paths such as ``daily.at``.
    """

    tiers: list[Tier]
    spread_minutes: int | None
    problems: list[Problem]


def read_plan(arguments: Properties, language: Language) -> ReadPlan:
    """Read a plan.

    Args:
        arguments: Its arguments by their Python names, with tiers as the language spells them.
        language: The spelling of the program's language.
    """
    problems: list[Problem] = []
    backup_type = arguments.get("backup_type")
    if backup_type is not None:
        check_backup_type(backup_type, language.named("backup_type"), problems)
    spread_minutes = _spread_minutes(arguments, problems, language)
    tiers = _tiers(arguments, spread_minutes or 0, problems, language)
    problems += _without_effect(arguments, tiers, language)
    return ReadPlan(tiers, spread_minutes, problems)


def _tiers(
    given: Properties, move_by: int, problems: list[Problem], language: Language
) -> list[Tier]:
    if all(given.get(interval) is None for interval in INTERVALS):
        reason = f"the plan has no tiers; give at least one of {', '.join(INTERVALS)}"
        problems.append(Problem("", reason))
    return [
        tier
        for interval in INTERVALS
        for tier in read_tiers(
            interval,
            given.get(interval),
            given.get("backup_type"),
            move_by=move_by,
            problems=problems,
            language=language,
        )
    ]


def _spread_minutes(
    arguments: Properties, problems: list[Problem], language: Language
) -> int | None:
    spread = arguments.get("spread")
    if spread is None or spread is False:
        return None
    if isinstance(spread, str) and spread:
        return minutes_for(spread)
    ids = {language.named(name): arguments.get(name) for name in ("project_id", "addon_id")}
    wrong = [
        f"{name} is {'an Output' if is_later(value) else written(value)}"
        for name, value in ids.items()
        if not isinstance(value, str)
    ]
    if spread is True and not wrong:
        return minutes_for("/".join(map(str, ids.values())))
    example = language.spread.format('"shop/orders"')
    if spread is True:
        reason = (
            f"{language.spread.format(language.true)}{language.presets} computes the minute of the "
            f"backups from {' and '.join(ids)}, but {' and '.join(wrong)}. Give a string to "
            f"compute it from, such as {example}, or {language.spread.format(language.false)}"
        )
    elif is_later(spread):
        reason = f"must not be an Output; give a string, such as {example}"
    else:
        true_or_false = f"{language.true}, {language.false}"
        reason = f"{written(spread)} must be {true_or_false} or a non-empty string"
    problems.append(Problem("spread", reason))
    return None


def _without_effect(
    arguments: Properties, tiers: Sequence[Tier], language: Language
) -> list[Problem]:
    # A setting that reaches no schedule would be missed only when the backup is needed.
    if any(tier.backup_type is None for tier in tiers):
        return []
    return [
        Problem(language.named(name), f"only applies to {of}s, and no tier of the plan makes {of}s")
        for name, of in SETTINGS.items()
        if arguments.get(name) is not None and all(tier.backup_type != of for tier in tiers)
    ]
