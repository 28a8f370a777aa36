"""YAML 1.2 core, read strictly: from the parser's events to mappings and lists that know their places.

PyYAML's own constructor is not used: it is two to three times slower, takes duplicate keys, and its composer
overflows the C stack on 30,000 brackets. The parser's *events* are flat, so one loop with a stack of our own builds
the documents, and every limit is judged the moment it is reached. Only ``true``, ``false``, ``null`` and plain
decimal integers are not text: ``no``, ``0012345``, ``12:30`` and dates stay what was written. An ordinary file needs
no parser (see ``yaml_ordinary``).

A fault of syntax ends the file; a doubled key, an anchor or a tag is recorded and reading goes on.
"""

import contextlib
from array import array
from typing import Any

from reconciler.findings import Place
from reconciler.loading.characters import BOM, first_blot, odd_character
from reconciler.loading.gathered import Gathered
from reconciler.loading.nodes import COLUMN_BITS, Document, Entries, Fields, Position, place
from reconciler.loading.yaml_lists import Misread, lifted, put_back
from reconciler.loading.yaml_ordinary import ordinary
from reconciler.loading.yaml_scalars import MAYBE_NO_TEXT, resolved
from reconciler.loading.yaml_words import in_our_words

LARGEST_FILE = 64 * 1024 * 1024
LONGEST_TEXT = 1024 * 1024
DEEPEST = 32

_LEFT_OUT = "\0left out"  # compared by identity: the key of a value that is read and not kept
_SLACK = 64 * 1024  # what the parser reads ahead


class _Unreadable(Exception):
    """Ends a file; the finding is recorded already."""


def read(content: bytes, file: str, found: Gathered) -> list[Document]:
    """The documents of one file. What is wrong goes to ``found``; after a fault of syntax the rest is missing."""
    if len(content) > LARGEST_FILE:
        what = f"The file has {len(content):,} bytes; {LARGEST_FILE:,} are allowed."
        found.add("too-large", what, "Split it: a workspace may have a file of its own.", place(file, 0))
        return []
    content = content.removeprefix(BOM)
    blot = first_blot(content)
    if blot:
        at = place(file, blot.line << COLUMN_BITS | blot.column)
        found.add(blot.code, blot.sentence, "Write the file as plain UTF-8 text.", at)
        return []
    text, runs = lifted(content)
    documents = ordinary(text, dict(runs))
    if documents is None and runs:
        documents = _without_long_lists(text, runs, file)
    return documents if documents is not None else event_by_event(content, file, found)


def event_by_event(content: bytes, file: str, found: Gathered) -> list[Document]:
    reader = _Reader(file, found)
    with contextlib.suppress(_Unreadable):
        reader.run(content)
    return reader.documents


def _without_long_lists(text: bytes, runs: dict[Position, list[str]], file: str) -> list[Document] | None:
    """A file of which long lists of addresses were lifted, where nothing is wrong in it; None for every other one."""
    found = Gathered()
    reader = _Reader(file, found, runs)
    with contextlib.suppress(_Unreadable, Misread):
        reader.run(text)
        return None if runs or found.all() else reader.documents
    return None


class _Source:
    """Feeds the parser, and stops it when it has read more than a text may have without one event coming out."""

    def __init__(self, content: bytes) -> None:
        self.content = content
        self.given = 0
        self.since = 0

    def read(self, size: int = 16_384, /) -> bytes:
        if self.since > LONGEST_TEXT + _SLACK:
            raise _TooLong
        chunk = self.content[self.given : self.given + size]
        self.given += len(chunk)
        self.since += len(chunk)
        return chunk


class _TooLong(Exception):
    pass


