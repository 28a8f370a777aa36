"""CODEOWNERS names for each file those who may do whatever can be written into it."""

from pathlib import Path

import pytest

from reconciler.errors import InputInvalid
from reconciler.workflows.codeowners import BEGIN, END, codeowners, renewed
from reconciler.workflows.init import renew_codeowners

CONTRACT = """\
version: 1
customer: contoso
domains: [contoso.com]
contracts:
  u26:
    support: unified
    starts: 2026-07-01
    ends: 2027-06-30
    csam: avery@vendor.example
    coordinator: robin@vendor.example
    services_admins: [mia@contoso.com]
"""
FINANCE = """\
version: 1
customer: contoso
workspaces:
  finance: {admins: [kai@contoso.com, lin@contoso.com], members_from: [people.csv]}
"""
RETAIL = """\
  retail: {admins: [lin@contoso.com], members_from: [people.csv]}
"""
VENDOR = "avery@vendor.example robin@vendor.example"


def owners(at: Path, **files: str) -> dict[str, str]:
    """Who owns each file of a configuration, by its CODEOWNERS."""
    (at / "reconciler.yaml").write_text("version: 1\nname: tests\n", encoding="utf-8")
    (at / "contract.yaml").write_text(CONTRACT, encoding="utf-8")
    (at / "people.csv").write_text("person\nana@contoso.com\n", encoding="utf-8")
    for name, text in files.items():
        (at / f"{name}.yaml").write_text(text, encoding="utf-8")
    _, *lines, _ = codeowners(at)
    return dict(line.split(" ", 1) for line in lines)


def test_a_contract_is_the_vendors_and_so_is_what_no_line_names(tmp_path: Path) -> None:
    owned = owners(tmp_path)

    assert owned == {"*": VENDOR, "/contract.yaml": VENDOR}
    assert next(iter(owned)) == "*"


def test_a_workspace_with_a_file_of_its_own_and_its_roster_are_its_admins_too(tmp_path: Path) -> None:
    owned = owners(tmp_path, finance=FINANCE)

    theirs = "avery@vendor.example kai@contoso.com lin@contoso.com robin@vendor.example"
    assert (owned["/finance.yaml"], owned["/people.csv"]) == (theirs, theirs)


def test_of_several_workspaces_only_who_is_an_admin_of_all(tmp_path: Path) -> None:
    owned = owners(tmp_path, both=FINANCE + RETAIL)

    theirs = "avery@vendor.example lin@contoso.com robin@vendor.example"
    assert (owned["/both.yaml"], owned["/people.csv"]) == (theirs, theirs)


@pytest.mark.parametrize(
    "section", ["account_policy: {personal_accounts: block}\n", "people: {ana@contoso.com: {name: Ana}}\n"]
)
def test_what_is_about_the_whole_customer_is_the_services_admins_too(section: str, tmp_path: Path) -> None:
    owned = owners(tmp_path, policy=f"version: 1\ncustomer: contoso\n{section}")

    assert owned["/policy.yaml"] == "avery@vendor.example mia@contoso.com robin@vendor.example"


def test_a_policy_beside_a_workspace_takes_the_file_from_its_admins(tmp_path: Path) -> None:
    owned = owners(tmp_path, finance=FINANCE + "account_policy: {personal_accounts: block}\n")

    assert owned["/finance.yaml"] == VENDOR


def test_the_default_workspace_is_the_services_admins(tmp_path: Path) -> None:
    owned = owners(tmp_path, default=FINANCE.replace("finance:", "default:"))

    assert owned["/default.yaml"] == "avery@vendor.example mia@contoso.com robin@vendor.example"


@pytest.mark.parametrize(
    ("field", "theirs"),
    [
        ("purpose: Month's end", "avery@vendor.example kai@contoso.com lin@contoso.com robin@vendor.example"),
        ("account_policy: {personal_accounts: block}", "avery@vendor.example mia@contoso.com robin@vendor.example"),
        ("protect: true", VENDOR),
        ("status: archived", VENDOR),
    ],
)
def test_what_a_workspace_says_beyond_its_people_is_judged_field_by_field(
    field: str, theirs: str, tmp_path: Path
) -> None:
    owned = owners(tmp_path, finance=FINANCE.replace("{admins", f"{{{field}, admins"))

    assert owned["/finance.yaml"] == theirs


