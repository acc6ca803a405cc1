"""Generates ``docs/reference.md`` from the code: `make docs`.

Names and types come from signatures, limits from the JSON Schema, descriptions from docstrings, and
commands from their own help. A missing description is an error, so that the page is complete.
"""

from __future__ import annotations

import dataclasses
import importlib
import pkgutil
import sys
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, Literal, get_args, get_origin

import click

import pulumi_northflank
from docstrings import (
    WIDTH,
    agree,
    arguments,
    docstring,
    fields,
    form,
    listed,
    members,
    of_callable,
    one_line,
    outputs,
    parameters,
    signature,
    table,
    written_annotations,
)
from pulumi_northflank import AddonBackupSchedule, BackupPlan, emulator, settings
from pulumi_northflank.arguments import AdditionalDestinationArgs, SchedulingArgs
from pulumi_northflank.cli import main as command_line
from pulumi_northflank.dynamic.lookup import (
    GetAddonBackupSchedulesResult,
    GetAddonBackupSchedulesScheduleResult,
    get_addon_backup_schedules,
    get_addon_backup_schedules_output,
)
from pulumi_northflank.dynamic.outputs import AdditionalDestination, Scheduling
from pulumi_northflank.emulator.__main__ import main as emulator_command
from pulumi_northflank.emulator.control import PREFIX, Control
from pulumi_northflank.errors import NorthflankError
from pulumi_northflank.plan.tiers import CommonTier, DailyTier, HourlyTier, WeeklyTier
from pulumi_northflank.review.addon_coverage import (
    AddonCoverage,
    CopyCoverage,
    KeptCoverage,
    TypeCoverage,
)
from pulumi_northflank.review.coverage import coverage
from pulumi_northflank.review.requirements import require
from pulumi_northflank.review.unprotected import require_all
from pulumi_northflank.text import capital
from pulumi_northflank.validation import SCHEMA
from pulumi_northflank.validation.quota import MOST_KEPT
from schema_text import argument_table, rules

TARGET = Path(__file__).parents[1] / "docs/reference.md"
PULUMIS_OWN = ("resource_name", "opts")

HEAD = """\
# Reference

`make docs` generates this page from the code, its docstrings and the
[JSON Schema](../provider/pulumi_northflank/validation/addon_backup_schedule.json). Import names
from `pulumi_northflank` unless another module is given."""
ARGUMENTS = """\
Each of these arguments, and each value inside it, can be an Output. Messages, the state and the
configuration of the repository's own program use the API's names, in camelCase."""
A_DICTIONARY = "Or a dictionary with these keys:"
OUTPUTS = "`id` is the ID that the API gave the schedule. The arguments are outputs, too:"
TIERS = """\
A tier is a dictionary with any keys of the first list, and the keys that set the time of its
backups."""
ERRORS = """\
All errors are `pulumi.RunError`s, so a program that fails with one shows its message without a
traceback. You can import these:"""
OTHER_ERRORS = """\
These cannot be imported. Most of them occur in the provider, and the engine shows their
messages:"""
LITERALS = "Types that allow a few strings:"
EMULATOR = "`pip install 'pulumi-northflank[emulator]'` installs the emulator's dependencies."
METHODS = "Its methods and properties:"
FIXTURE = """\
pytest finds the fixture `northflank_emulator`: a running emulator, which each test gets as at its
start."""
BACKUP_FAULTS = "What goes wrong with backups is a `BackupFault`, which `backup_fault` accepts:"
FAULTS = "The faults that `fault` accepts, all from `pulumi_northflank.emulator`:"
WHEN = "The other arguments of `fault` select requests:"
CONTROL = "Tests in other languages can use these HTTP routes:"

# Settings have no docstrings. Each has a default and a description here.
SETTINGS = {
    "API_TOKEN": ("", "The API token, a secret. Every request needs one."),
    "BASE_URL": (settings.PUBLIC_API, "The API's URL: https, or http on this machine."),
    "TEAM_ID": ("", "The default team of schedules, for tokens of an organisation."),
    "TIMEOUT": (
        f"{settings.DEFAULT_TIMEOUT:g}",
        f"Seconds to wait for a response: more than 0, at most {settings.LONGEST_SECONDS:g}.",
    ),
    "LIST_LAG": (
        f"{settings.DEFAULT_LIST_LAG:g}",
        f"Seconds that lists may lag behind changes: 0 to {settings.LONGEST_SECONDS:g}.",
    ),
    "MAX_WAIT": (
        f"{settings.DEFAULT_MAX_WAIT:g}",
        f"Seconds that a call can spend waiting to retry: 0 to {settings.LONGEST_SECONDS:g}.",
    ),
    "PREFLIGHT": (
        "false",
        f"Whether a preview asks the API, too: {', '.join(settings.SWITCH)}.",
    ),
    "DOCUMENTED_LIMITS": (
        settings.LIMITS[0],
        "Beyond documented limits: `enforce` refuses, `warn` warns and lets the API decide.",
    ),
}


