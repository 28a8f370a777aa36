"""Who is named by an export: accounts told apart, guests under their real address, rows that are rejected."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reconciler.errors import InputInvalid
from reconciler.loading.incoming.headings import columns_of
from reconciler.loading.incoming.people import Incoming, Take, Wanted, people_in
from reconciler.loading.incoming.tables import read_table

GUEST = "dev.shah_partner.example#EXT#@contoso.onmicrosoft.com"
ROWS = (
    "ana@contoso.com,Ana,admin",
    "Ana@contoso.com,Ana,admin",
    "ana@contoso.com,Ana Ruiz,member",
    "ben@contoso.com,,",
    "ben@contoso.com,Ben,owner",
    "lin@contoso.com,Lin,visitor",
    "lin at contoso,Lin,",
    "kai@contoso.com,Kai,member",
)


def people(text: str, wanted: Wanted | None = None) -> Incoming:
    table = read_table(text.encode(), "people.csv", {})
    return people_in(table, columns_of(table.header, {}, "people.csv"), wanted or Wanted())


def taken(text: str, wanted: Wanted | None = None) -> dict[str, tuple[str, ...]]:
    return {row.person: row.cells for row in people(text, wanted).people.values()}


def test_first_and_last_names_become_one() -> None:
    assert taken("mail,Vorname,Name\nana@contoso.com, Ana ,Ruiz  Vega\n") == {"ana@contoso.com": ("Ana Ruiz Vega",)}


def test_the_real_address_of_a_guest_is_taken_out_of_the_made_one() -> None:
    found = people(f"userPrincipalName,mail,userType\n{GUEST},,Guest\n")

    assert list(found.people) == ["dev.shah@partner.example"]
    assert (len(found.guests), len(found.decoded)) == (1, 1)


def test_an_underscore_before_the_at_sign_stays() -> None:
    assert list(taken("mail\na_b_partner.example#EXT#@contoso.onmicrosoft.com\n")) == ["a_b@partner.example"]


def test_an_account_without_mail_has_its_principal_name() -> None:
    assert list(taken("userPrincipalName,mail\nana@contoso.com,\nben@contoso.com,Ben@contoso.com\n")) == [
        "ana@contoso.com",
        "Ben@contoso.com",
    ]


@pytest.mark.parametrize(
    ("heading", "cell"),
    [("accountEnabled", "False"), ("Status", "Suspended"), ("Estado", "Inactivo"), ("Kontostatus", "gesperrt")],
)
def test_disabled_accounts_are_left_out_unless_they_are_wanted(heading: str, cell: str) -> None:
    text = f"mail,{heading}\nana@contoso.com,{cell}\nben@contoso.com,\n"

    assert list(taken(text)) == ["ben@contoso.com"]
    assert len(people(text).disabled) == 1
    assert len(taken(text, Wanted(disabled=Take.TAKE))) == 2


def test_guests_are_left_out_where_they_are_not_wanted() -> None:
    found = people("mail,userType\nana@contoso.com,Gast\nben@contoso.com,Mitglied\n", Wanted(guests=Take.LEAVE))

    assert list(found.people) == ["ben@contoso.com"]
    assert len(found.guests) == 1


@pytest.mark.parametrize(("word", "role"), [("Owner", "admin"), ("Miembro", "member"), ("propriétaire", "admin")])
def test_roles_are_known_in_four_languages(word: str, role: str) -> None:
    assert taken(f"mail,Rolle\nana@contoso.com,{word}\n") == {"ana@contoso.com": (role,)}


@pytest.mark.parametrize(
    ("row", "why"),
    [
        ("Ana Ruiz,,", "contains a space"),
        (",Ana,", "no address"),
        ("ana@contoso.com;ben@contoso.com,,", "list of addresses"),
        ("+ana@contoso.com,,", "formula"),
        ("ana@contoso.com,-2+3,", "formula"),
        (f"ana@contoso.com,{'x' * 201},", "too long"),
        ("ana@contoso.com,A\u202eB,", "RIGHT-TO-LEFT"),
        ("ana@contoso.com,,31.12.2026", "until"),
        ("ana@contoso.com", "cells"),
        ("ana@contoso.com,,,x", "cells"),
    ],
)
def test_a_row_that_does_not_fit_is_rejected_and_the_others_go_on(row: str, why: str) -> None:
    found = people(f"mail,name,until\n{row}\nben@contoso.com,,\n")

    assert list(found.people) == ["ben@contoso.com"]
    assert len(found.rejected) == 1
    assert why in found.rejected[0].why


def test_empty_cells_at_the_end_of_a_row_may_be_missing_or_too_many() -> None:
    assert len(taken("mail,note,more\nana@contoso.com\nben@contoso.com,,,,\n")) == 2


def test_a_name_that_only_repeats_the_address_is_none() -> None:
    assert taken("mail,name\nana@contoso.com,Ana@contoso.com\nben@contoso.com,-\n") == {
        "ana@contoso.com": ("",),
        "ben@contoso.com": ("",),
    }


def test_rows_that_say_the_same_are_counted_and_not_rejected() -> None:
    found = people("mail,name\nana@contoso.com,Ana\nANA@contoso.com,Ana\n")

    assert (len(found.people), found.again, found.rejected) == (1, 1, [])


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ('mail,name\nana@contoso.com,"=HYPERLINK(""http://x"")"\n', "has formulas: `name` in line 2"),
        ('mail\n"=A1&""@contoso.com"""\n', "has formulas"),
        ("mail,name\nx,Ana\ny,Ben\n", "no address in any row of `mail`"),
        ("mail,status\nana@contoso.com,full time\n", "no row can be used"),
    ],
)
def test_a_list_of_which_nothing_can_be_used_is_refused_in_one_line(text: str, what: str) -> None:
    with pytest.raises(InputInvalid, match=what):
        people(text)


