"""The schedule itself: the value object, its slot and address, and drift."""

from .address import Account as Account
from .address import Address as Address
from .address import Project as Project
from .live import LiveSchedule as LiveSchedule
from .schedule import Schedule as Schedule
from .slot import Slot as Slot
