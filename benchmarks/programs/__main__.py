"""The Pulumi program of all contestants; which resource it declares, the environment says."""

import os
from importlib import import_module
from typing import cast

from benchmarks.programs.schedules import Order, schedules

resource = import_module(os.environ["BENCHMARK_MODULE"]).AddonBackupSchedule
for name, arguments in schedules(
    int(os.environ["BENCHMARK_COUNT"]),
    retention=int(os.environ["BENCHMARK_RETENTION"]),
    order=cast("Order", os.environ["BENCHMARK_ORDER"]),
):
    resource(name, **arguments)
