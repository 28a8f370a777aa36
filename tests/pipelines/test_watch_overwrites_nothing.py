"""``watch`` in a checkout that is not as it should be: nobody's state or edits are overwritten, or applied unseen."""

from pathlib import Path

import pytest
from commands_run import CONTOSO, reconciler
from forge import git
from watching import NOW, Team

MORE = "      - lin@contoso.com\n"


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """Followed for a while, with the state where it is by default; Git was told to ignore it."""
    team = Team(tmp_path)
    team.commit({".gitignore": ".reconciler/\n"})
    checkout = tmp_path / "checkout"
    git(tmp_path, "clone", "--quiet", str(team.repository), str(checkout))
    assert reconciler("watch", ".", "--once", at=checkout, variables=NOW).code == 0
    return checkout


@pytest.mark.parametrize("name", [".reconciler/state.db", ".reconciler"])
def test_a_commit_with_a_file_in_the_place_of_the_state_is_left_alone(checkout: Path, name: str) -> None:
    team = checkout.parent / "dev"
    before = reconciler("verify", at=checkout)
    (team / name).parent.mkdir(exist_ok=True)
    (team / name).write_text("", encoding="utf-8")
    git(team, "add", "--force", name)
    git(team, "commit", "--quiet", "-m", "A state of ours")
    git(team, "push", "--quiet", "origin", "HEAD:main")

    ran = reconciler("watch", ".", "--once", at=checkout, variables=NOW)

    assert ran.code == 3
    assert "nothing was overwritten" in ran.err
    after = reconciler("verify", at=checkout)
    assert (after.code, after.out) == (0, before.out)


def test_where_git_does_not_say_what_is_committed_nothing_is_applied(checkout: Path) -> None:
    (checkout / "contoso.yaml").write_text(CONTOSO + MORE, encoding="utf-8")
    (checkout / ".git" / "index").write_bytes(b"torn")

    ran = reconciler("watch", ".", "--once", "--no-deliver", at=checkout, variables=NOW)

    assert ran.code == 3
    assert f"Git does not say whether {checkout} is as committed: " in ran.err
    assert "applied" not in ran.err


def test_a_folder_in_the_place_of_the_clone_is_left_as_it_is(tmp_path: Path) -> None:
    team = Team(tmp_path)
    (tmp_path / "work" / "clone").mkdir(parents=True)
    (tmp_path / "work" / "clone" / "notes.txt").write_text("mine", encoding="utf-8")

    ran = reconciler("watch", str(team.repository), "--workdir", "work", "--once", at=tmp_path, variables=NOW)

    assert ran.code == 64
    assert f"{tmp_path}/work/clone is there already, and is no clone of {team.repository}" in ran.err
    assert [path.name for path in (tmp_path / "work" / "clone").iterdir()] == ["notes.txt"]
