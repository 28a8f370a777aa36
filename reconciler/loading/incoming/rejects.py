"""The rows that were not taken, as a file that can be mended and imported."""

import csv
import io
from collections.abc import Callable

from reconciler.loading.characters import BOM
from reconciler.loading.incoming.headings import REJECTED
from reconciler.loading.incoming.people import Incoming


def rejects_file(incoming: Incoming, unit: str, shown: Callable[[str], str]) -> bytes:
    """The columns that are used, under their own headings, and why. ``shown`` is how a cell is made harmless. Letters
    beyond ASCII are marked as UTF-8, or spreadsheets would read and save them as others."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow([*map(shown, incoming.header), REJECTED])
    for rejected in incoming.rejected:
        writer.writerow([*map(shown, rejected.cells), shown(f"{unit} {rejected.line}: {rejected.why}")])
    content = text.getvalue().encode()
    return content if content.isascii() else BOM + content
