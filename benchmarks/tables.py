"""The tables of the page, each made of the figures of a part."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from benchmarks import alternatives, costs, growth, stacks
from benchmarks.figures import Figures, Measured
from benchmarks.life import expected_requests, operations_of
from benchmarks.stack import OPERATIONS
from benchmarks.table import NONE, Table, seconds, spread, whole

NAMES_OF_OPERATIONS = {
    "preview": "preview of a new stack",
    "up": "`up`, all new",
    "unchanged": "`up`, nothing changed",
    "refresh": "refresh",
    "change": "`up`, all changed",
    "destroy": "destroy",
}
NAMES_OF_WAYS = {
    "provider": "this provider",
    "requests": "a script with `requests`",
    "js": "the JavaScript client, in sequence",
    "js-four": "the JavaScript client, four calls at a time",
    "cli": "the CLI, a process a call",
}
NAMES_OF_IMPORTS = {
    "import pulumi": "program: `import pulumi`",
    "import schedule": "program: `AddonBackupSchedule`",
    "import all": "program: with `BackupPlan`, `coverage` and `require`",
    "declare": "program: a schedule declared",
    "provider process": "provider's process",
    "floor process": "floor's process",
}


def dates(cases: Sequence[Measured]) -> str:
    """When some cases were measured, and how often."""
    if not cases:
        return "Not measured yet."
    days = sorted({case.date for case in cases})
    rounds = sorted({len(case.rounds) for case in cases})
    often = " to ".join(str(each) for each in {rounds[0]: 0, rounds[-1]: 0})
    word = "round" if rounds[-1] == 1 else "rounds"
    return f"{' to '.join({days[0]: 0, days[-1]: 0})}, {often} {word}."


def measured_with(figures: Figures) -> Table:
    """What the parts were measured with."""
    rows: dict[tuple[str, ...], list[str]] = {}
    names: list[str] = []
    for part in PARTS:
        for case in figures.of(part):
            names += [name for name in case.environment if name not in names]
    for part in PARTS:
        for case in figures.of(part):
            values = tuple(case.environment.get(name, NONE) for name in names)
            parts = rows.setdefault((case.date, *values), [])
            parts += [part] if part not in parts else []
    listed = [[", ".join(parts), *values] for values, parts in sorted(rows.items())]
    return Table(
        "Measured with",
        ["part", "date", *names],
        listed,
        dates([]) if not listed else "",
        texts=2 + len(names),
    )


def lives(figures: Figures, latency: int) -> Table:
    """Whole lives at one latency."""
    cases = sorted(
        (
            case
            for case in figures.of(stacks.NAME)
            if (case.settings["latency"], case.settings["order"]) == (latency, "addons")
        ),
        key=lambda case: int(case.settings["schedules"]),
    )
    rows = [
        [
            NAMES_OF_OPERATIONS[operation],
            whole(case.settings["schedules"]),
            *(seconds(case.median(each, "seconds", operation)) for each in stacks.CONTESTANTS),
            spread(case.ratio(*_beside("provider", "floor", operation))),
        ]
        for operation in OPERATIONS
        for case in cases
        if operation in operations_of(case.settings["schedules"])
    ]
    columns = ["", "schedules", *stacks.CONTESTANTS, "provider / floor"]
    return Table(f"The API answers after {latency} ms", columns, rows, dates(cases))


def _beside(one: str, other: str, operation: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    return (one, "seconds", operation), (other, "seconds", operation)


def orders(figures: Figures) -> Table:
    """A refresh in the order of addons, and of kinds."""
    by_kind = [case for case in figures.of(stacks.NAME) if case.settings["order"] == "kinds"]
    rows = []
    for case in by_kind:
        by_addon = figures.one(stacks.NAME, **(case.settings | {"order": "addons"}))
        for name, each in (("addon by addon", by_addon), ("kind by kind", case)):
            if each:
                rows.append(
                    [
                        name,
                        whole(case.settings["schedules"]),
                        seconds(each.median("provider", "seconds", "refresh")),
                        seconds(each.median("floor", "seconds", "refresh")),
                        spread(each.ratio(*_beside("provider", "floor", "refresh"))),
                    ]
                )
    columns = ["schedules are declared", "schedules", "provider", "floor", "provider / floor"]
    return Table("Refresh, by the order of the program", columns, rows, dates(by_kind))


def ways(figures: Figures, what: str) -> Table:
    """The same work by other ways."""
    cases = [case for case in figures.of(alternatives.NAME) if case.settings["what"] == what]
    steps = list(alternatives.SAME) if what == "life" else ["create"]
    rows = [
        [
            NAMES_OF_WAYS[way],
            whole(case.settings["schedules"]),
            *(seconds(case.median(way, "seconds", step)) for step in steps),
            spread(case.ratio((way, "seconds", "create"), ("provider", "seconds", "create")), 1),
        ]
        for case in cases
        for way in alternatives.CONTESTANTS
    ]
    columns = ["way", "schedules", *steps, "create: way / provider"]
    return Table("Other ways", columns, rows, dates(cases))


def requests(figures: Figures) -> Table:
    """Requests of each kind, and what is expected."""
    cases = _costs(figures, "requests")
    rows = []
    for case in cases:
        for operation in OPERATIONS:
            wanted = expected_requests(operation, case.settings["schedules"])
            cells = [
                _requests_in(found[-1]) if found else NONE
                for each in costs.CONTESTANTS[:2]
                for found in [case.values(each, "requests", operation)]
            ]
            rows.append([NAMES_OF_OPERATIONS[operation], _requests_in(wanted), *cells])
    columns = ["", "expected", "provider", "floor"]
    title = "Requests"
    if cases:
        title = f"Requests for {cases[0].settings['schedules']} schedules"
    return Table(title, columns, rows, dates(cases), texts=4)


def _requests_in(counts: dict[str, int]) -> str:
    return ", ".join(f"{number} {kind}" for kind, number in counts.items()) or "none"


def memory(figures: Figures) -> Table:
    """The most memory that the provider's process has."""
    cases = _costs(figures, "memory")
    rows = [
        [
            each,
            whole(case.settings["schedules"]),
            spread(case.difference((each, "megabytes"), ("floor", "megabytes")), 1),
            f"{case.median(each, 'megabytes') or 0:.1f} MB",
        ]
        for case in cases
        for each in costs.CONTESTANTS
    ]
    columns = ["contestant", "schedules", "MB more than floor", "most at once"]
    return Table("Memory of the provider's process, during `up`", columns, rows, dates(cases))


