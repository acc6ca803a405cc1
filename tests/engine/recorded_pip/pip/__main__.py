"""Answers for pip in the stacks of the tests, with what pip itself has answered once.

The language host asks pip twice in each command, which would take a quarter of the tests' time.
"""

import os
import sys
from pathlib import Path

print((Path(os.environ["RECORDED_PIP"]) / " ".join(sys.argv[1:])).read_text())
