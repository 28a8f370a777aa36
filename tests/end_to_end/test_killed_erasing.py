"""kill -9 at random moments of an erasing: the state is sound, and the same command finishes what is left to do."""

import random
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

from reconciler.stores.opening import files_of

KILLS = 4
WORDS = (b"user0007@c00.example", b"Ana Ruiz of Lisbon")


def run(*arguments: str, codes: tuple[int, ...] = (0,)) -> subprocess.CompletedProcess[str]:
    done = subprocess.run([sys.executable, "-m", "reconciler", *arguments], capture_output=True, text=True, check=False)
    assert done.returncode in codes, done.stdout + done.stderr
    return done


def lived(place: Path, url: Path) -> None:
    """One customer with some people, one of whom is to be forgotten."""
    files = place / "files"
    files.mkdir()
    rows = "".join(f"user{n:04}@c00.example\n" for n in range(300))
    (files / "people.csv").write_text(f"person\n{rows}")
    (files / "reconciler.yaml").write_text("version: 1\nname: killed\n")
    (files / "customer.yaml").write_text(
        "version: 1\ncustomer: c00\ndomains: [c00.example]\n"
        "contracts:\n  u26: {support: unified, starts: 2026-01-01, ends: 2026-12-31,"
        " services_admins: [owner@c00.example]}\n"
        "people: {user0007@c00.example: {name: Ana Ruiz of Lisbon}}\n"
        "workspaces:\n  emea:\n    admins: [owner@c00.example]\n    members_from: [people.csv]\n"
    )
    run("apply", str(files), "--auto-approve", "--date", "2026-06-01", "--state", str(url), "-q")


def erasing(url: Path) -> list[str]:
    given = ["erase", "user0007@c00.example", "--auto-approve", "--state", str(url), "-q"]
    return [sys.executable, "-m", "reconciler", *given]


@pytest.mark.parametrize("state", ["hub.db", "hub.json"])
def test_an_erasing_killed_at_any_moment_is_finished_by_the_same_command(state: str, tmp_path: Path) -> None:
    whole = tmp_path / "whole"
    whole.mkdir()
    lived(tmp_path, whole / state)
    chance = random.Random(11)
    started = time.monotonic()
    shutil.copytree(whole, tmp_path / "once")
    subprocess.run(erasing(tmp_path / "once" / state), check=True, capture_output=True)
    lasts = time.monotonic() - started

    for number in range(KILLS):
        url = tmp_path / str(number) / state
        shutil.copytree(whole, url.parent)
        running = subprocess.Popen(erasing(url), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        cut = time.monotonic() + chance.uniform(0.3, 1.0) * lasts
        while running.poll() is None and time.monotonic() < cut:
            pass
        running.kill()
        running.wait()

        run("verify", "--state", str(url))
        run(*erasing(url)[3:])
        run("verify", "--state", str(url))
        left = [file for file in files_of(str(url)) if file.exists()]
        assert [file.name for file in left if any(word in file.read_bytes() for word in WORDS)] == []
