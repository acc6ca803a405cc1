"""Generates the schema of the Pulumi package, from which Pulumi knows its types: `make docs`.

Types and what is required come from the JSON Schema, descriptions from docstrings.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from typing import Any

from docstrings import agree, arguments, docstring
from pulumi_northflank import AddonBackupSchedule, settings
from pulumi_northflank.api.listings import ListedAddon
from pulumi_northflank.dynamic.arguments import AdditionalDestinationArgs, SchedulingArgs
from pulumi_northflank.dynamic.lookup import (
    GetAddonBackupSchedulesResult,
    GetAddonBackupSchedulesScheduleResult,
    get_addon_backup_schedules,
)
from pulumi_northflank.package.functions import FUNCTIONS
from pulumi_northflank.package.servicer import RESOURCE_TYPE, SCHEMA_FILE
from pulumi_northflank.schedule.properties import OPTIONS, camel_case
from pulumi_northflank.validation import SCHEMA
from pulumi_northflank.version import __version__
from reference import PULUMIS_OWN, SETTINGS
from schema_text import resolved

JsonObject = dict[str, Any]

TARGET = SCHEMA_FILE

STRING = {"type": "string"}
NUMBER = {"type": "number"}
SETTING_TYPES: dict[str, JsonObject] = {
    "API_TOKEN": {**STRING, "secret": True},
    "BASE_URL": STRING,
    "TEAM_ID": STRING,
    "TIMEOUT": NUMBER,
    "MAX_WAIT": NUMBER,
    "LIST_LAG": NUMBER,
    "PREFLIGHT": {"type": "boolean"},
    "DOCUMENTED_LIMITS": STRING,
}
OBJECTS = {"scheduling": "Scheduling", "additionalDestinations": "AdditionalDestination"}
ENUMS = {
    "backupType": "BackupType",
    "compressionType": "CompressionType",
    "ifExists": "IfExists",
    "interval": "Interval",
    "type": "DestinationType",
}
# The generated SDKs have names of their own: in Python, `pulumi_northflank` is the package that
# serves the schema, and in JavaScript, `@pulumi` belongs to others.
LANGUAGES = {
    "csharp": {"respectSchemaVersion": True},
    "go": {"respectSchemaVersion": True, "generateResourceContainerTypes": True},
    "nodejs": {"packageName": "pulumi-northflank-sdk", "respectSchemaVersion": True},
    "python": {
        "packageName": "pulumi_northflank_sdk",
        "respectSchemaVersion": True,
        "pyproject": {"enabled": True},
    },
}


def main() -> int:
    """Write the schema."""
    TARGET.write_text(text(), encoding="utf-8")
    return 0


def text() -> str:
    """Return the file with the schema."""
    return json.dumps(schema(), indent=2, ensure_ascii=False) + "\n"


def schema() -> JsonObject:
    """Return the whole schema."""
    return {
        "name": "northflank",
        "displayName": "Northflank",
        "version": __version__,
        "description": "Backup schedules of Northflank addons.",
        "keywords": ["pulumi", "northflank", "category/cloud", "kind/native"],
        "license": "Apache-2.0",
        "config": {"variables": configuration()},
        "provider": {"inputProperties": configuration()},
        "types": types(),
        "resources": {RESOURCE_TYPE: resource()},
        "functions": functions(),
        "language": LANGUAGES,
    }


def configuration() -> JsonObject:
    """Return the settings; none is required, because the environment can have it."""
    agree("setting types", SETTINGS, SETTING_TYPES)
    return {
        vars(settings)[name].key.partition(":")[2]: {
            **SETTING_TYPES[name],
            "description": f"{said} Default: {default}." if default else said,
        }
        for name, (default, said) in SETTINGS.items()
    }


def types() -> JsonObject:
    """Return the types of nested values."""
    part = SCHEMA["properties"]["additionalDestinations"]["items"]
    return {
        token("Scheduling"): object_type(
            resolved(SCHEMA, SCHEMA["properties"]["scheduling"]),
            arguments("SchedulingArgs", SchedulingArgs.__init__),
            docstring(SchedulingArgs).text,
        ),
        token("AdditionalDestination"): object_type(
            part,
            arguments("AdditionalDestinationArgs", AdditionalDestinationArgs.__init__),
            docstring(AdditionalDestinationArgs).text,
        ),
        token("Schedule"): result_type(
            docstring(GetAddonBackupSchedulesScheduleResult).sections["Attributes"],
            docstring(GetAddonBackupSchedulesScheduleResult).text,
            required=("id", "backupType", "scheduling", "retentionTime"),
        ),
        token("Addon"): addon_type(),
        **enum_types(SCHEMA),
    }


def enum_types(part: Mapping[str, Any]) -> JsonObject:
    """Return the types of values that are one of a few words, at any depth."""
    found: JsonObject = {}
    for name, each in part["properties"].items():
        of = resolved(SCHEMA, each)
        of = resolved(SCHEMA, of.get("items", of))
        if "enum" in of:
            values = [{"value": word} for word in of["enum"]]
            found[token(ENUMS[name])] = {"type": "string", "enum": values}
        elif "properties" in of:
            found |= enum_types(of)
    return found


def resource() -> JsonObject:
    """Return the resource: its inputs, which are its outputs as well."""
    texts = arguments("AddonBackupSchedule", AddonBackupSchedule.__init__)
    for name in ("resource_name", *PULUMIS_OWN):
        texts.pop(name, None)
    inputs = object_type(SCHEMA, texts, "")["properties"]
    return {
        "description": docstring(AddonBackupSchedule).text,
        "properties": inputs,
        "required": SCHEMA["required"],
        "inputProperties": {
            name: {**each, **({} if name in OPTIONS else {"willReplaceOnChanges": True})}
            for name, each in inputs.items()
        },
        "requiredInputs": SCHEMA["required"],
    }


def functions() -> JsonObject:
    """Return the functions."""
    texts = arguments("get_addon_backup_schedules", get_addon_backup_schedules)
    ids = {camel_case(name): {**STRING, "description": said} for name, said in texts.items()}
    result = docstring(GetAddonBackupSchedulesResult).sections["Attributes"]
    shown = {camel_case(name): {**STRING, "description": said} for name, said in result.items()}
    project = {name: each for name, each in ids.items() if name != "addonId"}
    of_project = {name: each for name, each in shown.items() if name in project}
    schedules = {**list_of("Schedule"), "description": result["schedules"]}
    addons = {**list_of("Addon"), "description": "The addons."}
    described = {
        "northflank:index:getAddonBackupSchedules": function(
            "Look up the backup schedules of an addon.", ids, {**shown, "schedules": schedules}
        ),
        "northflank:index:getProjectAddons": function(
            "Look up the addons of a project.", project, {**of_project, "addons": addons}
        ),
    }
    agree("functions", FUNCTIONS, described)
    return described


def function(said: str, inputs: JsonObject, outputs: JsonObject) -> JsonObject:
    """Return a function; only the team can be left out."""
    return {
        "description": said,
        "inputs": {
            "type": "object",
            "properties": inputs,
            "required": [name for name in inputs if name != "teamId"],
        },
        "outputs": {
            "type": "object",
            "properties": outputs,
            "required": [name for name in outputs if name != "teamId"],
        },
    }


def object_type(part: Mapping[str, Any], texts: Mapping[str, str], said: str) -> JsonObject:
    """Return the type of an object in the JSON Schema, in the order of *texts*."""
    agree("schema", part["properties"], map(camel_case, texts))
    properties = {
        camel_case(name): {
            **type_of(camel_case(name), part["properties"][camel_case(name)]),
            "description": text,
        }
        for name, text in texts.items()
    }
    return {
        "type": "object",
        "description": said,
        "properties": properties,
        "required": part["required"],
    }


def type_of(name: str, part: Mapping[str, Any]) -> JsonObject:
    """Return Pulumi's type for a property in the JSON Schema."""
    of = resolved(SCHEMA, part)
    if "enum" in of:
        return {"$ref": f"#/types/{token(ENUMS[name])}"}
    if of["type"] == "array":
        return {"type": "array", "items": type_of(name, of["items"])}
    if of["type"] == "object":
        return {"$ref": f"#/types/{token(OBJECTS[name])}"}
    return {"type": of["type"]}


