"""The addons of a project that no schedule backs up."""

from __future__ import annotations

import functools
from collections.abc import Collection, Mapping, Sequence

import pulumi
from pulumi.output import contains_unknowns

from pulumi_northflank.api.listings import Listing
from pulumi_northflank.arguments import is_later
from pulumi_northflank.dynamic.lookup import addons_in, listings_of, project_of
from pulumi_northflank.dynamic.program import at_the_end, export_stack, report, report_after
from pulumi_northflank.dynamic.resource import AddonBackupSchedule, declaration_of
from pulumi_northflank.errors import NorthflankError
from pulumi_northflank.lifecycle.errors import UnreadableScheduleError
from pulumi_northflank.lifecycle.stack_state import StackState
from pulumi_northflank.schedule import Address, Project, Schedule
from pulumi_northflank.schedule.properties import camel_case
from pulumi_northflank.text import plural, shown, written
from pulumi_northflank.types import JsonObject
from pulumi_northflank.validation import validate

from .addons import address_of, settled
from .requirements import InvalidRequirementError, listed

GOING = ("deleting", "deleted")
NO_SCHEDULE = "no schedule backs it up"
LEAVING = (
    "its schedules belong to this stack, the program no longer declares them, and `pulumi up` will "
    "delete them"
)
WHAT_TO_DO = (
    "Declare a schedule for each of them, or name those that need no backups in except_ of "
    "require_all."
)
NO_ADDONS = (
    "The API lists no addons of {project}, so require_all demands nothing yet. If the project "
    "should have some, check the IDs of project and team."
)
NO_SUCH_TAG = "No addon of {project} has the tag {tag}, so require_all demands nothing for it."
NOT_KNOWN_YET = (
    "Cannot tell yet whether {addons} of {project} will be backed up, because the program has "
    "schedules whose addon is not known before the update."
)
LATER = "must not be an Output, because the addons are read while the program runs"


class UnprotectedAddonsError(NorthflankError):
    """Addons exist that no schedule backs up.

    Attributes:
        reasons: Why each addon is not backed up, by its ID.
    """

    def __init__(self, project: Project, reasons: Mapping[str, str]) -> None:
        self.reasons = dict(reasons)
        count = f"{plural(len(reasons), 'addon')} of {project}"
        are = "is" if len(reasons) == 1 else "are"
        lines = "".join(
            f"\n  {project.addon(addon_id).public.key}: {reason}."
            for addon_id, reason in sorted(reasons.items())
        )
        super().__init__(f"{count} {are} not backed up:{lines}\n{WHAT_TO_DO}")


class UnknownTagsError(NorthflankError):
    """The API does not list the tags of an addon, so it may be one that must be backed up."""

    def __init__(self, addon: Address) -> None:
        super().__init__(
            f"The API does not list the tags of {addon}, so require_all cannot tell whether it "
            "must be backed up. Name it in except_, or call require_all without tags."
        )


def require_all(
    project_id: str,
    *,
    except_: str | Sequence[str] = (),
    tags: str | Sequence[str] = (),
    existing: bool = True,
    team_id: str | None = None,
) -> None:
    """Require that each addon of a project is backed up.

    ``require_all("shop", except_=["scratch"], tags=["production"])`` reads the addons that exist in
    the project, in previews as well. Unless each of them has at least one schedule, the preview
    fails with a list of those that have none, and an update registers no schedule. A list that
    cannot be read is an error, too, and so is a project that the API does not know. A project
    without any addon is a warning, so that a program can be previewed and run before its first
    addon exists. Like :func:`require`, it lets the program go on, and in tests with Pulumi's mocks
    it raises.

    The schedules of the whole program count, including those that are declared after the call. A
    schedule whose addon is an Output is judged once that is known: a preview that does not know it
    yet warns, and an update fails after the schedules are in place.

    It takes one request for each 100 addons, and with *existing*, one for each addon that the
    program does not back up.

    Args:
        project_id: ID of the project.
        except_: The IDs of addons that need no backups.
        tags: Only addons with at least one of these tags count. Without it, all count.
        existing: Whether schedules that exist in Northflank and are not part of this program count
            as well. Those that this update will delete do not.
        team_id: ID of the team. The default is northflank:teamId of the stack, else
            NORTHFLANK_TEAM_ID.

    Raises:
        InvalidRequirementError: An argument is wrong.
        SettingsError: A setting is missing or unusable.
        RequestError: A list could not be read to its end.
        StackExportError: Cannot tell whether this update deletes an addon's schedule.
        UnreadableScheduleError: Cannot tell whether an addon's only schedule backs it up.
        UnknownTagsError: With *tags*, cannot tell whether an addon counts.
        UnprotectedAddonsError: Addons are not backed up; see above for when.
    """
    try:
        _check(project_id, team_id, except_, tags, existing)
        project = project_of(project_id, team_id)
        wanted = _wanted(project, listed(except_), listed(tags))
    except NorthflankError as error:
        report(error)
        return
    review = _Review(project, wanted, existing=existing)

    def judge(resources: Sequence[AddonBackupSchedule]) -> None:
        declared = [one for one in map(declaration_of, resources) if one is not None]
        if review.passes(declared, is_final=not resources) and resources:
            # Again once Outputs and resource options have had their effect.
            report_after(settled(resources).apply(review.passes, run_with_unknowns=True))

    at_the_end(judge)


