"""``watch`` of a configuration that is in a folder of its repository, beside whatever else is there."""

from pathlib import Path

import pytest
from commands_run import CONTOSO
from forge import git
from watching import Team, watch

MORE = "      - lin@contoso.com\n"


@pytest.fixture
def team(tmp_path: Path) -> Team:
    """What is at the top of the repository is no configuration."""
    team = Team(tmp_path)
    folder = team.clone / "teams" / "hub"
    folder.mkdir(parents=True)
    git(team.clone, "mv", "reconciler.yaml", "contoso.yaml", str(folder))
    team.commit({"docker-compose.yaml": "services: [web, web\n"})
    return team


def test_the_folder_is_followed_and_nothing_beside_it(team: Team) -> None:
    with watch(team, team.repository, "--path", "./teams/hub/") as watching:
        first = watching.said[-1]
        commit = team.commit({"teams/hub/contoso.yaml": CONTOSO + MORE})
        second = watching.round()

    assert (first["outcome"], first["customers"]) == ("ok", {"applied": 1})
    assert (second["commit"], second["changes"]) == (commit, {"invite": 1})
    assert watching.of("started")[0]["at"].endswith("/.reconciler/watch/clone/teams/hub")


def test_a_commit_without_the_folder_is_left_alone_and_so_is_one_with_a_link_in_its_place(team: Team) -> None:
    folder, elsewhere = team.clone / "teams" / "hub", team.clone / "elsewhere"
    with watch(team, team.repository, "--path", "teams/hub") as watching:
        git(team.clone, "mv", str(folder), str(elsewhere))
        gone = team.commit({})
        first = watching.round()
        folder.parent.mkdir(exist_ok=True)
        folder.symlink_to(elsewhere)
        team.commit({})
        second = watching.round()
        folder.unlink()
        git(team.clone, "mv", str(elsewhere), str(folder))
        team.commit({"teams/hub/contoso.yaml": CONTOSO + MORE})
        third = watching.round()

    assert [each["outcome"] for each in (first, second, third)] == ["unsound", "unsound", "ok"]
    assert watching.of("refused")[0]["why"].startswith(f"commit {gone[:12]} has no folder teams/hub; goes on with ")
    assert third["changes"] == {"invite": 1}


def test_where_no_commit_ever_had_the_folder_nothing_is_served(team: Team) -> None:
    with watch(team, team.repository, "--path", "teams/hubs") as watching:
        code = watching.end()

    assert (watching.of("round")[0]["outcome"], watching.of("round")[0]["commit"], code) == ("failed", "", 0)
    assert watching.of("refused")[0]["why"].endswith("has no folder teams/hubs; nothing is served")


def test_a_repository_that_holds_configurations_is_asked_which_is_meant(team: Team) -> None:
    git(team.clone, "rm", "--quiet", "docker-compose.yaml")
    team.commit({})
    with watch(team, team.repository) as watching:
        watching.end()

    (refused,) = watching.of("refused")
    assert refused["why"].endswith(
        "cannot be read: it is no configuration, and holds one: teams/hub; nothing is served"
    )
    assert refused["help"] == "Name one: --path teams/hub"


def test_a_folder_of_a_checkout_is_named_by_its_path(team: Team) -> None:
    git(team.at, "clone", "--quiet", str(team.repository), "checkout")

    with watch(team, team.at / "checkout" / "teams" / "hub") as watching:
        team.commit({"teams/hub/contoso.yaml": CONTOSO + MORE})
        second = watching.round()

    assert (second["outcome"], second["changes"]) == ("ok", {"invite": 1})
