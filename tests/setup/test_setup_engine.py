"""How set-up finds, installs and links the Pulumi engine. Engines and Go are shell scripts here."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import engine

Script = Callable[[Path, str], Path]
Put = Callable[..., Path]


@pytest.fixture
def put(script: Script) -> Put:
    """Write an engine whose programs all do the same, by default print a version."""

    def write(folder: Path, body: str = "echo v3.300.0") -> Path:
        for name in engine.PROGRAMS:
            script(folder / name, body)
        return folder

    return write


@pytest.fixture
def venv_bin(tmp_path: Path) -> Path:
    """Give the test a folder for the links."""
    folder = tmp_path / "venv/bin"
    folder.mkdir(parents=True)
    return folder


@pytest.fixture(autouse=True)
def _offline(on_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep the official installer from its host."""
    monkeypatch.setenv("https_proxy", "http://127.0.0.1:9")


@pytest.fixture
def go(on_path: Path, tmp_path: Path, script: Script) -> Path:
    """Put a Go on PATH that builds engines with the version that it is to link into them."""
    sdk = tmp_path / "sdk"
    for name in engine.GO_SCRIPTS:
        script(sdk / name, "").chmod(0o644)
    return script(
        on_path / "go",
        f"""echo "$GOPROXY $GOWORK $*" >> {tmp_path}/builds
        if [ "$1" = list ]; then echo {sdk}; exit; fi
        for word in "$@"; do
            case $word in -ldflags=*) version=${{word##*=}} ;; /*) bin=$word ;; esac
        done
        program=$bin${{word##*/}}
        printf '#!/bin/sh\\necho v%s' "$version" > "$program"; /bin/chmod 755 "$program" """,
    )


def test_engines_on_this_machine_come_first(
    on_path: Path, venv_bin: Path, put: Put, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An engine on PATH is preferred to the user's own, and that to the one set-up installed."""
    monkeypatch.setenv("PATH", f"{put(venv_bin)}{os.pathsep}{on_path}")
    places = [on_path, Path.home() / ".pulumi/bin", engine.kept() / "bin"]
    found = []

    for folder in map(put, places):
        found.append(engine.find(venv_bin))
        (folder / "pulumi").unlink()

    assert places == found
    assert engine.find(venv_bin) is None


@pytest.mark.parametrize(
    ("body", "problem"),
    [
        ("echo v3.215.9", "{} has version 3.215.9, which is older than 3.216.0"),
        ("echo 'wrong architecture' >&2; exit 126", "wrong architecture"),
        ("echo hello", "hello is not valid SemVer string"),
    ],
)
def test_unusable_engine_is_passed_over(
    on_path: Path,
    venv_bin: Path,
    put: Put,
    capfd: pytest.CaptureFixture[str],
    body: str,
    problem: str,
) -> None:
    """An engine that is too old or does not run is not used, and the reason is printed."""
    put(on_path, body)

    found = engine.find(venv_bin)

    expected = f"Pulumi engine: not using {on_path}: {problem.format(on_path)}\n"
    assert (None, expected) == (found, capfd.readouterr().out)


def test_incomplete_engine_is_passed_over(on_path: Path, venv_bin: Path, put: Put) -> None:
    """An engine without one of the programs that it starts is not used."""
    kept = put(engine.kept() / "bin")
    for name in engine.PROGRAMS[1:]:
        (put(on_path) / name).unlink()

        assert kept == engine.find(venv_bin)


def test_official_installer_comes_second(
    go: Path, venv_bin: Path, put: Put, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without an engine, the SDK installs one, which is then linked; Go is not asked."""

    def install(*, root: str, version: Any) -> None:
        put(Path(root) / "bin", f"echo v{version}")

    monkeypatch.setattr("pulumi.automation.PulumiCommand.install", install)
    go.unlink()

    engine.main(venv_bin)

    assert {name: engine.kept() / "bin" / name for name in engine.PROGRAMS} == {
        path.name: path.readlink() for path in venv_bin.iterdir()
    }
    assert [engine.kept()] == [*engine.kept().parent.iterdir()]


def test_build_comes_third(
    go: Path, venv_bin: Path, put: Put, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """If the installer fails, Go builds the pinned modules and replaces an unusable engine."""
    put(engine.kept() / "bin", "exit 1")
    (venv_bin / "pulumi").write_text("a file in the way of the link")
    monkeypatch.setenv("GOPROXY", "https://proxy.example")
    monkeypatch.setenv("GOWORK", "/elsewhere/go.work")

    engine.main(venv_bin)

    engine.check(venv_bin)
    builds = (tmp_path / "builds").read_text().splitlines()
    assert [True] * (3 + len(engine.HOSTS)) == [
        line.startswith("https://proxy.example off ") and "-mod=readonly" in line for line in builds
    ]
    assert [engine.kept()] == [*engine.kept().parent.iterdir()]


def test_another_version(go: Path, tmp_path: Path) -> None:
    """Another version than that of set-up is built from its own modules, and only once."""
    built = engine.get("3.250.0")
    assert built is not None
    go.unlink()

    assert engine.kept("3.250.0") / "bin" == built == engine.get("3.250.0")
    assert "v3.250.0\n" == engine.run(built / "pulumi", "version", env={"PATH": os.defpath})
    [edit] = [line for line in (tmp_path / "builds").read_text().splitlines() if "edit" in line]
    assert f"-require={engine.ENGINE}@v3.250.0 -require={engine.SDK}@v3.250.0" in edit


@pytest.mark.parametrize("host", engine.HOSTS)
def test_language_hosts(
    go: Path, on_path: Path, venv_bin: Path, put: Put, script: Script, host: str
) -> None:
    """Hosts that come with the engine are linked, and others are built beside it."""
    put(on_path)

    engine.main(venv_bin)
    built = (venv_bin / host).readlink()
    own = script(on_path / host, "")
    engine.main(venv_bin)

    assert (engine.kept() / "bin" / host, own) == (built, (venv_bin / host).readlink())
    assert [engine.kept()] == [*engine.kept().parent.iterdir()]


def test_no_language_host(
    on_path: Path, venv_bin: Path, put: Put, capsys: pytest.CaptureFixture[str]
) -> None:
    """Without Go, the engine is linked without the hosts that it lacks."""
    put(on_path)

    engine.main(venv_bin)

    assert set(engine.PROGRAMS) == {path.name for path in venv_bin.iterdir()}
    assert "that failed: [Errno 2] No such file or directory: 'go'" in capsys.readouterr().out


def test_failure_says_what_to_install(venv_bin: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """If nothing works, the reasons are printed, and the user is told what to install."""
    with pytest.raises(SystemExit) as failure:
        engine.main(venv_bin)

    assert (
        "Pulumi engine: install Pulumi 3.216.0 or newer (https://www.pulumi.com/docs/install/) or "
        "Go, then repeat the command."
    ) == failure.value.code
    printed = capsys.readouterr().out
    assert "that failed: <urlopen error" in printed
    assert "that failed: [Errno 2] No such file or directory: 'go'" in printed
    assert [] == [*engine.kept().parent.iterdir()]
