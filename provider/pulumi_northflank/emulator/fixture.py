"""The pytest fixtures, for an environment in which pytest loads no plugins by itself.

Load them with ``pytest_plugins = ["pulumi_northflank.emulator.fixture"]`` in the outermost
``conftest.py``. Otherwise, ``pulumi_northflank_pytest`` needs no such line.
"""

from pulumi_northflank_pytest import northflank_emulator, northflank_emulator_server

__all__ = ["northflank_emulator", "northflank_emulator_server"]
