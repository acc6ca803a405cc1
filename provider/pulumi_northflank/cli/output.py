"""Input comes from stdin. Results go to stdout, or as a whole into a new file."""

from __future__ import annotations

import os
import secrets
import sys
from pathlib import Path

import click

STDOUT = Path("-")


def read_stdin() -> bytes:
    """All of stdin.

    Raises:
        click.ClickException: It cannot be read.
    """
    if sys.stdin is None:
        raise click.ClickException("stdin is closed, so there is no state to read.")
    try:
        return sys.stdin.buffer.read()
    except OSError as error:
        raise click.ClickException(f"stdin cannot be read: {error.strerror}.") from None


def check_target(path: Path, *, force: bool) -> None:
    """Check before any request that *path* can be written.

    Raises:
        click.ClickException: It cannot or must not be written.
    """
    if path == STDOUT:
        return
    if path.exists() and not path.is_file():
        raise click.ClickException(f"{path} is not a regular file. Nothing was written.")
    if path.exists() and not force:
        raise click.ClickException(_exists(path))
    if not path.absolute().parent.is_dir():
        raise click.ClickException(f"The folder {path.parent} does not exist. Nothing was written.")


def write(path: Path, text: str, *, force: bool) -> None:
    """Write all of *text* to *path*, or nothing.

    Raises:
        click.ClickException: The file cannot be written, or somebody has created it meanwhile.
    """
    if path == STDOUT:
        # In UTF-8, whatever the encoding of the terminal: Python and Pulumi read files as UTF-8.
        click.echo(text.encode(), nl=False)
        return
    target = path.resolve()
    temporary = target.with_name(f".{target.name}.{secrets.token_hex(4)}")
    try:
        temporary.write_text(text, encoding="utf-8", newline="\n")
        if force:
            temporary.replace(target)
        else:
            _rename_to_new(temporary, target)
    except FileExistsError:
        raise click.ClickException(_exists(path)) from None
    except OSError as error:
        raise click.ClickException(f"{path}: {error.strerror}. Nothing was written.") from None
    finally:
        temporary.unlink(missing_ok=True)


def _rename_to_new(source: Path, target: Path) -> None:
    # A link fails if the target exists; a rename would replace it.
    try:
        os.link(source, target)
    except FileExistsError:
        raise
    except OSError:  # This file system has no links.
        if target.exists():
            raise FileExistsError from None
        source.rename(target)


def _exists(path: Path) -> str:
    return f"{path} already exists. Nothing was written. Use --force to overwrite it."
