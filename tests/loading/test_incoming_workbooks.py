"""A sheet of a workbook is a table: plain values only, one sheet, within bounds."""

import io
import zipfile
from datetime import date
from typing import Any

import pytest

from reconciler.errors import InputInvalid
from reconciler.loading.incoming.headings import columns_of
from reconciler.loading.incoming.people import Wanted, people_in
from reconciler.loading.incoming.tables import Table
from reconciler.loading.incoming.workbooks import MOST_UNPACKED, read_workbook

openpyxl = pytest.importorskip("openpyxl")

PEOPLE = [["mail", "name", "active", "until"], ["ana@contoso.com", "Ana", True, date(2026, 12, 31)]]


def workbook(**sheets: list[list[Any]]) -> Any:
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    return book


def content(book: Any) -> bytes:
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def read(whole: bytes, sheet: str | None = None) -> Table:
    return read_workbook(whole, "people.xlsx", sheet, {})


def rezipped(whole: bytes, part: str, text: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(whole)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, text if name == part else old.read(name))
    return out.getvalue()


def opendocument() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as new:
        new.writestr("mimetype", b"application/vnd.oasis.opendocument.spreadsheet")
    return out.getvalue()


def test_texts_booleans_and_dates_are_read_as_csv_would_have_them() -> None:
    table = read(content(workbook(people=PEOPLE)))

    assert table.header == ("mail", "name", "active", "until")
    assert [row for _, row in table.rows] == [["ana@contoso.com", "Ana", "true", "2026-12-31"]]
    assert (table.told, table.unit, [line for line, _ in table.rows]) == ("sheet people", "row", [2])


def test_empty_rows_above_the_headings_are_passed_over_and_rows_keep_their_number() -> None:
    assert [line for line, _ in read(content(workbook(people=[[], [], *PEOPLE]))).rows] == [4]


def test_the_one_sheet_that_is_shown_and_filled_is_read() -> None:
    book = workbook(notes=[], people=PEOPLE, lists=[["x"]])
    book["lists"].sheet_state = "hidden"

    assert read(content(book)).told == "sheet people"


def test_of_several_sheets_one_is_to_be_named() -> None:
    whole = content(workbook(people=PEOPLE, others=PEOPLE))

    with pytest.raises(InputInvalid, match="2 sheets: people, others"):
        read(whole)
    assert read(whole, "others").told == "sheet others"
    with pytest.raises(InputInvalid, match="no sheet `x`"):
        read(whole, "x")


def test_formulas_are_not_worked_out() -> None:
    table = read(content(workbook(people=[["mail", "name"], ["ana@contoso.com", '=A2&"x"']])))

    with pytest.raises(InputInvalid, match="has formulas: `name` in row 2"):
        people_in(table, columns_of(table.header, {}, "people.xlsx"), Wanted())


def test_what_would_unpack_to_too_much_is_refused_unread() -> None:
    """By what the archive itself says: a part is never read further than that."""
    whole = bytearray(content(workbook(people=PEOPLE)))
    size = whole.index(b"PK\x01\x02") + 24
    whole[size : size + 4] = (MOST_UNPACKED + 1).to_bytes(4, "little")

    with pytest.raises(InputInvalid, match="unpacks to"):
        read(bytes(whole))


def test_a_part_that_declares_entities_is_refused() -> None:
    bomb = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa">]><worksheet/>'

    with pytest.raises(InputInvalid, match="declares entities"):
        read(rezipped(content(workbook(people=PEOPLE)), "xl/worksheets/sheet1.xml", bomb))


def test_a_cell_far_to_the_right_is_too_large_a_sheet() -> None:
    book = workbook(people=PEOPLE)
    book["people"]["XFD3"] = "x"

    with pytest.raises(InputInvalid, match="more than"):
        read(content(book))


@pytest.mark.parametrize(
    ("whole", "what"),
    [
        (b"mail,name\n", "is no workbook"),
        (b"\xd0\xcf\x11\xe0", "old workbook"),
        (b"PK\x03\x04 and nothing", "no workbook that can be read"),
        (opendocument(), "is an OpenDocument sheet"),
        (content(workbook(people=[])), "nothing in its sheet"),
        (content(workbook(people=PEOPLE[:1])), "nobody below"),
        (content(workbook(people=[["Users"], *PEOPLE])), "two header lines"),
        (rezipped(content(workbook(people=PEOPLE)), "xl/worksheets/sheet1.xml", b"<x"), "no workbook that can be read"),
    ],
)
def test_what_is_no_list_in_a_workbook_is_refused_in_one_line(whole: bytes, what: str) -> None:
    with pytest.raises(InputInvalid, match=what):
        read(whole)
