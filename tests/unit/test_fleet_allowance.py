"""How the example `fleet-automation` splits the limit of requests an hour; no test really waits."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, cast

import pytest
import requests
from allowance import Allowance, AllowanceError, Reading, read_limit
from workers import Workers

from pulumi_northflank.emulator import Drop, Emulator, Status
from pulumi_northflank.emulator.faults import Redirect

TOKEN = "nf-token-of-the-fleet"
RUNS_OUT = 3600


@pytest.fixture
def api() -> Iterator[Emulator]:
    """Give an API that allows ten requests an hour."""
    with Emulator(token=TOKEN, rate_limit=10) as api:
        yield api


@pytest.fixture(autouse=True)
def _settings(api: Emulator, monkeypatch: pytest.MonkeyPatch) -> None:
    """Point the example to the API."""
    monkeypatch.setenv("NORTHFLANK_BASE_URL", api.url)
    monkeypatch.setenv("NORTHFLANK_API_TOKEN", TOKEN)


@dataclass
class Stack:
    """Stands for a stack: makes so many requests, and notes what the API made of them."""

    name: str
    need: int
    api: Emulator
    used: int = 0
    fails_after: int | None = None
    seconds: float = 0.0
    operation: str = "up"
    errors: list[str] = field(default_factory=list)
    statuses: list[int] = field(default_factory=list)

    def work(self) -> None:
        """Make the requests, as an update would."""
        for _ in range(self.need):
            if self.used == self.fails_after:
                raise ConnectionError("no luck")
            answer = requests.get(
                f"{self.api.url}/v1/projects/{self.name}",
                headers={"Authorization": f"Bearer {TOKEN}"},
                timeout=20,
            )
            self.statuses.append(answer.status_code)
            self.used += 1


class Lines:
    """Notes what is shown: what happened to whom, in order."""

    def __init__(self) -> None:
        self.seen: list[str] = []

    def started(self, stack: Stack) -> None:
        """Note a beginning."""
        self.seen.append(f"{stack.name} begins")

    def noted(self, stack: Stack, text: str) -> None:
        """Note a wait, without its time."""
        self.seen.append(f"{stack.name} {text.split(': ')[1]}")

    def ended(self, stack: Stack) -> None:
        """Note no end: which of two comes first is chance."""


class Interruptible:
    """Stands for the engines."""

    def __init__(self) -> None:
        self.interrupted = threading.Event()


Do = Callable[..., list[str]]


@pytest.fixture
def do(api: Emulator) -> Do:
    """Let workers do it; each wait for a window moves the API's clock on."""

    def do(*stacks: Stack, workers: int = 1) -> list[str]:
        lines = Lines()
        allowance = Allowance(read_limit, lambda: api.clock.now().timestamp())

        def pause(seconds: float) -> None:
            lines.seen.append("an hour passes")
            api.clock.advance(seconds)

        fakes: Any = (Interruptible(), allowance, lines, pause)
        Workers(workers, *fakes).do(cast("Any", stacks))
        return lines.seen

    return do


def test_the_largest_goes_first_and_smaller_ones_use_what_it_leaves(api: Emulator, do: Do) -> None:
    """Who does not fit waits for the next window, and nobody is refused a request."""
    stacks = [Stack(name, need, api) for name, need in {"a": 1, "b": 6, "c": 4, "d": 5}.items()]

    seen = do(*stacks)

    assert [
        "b begins",
        "a begins",
        "c needs 4 requests, and 0 of this hour's 10 are left",
        "d needs 5 requests, and 0 of this hour's 10 are left",
        "an hour passes",
        "d begins",
        "c needs 4 requests, and 3 of this hour's 10 are left",
        "an hour passes",
        "c begins",
    ] == seen
    assert {200} == {status for each in stacks for status in each.statuses}


def test_what_runs_keeps_what_it_has_not_used(api: Emulator) -> None:
    """A reading while others run leaves them what they still need, across windows as well."""
    allowance = Allowance(read_limit, lambda: api.clock.now().timestamp())
    running = Stack("a", 6, api, used=2)
    waiting = [Stack("b", 4, api)]

    now = allowance.choose(waiting, [running])
    api.clock.advance(RUNS_OUT + 1)
    still_running = allowance.choose(waiting, [Stack("a", 6, api, used=0)])
    allowance.ended(Stack("a", 6, api, used=6))
    ended = allowance.choose(waiting, [])

    assert [waiting[0], None, waiting[0]] == [now, still_running, ended]


def test_to_ask_takes_no_request_from_those_that_run(api: Emulator) -> None:
    """While all of the hour is promised, the API is not asked, which is a request as well."""
    allowance = Allowance(read_limit, lambda: api.clock.now().timestamp())
    small, large, other = (Stack(name, need, api) for name, need in [("a", 3), ("b", 6), ("c", 2)])
    begun = [allowance.choose([large], []), allowance.choose([small], [large])]
    small.used = 3
    allowance.ended(small)

    while_it_runs = allowance.choose([other], [large])
    readings = len(api.requests)
    large.used = 6
    allowance.ended(large)
    allowance.choose([other], [])

    assert [large, small, None] == [*begun, while_it_runs]
    assert [1, 2] == [readings, len(api.requests)]


