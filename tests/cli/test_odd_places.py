"""Run in a place that is no configuration, cannot be looked into, or is gone: said with the place and what to do."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from commands_run import DAY, configured, environment
from mounts import with_a_mount_at

from reconciler.errors import InputInvalid
from reconciler.loading import files

READS = (("validate",), ("plan", "--date", DAY), ("apply", "--date", DAY, "--auto-approve"))


def ran(*arguments: str, at: Path, before: tuple[str, ...] = ()) -> "subprocess.CompletedProcess[str]":
    command = [*before, sys.executable, "-m", "reconciler", *arguments]
    return subprocess.run(command, cwd=at, env=environment(), capture_output=True, text=True, check=False)


def without_powers() -> tuple[str, ...]:
    """What runs a command that permissions hold for, also as root."""
    if os.geteuid() != 0:
        return ()
    if shutil.which("setpriv") is None:
        pytest.skip("root may look into everything here (needs setpriv)")
    return ("setpriv", "--bounding-set=-dac_override,-dac_read_search")


@pytest.mark.parametrize("command", READS)
def test_a_folder_that_cannot_be_looked_into_is_named(command: tuple[str, ...], tmp_path: Path) -> None:
    """It may hold anybody's declarations, so nothing is planned without it."""
    at = configured(tmp_path)
    (at / "closed").mkdir(mode=0o000)

    done = ran(*command, at=at, before=without_powers())

    assert done.returncode == 3
    assert "closed" in done.stdout + done.stderr
    assert "The folder cannot be looked into: Permission denied." in done.stdout + done.stderr
    assert not (at / ".reconciler").exists()


@pytest.mark.parametrize("what", ["closed", "closed/contoso"])
def test_a_place_that_cannot_be_looked_into_is_named(what: str, tmp_path: Path) -> None:
    (tmp_path / "closed" / "contoso").mkdir(parents=True)
    (tmp_path / "closed").chmod(0o000)

    done = ran("validate", what, at=tmp_path, before=without_powers())
    (tmp_path / "closed").chmod(0o700)

    assert done.returncode == 3
    assert "closed" in done.stderr
    assert "cannot be looked into: Permission denied\nhelp:  look at its permissions" in done.stderr


def test_another_file_system_is_no_part_of_what_nobody_calls_a_configuration(tmp_path: Path) -> None:
    """As in ``/``, where everything lies beneath."""
    configured(tmp_path)
    (tmp_path / "mounted").mkdir()
    mounted = with_a_mount_at(tmp_path / "mounted")
    assert ran("validate", at=tmp_path, before=mounted).returncode == 0, "a configuration may have one"
    (tmp_path / "reconciler.yaml").unlink()

    done = ran("plan", "--date", DAY, at=tmp_path, before=mounted)

    assert (done.returncode, done.stdout) == (3, "")
    assert f"{tmp_path} has no reconciler.yaml and another file system beneath it (mounted)" in done.stderr
    assert "reconciler init DIR" in done.stderr


def test_very_many_folders_are_no_configuration_unless_it_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(files, "_MANY_FOLDERS", 3)
    for number in range(4):
        (tmp_path / f"folder-{number}").mkdir()

    with pytest.raises(InputInvalid, match=r"has no reconciler\.yaml and more than 3 folders"):
        list(files.files_beneath(tmp_path))
    (tmp_path / "reconciler.yaml").write_text("version: 1\n")
    assert list(files.files_beneath(tmp_path)) == ["reconciler.yaml"]


@pytest.mark.parametrize("command", [*READS, ("status",), ("verify",), ("show",), ("record", "answers.csv")])
def test_a_directory_that_is_gone_is_said(command: tuple[str, ...], tmp_path: Path) -> None:
    gone = tmp_path / "gone"
    gone.mkdir()
    script = 'rmdir "$PWD" && exec "$@"'

    done = ran(*command, at=gone, before=("sh", "-c", script, "sh"))

    assert (done.returncode, done.stdout) == (3, "")
    assert "the directory that this runs in is gone" in done.stderr
    assert "\nhelp:  go to a directory that exists" in done.stderr
