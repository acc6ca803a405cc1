"""What a preview asks the API, where ``northflank:preflight`` says that it may.

Once for each addon with something new: whether the addon exists, whether the token
may read it, and whether a schedule stands in the way. What `pulumi up` would refuse
is a fault now. What the API does not tell, because it is down, is no fault.
"""

from __future__ import annotations

import threading
from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from pulumi.output import contains_unknowns

from . import diagnostics, settings
from .errors import ApiError, NorthflankError, RequestError, SettingsError, how_it_is
from .existing import Existing, existing
from .faults import Fault
from .schedule_lists import ScheduleLists
from .shapes import Inputs
from .slots import Slot, slot_of
from .words import capital

if TYPE_CHECKING:
    from .client import Client

# A preview of a hundred addons is not to wait for each of them while the API is down.
MOST_TIMEOUT = 10.0
MOST_WAIT = 2.0

UNASKED = "The preflight could not find out everything, and the preview goes on: {error}"
STOPPED = " No more addons are asked in this preview."
WILL_ADOPT = (
    "{slot} exists already with the declared settings: `pulumi up` will adopt schedule {id}. "
    "From then on it belongs to this stack, and destroying the stack will delete it."
)
WILL_REPLACE = (
    "{slot} exists already: schedule {id} {how}. `pulumi up` will delete it "
    '(if_exists="replace") and create the declared one in its place.'
)


class Preflight:
    """What one preview finds out. Safe for several threads."""

    def __init__(self, config: settings.ConfigGetter) -> None:
        """Ask with the settings of *config*; nothing is read or asked yet."""
        self._config = config
        self._lists = ScheduleLists(lambda address: self._client.list_schedules(address).schedules)
        self._old_slots: dict[str, Slot] = {}
        self._said: set[str] = set()
        self._stopped = False
        self._lock = threading.Lock()
        self._made_client: Client | None = None

    def faults_of(self, urn: str, olds: Mapping[str, Any], inputs: Inputs) -> list[Fault]:
        """What `pulumi up` would refuse, as far as the API tells.

        Args:
            urn: The resource's URN.
            olds: Its old inputs; empty where the engine has none, or checks it for a
                second time to replace it.
            inputs: Checked inputs without faults.
        """
        try:
            if not settings.preflight(self._config):
                return []
            slot = slot_of(inputs)
            if not slot.is_known or not self._is_new(urn, olds, slot) or self._stopped:
                return []
            schedules = self._lists.get(slot.address)
        except NorthflankError as error:
            return self._fault(error)
        # A setting that is not known yet can turn out to be like what is there, or not.
        there = None if contains_unknowns(inputs) else existing(inputs, schedules)
        return [] if there is None else self._fate(there, urn)

    def _is_new(self, urn: str, olds: Mapping[str, Any], slot: Slot) -> bool:
        with self._lock:
            if olds:
                self._old_slots[urn] = slot_of(olds)
            return self._old_slots.get(urn) != slot

    def _fault(self, error: NorthflankError) -> list[Fault]:
        if isinstance(error, SettingsError) or _is_refusal(error):
            return [Fault("", str(error))]
        if isinstance(error, RequestError) and error.transient:
            self._stopped = True
        text = UNASKED.format(error=error) + (STOPPED if self._stopped else "")
        self._say_once(text, None)
        return []

    def _fate(self, there: Existing, urn: str) -> list[Fault]:
        schedule_id = there.live["id"]
        if there.fate == "in the way":
            return [Fault("", str(there.refusal))]
        if there.fate == "adopted":
            text = WILL_ADOPT.format(slot=there.slot, id=schedule_id)
        else:
            how = how_it_is(there.differences)
            text = WILL_REPLACE.format(slot=there.slot, id=schedule_id, how=how)
        self._say_once(capital(text), urn)
        return []

    def _say_once(self, text: str, urn: str | None) -> None:
        with self._lock:
            new = text not in self._said
            self._said.add(text)
        if new:
            diagnostics.say("warning", text, urn)

    @property
    def _client(self) -> Client:
        """The client, made at the first request.

        Raises:
            SettingsError: A setting is missing or unusable.
        """
        with self._lock:
            if self._made_client is None:
                self._made_client = _impatient_client(settings.load(self._config))
            return self._made_client


def _impatient_client(loaded: settings.Settings) -> Client:
    from .client import Client

    timeout, max_wait = min(loaded.timeout, MOST_TIMEOUT), min(loaded.max_wait, MOST_WAIT)
    return Client(replace(loaded, timeout=timeout, max_wait=max_wait))


def _is_refusal(error: NorthflankError) -> bool:
    return isinstance(error, ApiError) and error.settled and not error.transient
