"""Runs the questions against an emulator whose clock the run moves instead of waiting."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from pathlib import Path
from typing import Any

import pytest
from tests.acceptance.journal import Journal
from tests.acceptance.questions import PATCH, QUESTIONS
from tests.acceptance.redaction import redaction
from tests.acceptance.relay import BUDGET, Answer, Relay
from tests.acceptance.run import Answers, ask, prepare, sweep
from tests.acceptance.target import Target, Timer

from pulumi_northflank.emulator import Emulator
from pulumi_northflank.schedule import Address

TOKEN = "t-that-must-not-show"
ADDRESS = Address("shop", "orders", None)
Hook = Callable[[int, str], None]
"""Called with the number of each request, before and after it."""


class Killed(BaseException):
    """Ends a run as `kill -9` does: nothing that would come after it is done."""


class Observed(Relay):
    """A relay that tells of each request before it is sent and after its response."""

    hook: Hook = staticmethod(lambda number, when: None)

    def call(self, method: str, target: str, body: Any = None, **options: Any) -> Answer:
        """Send one request between two calls of the hook."""
        self.hook(self.count, "before")
        answer = super().call(method, target, body, **options)
        self.hook(self.count, "after")
        return answer


class Runs:
    """Runs on one emulator, which share a journal."""

    def __init__(self, api: Emulator, folder: Path) -> None:
        self.api = api
        self.folder = folder

    def target(self, journal: Journal, **options: Any) -> Target:
        """What a run asks."""
        relay = Observed(self.api.url, TOKEN, ADDRESS, journal, **options)
        timer = Timer(self.api.clock.advance, lambda: self.api.clock.now().timestamp())
        return Target(relay, redaction(ADDRESS, TOKEN), timer)

    def journal(self) -> Journal:
        """The journal that the next run reads."""
        return Journal(self.folder, self.api.url, ADDRESS.schedules_path)

    def run(self, *, budget: int = BUDGET, patch: bool = True, hook: Hook | None = None) -> Answers:
        """Ask everything but what needs the engine."""
        with closing(self.journal()) as journal:
            target = self.target(journal, budget=budget, patch=patch)
            prepare(target, lambda _: None)
            target.relay.hook = hook or Observed.hook  # type: ignore[attr-defined]
            try:
                answers = ask(target, [*QUESTIONS, *([PATCH] if patch else [])], lambda _: None)
            except Exception:
                sweep(target)
                raise
            sweep(target)
            return answers


StartRuns = Callable[..., Runs]


@pytest.fixture
def runs(tmp_path: Path) -> Iterator[StartRuns]:
    """Start an emulator, with the answers of an account or with options of its own."""
    with ExitStack() as stack:

        def start(answers: Any = None, **options: Any) -> Runs:
            if answers is not None:
                options["as_account"] = tmp_path / "account.json"
                options["as_account"].write_text(json.dumps({"answers": answers}))
            known = {"token": TOKEN, "addons": ["shop/orders", "shop/users"]}
            api = Emulator(**(known | options))
            return Runs(stack.enter_context(api), tmp_path / "journal")

        yield start
