"""How a command that fails ends: with a message, without a traceback."""

from __future__ import annotations

import contextlib
import errno
import io
import os
import signal
import sys
from typing import Any, NoReturn, TextIO

import click

from pulumi_northflank import settings
from pulumi_northflank.errors import HOW_TO_AUTHENTICATE, NorthflankError


class Commands(click.Group):
    """A group of commands that turns their errors into click's."""

    def main(self, *args: Any, **kwargs: Any) -> Any:
        """Run the command line; characters that a stream cannot show are written as escapes."""
        if sys.stdout is None:
            # It is closed. A file that can only be read refuses output as well.
            sys.stdout = os.fdopen(os.open(os.devnull, os.O_RDONLY), "w", encoding="utf-8")
        streams = [stream for stream in (sys.stdout, sys.stderr) if stream]
        for stream in streams:
            if isinstance(stream, io.TextIOWrapper):
                stream.reconfigure(errors="backslashreplace")
        try:
            return super().main(*args, **kwargs)
        except OSError as error:
            # The help or the message of an error. Of `status`, an exit status of 1 is a verdict.
            tell_unwritten(error)
            sys.exit(2)
        finally:
            for stream in streams:
                _drop_unwritten(stream)

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
            if error.filename is None:
                tell_unwritten(error)
                ctx.exit(1)
            raise click.ClickException(f"{error.filename}: {error.strerror}") from None


def tell_unwritten(error: OSError) -> None:
    """Say why the output could not be written, unless its reader, such as `head`, has ended."""
    if error.errno != errno.EPIPE:
        with contextlib.suppress(OSError):
            reason = error.strerror or error
            click.echo(f"Error: The output could not be written: {reason}.", err=True)


def _drop_unwritten(stream: TextIO) -> None:
    """Drop what a stream could not write. Python would try it again at the end, and complain."""
    try:
        stream.flush()
    except OSError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


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
