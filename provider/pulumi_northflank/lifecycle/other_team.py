"""A warning where the environments of two machines name different teams.

The team is part of a schedule's address, so a preview would show every schedule as replaced, and
not say why.
"""

from __future__ import annotations

from pulumi_northflank import settings
from pulumi_northflank.schedule import Schedule, Slot
from pulumi_northflank.text import SECRET

OTHER_TEAM = (
    "{variable} is {here} here, but schedules in the state belong to {stored}, so Pulumi replaces "
    "them. {way_out}."
)


def warning(config: settings.ConfigGetter, declared: Schedule, old: Slot, new: Slot) -> str | None:
    """The warning, if only this machine's environment names another team than the state, or none.

    Args:
        config: Returns a setting of the stack's configuration by its key.
        declared: The schedule as the program declares it.
        old: Its slot in the state.
        new: Its slot now.
    """
    variable, key = settings.TEAM_ID.variable, settings.TEAM_ID.key
    is_meant = "teamId" in declared.values or config(key)
    if is_meant or not old.is_known or old.team_id == new.team_id:
        return None
    stored, argument = f"team {old.team_id}", f"{key} {old.team_id}"
    if "teamId" in old.secrets:
        stored, argument = f"team {SECRET}", f"--secret {key} TEAM"
    way_out = f"To use one team everywhere, run `pulumi config set {argument}`"
    if old.team_id is None:
        stored, way_out = "no team", f"To keep them, unset {variable}"
    return OTHER_TEAM.format(
        variable=variable,
        here=new.team_id or "not set",
        stored=stored,
        way_out=way_out,
    )
