"""An export of people becomes a configuration that reads back as the same people."""

import csv
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reconciler.errors import InputInvalid, WrongUsage
from reconciler.findings import has_errors
from reconciler.kinds.estate import CustomerId
from reconciler.loading.configuration import Declared, load, scan
from reconciler.workflows.import_roster import Imported, import_roster

DATA = Path(__file__).resolve().parents[3] / "shared" / "data"
EXPORT = "customer,workspace,person,role\n"
ADMIN = "owner@{customer}.example"


def imported(directory: Path, export: str, services_admin: str | None = ADMIN) -> Imported:
    file = directory / "people.csv"
    file.write_text(export, encoding="utf-8")
    return imported_from(file, directory / "out", services_admin)


def imported_from(file: Path, out: Path, services_admin: str | None = ADMIN) -> Imported:
    return import_roster(
        file, out, support="unified", starts=date(2026, 1, 1), ends=date(2026, 12, 31), services_admin=services_admin
    )


def read(out: Path, customer: str = "contoso") -> Declared:
    return load(scan(out), CustomerId(customer))


def roles(declared: Declared) -> dict[str, dict[str, str]]:
    return {w: {p: seat.role.value for p, seat in people.items()} for w, people in declared.estate.seats.items()}


def texts(out: Path) -> dict[str, str]:
    return {str(f.relative_to(out)): f.read_text(encoding="utf-8") for f in sorted(out.rglob("*")) if f.is_file()}


def test_an_export_becomes_one_directory_for_each_customer(tmp_path: Path) -> None:
    made = imported(
        tmp_path, EXPORT + "contoso,finance,kai@contoso.com,admin\ncontoso,finance,ana@contoso.com,member\n"
    )

    assert (made.customers, made.workspaces, made.people, made.rows) == (1, 1, 2, 2)
    made_files = texts(tmp_path / "out")
    assert {file for file in made_files if file.startswith(".vscode/")} == {
        f".vscode/{name}.schema.json" for name in ("customer", "reconciler")
    }
    assert {file: text for file, text in made_files.items() if not file.startswith(".vscode/")} == {
        "reconciler.yaml": ("# yaml-language-server: $schema=.vscode/reconciler.schema.json\nversion: 1\nname: out\n"),
        "contoso/customer.yaml": (
            "# yaml-language-server: $schema=../.vscode/customer.schema.json\n"
            "version: 1\ncustomer: contoso\ncontracts:\n  contoso-u26:\n    support: unified\n"
            "    starts: 2026-01-01\n    ends: 2026-12-31\n    services_admins: [owner@contoso.example]\n"
            "workspaces:\n  finance:\n    members_from: [rosters/finance.csv]\n"
        ),
        "contoso/rosters/finance.csv": "person,role\nana@contoso.com,member\nkai@contoso.com,admin\n",
    }


def test_the_order_of_rows_and_columns_changes_no_byte(tmp_path: Path) -> None:
    (tmp_path / "1").mkdir()
    (tmp_path / "2").mkdir()
    imported(tmp_path / "1", EXPORT + "contoso,a,ana@contoso.com,admin\nfabrikam,b,ben@fabrikam.com,member\n")
    other = "role;since;person;workspace;customer\nmember;2020;ben@fabrikam.com;b;fabrikam\n"
    other += "admin;2021;ana@contoso.com;a;contoso\n"
    imported(tmp_path / "2", other)

    assert texts(tmp_path / "1" / "out") == texts(tmp_path / "2" / "out")


def test_the_services_admin_becomes_admin_where_there_is_none(tmp_path: Path) -> None:
    rows = "contoso,a,ana@contoso.com,member\ncontoso,b,Owner@contoso.example,member\ncontoso,c,kai@contoso.com,admin\n"

    imported(tmp_path, EXPORT + rows)

    assert roles(read(tmp_path / "out")) == {
        "a": {"ana@contoso.com": "member", "owner@contoso.example": "admin"},
        "b": {"owner@contoso.example": "admin"},
        "c": {"kai@contoso.com": "admin"},
    }


def test_a_second_spelling_names_both_rows_and_the_first_is_used_everywhere(tmp_path: Path) -> None:
    rows = "contoso,a,Ana@contoso.com,admin\ncontoso,b,ana@contoso.com,admin\nfabrikam,a,ana@contoso.com,admin\n"

    made = imported(tmp_path, EXPORT + rows)

    (finding,) = made.findings
    assert finding.rule == "D-11"
    assert (str(finding.place), [str(p) for p in finding.also]) == ("people.csv:3:11", ["people.csv:2:11"])
    assert "Ana@contoso.com" in texts(tmp_path / "out")["contoso/rosters/b.csv"]
    assert "ana@contoso.com" in texts(tmp_path / "out")["fabrikam/rosters/a.csv"]
    assert not read(tmp_path / "out").findings


def test_a_person_twice_in_a_workspace_keeps_the_first_row_and_stays_admin(tmp_path: Path) -> None:
    export = "customer,workspace,person,role,ticket\n"
    rows = "contoso,a,ana@contoso.com,member,T-1\ncontoso,a,ana@contoso.com,admin,T-2\n"

    made = imported(tmp_path, export + rows)

    assert [f.rule for f in made.findings] == ["duplicate-person"]
    assert texts(tmp_path / "out")["contoso/rosters/a.csv"] == "person,role,ticket\nana@contoso.com,admin,T-1\n"


