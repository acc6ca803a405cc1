"""Files that `pulumi-northflank generate` writes, and those that it does not."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click
import pytest
from tests.unit.commandline import Run, command_line, names_in

from pulumi_northflank.cli import output
from pulumi_northflank.emulator import Drop, Emulator

MakeInputs = Callable[..., dict[str, Any]]


@pytest.fixture(name="run")
def _run(api: Emulator, token: str) -> Run:
    """Run a command on the emulator; keyword arguments change the environment."""
    return command_line(api, token)


def test_output_to_a_file(run: Run, api: Emulator, body: MakeInputs, tmp_path: Path) -> None:
    """-o writes the same as stdout would have, as readable as any new file, and nothing beside."""
    for addon in ("orders", "carts"):
        api.add_schedule("shop", addon, body())
    file = tmp_path / "__main__.py"
    stdout = run("generate", "--project=shop").stdout

    result = run("generate", "--project=shop", "-o", str(file))

    told = f"Wrote 2 schedules to {file}. Next: NORTHFLANK_PREFLIGHT=true pulumi preview\n"
    (tmp_path / "other").touch()
    assert (0, "", told) == (result.exit_code, result.stdout, result.stderr)
    assert stdout == file.read_text()
    assert (tmp_path / "other").stat().st_mode == file.stat().st_mode
    assert ["__main__.py", "other"] == names_in(tmp_path)


def test_output_of_a_configuration_says_how_it_gets_into_a_stack(run: Run, tmp_path: Path) -> None:
    """The command that is told names the file, whatever a shell would make of its name."""
    result = run("generate", "--project=shop", "--format=config", "-o", str(tmp_path / "a b.yaml"))

    assert f"--config-file '{tmp_path}/a b.yaml')\"\n" in result.stderr


def test_output_does_not_replace_a_file(run: Run, api: Emulator, tmp_path: Path) -> None:
    """A file that exists is left alone, before any request, unless --force is given."""
    file = tmp_path / "__main__.py"
    file.write_text("mine")

    refused = run("generate", "--project=shop", "-o", str(file))
    left, requests = file.read_text(), len(api.requests)
    forced = run("generate", "--project=shop", "-o", str(file), "--force")

    told = f"Error: {file} exists already. Nothing was written; --force replaces it.\n"
    assert (1, told) == (refused.exit_code, refused.stderr)
    assert ("mine", 0) == (left, requests)
    assert 0 == forced.exit_code
    assert file.read_text().startswith('"""Backup schedules')


@pytest.mark.parametrize("force", [(), ("--force",)])
@pytest.mark.parametrize("target", ["folder", "missing/file", "pipe"])
def test_output_to_what_is_no_file(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, target: str, force: tuple[str]
) -> None:
    """Neither a folder nor a pipe or device is replaced, and no folder is made."""
    monkeypatch.chdir(tmp_path)
    Path("folder").mkdir()
    os.mkfifo("pipe")

    result = run("generate", "--project=shop", "-o", target, *force)

    assert 1 == result.exit_code
    assert result.stderr.endswith(" Nothing was written.\n")
    assert ["folder", "pipe"] == names_in(tmp_path)
    assert Path("pipe").is_fifo()


def test_output_to_a_link_replaces_what_it_leads_to(run: Run, tmp_path: Path) -> None:
    """A link stays a link."""
    (tmp_path / "link").symlink_to(tmp_path / "file")
    (tmp_path / "file").write_text("old")

    run("generate", "--project=shop", "-o", str(tmp_path / "link"), "--force")

    assert (tmp_path / "link").is_symlink()
    assert "old" != (tmp_path / "file").read_text()


@pytest.mark.parametrize("links", [True, False], ids=["links", "no-links"])
def test_output_does_not_replace_a_file_that_came_meanwhile(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, links: bool
) -> None:
    """What somebody else wrote while schedules were read is left alone, on any file system."""

    def no_links(*_: Any) -> None:
        raise PermissionError

    if not links:
        monkeypatch.setattr(os, "link", no_links)
    output.write(tmp_path / "new", "text", force=False)
    with pytest.raises(click.ClickException, match="exists already"):
        output.write(tmp_path / "new", "other", force=False)

    assert ("text", ["new"]) == ((tmp_path / "new").read_text(), names_in(tmp_path))


def test_output_that_fails_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A full disk neither leaves half a file nor harms the one that was there."""
    file = tmp_path / "file"
    file.write_text("old")

    def full(path: Path, *_: Any, **__: Any) -> None:
        path.touch()
        raise OSError(28, "No space left on device", str(path))

    monkeypatch.setattr(Path, "write_text", full)
    with pytest.raises(click.ClickException) as caught:
        output.write(file, "new", force=True)

    assert f"{file}: No space left on device. Nothing was written." == caught.value.message
    assert ("old", ["file"]) == (file.read_text(), names_in(tmp_path))


def test_nothing_is_written_when_something_could_not_be_read(
    run: Run, api: Emulator, body: MakeInputs, tmp_path: Path
) -> None:
    """One list that fails is an error of the whole: what is missing would be taken for declared."""
    api.add_schedule("shop", "orders", body())
    api.fault(Drop(), path="carts")

    result = run("generate", "--project=shop", "-o", str(tmp_path / "file"))

    assert (1, "") == (result.exit_code, result.stdout)
    assert "The schedules of addon carts in project shop could not be read." in result.stderr
    assert [] == names_in(tmp_path)


def test_a_file_that_can_not_be_looked_at(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """What the operating system refuses is told in its words, with the file."""

    def refuse(path: Path) -> bool:
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr(Path, "exists", refuse)

    result = run("generate", "--project=shop", "-o", "secret/file")

    assert (1, "Error: secret/file: Permission denied\n") == (result.exit_code, result.stderr)
