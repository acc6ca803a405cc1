"""What both results say in comments, and how their lines are broken."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterator

from .declarations import Declarations
from .inventory import Inventory

WIDTH = 88
QUOTED = re.compile(r"`[^`]{1,50}`")
# Stands for a space where no line may end; nothing that is wrapped has one of its own.
UNBROKEN = "\0"

ABOUT = (
    "`pulumi-northflank generate` wrote this from what {url} listed. "
    "`NORTHFLANK_PREFLIGHT=true pulumi preview` shows what `pulumi up` will adopt: every schedule "
    "stays as it is, and belongs to the stack from then on. One that is taken out after that will "
    "be deleted, and destroying the stack deletes them all."
)
NOTHING = "There is no schedule that could be declared."
LEFT_OUT = "Left out, as they can't be declared; `pulumi up` leaves them alone:"


def subject(inventory: Inventory) -> str:
    """What the result is about; of a part of the addons it says which."""
    if inventory.is_whole:
        return f"Backup schedules of Northflank {inventory.project}"
    noun = "addon" if len(inventory.addons) == 1 else "addons"
    ids = ", ".join(addon.addon_id for addon in inventory.addons)
    return f"Backup schedules of {noun} {ids} in Northflank {inventory.project}"


def wrapped(text: str, first: str = "# ", later: str = "# ") -> list[str]:
    """*text* in lines that begin with *first* and *later*; words and commands stay whole."""
    lines = textwrap.wrap(
        QUOTED.sub(lambda quoted: quoted[0].replace(" ", UNBROKEN), text),
        WIDTH,
        initial_indent=first,
        subsequent_indent=later,
        break_long_words=False,
        break_on_hyphens=False,
    )
    return [line.replace(UNBROKEN, " ") for line in lines]


def escaped(text: str) -> str:
    """*text* in ASCII, and without what would end a line."""
    return text.encode("unicode_escape").decode("ascii")


def closing_comment(declarations: Declarations) -> Iterator[str]:
    """The lines on what is not declared, where there is something to say."""
    if not declarations.declared:
        yield from ("", *wrapped(NOTHING))
    if declarations.left_out:
        yield from ("", *wrapped(LEFT_OUT))
    for one in declarations.left_out:
        yield from wrapped(str(one), "# - ", "#   ")
