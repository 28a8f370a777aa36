"""Where output goes: never over a state or a configuration, through what is no file, and to where a link points."""

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from commands_run import CONTOSO, DAY, configured, environment, reconciler

PLAN = ("plan", "--date", DAY)


@pytest.fixture(params=["hub.db", "hub.json"])
def state(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def applied(tmp_path: Path, state: str) -> Path:
    """A configuration with a roster, and a state in which it was applied twice: every file of a state is there."""
    at = configured(tmp_path)
    (at / "rosters").mkdir()
    (at / "rosters" / "retail.csv").write_text("person,role\nlin@contoso.com,admin\n", encoding="utf-8")
    for more in ("  retail: {members_from: [rosters/retail.csv]}\n", "  # as it was\n"):
        assert reconciler("apply", "--date", DAY, "--auto-approve", "--state", state, at=at).code == 0
        (at / "contoso.yaml").write_text(CONTOSO + more, encoding="utf-8")
    if state == "hub.db":
        (at / "hub.db-journal").touch()
    return at


def contents(at: Path) -> dict[str, bytes]:
    return {str(p.relative_to(at)): p.read_bytes() for p in sorted(at.rglob("*")) if p.is_file()}


def test_nothing_is_written_over_a_state_or_a_configuration(applied: Path, state: str) -> None:
    before = contents(applied)
    assert len(before) >= 5

    for file in before:
        for options in ((*PLAN, "--out", file), ("show", "--date", DAY, "--output", file)):
            ran = reconciler(*options, "--state", state, at=applied)
            assert (ran.code, ran.out) == (64, ""), (options, ran.err)
            assert "never written over" in ran.err
            assert f"\nhelp:  name another file: {options[-2]} " in ran.err

    assert contents(applied) == before


def test_an_apply_whose_output_is_the_state_applies_nothing(applied: Path, state: str) -> None:
    before = contents(applied)

    apply = ("apply", "--date", DAY, "--auto-approve", "--state", state)
    assert reconciler(*apply, "--output", state, at=applied).code == 64
    assert reconciler(*apply, "--output", "no/where.txt", at=applied).code == 1

    assert contents(applied) == before


def test_neither_another_state_nor_a_link_to_one_is_written_over(applied: Path, state: str) -> None:
    (applied / "kept").write_bytes((applied / state).read_bytes())
    os.link(applied / "kept", applied / "hard.txt")
    os.symlink("kept", applied / "soft.txt")
    before = contents(applied)

    for file in ("kept", "hard.txt", "soft.txt"):
        assert reconciler(*PLAN, "--out", file, "--state", "elsewhere.db", at=applied).code == 64
    assert reconciler(*PLAN, "--out", "elsewhere.db", "--state", "elsewhere.db", at=applied).code == 64

    assert contents(applied) == before


def test_no_new_yaml_is_written_where_a_configuration_would_read_it(tmp_path: Path) -> None:
    at = configured(tmp_path)
    (at / "sub").mkdir()

    assert reconciler(*PLAN, "--out", "sub/plan.yaml", at=at).code == 64
    assert reconciler("validate", "--output", "report.yml", at=at).code == 64


def test_what_is_read_is_not_written_over(tmp_path: Path) -> None:
    at = configured(tmp_path)
    assert reconciler(*PLAN, "--out", "saved.plan", at=at).code == 0
    saved = (at / "saved.plan").read_bytes()

    assert reconciler("show", "saved.plan", "--output", "saved.plan", at=at).code == 64
    assert reconciler(*PLAN, "--out", "x.plan", "--output", "./x.plan", at=at).code == 64

    assert (at / "saved.plan").read_bytes() == saved
    assert reconciler(*PLAN, "--out", "saved.plan", at=at).code == 0, "a saved plan may be made anew"


def test_a_link_is_followed_and_stays_and_the_mode_stays(tmp_path: Path) -> None:
    at = configured(tmp_path)
    (at / "plans").mkdir()
    (at / "plans" / "mine").write_text("before")
    (at / "plans" / "mine").chmod(0o640)
    (at / "link").symlink_to("plans/mine")
    (at / "dangling").symlink_to("plans/new")

    assert reconciler(*PLAN, "--out", "link", "--output", "dangling", at=at).code == 0

    assert (at / "link").is_symlink()
    assert (at / "plans" / "mine").read_bytes().startswith(b'{"actor"')
    assert stat.S_IMODE((at / "plans" / "mine").stat().st_mode) == 0o640
    assert "contoso" in (at / "plans" / "new").read_text()


def test_a_pipe_is_written_to(tmp_path: Path) -> None:
    at = configured(tmp_path)
    pipe = at / "pipe"
    os.mkfifo(pipe)
    command = [sys.executable, "-m", "reconciler", *PLAN, "--output", "pipe"]
    with subprocess.Popen(command, cwd=at, env=environment(), stderr=subprocess.PIPE) as running:
        text = pipe.read_text()

    assert running.returncode == 0
    assert "contoso" in text
    assert stat.S_ISFIFO(pipe.stat().st_mode)


def test_a_device_stays_a_device(tmp_path: Path) -> None:
    """A terminal of our own, in place of the machine's devices."""
    at = configured(tmp_path)
    ours, theirs = os.openpty()
    try:
        device = os.ttyname(theirs)
        (at / "link").symlink_to(device)
        ran = reconciler("version", "--output", "link", at=at)
        shown = os.read(ours, 4096)
    finally:
        os.close(ours)
        os.close(theirs)

    assert ran.code == 0
    assert shown.startswith(b"reconciler ")
    assert (at / "link").is_symlink()


def test_a_directory_is_no_place_for_output(tmp_path: Path) -> None:
    ran = reconciler("version", "--output", ".", at=tmp_path)

    assert ran.code == 1
    assert "it is a directory" in ran.err


def test_a_dash_is_stdout(tmp_path: Path) -> None:
    at = configured(tmp_path)
    assert reconciler(*PLAN, "--out", "saved.plan", at=at).code == 0

    ran = reconciler(*PLAN, "--out", "-", at=at)

    assert ran.code == 0
    assert ran.out == (at / "saved.plan").read_text()
    assert "ana@contoso.com" in ran.err
    assert "Saved." not in ran.err
    assert reconciler("version", "--output", "-", at=at).out.startswith("reconciler ")
    assert reconciler(*PLAN, "--out", "-", "--format", "json", at=at).code == 64
    assert not (at / "-").exists()
