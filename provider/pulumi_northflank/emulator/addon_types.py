"""The types of addons that ``/v1/addon-types`` lists [api.md, Endpoints].

Only which types can dump is from the documentation; versions and sizes are examples.
"""

from __future__ import annotations

from typing import Any

from .address import DUMPS

_NAMES = {
    "postgresql": ("PostgreSQL", "17.6.0"),
    "mysql": ("MySQL", "8.4.6"),
    "mongodb": ("MongoDB®", "8.0.13"),
    "redis": ("Redis®", "8.2.1"),
    "minio": ("MinIO®", "2025.7.23"),
    "rabbitmq": ("RabbitMQ", "4.1.3"),
}


def version_of(addon_type: str) -> str:
    """The version of all addons of a type."""
    return _NAMES[addon_type][1]


def addon_types() -> list[dict[str, Any]]:
    """All types of addons."""
    return [_item(addon_type) for addon_type in DUMPS]


def _item(addon_type: str) -> dict[str, Any]:
    name, version = _NAMES[addon_type]
    dumps = DUMPS[addon_type]
    return {
        "type": addon_type,
        "name": name,
        "description": f"{name} on Northflank",
        "features": {
            "backupsDump": dumps,
            "customDBName": dumps,
            "externalAccess": True,
            "forkAddon": True,
            "importDump": dumps,
            "importLive": dumps,
            "scaleReplicas": True,
            "tls": True,
        },
        "versions": [version],
        "major": [version.partition(".")[0]],
        "resources": {
            "storage": {"options": [4096, 8192, 16384], "default": 4096},
            "replicas": {"options": [1, 2, 3], "default": 1},
        },
    }
