"""Load the fixture `northflank_emulator`, a local API that starts empty for each test."""

pytest_plugins = ["pulumi_northflank.emulator.fixture"]
