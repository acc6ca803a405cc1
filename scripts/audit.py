"""Looks up the locked packages in PyPI's database of known vulnerabilities: part of `make lint`.

A vulnerability fails the lint. A database that cannot be reached does not, so that people can work
offline, but it is reported.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

COMMAND = (
    *(sys.executable, "-m", "pip_audit", "--requirement", "requirements-dev.txt"),
    *("--disable-pip", "--no-deps", "--format", "json"),
)


def main() -> int:
    """Audit the lock; 1 if a locked package has a known vulnerability."""
    folder = Path(__file__).parents[1]
    try:
        done = subprocess.run(
            COMMAND, cwd=folder, capture_output=True, text=True, timeout=120, check=False
        )
        packages = json.loads(done.stdout)["dependencies"]
    except (subprocess.TimeoutExpired, json.JSONDecodeError):
        print("Audit: skipped, the database of known vulnerabilities could not be read.")
        return 0
    found = [(each, flaw) for each in packages for flaw in each.get("vulns", [])]
    for each, flaw in found:
        fixed = ", ".join(flaw["fix_versions"]) or "no version yet"
        print(f"Audit: {each['name']} {each['version']} has {flaw['id']}, fixed in {fixed}.")
    unknown = sum("vulns" not in each for each in packages)
    if unknown:
        print(f"Audit: {unknown} of {len(packages)} packages are not in the database.")
    return int(bool(found))


if __name__ == "__main__":
    sys.exit(main())
