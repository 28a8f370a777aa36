"""A stop, permitted on the command line: what is said, what is applied, and what is refused."""

import json
from pathlib import Path

import jsonschema
import pytest
from commands_run import CONTOSO, DAY, HERE, Ran, configured, reconciler

ON = ("--date", DAY)
PEOPLE = "".join(f"      - p{n:02}@contoso.com\n" for n in range(40))
FEWER = "".join(PEOPLE.splitlines(keepends=True)[:20])


@pytest.fixture
def at(tmp_path: Path) -> Path:
    """Forty people are in the state, and twenty in the files."""
    configured(tmp_path, CONTOSO + PEOPLE)
    assert apply(tmp_path, ".").code == 0
    configured(tmp_path, CONTOSO + FEWER)
    assert reconciler("plan", *ON, "--out", "pr 420.plan", at=tmp_path).code == 4
    return tmp_path


def apply(at: Path, *arguments: str, **variables: str) -> Ran:
    return reconciler("apply", *arguments, "--auto-approve", *ON, at=at, variables=variables)


def permit(at: Path, *arguments: str) -> Ran:
    now = {"RECONCILER_NOW": f"{DAY}T09:00:00Z", "RECONCILER_ACTOR": "mia@contoso.com"}
    because = ("--because", "they moved") if "--because" not in arguments else ()
    return reconciler("permit", "pr 420.plan", "--guard", "removals", *because, *arguments, at=at, variables=now)


def test_a_stop_says_what_to_type_and_that_is_what_works(at: Path) -> None:
    for stopped in (reconciler("show", "pr 420.plan", at=at), apply(at, "pr 420.plan")):
        told = " ".join((stopped.out + stopped.err).split())
        assert "reconciler permit 'pr 420.plan' --guard removals --because" in told
        assert "PLANFILE" not in told

    given = permit(at, "--out", "permit.json")

    assert given.code == 0
    assert "Permitted once, until 8 July 2026: 20 changes of contoso" in given.err
    assert "reconciler apply 'pr 420.plan' --permit permit.json" in given.err
    ran = apply(at, "pr 420.plan", "--permit", "permit.json")
    assert (ran.code, "20 revoked" in ran.out) == (0, True)
    assert "permitted for guard removals: 20 of 43 memberships" in " ".join(ran.err.split())
    assert "because: they moved" in " ".join(ran.err.split())


def test_a_permit_is_as_its_schema_says(at: Path) -> None:
    schema = json.loads((HERE / "schemas" / "permit.schema.json").read_text(encoding="utf-8"))

    jsonschema.Draft202012Validator(schema).validate(json.loads(permit(at).out))


def test_the_history_says_who_permitted_what_and_why(at: Path) -> None:
    permit(at, "--out", "permit.json")
    apply(at, "pr 420.plan", "--permit", "permit.json")

    said = reconciler("history", "--format", "csv", at=at).out.splitlines()[-1]
    name = said.split(",")[3]

    assert "of mia@contoso.com, because: they moved" in said
    assert "of mia@contoso.com, because: they moved." in " ".join(reconciler("show", name, at=at).out.split())


def test_a_second_use_is_refused_in_one_line(at: Path) -> None:
    permit(at, "--out", "permit.json")
    apply(at, "pr 420.plan", "--permit", "permit.json")
    configured(at, CONTOSO + PEOPLE)
    apply(at, ".")
    configured(at, CONTOSO + FEWER)

    again = apply(at, ".", "--permit", "permit.json")

    assert again.code == 4
    assert "was used on 2" in again.err


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "permit.json is no permit"),
        ('{"permit": 1}', "permit.json was changed after it was made"),
        ('{"permit": 1, "digest": "sha256:0"}', "permit.json was changed after it was made"),
        ("[" * 200_000, "permit.json is no permit"),
        ('{"permit": NaN}', "permit.json is no permit"),
        ('{"permit": 1, "permit": 1}', "permit.json is no permit"),
        (
            '{"permit": "\\ud800"}',
            "permit.json is no permit: it cannot be read (half a character stands in it, \\ud800)",
        ),
    ],
)
def test_what_is_no_permit_is_refused_before_anything_is_planned(at: Path, text: str, said: str) -> None:
    (at / "permit.json").write_text(text, encoding="utf-8")
    before = {file.name: file.read_bytes() for file in (at / ".reconciler").iterdir() if file.is_file()}

    ran = apply(at, "pr 420.plan", "--permit", "permit.json")

    assert (ran.code, ran.out) == (3, "")
    assert said in ran.err
    assert {file.name: file.read_bytes() for file in (at / ".reconciler").iterdir() if file.is_file()} == before


