"""Tries many histories: `python -m tests.histories --steps 500000`."""

from __future__ import annotations

import argparse
import sys

from .search import WrongHistoryError, search
from .world import World

HISTORIES_AT_ONCE = 100


def main() -> int:
    """Try histories until there are enough steps, or until one ends wrong."""
    parser = argparse.ArgumentParser(prog="python -m tests.histories", description=__doc__)
    parser.add_argument(
        "--steps", type=int, default=500_000, help="how many (default: %(default)s)"
    )
    parser.add_argument("--seed", type=int, default=1, help="of the first histories")
    arguments = parser.parse_args()
    world = World()
    steps, seed = 0, arguments.seed
    while steps < arguments.steps:
        try:
            steps += search(world, HISTORIES_AT_ONCE, seed)
        except WrongHistoryError as error:
            print(f"seed {seed}, {error}")
            return 1
        print(f"seed {seed}: {steps} steps")
        seed += 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
