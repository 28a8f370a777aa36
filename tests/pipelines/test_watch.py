"""``watch`` beside a bare repository: it follows, applies by the same guards, and goes on whatever happens to it."""

import os
import shutil
import signal
import subprocess
import urllib.error
import urllib.request
from contextlib import closing
from pathlib import Path

import pytest
from commands_run import CONTOSO, Ran, reconciler
from forge import git
from mounts import with_a_disk_of
from watching import HEAD, NOW, Team, command, watch

from reconciler.kinds.estate import CustomerId
from reconciler.stores.opening import open_for_reading

MORE = "      - lin@contoso.com\n"
FABRIKAM = CONTOSO.replace("contoso", "fabrikam")
MANY = "".join(f"      - p{number:02}@contoso.com\n" for number in range(30))


@pytest.fixture
def team(tmp_path: Path) -> Team:
    return Team(tmp_path)


def serial(team: Team, customer: str = "contoso") -> int:
    store = open_for_reading(str(team.state))
    assert store is not None
    with closing(store):
        return store.customers().get(CustomerId(customer), 0)


def verified(team: Team) -> Ran:
    return reconciler("verify", "--state", str(team.state), at=team.at)


def outbox(team: Team) -> int:
    return len(list((team.at / "work/clone/.reconciler/outbox/new").iterdir()))


def served(team: Team) -> tuple[str, ...]:
    return ("--workdir", str(team.at / "work"))


def test_what_is_pushed_is_applied_and_delivered_until_it_is_ended(team: Team) -> None:
    with watch(team, team.repository, *served(team)) as watching:
        first = watching.said[-1]
        mails = outbox(team)
        commit = team.commit({"contoso.yaml": CONTOSO + MORE})
        second = watching.round()
        third = watching.round()
        code = watching.end()

    assert (first["outcome"], first["customers"]) == ("ok", {"applied": 1})
    assert (second["commit"], second["changes"]) == (commit, {"invite": 1})
    assert third["customers"] == {"nothing": 1}
    assert (mails, outbox(team)) == (3, 4)
    assert code == 0
    assert len({each["run"] for each in watching.of("round")}) == 3
    assert all({"time", "level", "event"} <= each.keys() for each in watching.said)
    assert verified(team).code == 0


def test_a_commit_that_cannot_be_read_is_left_alone_and_the_one_before_served(team: Team) -> None:
    head = (team.clone / "reconciler.yaml").read_text(encoding="utf-8")
    with watch(team, team.repository, *served(team)) as watching:
        good = watching.said[-1]["commit"]
        bad = team.commit({"contoso.yaml": CONTOSO + MORE, "reconciler.yaml": "version: [\n"})
        refused, again = watching.round(), watching.round()
        before = serial(team)
        team.commit({"reconciler.yaml": head})
        mended = watching.round()
        watching.end()

    (said,) = watching.of("refused")
    assert (said["commit"], said["serving"]) == (bad, good)
    assert watching.of("finding")[0]["file"] == "reconciler.yaml"
    assert [(r["outcome"], r["commit"]) for r in (refused, again)] == [("unsound", good)] * 2
    assert before == 1
    assert (mended["outcome"], mended["changes"]) == ("ok", {"invite": 1})


def test_nothing_is_served_where_the_first_commit_cannot_be_read(team: Team) -> None:
    head = (team.clone / "reconciler.yaml").read_text(encoding="utf-8")
    team.commit({"reconciler.yaml": "version: [\n"})

    with watch(team, team.repository, *served(team)) as watching:
        first = watching.said[-1]
        team.commit({"reconciler.yaml": head})
        second = watching.round()

    assert (first["outcome"], first["commit"]) == ("failed", "")
    assert second["customers"] == {"applied": 1}


def test_a_customer_who_is_stopped_or_wrong_is_told_once_and_the_others_go_on(team: Team) -> None:
    team.commit({"contoso.yaml": CONTOSO + MANY, "fabrikam.yaml": FABRIKAM})
    with watch(team, team.repository, *served(team)) as watching:
        wrong = {
            "contoso.yaml": CONTOSO.replace("    admins:", "    admin:"),
            "fabrikam.yaml": FABRIKAM + "      - x@y.example\n",
        }
        team.commit(wrong)
        second = watching.round()
        team.commit({"contoso.yaml": CONTOSO})
        third = watching.round()
        fourth = watching.round()
        watching.end()

    assert second["customers"] == {"applied": 1, "failed": 1}
    assert third["customers"] == fourth["customers"] == {"blocked": 1, "nothing": 1}
    (failed,), (blocked,) = ([e for e in watching.said if e["event"] == word] for word in ("failed", "blocked"))
    assert failed["customer"] == blocked["customer"] == "contoso"
    assert blocked["why"][0].startswith("stopped by guard removals: ")
    assert (serial(team), serial(team, "fabrikam")) == (1, 2)


