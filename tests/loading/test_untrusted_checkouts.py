"""A checkout may hold the files of a stranger: Git, asked about it, runs nothing that they or its settings name."""

import shutil
from pathlib import Path

import pytest
from checkouts import git

from reconciler.findings import Place
from reconciler.kinds.file_commit import UNCOMMITTED
from reconciler.loading.changed_files import changed_files
from reconciler.loading.checkout import Checkout, Origins, authors
from reconciler.loading.git import said

pytestmark = pytest.mark.skipif(shutil.which("git") is None, reason="there is no git here")


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """Every file goes through programs that leave a mark, and every file has to be looked into again."""
    at = tmp_path / "checkout"
    (at / "hub").mkdir(parents=True)
    (at / "hub" / "contoso.yaml").write_text("version: 1\n", encoding="utf-8")
    (at / "hub" / ".gitattributes").write_text("* filter=any diff=any\n", encoding="utf-8")
    git(at, "init", "-q")
    git(at, "add", ".")
    git(at, "commit", "-qm", "First")
    (at / "hub" / "contoso.yaml").write_text("version: 2\n", encoding="utf-8")
    for setting in ("filter.any.clean", "filter.any.process", "filter.any.smudge", "diff.any.textconv"):
        git(at, "config", setting, f"touch {tmp_path}/ran-{setting}; cat")
    for setting in ("core.fsmonitor", "diff.external", "diff.any.command", "core.pager"):
        git(at, "config", setting, f"touch {tmp_path}/ran-{setting}")
    git(at, "config", "filter.any.required", "true")
    return at


def ran(tmp_path: Path) -> list[str]:
    return sorted(path.name for path in tmp_path.glob("ran-*"))


def test_no_program_is_run_that_settings_and_attributes_name(checkout: Path, tmp_path: Path) -> None:
    hub = checkout / "hub"

    commit = Checkout(hub).commit_of({"contoso.yaml"})
    Origins(Checkout(hub)).of(Place("contoso.yaml", 1))
    changed = changed_files(Checkout(hub), "HEAD", {"contoso.yaml"})
    changed.before("contoso.yaml")

    assert commit.endswith(UNCOMMITTED)
    assert changed.paths == {"contoso.yaml"}
    assert ran(tmp_path) == []


def test_a_folder_that_looks_like_a_repository_is_a_folder(checkout: Path) -> None:
    """Whoever sends files can send these; its settings would be theirs."""
    hub = checkout / "hub"
    for name in ("objects", "refs"):
        (hub / name).mkdir()
    (hub / "HEAD").write_text("ref: refs/heads/main\n", encoding="utf-8")
    (hub / "config").write_text("[core]\n\tbare = false\n\tworktree = ..\n[alias]\n\tx = y\n", encoding="utf-8")

    assert said(hub, "config", "alias.x") == ""


def test_what_is_said_of_a_signed_commit_is_the_same(checkout: Path, tmp_path: Path) -> None:
    """``log.showSignature`` would have Git run a program, and put what that says before its answers."""
    for setting, value in (("log.showSignature", "true"), ("gpg.program", f"touch {tmp_path}/ran-gpg; echo")):
        git(checkout, "config", setting, value)
    signed = git(checkout, "cat-file", "commit", "HEAD").replace("\n\n", "\ngpgsig none\n\n", 1)
    (tmp_path / "commit").write_text(f"{signed}\n", encoding="utf-8")
    git(checkout, "update-ref", "HEAD", git(checkout, "hash-object", "-wt", "commit", str(tmp_path / "commit")))

    assert changed_files(Checkout(checkout), "HEAD", set()).paths == {"hub/contoso.yaml"}
    assert authors(checkout) == {"Ana"}
    assert ran(tmp_path) == []
