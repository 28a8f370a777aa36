"""Cells that a spreadsheet would run as a formula: by their first character, plain or, as East Asian ones take it,
wide."""

_STARTS = ("=", "+", "-", "@", "\t", "\r", "\uff1d", "\uff0b", "\uff0d", "\uff20")


def inert(cell: str, shown: str) -> str:
    """How a cell is ``shown``, with a ``'`` before it where it would be run."""
    return f"'{shown}" if cell.startswith(_STARTS) else shown


def before_inert(cell: str) -> str:
    """What stood there: the inverse of ``inert``."""
    return cell[1:] if cell.startswith("'") and cell.startswith(_STARTS, 1) else cell
