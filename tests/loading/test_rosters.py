"""Rosters: CSV in the dialects that spreadsheets write, one person a line."""

import csv
import io
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reconciler.kinds.seat import Note, Role, Seat, SeatState
from reconciler.loading.gathered import Gathered
from reconciler.loading.nodes import COLUMN_BITS
from reconciler.loading.roster_lines import cell_column
from reconciler.loading.rosters import Roster
from reconciler.loading.seats import Row

MEMBER = Seat(SeatState.WANTED, Role.MEMBER)
ADMIN = Seat(SeatState.WANTED, Role.ADMIN)


def read(text: str | bytes) -> tuple[list[Row], list[str], Roster]:
    found = Gathered()
    roster = Roster(text if isinstance(text, bytes) else text.encode(), "r.csv", found)
    rows = list(roster.rows())
    return rows, [f"{f.rule} {f.place}" for f in found.all()], roster


def test_columns_stand_in_any_order_and_empty_cells_say_nothing() -> None:
    rows, found, roster = read(
        "until,name,person,role\n,Ana Ruiz,ana@contoso.com,admin\n2026-11-30,,ben@contoso.com,\n"
    )

    assert not found
    assert [(text, seat) for text, seat, _ in rows] == [
        ("ana@contoso.com", ADMIN),
        ("ben@contoso.com", Seat(SeatState.WANTED, Role.MEMBER, date(2026, 11, 30))),
    ]
    assert roster.names == {"ana@contoso.com": "Ana Ruiz"}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("person," + "x," * 100_000 + "x\n", "The first line has 100,002 columns; 1,000 are allowed."),
        (
            "person\nana@contoso.com" + ",x" * 100_000 + "\n",
            "The row has 100,001 cells; the first line names 1 column.",
        ),
        ("person,role\nana@contoso.com,,\n", "The row has 3 cells; the first line names 2 columns."),
    ],
)
def test_a_line_of_far_too_many_cells_is_told_of_once(text: str, said: str) -> None:
    found = Gathered()
    roster = Roster(text.encode(), "r.csv", found)

    assert (roster.columns(), list(roster.rows())) == (None, [])
    assert [f.explanation for f in found.all()] == [said]


def test_reason_ticket_sponsor_and_round_stay_with_the_seat() -> None:
    text = "person,reason,ticket,sponsor,reinvite\nana@contoso.com,audit,CHG-1,mia@contoso.com,2\n"

    ((_, seat, _),), _, _ = read(text)

    assert seat == Seat(SeatState.WANTED, Role.MEMBER, round=2, note=Note("audit", "CHG-1", "mia@contoso.com"))


def test_rows_that_say_the_same_share_one_seat() -> None:
    rows, _, _ = read("person,role\nana@contoso.com,admin\nben@contoso.com,admin\nlin@contoso.com,\n")

    assert rows[0][1] is rows[1][1]
    assert rows[0][1] is not rows[2][1]


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("ending", ["\n", "\r\n"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_every_dialect_reads_the_same(delimiter: str, ending: str, mark: str) -> None:
    cells = [["person", "role"], ["ana@contoso.com", "admin"], ["ben@contoso.com", "member"]]
    text = mark + "".join(delimiter.join(row) + ending for row in cells)

    rows, found, _ = read(text)

    assert not found
    assert [(text, seat, at >> COLUMN_BITS) for text, seat, at in rows] == [
        ("ana@contoso.com", ADMIN, 1),
        ("ben@contoso.com", MEMBER, 2),
    ]


def test_empty_lines_are_no_people_and_lines_are_counted_on() -> None:
    rows, found, _ = read("person\n\nana@contoso.com\n\n")

    assert not found
    assert [at >> COLUMN_BITS for _, _, at in rows] == [2]


def test_a_good_row_after_bad_ones_is_read() -> None:
    rows, found, _ = read("person,role\nana@contoso.com,owner\nben@contoso.com\nlin@contoso.com,\n")

    assert [text for text, _, _ in rows] == ["lin@contoso.com"]
    assert found == ["bad-value r.csv:2:17", "roster-row r.csv:3:1"]


def test_a_name_that_is_a_formula_is_refused_beside_a_seat_seen_before() -> None:
    _, found, _ = read("person,name\nana@contoso.com,Ana\nben@contoso.com,=Ben\n")

    assert found == ["roster-row r.csv:3:17"]


def test_a_column_is_found_behind_quoted_delimiters() -> None:
    assert cell_column('"a, b",c,d', ",", 0) == 1
    assert cell_column('"a, b",c,d', ",", 1) == 8
    assert cell_column('"a, b",c,', ",", 2) == 10


plain = st.text(st.characters(categories=["L", "Nd", "Zs", "P"], exclude_characters="\u00ad"), max_size=12).map(
    str.strip
)
reasons = plain.filter(lambda text: text[:1] not in ("=", "+", "-", "@"))


@given(
    st.lists(st.tuples(st.integers(0, 99), st.sampled_from(["admin", "member", ""]), reasons), min_size=1, max_size=9)
)
def test_what_a_spreadsheet_writes_is_read_back(people: list[tuple[int, str, str]]) -> None:
    text = io.StringIO()
    sheet = csv.writer(text, lineterminator="\r\n")
    sheet.writerow(["person", "role", "reason"])
    sheet.writerows([f"p{number}@contoso.com", role, reason] for number, role, reason in people)

    rows, found, _ = read(text.getvalue())

    assert not found
    assert [(person, seat.role, seat.note) for person, seat, _ in rows] == [
        (f"p{number}@contoso.com", Role(role or "member"), Note(reason) if reason else None)
        for number, role, reason in people
    ]


@given(st.binary(max_size=80), st.sampled_from([b"", b"person\n", b"person;role\n", b"person,name,until\n"]))
def test_whatever_a_roster_holds_ends_in_rows_or_findings(content: bytes, head: bytes) -> None:
    found = Gathered()

    rows = list(Roster(head + content, "r.csv", found).rows())

    assert rows or found.broken
    assert all(f.place is not None and f.explanation for f in found.all())
