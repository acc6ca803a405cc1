"""The executable `pulumi-resource-northflank`, which the engine starts."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress

import grpc.aio  # type: ignore[import-untyped]  # the SDK ships no stubs for it
from pulumi.runtime.proto import provider_pb2_grpc

from pulumi_northflank.engine import Engine

from .servicer import Servicer

# More calls than the engine makes at once by default, which is 4 for each core, up to 32 cores.
MOST_CALLS = 128
USAGE = "The Pulumi engine starts this program: pulumi-resource-northflank ENGINE_ADDRESS"


def main() -> None:
    """Serve the package until the engine ends this process."""
    # Flags for logging come before the address.
    if len(sys.argv) == 1 or sys.argv[-1].startswith("-"):
        sys.exit(USAGE)
    with suppress(KeyboardInterrupt):
        asyncio.run(_serve_the_engine(sys.argv[-1]))
    # The engine does not wait for calls that were cancelled, and a thread whose request hangs would
    # delay the end of the command.
    os._exit(0)


async def _serve_the_engine(address: str) -> None:
    serving = asyncio.create_task(serve(address, lambda port: print(port, flush=True)))
    # The engine ends this process, unless it was killed itself.
    parent = os.getppid()
    while os.getppid() == parent and not serving.done():  # noqa: ASYNC110  # no event tells it
        await asyncio.sleep(1)
    serving.cancel()
    with suppress(asyncio.CancelledError):
        await serving


async def serve(engine_address: str | None, ready: Callable[[int], None]) -> None:
    """Serve on a free port.

    Args:
        engine_address: Where the engine listens, if it started this process.
        ready: Gets the port.
    """
    threads = ThreadPoolExecutor(MOST_CALLS)
    # The SDK registers the schedules of plans in threads, which wait for the other threads.
    asyncio.get_running_loop().set_default_executor(ThreadPoolExecutor(MOST_CALLS))
    server = grpc.aio.server()
    servicer = Servicer(Engine(engine_address), threads)
    provider_pb2_grpc.add_ResourceProviderServicer_to_server(servicer, server)
    port = server.add_insecure_port("127.0.0.1:0")
    await server.start()
    ready(port)
    try:
        await server.wait_for_termination()
    finally:
        await server.stop(None)
        servicer.close()
        threads.shutdown(wait=False)


if __name__ == "__main__":
    main()
