"""The command line: ``python benchmarks``."""

import sys
from pathlib import Path

if __name__ == "__main__":
    root = Path(__file__).resolve().parents[1]
    # Python puts the folder that it runs on the path; the modules need the folder above it.
    sys.path[:1] = [str(root), str(root / "scripts")]
    from benchmarks.command import main

    main(prog_name="python benchmarks")
