"""Backup plans of three databases, how well they cover them, and what is required of them."""

import pulumi

from pulumi_northflank import BackupPlan, coverage, require

# At most half an hour of orders may be lost.
orders = BackupPlan.critical(
    "orders",
    project_id="shop",
    addon_id="orders",
    backup_type="snapshot",
)

# The usual plan, with a daily tier that is kept for longer.
stock = BackupPlan.standard(
    "stock",
    project_id="shop",
    addon_id="stock",
    backup_type="dump",
    daily={"keep": 60},
)

# Tiers of its own: frequent snapshots, and dumps in a bucket elsewhere.
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
