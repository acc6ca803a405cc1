"""Daily dumps of the production databases, and a list of other databases without backups."""

import pulumi
from backups import OTHERS, declare_backups, without_backups

declare_backups()
pulumi.export("withoutBackups", without_backups(OTHERS))