def test_a_file_of_two_customers_of_different_vendors_people_is_no_ones_alone(tmp_path: Path) -> None:
    theirs = CONTRACT.replace("avery@", "sam@").replace("robin@", "sam@").replace("contoso", "fabrikam")
    both = [
        f"version: 1\ncustomer: {customer}\naccount_policy: {{personal_accounts: block}}\n"
        for customer in ("contoso", "fabrikam")
    ]

    owned = owners(tmp_path, fabrikam=theirs, both="---\n".join(both))

    everybody = "avery@vendor.example robin@vendor.example sam@vendor.example"
    assert (owned["*"], owned["/both.yaml"]) == (everybody, everybody)


def test_where_nobody_could_be_asked_it_is_said_what_to_write(tmp_path: Path) -> None:
    owners(tmp_path)
    lines = CONTRACT.splitlines(keepends=True)
    (tmp_path / "contract.yaml").write_text("".join(x for x in lines if "vendor.example" not in x))

    with pytest.raises(InputInvalid, match="nobody would be asked") as refused:
        codeowners(tmp_path)

    assert "csam: avery@vendor.example" in refused.value.remedy


def test_a_name_with_a_space_or_a_star_is_one_file(tmp_path: Path) -> None:
    owned = owners(tmp_path, **{"our finance *": FINANCE})

    assert any(line.startswith("/our\\ finance\\ \\*.yaml ") for line in codeowners(tmp_path)), owned


def test_of_a_configuration_with_an_error_nobody_is_said_to_own_anything(tmp_path: Path) -> None:
    with pytest.raises(InputInvalid, match="nobody can say whose its files are"):
        owners(tmp_path, finance=FINANCE.replace("admins:", "admin:"))


def test_what_others_wrote_stays_and_ours_is_renewed_where_it_stands(tmp_path: Path) -> None:
    owners(tmp_path)
    first = renewed("/docs/ @writers\n", codeowners(tmp_path))
    owners(tmp_path, finance=FINANCE)
    second = renewed("# top\n" + first, codeowners(tmp_path))

    assert first.endswith("# reconciler: to here\n/docs/ @writers\n")
    assert second.startswith("# top\n# reconciler: from here on")
    assert second.endswith("# reconciler: to here\n/docs/ @writers\n")
    assert second.count("/contract.yaml") == 1
    assert "/finance.yaml" in second


@pytest.mark.parametrize("edge", [BEGIN, END])
def test_where_nobody_can_say_which_lines_are_ours_none_is_renewed(edge: str) -> None:
    with pytest.raises(InputInvalid, match="only one of the two lines"):
        renewed(f"* @all\n{edge}\n/docs @writers\n", [BEGIN, "* @us", END])


def test_lines_are_ours_whatever_ends_them() -> None:
    there = f"* @all\r\n{BEGIN}\r\n* @them\r\n{END}\r\n/docs @writers\r\n"

    assert renewed(there, [BEGIN, "* @us", END]) == f"* @all\r\n{BEGIN}\n* @us\n{END}\n/docs @writers\r\n"


@pytest.mark.parametrize("place", [".github/CODEOWNERS", "docs/CODEOWNERS", "CODEOWNERS"])
def test_the_file_that_the_forge_reads_is_renewed_in_whatever_encoding(place: str, tmp_path: Path) -> None:
    owners(tmp_path)
    (tmp_path / place).parent.mkdir(exist_ok=True)
    (tmp_path / place).write_bytes(b"# caf\xe9\n")

    assert renew_codeowners(tmp_path).file == tmp_path / place
    assert (tmp_path / place).read_bytes().endswith(b"\n# caf\xe9\n")
    assert len(list(tmp_path.rglob("CODEOWNERS"))) == 1
