"""Look up the locked packages in the database of known vulnerabilities: part of ``make lint``.

A vulnerability fails the lint. A database that cannot be reached does not, or nobody
could work offline, but it is said: what was not looked up is not clean.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
LOCK = "requirements-dev.txt"
COMMAND = (
    sys.executable,
    "-m",
    "pip_audit",
    "--requirement",
    LOCK,
    "--disable-pip",
    "--no-deps",
    "--format",
    "json",
)
LONGEST_SECONDS = 120


def judge(report: dict[str, Any]) -> tuple[list[str], int, int]:
    """The vulnerabilities of a report, and how many packages were looked up and were not."""
    packages = report["dependencies"]
    looked_up = [package for package in packages if "vulns" in package]
    found = [
        f"{package['name']} {package['version']}: {vulnerability['id']}, "
        f"mended in {', '.join(vulnerability['fix_versions']) or 'no version yet'}"
        for package in looked_up
        for vulnerability in package["vulns"]
    ]
    return found, len(looked_up), len(packages) - len(looked_up)


def main() -> int:
    """Audit the lock; 1 if a locked package has a known vulnerability."""
    try:
        done = subprocess.run(
            COMMAND,
            cwd=ROOT,
            capture_output=True,
            text=True,
            timeout=LONGEST_SECONDS,
            check=False,
        )
        found, looked_up, left_out = judge(json.loads(done.stdout))
    except (subprocess.TimeoutExpired, ValueError):
        print("Audit: not done, the database of vulnerabilities cannot be reached.")
        return 0
    for vulnerability in found:
        print(f"Audit: {vulnerability}")
    if left_out:
        print(f"Audit: {left_out} of {looked_up + left_out} packages could not be looked up.")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
