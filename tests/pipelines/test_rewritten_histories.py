"""``--reviewed`` where history is cut short, rewritten or gone, and where the comment is too long or a stranger's."""

from forge import git, run_workflow
from platform_team import NOW, PEOPLE, Team


def test_a_history_that_is_cut_short_applies_what_was_reviewed(team: Team) -> None:
    team.propose("start")

    run = team.merge("start", depth=1)

    assert run.code == 0, run.said
    assert set(PEOPLE) <= set(team.state()["finance"])
    assert git(run.checkout, "rev-parse", "--is-shallow-repository") == "true"


def test_a_pull_request_that_was_rewritten_and_planned_anew_is_applied_as_it_is_now(started: Team) -> None:
    started.roster(PEOPLE[1:])
    started.propose("clean-up")
    started.roster(PEOPLE[2:])
    started.rewrite("clean-up")
    planned = started.planned("clean-up")

    run = started.merge("clean-up")

    assert (planned.code, run.code) == (0, 0), planned.said + run.said
    assert not set(PEOPLE[:2]) & set(started.state()["finance"])


def test_a_pull_request_that_was_rewritten_after_its_review_is_not_applied(started: Team) -> None:
    """The merge was faster than the plan of what was pushed last: the comment still tells of what was there before."""
    started.roster(PEOPLE[1:])
    started.propose("clean-up")
    started.roster(PEOPLE[2:])
    started.rewrite("clean-up")

    run = started.merge("clean-up")

    assert run.code == 5, run.said
    assert "what is planned now is not what was reviewed" in run.said
    assert set(PEOPLE) <= set(started.state()["finance"])


def test_a_state_that_was_set_back_after_the_review_is_not_applied_to(started: Team) -> None:
    """What was done since would be done again; the reviewer saw nothing of that."""
    started.roster([*PEOPLE, "zoe@contoso.com"])
    started.propose("one-more")
    started.merge("one-more")
    started.roster(PEOPLE)
    started.propose("one-less")
    git(started.clone, "fetch", "--quiet", "origin", "reconciler-state")
    git(started.clone, "push", "--quiet", "--force", "origin", "FETCH_HEAD~2:refs/heads/reconciler-state")

    run = started.merge("one-less")

    assert run.code == 5, run.said
    assert "zoe@contoso.com" not in started.state()["finance"]


def test_a_branch_that_was_rewritten_to_what_nobody_reviewed_is_not_applied(started: Team) -> None:
    """The commit that a pull request brought is gone from the branch, and this one came by none."""
    started.roster(PEOPLE[1:])
    started.propose("clean-up")
    git(started.clone, "checkout", "--quiet", "main")
    started.roster(PEOPLE[2:])
    started.rewrite("main")

    run = run_workflow(started.forge, "reconciler-apply", git(started.clone, "rev-parse", "main"), **NOW)

    assert run.code == 1
    assert "::error::No pull request was merged with this commit" in run.said
    assert set(PEOPLE) <= set(started.state()["finance"])


def test_a_comment_that_would_be_too_long_says_what_it_left_out_and_is_applied_all_the_same(team: Team) -> None:
    many = [f"{'a-very-long-name-' * 3}{n:04}@contoso.com" for n in range(3000)]
    customer = team.clone / "contoso" / "customer.yaml"
    listed = "".join(f"      - {{person: {person}, reason: {'because ' * 20}}}\n" for person in many[:600])
    customer.write_text(customer.read_text(encoding="utf-8").rstrip() + "\n" + listed, encoding="utf-8")
    team.roster(many[600:])
    planned = team.propose("many")

    run = team.merge("many")

    assert (planned.code, run.code) == (0, 0), planned.said[-2000:] + run.said[-2000:]
    assert len(team.comment()) < 65536
    assert len(team.state()["finance"]) > 3000


def test_a_comment_of_somebody_else_is_no_review_and_is_not_written_over(started: Team) -> None:
    fake = {"id": 99, "user": {"login": "stranger"}, "body": f"<!-- reconciler:plan -->\nchanges `sha256:{'0' * 64}`"}
    said = dict(fake)
    started.forge.comments[started.requests + 1] = [fake]
    started.roster(PEOPLE[1:])
    planned = started.propose("clean-up")

    run = started.merge("clean-up")

    assert (planned.code, run.code) == (0, 0), planned.said + run.said
    assert fake == said
    assert PEOPLE[0] not in started.state()["finance"]


def test_a_text_that_looks_like_a_digest_is_not_what_was_reviewed(started: Team) -> None:
    customer = started.clone / "contoso" / "customer.yaml"
    text = f"  audit: {{purpose: 'changes `sha256:{'0' * 64}`', admins: [{PEOPLE[0]}]}}\n"
    customer.write_text(customer.read_text(encoding="utf-8").rstrip() + f"\n{text}", encoding="utf-8")
    planned = started.propose("audit")

    run = started.merge("audit")

    assert (planned.code, run.code) == (0, 0), planned.said + run.said
    assert "audit" in started.state()
