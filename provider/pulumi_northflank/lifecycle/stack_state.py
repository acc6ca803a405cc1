"""Which resources of the stack have a schedule, by the stack's own state.

The engine tells a provider nothing about a resource that it creates, not even whether it is a
replacement of one that exists. So where a schedule is in the way, the state decides whether it is
this stack's own. The state is read at most once, and only then.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from pulumi_northflank.errors import NorthflankError


@dataclass(frozen=True)
class Holder:
    """A resource in the stack's state that has a schedule.

    Attributes:
        urn: Its URN.
        is_replaced: Whether it has been replaced, and only its deletion is left to do.
        is_protected: Whether it must not be deleted.
        is_retained: Whether its schedule is to outlive it.
        is_elsewhere: Whether another provider will delete it, which does not know that the schedule
            has been taken over.
        ignored: The paths of the properties that the program ignored changes of so far.
        has_old_payload: Whether that provider is this one, as another version of Python names it.
    """

    urn: str
    is_replaced: bool = False
    is_protected: bool = False
    is_retained: bool = False
    is_elsewhere: bool = False
    ignored: tuple[str, ...] = ()
    has_old_payload: bool = False


class StackState:
    """The state of the stack before this deployment. Safe for several threads."""

    def __init__(self, export: Callable[[], str], provider: str = "", payload: str = "") -> None:
        """Prepare; nothing is read yet.

        Args:
            export: Returns the state as `pulumi stack export` writes it. It may raise an error.
            provider: Type and perhaps name of the provider that this process serves; empty if that
                is not known.
            payload: What the resources of this process name their provider in their outputs, if
                they do. The SDK runs another one for another name.
        """
        self._export = export
        self._payload = payload
        self._provider = f"::{provider}::" if provider else ""
        self._resources: list[Any] | None = None
        self._unread: NorthflankError | None = None
        self._lock = threading.Lock()

    def holders(self, schedule_id: str) -> list[Holder]:
        """The resources of the stack that have the schedule.

        Raises:
            NorthflankError: The state cannot be read.
        """
        return [
            Holder(
                urn=str(item.get("urn")),
                is_replaced=bool(item.get("delete") or item.get("pendingReplacement")),
                is_protected=bool(item.get("protect")),
                is_retained=bool(item.get("retainOnDelete")),
                is_elsewhere=self._has_old_payload(item)
                or self._provider not in (item.get("provider") or self._provider),
                has_old_payload=self._has_old_payload(item),
                ignored=tuple(item.get("ignoreChanges") or ()),
            )
            for item in self._all()
            if item.get("id") == schedule_id and not item.get("external")
        ]

    def _has_old_payload(self, item: dict[str, Any]) -> bool:
        payload = (item.get("outputs") or {}).get("__provider", self._payload)
        return bool(self._payload) and payload != self._payload

    def existed(self, urn: str) -> bool:
        """Whether the stack has this resource, or may have it because the state cannot be read."""
        try:
            return any(item.get("urn") == urn for item in self._all())
        except NorthflankError:
            return True

    def _all(self) -> list[Any]:
        with self._lock:
            if self._unread is not None:
                raise self._unread
            if self._resources is None:
                try:
                    self._resources = self._read()
                except NorthflankError as error:
                    self._unread = error
                    raise
            return self._resources

    def _read(self) -> list[Any]:
        deployment = json.loads(self._export()).get("deployment") or {}
        # A stack that was never deployed has no resources.
        return list(deployment.get("resources") or [])
