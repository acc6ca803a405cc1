"""One process that serves the Pulumi package to many commands of many stacks.

The engine attaches to it (`PULUMI_DEBUG_PROVIDERS`) instead of starting a process a command. It
reads folder and environment of each stack from stdin, as JSON, and prints a port for each.
"""

from __future__ import annotations

import asyncio
import json
import os
import sys
from collections.abc import Awaitable, Callable
from concurrent.futures import Executor, ThreadPoolExecutor
from typing import Any

import grpc.aio  # type: ignore[import-untyped]  # the SDK ships no stubs for it
from google.protobuf.empty_pb2 import (  # type: ignore[import-untyped]  # no stubs either
    Empty,
)
from pulumi.runtime.proto import provider_pb2_grpc

from pulumi_northflank.engine import Engine
from pulumi_northflank.package.__main__ import MOST_CALLS
from pulumi_northflank.package.servicer import Servicer


def _handed_on(name: str) -> Callable[[Any, Any, Any], Awaitable[Any]]:
    async def call(self: Relay, request: Any, context: Any) -> Any:
        return await getattr(self.servicer, name)(request, context)

    return call


class Relay(provider_pb2_grpc.ResourceProviderServicer):
    """Hands the calls of one stack to a servicer, which is a new one for each command."""

    def __init__(self, folder: str, environment: dict[str, str], threads: Executor) -> None:
        self._folder, self._environment, self._threads = folder, environment, threads
        self.servicer = Servicer(Engine(None), threads)

    async def Attach(self, request: Any, _context: Any) -> Any:  # noqa: N802  # gRPC's name
        """Begin a command of this stack. The process serves one at a time."""
        os.chdir(self._folder)
        os.environ.update(self._environment)
        self.servicer.close()
        self.servicer = Servicer(Engine(request.address), self._threads)
        return Empty()


for _name in vars(Servicer):
    if _name[0].isupper():
        setattr(Relay, _name, _handed_on(_name))


async def _serve() -> None:
    threads = ThreadPoolExecutor(MOST_CALLS)
    asyncio.get_running_loop().set_default_executor(ThreadPoolExecutor(MOST_CALLS))
    servers, ports = [], []
    for folder, environment in json.loads(sys.stdin.read()):
        servers.append(grpc.aio.server())
        relay = Relay(folder, environment, threads)
        provider_pb2_grpc.add_ResourceProviderServicer_to_server(relay, servers[-1])
        ports.append(servers[-1].add_insecure_port("127.0.0.1:0"))
        await servers[-1].start()
    print(json.dumps(ports), flush=True)  # noqa: T201  # this is its interface
    await asyncio.gather(*(server.wait_for_termination() for server in servers))


if __name__ == "__main__":
    asyncio.run(_serve())
