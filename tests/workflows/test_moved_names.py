"""Whoever moves keeps the name that a roster gave them."""

from pathlib import Path

import pytest
from retail_roster import laid_out, written

from reconciler.workflows.memberships import move

CONTOSO = """\
version: 1
customer: contoso
people:
  Ana@contoso.com: {name: Ana Ruiz, also: [ana@northwind.example]}
# the groups
groups:
  sre: [ida@contoso.com]
workspaces:
  retail:
    admins: [sofia@contoso.com]
    members_from: [retail.csv]
  tills: {admins: [sofia@contoso.com]}
"""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return laid_out(tmp_path, CONTOSO)


@pytest.mark.parametrize(
    ("header", "row"), [("person,name", "ben@contoso.com,Ben Ito\n"), ("person", "ben@contoso.com\n")]
)
def test_a_name_goes_along_into_a_roster_or_among_the_people(root: Path, header: str, row: str) -> None:
    tills = CONTOSO.replace("{admins: [sofia@contoso.com]}", "{admins: [sofia@contoso.com], members_from: [tills.csv]}")
    (root / "contoso.yaml").write_text(tills)
    (root / "tills.csv").write_text(f"{header}\nana@contoso.com{',' * header.count(',')}\n")

    desk = move(root, "ben@contoso.com", "contoso/retail", "contoso/tills")

    assert row in (root / "tills.csv").read_text()
    named = "# the groups" if "name" in header else "  ben@contoso.com: {name: Ben Ito}\n# the groups"
    assert written(root) == tills.replace("# the groups", named)
    assert desk.notes == []


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (
            "# who\npeople: # all\n  ben@Contoso.com: {account: work} # new",
            "ben@Contoso.com: {name: Ben Ito, account: work}",
        ),
        (
            "people:\n  Ben@contoso.com:\n    # since May\n    account: work",
            "    name: Ben Ito\n    # since May\n    account:",
        ),
        ("people: {b@contoso.com: {name: B, also: [ben@contoso.com]}}", "people: {b@contoso.com: {name: B, also:"),
        ("people: {b@contoso.com: {also: [ben@contoso.com]}}", "people: {b@contoso.com: {name: Ben Ito, also:"),
        ("# none", "people:\n  ben@contoso.com: {name: Ben Ito}\n# none\n# the groups"),
    ],
)
def test_a_name_is_written_where_the_person_is_known(root: Path, before: str, after: str) -> None:
    """Every comment stays, and a name that is there already."""
    people = "people:\n  Ana@contoso.com: {name: Ana Ruiz, also: [ana@northwind.example]}"
    (root / "contoso.yaml").write_text(CONTOSO.replace(people, before))

    move(root, "ben@contoso.com", "contoso/retail", "contoso/tills")

    assert after in written(root)
    assert written(root).count("#") == CONTOSO.replace(people, before).count("#")
    assert written(root).count("name:") == 1


def test_a_name_goes_into_the_file_of_the_people(root: Path) -> None:
    people = "version: 1\ncustomer: contoso\npeople:\n  eli@partner.example: {name: Eli}\n"
    (root / "people.yaml").write_text(people)
    lines = CONTOSO.splitlines(keepends=True)
    (root / "contoso.yaml").write_text("".join(line for line in lines if "Ruiz" not in line and "people:" not in line))

    desk = move(root, "ben@contoso.com", "contoso/retail", "contoso/tills")

    assert (root / "people.yaml").read_text() == f"{people}  ben@contoso.com: {{name: Ben Ito}}\n"
    assert list(desk.become) == ["contoso.yaml", "retail.csv", "people.yaml"]
