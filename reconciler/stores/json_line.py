"""A customer as one line of ``hub.json``.

``{"customer":{"head":..,"id":..,"last":[offset,length],"serial":3},"holds":{...}}``: what every reader needs of
every customer stands in front and is short, the rest is read only where that customer is asked for. ``last`` is
where the journal has its last line. Seats are grouped by workspace and seat, people are ranges. ``owed`` are the
invitations that wait, ``notices`` other messages, ``letters`` what is written and not sent, ``sent`` marks of the rest.

Whoever delivers writes the line anew with every batch, of which only the queue, letters and marks are new: a part that
says what it said is taken over as the bytes that stand there.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from itertools import islice
from typing import Any, NamedTuple

from reconciler.kinds.converged import Converged
from reconciler.kinds.customer import CustomerId
from reconciler.kinds.letter import MessageKind
from reconciler.planning.canonical import dump, numbers_in, ranges, read
from reconciler.ports import Private, PrivateKind
from reconciler.stores import shapes
from reconciler.stores.letter_rows import letter_of, letter_row, sent_of
from reconciler.stores.shelf import Cases, Queue, Seats, SeatText, Sent, Shelf, grouped, with_marks

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


class Written(NamedTuple):
    """A customer and the line that says it; ``parts`` are the places of its parts in it, where it was made here."""

    line: Line
    shelf: Shelf
    parts: Mapping[str, slice] = {}


def written(shelf: Shelf, last: tuple[int, int], before: Written | None = None) -> Written:
    """``before`` is the same customer as it was."""
    front = {"id": shelf.customer, "serial": shelf.serial, "head": shelf.head, "last": last}
    found = shelf.converged
    planned = b"" if found is None else b"," + dump({"planned": [found.since.isoformat(), found.line.decode()]})[1:-1]
    texts, parts = [dump({"customer": front})[:-1], _HOLDS, b"{"], dict[str, slice]()
    at = sum(map(len, texts))
    for name, text in _parts(shelf, before):
        label = (b',"' if parts else b'"') + name.encode() + b'":'
        texts += [label, text]
        at += len(label) + len(text)
        parts[name] = slice(at - len(text), at)
    line = Line(shelf.customer, shelf.serial, shelf.head, last, b"".join([*texts, b"}", planned, b"}"]))
    return Written(line, shelf, parts)


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
        _sent(holds.get("sent", ())),
        converged_in(line),
    )


class _Part(NamedTuple):
    """``of`` gives that of which it is ``made``: of the very same values the same is made."""

    of: Callable[[Shelf], object]
    made: Callable[[Shelf], bytes]


def _parts(shelf: Shelf, before: Written | None) -> Iterator[tuple[str, bytes]]:
    """In the order of their names. What is empty stands there only where it always does."""
    for name, part in _PARTS.items():
        place = before.parts.get(name) if before and part.of(before.shelf) is part.of(shelf) else None
        text = before.line.text[place] if before and place else part.made(shelf)
        if text != b"[]" or name in _ALWAYS:
            yield name, text


def _rows(rows: Iterable[Any]) -> bytes:
    """A list, of which no more than a batch is there twice."""
    rest, texts = iter(rows), list[bytes]()
    while batch := list(islice(rest, _BATCH)):
        texts.append(dump(batch)[1:-1])
    return b"[" + b",".join(texts) + b"]"


def _values(kind: PrivateKind) -> Callable[[Shelf], bytes]:
    return lambda shelf: _rows(_private_plain(value) for value in sorted(shelf.private.values()) if value.kind is kind)


def _seat_rows(shelf: Shelf) -> Iterator[list[Any]]:
    for workspace, people in sorted(shelf.seats.items()):
        yield [workspace, [[seat, ranges(who)] for seat, who in grouped(people)]]


_BATCH = 1_000
_ALWAYS = frozenset({"owed", "people", "seats", "texts"})
_PARTS: Mapping[str, _Part] = {
    "cases": _Part(
        lambda shelf: shelf.cases,
        lambda shelf: _rows([w, sorted(them.items())] for w, them in sorted(shelf.cases.items())),
    ),
    "letters": _Part(lambda shelf: shelf.letters, lambda shelf: _rows(map(letter_row, shelf.unsent()))),
    "notices": _Part(
        lambda shelf: shelf.queue, lambda shelf: dump(_waves(shelf.queue, lambda kind: kind is not _USUAL))
    ),
    "owed": _Part(lambda shelf: shelf.queue, lambda shelf: dump(_waves(shelf.queue, lambda kind: kind is _USUAL))),
    "people": _Part(lambda shelf: shelf.private, _values(PrivateKind.PERSON)),
    "record": _Part(lambda shelf: shelf.record, lambda shelf: dump(shelf.record)),
    "root": _Part(lambda shelf: shelf.managed_by, lambda shelf: dump(shelf.managed_by)),
    "seats": _Part(lambda shelf: shelf.seats, lambda shelf: _rows(_seat_rows(shelf))),
    "sent": _Part(
        lambda shelf: shelf.sent,
        lambda shelf: b"[" + b",".join(text for _, texts in sorted(shelf.sent.items()) for text in texts) + b"]",
    ),
    "sources": _Part(lambda shelf: shelf.sources, lambda shelf: dump(shelf.sources)),
    "texts": _Part(lambda shelf: shelf.private, _values(PrivateKind.TEXT)),
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


def _sent(rows: Iterable[list[Any]]) -> Sent:
    return with_marks({}, (sent_of(*row) for row in rows))


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
    some = ((key, send_on) for key, send_on in queue.items() if wanted(key[3]))
    for (workspace, person, generation, kind), send_on in sorted(some):
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