def test_a_second_one_ends_and_names_the_first(team: Team) -> None:
    with watch(team, team.repository, *served(team)):
        second = subprocess.run(
            command(team, team.repository, *served(team)), cwd=team.at, capture_output=True, text=True, check=False
        )

    assert second.returncode == 5
    assert "is being watched by " in second.stderr
    assert "(watch)" in second.stderr


def test_a_repository_that_disappears_loses_nothing_and_is_followed_again(team: Team) -> None:
    with watch(team, team.repository, *served(team)) as watching:
        team.repository.rename(team.at / "away")
        gone = watching.round()
        team.repository.parent.joinpath("away").rename(team.repository)
        team.commit({"contoso.yaml": CONTOSO + MORE})
        back = watching.round()
        code = watching.end()

    (fault,) = watching.of("failed")
    assert (fault["step"], gone["outcome"], gone["customers"]) == ("fetch", "failed", {"nothing": 1})
    assert (back["outcome"], back["changes"], code) == ("ok", {"invite": 1}, 0)


def test_a_state_or_clone_that_is_lost_is_never_made_anew_by_itself(team: Team) -> None:
    with watch(team, team.repository, *served(team)) as watching:
        team.state.unlink()
        without_state = watching.round()
        shutil.rmtree(team.at / "work" / "clone")
        without_clone = watching.round()
        watching.end()

    assert {without_state["outcome"], without_clone["outcome"]} == {"failed"}
    assert any("the round before names a state with lineage" in each["why"] for each in watching.of("failed"))
    assert not team.state.exists()
    assert not (team.at / "work" / "clone").exists()


def test_where_the_disk_is_full_it_says_so_and_goes_on_when_there_is_room(team: Team) -> None:
    disk = team.at / "state"
    shutil.copytree(disk, team.at / "kept")
    within = [*with_a_disk_of(1, disk), "sh", "-c", f'cp -a {team.at}/kept/. {disk} && exec "$@"', "-"]
    with watch(team, team.repository, *served(team), within=within) as watching:
        filler = Path(f"/proc/{watching.process.pid}/root{disk}/filler")
        _fill(filler)
        team.commit({"contoso.yaml": CONTOSO + MANY})
        full = watching.round()
        filler.unlink()
        again = watching.round()
        nothing = watching.round()
        watching.end()

    assert full["outcome"] == "failed"
    assert (again["changes"], nothing["customers"]) == ({"invite": 30}, {"nothing": 1})
    assert outbox(team) == 33


def _fill(filler: Path) -> None:
    with filler.open("wb", buffering=0) as file:
        for size in (65536, 4096, 1):
            try:
                while file.write(b"\0" * size):
                    pass
            except OSError:
                continue


def test_its_pages_tell_whether_it_lives_is_ready_and_what_it_did(team: Team) -> None:
    with watch(team, team.repository, *served(team), "--listen", "127.0.0.1:0") as watching:
        (listening,) = watching.of("listening")
        at = f"http://127.0.0.1:{listening['port']}"
        ready = [_page(f"{at}/{page}") for page in ("healthz", "readyz", "metrics", "nothing")]
        team.repository.rename(team.at / "away")
        watching.round()
        unready = [_page(f"{at}/{page}") for page in ("healthz", "readyz", "metrics")]

    assert [status for status, _ in ready] == [200, 200, 200, 404]
    assert [status for status, _ in unready] == [200, 503, 200]
    assert "cannot be fetched" in unready[1][1]
    assert 'reconciler_watch_changes_total{action="invite"} 3.0' in ready[2][1]
    assert 'reconciler_watch_rounds_total{outcome="failed"} 1.0' in unready[2][1]
    assert "contoso" not in unready[2][1]


