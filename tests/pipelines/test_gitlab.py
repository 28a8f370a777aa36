"""The same loop on GitLab: the scripts of ``.gitlab-ci.yml``, job by job, with what its runner would set."""

import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml
from commands_run import reconciler
from forge import Forge, Run, forge, git, plain

NOW = {"RECONCILER_NOW": "2026-07-02T09:00:00Z"}
PLANNED = "projects/7/jobs/artifacts/refs%2Fmerge-requests%2F12%2Fhead/raw/merge-request.plan"
HOSTED = "https://state:push-token@gitlab.example/contoso/people.git"


@pytest.fixture
def here(tmp_path: Path) -> Iterator[Forge]:
    """A repository with the files of ``init`` for GitLab."""
    with forge(tmp_path) as here:
        clone = tmp_path / "clone"
        git(tmp_path, "clone", "--quiet", str(here.repository), str(clone))
        assert reconciler("init", "--forge", "gitlab", at=clone).code == 0
        commit(here, "Start")
        yield here


def commit(here: Forge, message: str) -> str:
    clone = here.at / "clone"
    git(clone, "add", "--all")
    git(clone, "commit", "--quiet", "--allow-empty", "-m", message)
    git(clone, "push", "--quiet", "origin", "HEAD:main")
    return git(clone, "rev-parse", "HEAD")


def run_job(here: Forge, job: str, sha: str, message: str = "") -> Run:
    """Every line of a job's script, until one fails."""
    checkout = here.at / f"runner-{len(list(here.at.iterdir()))}"
    git(here.at, "clone", "--quiet", str(here.repository), str(checkout))
    git(checkout, "checkout", "--quiet", sha)
    whole = yaml.safe_load((checkout / ".gitlab-ci.yml").read_text(encoding="utf-8"))
    lines = [*whole["default"]["before_script"], *whole[job]["script"]]
    runner = plain(
        CI_API_V4_URL=here.url,
        CI_COMMIT_MESSAGE=message,
        CI_JOB_TOKEN="a-token",
        CI_PROJECT_ID="7",
        CI_REPOSITORY_URL="https://gitlab-ci-token:a-token@gitlab.example/contoso/people.git",
        GIT_CONFIG_COUNT="1",
        GIT_CONFIG_KEY_0=f"url.{here.repository}.insteadOf",
        GIT_CONFIG_VALUE_0=HOSTED,
        RECONCILER_DELIVER="true",
        RECONCILER_LINK_KEYS=str(here.at / "clone" / ".reconciler" / "links.key"),
        RECONCILER_PUSH_TOKEN="push-token",
        **NOW,
    )
    done = subprocess.run(
        ["bash", "-eo", "pipefail", "-c", "\n".join(lines)],
        cwd=checkout,
        env=runner,
        capture_output=True,
        text=True,
        check=False,
    )
    return Run(done.returncode, done.stdout + done.stderr, "", checkout)


def test_a_merge_request_is_planned_and_what_was_merged_is_applied_and_delivered(here: Forge) -> None:
    planned = run_job(here, "plan", commit(here, "A branch"))
    here.artifacts[PLANNED] = (planned.checkout / "merge-request.plan").read_bytes()
    told = "See merge request a!5\n\nSee merge request contoso/people!12\n"
    message = f"Merge branch 'start' into 'main'\n\n{told}"

    applied = run_job(here, "apply", commit(here, message), message)

    assert planned.code == 0, planned.said
    assert (planned.checkout / "code-quality.json").read_text(encoding="utf-8").startswith("[")
    assert "1 contract to activate" in (planned.checkout / "plan.html").read_text(encoding="utf-8")
    assert applied.code == 0, applied.said
    assert "push-token" not in (applied.checkout / ".git" / "config").read_text(encoding="utf-8")
    assert len(list((applied.checkout / ".reconciler" / "outbox" / "new").iterdir())) == 5
    assert git(here.at / "clone", "ls-remote", "origin", "reconciler-state")
    assert run_job(here, "nightly", "HEAD").code == 0


def test_a_merged_results_pipeline_keeps_its_plan_elsewhere_and_no_plan_at_all_is_said(here: Forge) -> None:
    planned = run_job(here, "plan", commit(here, "A branch"))
    message = "Merge branch 'start' into 'main'\n\nSee merge request contoso/people!12\n"

    without = run_job(here, "apply", commit(here, message), message)
    here.artifacts[PLANNED.replace("head", "merge")] = (planned.checkout / "merge-request.plan").read_bytes()
    applied = run_job(here, "apply", commit(here, message), message)

    assert (without.code, "The plan of merge request 12 cannot be had, so nothing is applied." in without.said) == (
        1,
        True,
    )
    assert applied.code == 0, applied.said


def test_a_night_before_the_first_apply_finds_nothing_wrong(here: Forge) -> None:
    assert run_job(here, "nightly", "HEAD").code == 0


def test_a_commit_that_no_merge_request_brought_is_not_applied(here: Forge) -> None:
    applied = run_job(here, "apply", commit(here, "Directly"), "Directly\n")

    assert applied.code == 1
    assert "The message of this commit names no merge request, so nobody has seen its plan" in applied.said
    assert git(here.at / "clone", "ls-remote", "origin", "reconciler-state") == ""
