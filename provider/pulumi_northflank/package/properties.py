"""Properties as the engine sends them: secrets are marked, and values can be unknown."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from google.protobuf.struct_pb2 import (  # type: ignore[import-untyped]  # it ships no stubs
    ListValue,
    Struct,
)
from pulumi.output import UNKNOWN, Unknown
from pulumi.runtime import rpc

from pulumi_northflank.schedule import Schedule
from pulumi_northflank.schedule.address import NO_SECRETS
from pulumi_northflank.types import JsonObject, Properties


def values_in(struct: Any) -> tuple[JsonObject, frozenset[str]]:
    """The properties in a protobuf *struct*, and which of them are or contain a secret."""
    values: JsonObject = {}
    secrets: set[str] = set()
    for name, value in struct.items():
        plain, is_secret = _plain(value)
        # Null is a property that was left out, as in YAML.
        if plain is not None:
            values[name] = plain
            secrets |= {name} if is_secret else set()
    return values, frozenset(secrets)


def schedule_in(struct: Any, secret_defaults: frozenset[str] = NO_SECRETS) -> Schedule:
    """The schedule in a protobuf *struct*.

    Args:
        struct: Its properties.
        secret_defaults: Properties that are secret where the struct leaves them out.
    """
    values, secrets = values_in(struct)
    return Schedule.of(values, secrets | (secret_defaults - values.keys()))


def struct_of(values: Properties, secrets: Iterable[str] = ()) -> Any:
    """A protobuf struct of *values*, in which the properties *secrets* are secret."""
    marked = {name: _marked(value) for name, value in values.items()}
    marked |= {name: rpc.wrap_rpc_secret(marked[name]) for name in secrets if name in marked}
    struct = Struct()
    struct.update(marked)
    return struct


def schedule_struct(schedule: Schedule) -> Any:
    """A protobuf struct of the properties of *schedule*, as the engine stores them."""
    return struct_of(schedule.values, schedule.secrets)


def _plain(value: Any) -> tuple[Any, bool]:
    """A value without marks, and whether it is or contains a secret."""
    if isinstance(value, ListValue):
        items = [_plain(item) for item in value]
        return [item for item, _ in items], any(is_secret for _, is_secret in items)
    if isinstance(value, Struct):
        fields = dict(value.items())
        if rpc.is_rpc_secret(fields):
            return _plain(rpc.unwrap_rpc_secret(fields))[0], True
        parts = {name: _plain(item) for name, item in fields.items()}
        return {name: item for name, (item, _) in parts.items()}, any(
            is_secret for _, is_secret in parts.values()
        )
    return (UNKNOWN if value == rpc.UNKNOWN else value), False


def _marked(value: Any) -> Any:
    """A value with marks where it is unknown."""
    if isinstance(value, Unknown):
        return rpc.UNKNOWN
    if isinstance(value, Mapping):
        return {name: _marked(item) for name, item in value.items()}
    if isinstance(value, list):
        return [_marked(item) for item in value]
    return value
