"""How npm packages for tests are installed. npm is a shell script here."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.clients.login import logged_in

import clients

LOCKS = {name: json.loads(clients.lock(name))["packages"] for name in clients.FOLDERS}
NEEDED = {
    "clients": {"@northflank/cli", "@northflank/js-client"},
    "node": {"@pulumi/pulumi", "@types/node", "typescript"},
}


@pytest.fixture
def npm(
    tmp_path: Path,
    on_path: Path,
    script: Callable[[Path, str], Path],
    monkeypatch: pytest.MonkeyPatch,
) -> Path:
    """Put an npm on PATH that installs into the test's own folder, and notes its arguments."""
    folder = tmp_path / "clients"
    folder.mkdir()
    (folder / "package-lock.json").write_text("{}")
    monkeypatch.setattr(clients, "FOLDERS", {"clients": folder})
    script(on_path / "node", "")
    return script(on_path / "npm", 'echo "$1 $3" >> arguments; /bin/mkdir -p node_modules')


def test_clients_are_installed_once_for_each_lock(npm: Path) -> None:
    """A changed lock is installed, without running the packages' scripts."""
    codes = [clients.main(), clients.main()]
    (clients.FOLDERS["clients"] / "package-lock.json").write_text("{ }")
    codes.append(clients.main())

    assert [0, 0, 0] == codes
    assert "ci --ignore-scripts\n" * 2 == (clients.FOLDERS["clients"] / "arguments").read_text()
    assert clients.missing() is None


@pytest.mark.parametrize(
    ("required", "code", "outcome"),
    [("browser", 0, pytest.skip.Exception), ("browser,clients", 1, pytest.fail.Exception)],
)
def test_missing_clients_are_a_failure_only_if_required(
    npm: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    required: str,
    code: int,
    outcome: type[BaseException],
) -> None:
    """Tests without the clients are skipped, or fail where the environment requires them."""
    npm.write_text("#!/bin/sh\nexit 1\n")
    monkeypatch.setenv(clients.REQUIRE, required)

    assert code == clients.main()
    with pytest.raises(outcome, match="not installed Northflank"), logged_in(tmp_path, "", ""):
        pass


@pytest.mark.parametrize(("of", "wanted"), NEEDED.items())
def test_lock_pins_every_package(of: str, wanted: set[str]) -> None:
    """Each npm package has a checksum, and none names the registry that it came from."""
    packages = dict(LOCKS[of])
    root = packages.pop("")

    assert wanted == {*root["dependencies"], *root.get("devDependencies", {})}
    assert [] == [n for n, each in packages.items() if not each["integrity"].startswith("sha512-")]
    assert [] == [name for name, package in packages.items() if "resolved" in package]
