"""A folder for auditors: whole, closed to others, and checked with what every system has."""

import json
import stat
import subprocess
from hashlib import sha256
from pathlib import Path

import pytest
from runs import JUNE, Run, world

from reconciler.errors import InputInvalid, PlanRefused
from reconciler.workflows.erase import erased
from reconciler.workflows.evidence import evidence


@pytest.fixture
def lived(tmp_path: Path) -> Run:
    folder = tmp_path / "files"
    folder.mkdir()
    run = Run(folder)
    run.apply()
    run.record(("finance", "kai@contoso.com", "accepted"))
    return run


def checked(folder: Path) -> int:
    return subprocess.run(["sha256sum", "-c", "SHA256SUMS"], cwd=folder, check=False, capture_output=True).returncode


def test_its_checksums_hold_and_find_a_changed_byte(lived: Run, tmp_path: Path) -> None:
    audit = tmp_path / "audit"
    evidence(lived.state, audit, world(JUNE))

    assert checked(audit) == 0
    told = {line.split("  ")[1] for line in (audit / "SHA256SUMS").read_text().splitlines()}
    assert told == {str(p.relative_to(audit)) for p in audit.rglob("*") if p.is_file()} - {"SHA256SUMS"}
    with (audit / "heads.json").open("a") as heads:
        heads.write(" ")
    assert checked(audit) == 1


def test_the_chain_and_the_texts_can_be_checked_by_what_its_readme_says(lived: Run, tmp_path: Path) -> None:
    audit = tmp_path / "audit"
    evidence(lived.state, audit, world(JUNE))
    entries = (audit / "journal" / "contoso.jsonl").read_bytes().splitlines()
    values = [json.loads(line) for line in (audit / "values" / "contoso.jsonl").read_text().splitlines()]

    prev = ""
    for body in entries:
        assert json.loads(body)["prev"] == prev
        prev = sha256(body).hexdigest()
    assert json.loads((audit / "heads.json").read_text())["customers"]["contoso"] == {"serial": 2, "head": prev}
    for value in values:
        assert sha256(bytes.fromhex(value["salt"]) + value["text"].encode()).hexdigest() == value["proof"]
    assert json.loads((audit / "verify.json").read_text())["problems"] == []
    assert "kai@contoso.com" in (audit / "state.json").read_text()


def test_it_is_for_its_owners_eyes_only(lived: Run, tmp_path: Path) -> None:
    audit = tmp_path / "audit"
    evidence(lived.state, audit, world(JUNE))

    modes = {stat.S_IMODE(each.stat().st_mode) for each in audit.rglob("*") if each.is_file()}
    folders = {stat.S_IMODE(each.stat().st_mode) for each in (audit, audit / "journal", audit / "values")}
    assert (modes, folders) == ({0o600}, {0o700})


@pytest.mark.parametrize("what", ["folder", "file", "link"])
def test_nothing_that_is_there_is_written_over(lived: Run, tmp_path: Path, what: str) -> None:
    audit = tmp_path / "audit"
    {"folder": audit.mkdir, "file": audit.touch, "link": lambda: audit.symlink_to("nowhere")}[what]()

    with pytest.raises(InputInvalid, match="exists already"):
        evidence(lived.state, audit, world(JUNE))
    assert [each.name for each in tmp_path.iterdir() if each.name.startswith(".")] == []


def test_who_was_erased_is_in_no_file_of_it_and_their_proof_is(lived: Run, tmp_path: Path) -> None:
    erased(lived.state, "kai@contoso.com", world(JUNE))
    audit = tmp_path / "audit"
    found = evidence(lived.state, audit, world(JUNE))

    assert found.problems == 0
    assert [p.name for p in audit.rglob("*") if p.is_file() and b"kai@" in p.read_bytes()] == []
    values = [json.loads(line) for line in (audit / "values" / "contoso.jsonl").read_text().splitlines()]
    assert [v["proof"] for v in values if v["text"] is None]


def test_a_folder_that_cannot_be_made_is_said_and_nothing_is_left(lived: Run, tmp_path: Path) -> None:
    (tmp_path / "file").touch()

    with pytest.raises(InputInvalid, match="cannot be written"):
        evidence(lived.state, tmp_path / "file" / "audit", world(JUNE))


def test_somebody_who_writes_meanwhile_makes_it_start_again(lived: Run, tmp_path: Path) -> None:
    def progress(_what: str, _done: int, _total: int) -> None:
        lived.record(("finance", "ana@contoso.com", "accepted"))

    with pytest.raises(PlanRefused, match="wrote to the state meanwhile"):
        evidence(lived.state, tmp_path / "audit", world(JUNE)._replace(progress=progress))
    assert [each.name for each in tmp_path.iterdir()] == ["files"]
