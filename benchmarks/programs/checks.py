"""How fast a schedule is checked, by pyperf: a valid one and one with two faults."""

import pyperf

from benchmarks.programs.schedules import CHECKED, FAULTY
from pulumi_northflank import AddonBackupScheduleProvider

if __name__ == "__main__":
    provider = AddonBackupScheduleProvider()
    runner = pyperf.Runner()
    runner.bench_func("valid", provider.check, {}, CHECKED)
    runner.bench_func("faulty", provider.check, {}, FAULTY)