def imports(figures: Figures) -> Table:
    """What a program and the provider's process load, and for how long."""
    cases = _costs(figures, "imports")
    rows = []
    for case in cases:
        for each in costs.IMPORTS:
            over = case.difference((each, "milliseconds"), ("import pulumi", "milliseconds"))
            loaded = sorted({name for names in case.values(each, "loaded") for name in names})
            is_program = not each.endswith(" process")
            rows.append(
                [
                    NAMES_OF_IMPORTS[each],
                    ", ".join(loaded) or "none",
                    _milliseconds(case.median(each, "milliseconds")),
                    spread(over, 1) if is_program else NONE,
                    _milliseconds(case.median(each, "first_check")),
                ]
            )
    columns = [
        "",
        "loaded of requests, urllib3, tenacity, jsonschema",
        "imports",
        "ms over `import pulumi`",
        "provider and first check",
    ]
    return Table("Start", columns, rows, dates(cases), texts=2)


def _milliseconds(value: float | None) -> str:
    return NONE if value is None else f"{value:.1f} ms"


def checks(figures: Figures) -> Table:
    """How many schedules a core checks."""
    cases = _costs(figures, "checks")
    names = {"valid": "a valid daily schedule", "faulty": "one with two faults"}
    rows = [
        [names[each], whole(case.median("check", each))] for case in cases for each in costs.CHECKS
    ]
    return Table("Checks", ["", "checks a second"], rows, dates(cases))


def state(figures: Figures) -> Table:
    """How large a resource is in the state, and what it has beyond its inputs."""
    cases = _costs(figures, "state")
    rows = [
        [
            each,
            _names(case, each, "inputs_beyond_declared"),
            _names(case, each, "outputs_beyond_inputs"),
            _names(case, each, "names_beyond_inputs"),
            whole(case.median(each, "bytes")),
        ]
        for case in cases
        for each in costs.CONTESTANTS
    ]
    columns = [
        "contestant",
        "inputs beyond the declared",
        "outputs beyond the inputs",
        "names alone",
        "bytes a resource",
    ]
    return Table("State", columns, rows, dates(cases), texts=4)


def _names(case: Measured, *path: str) -> str:
    found = sorted({name for names in case.values(*path) for name in names})
    return ", ".join(f"`{name}`" for name in found) or "none"


def _costs(figures: Figures, what: str) -> list[Measured]:
    return [case for case in figures.of(costs.NAME) if case.settings["what"] == what]


def grown(figures: Figures) -> Table:
    """One stack that grows, and a fleet."""
    cases = sorted(
        (case for case in figures.of(growth.NAME) if case.settings["what"] == "growth"),
        key=lambda case: int(case.settings["schedules"]),
    )
    contestants = _contestants(cases)
    rows = [
        [
            whole(case.settings["schedules"]),
            *(seconds(case.median(each, "seconds", "up")) for each in contestants),
        ]
        for case in cases
    ]
    named = ["one stack", "one stack of nothing"]
    named += [each.replace("fleet of", f"{growth.PROJECTS} stacks,") for each in contestants[2:]]
    return Table("`pulumi up` with its preview", ["schedules", *named], rows, dates(cases), texts=0)


def _contestants(cases: Iterable[Measured]) -> list[str]:
    found = {"provider": 0, "nothing": 0}
    for case in cases:
        for each in case.rounds:
            # By the number of workers, whose names differ in nothing else.
            found |= dict.fromkeys(sorted(each.keys() - found.keys()), 0)
    return list(found)


def switches(figures: Figures) -> Table:
    """What the engine's own switches give."""
    cases = [case for case in figures.of(growth.NAME) if case.settings["what"] == "switches"]
    rows = [
        [
            name,
            " ".join(f"`{key}={value}`" for key, value in settings.items()) or "none",
            whole(case.settings["schedules"]),
            seconds(case.median(name, "seconds", "up")),
            spread(case.ratio(*_beside(name, "none", "up"))),
            f"{(case.median(name, 'file_bytes') or 0) / 1000:,.0f} KB",
        ]
        for case in cases
        for name, settings in growth.SWITCHES.items()
    ]
    columns = ["switch", "in the environment", "schedules", "`up`", "by none", "state file"]
    return Table("The engine's switches", columns, rows, dates(cases), texts=2)


PARTS: dict[str, dict[str, Callable[[Figures], Table]]] = {
    stacks.NAME: {
        "lives_at_once": lambda figures: lives(figures, 0),
        "lives_later": lambda figures: lives(figures, 50),
        "orders": orders,
    },
    alternatives.NAME: {
        "ways": lambda figures: ways(figures, "life"),
        "creations": lambda figures: ways(figures, "create"),
    },
    costs.NAME: {
        "requests": requests,
        "memory": memory,
        "imports": imports,
        "checks": checks,
        "state": state,
    },
    growth.NAME: {"grown": grown, "switches": switches},
}