def _page(url: str) -> tuple[int, str]:
    try:
        with urllib.request.urlopen(url, timeout=10) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as refused:
        with refused:
            return refused.code, refused.read().decode()


def test_a_checkout_is_moved_on_and_what_is_not_committed_is_not_applied(team: Team) -> None:
    checkout = team.at / "checkout"
    git(team.at, "clone", "--quiet", str(team.repository), str(checkout))
    with watch(team, checkout) as watching:
        team.commit({"contoso.yaml": CONTOSO + MORE})
        moved = watching.round()
        (checkout / "contoso.yaml").write_text(CONTOSO, encoding="utf-8")
        dirty = watching.round()
        git(checkout, "commit", "--quiet", "--all", "-m", "Only here")
        ahead = watching.round()
        git(team.clone, "commit", "--quiet", "--amend", "-m", "Rewritten")
        team.commit({"contoso.yaml": CONTOSO + MANY})
        parted = watching.round()
        watching.end(signal.SIGINT)

    assert (moved["outcome"], moved["changes"]) == ("ok", {"invite": 1})
    assert dirty["outcome"] == "failed"
    assert "not as committed (contoso.yaml)" in watching.of("failed")[0]["why"]
    assert (ahead["outcome"], ahead["changes"]) == ("ok", {"revoke": 1})
    assert "cannot move to commit" in watching.of("failed")[1]["why"]
    assert parted["customers"] == {"nothing": 1}
    assert watching.process.returncode == 130


def test_a_clone_follows_a_history_that_was_rewritten(team: Team) -> None:
    with watch(team, team.repository, *served(team)) as watching:
        git(team.clone, "commit", "--quiet", "--amend", "--allow-empty", "-m", "Rewritten")
        commit = team.commit({"contoso.yaml": CONTOSO + MORE})
        rewritten = watching.round()

    assert (rewritten["outcome"], rewritten["commit"], rewritten["changes"]) == ("ok", commit, {"invite": 1})


def test_a_state_that_git_tracks_is_applied_to_and_its_mails_wait(team: Team) -> None:
    team.commit({"reconciler.yaml": f"{HEAD}state: {{url: hub.json}}\n", "hub.json": ""})
    (team.clone / "hub.json").unlink()
    done = reconciler("apply", "--auto-approve", at=team.clone, variables=NOW)
    team.commit({"contoso.yaml": CONTOSO + MORE})

    ran = reconciler("watch", ".", "--once", at=team.clone, variables=NOW)

    assert (done.code, ran.code) == (0, 0), ran.err
    assert '"changes": {"invite": 1}' in ran.err
    assert '"event": "not_delivered"' in ran.err
    assert not (team.clone / ".reconciler" / "outbox").exists()


@pytest.mark.parametrize(
    ("arguments", "code", "says"),
    [
        (["."], 3, "only what is committed is applied"),
        (["nowhere"], 3, "there is no directory nowhere"),
        ([".", "--branch", "main"], 64, "--branch is for a URL"),
        ([".", "--path", "hub"], 64, "--path is for a URL"),
        (["people.git", "--path", "../hub"], 64, "--path ../hub does not stay in the repository"),
        ([".", "--every", "0s"], 64, "a pause is 1s or longer"),
        (["people.git", "--listen", "9464"], 64, "write it as in --listen 127.0.0.1:9464"),
        (["people.git", "--branch", "nothing", "--once"], 3, "there is no origin/nothing"),
        (["ext::sh -c id", "--once"], 3, "there is no directory"),
        (["file:///nowhere.git", "--once"], 3, "file:///nowhere.git cannot be cloned"),
    ],
)
def test_what_cannot_be_watched_is_said(arguments: list[str], code: int, says: str, team: Team) -> None:
    ran = reconciler("watch", *arguments, at=team.at, variables=NOW | {"GIT_CEILING_DIRECTORIES": os.fspath(team.at)})

    assert ran.code == code, ran.err
    assert says in ran.err


def test_a_branch_that_follows_one_of_its_own_checkout_fetches_nothing(team: Team) -> None:
    git(team.clone, "checkout", "--quiet", "--track", "-b", "trial", "main")
    team.repository.rename(team.at / "away")

    ran = reconciler("watch", ".", "--once", "--no-deliver", "--state", str(team.state), at=team.clone, variables=NOW)

    assert ran.code == 0, ran.err
    assert '"invite": 3}' in ran.err
