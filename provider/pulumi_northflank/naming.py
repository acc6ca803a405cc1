"""The two spellings of a property: snake_case in programs, camelCase everywhere else."""

from __future__ import annotations

CAMEL_CASE = {
    "project_id": "projectId",
    "addon_id": "addonId",
    "team_id": "teamId",
    "backup_type": "backupType",
    "retention_time": "retentionTime",
    "compression_type": "compressionType",
    "custom_destination_id": "customDestinationId",
    "additional_destinations": "additionalDestinations",
    "destination_id": "destinationId",
    "if_exists": "ifExists",
}
SNAKE_CASE = {camel: snake for snake, camel in CAMEL_CASE.items()}


def camel_case(name: str) -> str:
    """The API's spelling of a Python name; a name that is none of ours stays."""
    return CAMEL_CASE.get(name, name)


def snake_case(name: str) -> str:
    """Python's spelling of an API name; a name that is none of ours stays."""
    return SNAKE_CASE.get(name, name)
