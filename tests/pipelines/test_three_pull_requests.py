"""The whole loop of a repository on a forge, by the workflows that ``init`` wrote: from a branch to delivered mails."""

import json
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from commands_run import Ran, reconciler
from forge import Forge, Run, forge, git, plain, run_workflow

NOW = {"RECONCILER_NOW": "2026-07-02T09:00:00Z"}
PEOPLE = [f"p{n:03}@contoso.com" for n in range(60)]


class Team:
    """Contoso's platform team at their own machine, with a clone of the repository."""

    def __init__(self, here: Forge) -> None:
        self.forge = here
        self.clone = here.at / "clone"
        self.requests = 0
        git(here.at, "clone", "--quiet", str(here.repository), str(self.clone))

    def reconciler(self, *arguments: str) -> Ran:
        return reconciler(*arguments, at=self.clone, variables=NOW)

    def roster(self, people: list[str]) -> None:
        (self.clone / "contoso" / "finance.csv").write_text(
            "person\n" + "".join(f"{p}\n" for p in people), encoding="utf-8"
        )

    def propose(self, branch: str) -> Run:
        """Commits what is there on a branch and opens a pull request; its pipeline."""
        git(self.clone, "checkout", "--quiet", "-b", branch)
        self.push(branch)
        self.requests += 1
        return self.planned(branch)

    def push(self, branch: str) -> None:
        git(self.clone, "add", "--all")
        git(self.clone, "commit", "--quiet", "-m", branch)
        git(self.clone, "push", "--quiet", "origin", f"HEAD:{branch}")

    def planned(self, branch: str) -> Run:
        return run_workflow(self.forge, "reconciler-plan", git(self.clone, "rev-parse", branch), self.requests, **NOW)

    def merge(self, branch: str) -> Run:
        """Merges the pull request; the pipeline of the branch that it went to."""
        git(self.clone, "checkout", "--quiet", "main")
        git(self.clone, "merge", "--quiet", "--no-ff", "-m", f"Merge {branch}", branch)
        git(self.clone, "push", "--quiet", "origin", "main")
        commit = git(self.clone, "rev-parse", "main")
        self.forge.merged[commit] = self.requests
        keys = (self.clone / ".reconciler" / "links.key").read_text(encoding="utf-8")
        return run_workflow(self.forge, "reconciler-apply", commit, RECONCILER_LINK_KEYS=keys, **NOW)

    def comment(self) -> str:
        (comment,) = self.forge.comments[self.requests]
        return str(comment["body"])

    def state(self) -> dict[str, list[str]]:
        """Who is in which workspace or invited to it, by the state on its branch."""
        taken = self.forge.at / "taken"
        git(self.forge.at, "clone", "--quiet", "--branch", "reconciler-state", str(self.forge.repository), str(taken))
        shown = self.reconciler("show", "--format", "json", "--state", str(taken / "hub.json"))
        shutil.rmtree(taken)
        (customer,) = json.loads(shown.out)["customers"]
        return {
            workspace: sorted(i["person"] for i in (*facts["members"], *facts["invitations"]))
            for workspace, facts in customer["workspaces"].items()
        }

    def permit(self, guard: str) -> None:
        """What the guard counted, reviewed at their own machine against the state on its branch."""
        subprocess.run(["ci/state.sh", "take"], cwd=self.clone, env=plain(), check=True, capture_output=True)
        plan, permit = str(self.forge.at / "reviewed.plan"), f"permits/{guard}.json"
        self.reconciler("plan", "--out", plan)
        made = self.reconciler("permit", plan, "--guard", guard, "--because", "the February clean-up", "--out", permit)
        assert made.code == 0, made.err

    def in_the_pipeline(self, *command: str) -> subprocess.CompletedProcess[str]:
        """A command as a pipeline of its own runs it: with the state from its branch, which is pushed back."""
        runner = self.forge.at / f"other-{len(list(self.forge.at.iterdir()))}"
        git(self.forge.at, "clone", "--quiet", str(self.forge.repository), str(runner))
        return subprocess.run(
            ["ci/state.sh", "with", *command], cwd=runner, env=plain(**NOW), capture_output=True, text=True, check=False
        )


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

    assert "held by guard shrunken_source: contoso/finance.csv has 30 rows and had 60" in held.summary
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


def test_a_commit_that_no_pull_request_brought_is_not_applied(team: Team) -> None:
    team.push("main")

    run = run_workflow(team.forge, "reconciler-apply", git(team.clone, "rev-parse", "main"), **NOW)

    assert run.code == 1
    assert "::error::No pull request brought this commit, so nobody has seen its plan; nothing is applied." in run.said
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
