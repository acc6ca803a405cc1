"""When Northflank's own clients are installed, and what is said where they cannot be.

Node and npm are shell scripts in here.
"""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.clients.login import logged_in

import clients

Script = Callable[[Path, str], Path]

INSTALLING = (
    "Northflank's clients: installing the locked packages into tests/clients/node_modules "
    "(some seconds)\n"
)
# What npm says, around the line that counts.
COMPLAINTS = {
    "unreachable": (
        """
npm warn Unknown user config "colour". This will stop working.
npm error code ECONNREFUSED
npm error syscall connect
npm error errno ECONNREFUSED
npm error FetchError: request to http://127.0.0.1:9/tar failed, reason: connect ECONNREFUSED
npm error     at ClientRequest.<anonymous> (/usr/lib/node_modules/npm/lib/index.js:130:14) {
npm error   type: 'system'
npm error }
npm error A complete log of this run can be found in: /root/.npm/_logs/debug-0.log
""",
        "FetchError: request to http://127.0.0.1:9/tar failed, reason: connect ECONNREFUSED",
    ),
    "an older npm": (
        "npm ERR! code ENOTCACHED\nnpm ERR! no cached response is available.\n",
        "no cached response is available",
    ),
    "nothing": ("", "exit code 1"),
}


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give the test a folder of its own with the files that count, and nothing required."""
    folder = tmp_path / "clients"
    folder.mkdir()
    for name in clients.INPUTS:
        (folder / name).write_text(name)
    monkeypatch.setattr(clients, "FOLDER", folder)
    monkeypatch.delenv(clients.REQUIRE, raising=False)
    return folder


@pytest.fixture
def asked(folder: Path, on_path: Path, tmp_path: Path, script: Script) -> Callable[[], list[str]]:
    """Put a Node and an npm on PATH; the latter notes what it is asked for, and where."""
    notes = tmp_path / "notes"
    script(on_path / "node", "echo v20.20.2")
    script(
        on_path / "npm",
        f"""echo "$PWD: $*" >> {notes}
        /bin/mkdir -p node_modules
        if [ -e {tmp_path}/complaint ]; then /bin/cat {tmp_path}/complaint >&2; exit 1; fi""",
    )

    def told() -> list[str]:
        lines = notes.read_text().splitlines() if notes.exists() else []
        notes.unlink(missing_ok=True)
        return lines

    return told


def test_first_installation(
    folder: Path, asked: Callable[[], list[str]], capsys: pytest.CaptureFixture[str]
) -> None:
    """The lock is installed as it is, and none of the packages' scripts is run."""
    clients.main()

    flags = "--ignore-scripts --no-audit --no-fund --fetch-retries=1 --fetch-retry-mintimeout=1000"
    assert [f"{folder}: ci {flags}"] == asked()
    assert INSTALLING == capsys.readouterr().out
    assert clients.missing() is None


def test_second_installation(
    asked: Callable[[], list[str]], capsys: pytest.CaptureFixture[str]
) -> None:
    """Once all is there, nothing is done or said."""
    clients.main()
    asked()
    capsys.readouterr()

    clients.main()

    assert [] == asked()
    assert "" == capsys.readouterr().out


@pytest.mark.parametrize("name", clients.INPUTS)
def test_changed_lock(folder: Path, asked: Callable[[], list[str]], name: str) -> None:
    """What another lock left behind is not used, and installed anew."""
    clients.main()
    asked()
    (folder / name).write_text("changed")
    outdated = clients.missing()

    clients.main()

    assert "Northflank's clients are not installed: make clients does it" == outdated
    assert 1 == len(asked())
    assert clients.missing() is None


@pytest.mark.parametrize(("complaint", "reason"), COMPLAINTS.values(), ids=COMPLAINTS)
def test_failed_installation(
    asked: Callable[[], list[str]],
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    complaint: str,
    reason: str,
) -> None:
    """Without a registry one line says why, the rest goes on, and the next try begins anew."""
    (tmp_path / "complaint").write_text(complaint)

    clients.main()

    assert (
        f"{INSTALLING}Northflank's clients: their tests are skipped, as npm failed: {reason}.\n"
    ) == capsys.readouterr().out
    assert "Northflank's clients are not installed: make clients does it" == clients.missing()
    (tmp_path / "complaint").unlink()
    clients.main()
    assert clients.missing() is None


@pytest.mark.parametrize("word", ["error", "ERR!"])
@pytest.mark.parametrize("code", ["EINTEGRITY", "EUSAGE"])
def test_wrong_lock(asked: Callable[[], list[str]], tmp_path: Path, code: str, word: str) -> None:
    """A package that is not the locked one is no reason to go on, as no network is."""
    (tmp_path / "complaint").write_text(f"npm {word} code {code}\nnpm {word} it is another\n")

    with pytest.raises(SystemExit) as failure:
        clients.main()

    assert "Northflank's clients: npm failed: it is another." == failure.value.code
    assert not clients.installed()


