"""A roster by columns gives what its rows give one by one; whatever is out of the ordinary is left to the rows."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from reconciler.errors import BadAddress
from reconciler.findings import Finding
from reconciler.kinds.address import PersonKey, key_of, usual_keys
from reconciler.kinds.seat import Seat
from reconciler.kinds.seating import domains_on, summary
from reconciler.loading.gathered import Gathered
from reconciler.loading.marks import Marks
from reconciler.loading.people import People
from reconciler.loading.roster_columns import by_columns
from reconciler.loading.rosters import Roster
from reconciler.loading.seats import Roll

ALIAS = "ana@northwind.example"

addresses = st.sampled_from(
    [
        "ana@contoso.com",
        "ben@contoso.com",
        "Ben@contoso.com",
        "lin.x-y@a-b.example",
        "o'neill+x@mail.contoso.com",
        ALIAS,
    ]
)
odd_addresses = st.sampled_from(
    [
        *("", "@", "+tag@contoso.com", "=1@contoso.com", "a@b", "a@b--c.example", "a--b@contoso.com", "a@contoso.123"),
        *("a@x-.example", "ana@münchen.example", "ana@contoso.com\n", "a b@contoso.com", '"ana@contoso.com"'),
        *("x" * 65 + "@contoso.com", "ana@" + "x" * 64 + ".example", ".a@contoso.com", "a..b@contoso.com", "a@x.4e"),
    ]
)
roles = st.sampled_from(["", "admin", "member", "member", "boss"])
names = st.sampled_from(["", "Ana Ruiz", "José", "=1+1", "x" * 201])
days = st.sampled_from(["", "2026-11-30", "2026-02-30"])
lines = st.builds(
    lambda cells, more: ",".join(cells) + more,
    st.tuples(addresses | addresses | odd_addresses, roles, names, days),
    st.sampled_from(["", "", "", "", ",", "\n"]),
)
rosters = st.builds(
    lambda head, body, ending, last: (ending.join([head, *body]) + (ending if last else "")).encode(),
    st.sampled_from(["person,role,name,until", "person,role,name,until", "person,role,name,utnil"]),
    st.lists(lines, max_size=6),
    st.sampled_from(["\n", "\r\n", "\r"]),
    st.booleans(),
)


def seated(content: bytes, by_columns: bool) -> tuple[Roll, Roster, tuple[Finding, ...]] | None:
    """The roll of a workspace with one member and this roster; None where it cannot be seated by columns."""
    found, marks = Gathered(), Marks()
    people = People(found)
    people.aliases[key_of(ALIAS)] = key_of("ana@contoso.com")
    roll, roster = Roll("finance", people, marks, found), Roster(content, "r.csv", found)
    roll.sit([("mia@contoso.com", next(iter(Roster(b"person\nx@x.example", "", found).rows()))[1], 7)], "c.yaml")
    if by_columns:
        columns = roster.columns()
        if columns is None or not roll.sit_together(columns, "r.csv"):
            return None
    else:
        roll.sit(roster.rows(), "r.csv")
    roll.close()
    return roll, roster, found.all()


def described(roll: Roll) -> list[tuple[PersonKey, Seat, object]]:
    return [(person, seat, roll.marks.seat("finance", person)) for person, seat in roll.seats.items()]


@given(rosters)
def test_the_two_ways_agree_wherever_the_short_one_is_taken(content: bytes) -> None:
    by_columns, by_rows = seated(content, by_columns=True), seated(content, by_columns=False)

    if by_columns is not None and by_rows is not None:
        assert not by_rows[2]
        assert described(by_columns[0]) == described(by_rows[0])
        assert by_columns[0].spelled == by_rows[0].spelled
        assert by_columns[1].names == by_rows[1].names
        assert {*summary(by_columns[0].seating()).tally} == {*summary({**by_rows[0].seats}).tally}
        assert domains_on(by_columns[0].seating()) == domains_on({**by_rows[0].seats})


@pytest.mark.parametrize(
    "content",
    [
        "person\nana@contoso.com\n",
        "person,role\nana@contoso.com,admin\nBen@contoso.com,",
        "role;person;name\r\n;ana@contoso.com;Ana Ruiz, Contoso\r\nadmin;ben@contoso.com;José\r\n",
        "person\tuntil\treason\nana@contoso.com\t2026-11-30\taudit\n",
    ],
)
def test_what_is_ordinary_is_taken_by_columns(content: str) -> None:
    assert seated(content.encode(), by_columns=True) is not None


@pytest.mark.parametrize(
    "content",
    [
        "person\n",
        "person\nana@contoso.com\n\nben@contoso.com\n",
        "person\nana@contoso.com\nana@contoso.com\n",
        "person\nAna@contoso.com\nana@contoso.com\n",
        "person\nmia@contoso.com\n",
        f"person\n{ALIAS}\n",
        'person,name\nana@contoso.com,"Ruiz, Ana"\n',
        "person,role\nana@contoso.com,boss\n",
        "person,name\nana@contoso.com,=1\n",
        "person\n+ana@contoso.com\n",
    ],
)
def test_what_needs_a_second_look_is_left_to_the_rows(content: str) -> None:
    assert seated(content.encode(), by_columns=True) is None


@example(b"person,name\nben@contoso.com,=1+1\nben@contoso.com,Ana Ruiz", 0)
@given(rosters, st.integers(0, 40))
def test_a_roster_taken_in_slices_is_the_one_taken_as_a_whole(content: bytes, at_once: int) -> None:
    assert by_columns(content, at_once) == by_columns(content)


@given(st.lists(addresses | odd_addresses, max_size=5))
def test_keys_judged_together_are_those_judged_one_by_one(texts: list[str]) -> None:
    together = usual_keys(texts)

    if together is not None:
        assert list(together) == [key_of(text) for text in texts]


@given(st.lists(odd_addresses, min_size=1, max_size=3), st.lists(addresses, max_size=3))
def test_one_address_that_is_none_leaves_all_to_be_judged_one_by_one(odd: list[str], texts: list[str]) -> None:
    def is_none(text: str) -> bool:
        try:
            key_of(text)
        except BadAddress:
            return True
        return False

    if any(map(is_none, odd)):
        assert usual_keys([*texts, *odd]) is None
