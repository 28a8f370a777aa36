"""The whole loop of a repository on a forge, by the workflows that ``init`` wrote: from a branch to delivered mails."""

from forge import git, run_workflow
from platform_team import NOW, PEOPLE, Team


def test_a_pull_request_is_planned_in_one_comment_that_is_written_anew(team: Team) -> None:
    first = team.propose("start")
    before = team.comment()
    team.roster(PEOPLE[:50])
    team.push("start")
    second = team.planned("start")

    assert (first.code, second.code) == (0, 0), first.said + second.said
    assert before.startswith("<!-- reconciler:plan -->")
    assert "65 to invite" in before
    assert "55 to invite" in team.comment()
    assert before in first.summary


def test_what_was_merged_is_applied_as_it_was_reviewed_and_invitations_leave(team: Team) -> None:
    team.propose("start")

    run = team.merge("start")

    assert run.code == 0, run.said
    assert set(PEOPLE) <= set(team.state()["finance"])
    assert len(list((run.checkout / ".reconciler" / "outbox" / "new").iterdir())) == 65
    assert "Applied " in run.summary
    git(team.clone, "checkout", "--quiet", "-b", "nothing")
    assert "nothing to do" in team.planned("nothing").summary


def test_a_clean_up_stops_until_permits_are_merged_with_it(started: Team) -> None:
    """Two guards have their say: the roster lost half of its rows, and then so many would lose their place."""
    started.roster(PEOPLE[:30])
    held = started.propose("clean-up")
    started.permit("shrunken_source")
    started.push("clean-up")
    stopped = started.planned("clean-up")
    said = started.comment()
    started.permit("removals")
    started.push("clean-up")
    permitted = started.planned("clean-up")

    run = started.merge("clean-up")

    assert "held by guard `shrunken_source`: `contoso/finance.csv` has 30 rows and had 60" in held.summary
    assert stopped.code == 4, stopped.said
    assert "stopped by guard removals: 30 of 65" in said
    assert permitted.code == 0, permitted.said
    assert run.code == 0, run.said
    assert set(started.state()["finance"]) & set(PEOPLE) == set(PEOPLE[:30])


def test_a_pull_request_that_went_stale_is_not_applied(started: Team) -> None:
    """p000 accepts between the review and the merge: it would be the removal of a member, and nobody has seen that."""
    started.roster(PEOPLE[1:])
    planned = started.propose("p000-goes")
    answer = f"customer,workspace,person,answer,at\ncontoso,finance,{PEOPLE[0]},accepted,2026-07-02\n"
    (started.forge.at / "answers.csv").write_text(answer, encoding="utf-8")
    recorded = started.in_the_pipeline("reconciler", "record", str(started.forge.at / "answers.csv"))

    run = started.merge("p000-goes")

    assert (planned.code, recorded.returncode) == (0, 0), planned.said + recorded.stderr
    assert run.code == 5, run.said
    assert PEOPLE[0] in started.state()["finance"]


def test_the_comment_is_found_behind_hundreds_of_others(team: Team) -> None:
    talk = [{"id": 1000 + n, "user": {"login": "ana"}, "body": f"No. {n}"} for n in range(200)]
    team.forge.comments[1] = list(talk)
    team.propose("start")
    team.roster(PEOPLE[:50])
    team.push("start")
    team.planned("start")

    run = team.merge("start")

    assert len(team.forge.comments[1]) == len(talk) + 1
    assert run.code == 0, run.said
    assert "Applied " in run.summary


def test_a_commit_that_no_pull_request_brought_is_not_applied(team: Team) -> None:
    team.push("main")

    run = run_workflow(team.forge, "reconciler-apply", git(team.clone, "rev-parse", "main"), **NOW)

    assert run.code == 1
    assert "::error::No pull request was merged with this commit, so nobody has seen its plan" in run.said
    assert git(team.clone, "ls-remote", "origin", "reconciler-state") == ""


def test_two_pipelines_that_race_for_the_state_lose_no_answer_and_send_nothing_unknown(started: Team) -> None:
    """The one that pushes last takes the state of the other, and does its own again on top of that."""
    head = "customer,workspace,person,answer,at\n"
    for name, person in (("first", PEOPLE[0]), ("second", PEOPLE[1])):
        row = f"contoso,finance,{person},accepted,2026-07-02\n"
        (started.forge.at / f"{name}.csv").write_text(head + row, encoding="utf-8")
    other = started.forge.at / "other"
    git(started.forge.at, "clone", "--quiet", str(started.forge.repository), str(other))
    script = started.forge.at / "first.sh"
    script.write_text(
        f"""set -eu
reconciler record {started.forge.at}/first.csv
if [ ! -e {started.forge.at}/raced ]; then
  touch {started.forge.at}/raced
  cd {other} && ci/state.sh with reconciler record {started.forge.at}/second.csv
fi
""",
        encoding="utf-8",
    )

    ran = started.in_the_pipeline("sh", str(script))

    assert ran.returncode == 0, ran.stderr
    assert "Another run pushed the state first; once more from there (attempt 1)." in ran.stderr
    git(started.clone, "fetch", "--quiet", "origin", "reconciler-state")
    assert git(started.clone, "show", "FETCH_HEAD:hub.journal.jsonl").count("answer_accepted") == 2


def test_mails_that_left_before_a_lost_race_do_not_leave_again(started: Team) -> None:
    """The state that wins knows nothing of them, and `deliver` runs once more on top of it."""
    started.roster([*PEOPLE, "zoe@contoso.com"])
    started.push("main")
    assert started.in_the_pipeline("reconciler", "apply", "--auto-approve").returncode == 0
    at, other = started.forge.at, started.forge.at / "other"
    git(at, "clone", "--quiet", str(started.forge.repository), str(other))
    (at / "answer.csv").write_text(
        f"customer,workspace,person,answer,at\ncontoso,finance,{PEOPLE[0]},accepted,2026-07-02\n", encoding="utf-8"
    )
    (at / "deliver.sh").write_text(
        f"""set -eu
RECONCILER_LINK_KEY_FILE={started.clone}/.reconciler/links.key reconciler deliver
if [ ! -e {at}/raced ]; then
  touch {at}/raced
  cd {other} && ci/state.sh with reconciler record {at}/answer.csv >&2
fi
""",
        encoding="utf-8",
    )

    ran = started.in_the_pipeline("sh", str(at / "deliver.sh"))

    assert ran.returncode == 0, ran.stderr
    assert "once more from there (attempt 1)" in ran.stderr
    assert ran.stdout.count("1 mail") == 1, ran.stdout
    assert started.in_the_pipeline("reconciler", "deliver").stdout == ""
    assert not list(at.glob("other-*/.reconciler/beaten"))
