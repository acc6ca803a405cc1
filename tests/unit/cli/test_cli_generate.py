"""`pulumi-northflank generate`, and the files that it writes."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import click
import pytest
from tests.unit.commandline import Run, names, names_in, outcome
from tests.unit.schedules import make_body
from tests.unit.wire import PATH, item, page, sent

from pulumi_northflank.cli import output
from pulumi_northflank.cli.for_package import TYPE
from pulumi_northflank.emulator import Drop, Emulator


def test_generate_covers_the_project(run: Run, api: Emulator) -> None:
    """Without --addon, all addons are read; the result has a fixed order."""
    for addon, interval, kind in [
        ("orders", "weekly", "snapshot"),
        ("orders", "hourly", "snapshot"),
        ("carts", "daily", "dump"),
        ("orders", "hourly", "dump"),
    ]:
        api.add_schedule("shop", addon, make_body(interval, backupType=kind))

    result = run("generate", "--project", "shop")

    assert (0, "") == (result.exit_code, result.stderr)
    assert result.stdout.startswith('"""Backup schedules of Northflank project shop.\n')
    assert f"from the schedules that {api.url}\nlisted." in result.stdout
    assert [
        "carts-daily-dump",
        "orders-hourly-dump",
        "orders-hourly-snapshot",
        "orders-weekly-snapshot",
    ] == names(result.stdout)
    assert {"GET"} == {method for method, _ in sent(api)}


def test_generate_for_some_addons(run: Run, api: Emulator) -> None:
    """With --addon, only those addons are read, each once."""
    api.add_schedule("shop", "orders", make_body())

    result = run("generate", "--project=shop", "--addon=orders", "--addon=orders")

    assert ["orders-daily-snapshot"] == names(result.stdout)
    assert result.stdout.startswith(
        '"""Backup schedules of addon orders in Northflank project shop.\n'
    )
    assert [("GET", PATH)] == sent(api)


@pytest.mark.parametrize("given", ["option", "environment"])
def test_generate_with_a_team(run: Run, api: Emulator, given: str) -> None:
    """The team of the option, or else of the environment, is used and written."""
    api.add_schedule("shop", "orders", make_body(), team="acme")
    if given == "option":
        result = run("generate", "--project=shop", "--team=acme", NORTHFLANK_TEAM_ID="other")
    else:
        result = run("generate", "--project=shop", NORTHFLANK_TEAM_ID="acme")

    assert ["orders-daily-snapshot"] == names(result.stdout)
    assert 'TEAM_ID = "acme"\n' in result.stdout
    assert "    team_id=TEAM_ID,\n" in result.stdout


def test_addons_without_schedules_are_named(run: Run, api: Emulator) -> None:
    """Addons without schedules are named on stderr."""
    api.add_schedule("shop", "carts", make_body())
    one = run("generate", "--project=shop")

    assert (0, "1 addon has no backup schedules: orders\n") == (one.exit_code, one.stderr)


IDS = 'project_id="shop", addon_id="orders"'
SET_KEY = "pulumi config set --path backups:schedules.nightly.projectId shop"
SETTINGS = "backupType, scheduling and retentionTime"
AND_GO_ON = f"and go on with addonId, {SETTINGS}."


@pytest.mark.parametrize(
    ("argument", "first"),
    [
        ("--format=program", f'`BackupPlan.standard("orders", {IDS}, backup_type="snapshot")`.'),
        (
            "--team=acme",
            f'`BackupPlan.standard("orders", {IDS}, team_id="acme", backup_type="snapshot")`.',
        ),
        ("--format=config", f"begin with `{SET_KEY}`, {AND_GO_ON}"),
        (
            "--format=yaml",
            f'`type: {TYPE}` with projectId: "shop", addonId: "orders", {SETTINGS}.',
        ),
    ],
)
def test_nothing_to_adopt(run: Run, tmp_path: Path, argument: str, first: str) -> None:
    """If there is nothing to adopt, the next step is to declare the first schedules."""
    file = tmp_path / "written"

    result = run("generate", "--project=shop", "--addon=orders", f"--output={file}", argument)

    assert 0 == result.exit_code
    assert (
        "1 addon has no backup schedules: orders\n"
        f"Wrote 0 schedules to {file}.\n"
        f"There is nothing to adopt. Declare the first schedules yourself: {first}\n"
    ) == result.stderr


@pytest.mark.parametrize("format_", ["program", "config", "yaml", "import"])
def test_schedules_that_cannot_be_declared_are_named(run: Run, api: Emulator, format_: str) -> None:
    """They are left out, named in a comment and on stderr, and the exit status is 1."""
    too_many = item("s1", scheduling={"interval": "hourly", "minute": [*range(60)]})
    twice = [item("s2", backupType="snapshot"), item("s3", backupType="snapshot", retentionTime=1)]
    api.fault(page(too_many, item("s4"), *twice), path="backup-schedules")

    result = run("generate", "--project=shop", "--addon=orders", "--format", format_)

    assert 1 == result.exit_code
    assert "orders-daily-dump" in result.stdout
    for schedule_id, reason in {
        "s1": "the hourly dump of addon orders in project shop: retentionTime: the schedule would "
        "keep 10080 backups at once",
        "s2": "the daily snapshot of addon orders in project shop: the addon has 2 schedules",
        "s3": "the daily snapshot of addon orders in project shop: the addon has 2 schedules",
    }.items():
        assert f"Left out schedule {schedule_id}, {reason}" in result.stderr
        comment = " ".join(result.stdout.replace("\n#  ", " ").split())
        has_comment = f"# - schedule {schedule_id}, {reason}" in comment
        assert (format_ != "import") == has_comment
    assert 3 == result.stderr.count("\n")


