"""Edits of a configuration: the right line of the right file, every comment stays, nothing else is touched."""

from pathlib import Path

import pytest
from retail_roster import RETAIL, laid_out, written

from reconciler.errors import InputInvalid, WrongUsage
from reconciler.loading.scanning import scan
from reconciler.workflows.desk import Desk
from reconciler.workflows.memberships import add, expire, move, remove

CONTOSO = """\
version: 1
customer: contoso
contracts:
  contoso-u26: {support: unified, starts: 2026-07-01, ends: 2027-06-30, services_admins: [mia@contoso.com]}
people:
  Ana@contoso.com: {name: Ana Ruiz, also: [ana@northwind.example]}
groups:
  sre: [ida@contoso.com, {group: night}]
  night: [kim@contoso.com]
workspaces:
  default:
    default: true
    admins: [mia@contoso.com]
  finance:
    admins: [kai@contoso.com] # one is enough
    members: # who does the month's end
      - Ana@contoso.com # since 2024
      # from outside
      - {person: dev@partner.example, ticket: CHG-1}
      - person: eli@partner.example # comes on Mondays
        reason: audit
      - {group: sre}
  retail:
    admins: [sofia@contoso.com]
    members_from: [retail.csv]
  tills: {admins: [sofia@contoso.com]}
"""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return laid_out(tmp_path, CONTOSO)


@pytest.mark.parametrize(
    ("said", "line"),
    [
        ({}, "      - zoe@contoso.com\n"),
        ({"role": "member", "until": "2026-12-31"}, "      - {person: zoe@contoso.com, until: 2026-12-31}\n"),
    ],
)
def test_a_member_is_added_at_the_end_of_the_list(root: Path, said: dict[str, str], line: str) -> None:
    add(root, "zoe@Contoso.com", "contoso/finance", said)

    assert written(root) == CONTOSO.replace("      - {group: sre}\n", f"      - {{group: sre}}\n{line}")


def test_an_admin_is_added_within_brackets_and_the_comment_behind_them_stays(root: Path) -> None:
    add(root, "zoe@contoso.com", "contoso/finance", {"role": "admin"})

    assert "    admins: [kai@contoso.com, zoe@contoso.com] # one is enough\n" in written(root)


def test_a_workspace_without_a_list_gets_one(root: Path) -> None:
    add(root, "zoe@contoso.com", "contoso/tills", {})
    add(root, "zoe@contoso.com", "contoso/default", {"ticket": "CHG-2"})

    assert "  tills: {admins: [sofia@contoso.com], members: [zoe@contoso.com]}\n" in written(root)
    assert "    members:\n      - {person: zoe@contoso.com, ticket: CHG-2}\n  finance:\n" in written(root)


def test_a_member_of_a_workspace_with_a_roster_becomes_a_row_where_it_belongs(root: Path) -> None:
    add(root, "kim@contoso.com", "contoso/retail", {})

    assert (root / "retail.csv").read_text() == RETAIL.replace("lin@", "kim@contoso.com,,\nlin@")
    assert written(root) == CONTOSO


def test_a_byte_order_mark_stays_and_is_not_shown(root: Path) -> None:
    (root / "retail.csv").write_bytes(b"\xef\xbb\xbf" + RETAIL.encode())

    desk = add(root, "abe@contoso.com", "contoso/retail", {})

    assert desk.differences()[3:] == [" person,role,name", "+abe@contoso.com,,", " ben@contoso.com,,Ben Ito"]
    assert (root / "retail.csv").read_bytes().startswith(b"\xef\xbb\xbfperson")


def test_what_a_roster_has_no_column_for_goes_into_the_file(root: Path) -> None:
    add(root, "kim@contoso.com", "contoso/retail", {"ticket": "CHG-2"})

    assert (root / "retail.csv").read_text() == RETAIL
    assert "    members:\n      - {person: kim@contoso.com, ticket: CHG-2}\n" in written(root)


