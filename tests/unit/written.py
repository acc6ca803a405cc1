"""Inventories to write, and readers for programs and configurations."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from typing import Any

import yaml
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from tests.unit.wire import item

from pulumi_northflank.cli.declarations import Declarations, Declared, LeftOut
from pulumi_northflank.cli.inventory import Addon, Inventory
from pulumi_northflank.schedule import LiveSchedule, Project, Schedule
from pulumi_northflank.schedule.properties import camel_case

URL = "https://api.northflank.com"
SHOP = Project("shop")
NASTY = [
    *('it"s', "it's", '"\'"', "'''", '"""', 'a"""\nimport os\n"""b', "a\nb", "a\r#b", "# noqa"),
    *("{x}{0}{url}", "\\", '\\"', "a\\nb", "ä€😀\u202e", "\ud800", "\u2028\x85\x0c", "\x7f\x00"),
    *("`a` `b c`", "%s", "${a}", "$$a", "$"),
]
# Some version of YAML reads these as something other than strings.
YAML_SPECIALS = [
    *("yes", "no", "on", "off", "y", "N", "null", "Null", "~", "true", "False", "=", "<<"),
    *("1e3", "1E3", "0777", "0o777", "0x1F", "0b1", "1_000", "12:30:45", "2001-01-01", "-7", "+1"),
    *(".5", "1.", ".inf", ".NaN", "- a", "a : b", "a: b", "a #b", "#a", "*a", "&a", "!a"),
    *("{a", "[a", "]", "}", "%a", "@a", "`a", "|", ">", "? a", "'", '"', "a\n  b: c", "---", "..."),
]

few = settings(deadline=None, max_examples=20, suppress_health_check=[HealthCheck.too_slow])
texts = st.sampled_from(NASTY + YAML_SPECIALS) | st.text(min_size=1, max_size=8)
path_ids = st.sampled_from(["shop", "a", "1e3", "a'b\"", "{}", "p" * 74, "p" * 76, "p" * 100])
destination_ids = st.sampled_from(["eu-copy", "A-1-b", "d" * 60, "d" * 100]) | st.from_regex(
    r"[a-z]{3,40}", fullmatch=True
)


def live(
    schedule_id: str = "s1",
    addon_id: str = "orders",
    project: Project = SHOP,
    **changes: Any,
) -> LiveSchedule:
    """A schedule that the API lists: a daily dump, unless told otherwise."""
    return LiveSchedule.listed(item(schedule_id, **changes), project.addon(addon_id))


def inventory(*schedules: LiveSchedule, project: Project = SHOP) -> Inventory:
    """The inventory of these schedules, in their order."""
    addons: dict[str, Addon] = {}
    for one in schedules:
        address = one.schedule.address
        addons.setdefault(address.addon_id, Addon(address, [])).schedules.append(one)
    return Inventory(project, URL, list(addons.values()))


def numbers(low: int, high: int) -> st.SearchStrategy[list[int]]:
    """Different numbers in order, or all of them."""
    some = st.lists(st.integers(low, high), min_size=1, max_size=high - low + 1, unique=True)
    return st.just(list(range(low, high + 1))) | some.map(sorted)


@st.composite
def listed_items(draw: st.DrawFn) -> dict[str, Any]:
    """A schedule as the API lists it; it may keep too many backups to be declared."""
    interval = draw(st.sampled_from(["hourly", "daily", "weekly"]))
    kind = draw(st.sampled_from(["dump", "snapshot"]))
    days = st.integers(1, {"hourly": 7, "daily": 60, "weekly": 120}[interval])
    scheduling = {"minute": draw(numbers(0, 59)), "interval": interval}
    if interval != "hourly":
        scheduling["hour"] = draw(numbers(0, 23))
    if interval == "weekly":
        scheduling["day"] = draw(numbers(0, 6))
    destination = st.fixed_dictionaries(
        {"type": st.just("custom"), "destinationId": destination_ids},
        optional={"retentionTime": days},
    )
    destinations = st.lists(destination, max_size=4, unique_by=lambda one: one["destinationId"])
    return item(
        draw(st.from_regex(r"[0-9a-f]{24}", fullmatch=True)),
        retentionTime=draw(st.sampled_from([1, 7]) | days),
        scheduling=scheduling,
        backupType=kind,
        backupCompressionType=draw(st.sampled_from(["gz", "zstd"])),
        customDestinationId=draw(st.none() | destination_ids) if kind == "dump" else None,
        additionalDestinations=draw(destinations) if kind == "snapshot" else [],
    )


