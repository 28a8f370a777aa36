"""Rows are parted together where they are plain, and it is what the csv module reads row by row."""

import csv
from io import StringIO

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from reconciler.loading.answer_rows import Columns, Table

HEAD = "who,what,why\n"
READ = Columns((2, 1), 0)
WITHOUT_WHAT = Columns((0,), 2)
Told = list[tuple[int, list[str]]]


def together(text: str, read: Columns = READ) -> Told | str:
    """What is not read is empty."""
    table = Table(StringIO(text, newline=None), ",")
    told: Told = []
    try:
        assert table.header == ["who", "what", "why"]
        for like in (like for some in table.rows(read) for like in some):
            cells = dict(zip(read.same, like.same, strict=True))
            told += (
                (line, [({**cells, read.own: own}).get(n, "") for n in range(3)])
                for own, line in zip(like.own, like.lines, strict=True)
            )
    except csv.Error as fault:
        return f"{table.line}: {fault}"
    return sorted(told)


def one_by_one(text: str) -> Told | str:
    reader = csv.reader(StringIO(text, newline=None), strict=True)
    try:
        told = [(reader.line_num, row) for row in reader]
    except csv.Error as fault:
        return f"{reader.line_num}: {fault}"
    return [(line, [*row, "", "", ""][:3]) for line, row in told[1:] if row]


PLAIN = st.lists(st.text("aä ", max_size=2), min_size=3, max_size=3).map(",".join)
ODD = st.text('a ä,"\n\r;', max_size=8)


@given(st.lists(PLAIN | PLAIN | ODD, max_size=8).map("\n".join))
@example("a,b,c\n")
@example("a,b,c,d\ne,f\n")
@example('"a\n\nb",c,d\n\nno,"quote\n')
def test_it_is_what_the_csv_module_reads(rows: str) -> None:
    assert together(HEAD + rows) == one_by_one(HEAD + rows)


@given(st.lists(PLAIN | PLAIN | ODD, max_size=8).map("\n".join))
@example("a,b,c\na,d,e\n")
def test_a_column_that_is_not_read_parts_no_rows(rows: str) -> None:
    told = one_by_one(HEAD + rows)
    without = told if isinstance(told, str) else [(line, [who, "", why]) for line, (who, _, why) in told]

    assert together(HEAD + rows, WITHOUT_WHAT) == without


def test_rows_that_say_the_same_are_one_wherever_they_stand() -> None:
    rows = [f"p{n},{answer},1" for n in range(2_000) for answer in ("left", "declined")]
    table = Table(iter([HEAD, *(f"{row}\n" for row in rows)]), ",")
    assert table.header

    ((left, declined),) = table.rows(READ)

    assert (left.same, declined.same) == (("1", "left"), ("1", "declined"))
    assert (left.own[:3], left.lines[:3]) == (["p0", "p1", "p2"], [2, 4, 6])


@pytest.mark.parametrize(
    "odd", ['"q,u\no",t,e', "short", "", "too,many,cells,here", "l" * 140_000 + ",o,ng", '"bad"x,,']
)
def test_one_odd_row_among_thousands_changes_nothing_of_the_others(odd: str) -> None:
    rows = [f"p{n},left,{n}" for n in range(10_000)]
    text = HEAD + "\n".join([*rows[:6_000], odd, *rows[6_000:]])

    assert together(text) == one_by_one(text)
