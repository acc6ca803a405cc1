"""How set-up finds, gets and links the Pulumi engine; every engine in here is a shell script."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

import engine
from process import StepError

Script = Callable[[Path, str], Path]
FakeEngine = Callable[..., Path]

ENGINE_SCRIPT = Path(engine.__file__)


@pytest.fixture
def fake_engine(script: Script) -> FakeEngine:
    """Put scripts with the engine's names into a folder; they tell a version, if not told else."""

    def put(folder: Path, answer: str = "echo v3.300.0") -> Path:
        for name in engine.EXECUTABLES:
            script(folder / name, answer)
        return folder

    return put


@pytest.fixture
def venv_bin(tmp_path: Path) -> Path:
    """Give the test the folder that gets the links."""
    folder = tmp_path / "venv/bin"
    folder.mkdir(parents=True)
    return folder


@pytest.fixture
def installer(tmp_path: Path, script: Script, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Put a script in place of the Python that runs the official installer: `SCRIPT ROOT VERSION`.

    It fails as the installer does where its host cannot be reached.
    """
    path = script(tmp_path / "python", "echo 'URLError: no such host' >&2; exit 1")
    monkeypatch.setattr(sys, "executable", str(path))
    return path


@pytest.fixture
def go(on_path: Path, tmp_path: Path, script: Script) -> Path:
    """Put a go on PATH whose programs are engines that tell the version they are linked with."""
    sources = tmp_path / "sources/python"
    script(sources / "cmd/pulumi-language-python-exec", "").chmod(0o644)
    script(sources / "dist/pulumi-resource-pulumi-python", "").chmod(0o644)
    body = f"""
case "$1" in
    env) echo go1.25.11 ;;
    list) echo {sources.parent} ;;
    build)
        for argument in "$@"; do
            case "$argument" in -ldflags=*) version="${{argument##*=}}" ;; esac
            if [ "$before" = -o ]; then target="$argument"; fi
            before="$argument"
        done
        printf '#!/bin/sh\\necho v%s\\n' "$version" > "$target"
        /bin/chmod 755 "$target"
        ;;
