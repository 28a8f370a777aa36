"""People from an export of another system become the roster of a workspace: prepared, looked at, then written.

Preparing reads everything and judges the result as ``validate`` would; writing only puts the bytes in their places, all
or none. The same export again changes no byte. The state is never looked at.
"""

import gc
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from reconciler.errors import InputInvalid
from reconciler.findings import Severity, some_of
from reconciler.kinds.address import PersonKey
from reconciler.kinds.estate import CustomerId
from reconciler.kinds.workspace import WorkspaceId
from reconciler.loading.configuration import RosterNames, load
from reconciler.loading.files import HEAD, YAML_ENDINGS
from reconciler.loading.incoming.headings import Field, columns_of
from reconciler.loading.incoming.merging import Judged, Merged, Missing, Others, Standing, merged
from reconciler.loading.incoming.people import Incoming, Take, Wanted, people_in
from reconciler.loading.incoming.rejects import rejects_file
from reconciler.loading.incoming.tables import Table
from reconciler.loading.roster_columns import FORMULA
from reconciler.reporting.escapes import for_csv
from reconciler.reporting.imported import ImportView
from reconciler.reporting.words import counted
from reconciler.workflows.exchanged import exchanged
from reconciler.workflows.import_into import Into, Wish, into, refuse_unled
from reconciler.workflows.import_memory import holding, memory_file, memory_text, remembered
from reconciler.workflows.unbroken import refuse_what_would_break, with_texts

ReadTable = Callable[[Mapping[Field, str]], Table]


@dataclass(frozen=True, slots=True)
class ImportRequest:
    """``read`` gives the table of ``file``. ``rejects`` is None for a file beside it, which is never written over."""

    file: Path
    read: ReadTable
    wish: Wish
    mapped: Mapping[Field, str] = field(default_factory=dict)
    wanted: Wanted = field(default_factory=Wanted)
    missing: Missing = Missing.STAY
    rejects: Path | None = None


@dataclass(frozen=True, slots=True)
class Prepared:
    """``texts`` are the files to be written, in this order; ``before`` what they are now."""

    view: ImportView
    texts: Mapping[Path, bytes]
    before: Mapping[Path, bytes | None]
    removed: int


def prepare_import(request: ImportRequest, at: Path) -> Prepared:
    """What would be written, and nothing is. InputInvalid where nothing can be."""
    collecting = gc.isenabled()
    gc.disable()  # hundreds of thousands of rows, none of them garbage: looking through them again is a third of it all
    try:
        return _prepared(request, at)
    finally:
        if collecting:
            gc.enable()


def _prepared(request: ImportRequest, at: Path) -> Prepared:
    place = into(request.wish, at)
    known, memory = remembered(place.root, place.roster)
    table = request.read({**known, **request.mapped})
    mapped = holding(known, request.mapped, table.header)
    incoming = people_in(table, columns_of(table.header, mapped, table.file), request.wanted)
    if place.needs_admin and not _led(incoming):
        refuse_unled(request.wish)
    others = _others(place, request.wish)
    result = merged(_standing(place), incoming, others, request.missing)
    if result.text is not None and place.by_hand is not None:
        raise place.by_hand
    inside = _texts(place, result)
    _refuse_unreadable(place, request.wish.customer, inside)
    texts = {place.root / path: text for path, text in inside.items()}
    before = {place.root / path: was for path, was in {**place.before, place.roster: place.roster_content}.items()}
    if request.mapped and mapped != known and (inside or place.roster_content is not None):
        remembering = place.root / memory_file(place.roster)
        texts[remembering], before[remembering] = memory_text({**known, **mapped}), memory
    rejects = _rejects(request, incoming, table.unit)
    for path, text in rejects.items():
        now = path.read_bytes() if path.is_file() else None
        if now != text:
            texts[path], before[path] = text, now
    removed = len(result.missing) if request.missing is Missing.GO else 0
    view = _view(request, table, incoming, result, place, texts, next(iter(rejects), None))
    return Prepared(view, texts, before, removed)


def _led(incoming: Incoming) -> bool:
    """Whether somebody who comes is an admin."""
    return Field.ROLE in incoming.said and any("admin" in row.cells[:1] for row in incoming.people.values())


def write_import(prepared: Prepared) -> None:
    exchanged(prepared.texts, prepared.before)