def test_whoever_is_removed_leaves_the_comment_behind_them(root: Path) -> None:
    desk = remove(root, "ana@northwind.example", "contoso/finance")

    assert written(root) == CONTOSO.replace("      - Ana@contoso.com # since 2024\n", "      # since 2024\n")
    assert "-      - Ana@contoso.com # since 2024" in desk.differences()
    assert desk.notes == ["# since 2024 stays in contoso.yaml; take it out if it is about ana@northwind.example alone."]


def test_an_entry_of_several_lines_is_removed_whole(root: Path) -> None:
    remove(root, "eli@partner.example", "contoso/finance")

    gone = "      - person: eli@partner.example # comes on Mondays\n        reason: audit\n"
    assert written(root) == CONTOSO.replace(gone, "      # comes on Mondays\n")


def test_the_last_one_of_a_list_leaves_an_empty_list(root: Path) -> None:
    for person in ("Ana@contoso.com", "dev@partner.example", "eli@partner.example"):
        remove(root, person, "contoso/finance")

    assert "    members: # who does the month's end\n      # since 2024\n      # from outside\n" in written(root)
    (root / "contoso.yaml").write_text(written(root).replace("      - {group: sre}\n", "      - ben@contoso.com\n"))
    remove(root, "ben@contoso.com", "contoso/finance")
    assert "    members: [] # who does the month's end\n      # since 2024\n" in written(root)


def test_a_row_is_removed_but_never_the_last_one(root: Path) -> None:
    remove(root, "Lin@contoso.com", "contoso/retail")

    assert (root / "retail.csv").read_text() == RETAIL.replace("lin@contoso.com,member,\n", "")
    with pytest.raises(InputInvalid, match="an empty roster counts as one that broke off"):
        remove(root, "ben@contoso.com", "contoso/retail")


@pytest.mark.parametrize(
    ("person", "before", "after"),
    [
        ("ana@contoso.com", "- Ana@contoso.com #", "- {person: Ana@contoso.com, until: 2026-12-31} #"),
        ("dev@partner.example", "example, ticket: CHG-1}", "example, until: 2026-12-31, ticket: CHG-1}"),
        ("eli@partner.example", "        reason: audit\n", "        until: 2026-12-31\n        reason: audit\n"),
        ("kai@contoso.com", "[kai@contoso.com]", "[{person: kai@contoso.com, until: 2026-12-31}]"),
    ],
)
def test_a_last_day_is_written_into_the_entry(root: Path, person: str, before: str, after: str) -> None:
    expire(root, person, "contoso/finance", "2026-12-31")

    assert written(root) == CONTOSO.replace(before, after)
    expire(root, person, "contoso/finance", "2027-01-31")
    assert written(root) == CONTOSO.replace(before, after).replace("2026-12-31", "2027-01-31")


def test_a_roster_gets_a_column_for_a_last_day(root: Path) -> None:
    expire(root, "lin@contoso.com", "contoso/retail", "2026-12-31")

    assert (root / "retail.csv").read_text() == (
        "person,role,name,until\nben@contoso.com,,Ben Ito,\nlin@contoso.com,member,,2026-12-31\n"
    )


def test_whoever_moves_takes_along_what_is_said_of_them(root: Path) -> None:
    desk = move(root, "dev@partner.example", "contoso/finance", "contoso/tills")

    assert "members: [{person: dev@partner.example, ticket: CHG-1}]}\n" in written(root)
    assert "      # from outside\n      - person: eli" in written(root)
    assert list(desk.become) == ["contoso.yaml"]


def test_an_admin_who_moves_stays_an_admin_and_a_row_becomes_an_entry(root: Path) -> None:
    add(root, "sofia@contoso.com", "contoso/finance", {"role": "admin"})
    move(root, "kai@contoso.com", "contoso/finance", "contoso/tills")
    desk = move(root, "ben@contoso.com", "contoso/retail", "contoso/tills")

    assert "  tills: {admins: [sofia@contoso.com, kai@contoso.com], members: [ben@contoso.com]}\n" in written(root)
    assert list(desk.become) == ["contoso.yaml", "retail.csv"], "added before taken out"


