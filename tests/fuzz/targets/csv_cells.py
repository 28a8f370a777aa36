"""Text as a cell of CSV, of tables and of lists for people: one cell, nothing active in it, and never a formula."""

import csv
from io import StringIO

from reconciler.reporting.table import table_csv
from targets.active import active, text_of

FORMULA = tuple("=+-@\t\r\n\uff1d\uff0b\uff0d\uff20")
"""Their wide forms too: spreadsheets in East Asia take them for the same."""


class Row:
    def __init__(self, cell: str) -> None:
        self.cell = cell
        self.after = "end"


def one(content: bytes) -> None:
    text = text_of(content)

    table = "".join(table_csv(["cell", "after"], [Row(text)]))

    _, (shown, after) = csv.reader(StringIO(table, newline=""), strict=True)
    assert after == "end"
    assert not active(shown)
    assert not shown.startswith(FORMULA), ascii(shown)
