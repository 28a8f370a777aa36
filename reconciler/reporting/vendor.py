"""The vendor's people of a state, one a row."""

from collections.abc import Iterator, Sequence

from reconciler.kinds.vendor import VendorPerson
from reconciler.reporting.look import Look
from reconciler.reporting.table import table_csv, table_json, table_text

COLUMNS = ("address", "role", "name", "since", "by")
NOBODY = "This state names nobody of the vendor; a contract's csam and coordinator may act all the same.\n"


def vendor_text(rows: Sequence[VendorPerson], look: Look) -> Iterator[str]:
    yield from table_text(COLUMNS, rows, look) if rows else (NOBODY,)


def vendor_json(rows: Sequence[VendorPerson]) -> Iterator[str]:
    return table_json("vendor", "people", COLUMNS, rows)


def vendor_csv(rows: Sequence[VendorPerson]) -> Iterator[str]:
    return table_csv(COLUMNS, rows)
