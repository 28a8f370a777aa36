"""Rosters in the order that all have: sorted by person, their columns as they are."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reconciler.editing.tidy_roster import is_roster, tidy_roster
from reconciler.loading.gathered import Gathered
from reconciler.loading.rosters import Roster


def tidied(content: str | bytes) -> bytes:
    found = Gathered()
    after = tidy_roster(content if isinstance(content, bytes) else content.encode(), "a.csv", found)
    assert after is not None, found.all()
    return after


def test_people_are_sorted_as_they_are_compared_and_columns_stay() -> None:
    untidy = "role,person,name\nmember,zoe@contoso.com,Zoe\nadmin,Ana@Contoso.COM,\n,Ben@contoso.com,Ben  Ito\n"

    assert tidied(untidy) == (
        b"role,person,name\nadmin,Ana@contoso.com,\n,Ben@contoso.com,Ben  Ito\nmember,zoe@contoso.com,Zoe\n"
    )


def test_quotes_separators_and_a_byte_order_mark_stay_and_line_ends_do_not() -> None:
    untidy = '\ufeffperson;name\r\n\r\nzoe@contoso.com;"Zoe; ""Z"""\r\nana@Contoso.com;"Ana"\r\n'

    assert tidied(untidy).decode() == '\ufeffperson;name\nana@contoso.com;Ana\nzoe@contoso.com;"Zoe; ""Z"""\n'


def test_the_same_person_twice_stays_twice_in_their_order() -> None:
    assert tidied("person,role\nb@a.example,\nA@a.example,admin\na@a.example,member") == (
        b"person,role\nA@a.example,admin\na@a.example,member\nb@a.example,\n"
    )


@pytest.mark.parametrize(
    "content",
    [
        "person,role\nana@contoso.com\n",
        "person,role\nana@contoso.com,boss\n",
        "person\nAna Ruiz\n",
        'person,name\nana@contoso.com,"Ana\nRuiz"\n',
        "person\n",
        "",
        "person;role,name\n",
        b"\xff\xfep\x00e\x00",
        b"person\nan\xe9@contoso.com\n",
    ],
)
def test_a_roster_that_cannot_be_read_whole_is_told_and_left_alone(content: str | bytes) -> None:
    found = Gathered()

    assert tidy_roster(content if isinstance(content, bytes) else content.encode(), "a.csv", found) is None
    assert found.broken


def test_answers_and_exports_are_no_rosters() -> None:
    assert is_roster(b"\xef\xbb\xbfperson;role\r\n")
    assert not is_roster(b"customer,workspace,person,answer,at\n")
    assert not is_roster(b"customer,workspace,person,role\n")
    assert not is_roster(b"\x00\xff")


PEOPLE = st.from_regex(r"[a-zA-Z]{1,3}@[a-zA-Z]{1,2}\.example", fullmatch=True)
CELLS = st.text(st.sampled_from('aB",; #é'), min_size=1, max_size=5).filter(lambda cell: cell.strip() == cell)


@given(st.lists(st.tuples(PEOPLE, CELLS), min_size=1, max_size=8, unique_by=lambda row: row[0].lower()))
def test_everybody_is_still_there_with_what_is_said_of_them_and_twice_is_once(rows: list[tuple[str, str]]) -> None:
    quoted = [(person, cell.replace('"', '""')) for person, cell in rows]
    content = "".join(["person,ticket,name\n", *(f'{person},"{cell}","{cell}"\n' for person, cell in quoted)]).encode()

    once = tidied(content)

    before, after = (Roster(each, "a.csv", Gathered()) for each in (content, once))
    assert sorted((p.lower(), s) for p, s, _ in before.rows()) == [(p.lower(), s) for p, s, _ in after.rows()]
    assert {p.lower(): name for p, name in before.names.items()} == {p.lower(): n for p, n in after.names.items()}
    assert tidied(once) == once
