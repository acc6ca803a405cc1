"""What was to be reached, and whether the figures reach it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from benchmarks import alternatives, costs, stacks
from benchmarks.figures import Figures, Measured, Spread
from benchmarks.life import expected_requests
from benchmarks.stack import OPERATIONS
from benchmarks.table import NONE, Table, spread, whole

MOST_PREVIEW_AND_UP = 1.05
MOST_REFRESH = 0.5
LEAST_FASTER = 8.0
MOST_IMPORT_MS = 25.0
LEAST_CHECKS = 5000
MOST_MORE_MB = 20.0
# What has to be this many times faster, is measured so.
FASTER_AT = {"schedules": 240, "latency": 50, "what": "create"}
SLOWER_WAYS = {"cli": "the CLI in a loop", "js": "the JavaScript client in sequence"}


@dataclass(frozen=True)
class Target:
    """One of them.

    Attributes:
        is_reached: None where it has not been measured.
    """

    what: str
    wanted: str
    measured: str
    is_reached: bool | None


def targets(figures: Figures) -> list[Target]:
    """All targets."""
    return [
        *_beside_the_floor(figures),
        *_faster(figures),
        _requests(figures),
        _imports(figures),
        _checks(figures),
        _memory(figures),
        _state(figures),
    ]


def table(figures: Figures) -> Table:
    """The targets as a table."""
    words = {True: "reached", False: "**not reached**", None: "not measured"}
    rows = [
        [each.what, each.wanted, each.measured, words[each.is_reached]] for each in targets(figures)
    ]
    return Table("Targets", ["target", "wanted", "measured", ""], rows, texts=4)


def _beside_the_floor(figures: Figures) -> Iterator[Target]:
    cases = [case for case in figures.of(stacks.NAME) if case.settings["order"] == "addons"]
    for case in sorted(cases, key=_by_settings):
        at = f"{case.settings['schedules']} schedules, {case.settings['latency']} ms"
        for operation, most in (
            ("preview", MOST_PREVIEW_AND_UP),
            ("up", MOST_PREVIEW_AND_UP),
            ("refresh", MOST_REFRESH),
        ):
            ratio = case.ratio(("provider", "seconds", operation), ("floor", "seconds", operation))
            yield _at_most(f"{operation} of {at}", "× floor", most, ratio)
    if not cases:
        yield _at_most("preview and up", "× floor", MOST_PREVIEW_AND_UP, None)
        yield _at_most("refresh", "× floor", MOST_REFRESH, None)


def _by_settings(case: Measured) -> tuple[int, int]:
    return case.settings["latency"], case.settings["schedules"]


def _at_most(what: str, unit: str, most: float, found: Spread | None, digits: int = 2) -> Target:
    is_reached = None if found is None else found.median <= most
    return Target(what, f"at most {most:g} {unit}", spread(found, digits), is_reached)


def _faster(figures: Figures) -> Iterator[Target]:
    case = figures.one(alternatives.NAME, **FASTER_AT)
    for way, name in SLOWER_WAYS.items():
        ours = ("provider", "seconds", "create")
        ratio = case.ratio((way, "seconds", "create"), ours) if case else None
        yield Target(
            f"`up` of {FASTER_AT['schedules']} schedules, {FASTER_AT['latency']} ms, beside {name}",
            f"at least {LEAST_FASTER:g} times faster",
            spread(ratio, 1),
            None if ratio is None else ratio.median >= LEAST_FASTER,
        )


def _requests(figures: Figures) -> Target:
    cases = [
        *figures.of(stacks.NAME),
        *(case for case in figures.of(costs.NAME) if case.settings["what"] == "requests"),
    ]
    looked_at, wrong = 0, []
    for case in cases:
        count = case.settings["schedules"]
        for operation in OPERATIONS:
            for found in case.values("provider", "requests", operation):
                looked_at += 1
                if found != expected_requests(operation, count):
                    wrong.append(f"{operation} of {count}: {found}")
    text = f"all {looked_at} commands" if looked_at else NONE
    return Target(
        "requests of every command",
        "as in the table below",
        "; ".join(dict.fromkeys(wrong)) or text,
        not wrong if looked_at else None,
    )


def _imports(figures: Figures) -> Target:
    case = figures.one(costs.NAME, what="imports")
    pulumi = ("import pulumi", "milliseconds")
    over = case.difference(("import schedule", "milliseconds"), pulumi) if case else None
    return _at_most("import of `AddonBackupSchedule`", "ms more", MOST_IMPORT_MS, over, 1)


def _checks(figures: Figures) -> Target:
    case = figures.one(costs.NAME, what="checks")
    found = case.median("check", "valid") if case else None
    return Target(
        "checks of a valid schedule",
        f"at least {LEAST_CHECKS} a second",
        whole(found),
        None if found is None else found >= LEAST_CHECKS,
    )


def _memory(figures: Figures) -> Target:
    case = figures.one(costs.NAME, what="memory")
    more = case.difference(("provider", "megabytes"), ("floor", "megabytes")) if case else None
    what = "memory of the provider's process"
    return _at_most(what, "MB more than the floor's", MOST_MORE_MB, more, 1)


def _state(figures: Figures) -> Target:
    case = figures.one(costs.NAME, what="state")
    names = ("inputs_beyond_declared", "outputs_beyond_inputs", "names_beyond_inputs")
    found = [each for name in names for each in case.values("provider", name)] if case else []
    beyond = sorted({each for some in found for each in some})
    return Target(
        "attributes in the state beyond the inputs",
        "none",
        (", ".join(beyond) or "none") if found else NONE,
        not beyond if found else None,
    )
