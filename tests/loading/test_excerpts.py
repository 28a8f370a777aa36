"""The line beside a finding, whichever was asked for before."""

from pathlib import Path

import pytest

from reconciler.findings import Finding, Place, Severity
from reconciler.loading.excerpts import Excerpts

LINES = {"a.csv": b"\xef\xbb\xbffirst\r\nsecond\n\nfourth", "b.csv": b"other\n"}


@pytest.mark.parametrize(
    "order", [("a1", "a2", "a4", "b1"), ("a4", "a1", "a1", "a9", "a2"), ("a3", "a9", "a4"), ("a2", "b1", "b2", "a2")]
)
def test_lines_are_found_in_any_order(order: tuple[str, ...], tmp_path: Path) -> None:
    stands = {"a1": "first", "a2": "second", "a4": "fourth", "b1": "other"}
    excerpts = Excerpts(tmp_path, LINES)

    places = [Place(f"{name[0]}.csv", int(name[1])) for name in order]
    found = [excerpts.beside(Finding("any", Severity.ERROR, "wrong", place=place)).excerpt for place in places]

    assert found == [stands.get(name, "") for name in order]


def test_a_file_that_is_not_there_has_no_lines(tmp_path: Path) -> None:
    finding = Finding("any", Severity.ERROR, "wrong", place=Place("nowhere.csv", 1))

    assert Excerpts(tmp_path).beside(finding) is finding