def main() -> int:
    """Write the page."""
    TARGET.write_text(reference(), encoding="utf-8")
    return 0


def reference() -> str:
    """Return the whole page."""
    sections: list[Iterable[str]] = [
        [HEAD],
        schedules(),
        plans(),
        ["## `coverage`", *of_callable("coverage", coverage)],
        shape(AddonCoverage, TypeCoverage),
        *map(shape, (TypeCoverage, CopyCoverage, KeptCoverage)),
        ["## `require`", *of_callable("require", require)],
        ["## `require_all`", *of_callable("require_all", require_all)],
        look_ups(),
        configuration(),
        errors(),
        types(),
        commands(),
        the_emulator(),
    ]
    return "\n\n".join(block for section in sections for block in section) + "\n"


# Sections


def schedules() -> Iterator[str]:
    """Describe the resource, its nested objects, rules and outputs, and `get`."""
    whole = SCHEMA
    constructor = AddonBackupSchedule.__init__
    texts = arguments("AddonBackupSchedule", constructor)
    own = {name: texts.pop(name) for name in PULUMIS_OWN}
    yield "## `AddonBackupSchedule`"
    yield docstring(AddonBackupSchedule).text
    yield form(signature("AddonBackupSchedule", constructor))
    yield listed(own)
    yield ARGUMENTS
    yield argument_table(whole, whole, texts)
    nested: dict[Any, Mapping[str, Any]] = {
        SchedulingArgs: whole["$defs"]["scheduling"],
        AdditionalDestinationArgs: whole["properties"]["additionalDestinations"]["items"],
    }
    for kind, part in nested.items():
        yield f"### `{kind.__name__}`"
        yield A_DICTIONARY
        yield argument_table(whole, part, arguments(kind.__name__, kind.__init__))
    yield "### Rules"
    kept = f"a schedule may keep at most {MOST_KEPT} backups at once"
    yield "\n".join(f"- {capital(rule)}." for rule in [*dict.fromkeys(rules(whole)), kept])
    yield "### Outputs"
    yield OUTPUTS
    yield outputs(AddonBackupSchedule)
    for result in (Scheduling, AdditionalDestination):
        yield f"`{result.__name__}` in these types has the attributes:"
        yield outputs(result)
    yield "### `AddonBackupSchedule.get`"
    yield from of_callable("AddonBackupSchedule.get", AddonBackupSchedule.get)


def plans() -> Iterator[str]:
    """Describe the component, its tiers and its presets."""
    about = docstring(BackupPlan)
    yield "## `BackupPlan`"
    yield about.text
    yield from of_callable("BackupPlan", BackupPlan.__init__)
    yield "### Outputs of a plan"
    yield listed(about.entries("Attributes", written_annotations(BackupPlan), "BackupPlan"))
    yield "### Tiers"
    yield TIERS
    for tier in (CommonTier, HourlyTier, DailyTier):
        yield docstring(tier).text
        yield fields(tier, CommonTier if tier is not CommonTier else None)
    yield docstring(WeeklyTier).text
    yield fields(WeeklyTier, DailyTier)
    for preset in (BackupPlan.standard, BackupPlan.critical):
        yield f"### `BackupPlan.{preset.__name__}`"
        yield docstring(preset).text


def look_ups() -> Iterator[str]:
    """Describe the two functions and their results."""
    for each in (get_addon_backup_schedules, get_addon_backup_schedules_output):
        yield f"## `{each.__name__}`"
        yield from of_callable(each.__name__, each)
    yield from shape(GetAddonBackupSchedulesResult)
    yield from shape(GetAddonBackupSchedulesScheduleResult)


def shape(kind: type, parent: type | None = None) -> Iterator[str]:
    """Describe a result."""
    yield f"### `{kind.__name__}`"
    yield docstring(kind).text
    yield fields(kind, parent)


def configuration() -> Iterator[str]:
    """List the settings, whose names must match those in the code."""
    found = {n: each for n, each in vars(settings).items() if isinstance(each, settings.Setting)}
    agree("settings", found, SETTINGS)
    rows = [
        (f"`{found[name].key}`", variables(found[name]), default and f"`{default}`", text)
        for name, (default, text) in SETTINGS.items()
    ]
    yield "## Configuration"
    yield table(("stack configuration", "environment", "default", ""), rows)


def variables(setting: settings.Setting) -> str:
    """Return the names of a setting in the environment."""
    return " or ".join(f"`{name}`" for name in (setting.variable, *setting.other_variables))


