"""How every command ends: with one or two sentences where it fails, never with a traceback."""

from __future__ import annotations

import errno
import os
import signal
from typing import Any, NoReturn

import click

from pulumi_northflank import settings
from pulumi_northflank.errors import HOW_TO_AUTHENTICATE, NorthflankError


class Commands(click.Group):
    """A group whose commands may let their errors pass."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command that was asked for.

        Raises:
            click.ClickException: What went wrong, for click to show; the status is 1.
        """
        try:
            return super().invoke(ctx)
        except NorthflankError as error:
            raise click.ClickException(of_the_environment(str(error))) from None
        except KeyboardInterrupt:
            end_interrupted()
        except OSError as error:
            if error.errno == errno.EPIPE:
                raise  # whoever read has read enough, and click ends without a word
            raise click.ClickException(_problem(error)) from None


def of_the_environment(text: str) -> str:
    """An error's *text*, where there is no stack that could be configured.

    The package's errors name both places of a setting; of the two, the command line
    has the environment alone.
    """
    token = f"Set a valid token in the environment as {settings.API_TOKEN.variable}."
    text = text.replace(HOW_TO_AUTHENTICATE, token).replace(settings.TEAM_ID.key, "--team")
    for setting in (settings.BASE_URL, settings.TIMEOUT, settings.MAX_WAIT):
        text = text.replace(setting.how_to_set, f"set {setting.variable}")
        text = text.replace(setting.key, setting.variable)
    return text


def _problem(error: OSError) -> str:
    file = f"{error.filename}: " if error.filename else ""
    return f"{file}{error.strerror or error}"


def end_interrupted() -> NoReturn:
    """End at once: a thread may wait for its answer for half a minute, and nobody else does."""
    if os.name == "posix":
        # Of the signal itself, so that a shell ends the loop around the command, too.
        signal.signal(signal.SIGINT, signal.SIG_DFL)
        os.kill(os.getpid(), signal.SIGINT)
    os._exit(130)
