"""What CSV files of rows have in common: UTF-8, one delimiter, the columns that are needed; and plain rows, in which
nothing is quoted, column by column."""

from collections.abc import Sequence

from reconciler.findings import Place
from reconciler.loading.characters import first_blot
from reconciler.loading.gathered import Gathered
from reconciler.loading.roster_lines import Fault, split_header


def columns_of(
    content: bytes, file: str, needed: Sequence[str], remedy: str, found: Gathered
) -> tuple[str, tuple[str, ...]] | None:
    """The delimiter and the columns of a file without its BOM. None where it cannot be read: ``found`` says why, with
    ``remedy`` for a first line that is not right."""
    blot = first_blot(content, tabs=True)
    if blot:
        at = Place(file, blot.line + 1, blot.column + 1)
        found.add(blot.code, blot.sentence, "Save the file as UTF-8 CSV.", at)
        return None
    split = split_header(content.split(b"\n", 1)[0].decode().rstrip("\r"))
    missing = [] if isinstance(split, Fault) else [name for name in needed if name not in split[1]]
    if isinstance(split, Fault) or missing:
        what = split.what if isinstance(split, Fault) else f"There is no column `{missing[0]}`."
        found.add("roster-header", what, remedy, Place(file, 1))
        return None
    return split


def parted(body: str, delimiter: str, width: int) -> Sequence[Sequence[str]] | None:
    """Every column of plain rows in one step: the cells of all lines in a row, of which each takes every so many. None
    where a line has another number of cells: then a line's end is in another cell than the first of the next line."""
    ends = body.count("\n")
    if body.count(delimiter) != (width - 1) * (ends + 1):
        return None  # before millions of cells are made of one line
    cells = body.replace("\n", f"{delimiter}\n").split(delimiter)
    first = "".join(cells[::width])
    if first.count("\n") != ends:
        return None
    return [first.split("\n"), *(cells[number::width] for number in range(1, width))]
