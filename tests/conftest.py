"""What all tests share: the emulator's own pytest fixture, loaded as a user would load it."""

import os
import signal

pytest_plugins = ["pulumi_northflank.emulator.fixture"]

# What a shell starts in the background ignores Ctrl-C, and so does all that it starts.
signal.signal(signal.SIGINT, signal.default_int_handler)

# Output must not depend on the terminal. Python's readline, which pytest imports, sets the width.
os.environ.pop("COLUMNS", None)


def pytest_xdist_auto_num_workers() -> int:
    """One worker more than the machine has cores, because tests with the engine often wait."""
    return (os.cpu_count() or 1) + 1
