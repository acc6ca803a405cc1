"""``pulumi-northflank calendar``: a week of backups in a terminal or as an SVG."""
