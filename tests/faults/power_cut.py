"""Every disk that a power cut can leave of a recorded command.

What was synced is there. Of what was not, anything may be there and anything missing: each page of a writing for
itself, each name for itself, in whatever order. A sync of a file is for its content, one of a directory for its names:
this is less than most file systems give, and what they promise.
"""

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from recording import Data, Event, Folder, Name, Size, Sync, Told

Image = Mapping[Path, bytes]
_ALL = 5
"""Of so many writes that are not synced every selection is tried; of more, a sample."""


@dataclass(frozen=True)
class Disk:
    """``names`` and ``texts`` (by file) are what was there before, for good."""

    names: Mapping[Path, int]
    texts: Mapping[int, bytes]
    events: Sequence[Event]
    selections: int = 24
    """Of so many of them at most, at each moment."""

    def images(self) -> Iterator[tuple[bool, Image]]:
        """Each once; and whether the command had told by then what it did."""
        known: set[tuple[bool, int]] = set()
        for cut in range(len(self.events) + 1):
            told = any(isinstance(event, Told) for event in self.events[:cut])
            for chosen in self._selections(cut):
                image = self._image(chosen)
                digest = hash(tuple(sorted((str(path), text) for path, text in image.items())))
                if (told, digest) not in known:
                    known.add((told, digest))
                    yield told, image

    def at_the_end(self) -> Image:
        """Where the power stays."""
        return self._image(self.events)

    def _selections(self, cut: int) -> Iterator[list[Event]]:
        past = self.events[:cut]
        loose = [n for n, event in enumerate(past) if not isinstance(event, Sync | Told) and not self._synced(n, cut)]
        chance = random.Random(cut)
        for number in range(1 << len(loose)) if len(loose) <= _ALL else range(self.selections):
            if len(loose) <= _ALL:
                missing = {n for bit, n in enumerate(loose) if number >> bit & 1}
            else:
                missing = _missing(loose, number, chance)
            yield [event for n, event in enumerate(past) if n not in missing]

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
        names, texts = dict(self.names), {file: bytearray(text) for file, text in self.texts.items()}
        for event in events:
            match event:
                case Data(file, at, text):
                    content = texts.setdefault(file, bytearray())
                    content.extend(bytes(max(0, at - len(content))))
                    content[at : at + len(text)] = text
                case Size(file, size):
                    content = texts.setdefault(file, bytearray())
                    content.extend(bytes(max(0, size - len(content))))
                    del content[size:]
                case Name(file, old, new):
                    if names.get(old or Path()) == file:
                        del names[old or Path()]
                    if new is not None:
                        names[new] = file
                case Folder(path):
                    made.discard(path)
        return {p: bytes(texts.get(file, b"")) for p, file in names.items() if made.isdisjoint(p.parents)}


def _missing(loose: Sequence[int], number: int, chance: random.Random) -> set[int]:
    """Nothing, everything, what came last, what came first, or anything."""
    some = chance.randrange(len(loose))
    chosen = [set[int](), set(loose), set(loose[some:]), set(loose[:some]), {loose[some]}, {*loose} - {loose[some]}]
    return chosen[number] if number < len(chosen) else {n for n in loose if chance.random() < 0.5}