@pytest.mark.parametrize(
    ("header", "row"),
    [
        ("mail,name", 'ana@contoso.com,"=HYPERLINK(""http://x"")"'),
        ("mail,first name,last name", "ana@contoso.com,Ana,=1+1"),
        ("mail,status", "ana@contoso.com,=A1"),
    ],
)
def test_one_formula_rejects_its_row_and_keeps_nobody_else_out(header: str, row: str) -> None:
    gap = "," * (header.count(",") - 1)
    found = people(f"{header}\n{row}\nben@contoso.com,{gap}\n")

    assert list(found.people) == ["ben@contoso.com"]
    assert [(each.line, each.key) for each in found.rejected] == [(2, "ana@contoso.com")]


def test_a_hundred_columns_are_read_where_it_is_clear_which_counts() -> None:
    header = ",".join(["mail", *(f"column {n}" for n in range(99))])

    assert list(taken(f"{header}\n{','.join(['ana@contoso.com'] * 100)}\n")) == ["ana@contoso.com"]


@given(st.permutations(ROWS))
def test_the_order_of_rows_changes_neither_who_is_taken_nor_how_many_are_rejected(rows: list[str]) -> None:
    found = people("\n".join(["mail,name,role", *rows]))

    assert {key: row.cells for key, row in found.people.items()} == {
        "ana@contoso.com": ("admin", "Ana"),
        "ben@contoso.com": ("admin", "Ben"),
        "kai@contoso.com": ("member", "Kai"),
    }
    assert found.people["ana@contoso.com"].person == "Ana@contoso.com"  # type: ignore[index]
    assert (len(found.rejected), found.again) == (4, 1)


ACCOUNTS = (
    "ana@contoso.com,,Ana,Ruiz,Member,True",
    f",{GUEST},Dev,Shah,,True",
    f"dev.shah@partner.example,{GUEST},,,Guest,False",
    "Ben@Contoso.com,ben@contoso.onmicrosoft.com,Ben,-,Member,False",
    " lin@contoso.com ,,Lin,  Zoe   Li ,,",
    "kai@münchen.example,,Kai,,Member,True",
    "zoe at contoso,,Zoe,,Member,True",
    "mia@contoso.com,,mia@contoso.com,,Member,maybe",
    "noa@contoso.com,,-2+3,,Member,True",
    "ida@contoso.com,,Ida",
    ",,,,,",
    "",
)


@given(st.lists(st.sampled_from(ACCOUNTS), max_size=8), st.integers(1, 3), st.sampled_from(Take), st.sampled_from(Take))
def test_rows_taken_by_columns_give_what_they_give_one_by_one(
    rows: list[str], at_once: int, disabled: Take, guests: Take
) -> None:
    header, wanted = "mail,userPrincipalName,givenName,surname,userType,accountEnabled", Wanted(disabled, guests)
    looked_at = "zoe at contoso,,Zoe,,Member,True"
    table = read_table("\n".join([header, "zia@contoso.com,,Zia,,,True", *rows, looked_at]).encode(), "people.csv", {})
    columns = columns_of(table.header, {}, "people.csv")

    assert people_in(table, columns, wanted, at_once) == people_in(table, columns, wanted)
