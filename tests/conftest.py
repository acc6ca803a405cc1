"""What all tests share: the emulator's own pytest fixture, loaded as a user would load it."""

import os

pytest_plugins = ["pulumi_northflank.emulator.fixture"]

# Output must not depend on the terminal. Python's readline, which pytest imports, sets the width.
os.environ.pop("COLUMNS", None)
