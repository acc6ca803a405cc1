"""One run: from the journal of the run before it to the answers."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from tests.acceptance.questions import Question
from tests.acceptance.relay import UnansweredError
from tests.acceptance.schedules import Schedules
from tests.acceptance.target import Target

Say = Callable[[str], None]
Questions = Iterable[tuple[Question, tuple[str, ...]]]


class RefusedError(Exception):
    """The run did not start; the message says why, and that nothing of others was touched."""


@dataclass
class Answers:
    """What was found out; None is what was not, with its reason."""

    found: dict[str, Any] = field(default_factory=dict)
    reasons: dict[str, str] = field(default_factory=dict)

    def unknown(self, names: Iterable[str], reason: str) -> None:
        """Give the reason for those of the names that have no answer."""
        for name in names:
            if self.found.get(name) is None:
                self.found[name], self.reasons[name] = None, reason


def prepare(target: Target, say: Say) -> None:
    """Delete what an earlier run left, and make sure that there is nothing else.

    Raises:
        RefusedError: The addon has schedules that no run created, or cannot be read.
    """
    left = len(target.journal.ids)
    if left:
        say(f"Deleting the schedules of an earlier run that ended early: {left} in its journal.")
    try:
        others = target.clear()
    except UnansweredError as error:
        raise RefusedError(f"The addon could not be made ready: {error}.") from None
    if others:
        raise RefusedError(
            f"The addon has schedules that this suite did not create ({len(others)}), and they "
            "were left alone. Use an addon without schedules."
        )


def ask(target: Target, questions: Questions, say: Say) -> Answers:
    """Ask all questions, and delete after each what it created."""
    answers = Answers()
    schedules = Schedules(target.relay.now or dt.datetime.now(dt.timezone.utc))
    stopped = None
    for question, names in questions:
        if stopped:
            answers.unknown(names, stopped)
            continue
        say((question.__doc__ or "").splitlines()[0])
        try:
            for name, value in question(target, schedules):
                answers.found[name] = value
        except UnansweredError as error:
            answers.unknown(names, str(error))
            target.distrust()
        try:
            others = target.clear()
        except UnansweredError as error:
            stopped = (
                f"not asked, because the addon was not empty after the question before: {error}"
            )
            continue
        if others:
            stopped = "somebody else created schedules for the addon during the run"
            answers.found.update(dict.fromkeys(names))
            answers.unknown(names, stopped)
    return answers


def sweep(target: Target) -> None:
    """Delete everything that the run created, with the part of the budget that is kept for it.

    Raises:
        UnansweredError: Something may be left, which the next run deletes.
    """
    target.relay.is_sweeping = True
    target.clear()
    target.journal.finish()
