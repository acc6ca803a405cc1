"""The component `BackupPlan` in the schema of the Pulumi package.

Descriptions come from docstrings, and what a plan shares with its schedules from their inputs.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from docstrings import agree, arguments, docstring, written_annotations
from pulumi_northflank import BackupPlan
from pulumi_northflank.package.plan import INPUTS, READ_AT_ONCE
from pulumi_northflank.plan.tiers import CommonTier, DailyTier, HourlyTier, WeeklyTier
from pulumi_northflank.review.addon_coverage import (
    AddonCoverage,
    CopyCoverage,
    KeptCoverage,
    TypeCoverage,
)
from pulumi_northflank.schedule.properties import camel_case
from pulumi_northflank.types import INTERVALS
from reference import PULUMIS_OWN

JsonObject = dict[str, Any]

STRING = {"type": "string"}
INTEGER = {"type": "integer"}
DAY = {"oneOf": [STRING, INTEGER]}
ABOUT = """\
The backup schedules of one addon, declared together. Each tier says when backups are made and for \
how many days each is kept. A schedule is named after the plan, its interval and its backup type, \
such as `orders-daily-dump`. Adding, changing or removing a tier leaves the other schedules alone. \
Times are by Northflank's clock, whose time zone its documentation does not name."""


def ref(name: str) -> JsonObject:
    """Return a reference to a type of the package."""
    return {"$ref": f"#/types/{token(name)}"}


def token(name: str) -> str:
    """Return the full name of a type."""
    return f"northflank:index:{name}"


OUTPUTS = {
    "schedules": {
        "type": "object",
        "additionalProperties": ref("Schedule"),
        "description": "The schedules by their names in the stack.",
    },
    "spreadMinutes": {
        **INTEGER,
        "description": "By how many minutes `spread` moves every start, if it does.",
    },
    "coverage": {**ref("AddonCoverage"), "description": "How well the schedules cover the addon."},
}
METRICS: dict[str, JsonObject] = {
    "str": STRING,
    "int": INTEGER,
    "dict[str, CopyCoverage]": {"type": "object", "additionalProperties": ref("CopyCoverage")},
    "KeptCoverage": ref("KeptCoverage"),
    "TypeCoverage | None": ref("TypeCoverage"),
}
"""The types in the annotations of coverage."""


def plan_resource(of_schedule: Mapping[str, JsonObject]) -> JsonObject:
    """Return the component.

    Args:
        of_schedule: The inputs of a schedule.
    """
    texts = arguments("BackupPlan", BackupPlan.__init__)
    said = {camel_case(name): text for name, text in texts.items() if name not in PULUMIS_OWN}
    agree("plan", INPUTS, said)
    own: JsonObject = {
        **{name: one_or_list(ref(f"{name.capitalize()}Tier")) for name in INTERVALS},
        "backupType": of_schedule["backupType"],
        "spread": {"oneOf": [{"type": "boolean"}, STRING]},
    }
    inputs: JsonObject = {
        **of_schedule,
        **{name: {**own[name], "plain": True} for name in READ_AT_ONCE},
    }
    return {
        "isComponent": True,
        "description": ABOUT,
        "properties": OUTPUTS,
        "required": ["schedules", "coverage"],
        "inputProperties": {
            name: without_replacement({**inputs[name], **described(text)})
            for name, text in said.items()
        },
        "requiredInputs": ["projectId", "addonId"],
    }


def plan_types(of_schedule: Mapping[str, JsonObject]) -> JsonObject:
    """Return the types of tiers and of coverage.

    Args:
        of_schedule: The inputs of a schedule.
    """
    metrics = docstring(TypeCoverage).sections["Attributes"]
    copies = {name: metrics[name] for name in ("worst_gap", "oldest")}
    kept = {"dump": "The most dumps.", "snapshot": "The most snapshots."}
    whole = metrics | docstring(AddonCoverage).sections["Attributes"]
    return {
        token("HourlyTier"): _tier(HourlyTier, of_schedule),
        token("DailyTier"): _tier(DailyTier, of_schedule),
        token("WeeklyTier"): _tier(WeeklyTier, of_schedule),
        token("AddonCoverage"): _metrics(AddonCoverage, whole),
        token("TypeCoverage"): _metrics(TypeCoverage, metrics),
        token("CopyCoverage"): _metrics(CopyCoverage, copies),
        token("KeptCoverage"): _metrics(KeptCoverage, kept),
    }


def _tier(kind: type, of_schedule: Mapping[str, JsonObject]) -> JsonObject:
    about = docstring(kind)
    texts = about.sections["Attributes"] | docstring(CommonTier).sections["Attributes"]
    agree(kind.__name__, written_annotations(kind), texts)
    own: JsonObject = {
        "minutes": {**one_or_list(INTEGER), "plain": True},
        "at": {**one_or_list(STRING), "plain": True},
        "on": {**one_or_list(DAY), "plain": True},
        "keep": INTEGER,
        "was": {**STRING, "plain": True},
        "backup_type": {**of_schedule["backupType"], "plain": True},
    }
    properties = {
        camel_case(name): {**(own.get(name) or of_schedule[camel_case(name)]), **described(said)}
        for name, said in texts.items()
    }
    return {
        "type": "object",
        **described(about.text),
        "properties": {name: without_replacement(each) for name, each in properties.items()},
        "required": ["keep"],
    }


def _metrics(kind: type, texts: Mapping[str, str]) -> JsonObject:
    types = written_annotations(kind)
    agree(kind.__name__, types, texts)
    return {
        "type": "object",
        **described(docstring(kind).text),
        "properties": {
            in_camel_case(name): {**METRICS[types[name]], **described(said)}
            for name, said in texts.items()
        },
        "required": [in_camel_case(name) for name in texts if "None" not in types[name]],
    }


def without_replacement(type_: Mapping[str, Any]) -> JsonObject:
    """Return the type of a schedule's input as one of the plan's, which is never replaced."""
    return {name: value for name, value in type_.items() if name != "willReplaceOnChanges"}


def one_or_list(type_: JsonObject) -> JsonObject:
    """Return the type of a value or a list of such values."""
    return {"oneOf": [type_, {"type": "array", "items": type_}]}


def described(said: str) -> JsonObject:
    """Return a description with the names and constants of other languages."""
    words = said.replace("; or an alias, as in resource options", "")
    words = words.replace("`SchedulingArgs`", "`Scheduling`")
    words = re.sub("[a-z]+(?:_[a-z]+)+", lambda name: in_camel_case(name[0]), words)
    for python, other in {"True": "true", "False": "false", "None": "null"}.items():
        words = re.sub(rf"\b{python}\b", other, words)
    return {"description": words}


def in_camel_case(name: str) -> str:
    """Return a Python name in camelCase."""
    return re.sub("_(.)", lambda found: found[1].upper(), name)
