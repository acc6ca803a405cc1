"""Answers for pip in the stacks of the tests, with what pip itself has answered once.

The language host asks pip twice in each command, which would take a quarter of the tests' time.
"""

import os
import sys
from pathlib import Path

recorded = Path(os.environ["RECORDED_PIP"]) / " ".join(sys.argv[1:])
if recorded.exists():
    print(recorded.read_text())
else:
    del os.environ["PYTHONPATH"]
    os.execv(sys.executable, [sys.executable, "-m", "pip", *sys.argv[1:]])  # noqa: S606  # itself
