"""The rows that were not taken, as a file that can be mended and imported."""

import csv
import io
from collections.abc import Callable

from reconciler.loading.incoming.headings import REJECTED
from reconciler.loading.incoming.people import Incoming


def rejects_text(incoming: Incoming, unit: str, shown: Callable[[str], str]) -> str:
    """The columns that are used, under their own headings, and why. ``shown`` is how a cell is made harmless."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow([*map(shown, incoming.header), REJECTED])
    for rejected in incoming.rejected:
        writer.writerow([*map(shown, rejected.cells), shown(f"{unit} {rejected.line}: {rejected.why}")])
    return text.getvalue()
