"""The lint's look-up of known vulnerabilities."""

from __future__ import annotations

import sys

import pytest

import audit

REPORT = """{"dependencies": [
    {"name": "requests", "version": "2.34.2", "vulns": []},
    {"name": "urllib3", "version": "2.0.0", "vulns": [{"id": "CVE-1", "fix_versions": ["2.0.7"]}]},
    {"name": "uv", "skip_reason": "not found"}
]}"""
FINDINGS = """\
Audit: urllib3 2.0.0 has CVE-1, fixed in 2.0.7.
Audit: 1 of 3 packages are not in the database.
"""
OFFLINE = "Audit: skipped, the database of known vulnerabilities could not be read.\n"


@pytest.mark.parametrize(("report", "expected"), [(REPORT, (1, FINDINGS)), ("", (0, OFFLINE))])
def test_known_vulnerabilities_fail_the_lint(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    report: str,
    expected: tuple[int, str],
) -> None:
    """Vulnerabilities are named and fail the lint. Without the database, the lint goes on."""
    monkeypatch.setattr(audit, "COMMAND", (sys.executable, "-c", f"print({report!r})"))

    code = audit.main()

    assert expected == (code, capsys.readouterr().out)
