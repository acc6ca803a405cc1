"""``pulumi-northflank status``: whether the backups exist."""