def result_type(texts: Mapping[str, str], said: str, required: tuple[str, ...]) -> JsonObject:
    """Return the type of a schedule that is looked up."""
    properties = {
        camel_case(name): {
            **(
                type_of(camel_case(name), SCHEMA["properties"][camel_case(name)])
                if camel_case(name) in SCHEMA["properties"]
                else STRING
            ),
            "description": text,
        }
        for name, text in texts.items()
    }
    properties["createdAt"] = properties.pop("created_at")
    return {
        "type": "object",
        "description": said,
        "properties": properties,
        "required": list(required),
    }


def addon_type() -> JsonObject:
    """Return the type of an addon."""
    texts = docstring(ListedAddon).sections["Attributes"]
    properties: JsonObject = {
        name.removeprefix("addon_"): {**STRING, "description": said} for name, said in texts.items()
    }
    properties["tags"] |= {"type": "array", "items": STRING}
    return {
        "type": "object",
        "description": "An addon of a project.",
        "properties": properties,
        "required": ["id", "tags"],
    }


def list_of(name: str) -> JsonObject:
    """Return the type of a list."""
    return {"type": "array", "items": {"$ref": f"#/types/{token(name)}"}}


def token(name: str) -> str:
    """Return the full name of a type."""
    return f"northflank:index:{name}"


if __name__ == "__main__":
    sys.exit(main())