def _others(place: Into, wish: Wish) -> Others:
    if place.declared is None:
        return Others(place.admins)
    seats = place.declared.estate.seats.get(WorkspaceId(wish.workspace), {})
    people, elsewhere, at = list(seats), set(place.admins), 0
    for run in place.declared.places.seats(wish.workspace, people):
        if run.file != place.roster:
            elsewhere.update(people[at : at + run.length])
        at += run.length
    known = place.declared.estate.people
    aliases = {PersonKey(old): key for key, person in known.items() for old in person.also}
    spelled = {key: person.address for key, person in known.items() if person.address[0] not in FORMULA}
    return Others(elsewhere, aliases, spelled)


def _standing(place: Into) -> Standing | None:
    """The roster as it is, which was read with the customer's other files."""
    if place.roster_content is None:
        return None
    told, sources = (place.declared.findings, place.declared.sources) if place.declared else ((), {})
    was_read = any(place.roster in source.rosters for source in sources.values())
    wrong = any(f.severity is Severity.ERROR and f.place and f.place.file == place.roster for f in told)
    return Standing(place.roster, place.roster_content, Judged.RIGHT if was_read and not wrong else Judged.DOUBTFUL)


def _texts(place: Into, result: Merged) -> dict[str, bytes]:
    """The roster first: nobody names it yet, should everything end in between."""
    if result.text is None and place.roster_content is None:
        return {}
    roster = {} if result.text is None else {place.roster: result.text.encode()}
    return {**roster, **place.yaml}


def _refuse_unreadable(place: Into, customer: str, texts: Mapping[str, bytes]) -> None:
    """InputInvalid where the customer could be read before, and could not be read with the new files."""
    if not texts:
        return
    was, named = place.configuration, CustomerId(customer)
    own = was.customers.get(named, ())
    more = tuple(path for path in place.yaml if path not in own and path.endswith(YAML_ENDINGS) and path != HEAD)
    after = with_texts(was._replace(customers={**was.customers, named: (*own, *more)}), texts)
    refuse_what_would_break(place.declared, load(after, named, RosterNames.LEFT))


def _rejects(request: ImportRequest, incoming: Incoming, unit: str) -> dict[Path, bytes]:
    if not incoming.rejected:
        return {}
    path = request.rejects or request.file.with_name(f"{request.file.stem}.rejects.csv")
    text = rejects_file(incoming, unit, for_csv)
    if request.rejects is None and path.exists() and not (path.is_file() and path.read_bytes() == text):
        raise InputInvalid(
            f"{path} is there already, with other rows; nothing was written",
            "import what you mended in it and remove it, or name another: --rejects FILE",
        )
    return {path: text}


def _view(
    request: ImportRequest,
    table: Table,
    incoming: Incoming,
    result: Merged,
    place: Into,
    texts: Mapping[Path, bytes],
    rejects: Path | None,
) -> ImportView:
    roster = "new" if place.roster_content is None else "changed"
    files = [(place.roster, f"{roster}, {counted(result.people, 'person', 'people')}")] if result.text else []
    files += [(path, place.notes[path]) for path in place.yaml if place.root / path in texts]
    memory = memory_file(place.roster)
    files += [(memory, "which column says what")] if place.root / memory in texts else []
    return ImportView(
        source=str(request.file),
        told=table.told,
        customer=request.wish.customer,
        workspace=request.wish.workspace,
        rows=incoming.rows,
        added=result.added,
        changed=result.changed,
        same=result.same,
        missing=result.missing,
        removes=request.missing is Missing.GO,
        notes=tuple(_notes(request.wanted, incoming, result)),
        rejected=[(f"{table.unit} {r.line}", r.why) for r in incoming.rejected],
        rejects=str(rejects or ""),
        files=files,
    )


def _notes(wanted: Wanted, incoming: Incoming, result: Merged) -> Iterator[str]:
    if incoming.disabled:
        said = "left out (see --disabled)" if wanted.disabled is Take.LEAVE else "taken"
        there = f"; {result.missing_disabled:,} of those not in it" if result.missing_disabled else ""
        yield f"{counted(len(incoming.disabled), 'disabled account')} {said}{there}"
    if incoming.guests:
        said = "left out" if wanted.guests is Take.LEAVE else "taken (see --guests)"
        yield f"{counted(len(incoming.guests), 'guest')} {said}"
    if incoming.decoded:
        yield f"{counted(len(incoming.decoded), 'address', 'addresses')} taken out of #EXT# names"
    if incoming.again:
        yield f"{counted(incoming.again, 'row')} said the same again"
    if result.twice:
        people = counted(len(result.twice), "row names", "rows name")
        yield f"{people} somebody of another row by another address ({some_of(result.twice, 3)}); an admin's row counts"
    if result.elsewhere:
        people = counted(len(result.elsewhere), "person is", "people are")
        yield f"{people} in the workspace by another line and not written twice"
