"""Several files change together, or none does."""

from pathlib import Path

import pytest

from reconciler.errors import InputInvalid
from reconciler.workflows.exchanged import exchanged


def test_all_files_get_their_content_and_keep_their_mode(tmp_path: Path) -> None:
    old, new = tmp_path / "old.csv", tmp_path / "made" / "new.csv"
    old.write_bytes(b"1")
    old.chmod(0o640)

    exchanged({old: b"2", new: b"3"}, {old: b"1"})

    assert (old.read_bytes(), new.read_bytes()) == (b"2", b"3")
    assert old.stat().st_mode & 0o777 == 0o640
    assert sorted(p.name for p in tmp_path.iterdir()) == ["made", "old.csv"]


def test_a_file_that_changed_meanwhile_stops_all_of_it(tmp_path: Path) -> None:
    old, new = tmp_path / "old.csv", tmp_path / "made" / "new.csv"
    old.write_bytes(b"changed")

    with pytest.raises(InputInvalid, match="changed in the meantime"):
        exchanged({new: b"3", old: b"2"}, {old: b"1"})

    assert [p.name for p in tmp_path.iterdir()] == ["old.csv"]
    assert old.read_bytes() == b"changed"


def test_what_took_its_place_goes_back_where_a_later_one_cannot(tmp_path: Path) -> None:
    old, folder = tmp_path / "old.csv", tmp_path / "folder"
    old.write_bytes(b"1")
    folder.mkdir()
    before = {old: b"1", tmp_path / "new.csv": None, folder: None}

    with pytest.raises(InputInvalid, match="nothing was written"):
        exchanged({tmp_path / "new.csv": b"3", old: b"2", folder: b"4"}, before)

    assert sorted(p.name for p in tmp_path.iterdir()) == ["folder", "old.csv"]
    assert old.read_bytes() == b"1"