def test_what_fits_into_no_window_is_begun_alone(api: Emulator, do: Do) -> None:
    """All others go first, in as many windows as they take."""
    stacks = [Stack("huge", 25, api), Stack("a", 8, api), Stack("b", 8, api)]

    seen = do(*stacks, workers=3)

    assert ["a begins", "b begins", "huge begins"] == [
        line for line in seen if line.endswith("begins")
    ]
    assert 2 == seen.count("an hour passes")
    assert [{200}, {200}, {200, 429}] == [set(each.statuses) for each in (*stacks[1:], stacks[0])]


def test_what_others_leave_of_each_hour_is_enough_to_begin(api: Emulator) -> None:
    """Where somebody else always takes half of the hour, nobody waits for ever."""
    readings = iter([Reading(10, 4, 600), Reading(10, 5, RUNS_OUT)])
    seconds = [0.0]
    allowance = Allowance(lambda: next(readings), lambda: seconds[0])
    waiting = [Stack("a", 8, api)]

    first = allowance.choose(waiting, [])
    left = allowance.seconds_left
    seconds[0] += left
    second = allowance.choose(waiting, [])

    assert [None, 601, waiting[0]] == [first, left, second]


def test_what_a_failed_stack_has_not_used_is_free_again(api: Emulator, do: Do) -> None:
    """The others go on in the same window."""
    stacks = [Stack("a", 8, api, fails_after=1), Stack("b", 6, api)]

    seen = do(*stacks)

    assert ["a begins", "b begins"] == seen
    assert [["no luck"], []] == [each.errors for each in stacks]


def test_who_needs_nothing_asks_nothing(api: Emulator, do: Do) -> None:
    """A run of previews makes no request at all."""
    seen = do(*(Stack(name, 0, api) for name in "ab"), workers=2)

    assert ["a begins", "b begins"] == sorted(seen)
    assert [] == api.requests


def test_without_the_headers_nothing_is_split(api: Emulator, do: Do) -> None:
    """They are documented, and may be missing all the same."""
    api.fault(Status(200, {}, "{}"), path="/login", times=None)

    seen = do(Stack("a", 5, api), Stack("b", 8, api))

    assert ["b begins", "a begins"] == seen
    assert 1 == sum(request.path == "/v1/login" for request in api.requests)


@pytest.mark.parametrize(
    ("fault", "message"),
    [
        (Status(401), "127.0.0.1 answered 401 to the token in NORTHFLANK_API_TOKEN."),
        (Redirect("http://127.0.0.1:1/v1/login"), "127.0.0.1 answered 307 to the token in NORTH"),
        (Drop(), "127.0.0.1 cannot be reached (ConnectionError). Run it again when it can."),
    ],
)
def test_no_stack_begins_where_the_api_does_not_take_the_token(
    fault: Any, message: str, api: Emulator, do: Do
) -> None:
    """Each says why, and that it was not begun."""
    api.fault(fault, path="/login")
    stacks = [Stack("a", 1, api), Stack("b", 1, api)]

    seen = do(*stacks)

    assert [] == seen
    assert [True, True] == [each.errors[0].startswith(f"not begun: {message}") for each in stacks]
    assert 1 == len(api.requests)


def test_an_outage_in_the_middle_stops_nobody(api: Emulator) -> None:
    """What is not known is taken as it was, and asked again soon."""
    seconds = [0.0]
    allowance = Allowance(read_limit, lambda: seconds[0])
    first, second, third = (Stack(name, need, api) for name, need in [("a", 5), ("b", 4), ("c", 2)])
    first.used = 5

    begun = [allowance.choose([first], []), allowance.choose([second], [first])]
    api.fault(Drop(), path="/login")
    allowance.ended(first)
    refused = allowance.choose([third], [])
    left = allowance.seconds_left

    assert [first, second, None, 60] == [*begun, refused, left]


@pytest.mark.parametrize(
    "url",
    ["http://api.northflank.com", "https://me@northflank.com", "ftp://localhost", "https://", "["],
)
def test_the_token_is_sent_to_no_doubtful_address(
    url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not in clear, and not where the address means something else than it seems to."""
    monkeypatch.setenv("NORTHFLANK_BASE_URL", url)

    with pytest.raises(AllowanceError, match="not of the form https://HOST"):
        read_limit()


def test_an_exhausted_hour_is_a_reading(api: Emulator) -> None:
    """The answer that refuses tells when the window ends, too."""
    for _ in range(10):
        read_limit()

    assert Reading(10, 0, RUNS_OUT) == read_limit()
