"""What one step takes in a fresh interpreter: its name is the argument.

With a provider's payload as a second argument, what making it out of that and a first check take.
Out: a JSON object with milliseconds, and which of the libraries that only requests and faults need
were loaded.
"""

from __future__ import annotations

import base64
import json
import sys
import time
from importlib import import_module
from typing import Any

NOT_NEEDED = ("jsonschema", "requests", "tenacity", "urllib3")


def import_pulumi() -> None:
    """Load the SDK: any program in Python does."""
    import pulumi  # noqa: F401


def import_schedule() -> None:
    """Load what declares a schedule."""
    from pulumi_northflank import AddonBackupSchedule  # noqa: F401


def import_all() -> None:
    """Load what declares and judges the schedules of addons."""
    from pulumi_northflank import (  # noqa: F401
        AddonBackupSchedule,
        BackupPlan,
        coverage,
        require,
    )


def declare_schedule() -> None:
    """Declare a schedule, with a stand-in for the engine."""
    import pulumi

    class Mocks(pulumi.runtime.Mocks):
        def new_resource(self, args: pulumi.runtime.MockResourceArgs) -> tuple[str, dict[Any, Any]]:
            return "id", args.inputs

        def call(self, _args: pulumi.runtime.MockCallArgs) -> dict[Any, Any]:  # type: ignore[override]
            return {}

    pulumi.runtime.set_mocks(Mocks())
    from benchmarks.programs.schedules import schedules
    from pulumi_northflank import AddonBackupSchedule

    def program() -> None:
        for name, arguments in schedules(1):
            AddonBackupSchedule(name, **arguments)

    pulumi.runtime.test(program)()  # type: ignore[no-untyped-call]


def start_provider() -> None:
    """Load what the SDK's process loads before it has a provider."""
    for module in ("pulumi.dynamic", "pulumi.runtime.proto.provider_pb2_grpc", "dill", "grpc"):
        import_module(module)


STEPS = {
    "import pulumi": import_pulumi,
    "import schedule": import_schedule,
    "import all": import_all,
    "declare": declare_schedule,
    "provider process": start_provider,
}


if __name__ == "__main__":
    name, *payload = sys.argv[1:]
    start = time.perf_counter()
    STEPS[name]()
    figures: dict[str, Any] = {"milliseconds": (time.perf_counter() - start) * 1000}
    if payload:
        import dill

        from benchmarks.programs.schedules import CHECKED

        start = time.perf_counter()
        provider = dill.loads(base64.b64decode(payload[0]))  # noqa: S301  # made by this project
        provider.check({}, dict(CHECKED))
        figures["first_check"] = (time.perf_counter() - start) * 1000
    figures["loaded"] = sorted({each.split(".")[0] for each in sys.modules} & set(NOT_NEEDED))
    print(json.dumps(figures))
