"""A fleet of stacks at work: `python -m tests.soak --minutes 60`.

Pairs of stacks live through random histories, as in `tests/histories`, with the real engine: edits,
faults, lags, and kills. Each visit to a pair has to end with both stacks exact. Meanwhile, memory
and descriptors are sampled: of this process, in which the emulators run, of each provider process,
and of two processes of the package to which the engines of many stacks attach.
"""

from __future__ import annotations

import argparse
import shutil
import signal
import sys
import tempfile
from pathlib import Path

# pytest has it from pyproject.toml.
sys.path.append(str(Path(__file__).parents[2] / "scripts"))

from tests.soak.fleet import Fleet


def main() -> int:
    """Run, print the figures, and keep the logs if something is wrong."""
    parser = argparse.ArgumentParser(prog="python -m tests.soak", description=__doc__)
    parser.add_argument("--minutes", type=float, default=60, help="how long (default: %(default)s)")
    parser.add_argument("--stacks", type=int, default=30, help="how many (default: %(default)s)")
    parser.add_argument("--seed", type=int, default=1, help="of the histories")
    arguments = parser.parse_args()
    # What a shell starts in the background ignores Ctrl-C, and so does all that it starts.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    folder = Path(tempfile.mkdtemp(prefix="northflank-soak-"))
    print(f"seed {arguments.seed}, logs in {folder}", flush=True)
    fleet = Fleet(folder, arguments.stacks, arguments.seed)
    try:
        fleet.run(arguments.minutes * 60)
    finally:
        fleet.stop()
    for name, count in sorted(fleet.counts.items()):
        print(f"{count:8} {name}")
    figures = list(fleet.levels.figures())
    print("\n".join(map(str, figures)))
    wrong = fleet.wrong + [f"not level: {one}" for one in figures if not one.is_level]
    if wrong:
        print(*wrong, f"The logs and stacks are in {folder}.", sep="\n\n")
        return 1
    shutil.rmtree(folder)
    print("All stacks are exact, and all levels stay.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
