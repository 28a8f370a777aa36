"""A sheet of a workbook (.xlsx) as a table, read in a stream and within bounds.

A workbook is an archive of XML: what it says it unpacks to is added up before anything is unpacked, and no part may
declare entities. Formulas are seen as formulas, never as what some program once worked out.
"""

import io
import warnings
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import Any

from reconciler.errors import InputInvalid
from reconciler.loading.incoming.headings import Field
from reconciler.loading.incoming.tables import MOST_COLUMNS, MOST_ROWS, Table, headed

MOST_UNPACKED = 256 * 1024 * 1024
MOST_PARTS = 2_000
MOST_CELLS = 5_000_000
_BROKEN = (
    zipfile.BadZipFile, zlib.error, KeyError, ValueError, TypeError, AttributeError, IndexError, EOFError, SyntaxError,
    NotImplementedError, RuntimeError, ArithmeticError, OSError,
)  # fmt: skip
"""What the reader raises on archives and XML that are no workbook; a syntax error is one of XML."""
_DECLARES = (b"<!DOCTYPE", b"<!ENTITY", b"<\0!\0", b"\0<\0!")
_LOOKED_AT = 4096
_FIRST_PART = 200
_SAVE_AS = "save it as .xlsx anew, or the sheet as CSV UTF-8 (reconciler import roster)"


def read_workbook(content: bytes, file: str, sheet: str | None, mapped: Mapping[Field, str]) -> Table:
    """The table in one sheet. InputInvalid where it is none, too large, or not clear which sheet."""
    if not content.startswith(b"PK"):
        old = content.startswith(b"\xd0\xcf\x11\xe0")
        what = "is an old workbook (.xls), or one with a password" if old else "is no workbook (.xlsx)"
        raise InputInvalid(f"{file} {what}", _SAVE_AS)
    try:
        import openpyxl  # an extra, and 150 ms of start-up
    except ImportError:
        raise InputInvalid(
            "reading .xlsx needs openpyxl, which is not installed", "pip install 'reconciler[xlsx]', or save it as CSV"
        ) from None
    try:
        _refuse_bombs(content, file)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of drop-down lists and the like, which nobody needs here
            book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, keep_links=False)
            found = _sheet(book, sheet, file)
            rows = list(_rows(found, file))
            title = str(found.title)
            book.close()
    except _BROKEN as fault:
        raise InputInvalid(f"{file} {_unreadable(content, fault)}", _SAVE_AS) from None
    empty = next((number for number, row in enumerate(rows) if any(row)), len(rows))
    if empty == len(rows):
        raise InputInvalid(f"{file} has nothing in its sheet `{title}`", "name another: --sheet NAME")
    numbered = list(enumerate(rows[empty:], 1 + empty))
    return headed(Table(file, (), numbered, f"sheet {title}", "row"), mapped)


def _unreadable(content: bytes, fault: Exception) -> str:
    """A sheet of OpenDocument says what it is in its first part, whatever its name."""
    if b"opendocument" in content[:_FIRST_PART]:
        return "is an OpenDocument sheet (.ods) and no .xlsx, whatever its name"
    return f"is no workbook that can be read ({type(fault).__name__})"


def _refuse_bombs(content: bytes, file: str) -> None:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = archive.infolist()
        whole = sum(part.file_size for part in parts)
        if len(parts) > MOST_PARTS or whole > MOST_UNPACKED:
            what = f"{file} unpacks to {whole:,} bytes in {len(parts):,} parts; {MOST_UNPACKED:,} are allowed"
            raise InputInvalid(what, "save the sheet of people alone, or as CSV UTF-8")
        for part in parts:
            if part.filename.endswith((".xml", ".rels")):
                with archive.open(part) as opened:
                    start = opened.read(_LOOKED_AT)
                if any(declaration in start for declaration in _DECLARES):
                    raise InputInvalid(f"{file} declares entities of its own, as no spreadsheet does", _SAVE_AS)


def _sheet(book: Any, name: str | None, file: str) -> Any:
    sheets = {sheet.title: sheet for sheet in book.worksheets}
    if name is not None:
        if name not in sheets:
            raise InputInvalid(f"{file} has no sheet `{name}`", f"its sheets are {_few(list(sheets))}")
        return sheets[name]
    shown = [title for title, sheet in sheets.items() if sheet.sheet_state == "visible"]
    filled = [title for title in shown if len(shown) == 1 or any(map(any, _rows(sheets[title], file)))]
    if len(filled) != 1:
        what = f"{len(filled)} sheets: {_few(filled)}" if filled else "no sheet with anything in it"
        raise InputInvalid(f"{file} has {what}", f"say which: --sheet '{filled[0]}'" if filled else _SAVE_AS)
    return sheets[filled[0]]


def _few(names: list[str]) -> str:
    return ", ".join(names[:5]) + (f" and {len(names) - 5} more" if len(names) > 5 else "")


def _rows(sheet: Any, file: str) -> Iterator[list[str]]:
    """Every row as texts. What a sheet says of its own size is not believed."""
    sheet.reset_dimensions()
    cells = 0
    for number, row in enumerate(sheet.iter_rows(values_only=True)):
        cells += len(row)
        if number > MOST_ROWS or len(row) > MOST_COLUMNS or cells > MOST_CELLS:
            size = f"{MOST_ROWS:,} rows, {MOST_COLUMNS:,} columns and {MOST_CELLS:,} cells"
            what = f"{file} has more than {size} in its sheet `{sheet.title}`"
            raise InputInvalid(what, "delete what is not needed, also far below and to the right; or save it as CSV")
        yield [_text(value) for value in row]


def _text(value: Any) -> str:
    """A cell as CSV would have it. What is no plain value is a formula over several cells."""
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime):
        return value.date().isoformat() if value == datetime.combine(value, datetime.min.time()) else value.isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, int | float):
        return str(int(value)) if value == int(value) else str(value)
    return "="
