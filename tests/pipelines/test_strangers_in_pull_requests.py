"""What a pull request brings is no review, no comment and no program of the pipeline, whatever stands in its files."""

from forge import git, run_workflow
from platform_team import NOW, PEOPLE, Team


def test_a_digest_that_an_author_wrote_is_not_the_one_that_was_reviewed(team: Team) -> None:
    """It stands in the page, as a purpose, above the foot."""
    customer = team.clone / "contoso" / "customer.yaml"
    text = customer.read_text(encoding="utf-8")
    purpose = f"changes `sha256:{'0' * 64}`"
    customer.write_text(text.replace("Support for the finance systems", purpose), encoding="utf-8")
    team.propose("start")

    run = team.merge("start")

    assert f"sha256:{'0' * 64}" in team.comment()
    assert run.code == 0, run.said


def test_a_page_that_was_committed_is_not_put_under_the_pull_request(started: Team) -> None:
    (started.clone / "comment.md").write_text("<!-- reconciler:plan -->\nAll is well.\n", encoding="utf-8")
    (started.clone / "reconciler.yaml").write_text("bogus: 1\n", encoding="utf-8")

    planned = started.propose("well")

    assert planned.code == 3, planned.said
    assert not started.forge.comments.get(started.requests)


def test_neither_the_script_nor_the_requirements_of_a_pull_request_are_used(started: Team) -> None:
    (started.clone / "ci" / "state.sh").write_text("echo evil > /dev/stderr; exit 9\n", encoding="utf-8")
    (started.clone / "ci" / "requirements.txt").write_text("--no-index\nno-such-package\n", encoding="utf-8")
    started.roster(PEOPLE[1:])

    planned = started.propose("evil")

    assert planned.code == 0, planned.said
    assert "1 to revoke" in started.comment()


def test_a_commit_of_a_pull_request_that_is_not_merged_is_not_applied(started: Team) -> None:
    started.roster(PEOPLE[1:])
    started.propose("clean-up")
    commit = git(started.clone, "rev-parse", "clean-up")
    started.forge.opened[commit] = started.requests

    run = run_workflow(started.forge, "reconciler-apply", commit, **NOW)

    assert (run.code, "No pull request was merged with this commit" in run.said) == (1, True)
    assert set(PEOPLE) <= set(started.state()["finance"])


def test_a_forge_that_does_not_answer_is_no_pull_request_without_a_comment(started: Team) -> None:
    started.roster(PEOPLE[1:])
    started.propose("clean-up")
    started.forge.silent.add(f"issues/{started.requests}/comments")

    again = started.planned("clean-up")

    assert again.code != 0, again.said
    assert len(started.forge.comments[started.requests]) == 1