def test_of_two_files_both_are_written_or_none(root: Path) -> None:
    desk = Desk(scan(root))
    for file in ("contoso.yaml", "retail.csv"):
        desk.become[file] = desk.content(file) + b"# more"
    (root / "retail.csv").write_text("person\n")

    with pytest.raises(InputInvalid, match=r"retail.csv changed in the meantime; nothing was written"):
        desk.put_back()

    assert written(root) == CONTOSO


def test_what_would_leave_a_workspace_without_an_admin_is_not_written(root: Path) -> None:
    for edit in (remove, lambda *said: move(*said, "contoso/tills")):
        with pytest.raises(InputInvalid, match="would be wrong then; nothing was written") as refused:
            edit(root, "kai@contoso.com", "contoso/finance")

        assert [(f.rule, f.place and f.place.file) for f in refused.value.findings] == [("S-06", "contoso.yaml")]
        assert written(root) == CONTOSO


def test_what_a_group_or_a_contract_brings_is_said_and_not_changed(root: Path) -> None:
    with pytest.raises(WrongUsage, match=r"only through group night \(contoso.yaml:9:11\)"):
        remove(root, "kim@contoso.com", "contoso/finance")
    desk = remove(root, "mia@contoso.com", "contoso/default")

    assert "    admins: []\n" in written(root)
    assert desk.notes == [
        "services_admins of contract contoso-u26 (contoso.yaml:4:91) brings mia@contoso.com into contoso/default "
        "still; change it there if need be."
    ]


@pytest.mark.parametrize(
    ("person", "target", "said", "why", "remedy"),
    [
        ("ben", "contoso/finance", {}, "there is no @ in it", "one address"),
        ("ana@contoso.com", "contoso/finance", {}, "already, in members", "reconciler expire"),
        ("zoe@contoso.com", "contoso/finanse", {}, "no file declares a workspace", "did you mean contoso/finance"),
        ("zoe@contoso.com", "contso/finance", {}, "no file declares a customer", "did you mean contoso"),
        ("zoe@contoso.com", "contoso", {}, "names no workspace", "contoso/WORKSPACE"),
        ("zoe@contoso.com", "contoso/finance", {"reason": "=1+1"}, "cannot stand in a file", "plain text"),
        ("zoe@contoso.com", "contoso/finance", {"reason": "x" * 501}, "longer than 500", "Shorten"),
    ],
)
def test_what_does_not_fit_is_refused_with_what_to_type(
    root: Path, person: str, target: str, said: dict[str, str], why: str, remedy: str
) -> None:
    with pytest.raises(WrongUsage, match=why) as refused:
        add(root, person, target, said)

    assert remedy in refused.value.remedy
    assert written(root) == CONTOSO


def test_somebody_who_is_not_there_is_looked_for_among_those_who_are(root: Path) -> None:
    with pytest.raises(WrongUsage, match=r"no file brings Lyn@contoso\.com into contoso/retail") as refused:
        expire(root, "Lyn@contoso.com", "contoso/retail", "2026-12-31")

    assert refused.value.remedy == "did you mean lin@contoso.com?"


def test_files_that_are_wrong_already_are_not_edited(root: Path) -> None:
    (root / "contoso.yaml").write_text(CONTOSO + "odd: 1\n")

    with pytest.raises(InputInvalid, match="wrong already") as refused:
        add(root, "zoe@contoso.com", "contoso/finance", {})
    assert len(refused.value.findings) == 1


def test_a_move_that_was_cut_off_between_two_files_is_finished_by_the_same_command(root: Path) -> None:
    move(root, "ana@contoso.com", "contoso/finance", "contoso/retail")
    done = written(root)
    (root / "contoso.yaml").write_text(CONTOSO)

    desk = move(root, "ana@contoso.com", "contoso/finance", "contoso/retail")

    assert list(desk.become) == ["contoso.yaml"]
    assert written(root) == done != CONTOSO
