"""Backup plans: the schedules of one addon, declared together."""

from .plan import CRITICAL as CRITICAL
from .plan import STANDARD as STANDARD
from .plan import BackupPlan as BackupPlan
from .plan import BackupPlanArgs as BackupPlanArgs
from .plan import PlanError as PlanError
from .reading import PLAN_TYPE as PLAN_TYPE