def errors() -> Iterator[str]:
    """List the errors that programs can import, then the others."""
    public = {getattr(pulumi_northflank, name) for name in pulumi_northflank.__all__}
    kinds: list[type[Exception]] = [
        NorthflankError,
        *sorted(descendants(NorthflankError), key=lambda kind: kind.__name__),
    ]
    yield "## Errors"
    yield ERRORS
    yield "\n".join(error(kind) for kind in kinds if kind in public)
    yield OTHER_ERRORS
    yield "\n".join(error(kind) for kind in kinds if kind not in public)


def error(kind: type[Exception]) -> str:
    """Describe an error, its base class and its attributes."""
    about = docstring(kind)
    of = "" if kind is NorthflankError else f" ({kind.__bases__[0].__name__})"
    held = about.sections.get("Attributes", {})
    lines = [f"- `{kind.__name__}`{of}: {one_line(about.text)}"]
    return "\n".join(lines + [f"  - `{name}`: {text}" for name, text in held.items()])


def types() -> Iterator[str]:
    """List the literal types, by the names that signatures use."""
    found = {name: getattr(pulumi_northflank, name) for name in pulumi_northflank.__all__}
    words = {name: get_args(each) for name, each in found.items() if get_origin(each) is Literal}
    yield "## Literal types"
    yield LITERALS
    yield listed({name: ", ".join(f'`"{word}"`' for word in words[name]) for name in words})


def commands() -> Iterator[str]:
    """Show the help of the command line."""
    context = context_of(command_line, "pulumi-northflank")
    yield "## `pulumi-northflank`"
    yield help_text(command_line, context)
    for name, command in sorted(command_line.commands.items()):
        yield f"### `pulumi-northflank {name}`"
        yield help_text(command, click.Context(command, info_name=name, parent=context))


def the_emulator() -> Iterator[str]:
    """Describe the emulator: its command, class, faults and routes."""
    kind = emulator.Emulator
    about = docstring(kind)
    names = [each.name for each in parameters(kind.__init__)]
    faults = [each for each in vars(emulator).values() if hasattr(each, "respond")]
    yield "## The emulator"
    yield EMULATOR
    yield help_text(
        emulator_command, context_of(emulator_command, "python -m pulumi_northflank.emulator")
    )
    yield "### `pulumi_northflank.emulator.Emulator`"
    yield about.text
    yield listed(about.entries("Args", names, "Emulator"))
    yield METHODS
    yield listed({signature(*each): one_line(docstring(each[1]).text) for each in members(kind)})
    yield FIXTURE
    yield "### Faults"
    yield FAULTS
    yield listed({made(each): docstring(each).text for each in faults})
    yield WHEN
    yield listed(docstring(emulator.Fault).sections["Attributes"])
    yield BACKUP_FAULTS
    yield listed(docstring(emulator.BackupFault).sections["Attributes"])
    yield CONTROL
    yield listed(dict(routes()))


# Look-ups in the code


def descendants(kind: type[Exception]) -> Iterator[type[Exception]]:
    """Yield all subclasses of an error in the package."""
    for module in pkgutil.walk_packages(pulumi_northflank.__path__, "pulumi_northflank."):
        if not module.name.startswith(emulator.__name__):
            importlib.import_module(module.name)
    left = [kind]
    while left:
        children = left.pop().__subclasses__()
        left += children
        yield from (child for child in children if child.__module__.startswith("pulumi_northflank"))


def made(kind: Any) -> str:
    """Return the call that creates a fault."""
    names = (each.name for each in dataclasses.fields(kind))
    return f"{kind.__name__}({', '.join(name for name in names if name != 'kind')})"


def routes() -> Iterator[tuple[str, str]]:
    """Yield the emulator's routes for tests in other languages, and their descriptions."""
    nothing: Any = None  # the routes are listed, not used
    parts = (each.name for each in parameters(Control.__init__))
    app = Control(**dict.fromkeys(parts, nothing)).flask_app()
    for rule in sorted(app.url_map.iter_rules(), key=lambda rule: (rule.rule, rule.endpoint)):
        if rule.endpoint != "static":
            [method] = (rule.methods or set()) - {"HEAD", "OPTIONS"}
            text = docstring(app.view_functions[rule.endpoint]).text
            yield f"{method} {PREFIX}{rule.rule}", one_line(text)


def context_of(command: click.Command, name: str) -> click.Context:
    """Return a command's context, for a terminal as wide as the page."""
    return click.Context(
        command,
        info_name=name,
        terminal_width=WIDTH,
        max_content_width=WIDTH,
        **command.context_settings,
    )


def help_text(command: click.Command, context: click.Context) -> str:
    """Return a command's help as a code block."""
    return form(command.get_help(context))


if __name__ == "__main__":
    sys.exit(main())
