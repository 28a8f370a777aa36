"""One table: aligned text, CSV and JSON from the same columns."""

import csv
import io
import json
from dataclasses import dataclass
from datetime import UTC, date, datetime

from hypothesis import given
from hypothesis import strategies as st

from reconciler.reporting.look import Look, cells
from reconciler.reporting.table import table_csv, table_json, table_text

COLUMNS = ("customer", "members", "last_apply", "expires")


@dataclass(frozen=True)
class Row:
    customer: str
    members: int
    last_apply: datetime | None = None
    expires: date | None = None


ROWS = (
    Row("contoso", 2312, datetime(2026, 7, 1, 9, 30, tzinfo=UTC), date(2026, 7, 31)),
    Row("fabrikam", 7),
)


def test_numbers_stand_to_the_right_and_headings_of_two_words_on_two_lines() -> None:
    assert "".join(table_text(COLUMNS, ROWS, Look())) == (
        "customer  members  last              expires\n"
        "                   apply\n"
        "contoso     2,312  2026-07-01 09:30  2026-07-31\n"
        "fabrikam        7\n"
    )


def test_where_it_does_not_fit_each_row_is_a_block() -> None:
    assert "".join(table_text(COLUMNS, ROWS, Look(width=40))) == (
        "contoso\n"
        "  members     2,312\n"
        "  last apply  2026-07-01 09:30\n"
        "  expires     2026-07-31\n"
        "fabrikam\n"
        "  members     7\n"
    )


def test_prose_in_the_last_column_goes_on_below_itself_where_there_is_room() -> None:
    rows = (Row("contoso", 7), Row("a long sentence about what was done here and why it was done", 8))
    columns = ("members", "customer")

    assert "".join(table_text(columns, rows, Look(width=50), prose="customer")) == (
        "members  customer\n"
        "      7  contoso\n"
        "      8  a long sentence about what was done here\n"
        "         and why it was done\n"
    )
    assert "".join(table_text(columns, rows, Look(width=48), prose="customer")).startswith("7\n  customer  contoso\n")


def test_wide_letters_do_not_shift_the_columns() -> None:
    lines = "".join(table_text(COLUMNS[:2], [Row("山田", 1), Row("contoso", 2)], Look())).split("\n")

    assert len({cells(line) for line in lines if line}) == 1


def test_no_rows_are_no_text_but_a_heading_in_csv() -> None:
    assert list(table_text(COLUMNS, [], Look())) == []
    assert "".join(table_csv(COLUMNS, [])) == "customer,members,last_apply,expires\n"


def test_csv_has_plain_numbers_and_iso_times() -> None:
    assert "".join(table_csv(COLUMNS, ROWS)) == (
        "customer,members,last_apply,expires\ncontoso,2312,2026-07-01T09:30:00Z,2026-07-31\nfabrikam,7,,\n"
    )


def test_json_is_a_list_of_objects_under_its_name() -> None:
    table = json.loads("".join(table_json("status", "customers", COLUMNS, ROWS)))

    assert (table["kind"], table["format_version"]) == ("status", "1.0")
    assert table["customers"][1] == {"customer": "fabrikam", "members": 7, "last_apply": None, "expires": None}


@given(st.lists(st.tuples(st.text(), st.integers()), max_size=5), st.integers(40, 200))
def test_no_text_in_a_row_breaks_the_table(values: list[tuple[str, int]], width: int) -> None:
    rows = [Row(text, number) for text, number in values]

    written = list(csv.reader(io.StringIO("".join(table_csv(COLUMNS[:2], rows)))))
    text = "".join(table_text(COLUMNS[:2], rows, Look(width=width)))

    assert len(written) == len(rows) + 1
    assert all(c.isprintable() or c.isspace() for c in text)
