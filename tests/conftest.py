"""What all tests share: the emulator's own pytest fixture, loaded as a user would load it."""

pytest_plugins = ["pulumi_northflank.emulator.fixture"]
