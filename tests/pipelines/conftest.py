"""A repository on the forge, new or with its first pull request merged."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from forge import forge, git
from platform_team import PEOPLE, Team


@pytest.fixture
def team(tmp_path: Path) -> Iterator[Team]:
    """A new repository with the files of ``init`` and a roster; nothing has been applied yet."""
    with forge(tmp_path) as here:
        team = Team(here)
        assert team.reconciler("init", "--forge", "github").code == 0
        customer = team.clone / "contoso" / "customer.yaml"
        text = customer.read_text(encoding="utf-8")
        listed = "    members:\n"
        customer.write_text(text.replace(listed, "    members_from: [finance.csv]\n" + listed), encoding="utf-8")
        team.roster(PEOPLE)
        git(team.clone, "checkout", "--quiet", "-b", "main")
        git(team.clone, "add", ".github", "ci", ".gitignore")
        git(team.clone, "commit", "--quiet", "-m", "Start")
        git(team.clone, "push", "--quiet", "origin", "main")
        yield team


@pytest.fixture
def started(team: Team) -> Team:
    """The first pull request is merged and applied."""
    team.propose("start")
    team.merge("start")
    return team
