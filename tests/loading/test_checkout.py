"""Where in a Git checkout a configuration stands."""

from pathlib import Path

from reconciler.loading.checkout import base_of


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