esac"""
    return script(on_path / "go", body)


def test_engine_on_path_comes_first(
    home: Path, on_path: Path, venv_bin: Path, fake_engine: FakeEngine
) -> None:
    """An engine on PATH is taken before those in ~/.pulumi."""
    fake_engine(on_path)
    fake_engine(home / ".pulumi/bin", "echo v3.301.0")

    assert engine.Engine(on_path, "3.300.0") == engine.obtain(venv_bin)


def test_users_own_installation_comes_before_a_kept_one(
    home: Path, on_path: Path, venv_bin: Path, fake_engine: FakeEngine
) -> None:
    """The engine that the user installed is taken before the one an earlier set-up got."""
    own = fake_engine(home / ".pulumi/bin")
    fake_engine(engine.versions() / engine.VERSION / "bin", f"echo v{engine.VERSION}")

    assert own == engine.obtain(venv_bin).folder


def test_engine_of_an_earlier_set_up_is_found_again(
    home: Path, on_path: Path, venv_bin: Path, fake_engine: FakeEngine
) -> None:
    """What an earlier set-up got is used again, without a word."""
    kept = fake_engine(home / ".pulumi/versions" / engine.VERSION / "bin")

    assert engine.Engine(kept, "3.300.0") == engine.obtain(venv_bin)


def test_own_links_are_not_taken_for_an_engine(
    home: Path,
    venv_bin: Path,
    fake_engine: FakeEngine,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """With the environment first on PATH, its links are not found as an engine of their own."""
    kept = fake_engine(engine.versions() / engine.VERSION / "bin")
    engine.link(engine.inspect(kept), venv_bin)
    monkeypatch.setenv("PATH", str(venv_bin))

    assert kept == engine.obtain(venv_bin).folder


@pytest.mark.parametrize(
    ("answer", "problem"),
    [
        ("echo v3.215.9", "has 3.215.9, and 3.216.0 or newer is needed"),
        ("echo 'not for this machine' >&2; exit 126", "pulumi does not run: not for this machine"),
        ("exit 3", "pulumi does not run: exit code 3"),
        ("echo hello", "pulumi tells no version"),
    ],
)
def test_unusable_engine_is_passed_over(
    home: Path,
    on_path: Path,
    venv_bin: Path,
    fake_engine: FakeEngine,
    answer: str,
    problem: str,
) -> None:
    """An engine that is too old or does not run is not used, and the reason is kept."""
    fake_engine(on_path, answer)

    with pytest.raises(StepError) as failure:
        engine.find(venv_bin)

    assert f"{on_path} {problem}" == str(failure.value).replace("/pulumi ", " pulumi ")


@pytest.mark.parametrize("name", engine.EXECUTABLES[1:])
def test_engine_without_its_helpers_is_passed_over(
    home: Path, on_path: Path, venv_bin: Path, fake_engine: FakeEngine, name: str
) -> None:
    """An engine that cannot run Python programs and dynamic resources is not used."""
    folder = fake_engine(home / ".pulumi/bin")
    (folder / name).unlink()

    with pytest.raises(StepError) as failure:
        engine.find(venv_bin)

    assert f"~/.pulumi/bin has no {name}" == str(failure.value)


def test_version_of_a_development_build_is_understood(
    on_path: Path, fake_engine: FakeEngine
) -> None:
    """What follows the three numbers of a version does not matter."""
    fake_engine(on_path, "echo v3.301.0-dev.0+dirty")

    assert "3.301.0" == engine.inspect(on_path).version


def test_asking_for_the_version_leaves_the_home_alone(
    home: Path, on_path: Path, fake_engine: FakeEngine
) -> None:
    """An engine that is only asked for its version writes nothing where the user keeps things."""
    fake_engine(
        on_path, 'echo log > "$PULUMI_HOME/log"; test "$PULUMI_SKIP_UPDATE_CHECK" && echo 3.300.0'
    )

    assert "3.300.0" == engine.inspect(on_path).version
    assert [] == list(home.iterdir())


def test_official_installer_comes_second(
    home: Path,
    on_path: Path,
    venv_bin: Path,
    installer: Path,
    go: Path,
    script: Script,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Where no engine is found, the official installer gets one, though there is a go as well."""
    names = " ".join(engine.EXECUTABLES)
    script(
        installer,
        f"""/bin/mkdir "$2/bin"
        for name in {names}; do
            printf '#!/bin/sh\\necho v%s\\n' "$3" > "$2/bin/$name"
            /bin/chmod 755 "$2/bin/$name"
        done""",
    )
    go.unlink()

    found = engine.obtain(venv_bin)

    assert engine.Engine(home / ".pulumi/versions/3.259.0/bin", "3.259.0") == found
    assert ["3.259.0"] == [path.name for path in engine.versions().iterdir()]
    assert (
        "Pulumi engine: downloading 3.259.0 with the official installer "
        "(a minute or two, 10 at most)\n"
    ) == capsys.readouterr().out


