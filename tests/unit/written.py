"""Inventories to write, and readers for what was written: programs and configurations."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path
from typing import Any

import yaml
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

from pulumi_northflank.address import Project
from pulumi_northflank.cli.declarations import Declarations, Declared, LeftOut
from pulumi_northflank.cli.inventory import Addon, Inventory
from pulumi_northflank.naming import camel_case

ROOT = Path(__file__).parents[2]
URL = "https://api.northflank.com"
NASTY = [
    'it"s',
    "it's",
    '"\'"',
    "'''",
    '"""',
    'a"""\nimport os\n"""b',
    "a\nb",
    "a\r#b",
    "# noqa",
    "{x}{0}{url}",
    "\\",
    '\\"',
    "a\\nb",
    "ä€😀",
    "\ud800",
    "\u2028\x85\x0c",
    "\x7f\x00",
    "`a` `b c`",
    "%s",
]
# What some version of YAML takes for something else than a text.
YAML_SPECIALS = [
    *("yes", "no", "on", "off", "y", "N", "null", "Null", "~", "true", "False", "=", "<<"),
    *("1e3", "1E3", "0777", "0o777", "0x1F", "0b1", "1_000", "12:30:45", "2001-01-01", "-7", "+1"),
    *(".5", "1.", ".inf", ".NaN", "NaN", "- a", "a : b", "a: b", "a #b", "#a", "*a", "&a", "!a"),
    *("{a", "[a", "]", "}", "%a", "@a", "`a", "|", ">", "? a", "'", '"', "a\n  b: c", "---", "..."),
]

few = settings(deadline=None, max_examples=20, suppress_health_check=[HealthCheck.too_slow])
texts = st.sampled_from(NASTY + YAML_SPECIALS) | st.text(min_size=1, max_size=8)
path_ids = st.sampled_from(["shop", "a", "1e3", "a'b\"", "{}", "p" * 74, "p" * 76, "p" * 100])
destination_ids = st.sampled_from(["eu-copy", "A-1-b", "d" * 60, "d" * 100]) | st.from_regex(
    r"[a-z]{3,40}", fullmatch=True
)


def numbers(low: int, high: int) -> st.SearchStrategy[list[int]]:
    """Different numbers in order, all there are included."""
    some = st.lists(st.integers(low, high), min_size=1, max_size=high - low + 1, unique=True)
    return st.just(list(range(low, high + 1))) | some.map(sorted)


@st.composite
def live_schedules(draw: st.DrawFn) -> Any:
    """A schedule as the client lists it; it may keep more backups than it should."""
    interval = draw(st.sampled_from(["hourly", "daily", "weekly"]))
    kind = draw(st.sampled_from(["dump", "snapshot"]))
    days = st.integers(1, {"hourly": 7, "daily": 60, "weekly": 120}[interval])
    scheduling = {"minute": draw(numbers(0, 59)), "interval": interval}
    if interval != "hourly":
        scheduling["hour"] = draw(numbers(0, 23))
    if interval == "weekly":
        scheduling["day"] = draw(numbers(0, 6))
    place = st.fixed_dictionaries(
        {"type": st.just("custom"), "destinationId": destination_ids},
        optional={"retentionTime": days},
    )
    places = st.lists(place, max_size=4, unique_by=lambda one: one["destinationId"])
    optional: dict[str, st.SearchStrategy[Any]] = {
        "compressionType": st.sampled_from(["gz", "zstd"]),
        "createdAt": st.just("2025-03-03T08:00:00.000Z"),
        **(
            {"customDestinationId": destination_ids}
            if kind == "dump"
            else {"additionalDestinations": places.filter(bool)}
        ),
    }
    return {
        "id": draw(st.from_regex(r"[0-9a-f]{24}", fullmatch=True)),
        "retentionTime": draw(st.sampled_from([1, 7]) | days),
        "scheduling": scheduling,
        "backupType": kind,
        **draw(st.fixed_dictionaries({}, optional=optional)),
    }


@st.composite
def inventories(draw: st.DrawFn) -> Inventory:
    """Addons with up to six schedules each, as a rule no two in one place."""
    ids = draw(st.lists(path_ids, max_size=3, unique=True))
    project = Project(draw(path_ids), draw(st.none() | path_ids))
    return Inventory(
        project, URL, [Addon(one, draw(st.lists(live_schedules(), max_size=3))) for one in ids]
    )


def read_program(text: str) -> dict[str, dict[str, Any]]:
    """The inputs that a program declares, by name; it may hold nothing but declarations."""
    inputs: dict[str, dict[str, Any]] = {}
    constants: dict[str, str] = {}
    docstring, *statements = ast.parse(text).body
    assert isinstance(docstring, ast.Expr)
    assert isinstance(docstring.value, ast.Constant)
    for statement in statements:
        if isinstance(statement, ast.Assign):
            [target] = statement.targets
            constants[ast.unparse(target)] = ast.literal_eval(statement.value)
        elif isinstance(statement, ast.ImportFrom):
            imported = "from pulumi_northflank import AddonBackupSchedule"
            assert imported == ast.unparse(statement)
        else:
            assert isinstance(statement, ast.Expr)
            assert isinstance(statement.value, ast.Call)
            assert "AddonBackupSchedule" == ast.unparse(statement.value.func)
            [name] = map(ast.literal_eval, statement.value.args)
            assert name not in inputs
            inputs[name] = {
                camel_case(str(keyword.arg)): constants[keyword.value.id]
                if isinstance(keyword.value, ast.Name)
                else in_camel_case(ast.literal_eval(keyword.value))
                for keyword in statement.value.keywords
            }
    return inputs


def in_camel_case(value: Any) -> Any:
    """*value* with the API's names at every depth."""
    if isinstance(value, dict):
        return {camel_case(name): in_camel_case(item) for name, item in value.items()}
    return [in_camel_case(item) for item in value] if isinstance(value, list) else value


def read_config(text: str) -> dict[str, dict[str, Any]]:
    """The inputs that a configuration declares, by name; it may hold nothing else."""
    document = yaml.safe_load(text)
    assert ["config"] == list(document)
    assert ["backups:schedules"] == list(document["config"])
    schedules: dict[str, dict[str, Any]] = document["config"]["backups:schedules"]
    return schedules


def declaring(text: str, team: str | None = None) -> tuple[Inventory, Declarations]:
    """Two schedules in which every text from outside is *text*."""
    inputs = {
        "projectId": text,
        "addonId": text,
        "backupType": "dump",
        "scheduling": {"interval": "daily", "minute": [0], "hour": [3]},
        "retentionTime": 7,
        "customDestinationId": text,
        "additionalDestinations": [{"destinationId": text, "type": "custom"}],
    }
    inputs |= {"teamId": team} if team else {}
    project = Project(text, team)
    # What is left out has come through one_line.
    left_out = LeftOut("s1", "the ''' \"\"\" daily # {x} \\ dump", 'a "reason" \\')
    declared = [Declared(f"{text}-daily-dump", inputs), Declared(f"{text}-daily-x", inputs)]
    return Inventory(project, f"https://nf.example/{text}", []), Declarations(declared, [left_out])


def ruff(*arguments: str, text: str) -> str:
    """What ruff makes of a file with this text, with its own configuration."""
    done = subprocess.run(
        [sys.executable, "-m", "ruff", *arguments, "--isolated", "--line-length=88", "-"],
        input=text,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
        timeout=60,
    )
    assert done.returncode in (0, 1), done.stderr
    return done.stdout
