"""In which commit the files of a configuration stand."""

import shutil
from pathlib import Path

import pytest
from checkouts import git

from reconciler.kinds.file_commit import UNCOMMITTED
from reconciler.loading.checkout import Checkout

pytestmark = pytest.mark.skipif(shutil.which("git") is None, reason="there is no git here")
READ = {"reconciler.yaml", "contoso.yaml", "rosters/emea.csv"}


@pytest.fixture
def hub(tmp_path: Path) -> Path:
    """A configuration in a checkout, committed as a whole."""
    hub = tmp_path / "top" / "hub"
    for file in READ:
        (hub / file).parent.mkdir(parents=True, exist_ok=True)
        (hub / file).write_text("version: 1\n", encoding="utf-8")
    (hub.parent / ".gitignore").write_text("local/\n.reconciler/\n", encoding="utf-8")
    git(hub.parent, "init", "-q")
    git(hub.parent, "add", ".")
    git(hub.parent, "commit", "-qm", "First")
    return hub


def uncommitted(hub: Path, read: set[str] = READ) -> bool:
    said, head = Checkout(hub).commit_of(read), git(hub, "rev-parse", "HEAD")
    assert said in (head, head + UNCOMMITTED)
    return said != head


def test_files_that_are_committed_as_they_are_stand_in_the_commit(hub: Path) -> None:
    assert not uncommitted(hub)


def test_what_is_no_part_of_the_configuration_may_be_anything(hub: Path) -> None:
    (hub / "notes.txt").write_text("to do\n", encoding="utf-8")
    (hub / ".reconciler").mkdir()
    (hub / ".reconciler" / "state.db").write_text("-", encoding="utf-8")
    (hub.parent / "other.yaml").write_text("version: 2\n", encoding="utf-8")
    (hub.parent / ".gitignore").write_text(".reconciler/\n", encoding="utf-8")

    assert not uncommitted(hub)


def test_a_file_that_was_edited_stands_in_no_commit(hub: Path) -> None:
    (hub / "rosters" / "emea.csv").write_text("person\n", encoding="utf-8")

    assert uncommitted(hub)


def test_a_file_that_was_staged_only_stands_in_no_commit(hub: Path) -> None:
    (hub / "contoso.yaml").write_text("version: 2\n", encoding="utf-8")
    git(hub, "add", ".")

    assert uncommitted(hub)


def test_a_file_that_is_gone_is_missed(hub: Path) -> None:
    (hub / "contoso.yaml").unlink()

    assert uncommitted(hub, READ - {"contoso.yaml"})


def test_a_file_that_git_does_not_know_counts_where_it_was_read(hub: Path) -> None:
    (hub / "né w.yaml").write_text("version: 1\n", encoding="utf-8")

    assert uncommitted(hub, {*READ, "né w.yaml"})
    assert not uncommitted(hub)


def test_a_file_that_git_ignores_counts_where_it_was_read(hub: Path) -> None:
    (hub / "local").mkdir()
    (hub / "local" / "mine.yaml").write_text("version: 1\n", encoding="utf-8")

    assert uncommitted(hub, {*READ, "local/mine.yaml"})
    assert not uncommitted(hub)


def test_a_shallow_clone_knows_the_commit_too(hub: Path, tmp_path: Path) -> None:
    git(hub, "commit", "-q", "--allow-empty", "-m", "Second")
    git(hub, "clone", "-q", "--depth=1", hub.parent.as_uri(), str(tmp_path / "shallow"))

    assert Checkout(tmp_path / "shallow" / "hub").commit_of(READ) == git(hub, "rev-parse", "HEAD")


def test_nothing_is_known_before_the_first_commit_without_git_and_of_what_is_no_checkout(tmp_path: Path) -> None:
    git(tmp_path, "init", "-q", "fresh")
    (tmp_path / "broken" / ".git").mkdir(parents=True)
    (tmp_path / "plain").mkdir()

    assert [Checkout(tmp_path / at).commit_of(READ) for at in ("fresh", "broken", "plain")] == ["", "", ""]


def test_nothing_is_known_where_there_is_no_git_to_ask(hub: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")

    assert Checkout(hub).commit_of(READ) == ""


def test_looking_changes_nothing_in_the_checkout(hub: Path) -> None:
    index = hub.parent / ".git" / "index"
    (hub / "contoso.yaml").touch()
    before = index.read_bytes()
    Checkout(hub).commit_of(READ)

    assert index.read_bytes() == before
