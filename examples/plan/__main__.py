"""Backup plans for three databases, with their coverage and a minimum for all of them."""

import pulumi

from pulumi_northflank import BackupPlan, coverage, require

# A backup every half hour.
orders = BackupPlan.critical(
    "orders",
    project_id="shop",
    addon_id="orders",
    backup_type="snapshot",
)

# The standard plan, but daily backups are kept for 60 days.
stock = BackupPlan.standard(
    "stock",
    project_id="shop",
    addon_id="stock",
    backup_type="dump",
    daily={"keep": 60},
)

# Custom tiers: frequent snapshots, and dumps twice a day, in a custom destination.
carts = BackupPlan(
    "carts",
    project_id="shop",
    addon_id="carts",
    hourly={"minutes": [10, 40], "keep": 3, "backup_type": "snapshot"},
    daily={"at": ["01:15", "13:15"], "keep": 30, "backup_type": "dump"},
    custom_destination_id="eu-bucket",
)

plans = [orders, stock, carts]
require(plans, max_gap="24h", min_retention_days=30)
pulumi.export("coverage", coverage(*plans))