def test_a_schedule_on_two_pages_is_one(run: Run, api: Emulator) -> None:
    """A schedule that is listed twice, because the list changed meanwhile, is declared once."""
    pagination = {"hasNextPage": True, "cursor": "c", "count": 1}
    api.fault(page(item("s1"), pagination=pagination), path="orders")
    api.fault(page(item("s1")), path="orders")

    result = run("generate", "--project=shop", "--addon=orders")

    assert (0, ["orders-daily-dump"]) == (result.exit_code, names(result.stdout))


def test_output_to_a_file(run: Run, api: Emulator, tmp_path: Path) -> None:
    """-o writes the same as stdout into one file with the permissions of any new file."""
    for addon in ("orders", "carts"):
        api.add_schedule("shop", addon, make_body())
    file = tmp_path / "__main__.py"
    stdout = run("generate", "--project=shop").stdout

    result = run("generate", "--project=shop", "-o", str(file))

    message = (
        f"Wrote 2 schedules to {file}. Next, run `NORTHFLANK_PREFLIGHT=true pulumi preview`.\n"
    )
    (tmp_path / "other").touch()
    assert (0, "", message) == outcome(result)
    assert stdout == file.read_text()
    assert (tmp_path / "other").stat().st_mode == file.stat().st_mode
    assert ["__main__.py", "other"] == names_in(tmp_path)


def test_output_of_a_configuration(run: Run, api: Emulator, tmp_path: Path) -> None:
    """--format config suggests a command that contains the file's name, quoted for a shell."""
    api.add_schedule("shop", "orders", make_body())
    file = tmp_path / "a b.yaml"

    result = run("generate", "--project=shop", "--format=config", "-o", str(file))

    assert f"--config-file '{file}')\"`.\n" in result.stderr
    assert "\nconfig:\n  backups:schedules:\n    orders-daily-snapshot:\n" in file.read_text()


def test_output_does_not_overwrite_a_file(run: Run, api: Emulator, tmp_path: Path) -> None:
    """An existing file is refused before any request, unless --force is given."""
    file = tmp_path / "__main__.py"
    file.write_text("mine")

    refused = run("generate", "--project=shop", "-o", str(file))
    left, requests = file.read_text(), len(api.requests)
    forced = run("generate", "--project=shop", "-o", str(file), "--force")

    message = f"Error: {file} already exists. Nothing was written. Use --force to overwrite it.\n"
    assert (1, message) == (refused.exit_code, refused.stderr)
    assert ("mine", 0) == (left, requests)
    assert 0 == forced.exit_code
    assert file.read_text().startswith('"""Backup schedules')


@pytest.mark.parametrize("force", [(), ("--force",)])
@pytest.mark.parametrize(
    ("target", "problem"),
    [
        ("folder", "folder is not a regular file."),
        ("pipe", "pipe is not a regular file."),
        ("missing/file", "The folder missing does not exist."),
    ],
)
def test_output_to_other_things(
    run: Run,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    target: str,
    problem: str,
    force: tuple[str],
) -> None:
    """Folders and pipes are not replaced, and no folders are made."""
    monkeypatch.chdir(tmp_path)
    Path("folder").mkdir()
    os.mkfifo("pipe")

    result = run("generate", "--project=shop", "-o", target, *force)

    assert (1, f"Error: {problem} Nothing was written.\n") == (result.exit_code, result.stderr)
    assert ["folder", "pipe"] == names_in(tmp_path)
    assert Path("pipe").is_fifo()


def test_output_to_a_link(run: Run, tmp_path: Path) -> None:
    """The target of a link is overwritten, and the link stays."""
    (tmp_path / "link").symlink_to(tmp_path / "file")
    (tmp_path / "file").write_text("old")

    run("generate", "--project=shop", "-o", str(tmp_path / "link"), "--force")

    assert (tmp_path / "link").is_symlink()
    assert "old" != (tmp_path / "file").read_text()


@pytest.mark.parametrize("links", [True, False], ids=["links", "no-links"])
def test_a_file_created_meanwhile(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, links: bool
) -> None:
    """A file that appeared while schedules were read is not overwritten, on any file system."""

    def no_links(*_: Any) -> None:
        raise PermissionError

    if not links:
        monkeypatch.setattr(os, "link", no_links)
    output.write(tmp_path / "new", "text", force=False)
    with pytest.raises(click.ClickException, match="already exists"):
        output.write(tmp_path / "new", "other", force=False)

    assert ("text", ["new"]) == ((tmp_path / "new").read_text(), names_in(tmp_path))


def test_a_full_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A write that fails leaves neither half a file nor a changed one."""
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


def test_a_list_that_cannot_be_read(run: Run, api: Emulator, tmp_path: Path) -> None:
    """If the schedules of one addon cannot be read, nothing is written."""
    api.add_schedule("shop", "orders", make_body())
    api.fault(Drop(), path="carts")

    result = run("generate", "--project=shop", "-o", str(tmp_path / "file"))

    assert (1, "") == (result.exit_code, result.stdout)
    assert "Could not list the schedules of addon carts in project shop" in result.stderr
    assert [] == names_in(tmp_path)
