"""Contoso's platform team, who propose and merge changes on the forge, and whose pipelines are those of ``init``."""

import json
import shutil
import subprocess

from commands_run import Ran, reconciler
from forge import Forge, Run, git, plain, run_workflow

NOW = {"RECONCILER_NOW": "2026-07-02T09:00:00Z"}
PEOPLE = [f"p{n:03}@contoso.com" for n in range(60)]


class Team:
    """Contoso's platform team at their own machine, with a clone of the repository."""

    def __init__(self, here: Forge) -> None:
        self.forge = here
        self.clone = here.at / "clone"
        self.requests = 0
        self.now = NOW
        git(here.at, "clone", "--quiet", str(here.repository), str(self.clone))

    def reconciler(self, *arguments: str) -> Ran:
        return reconciler(*arguments, at=self.clone, variables=self.now)

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

    def rewrite(self, branch: str) -> None:
        """The last commit of a branch is another one now."""
        git(self.clone, "add", "--all")
        git(self.clone, "commit", "--quiet", "--amend", "-m", f"{branch}, once more")
        git(self.clone, "push", "--quiet", "--force", "origin", f"HEAD:{branch}")

    def planned(self, branch: str) -> Run:
        commit = git(self.clone, "rev-parse", branch)
        return run_workflow(self.forge, "reconciler-plan", commit, self.requests, **self.now)

    def merge(self, branch: str, *, depth: int = 0) -> Run:
        """Merges the pull request; the pipeline of the branch that it went to, with so much history (0: all)."""
        git(self.clone, "checkout", "--quiet", "main")
        git(self.clone, "merge", "--quiet", "--no-ff", "-m", f"Merge {branch}", branch)
        git(self.clone, "push", "--quiet", "origin", "main")
        commit = git(self.clone, "rev-parse", "main")
        self.forge.merged[commit] = self.requests
        keys = self.link_keys()
        return run_workflow(self.forge, "reconciler-apply", commit, depth=depth, RECONCILER_LINK_KEYS=keys, **self.now)

    def night(self) -> Run:
        """The pipeline of every night, on the branch that is applied."""
        commit, keys = git(self.clone, "rev-parse", "origin/main"), self.link_keys()
        return run_workflow(self.forge, "reconciler-nightly", commit, RECONCILER_LINK_KEYS=keys, **self.now)

    def link_keys(self) -> str:
        return (self.clone / ".reconciler" / "links.key").read_text(encoding="utf-8")

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
        here = plain(**self.now)
        return subprocess.run(
            ["ci/state.sh", "with", *command], cwd=runner, env=here, capture_output=True, text=True, check=False
        )
