"""The fixture `northflank_emulator`: the API on this machine, empty for each test."""

pytest_plugins = ["pulumi_northflank.emulator.fixture"]
