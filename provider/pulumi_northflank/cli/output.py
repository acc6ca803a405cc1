"""Where a result goes: to stdout, or whole into a file that was not there before."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

import click

STDOUT = Path("-")


def check_target(path: Path, *, force: bool) -> None:
    """Find out before any request whether *path* could be written.

    Raises:
        click.ClickException: It can't, or must not be.
    """
    if path == STDOUT:
        return
    if path.exists() and not path.is_file():
        raise click.ClickException(f"{path} is no file. Nothing was written.")
    if path.exists() and not force:
        raise click.ClickException(_exists(path))
    if not path.absolute().parent.is_dir():
        raise click.ClickException(f"There is no folder {path.parent}. Nothing was written.")


def write(path: Path, text: str, *, force: bool) -> None:
    """Write *text* to *path*, all of it or nothing.

    Raises:
        click.ClickException: The file can't be written, or has come to exist meanwhile.
    """
    if path == STDOUT:
        # In UTF-8 whatever the terminal's encoding is: so does Python read a program.
        click.echo(text.encode(), nl=False)
        return
    target = path.resolve()
    beside = target.with_name(f".{target.name}.{secrets.token_hex(4)}")
    try:
        beside.write_text(text, encoding="utf-8", newline="\n")
        if force:
            beside.replace(target)
        else:
            _move_to_new(beside, target)
    except FileExistsError:
        raise click.ClickException(_exists(path)) from None
    except OSError as error:
        raise click.ClickException(f"{path}: {error.strerror}. Nothing was written.") from None
    finally:
        beside.unlink(missing_ok=True)


def _move_to_new(source: Path, target: Path) -> None:
    # A link is refused where there is something; a rename would replace it.
    try:
        os.link(source, target)
    except FileExistsError:
        raise
    except OSError:  # not all file systems have links
        if target.exists():
            raise FileExistsError from None
        source.rename(target)


def _exists(path: Path) -> str:
    return f"{path} exists already. Nothing was written; --force replaces it."
