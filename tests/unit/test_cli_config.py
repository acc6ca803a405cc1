"""What a generated configuration looks like."""

from __future__ import annotations

from typing import Any

import pytest
import yaml
from tests.unit.written import URL, YAML_SPECIALS, declaring

from pulumi_northflank.address import Project
from pulumi_northflank.cli.config import config_text
from pulumi_northflank.cli.declarations import declarations_of
from pulumi_northflank.cli.inventory import Addon, Inventory


@pytest.mark.parametrize("text", YAML_SPECIALS)
def test_no_version_of_yaml_reads_an_id_as_something_else(text: str) -> None:
    """What is not surely a text stands in quotes: Pulumi reads another YAML than Python does."""
    config = config_text(*declaring(text))
    plain = {
        token.value
        for token in yaml.scan(config)
        if isinstance(token, yaml.ScalarToken) and token.plain
    }

    assert text == "NaN" or text not in plain


def test_a_configuration_reads_well() -> None:
    """The header says how it gets into a stack; entries are written as people write them."""
    schedule: Any = {
        "id": "s1",
        "backupType": "dump",
        "retentionTime": 30,
        "scheduling": {"interval": "daily", "minute": [30], "hour": [2, 14]},
        "compressionType": "zstd",
    }
    inventory = Inventory(Project("shop"), URL, [Addon("1e3", [schedule])])

    config = config_text(inventory, declarations_of(inventory))

    assert """\
#   pulumi config set-all --json "$(pulumi config --json --config-file schedules.yaml)"
#
config:
  backups:schedules:
    "1e3-daily-dump":
      projectId: shop
      addonId: "1e3"
      backupType: dump
      scheduling:
        interval: daily
        minute: [30]
        hour: [2, 14]
      retentionTime: 30
      compressionType: zstd
""" == config[config.index("#   pulumi") :]
