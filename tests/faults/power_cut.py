"""Every disk that a power cut can leave of a recorded command.

What was synced is there. Of what was not, anything may be there and anything missing: each page of a writing for
itself, each name for itself, in whatever order. A sync of a file is for its content, one of a directory for its names:
this is less than most file systems give, and what they promise.
"""

import random
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from recording import Data, Event, Folder, Name, Size, Sync, Told

Image = Mapping[Path, bytes]
_ALL = 5
"""Of so many writes that are not synced every selection is tried; of more, a sample."""


class Chosen(NamedTuple):
    """By number the events that count on a disk, and whether the command had told by then what it did."""

    told: bool
    left: tuple[int, ...]


@dataclass(frozen=True)
class Disk:
    """``names`` and ``texts`` (by file) are what was there before, for good."""

    names: Mapping[Path, int]
    texts: Mapping[int, bytes]
    events: Sequence[Event]
    selections: int = 24
    """Of so many of them at most, at each moment."""

    def chosen(self) -> Iterator[Chosen]:
        """What counts on each disk that may be left: the same is left at many moments."""
        known: set[tuple[bool, int]] = set()
        for cut in range(len(self.events) + 1):
            told = any(isinstance(event, Told) for event in self.events[:cut])
            counting = self._counting(cut)
            for missing in self._selections(cut, counting):
                left = tuple(n for n in counting if n not in missing)
                if (told, hash(left)) not in known:
                    known.add((told, hash(left)))
                    yield Chosen(told, left)

    def images(self, chosen: Iterable[Chosen]) -> Iterator[tuple[bool, Image | None]]:
        """One for each; None where the same was left before. A file that no event touches is the same bytes in all."""
        known: set[tuple[bool, int]] = set()
        for told, left in chosen:
            image = self._image([self.events[n] for n in left])
            digest = hash(frozenset(image.items()))
            yield told, None if (told, digest) in known else image
            known.add((told, digest))

    def at_the_end(self) -> Image:
        """Where the power stays."""
        return self._image(self.events)

    def _counting(self, cut: int) -> list[int]:
        return [n for n, event in enumerate(self.events[:cut]) if not isinstance(event, Sync | Told)]

    def _selections(self, cut: int, counting: Sequence[int]) -> Iterator[Container[int]]:
        loose = [n for n in counting if not self._synced(n, cut)]
        chance = random.Random(cut)
        if len(loose) <= _ALL or 1 << len(loose) <= self.selections:
            for number in range(1 << len(loose)):
                yield {n for bit, n in enumerate(loose) if number >> bit & 1}
        else:
            for number in range(self.selections):
                yield _missing(loose, number, chance)

    def _synced(self, number: int, cut: int) -> bool:
        event = self.events[number]
        match event:
            case Data() | Size():
                wanted: int | Path = event.file
            case Name(_, old, new):
                wanted = (new or old or Path()).parent
            case Folder(path):
                wanted = path.parent
        return Sync(wanted) in self.events[number:cut]

    def _image(self, events: Sequence[Event]) -> Image:
        made = {event.path for event in self.events if isinstance(event, Folder)}
        names, changed = dict(self.names), dict[int, bytearray]()
        for event in events:
            match event:
                case Data(file, at, text):
                    content = self._of(file, changed)
                    content.extend(bytes(max(0, at - len(content))))
                    content[at : at + len(text)] = text
                case Size(file, size):
                    content = self._of(file, changed)
                    content.extend(bytes(max(0, size - len(content))))
                    del content[size:]
                case Name(file, old, new):
                    if names.get(old or Path()) == file:
                        del names[old or Path()]
                    if new is not None:
                        names[new] = file
                case Folder(path):
                    made.discard(path)
        texts = {**self.texts, **{file: bytes(content) for file, content in changed.items()}}
        return {p: texts.get(file, b"") for p, file in names.items() if not made or made.isdisjoint(p.parents)}

    def _of(self, file: int, changed: dict[int, bytearray]) -> bytearray:
        if file not in changed:
            changed[file] = bytearray(self.texts.get(file, b""))
        return changed[file]


def _missing(loose: Sequence[int], number: int, chance: random.Random) -> set[int]:
    """Nothing, everything, what came last, what came first, or anything."""
    some = chance.randrange(len(loose))
    chosen = [set[int](), set(loose), set(loose[some:]), set(loose[:some]), {loose[some]}, {*loose} - {loose[some]}]
    return chosen[number] if number < len(chosen) else {n for n in loose if chance.random() < 0.5}
