"""Whether the backups of schedules exist."""
