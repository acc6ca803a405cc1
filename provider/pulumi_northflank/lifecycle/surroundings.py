"""What a new schedule depends on: its addon, its destinations and the token.

Each list is read once for a preview, and only if something new needs it: the token once, the addons
of each project, the destinations of each account, and the types of addons if one may be unable to
dump. Whatever the documentation does not describe, such as an unknown type, is left to the API.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta, timezone

from pulumi_northflank.api.account import Destination, Token
from pulumi_northflank.api.client import Client
from pulumi_northflank.api.errors import ADDONS_READ, ADDONS_UPDATE, DESTINATIONS_READ, PROJECT_READ
from pulumi_northflank.api.listings import ListedAddon
from pulumi_northflank.errors import HOW_TO_AUTHENTICATE, NorthflankError
from pulumi_northflank.schedule import Account, Project, Schedule
from pulumi_northflank.text import SECRET, capital, did_you_mean, plural, shown
from pulumi_northflank.validation import Problem

from .list_cache import ListCache
from .say import Say

SOON = timedelta(days=7)
# By the documentation. For another type, the list of types is read.
CAN_DUMP = ("postgresql", "mysql", "mongodb")
# All documented statuses but `running`, and `backup`, in which a backup is being made.
NOT_RUNNING = (
    "preDeployment",
    "triggerAllocation",
    "allocating",
    "postDeployment",
    "paused",
    "scaling",
    "upgrading",
    "resetting",
    "restore",
    "failed",
    "error",
    "errorAllocating",
    "deleting",
    "deleted",
)

INCOMPLETE = "Preflight check incomplete; the preview continues. {error}"
IS_NOT_RUNNING = (
    "{addon} is not running: its status is {status}. Northflank makes no backups of it until it "
    "runs."
)
CANNOT_DUMP = (
    "{addon} is of type {type}, and Northflank cannot dump addons of that type. Declare snapshots "
    "instead"
)
HIDDEN = "not possible for {addon}; the reason depends on a secret value and is not shown"
NO_DESTINATION = (
    "{account} has no backup destination {id}{advice}. Create it in Northflank, or correct the ID"
)
NONE_LISTED = (
    "Preflight cannot tell whether the backup destinations of the program exist: the API lists "
    "none in {account}. Check the team (northflank:teamId), and that the token's role has the "
    "permission `{permission}`."
)
WRONG_USAGE = (
    "the backup destination {id} is for snapshots of containers, so it cannot store backups of "
    "addons. Name a destination whose usage is globalBackups"
)
LOCKED = (
    "{slot} keeps backups for {kept} in destination {id}, whose object lock prevents deletions for "
    "{locked}. The bucket keeps them, and costs money for them, for longer than the retention."
)
EXPIRES = (
    "The API token expires on {time}. After that, no update, refresh or destroy works. Create a "
    "new token in Northflank. {how}"
)
LACKS = (
    "The API token lacks the permission `{permission}`, {without}. Add the permission to the role "
    "of the token."
)
# The permissions that a later command needs, and what it cannot do otherwise.
NEEDED = {
    ADDONS_UPDATE: "so `pulumi up` cannot create or delete schedules",
    PROJECT_READ: "so `pulumi refresh` cannot confirm that a missing addon was deleted",
}


class Surroundings:
    """What Northflank tells about the surroundings of schedules. Safe for several threads."""

    def __init__(self, client: Callable[[], Client], say: Say) -> None:
        """Prepare; nothing is requested yet.

        Args:
            client: Returns the client.
            say: Shows each warning once.
        """
        self._say = say
        self._addons: ListCache[Project, dict[str, ListedAddon]] = ListCache(
            lambda project: {one.addon_id: one for one in client().list_addons(project)}
        )
        self._dumps: ListCache[None, dict[str, bool]] = ListCache(
            lambda _: client().dumps_by_type()
        )
        self._destinations: ListCache[Account, list[Destination]] = ListCache(
            lambda account: client().list_destinations(account)
        )
        self._token: ListCache[None, Token] = ListCache(lambda _: client().read_token())

    def problems_of(self, schedule: Schedule, urn: str, *, is_new: bool) -> list[Problem]:
        """What `pulumi up` would fail with when it creates a schedule; warnings are shown.

        Args:
            schedule: A schedule whose slot is known.
            urn: Its resource.
            is_new: Whether it is new. A schedule that replaces one with other settings has the
                same addon, but perhaps other destinations.
        """
        problems: list[Problem] = []
        checks = [self._of_addon, self._of_destinations, self._of_token]
        for check in checks if is_new else [self._of_destinations]:
            try:
                problems += check(schedule, urn)
            except NorthflankError as error:
                self._say("warning", INCOMPLETE.format(error=error))
        return problems

    def _of_addon(self, schedule: Schedule, _urn: str) -> list[Problem]:
        address = schedule.address
        addon = self._addons.get(address.project).get(address.addon_id)
        if addon is None:
            return []
        if addon.status in NOT_RUNNING:
            text = IS_NOT_RUNNING.format(addon=capital(str(address)), status=addon.status)
            self._say("warning", text)
        if schedule.backup_type != "dump" or addon.type is None or addon.type in CAN_DUMP:
            return []
        if self._dumps.get(None).get(addon.type, True):
            return []
        reason = HIDDEN if "backupType" in schedule.secrets else CANNOT_DUMP
        return [Problem("backupType", reason.format(addon=address, type=addon.type))]

    def _of_destinations(self, schedule: Schedule, urn: str) -> list[Problem]:
        problems = []
        account = schedule.address.project.account
        for place in _places(schedule):
            listed = self._destinations.get(account)
            found = next((one for one in listed if place.is_at(one)), None)
            if not listed:
                # Such a list can also mean that the token must not see them.
                text = NONE_LISTED.format(account=account, permission=DESTINATIONS_READ)
                self._say("warning", text)
            elif found is None and all(map(_has_known_id, listed)):
                problems.append(_missing(place, account, listed))
            elif found is not None and found.usage == "containerSnapshots":
                problems.append(Problem(place.path, WRONG_USAGE.format(id=place)))
            elif found is not None and place.kept is not None:
                self._warn_about_lock(schedule, place, place.kept, found.locked_days or 0, urn)
        return problems

    def _warn_about_lock(
        self, schedule: Schedule, place: Place, kept: int, locked: int, urn: str
    ) -> None:
        if locked > kept:
            text = LOCKED.format(
                slot=capital(str(schedule.slot)),
                id=place,
                kept=plural(kept, "day"),
                locked=plural(locked, "day"),
            )
            self._say("warning", text, urn)

    def _of_token(self, _schedule: Schedule, _urn: str) -> list[Problem]:
        token = self._token.get(None)
        if token.expires is not None and token.expires - token.read_at < SOON:
            time = f"{token.expires.astimezone(timezone.utc):%Y-%m-%d %H:%M} UTC"
            self._say("warning", EXPIRES.format(time=time, how=HOW_TO_AUTHENTICATE))
        # The token has just listed schedules. If the API names that permission otherwise than the
        # documentation, it may name all of them otherwise.
        if ADDONS_READ in token.permissions:
            for permission, without in NEEDED.items():
                if permission not in token.permissions:
                    self._say("warning", LACKS.format(permission=permission, without=without))
        return []


@dataclass(frozen=True)
class Place:
    """A destination that a schedule names.

    Attributes:
        path: The property that names it.
        destination_id: Its ID.
        kept: For how many days the schedule keeps a backup there; None if that is unknown or
            secret.
        is_secret: Whether the ID is secret.
    """

    path: str
    destination_id: str
    kept: int | None
    is_secret: bool

    def __str__(self) -> str:
        return SECRET if self.is_secret else shown(self.destination_id)

    def is_at(self, listed: Destination) -> bool:
        """Whether it is this destination of the API's list."""
        return _slug(self.destination_id) == _slug(listed.destination_id or listed.name or "")


