"""``--mask-emails`` masks more than addresses: names, reasons, tickets, titles, and who acted, in every format."""

import json
from pathlib import Path

import jsonschema
import pytest
from checkouts import git
from commands_run import CONTOSO, DAY, HERE, Ran, configured, reconciler

from reconciler.cli.masking import Masker

ON = ("--date", DAY)
NOW = {"RECONCILER_NOW": f"{DAY}T09:00:00Z", "RECONCILER_ACTOR": "Gwen the Operator", "COLUMNS": "60"}
SECRET = ("Ruiz", "O'Brien", "O&#x27;Brien", "Zoë", "Zo\\u00eb", "CHG-4711", "leave", "stands in", "slow logs", "Gwen",
          "Merwin", "because Ines")  # fmt: skip
NAMED = CONTOSO.replace(
    "      - ana@contoso.com\n",
    "      - {person: ana@contoso.com, ticket: CHG-4711, reason: stands in for Lin on parental leave until May}\n"
    "      - zoe@contoso.com\n",
)
PEOPLE = "people:\n  ana@contoso.com: {name: Ana Ruiz O'Brien}\n  zoe@contoso.com: {name: Zoë Ruiz}\n"


@pytest.fixture(scope="module")
def at(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """People with names and notes, a case, two applies, a permit, and something left to do."""
    at = tmp_path_factory.mktemp("masked")
    configured(at, NAMED + PEOPLE)
    git(at, "init", "-q")
    git(at, "add", "contoso.yaml", "reconciler.yaml")
    git(at, "commit", "-qm", "so", by="Zoë Merwin <zoe@contoso.com>")
    run(at, "apply", "--auto-approve", *ON)
    answers = "".join(f"contoso,finance,{who}@contoso.com,accepted,{DAY}\n" for who in ("kai", "ana"))
    (at / "answers.csv").write_text("customer,workspace,person,answer,at\n" + answers, encoding="utf-8")
    run(at, "record", "answers.csv")
    run(
        at,
        "case",
        "open",
        "contoso/finance",
        "--title",
        "very slow logs",
        "--severity",
        "high",
        "--as",
        "ana@contoso.com",
    )
    people = PEOPLE.replace("Ana Ruiz O'Brien", "Ana Merwin")
    configured(at, NAMED.replace("stands in for Lin", "stands in because Ines left and so") + people)
    run(at, "plan", "--out", "saved.plan", *ON)
    return at


def run(at: Path, *arguments: str) -> Ran:
    ran = reconciler(*arguments, at=at, variables=NOW)
    assert ran.code == 0, ran.err
    return ran


COMMANDS = [
    *[
        ("plan", "-v", *ON, "--format", name)
        for name in ("text", "json", "ndjson", "markdown", "html", "gitlab-terraform")
    ],
    ("plan", *ON, "--by", "person"),
    ("show", "saved.plan"),
    *[("show", "--format", name) for name in ("text", "json")],
    *[("why", "ana@contoso.com", "--format", name) for name in ("text", "json")],
    *[("access", "contoso/finance", "--format", name) for name in ("text", "json", "csv")],
    *[("history", "--format", name) for name in ("text", "json", "csv")],
    *[("case", "list", "--as", "kai@contoso.com", "--format", name) for name in ("text", "json", "csv")],
    ("activity", "--as", "ana@contoso.com"),
    ("drift",),
    ("validate",),
]


@pytest.mark.parametrize("arguments", COMMANDS, ids=" ".join)
def test_nothing_personal_leaves(at: Path, arguments: tuple[str, ...]) -> None:
    ran = reconciler("--mask-emails", *arguments, at=at, variables=NOW)

    assert ran.code == 0, ran.err
    text = " ".join((ran.out + ran.err).split())
    assert [secret for secret in SECRET if secret in text] == []
    assert "@contoso.com" not in text


@pytest.mark.parametrize(
    ("arguments", "schema"),
    [(("plan", *ON), "plan"), (("show",), "state"), (("why", "ana@contoso.com"), "why"), (("history",), "history")],
)
def test_what_programs_get_is_as_its_schema_says_all_the_same(
    at: Path, arguments: tuple[str, ...], schema: str
) -> None:
    ran = reconciler("--mask-emails", *arguments, "--format", "json", at=at, variables=NOW)

    definition = json.loads((HERE / "schemas" / f"{schema}.schema.json").read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator(definition).validate(json.loads(ran.out))


def test_a_line_of_the_files_is_masked_too(at: Path, tmp_path: Path) -> None:
    configured(tmp_path, NAMED + PEOPLE.replace("{name: Ana Ruiz O'Brien}", "{name: Ana Ruiz O'Brien, nmae: x}"))

    ran = reconciler("validate", "--mask-emails", at=tmp_path, variables=NOW)

    assert ran.code == 3
    assert "Ruiz" not in ran.out + ran.err


def test_a_line_of_a_file_that_cannot_be_read_is_masked_too(tmp_path: Path) -> None:
    configured(tmp_path, CONTOSO + "people:\n  ana@contoso.com: {name: Ana Ruiz, reason: 'x y', *no}\n")

    ran = reconciler("validate", "--mask-emails", at=tmp_path, variables=NOW)

    assert (ran.code, "{name: private, reason: private, *no}" in ran.out) == (3, True), ran.out


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ('{"name": "Ana Ruiz", "n": 12}', '{"name": "private-1", "n": 12}'),
        ("by Ana\n      Ruiz (operator)", "by private-1 (operator)"),
        ("Ana Ruizla and Banana Ruiz", "Ana Ruizla and Banana Ruiz"),
        ('ticket 12 of 12, "12"', 'ticket private-1 of 12, "private-1"'),
        ('{"moved": "moved"}', '{"moved": "private-1"}'),
        ("a member who moved", "a member who private-1"),
        ("Ana Ruiz           rosters", "private-1          rosters"),
        ("Anä Ruiz, An\\u00e4 Ruiz, An\\xe4 Ruiz, A&amp;B", "private-1, private-1, private-1, private-2"),
    ],
)
def test_a_text_is_found_by_its_words(text: str, shown: str) -> None:
    masker = Masker(lambda: ["Ana Ruiz", "12", "member", "moved", "Anä Ruiz", "A&B", "ana@contoso.com"], ["member"])

    assert "".join(masker.lines([text])) == shown


def test_the_state_is_asked_once_and_only_where_there_is_something_to_say() -> None:
    asked: list[str] = []

    def texts() -> list[str]:
        asked.append("asked")
        return ["Ana Ruiz"]

    masker = Masker(texts)

    assert (list(masker.lines([])), [masker.masked("Ana Ruiz") for _ in range(2)]) == ([""], ["private-1"] * 2)
    assert asked == ["asked"]
