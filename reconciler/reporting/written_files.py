"""Files that were written, and what each is for."""

from collections.abc import Iterable, Iterator

from reconciler.reporting.look import Look, cells, padded
from reconciler.reporting.words import wrapped

_ROOM_FOR_PURPOSE = 40


def written_text(files: Iterable[tuple[str, str]], look: Look) -> Iterator[str]:
    """In two columns; on a narrow terminal the purpose stands below its file."""
    shown = [(look.safe(file), look.safe(purpose)) for file, purpose in files]
    widest = max(cells(file) for file, _ in shown)
    below = "      "
    for file, purpose in shown:
        if 4 + widest + _ROOM_FOR_PURPOSE > look.width:
            lines = [f"  {file}", *wrapped(purpose, look.width, first=below, rest=below)]
        else:
            lines = wrapped(purpose, look.width, first=f"  {padded(file, widest)}  ", rest=" " * (4 + widest))
        yield from (f"{line}\n" for line in lines)