def test_one_that_is_not_there_is_said_to_be_missing(at: Path) -> None:
    assert "there is no permit permit.json" in apply(at, "pr 420.plan", "--permit", "permit.json").err


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--guard", "last_admin"), "guard last_admin stops nothing in this plan"),
        (("--guard", "last_admin"), "what the guards say: reconciler show 'pr 420.plan'"),
        (("--guard", "removal"), "did you mean removals?"),
        (("--because", ""), "--because says nothing"),
        (("--because", "a\x1b[31m"), "not one line"),
        (("--until", "2026-06-30"), "is over already"),
        (("--until", "soon"), "is no date"),
        (("--out", "contoso.yaml"), "never written over"),
        (("--out", "pr 420.plan"), "never written over"),
    ],
)
def test_nonsense_is_wrong_usage(at: Path, arguments: tuple[str, ...], said: str) -> None:
    ran = permit(at, *arguments)

    assert ran.code == 64
    assert said in ran.err


def test_a_folder_is_not_permitted(at: Path) -> None:
    ran = reconciler("permit", ".", "--guard", "removals", "--because", "so", at=at)

    assert (ran.code, "is no saved plan" in ran.err) == (64, True)


def test_one_in_the_folder_of_permits_counts_by_itself(at: Path) -> None:
    (at / "permits").mkdir()
    assert permit(at, "--out", "permits/pr-420.json").code == 0

    assert apply(at, ".").code == 0


def test_beside_a_demanded_signature_a_permit_must_be_in_what_was_signed(at: Path) -> None:
    permit(at, "--out", "permit.json")

    ran = apply(at, "pr 420.plan", "--permit", "permit.json", "--require-signature", "signers")

    assert (ran.code, "a permit must be in the plan that is signed" in ran.err) == (64, True)


@pytest.fixture
def shrunken(tmp_path: Path) -> Path:
    """A roster that lost half its rows, and a limit that lets so many go."""
    head = "version: 1\nname: tests\nlimits: {removals: {floor: 50}}\n"
    configured(tmp_path, CONTOSO.replace("    members:\n      - ana@contoso.com\n", "    members_from: [emea.csv]\n"))
    (tmp_path / "reconciler.yaml").write_text(head, encoding="utf-8")
    people = [f"p{n:02}@contoso.com\n" for n in range(30)]
    (tmp_path / "emea.csv").write_text("person\n" + "".join(people), encoding="utf-8")
    assert apply(tmp_path, ".").code == 0
    (tmp_path / "emea.csv").write_text("person\n" + "".join(people[:15]), encoding="utf-8")
    assert reconciler("plan", *ON, "--out", "pr 420.plan", at=tmp_path).code == 0
    return tmp_path


def test_what_a_permit_for_held_removals_says_is_what_works(shrunken: Path) -> None:
    given = permit(shrunken, "--guard", "shrunken_source", "--out", "permit.json")
    again = "reconciler plan PATH --permit permit.json --out 'pr 420.plan', and apply that"
    assert f"This plan leaves out what is held, so to use it plan again: {again}" in given.err

    planned = reconciler("plan", *ON, "--permit", "permit.json", "--out", "pr 420.plan", at=shrunken)
    ran = apply(shrunken, "pr 420.plan")

    assert (planned.code, ran.code, "15 revoked" in ran.out) == (0, 0, True)


def test_a_saved_plan_that_leaves_out_what_is_held_says_to_plan_again(shrunken: Path) -> None:
    permit(shrunken, "--guard", "shrunken_source", "--out", "permit.json")

    ran = apply(shrunken, "pr 420.plan", "--permit", "permit.json")

    said = " ".join(ran.err.split())
    assert "names what is held, which this plan leaves out; plan again with it: reconciler apply PATH" in said
    assert apply(shrunken, ".", "--permit", "permit.json").out.count("15 revoked") == 1
