"""The audit of the locked packages."""

from __future__ import annotations

from typing import Any

import pytest

import audit

CLEAN = {"name": "requests", "version": "2.34.2", "vulns": []}
VULNERABLE = {
    "name": "urllib3",
    "version": "2.0.0",
    "vulns": [{"id": "CVE-1", "fix_versions": ["2.0.7"]}, {"id": "CVE-2", "fix_versions": []}],
}
LEFT_OUT = {"name": "uv", "skip_reason": "not found"}


@pytest.mark.parametrize(
    ("packages", "expected"),
    [
        pytest.param([CLEAN], ([], 1, 0), id="clean"),
        pytest.param(
            [CLEAN, VULNERABLE, LEFT_OUT],
            (
                [
                    "urllib3 2.0.0: CVE-1, mended in 2.0.7",
                    "urllib3 2.0.0: CVE-2, mended in no version yet",
                ],
                2,
                1,
            ),
            id="vulnerable",
        ),
        pytest.param([LEFT_OUT], ([], 0, 1), id="not looked up"),
    ],
)
def test_a_report_is_judged(
    packages: list[dict[str, Any]], expected: tuple[list[str], int, int]
) -> None:
    """Each vulnerability is named, and what was not looked up is counted."""
    judged = audit.judge({"dependencies": packages})

    assert expected == judged