def _places(schedule: Schedule) -> Iterator[Place]:
    """The destinations that a schedule names, as far as they are known."""
    values, public = schedule.with_effect().values, schedule.public.values
    days = public.get("retentionTime")
    named = [("customDestinationId", values.get("customDestinationId"), days)]
    copies = values.get("additionalDestinations")
    for copy in copies if isinstance(copies, list) else []:
        if isinstance(copy, dict):
            kept = copy.get("retentionTime", days)
            named.append(("additionalDestinations", copy.get("destinationId"), kept))
    for path, destination_id, kept in named:
        if isinstance(destination_id, str):
            is_secret = path in schedule.secrets
            is_known = isinstance(kept, int) and not is_secret
            yield Place(path, destination_id, kept if is_known else None, is_secret)


def _missing(place: Place, account: Account, listed: Sequence[Destination]) -> Problem:
    names = [_slug(one.destination_id or one.name or "") for one in listed]
    # A similar name would show a part of a secret.
    advice = "" if place.is_secret else did_you_mean(place.destination_id, names)
    return Problem(place.path, NO_DESTINATION.format(account=account, id=place, advice=advice))


def _has_known_id(listed: Destination) -> bool:
    """Whether the ID of a listed destination can be told."""
    return bool(listed.destination_id) or (bool(listed.name) and str(listed.name).isascii())


def _slug(name: str) -> str:
    # The documentation: IDs are slugs of the name.
    return re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")
