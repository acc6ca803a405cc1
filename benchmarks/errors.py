"""What ends a benchmark."""


class BenchmarkError(Exception):
    """Something failed, or left what it should not: nothing of it is recorded."""