def test_build_comes_third(
    home: Path,
    venv_bin: Path,
    installer: Path,
    go: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Where the installer fails, the engine is built, with one line to say so."""
    found = engine.obtain(venv_bin)

    assert engine.Engine(home / ".pulumi/versions/3.259.0/bin", "3.259.0") == found
    assert ["3.259.0"] == [path.name for path in engine.versions().iterdir()]
    assert (
        "Pulumi engine: building 3.259.0 from its Go modules "
        "(5 to 10 minutes on 2 cores, once; kept in ~/.pulumi/versions/3.259.0)"
    ) == capsys.readouterr().out.splitlines()[-1]


def test_half_made_engine_is_replaced(
    home: Path, venv_bin: Path, installer: Path, go: Path, fake_engine: FakeEngine
) -> None:
    """An unusable engine in the place of the kept one does not stand in the way."""
    broken = fake_engine(engine.versions() / engine.VERSION / "bin", "exit 1")

    assert engine.Engine(broken, "3.259.0") == engine.obtain(venv_bin)


def test_failure_names_all_three_ways(
    home: Path, on_path: Path, venv_bin: Path, installer: Path
) -> None:
    """Where nothing works, the message says what was tried and why each way failed."""
    with pytest.raises(StepError) as failure:
        engine.obtain(venv_bin)

    assert (
        "none of the three ways to get it worked.\n"
        "  1. on this machine: no pulumi on PATH, in ~/.pulumi/bin or in "
        "~/.pulumi/versions/3.259.0/bin\n"
        "  2. the official installer: URLError: no such host\n"
        "  3. a build from its Go modules: no go on PATH (Go 1.25.11 or newer is needed)"
    ) == str(failure.value)


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ("echo go1.20.3", "go1.20.3 is too old (Go 1.25.11 or newer is needed)"),
        (
            """test "$1" = env && echo go1.24.0 && exit
            echo 'go: go.mod requires go >= 1.25.11 (running go 1.24.0)' >&2; exit 1""",
            "go: go.mod requires go >= 1.25.11 (running go 1.24.0)",
        ),
        (
            """test "$1" = env && echo go1.26.0 && exit
            echo 'go: downloading a module' >&2; echo 'dial tcp: no route to host' >&2; exit 1""",
            "dial tcp: no route to host",
        ),
    ],
)
def test_failed_build_says_why_and_leaves_nothing(
    home: Path, on_path: Path, installer: Path, script: Script, body: str, reason: str
) -> None:
    """A build that fails hands on go's own reason and removes what it made."""
    script(on_path / "go", body)

    with pytest.raises(StepError) as failure:
        engine.build()

    assert reason == str(failure.value)
    assert [] == list(home.rglob("*3.259.0*"))


def test_build_overrules_the_users_flags_only_where_it_must(
    home: Path, go: Path, script: Script, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Proxy and flags of the user reach go; a workspace further up and a changed lock do not."""
    seen = tmp_path / "seen"
    record = f'echo "$GOPROXY|$GOFLAGS|$GOWORK|$*" >> {seen}\n'
    script(go, record + go.read_text().removeprefix("#!/bin/sh\n"))
    monkeypatch.setenv("GOPROXY", "file:///modules")
    monkeypatch.setenv("GOFLAGS", "-modcacherw")
    monkeypatch.setenv("GOWORK", "/somewhere/go.work")

    engine.build()

    builds = [line for line in seen.read_text().splitlines() if "|build " in line]
    assert 2 == len(builds)
    assert all(line.startswith("file:///modules|-modcacherw|off|") for line in builds)
    assert all("-mod=readonly -trimpath" in line for line in builds)


def test_leftovers_of_killed_runs_are_removed(home: Path, installer: Path, go: Path) -> None:
    """What a killed set-up left is removed; what a running one works on is not."""
    ended = subprocess.Popen(["/bin/true"])
    ended.wait()
    mine = engine.versions() / f".{engine.VERSION}-{os.getppid()}"
    for folder in (mine, engine.versions() / f".{engine.VERSION}-{ended.pid}"):
        (folder / "bin").mkdir(parents=True)

    engine.build()

    assert {mine.name, engine.VERSION} == {path.name for path in engine.versions().iterdir()}


def test_links_are_made_and_replaced(
    tmp_path: Path, venv_bin: Path, fake_engine: FakeEngine
) -> None:
    """Whatever stands under the engine's names in the environment gives way to the links."""
    (venv_bin / "pulumi").symlink_to(tmp_path / "gone/pulumi")
    (venv_bin / "pulumi-language-python").write_text("a file")
    folder = fake_engine(tmp_path / "engine")

    engine.link(engine.inspect(folder), venv_bin)

    assert {name: folder / name for name in engine.EXECUTABLES} == {
        path.name: path.readlink() for path in venv_bin.iterdir()
    }


def test_failure_is_told_without_a_traceback(tmp_path: Path, home: Path) -> None:
    """The script itself fails in plain words where neither the installer nor go can help."""
    nowhere = {"PATH": str(tmp_path), "HOME": str(home), "HTTPS_PROXY": "http://127.0.0.1:9"}

    run = subprocess.run(
        [sys.executable, ENGINE_SCRIPT], env=nowhere, capture_output=True, text=True, check=False
    )

    assert 1 == run.returncode
    assert "Pulumi engine: none of the three ways to get it worked." == run.stderr.splitlines()[0]
    assert "Connection refused" in run.stderr.splitlines()[2]
    assert 4 == len(run.stderr.splitlines())
    assert [] == list(engine.versions().iterdir())


def test_system_python_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is ever linked into a Python that is not an environment's."""
    monkeypatch.setattr(sys, "prefix", sys.base_prefix)

    with pytest.raises(SystemExit) as refusal:
        engine.main()

    assert (
        "Pulumi engine: run this with the Python of a virtual environment (make setup does)."
    ) == refusal.value.code
