"""A customer as one line of ``hub.json``.

``{"customer":{"head":..,"id":..,"last":[offset,length],"serial":3},"holds":{...}}``: what every reader needs of
every customer stands in front and is short, the rest is read only where that customer is asked for. ``last`` is
where the journal has its last line. Seats are grouped by workspace and seat, people are ranges. ``owed`` are the
invitations that wait, ``notices`` other messages, ``letters`` what is written and not sent, ``sent`` marks of the rest.
"""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, NamedTuple

from reconciler.kinds.converged import Converged
from reconciler.kinds.estate import CustomerId
from reconciler.kinds.letter import MessageKind
from reconciler.planning.canonical import dump, numbers_in, ranges, read
from reconciler.ports import Private, PrivateKind
from reconciler.stores import shapes
from reconciler.stores.letter_rows import letter_of, letter_row, sent_of, sent_row
from reconciler.stores.shelf import Cases, Queue, Seats, SeatText, Shelf, grouped

# Inside a JSON string the quotes would stand behind backslashes, so these occurrences, first and last, are the fields.
_HOLDS = b',"holds":'
_PLANNED = b',"planned":['

_USUAL = MessageKind.INVITATION


class Line(NamedTuple):
    """``text`` is the line itself, without its end; the others are its front."""

    customer: CustomerId
    serial: int
    head: str
    last: tuple[int, int]
    text: bytes


def line_of(shelf: Shelf, last: tuple[int, int]) -> Line:
    front = {"id": shelf.customer, "serial": shelf.serial, "head": shelf.head, "last": last}
    found = shelf.converged
    planned = {} if found is None else {"planned": [found.since.isoformat(), found.line.decode()]}
    text = dump({"customer": front, "holds": _holds(shelf), **planned})
    return Line(shelf.customer, shelf.serial, shelf.head, last, text)


def line_from(text: bytes) -> Line:
    """Reads the front only. ValueError, KeyError or TypeError where it is something else."""
    front = read(text[: text.index(_HOLDS)] + b"}")["customer"]
    offset, length = front["last"]
    last = (shapes.whole(offset), shapes.whole(length, 1))
    customer = CustomerId(shapes.text(front["id"]))
    return Line(customer, shapes.whole(front["serial"], 1), shapes.text(front["head"]), last, text)


def converged_in(line: Line) -> Converged | None:
    """Reads the end only. None where there is nothing, or something else."""
    at = line.text.rfind(_PLANNED)
    if at < 0:
        return None
    try:
        since, said = read(b"{" + line.text[at + 1 :])["planned"]
        return Converged(shapes.day(since), shapes.text(said).encode())
    except ValueError:
        return None


def shelf_from(line: Line) -> Shelf:
    """Reads the whole line. ValueError, KeyError or TypeError where it is something else."""
    holds = read(line.text)["holds"]
    people = _private(PrivateKind.PERSON, holds["people"])
    texts = _private(PrivateKind.TEXT, holds["texts"])
    return Shelf(
        line.customer,
        line.serial,
        line.head,
        holds["record"],
        {**people, **texts},
        _seats(holds["seats"]),
        _queue([*holds["owed"], *holds.get("notices", ())]),
        holds["root"],
        holds["sources"],
        _cases(holds.get("cases", [])),
        {row[0]: letter_of(*row) for row in holds.get("letters", ())},
        {row[0]: sent_of(*row) for row in holds.get("sent", ())},
        converged_in(line),
    )


def _holds(shelf: Shelf) -> Mapping[str, Any]:
    private = sorted(shelf.private.values())
    cases = [[workspace, sorted(cases.items())] for workspace, cases in sorted(shelf.cases.items())]
    return {
        **({"cases": cases} if cases else {}),
        "record": shelf.record,
        "people": [_private_plain(value) for value in private if value.kind is PrivateKind.PERSON],
        "texts": [_private_plain(value) for value in private if value.kind is PrivateKind.TEXT],
        "seats": [
            [workspace, [[seat, ranges(who)] for seat, who in grouped(people)]]
            for workspace, people in sorted(shelf.seats.items())
        ],
        "owed": _waves(shelf.queue, lambda kind: kind is _USUAL),
        "root": shelf.managed_by,
        "sources": shelf.sources,
        **{name: rows for name, rows in _delivery_plain(shelf).items() if rows},
    }


def _delivery_plain(shelf: Shelf) -> Mapping[str, list[Any]]:
    """What stands in the line only where there is any."""
    return {
        "notices": _waves(shelf.queue, lambda kind: kind is not _USUAL),
        "letters": [letter_row(letter) for letter in shelf.unsent()],
        "sent": [sent_row(letter) for letter in shelf.marks()],
    }


def _private_plain(value: Private) -> list[Any]:
    """``[id, text, salt]``, and the proof as a fourth where the value was erased."""
    row = [value.id, value.text, None if value.salt is None else value.salt.hex()]
    return row if value.erased is None else [*row, value.erased.hex()]


def _private(kind: PrivateKind, rows: list[list[Any]]) -> dict[int, Private]:
    made = {n: Private(n, kind, text, _bytes(salt), _bytes(*erased)) for n, text, salt, *erased in rows}
    shapes.numbers(made)
    shapes.texts((value.text for value in made.values()), type(None))
    return made


def _bytes(written: str | None = None) -> bytes | None:
    return None if written is None else bytes.fromhex(written)


def _seats(rows: list[Any]) -> Seats:
    seats: dict[int, dict[int, SeatText]] = {}
    for workspace, groups in rows:
        seats[shapes.whole(workspace, 1)] = {}
        for seat, who in groups:
            seats[workspace].update(dict.fromkeys(numbers_in(who), dump(seat)))
    return seats


def _cases(rows: list[Any]) -> Cases:
    return {
        shapes.whole(workspace, 1): {shapes.whole(number, 1): shapes.mapping(fields) for number, fields in cases}
        for workspace, cases in rows
    }


def _waves(queue: Queue, wanted: Callable[[MessageKind], bool]) -> list[list[Any]]:
    """``[workspace, generation, day, people]`` of invitations; of other kinds the kind stands before the people."""
    waves: dict[tuple[int | str, ...], list[int]] = {}
    for (workspace, person, generation, kind), send_on in sorted(queue.items()):
        if wanted(kind):
            said: tuple[int | str, ...] = () if kind is _USUAL else (kind.value,)
            waves.setdefault((workspace, generation, send_on.isoformat(), *said), []).append(person)
    return [[*wave, ranges(who)] for wave, who in sorted(waves.items())]


def _queue(rows: list[Any]) -> Queue:
    queue: dict[tuple[int, int, int, MessageKind], date] = {}
    for workspace, generation, send_on, *kind, who in rows:
        key, day = (shapes.whole(workspace, 1), shapes.whole(generation)), shapes.day(send_on)
        which = MessageKind(*kind or (_USUAL,))
        queue.update({(key[0], person, key[1], which): day for person in numbers_in(who)})
    return queue
