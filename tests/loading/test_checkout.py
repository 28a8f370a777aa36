"""Where in a Git checkout a configuration stands."""

import shutil
from pathlib import Path

import pytest
from checkouts import git

from reconciler.findings import Place
from reconciler.kinds.file_commit import UNCOMMITTED
from reconciler.loading.changed_files import changed_files
from reconciler.loading.checkout import Checkout, Origins, base_of, uncommitted
from reconciler.loading.git import asked, complaint, said


def test_a_configuration_deep_in_a_checkout_knows_the_way_from_its_top(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    (tmp_path / "teams" / "hub").mkdir(parents=True)

    assert base_of(tmp_path / "teams" / "hub") == "teams/hub/"
    assert base_of(tmp_path) == ""


def test_in_a_worktree_git_is_a_file(tmp_path: Path) -> None:
    (tmp_path / "hub").mkdir()
    (tmp_path / ".git").write_text("gitdir: elsewhere\n", encoding="utf-8")

    assert base_of(tmp_path / "hub") == "hub/"


def test_without_git_the_configuration_is_the_top(tmp_path: Path) -> None:
    assert base_of(tmp_path / "hub") == ""


@pytest.fixture
def committed(tmp_path: Path) -> Path:
    """A checkout whose configuration has one committed line."""
    (tmp_path / "hub").mkdir()
    (tmp_path / "hub" / "contoso.yaml").write_text("version: 1\n", encoding="utf-8")
    git(tmp_path, "init", "-q")
    git(tmp_path, "add", "hub")
    git(tmp_path, "commit", "-qm", "First", by="Mia Ruiz <mia@contoso.com>")
    return tmp_path


needs_git = pytest.mark.skipif(shutil.which("git") is None, reason="there is no git here")


@needs_git
def test_a_line_knows_its_commit_and_author_and_an_uncommitted_one_has_none(committed: Path) -> None:
    with (committed / "hub" / "contoso.yaml").open("a", encoding="utf-8") as file:
        file.write("customer: contoso\n")
    origins = Origins(Checkout(committed / "hub"))

    found = origins.of(Place("contoso.yaml", 1))

    assert found is not None
    assert (len(found.commit), found.author) == (8, "Mia Ruiz")
    assert origins.of(Place("contoso.yaml", 2)) is None
    assert origins.of(Place("absent.yaml", 1)) is None


@needs_git
def test_a_history_that_is_cut_short_blames_nobody(committed: Path, tmp_path: Path) -> None:
    git(committed, "commit", "-q", "--allow-empty", "-m", "Second")
    git(committed, "clone", "-q", "--depth=1", committed.as_uri(), str(tmp_path / "shallow"))

    assert Origins(Checkout(tmp_path / "shallow" / "hub")).of(Place("contoso.yaml", 1)) is None


def test_without_a_checkout_nobody_wrote_anything(tmp_path: Path) -> None:
    assert Origins(Checkout(tmp_path)).of(Place("contoso.yaml", 1)) is None


def test_without_git_nobody_wrote_anything(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))

    assert Origins(Checkout(tmp_path)).of(Place("contoso.yaml", 1)) is None


@needs_git
def test_git_is_asked_in_english_whatever_the_language_here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LC_ALL", "de_DE.UTF-8")
    monkeypatch.setenv("LANGUAGE", "de")

    assert said(tmp_path, "-c", "alias.spoken=!echo $LC_ALL", "spoken") == "C\n"
    assert complaint(asked(tmp_path, "rev-parse", "HEAD")).startswith("not a git repository")


@needs_git
def test_in_a_hook_of_another_repository_git_is_asked_about_this_one(
    committed: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE"):
        monkeypatch.setenv(name, "/nowhere")

    assert said(committed, "ls-files") == "hub/contoso.yaml\n"


@needs_git
def test_uncommitted_is_what_is_read_and_no_commit_has_be_it_ignored(committed: Path) -> None:
    hub = committed / "hub"
    assert uncommitted(hub) == []

    (hub / "contoso.yaml").unlink()
    for folder in ("scratch", ".venv"):
        (hub / folder).mkdir()
    for name in ("new one.yaml", "a.csv", "notes.txt", ".hidden.yaml", "scratch/mine.yaml", ".venv/theirs.yaml"):
        (hub / name).write_text("", encoding="utf-8")
    (hub / ".gitignore").write_text("scratch/\n.venv/\n", encoding="utf-8")
    (committed / "beside.yaml").write_text("", encoding="utf-8")

    assert uncommitted(hub) == ["a.csv", "contoso.yaml", "new one.yaml", "scratch/mine.yaml"]


@needs_git
def test_touched_is_what_changed_and_what_git_does_not_know_ignored_or_not(committed: Path) -> None:
    hub = committed / "hub"
    for name in ("new.yaml", "ignored.yaml", "never-read.yaml"):
        (hub / name).write_text("", encoding="utf-8")
    (hub / ".gitignore").write_text("ignored.yaml\n", encoding="utf-8")
    (committed / "beside.yaml").write_text("", encoding="utf-8")
    files = {"contoso.yaml", "new.yaml", "ignored.yaml"}

    assert changed_files(Checkout(hub), "HEAD", files).paths == {"new.yaml", "ignored.yaml"}
    assert Checkout(hub).commit_of({"contoso.yaml"}) == git(committed, "rev-parse", "HEAD")
    assert all(Checkout(hub).commit_of({name}).endswith(UNCOMMITTED) for name in ("new.yaml", "ignored.yaml"))
