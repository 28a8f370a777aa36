"""Every row of what can be wrong with an input, in all its spellings, each by processes with limits."""

import json
from pathlib import Path

import pytest
from corpus_cases import CASES, CORPUS, NOTHING_IS_WRONG, expected_of, written_in
from nursery import Nursery, Said


def findings(said: Said) -> list[str]:
    found = json.loads(said.out)["findings"]
    return [f"{f['severity']} {f['rule']} {f['file']}:{f['line']}:{f['column']}" for f in found]


def decent(said: Said) -> bool:
    return "Traceback" not in said.err and "This is a bug" not in said.err


@pytest.mark.parametrize("case", CASES)
def test_a_bad_file_gets_its_finding_at_its_place(
    case: str, warm: Nursery, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    before = written_in(tmp_path)

    (said,) = warm.ran(tmp_path, ["validate", "--format", "json", str(CORPUS / case)])

    found = findings(said)
    if request.config.getoption("--update-golden"):
        (CORPUS / case / "expected").write_text("".join(f"{line}\n" for line in found), encoding="utf-8")
    assert found == expected_of(case)
    assert said.code == (3 if any(line.startswith("error") for line in found) else 0)
    assert decent(said)
    assert written_in(tmp_path) == before


WRONG = [case for case in CASES if any(line.startswith("error") for line in expected_of(case))]


@pytest.mark.parametrize("case", WRONG)
def test_a_bad_file_changes_no_state(case: str, warm: Nursery, state: Path) -> None:
    files, before = written_in(CORPUS / case), written_in(state.parent)

    (said,) = warm.ran(state.parent, ["--state", str(state), "apply", "--auto-approve", str(CORPUS / case)])

    assert said.code == 3, said
    assert decent(said)
    assert written_in(state.parent) == before
    assert written_in(CORPUS / case) == files


def test_every_accepted_case_has_no_error_and_every_other_has_a_finding() -> None:
    for case in CASES:
        assert bool(expected_of(case)) != case.endswith(NOTHING_IS_WRONG), case


def test_no_two_cases_are_the_same_files() -> None:
    seen: dict[tuple[tuple[str, bytes], ...], str] = {}
    for case in CASES:
        at = CORPUS / case
        files = tuple((str(f.relative_to(at)), f.read_bytes()) for f in sorted(at.rglob("*")) if f.is_file())
        wrong = tuple(file for file in files if file[0] != "expected")
        assert wrong not in seen, f"{case} is {seen[wrong]} again"
        seen[wrong] = case
