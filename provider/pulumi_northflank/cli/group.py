"""How a command that fails ends: with a message, without a traceback."""

from __future__ import annotations

import errno
import io
import os
import signal
import sys
from typing import Any, NoReturn

import click

from pulumi_northflank import settings
from pulumi_northflank.errors import HOW_TO_AUTHENTICATE, NorthflankError


class Commands(click.Group):
    """A group of commands that turns their errors into click's."""

    def main(self, *args: Any, **kwargs: Any) -> Any:
        """Run the command line; characters that a stream cannot show are written as escapes."""
        for stream in (sys.stdout, sys.stderr):
            if isinstance(stream, io.TextIOWrapper):
                stream.reconfigure(errors="backslashreplace")
        return super().main(*args, **kwargs)

    def invoke(self, ctx: click.Context) -> Any:
        """Run a command.

        Raises:
            click.ClickException: The command failed; click shows the message and exits with 1.
        """
        try:
            return super().invoke(ctx)
        except NorthflankError as error:
            raise click.ClickException(without_stack(str(error))) from None
        except KeyboardInterrupt:
            _exit_interrupted()
        except OSError as error:
            if error.errno == errno.EPIPE:
                raise  # The reader, such as `head`, has closed the pipe; click exits silently.
            file = f"{error.filename}: " if error.filename else ""
            raise click.ClickException(f"{file}{error.strerror or error}") from None


def without_stack(message: str) -> str:
    """Rewrite *message* for a user without stack configuration.

    The package's errors name a configuration key and an environment variable for each setting. The
    command line only reads the environment.
    """
    token = f"Set a valid token in the environment as {settings.API_TOKEN.variable}."
    message = message.replace(HOW_TO_AUTHENTICATE, token).replace(settings.TEAM_ID.key, "--team")
    for setting in (settings.BASE_URL, settings.TIMEOUT, settings.MAX_WAIT):
        message = message.replace(setting.how_to_set, f"set {setting.variable}")
        message = message.replace(setting.key, setting.variable)
    return message


def _exit_interrupted() -> NoReturn:
    """Exit at once, without waiting for threads that may wait for a response for a long time."""
    if os.name == "posix":
        # Ended by the signal itself, so that a shell also ends a loop around the command.
        signal.signal(signal.SIGINT, signal.SIG_DFL)
        os.kill(os.getpid(), signal.SIGINT)
    os._exit(130)