def test_columns_that_a_roster_knows_are_carried_over(tmp_path: Path) -> None:
    export = "customer,workspace,person,role,until,team\ncontoso,a,ana@contoso.com,admin,2026-11-30,x\n"

    imported(tmp_path, export)

    (seat,) = read(tmp_path / "out").estate.seats[next(iter(read(tmp_path / "out").estate.seats))].values()
    assert seat.until == date(2026, 11, 30)


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ("contoso,a,ana,member", "bad-address people.csv:2:11"),
        ("contoso,a,ana@contoso.com,owner", "bad-value people.csv:2:27"),
        ("contoso,!,ana@contoso.com,member", "bad-value people.csv:2:9"),
        ("contoso,a,ana@contoso.com", "roster-row people.csv:2:1"),
        ("contoso,a,+ana@contoso.com,member", "roster-row people.csv:2:11"),
        ("contoso,a b,ben@contoso.com,member\ncontoso,a-b,ana@contoso.com,member", "bad-value people.csv:3:9"),
    ],
)
def test_one_bad_row_and_nothing_is_written(row: str, expected: str, tmp_path: Path) -> None:
    made = imported(tmp_path, f"{EXPORT}{row}\ncontoso,b,ben@contoso.com,admin\n")

    assert expected in [f"{f.rule} {f.place}" for f in made.findings]
    assert has_errors(made.findings)
    assert not made.written
    assert not (tmp_path / "out").exists()


def test_a_name_that_is_no_id_gets_one_and_is_kept(tmp_path: Path) -> None:
    imported(tmp_path, EXPORT + "Contoso Ltd,k8s.io: admins,ana@contoso.com,admin\n")

    declared = read(tmp_path / "out", "contoso-ltd")
    assert not declared.findings
    (contract,) = declared.estate.contracts.values()
    assert contract.customer_name == "Contoso Ltd"
    assert {w: facts.name for w, facts in declared.estate.workspaces.items()} == {"k8s-io-admins": "k8s.io: admins"}


def test_ids_that_yaml_would_read_as_something_else_are_quoted(tmp_path: Path) -> None:
    imported(tmp_path, EXPORT + "123,true,ana@contoso.com,admin\n123,null,ana@contoso.com,admin\n")

    assert sorted(read(tmp_path / "out", "123").estate.workspaces) == ["null", "true"]


def test_nothing_that_exists_is_overwritten(tmp_path: Path) -> None:
    imported(tmp_path, EXPORT + "contoso,a,ana@contoso.com,admin\n")
    before = texts(tmp_path / "out")

    with pytest.raises(InputInvalid, match=r"customer\.yaml exists already"):
        imported(tmp_path, EXPORT + "contoso,b,ana@contoso.com,admin\n")
    assert texts(tmp_path / "out") == before


def test_a_second_export_beside_the_first_keeps_the_head(tmp_path: Path) -> None:
    imported(tmp_path, EXPORT + "contoso,a,ana@contoso.com,admin\n")

    made = imported(tmp_path, EXPORT + "fabrikam,a,ana@fabrikam.com,admin\n")

    assert "reconciler.yaml" not in {f.name for f in made.written}
    assert set(scan(tmp_path / "out").customers) == {"contoso", "fabrikam"}


def test_a_template_that_gives_no_address_is_wrong_usage(tmp_path: Path) -> None:
    with pytest.raises(WrongUsage, match="no @"):
        imported(tmp_path, EXPORT + "contoso,a,ana@contoso.com,admin\n", "owner")


ids = st.sampled_from(["a", "b", "c1"])
people = st.sampled_from(["ana@contoso.com", "ben@contoso.com", "Ana@contoso.com", "lin@contoso.com"])
rows = st.lists(st.tuples(ids, ids, people, st.sampled_from(["admin", "member"])), min_size=1, max_size=20)


@given(exported=rows)
def test_everybody_in_the_export_is_declared_once_and_nobody_else(
    exported: list[tuple[str, str, str, str]], tmp_path_factory: pytest.TempPathFactory
) -> None:
    directory = tmp_path_factory.mktemp("export")
    imported(directory, EXPORT + "".join(",".join(row) + "\n" for row in exported), None)

    configuration = scan(directory / "out")
    declared = {
        (customer, workspace, person, role)
        for customer in configuration.customers
        for workspace, seated in roles(load(configuration, customer)).items()
        for person, role in seated.items()
    }
    admins = {(c, w, p.lower()) for c, w, p, role in exported if role == "admin"}
    assert declared == {
        (c, w, p.lower(), "admin" if (c, w, p.lower()) in admins else "member") for c, w, p, _ in exported
    }
    assert not any(load(configuration, customer).findings for customer in configuration.customers)


def spelled_in_two_ways(file: Path) -> set[tuple[str, str]]:
    spellings: dict[tuple[str, str], set[str]] = {}
    with file.open(encoding="utf-8", newline="") as export:
        for row in csv.DictReader(export):
            spellings.setdefault((row["customer"], row["person"].lower()), set()).add(row["person"])
    return {person for person, spelled in spellings.items() if len(spelled) > 1}


@pytest.mark.parametrize(
    ("name", "customers", "workspaces", "rows"), [("kubernetes-org", 8, 769, 6281), ("kubeflow-acls", 1, 20, 634)]
)
def test_real_exports_are_read_whole(name: str, customers: int, workspaces: int, rows: int, tmp_path: Path) -> None:
    file = DATA / name / "roster.csv"
    if not file.is_file():
        pytest.skip(f"{file} is not on this machine: the real rosters stay where they are")

    made = imported_from(file, tmp_path / "out")

    configuration = scan(tmp_path / "out")
    conflicts = [f for f in made.findings if f.rule == "D-11"]
    assert (made.customers, made.workspaces, made.rows) == (customers, workspaces, rows)
    told = {(f.excerpt.split(",")[0], f.excerpt.split(",")[2].lower()) for f in conflicts}
    assert told == spelled_in_two_ways(file)
    assert all(f.also for f in conflicts)
    assert not any(load(configuration, customer).findings for customer in configuration.customers)
