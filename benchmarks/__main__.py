"""The command line: ``python benchmarks``."""

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


def main() -> None:
    """Make what is here a package, which a folder that is run is not."""
    sys.path[:1] = [str(ROOT), str(ROOT / "scripts")]
    from benchmarks.command import main as command

    command(prog_name="python benchmarks")


if __name__ == "__main__":
    main()