@pytest.mark.parametrize("name", ["node", "npm"])
def test_nothing_to_install_with(
    asked: Callable[[], list[str]], on_path: Path, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    """Where Node or npm is missing, one line says so and the rest goes on."""
    (on_path / name).unlink()

    clients.main()

    assert (
        f"Northflank's clients: their tests are skipped, as {name} is not on PATH.\n"
        == capsys.readouterr().out
    )
    assert [] == asked()


@pytest.mark.parametrize("version", ["v16.20.2", "no version"])
def test_old_node(
    asked: Callable[[], list[str]],
    on_path: Path,
    script: Script,
    capsys: pytest.CaptureFixture[str],
    version: str,
) -> None:
    """A Node that the clients cannot run with is as good as none."""
    script(on_path / "node", f"echo {version}")

    clients.main()

    assert (
        "Northflank's clients: their tests are skipped, "
        f"as Node 18 or newer is needed, and node is {version}.\n"
    ) == capsys.readouterr().out
    assert [] == asked()


@pytest.mark.parametrize("required", ["clients", "browser,clients", "clients, browser"])
def test_required(
    asked: Callable[[], list[str]],
    on_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    required: str,
) -> None:
    """Where the clients are asked for, a set-up without them fails with a sentence."""
    (on_path / "npm").unlink()
    monkeypatch.setenv(clients.REQUIRE, required)

    with pytest.raises(SystemExit) as failure:
        clients.main()

    assert (
        "Northflank's clients: NORTHFLANK_TESTS_REQUIRE asks for them, and npm is not on PATH."
    ) == failure.value.code


@pytest.mark.parametrize("required", ["", "browser", "all-clients"])
def test_not_required(
    asked: Callable[[], list[str]],
    on_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    required: str,
) -> None:
    """What asks for something else does not ask for the clients."""
    (on_path / "npm").unlink()
    monkeypatch.setenv(clients.REQUIRE, required)

    clients.main()

    assert not clients.required()


def test_node_that_went_away(asked: Callable[[], list[str]], on_path: Path) -> None:
    """Clients that are installed cannot be run without Node."""
    clients.main()

    (on_path / "node").unlink()

    assert "Node is not on PATH" == clients.missing()


def test_tests_that_are_skipped(
    asked: Callable[[], list[str]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A test that wants the clients is skipped without them, and fails where they are required."""
    with pytest.raises(pytest.skip.Exception) as skipped, logged_in(tmp_path, "", ""):
        pass
    monkeypatch.setenv(clients.REQUIRE, "clients")
    with pytest.raises(pytest.fail.Exception) as failed, logged_in(tmp_path, "", ""):
        pass

    reason = "Northflank's clients are not installed: make clients does it"
    assert (reason, reason) == (str(skipped.value), str(failed.value))


def test_too_long_an_installation(
    asked: Callable[[], list[str]],
    on_path: Path,
    script: Script,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """An npm that does not come to an end is not waited for."""
    script(on_path / "npm", "exec /bin/sleep 600")
    monkeypatch.setattr(clients, "LONGEST_SECONDS", 0.1)

    clients.main()

    assert "as npm was not done after 0.1 seconds.\n" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 128 + signal.SIGTERM)]
)
def test_interruption(
    folder: Path, on_path: Path, tmp_path: Path, script: Script, number: int, code: int
) -> None:
    """Ctrl-C and a kill end npm, too, and what it did so far does not count."""
    alive = tmp_path / "alive"
    os.mkfifo(alive)
    script(on_path / "node", "echo v20.20.2")
    # The pipe stays open for as long as npm lives.
    script(
        on_path / "npm",
        f"exec 3>{alive}; /bin/mkdir node_modules; echo started >&3; exec /bin/sleep 600",
    )
    copy = tmp_path / "scripts/clients.py"
    copy.parent.mkdir()
    copy.write_text(Path(clients.__file__).read_text())
    (tmp_path / "tests").mkdir()
    (tmp_path / "tests/clients").symlink_to(folder)
    run = subprocess.Popen(
        [sys.executable, copy],
        stdout=subprocess.PIPE,
        env={"PATH": os.environ["PATH"], "PYTHONPATH": str(Path(clients.__file__).parent)},
    )
    with run, alive.open() as pipe:
        pipe.readline()

        run.send_signal(number)

        assert code == run.wait()
        assert "" == pipe.read()
    assert (folder / "node_modules").is_dir()
    assert not clients.installed()


def test_the_lock() -> None:
    """Every package is pinned by its hash, and to be had from any registry."""
    asked_for = json.loads((clients.FOLDER / "package.json").read_text())["dependencies"]
    locked = json.loads((clients.FOLDER / "package-lock.json").read_text())["packages"]
    packages = {name: package for name, package in locked.items() if name}

    assert {"@northflank/cli": "0.9.24", "@northflank/js-client": "0.9.5"} == asked_for
    assert asked_for == locked[""]["dependencies"]
    assert {True} == {
        re.match("sha512-", package["integrity"]) is not None for package in packages.values()
    }
    assert [] == [name for name, package in packages.items() if "resolved" in package]
