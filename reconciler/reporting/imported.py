"""What an import would do, in numbers, before anything is written."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from reconciler.reporting.look import Look, Shade
from reconciler.reporting.words import counted, number, paragraph, wrapped

MANY = 20
"""So many people are named; of more the first and the last, unless all are asked for."""
_REJECTS_SHOWN = 3


@dataclass(frozen=True, slots=True)
class ImportView:
    """``changed`` has people and what differs, ``files`` paths and what becomes of each, ``rejected`` the line and why.
    ``left_out`` and ``notes`` are sentences."""

    source: str
    told: str
    customer: str
    workspace: str
    rows: int
    added: Sequence[str] = ()
    changed: Sequence[tuple[str, str]] = ()
    same: int = 0
    missing: Sequence[str] = ()
    removes: bool = False
    notes: Sequence[str] = ()
    rejected: Sequence[tuple[str, str]] = ()
    rejects: str = ""
    files: Sequence[tuple[str, str]] = ()


def import_text(view: ImportView, look: Look, *, unfold: bool) -> Iterator[str]:
    """Lines for people, gains first and what is lost by name."""
    what = f"{view.source} ({view.told}): {counted(view.rows, 'row')}, into {view.workspace} of {view.customer}"
    yield from paragraph(what, look, rest="  ")
    most = None if unfold else MANY
    if view.added:
        yield from _line(look, Shade.ADD, f"+ {number(len(view.added))} new", _few(view.added))
    if view.changed:
        said = [f"{person} ({columns})" for person, columns in view.changed]
        yield from _line(look, Shade.CHANGE, f"~ {number(len(view.changed))} changed", _named(said, most))
    if view.same:
        yield from _line(look, Shade.DIM, f"  {number(view.same)} as they are", "")
    if view.missing:
        yield from _missing(view, look, most)
    for note in view.notes:
        yield from _line(look, Shade.DIM, "  ", note)
    if view.rejected:
        yield from _rejected(view, look)
    for path, becomes in view.files:
        yield from _line(look, Shade.STRONG, f"  {look.safe(path)}", becomes)


def _missing(view: ImportView, look: Look, most: int | None) -> Iterator[str]:
    count = number(len(view.missing))
    if view.removes:
        yield from _line(look, Shade.REMOVE, f"- {count} removed", _named(view.missing, most))
    else:
        stay = "stays" if len(view.missing) == 1 else "stay"
        yield from _line(look, Shade.DIM, f"  {count} not in it", f"{stay} in the roster (see --remove-missing)")


def _rejected(view: ImportView, look: Look) -> Iterator[str]:
    mend = f"to be mended and imported: {view.rejects}"
    yield from _line(look, Shade.DANGER, f"! {counted(len(view.rejected), 'row')} rejected", mend)
    for place, why in view.rejected[:_REJECTS_SHOWN]:
        yield from _line(look, Shade.DIM, "     ", f"{place}: {why}")
    if len(view.rejected) > _REJECTS_SHOWN:
        yield from _line(look, Shade.DIM, "     ", f"and {number(len(view.rejected) - _REJECTS_SHOWN)} more")


def _line(look: Look, shade: Shade, head: str, rest: str) -> Iterator[str]:
    first = f"  {head}{'  ' if rest and head.strip() else ''}"
    lines = wrapped(look.safe(rest), look.width, first=first, rest="      ")
    lines[0] = lines[0].replace(head, look.painted(shade, head), 1) if head.strip() else lines[0]
    yield from (f"{line.rstrip()}\n" for line in lines)


def _few(people: Sequence[str]) -> str:
    return people[0] if len(people) == 1 else f"first {people[0]}, last {people[-1]}"


def _named(people: Sequence[str], most: int | None) -> str:
    if most is None or len(people) <= most:
        return ", ".join(people)
    return f"{_few(people)}; -v names all"
