"""An emulator of the part of the Northflank API that handles addon backup schedules.

It is a real HTTP server on 127.0.0.1, for tests and for trying things out
without an account::

    from pulumi_northflank.emulator import Emulator

    with Emulator(token="t", addons=["shop/orders"]) as api:
        print(api.url)

On the command line: ``python -m pulumi_northflank.emulator --help``.
"""

from __future__ import annotations

try:
    import flask as _flask  # noqa: F401  -- only to check that it is installed
    import pydantic as _pydantic  # noqa: F401  -- only to check that it is installed
except ModuleNotFoundError as error:
    raise ModuleNotFoundError(
        f"The emulator needs the package {error.name!r}: pip install 'pulumi-northflank[emulator]'",
        name=error.name,
    ) from None

from .address import Address
from .backup_faults import BackupFault
from .backup_models import Backup
from .clock import Clock
from .errors import Conflict, EmulatorError, InvalidBody, Problem, UnknownAddon, UnknownSchedule
from .faults import (
    Drip,
    Drop,
    Fault,
    Gate,
    Hold,
    Html,
    Huge,
    Latency,
    Raw,
    Redirect,
    Status,
    Truncate,
)
from .models import AddressedSchedule, Destination, ScheduleItem, Scheduling
from .requestlog import RequestRecord
from .server import Emulator

__all__ = [
    "Address",
    "AddressedSchedule",
    "Backup",
    "BackupFault",
    "Clock",
    "Conflict",
    "Destination",
    "Drip",
    "Drop",
    "Emulator",
    "EmulatorError",
    "Fault",
    "Gate",
    "Hold",
    "Html",
    "Huge",
    "InvalidBody",
    "Latency",
    "Problem",
    "Raw",
    "Redirect",
    "RequestRecord",
    "ScheduleItem",
    "Scheduling",
    "Status",
    "Truncate",
    "UnknownAddon",
    "UnknownSchedule",
]
