"""What all tests share. The emulator's fixture comes with the installed package, as for users."""

import os
import signal

# What a shell starts in the background ignores Ctrl-C, and so does all that it starts.
signal.signal(signal.SIGINT, signal.default_int_handler)

# Output must not depend on the terminal. Python's readline, which pytest imports, sets the width.
os.environ.pop("COLUMNS", None)


def pytest_xdist_auto_num_workers() -> int:
    """One worker more than the machine has cores, because tests with the engine often wait."""
    return (os.cpu_count() or 1) + 1
