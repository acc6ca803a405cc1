"""The inputs of a component as the engine sends them, as inputs of its resources."""

from __future__ import annotations

from collections.abc import Container
from typing import Any

import pulumi
from google.protobuf.struct_pb2 import (  # type: ignore[import-untyped]  # it ships no stubs
    ListValue,
    Struct,
)
from pulumi.output import UNKNOWN
from pulumi.resource import DependencyResource
from pulumi.runtime import rpc

from pulumi_northflank.types import JsonObject


def inputs_in(request: Any, plain: Container[str]) -> JsonObject:
    """The inputs in a request to construct a component.

    A value that is secret or not known yet is an Output, at any depth.

    Args:
        request: The request.
        plain: The inputs that are read at once, so that they must not become Outputs as a whole
            because something in them depends on a resource. The component depends on it, too.
    """
    inputs = {}
    for name, value in request.inputs.items():
        urns = [] if name in plain else request.inputDependencies[name].urns
        inputs[name] = _depending(_input(value), urns)
    return inputs


def _input(value: Any) -> Any:
    if isinstance(value, ListValue):
        return [_input(item) for item in value]
    if isinstance(value, Struct):
        fields = dict(value.items())
        if rpc.is_rpc_secret(fields):
            return pulumi.Output.secret(_input(rpc.unwrap_rpc_secret(fields)))
        # The SDK reads the values that programs in some languages send as outputs.
        whole = rpc.deserialize_property(value, keep_unknowns=True)
        if isinstance(whole, pulumi.Output):
            return whole
        return {name: _input(item) for name, item in fields.items()}
    if value == rpc.UNKNOWN:
        return pulumi.Output.from_input(UNKNOWN)
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _depending(value: Any, urns: list[str]) -> Any:
    """*value* as an Output that depends on resources, if there are any."""
    if not urns:
        return value
    resources = [DependencyResource(urn).urn for urn in urns]
    return pulumi.Output.all(value, *resources).apply(lambda values: values[0])
