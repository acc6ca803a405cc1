"""One run: from the journal of the run before it to the answers."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from tests.acceptance.questions import ASKED, Question
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

    def __str__(self) -> str:
        unknown = [name for name in self.found if self.found[name] is None]
        count = f"{len(self.found) - len(unknown)} of {len(self.found)} answers found"
        return f"{count}; not found: {', '.join(unknown)}." if unknown else f"{count}."


def prepare(target: Target, say: Say) -> None:
    """Delete what an earlier run left, and make sure that there is nothing else.

    Raises:
        RefusedError: The addon has schedules that no run created, or cannot be read.
    """
    left = len(target.journal.ids)
    if left:
        say(f"Deleting the schedules of an earlier run that ended early: {left} in its journal.")
    try:
        if not target.journal.is_empty:
            target.page("per_page=1")  # first, because deleting can take a minute
        others = target.clear()
    except UnansweredError as error:
        raise RefusedError(
            f"Cannot start on {target.relay.address}: {error}. This run created nothing. "
            "Correct what is wrong, and run this again."
        ) from None
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
    questions = list(questions)
    for number, (question, names) in enumerate(questions, 1):
        if stopped:
            answers.unknown(names, stopped)
            continue
        asked = " ".join(ASKED[name] for name in names)
        say(f"Asking ({number} of {len(questions)}): {asked}")
        try:
            for name, value in question(target, schedules):
                answers.found[name] = value
        except UnansweredError as error:
            answers.unknown(names, target.redacted(str(error)))
            target.distrust()
        try:
            others = target.clear()
        except UnansweredError as error:
            stopped = target.redacted(f"not asked after an earlier question, because {error}")
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
    if not target.journal.is_empty:
        target.clear()
    target.journal.finish()