class _Review:
    """Judges whether the addons of a project are backed up."""

    def __init__(self, project: Project, wanted: Collection[str], *, existing: bool) -> None:
        """Prepare.

        Args:
            project: The project.
            wanted: The IDs of the addons that must be backed up.
            existing: Whether schedules that exist already count as well.
        """
        self._project = project
        self._wanted = wanted
        self._existing = existing
        self._reasons: dict[str, str | None] = {}

    def passes(self, schedules: Sequence[Schedule], *, is_final: bool = True) -> bool:
        """Whether every addon is backed up, as far as that is known; reports those that are not.

        Args:
            schedules: The schedules of the program.
            is_final: Whether no more will be known of them.
        """
        addresses = [address_of(schedule) for schedule in schedules]
        ours = [each for each in addresses if self._may_be_here(each)]
        ids = {each["addonId"] for each in ours if not contains_unknowns(each)}
        try:
            missing = self._missing([addon for addon in self._wanted if addon not in ids])
        except NorthflankError as error:
            report(error)
            return False
        if not missing:
            return True
        if any(map(contains_unknowns, ours)):
            if is_final:
                addons = ", ".join(sorted(missing))
                pulumi.log.warn(NOT_KNOWN_YET.format(addons=addons, project=self._project))
            return True
        report(UnprotectedAddonsError(self._project, missing))
        return False

    def _may_be_here(self, address: JsonObject) -> bool:
        ids = {"teamId": self._project.team_id, "projectId": self._project.project_id}
        return all(contains_unknowns(address[name]) or address[name] == ids[name] for name in ids)

    def _missing(self, addon_ids: Sequence[str]) -> dict[str, str]:
        """Why addons are not backed up, without those that existing schedules back up."""
        if not self._existing:
            return dict.fromkeys(addon_ids, NO_SCHEDULE)
        new = [self._project.addon(one) for one in addon_ids if one not in self._reasons]
        for address, listing in zip(new, listings_of(new), strict=True):
            self._reasons[address.addon_id] = self._reason(address, listing)
        reasons = {addon_id: self._reasons[addon_id] for addon_id in addon_ids}
        return {addon_id: reason for addon_id, reason in reasons.items() if reason is not None}

    def _reason(self, address: Address, listing: Listing) -> str | None:
        """Why no existing schedule backs an addon up; None if one does."""
        if any(self._stays(live.schedule_id) for live in listing.schedules):
            return None
        for schedule_id, reason in listing.unreadable.items():
            raise UnreadableScheduleError(address, schedule_id, reason)
        return LEAVING if listing.schedules else NO_SCHEDULE

    @functools.cached_property
    def _state(self) -> StackState:
        """The state of the stack. Without it, a schedule that is about to go would count."""
        exported = export_stack()
        return StackState(lambda: exported)

    def _stays(self, schedule_id: str) -> bool:
        # The program declares no schedule for the addon. So the update deletes one of this stack.
        holders = self._state.holders(schedule_id)
        return not holders or any(one.is_retained or one.is_protected for one in holders)


def _wanted(project: Project, except_: Collection[str], tags: Collection[str]) -> list[str]:
    """The IDs of the addons that must be backed up."""
    existing = addons_in(project)
    if not existing:
        pulumi.log.warn(NO_ADDONS.format(project=project))
        return []
    addons = [addon for addon in existing if addon.status not in GOING]
    for tag in tags:
        if not any(tag in (addon.tags or ()) for addon in addons):
            pulumi.log.warn(NO_SUCH_TAG.format(project=project, tag=shown(tag)))
    wanted = [addon for addon in addons if addon.addon_id not in except_]
    for addon in wanted:
        if tags and addon.tags is None:
            raise UnknownTagsError(project.addon(addon.addon_id))
    return [one.addon_id for one in wanted if not tags or set(tags).intersection(one.tags or ())]


def _check(
    project_id: object, team_id: object, except_: object, tags: object, existing: object
) -> None:
    problems = []
    for name, id_ in (("project_id", project_id), ("team_id", team_id)):
        is_wrong = any(one.path == camel_case(name) for one in validate({camel_case(name): id_}))
        if is_wrong and (name != "team_id" or id_ is not None):
            problems.append(f"{name}: {LATER if is_later(id_) else f'{written(id_)} is not an ID'}")
    for name, several in (("except_", except_), ("tags", tags)):
        items = listed(several)
        if any(map(is_later, [several, *items])):
            problems.append(f"{name}: {LATER}")
        elif not all(isinstance(item, str) and item for item in items):
            problems.append(f"{name}: {written(several)} is not a list of strings")
    if not isinstance(existing, bool):
        reason = LATER if is_later(existing) else f"{written(existing)} must be True or False"
        problems.append(f"existing: {reason}")
    if problems:
        raise InvalidRequirementError(problems, "require_all")
