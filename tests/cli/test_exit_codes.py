"""The exit code tells the truth, and stderr says it in a line or two."""

import json
import subprocess
import sys
from pathlib import Path

import click
import pytest
from commands_run import CONTOSO, DAY, configured, reconciler

from reconciler import errors
from reconciler.cli.exits import exit_code_of
from reconciler.findings import Finding, Severity


def subclasses(of: type[errors.ReconcilerError]) -> list[type[errors.ReconcilerError]]:
    return [of, *(deeper for each in of.__subclasses__() for deeper in subclasses(each))]


@pytest.mark.parametrize("kind", subclasses(errors.ReconcilerError))
def test_every_error_ends_with_its_code_its_words_and_its_remedy(
    kind: type[errors.ReconcilerError], capsys: pytest.CaptureFixture[str]
) -> None:
    assert exit_code_of(kind("the plan is stale", "plan again")) == kind.exit_code
    assert capsys.readouterr().err == "error: the plan is stale\nhelp:  plan again\n"


def test_the_findings_of_an_invalid_input_are_shown_before_the_error(capsys: pytest.CaptureFixture[str]) -> None:
    finding = Finding("S-11", Severity.ERROR, "personal account")

    assert exit_code_of(errors.InputInvalid("nothing was planned", findings=(finding,))) == 3
    assert capsys.readouterr().err.startswith("error[S-11]: personal account\n")


def test_an_impossible_error_is_said_to_be_a_bug_without_its_text(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(KeyError) as caught:
        raise KeyError("ana@contoso.com")

    assert exit_code_of(caught.value) == 1
    said = capsys.readouterr().err
    assert said.startswith("error: This is a bug in reconciler. (KeyError at test_exit_codes.py:")
    assert "ana@contoso.com" not in said
    assert "Traceback" not in said


@pytest.mark.parametrize("error", [KeyboardInterrupt(), click.Abort(), EOFError()])
def test_an_interrupt_is_130(error: BaseException, capsys: pytest.CaptureFixture[str]) -> None:
    assert exit_code_of(error) == 130
    assert capsys.readouterr().err.startswith("error: interrupted\n")


INTERRUPTED = """
import sys
interrupted, sys.argv[1:] = sys.argv[1], ["version"]
class AtOnce:
    def find_spec(self, name, *_):
        if name == interrupted:
            sys.meta_path.remove(self)
            raise KeyboardInterrupt
sys.meta_path.insert(0, AtOnce())
from reconciler.cli.main import main
main()
"""


@pytest.mark.parametrize("importing", ["click", "click.core", "click.formatting", "reconciler.cli.root"])
def test_an_interrupt_is_130_in_the_middle_of_an_import_too(importing: str) -> None:
    ran = subprocess.run([sys.executable, "-c", INTERRUPTED, importing], capture_output=True, text=True, check=False)

    assert (ran.returncode, ran.stdout) == (130, "")
    assert ran.stderr.startswith("error: interrupted\n")


def test_hostile_text_in_an_error_is_shown_escaped(capsys: pytest.CaptureFixture[str]) -> None:
    exit_code_of(errors.WrongUsage("no \x1b[2J", "\u202e"))

    assert "\x1b" not in capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ([], "a command is missing"),
        (["invitations"], "a command is missing"),
        (["invitations", "lst"], "did you mean list?"),
        (["valdate"], "did you mean validate?"),
        (["plan", "--foo"], "no such option"),
        (
            ["plan", "--format", "csv"],
            "`plan` has --format text, json, ndjson, markdown, html, gitlab-terraform, not csv",
        ),
        (["plan", "--by", "rule", "--format", "json"], "--by is for --format text, markdown, html"),
        (["show", "--by", "rule"], "--by is for plans"),
        (["init", "--format", "json"], "`init` has no --format"),
        (["expire", "ana@contoso.com", "contoso/finance", "31.12.2026"], "error: 31.12.2026 is no date"),
        (["plan", "--date", "yesterday"], "--date yesterday is no date"),
        (["plan", "--date", "20260601"], "--date 20260601 is no date"),
        (["status", "--date", "2026-W23-1"], "--date 2026-W23-1 is no date"),
        (["show", "--date", "2026-06-31"], "--date 2026-06-31 is no date"),
        (["plan", "--lock-timeout", "soon"], "write 30s or 2m"),
        (["-C", "nowhere", "plan"], "-C nowhere: No such file or directory"),
        (["apply"], "nobody can be asked here"),
        (["schema", "nosuch"], "there is no schema 'nosuch'"),
        (["import", "roster"], "missing argument 'FILE.csv'"),
        (["--state", "hub.txt", "status"], "hub.txt"),
    ],
)
def test_wrong_usage_is_64_and_says_what_to_type(arguments: list[str], says: str, tmp_path: Path) -> None:
    ran = reconciler(*arguments, at=tmp_path)

    assert (ran.code, ran.out) == (64, "")
    assert says in ran.err
    assert "\nhelp:  " in ran.err


def test_a_plan_with_changes_is_2_only_when_asked_for(tmp_path: Path) -> None:
    at = configured(tmp_path)

    assert reconciler("plan", "--date", DAY, at=at).code == 0
    assert reconciler("plan", "--date", DAY, "--detailed-exitcode", at=at).code == 2


def test_invalid_input_is_3_and_shows_the_place(tmp_path: Path) -> None:
    at = configured(tmp_path, CONTOSO.replace("ana@contoso.com", "Ana Ruiz <ana@contoso.com>"))

    ran = reconciler("validate", "--format", "concise", at=at)

    assert ran.code == 3
    assert ran.out.startswith("contoso.yaml:17:")
    assert reconciler("plan", "--date", DAY, at=at).code == 3


def test_applying_reaches_0_and_a_second_plan_is_empty(tmp_path: Path) -> None:
    at = configured(tmp_path)

    applied = reconciler("apply", "--auto-approve", "--date", DAY, "--format", "json", at=at)

    assert applied.code == 0
    assert json.loads(applied.out)["customers"][0]["result"] == "applied"
    assert reconciler("plan", "--date", DAY, "--detailed-exitcode", at=at).code == 0
    assert reconciler("verify", at=at).code == 0


def test_a_state_that_is_not_there_is_3(tmp_path: Path) -> None:
    ran = reconciler("status", at=configured(tmp_path))

    assert ran.code == 3
    assert "there is no state at" in ran.err


def test_what_is_missing_is_one_sentence_with_its_choices(tmp_path: Path) -> None:
    chosen = reconciler("completion", at=tmp_path)
    together = reconciler("import", "roster", "f.csv", "--out", "k", at=tmp_path)

    assert (chosen.code, together.code) == (64, 64)
    assert chosen.err.splitlines()[0] == "error: missing argument 'SHELL': choose from bash, zsh, fish"
    assert together.err.splitlines()[0] == "error: a contract also needs --support, --starts, --ends"


@pytest.mark.parametrize("day", ["0001-01-01", DAY, "9999-12-31"])
def test_a_customer_for_ever_is_planned_and_applied_on_any_day(day: str, tmp_path: Path) -> None:
    for_ever = CONTOSO.replace("2026-07-01", "0001-01-01").replace("2027-06-30", "9999-12-31")
    at = configured(tmp_path, for_ever + "      - {person: lin@contoso.com, until: 9999-12-31}\n")

    applied = reconciler("apply", "--auto-approve", "--date", day, at=at)
    again = reconciler("plan", "--detailed-exitcode", "--date", day, at=at)

    assert applied.code == 0, applied.err
    assert again.code == (2 if day == "9999-12-31" else 0), (
        "an invitation that ends on the day it is sent is sent again"
    )
