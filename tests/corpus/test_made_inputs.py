"""Bad input too large or too odd to be kept as a file: it is made here, and validated by a process of its own."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

MOST_MEMORY_KB = 300 * 1024


# A forked child counts its parent's peak memory as its own until it has one; so the parent is a small one.
LAUNCHER = """
import resource, subprocess, sys
code = subprocess.call(sys.argv[2:])
open(sys.argv[1], "w").write(str(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss))
sys.exit(code)
"""


class Run:
    """One run of ``reconciler validate``: what it found, how it ended, and the memory it took."""

    def __init__(self, directory: Path, scratch: Path) -> None:
        command = [sys.executable, "-m", "reconciler", "validate", "--format", "json", str(directory)]
        out, err = scratch / "out", scratch / "err"
        with out.open("wb") as stdout, err.open("wb") as stderr:
            launched = [sys.executable, "-S", "-c", LAUNCHER, str(scratch / "memory"), *command]
            self.code = subprocess.call(launched, stdout=stdout, stderr=stderr, stdin=subprocess.DEVNULL)
        self.memory_kb = int((scratch / "memory").read_text())
        self.said = out.read_text(encoding="utf-8")
        self.talk = err.read_text(encoding="utf-8")

    @property
    def findings(self) -> list[str]:
        found = json.loads(self.said)["findings"]
        return [f"{f['severity']} {f['rule']} {f['file']}:{f['line']}:{f['column']}" for f in found]


def made(directory: Path, content: bytes, name: str = "customer.yaml") -> Path:
    directory.mkdir(exist_ok=True)
    (directory / name).write_bytes(content)
    return directory


HEAD = b"version: 1\ncustomer: contoso\n"
ROSTER = HEAD + b"workspaces:\n  finance:\n    admins: [kai@contoso.com]\n    members_from: [people.csv]\n"


def test_a_hundred_thousand_brackets_are_refused(tmp_path: Path) -> None:
    run = Run(made(tmp_path / "c", HEAD + b"name: " + b"[" * 100_000), tmp_path)

    assert [line.split(":")[0] for line in run.findings] == ["error too-large customer.yaml"]
    assert run.code == 3


def test_rosters_over_256_mb_together_are_refused_where_the_next_one_is_named(tmp_path: Path) -> None:
    names = ", ".join(f"{number}.csv" for number in range(5))
    directory = made(tmp_path / "c", ROSTER.replace(b"people.csv", names.encode()))
    made(directory, b"\xff" + b"a" * 60_000_000, "0.csv")
    for number in range(1, 5):
        os.link(directory / "0.csv", directory / f"{number}.csv")

    run = Run(directory, tmp_path)

    assert [line for line in run.findings if "too-large" in line] == ["error too-large customer.yaml:6:48"]
    assert run.code == 3
    assert run.memory_kb < MOST_MEMORY_KB


def test_a_file_over_64_mb_is_refused_without_being_read(tmp_path: Path) -> None:
    directory = made(tmp_path / "c", HEAD)
    with (directory / "huge.yaml").open("wb") as huge:
        huge.write(HEAD)
        huge.truncate(65 * 1024 * 1024)

    run = Run(directory, tmp_path)

    assert run.findings == ["error too-large huge.yaml:1:1"]
    assert run.memory_kb < 100 * 1024


@pytest.mark.parametrize("style", [b"name: ", b'name: "', b"name: |\n  ", b"name: >\n  "])
def test_a_text_over_1_mb_is_refused(style: bytes, tmp_path: Path) -> None:
    run = Run(made(tmp_path / "c", HEAD + style + b"x" * 5_000_000), tmp_path)

    assert [line.split(":")[0] for line in run.findings] == ["error too-large customer.yaml"]
    assert run.memory_kb < 100 * 1024


def test_a_roster_of_faults_takes_little_more_memory_than_a_short_one(tmp_path: Path) -> None:
    rows = b"".join(b"p%dcontoso.com,member\n" % number for number in range(200_000))
    directory = made(tmp_path / "c", ROSTER)
    made(directory, b"person,role\n" + rows, "people.csv")

    run = Run(directory, tmp_path)

    assert len(run.findings) == 1001
    assert "199,000 more are in this file." in run.said
    assert run.memory_kb < 90 * 1024


@pytest.mark.parametrize("name", ["people.csv", "pipe.yaml"])
def test_a_fifo_is_refused_and_never_waited_for(name: str, tmp_path: Path) -> None:
    directory = made(tmp_path / "c", ROSTER)
    if name != "people.csv":
        made(directory, b"person\nana@contoso.com\n", "people.csv")
    os.mkfifo(directory / name)

    run = Run(directory, tmp_path)

    assert any(line.startswith("error unsafe-path") for line in run.findings)
    assert run.code == 3


def test_a_roster_behind_a_link_is_not_followed(tmp_path: Path) -> None:
    directory = made(tmp_path / "c", ROSTER)
    made(tmp_path / "elsewhere", b"person\nana@contoso.com\n", "people.csv")
    (directory / "people.csv").symlink_to(tmp_path / "elsewhere" / "people.csv")

    run = Run(directory, tmp_path)

    assert "error unsafe-path customer.yaml:6:20" in run.findings


def test_a_folder_behind_a_link_is_not_followed(tmp_path: Path) -> None:
    directory = made(tmp_path / "c", ROSTER.replace(b"people.csv", b"rosters/people.csv"))
    made(tmp_path / "elsewhere", b"person\nana@contoso.com\n", "people.csv")
    (directory / "rosters").symlink_to(tmp_path / "elsewhere")

    run = Run(directory, tmp_path)

    assert "error unsafe-path customer.yaml:6:20" in run.findings


def test_a_device_is_not_opened_as_a_roster(tmp_path: Path) -> None:
    directory = made(tmp_path / "c", ROSTER)
    (directory / "people.csv").symlink_to("/dev/zero")

    run = Run(directory, tmp_path)

    assert "error unsafe-path customer.yaml:6:20" in run.findings


def test_a_hundred_thousand_bad_rows_are_counted_and_the_first_thousand_listed(tmp_path: Path) -> None:
    directory = made(tmp_path / "c", ROSTER)
    made(directory, b"person,role\n" + b"ana@contoso.com,boss\n" * 100_000, "people.csv")

    run = Run(directory, tmp_path)

    assert len(run.findings) == 1_001
    assert "error more-like-these people.csv:1:1" in run.findings
    assert "99,000 more" in run.said
    assert run.memory_kb < MOST_MEMORY_KB


def test_groups_that_contain_each_other_twice_end(tmp_path: Path) -> None:
    groups = "".join(f"  g{n}: [{{group: g{n - 1}}}, {{group: g{n - 1}}}]\n" for n in range(1, 60))
    text = f"groups:\n  g0: [ana@contoso.com]\n{groups}workspaces:\n  finance:\n    admins: [{{group: g59}}]\n"

    run = Run(made(tmp_path / "c", HEAD + text.encode()), tmp_path)

    assert run.code == 3
    assert {line.split(":")[0] for line in run.findings} == {"error too-large customer.yaml"}


def test_a_directory_that_is_not_there_is_said(tmp_path: Path) -> None:
    run = Run(tmp_path / "nowhere", tmp_path)

    assert run.code == 3
    assert "does not exist" in run.talk
