"""Stopping `make demo`."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import psutil

ROOT = Path(__file__).parents[2]


def test_ctrl_c_leaves_no_process_and_no_file(tmp_path: Path) -> None:
    """Ctrl-C during an update ends the engine and all that it started, and removes the folder."""
    path = os.pathsep.join([str(Path(sys.prefix) / "bin"), os.environ["PATH"]])
    with subprocess.Popen(
        [sys.executable, ROOT / "scripts/demo.py"],
        stdout=subprocess.PIPE,
        text=True,
        env=os.environ | {"PATH": path, "TMPDIR": str(tmp_path)},
        start_new_session=True,
    ) as demo:
        assert demo.stdout is not None
        next(line for line in demo.stdout if line.startswith("Updating"))
        started = psutil.Process(demo.pid).children(recursive=True)

        os.killpg(demo.pid, signal.SIGINT)
        ending = demo.stdout.readlines()[-1]

    assert 130 == demo.returncode
    assert "You stopped the demo. Nothing is left running or on disk.\n" == ending
    assert started
    assert [] == psutil.wait_procs(started, timeout=10)[1]
    assert [] == [*tmp_path.iterdir()]
