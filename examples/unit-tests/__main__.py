"""Daily dumps of the production databases, and which of the others have no backups."""

import pulumi
from backups import OTHERS, declare_backups, without_backups

declare_backups()
pulumi.export("withoutBackups", without_backups(OTHERS))
