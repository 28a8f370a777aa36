"""The files of a customer put together: each thing is taken from the one place where it is declared.

A thing declared in two places is an error that names both; which one would count is never guessed. Simple texts
(``name``, ``language``, ``status``) may stand in several documents of one file, as long as they agree.
"""

from collections.abc import Iterator
from typing import Any, NamedTuple

from reconciler.loading.gathered import Gathered
from reconciler.loading.marks import Marks
from reconciler.loading.nodes import Fields, Position, place

_REPEATABLE = ("name", "language", "status")


class Fragment(NamedTuple):
    """One document of the customer."""

    file: str
    content: Fields


class Part(NamedTuple):
    """A declared value and where it stands: ``key_at`` its name, ``at`` the value."""

    value: Any
    file: str
    key_at: Position
    at: Position


class Fragments:
    def __init__(self, fragments: list[Fragment], marks: Marks, found: Gathered) -> None:
        self.fragments = fragments
        self.marks = marks
        self.found = found

    def one(self, name: str) -> Part | None:
        """The one declaration of a field; marked as the subject ``(name,)``."""
        first: Part | None = None
        for part in self._declaring(name):
            if first is None:
                first = part
                self.marks.mark((name,), part.file, part.key_at)
            elif not (name in _REPEATABLE and part.file == first.file and part.value == first.value):
                self.twice(f"`{name}`", first, part)
        return first

    def by_id(self, section: str) -> dict[str, Part]:
        """What a section declares, by id, sorted; each marked as the subject ``(section, id)``."""
        declared: dict[str, Part] = {}
        for whole in self._declaring(section):
            for key, value, key_at, at in whole.value.each():
                part = Part(value, whole.file, key_at, at)
                if key in declared:
                    self.twice(f"`{key}` in {section}", declared[key], part)
                elif value is not None:
                    declared[key] = part
                    self.marks.mark((section, key), part.file, key_at)
        return dict(sorted(declared.items()))

    def entries(self, name: str) -> Iterator[Part]:
        """Every entry of a list that several documents may go on with; the section is marked as ``(name,)``."""
        for whole in self._declaring(name):
            self.marks.mark((name,), whole.file, whole.key_at)
            for index, value in enumerate(whole.value):
                at = whole.value.position(index)
                yield Part(value, whole.file, at, at)

    def people(self) -> Iterator[tuple[str, Part]]:
        """Every entry of ``people:``, also doubled ones: which of them are one person is not known yet."""
        for whole in self._declaring("people"):
            for key, value, key_at, at in whole.value.each():
                yield key, Part(value, whole.file, key_at, at)

    def twice(self, what: str, first: Part, second: Part) -> None:
        first_place = place(first.file, first.key_at)
        explanation = f"{what} is declared at {first_place} already."
        at = place(second.file, second.key_at)
        self.found.add("declared-twice", explanation, "Keep one of the two.", at, (first_place,))

    def _declaring(self, name: str) -> list[Part]:
        return [
            Part(value, file, *content.positions(name))
            for file, content in self.fragments
            if (value := content.get(name)) is not None
        ]
