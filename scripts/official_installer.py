"""Installs the engine with Pulumi's own installer: `official_installer.py ROOT VERSION`.

A program of its own, because the SDK's function for it knows no time limit: `engine.py` ends the
whole process when it takes too long.
"""

from __future__ import annotations

import socket
import subprocess
import sys

from pulumi.automation import PulumiCommand
from semver import VersionInfo


def main() -> None:
    """Install, or say in one line why not."""
    # The SDK opens its connection without a limit: a network that swallows packets would hold it.
    socket.setdefaulttimeout(20)
    root, version = sys.argv[1:]
    try:
        PulumiCommand.install(root=root, version=VersionInfo.parse(version))
    except subprocess.CalledProcessError as error:
        sys.exit(error.output.decode(errors="replace") or str(error))
    except Exception as error:  # noqa: BLE001 - whatever it is, the next way is tried
        sys.exit(f"{type(error).__name__}: {error}")


if __name__ == "__main__":
    main()
