"""Rows are parted together where they are plain, and it is what the csv module reads row by row."""

import csv
from io import StringIO

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from reconciler.loading.answer_rows import Table

HEAD = "who,what,why\n"
Told = list[tuple[int, list[str]]]


def together(text: str) -> Told | str:
    table = Table(StringIO(text, newline=None), ",")
    try:
        assert table.header == ["who", "what", "why"]
        told = [each for some in table.rows() for each in zip(some.lines, zip(*some.columns, strict=True), strict=True)]
    except csv.Error as fault:
        return f"{table.line}: {fault}"
    return [(line, list(row)) for line, row in told]


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


@pytest.mark.parametrize(
    "odd", ['"q,u\no",t,e', "short", "", "too,many,cells,here", "l" * 140_000 + ",o,ng", '"bad"x,,']
)
def test_one_odd_row_among_thousands_changes_nothing_of_the_others(odd: str) -> None:
    rows = [f"p{n},left,{n}" for n in range(10_000)]
    text = HEAD + "\n".join([*rows[:6_000], odd, *rows[6_000:]])

    assert together(text) == one_by_one(text)