class _Reader:
    def __init__(self, file: str, found: Gathered, runs: dict[Position, list[str]] | None = None) -> None:
        self.file = file
        self.found = found
        self.runs = runs if runs is not None else {}
        self.documents: list[Document] = []
        self.root: Any = None
        self.start: Position = 0
        self.end: Position = 0

    def run(self, content: bytes) -> None:
        from yaml import YAMLError  # start-up time: 25 ms, and only where there is something to read

        self.end = _end_of(content)
        source = _Source(content)
        try:
            self.build(_parser(source), source)
        except YAMLError as fault:
            self.syntax(fault)
        except _TooLong:
            at = place(self.file, content.count(b"\n", 0, source.given - source.since) << COLUMN_BITS)
            self.found.add(
                "too-large", f"From here on one text is longer than {LONGEST_TEXT:,} bytes.", "Shorten it.", at
            )

    def build(self, parser: Any, source: _Source) -> None:
        """One loop over all events, flat for speed: two million of them are one big customer.

        ``top`` is the open mapping or list, ``stack`` what it stands in; in a mapping ``key`` waits for its value.
        """
        from yaml import events as e  # start-up time

        scalar, next_event, runs = e.ScalarEvent, parser.get_event, self.runs
        starts: dict[type, Any] = {e.MappingStartEvent: Fields, e.SequenceStartEvent: Entries}
        ends = (e.MappingEndEvent, e.SequenceEndEvent)
        stack: list[Any] = []
        top: Any = None
        key: Any = None
        while True:
            event = next_event()
            source.since = 0
            kind = type(event)
            mark = event.start_mark
            at = mark.line << COLUMN_BITS | mark.column
            if kind is scalar:
                value = event.value
                if event.style or event.tag is not None or event.anchor is not None or "\n" in value:
                    value = self.careful(event, at)
                elif not value:
                    value, at = None, min(at, self.end)
                elif value[0] in MAYBE_NO_TEXT:
                    value = resolved(value)
                if key is None and type(top) is Fields:
                    key = value
                    if type(value) is not str or value in top or value == "<<":
                        key = self.odd_key(top, event, value, at)
                    if key is not _LEFT_OUT:
                        top.written.append(at)
                    continue
            elif kind in starts:
                if event.tag is not None or event.anchor is not None:
                    self.decorated(event, at)
                if len(stack) >= DEEPEST or (key is None and type(top) is Fields):
                    self.refuse_to_open(len(stack), at)
                value = starts[kind]()
                value.start = at
                value.written = array("Q")
            elif kind in ends:
                top, key = stack.pop(), None
                continue
            elif self.between(event, kind.__name__, at):
                continue
            else:
                return
            if type(top) is Entries:
                top.append(value)
                top.written.append(at)
                if at in runs:
                    put_back(runs.pop(at), top)
            elif top is None:
                self.root = value
            elif key is not _LEFT_OUT:
                top[key] = value
                top.written.append(at)
            key = None
            if kind is not scalar:
                stack.append(top)
                top = value

    def careful(self, event: Any, at: Position) -> Any:
        """The text of a scalar that is quoted, tagged, anchored, a block or several lines long."""
        self.decorated(event, at)
        odd = odd_character(event.value)
        if odd:
            remedy = (
                "Write one line of text; >- folds several lines into one." if "line break" in odd else "Take it out."
            )
            self.add("bad-character", f"This text contains {odd}.", remedy, at)
        if len(event.value) > LONGEST_TEXT:
            self.add("too-large", f"This text is longer than {LONGEST_TEXT:,} characters.", "Shorten it.", at)
        return event.value if event.style else resolved(event.value)

    def odd_key(self, top: Fields, event: Any, value: Any, at: Position) -> str:
        """What to do with a key that is doubled, no text, or a merge key: it is recorded, and its value left out."""
        if type(value) is not str:
            shown = event.value or "nothing"
            self.add("yaml-key", f"{shown} is not text here.", f'Quote it: "{event.value}":', at)
        elif value not in top:
            self.add("yaml-feature", "A merge key (<<) copies fields from elsewhere.", "Write the fields out.", at)
        else:
            first = place(self.file, top.key_position(value))
            what = f"`{value}` stands in line {first.line} already."
            self.found.add("yaml-duplicate-key", what, "Keep one of the two.", place(self.file, at), (first,))
        return _LEFT_OUT

    def refuse_to_open(self, depth: int, at: Position) -> None:
        if depth >= DEEPEST:
            self.add(
                "too-large", f"This is nested deeper than {DEEPEST} levels.", "Remove brackets or indentation.", at
            )
        else:
            self.add("yaml-key", "A list or mapping cannot be a key.", "Write a name.", at)
        raise _Unreadable

    def between(self, event: Any, kind: str, at: Position) -> bool:
        """What comes between documents; False at the end of the file."""
        if kind == "DocumentStartEvent":
            self.root, self.start = None, at
            if event.version or event.tags:
                self.add("yaml-feature", "A directive (%) changes how the file is read.", "Remove the line.", at)
        elif kind == "DocumentEndEvent":
            self.documents.append(Document(self.root, self.start))
        elif kind == "AliasEvent":
            self.add("yaml-feature", f"*{event.anchor} is an alias.", "Write it out, or use a group.", at)
            raise _Unreadable
        return kind != "StreamEndEvent"

    def decorated(self, event: Any, at: Position) -> None:
        if event.anchor is not None:
            self.add("yaml-feature", f"&{event.anchor} is an anchor.", "Remove it; groups name several people.", at)
        if event.tag is not None:
            self.add("yaml-feature", f"{event.tag} is a tag.", "Remove it; write the value as plain text.", at)

    def add(self, code: str, explanation: str, remedy: str, at: Position) -> None:
        self.found.add(code, explanation, remedy, place(self.file, at))

    def syntax(self, fault: Any) -> None:
        """The parser's fault in our words, at the place it names."""
        opened = getattr(fault, "context_mark", None)
        mark = getattr(fault, "problem_mark", None) or opened
        at = self.place_of(mark) if mark else place(self.file, 0)
        also = (self.place_of(opened),) if opened and self.place_of(opened) != at else ()
        problem = getattr(fault, "problem", None) or ""
        what, remedy = in_our_words(getattr(fault, "context", None) or "", problem)
        code = "too-large" if "nesting depth" in problem else "yaml-syntax"
        self.found.add(code, what, remedy, at, also)

    def place_of(self, mark: Any) -> Place:
        return place(self.file, min(mark.line << COLUMN_BITS | mark.column, self.end))


def _end_of(content: bytes) -> Position:
    """Behind the last letter. What is missing there the parser places on a line more, where the last is not ended."""
    last = content.rpartition(b"\n")[2]
    return content.count(b"\n") << COLUMN_BITS | len(last.decode())


def _parser(source: _Source) -> Any:
    try:
        from yaml._yaml import CParser  # type: ignore[import-not-found, unused-ignore]  # start-up time
    except ImportError:  # PyYAML built without libyaml: the same events, thirty times slower
        from reconciler.loading.slow_parser import SlowParser

        return SlowParser(source)
    return CParser(source)