@st.composite
def inventories(draw: st.DrawFn) -> Inventory:
    """Addons with up to three schedules each, some of them in the same slot."""
    project = Project(draw(path_ids), draw(st.none() | path_ids))
    addons = []
    for addon_id in draw(st.lists(path_ids, max_size=3, unique=True)):
        address = project.addon(addon_id)
        items = draw(st.lists(listed_items(), max_size=3))
        addons.append(Addon(address, [LiveSchedule.listed(one, address) for one in items]))
    return Inventory(project, URL, addons)


def expected(declarations: Declarations) -> dict[str, dict[str, Any]]:
    """The inputs of all declared schedules by name."""
    return {one.name: dict(one.schedule.values) for one in declarations.declared}


def read_program(text: str) -> dict[str, dict[str, Any]]:
    """The inputs that a program declares, by name. It must contain nothing else."""
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
    """The inputs that a configuration declares, by name. It must contain nothing else."""
    document = yaml.safe_load(text)
    assert ["config"] == list(document)
    assert ["backups:schedules"] == list(document["config"])
    schedules: dict[str, dict[str, Any]] = document["config"]["backups:schedules"]
    return schedules


def read_yaml_program(text: str) -> dict[str, dict[str, Any]]:
    """The inputs that a YAML program declares, by name. It must contain nothing else."""
    document = yaml.safe_load(text)
    assert ["name", "runtime", "resources"] == list(document)
    assert re.fullmatch(r"[\w.-]{1,100}", document["name"], re.ASCII)
    assert {"northflank:AddonBackupSchedule"} >= {
        resource["type"] for resource in document["resources"].values()
    }
    return {name: _evaluated(part["properties"]) for name, part in document["resources"].items()}


def _evaluated(value: Any) -> Any:
    """*value* as Pulumi's YAML evaluates it. It must refer to nothing."""
    if isinstance(value, dict):
        return {name: _evaluated(item) for name, item in value.items()}
    if isinstance(value, list):
        return [_evaluated(item) for item in value]
    if not isinstance(value, str):
        return value
    assert "${" not in value.replace("$$", "")
    return value.replace("$$", "$")


def declaring(text: str, team: str | None = None) -> tuple[Inventory, Declarations]:
    """Two schedules in which every string from outside is *text*."""
    project = Project(text, team)
    schedule = Schedule.of(
        {
            **project.addon(text).values,
            "backupType": "dump",
            "scheduling": {"interval": "daily", "minute": [0], "hour": [3]},
            "retentionTime": 7,
            "customDestinationId": text,
            "additionalDestinations": [{"destinationId": text, "type": "custom"}],
        }
    )
    # Reasons are on one line already.
    left_out = LeftOut("s1", "the ''' \"\"\" daily # {x} \\ dump", 'a "reason" \\')
    declared = [Declared("s2", f"{text}-daily-{type_}", schedule) for type_ in ("dump", "x")]
    return Inventory(project, f"https://nf.example/{text}", []), Declarations(declared, [left_out])


def formatted(program: str) -> str:
    """*program* as ruff formats it."""
    return _ruff("format", text=program)


def findings(program: str, *options: str) -> str:
    """What ruff finds in *program*."""
    return _ruff("check", "--select=E,F,I,W", *options, text=program)


def _ruff(*arguments: str, text: str) -> str:
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
