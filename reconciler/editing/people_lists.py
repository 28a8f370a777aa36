"""One person into, out of, or changed in a list of a workspace in a YAML file; every other line stays as it is.

A comment behind an entry that goes stays, on a line of its own: whether it spoke of that person alone nobody can tell.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import accumulate
from typing import Any

from yaml.nodes import Node, ScalarNode

from reconciler.editing.proof import lost
from reconciler.editing.source import (
    Source,
    comments,
    in_brackets,
    is_mapping,
    last_line,
    source_of,
    value_of,
)
from reconciler.editing.tidy_yaml import tidy_yaml
from reconciler.errors import InputInvalid
from reconciler.loading import yaml
from reconciler.loading.characters import BOM
from reconciler.loading.gathered import Gathered
from reconciler.loading.yaml_flow import flow

_BY_HAND = "Change the file by hand."


@dataclass(frozen=True, slots=True)
class PeopleList:
    """``admins`` or ``members`` of a workspace, in so many a document of a file."""

    document: int
    workspace: str
    field: str


@dataclass(frozen=True, slots=True)
class Added:
    to: PeopleList
    entry: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Removed:
    of: PeopleList
    number: int


@dataclass(frozen=True, slots=True)
class Ending:
    of: PeopleList
    number: int
    until: str


def with_change(content: bytes, file: str, change: Added | Removed | Ending) -> bytes:
    """The file with the change. InputInvalid where it cannot be made without touching something else."""
    text = content.removeprefix(BOM).decode().replace("\r\n", "\n")
    before = source_of(text)
    after = _changed(before, change)
    expected = _expected(content, file, change)
    why = lost(before, expected, after, file)
    if why:
        raise InputInvalid(f"{file} was left as it is. {why}", _BY_HAND)
    if tidy_yaml(content, file, "customer", Gathered()) == content:
        return tidy_yaml(after.encode(), file, "customer", Gathered()) or after.encode()
    mark = BOM if content.startswith(BOM) else b""
    return mark + (after.replace("\n", "\r\n") if b"\r\n" in content else after).encode()


def entry_of(said: Mapping[str, str]) -> Any:
    """As short as it goes."""
    return said["person"] if len(said) == 1 else dict(said)


def _expected(content: bytes, file: str, change: Added | Removed | Ending) -> list[Any]:
    """What the documents should say afterwards."""
    documents = [_copied(document.content) for document in yaml.read(content, file, Gathered())]
    where = change.to if isinstance(change, Added) else change.of
    people = documents[where.document]["workspaces"][where.workspace].setdefault(where.field, [])
    match change:
        case Added(entry=entry):
            people.append(entry_of(entry))
        case Removed(number=number):
            del people[number]
        case Ending(number=number, until=until):
            said = people[number] if isinstance(people[number], dict) else {"person": people[number]}
            people[number] = {**said, "until": until}
    return documents


def _copied(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {key: _copied(inner) for key, inner in value.items()}
    return [_copied(inner) for inner in value] if isinstance(value, list) else value


def _changed(source: Source, change: Added | Removed | Ending) -> str:
    where = change.to if isinstance(change, Added) else change.of
    workspaces = _inner(source.documents[where.document], "workspaces")
    workspace = _inner(workspaces, where.workspace)
    editor = _Editor(source)
    people = value_of(workspace, where.field) if is_mapping(workspace) else None
    match change:
        case Added(entry=entry) if people is None:
            return editor.new_list(workspace, where.field, flow(entry_of(entry)))
        case Added(entry=entry):
            return editor.added(people, flow(entry_of(entry)))
        case Removed(number=number):
            key = next(k for k, v in workspace.value if v is people)
            return editor.removed(key, people, number)
        case Ending(number=number, until=until):
            assert people is not None
            return editor.ending(people.value[number], until)


def _inner(node: Node, key: str) -> Node:
    found = value_of(node, key) if is_mapping(node) else None
    assert found is not None
    return found


class _Editor:
    def __init__(self, source: Source) -> None:
        self.source, self.lines, self.text = source, source.lines, source.text
        self.starts = [0, *accumulate(len(line) + 1 for line in source.lines)]

    def new_list(self, workspace: Node, field: str, entry: str) -> str:
        if in_brackets(workspace):
            return self._spliced(self._end(workspace.value[-1][1]), f", {field}: [{entry}]")
        blanks = " " * workspace.start_mark.column
        return self._with_lines(last_line(workspace, self.lines) + 1, [f"{blanks}{field}:", f"{blanks}  - {entry}"])

    def added(self, people: Any, entry: str) -> str:
        if not in_brackets(people):
            line = f"{' ' * people.start_mark.column}- {entry}"
            return self._with_lines(last_line(people, self.lines) + 1, [line])
        if not people.value:
            return self._spliced(self._start(people) + 1, entry)
        return self._spliced(self._end(people.value[-1]), f", {entry}")

    def removed(self, key: Node, people: Any, number: int) -> str:
        entry = people.value[number]
        if in_brackets(people):
            return self._out_of_brackets(entry)
        column = people.start_mark.column
        first, last = entry.start_mark.line, last_line(entry, self.lines)
        while self.lines[first][column : column + 1] != "-" or self.lines[first][:column].strip():
            first -= 1
        kept = [" " * column + comment for line, comment in comments(self.source) if first <= line <= last]
        head = self.lines[:first]
        if len(people.value) == 1:  # a key with nothing behind it would declare nothing
            line = key.end_mark.line
            behind_colon = self.text.index(":", self._end(key)) + 1 - self.starts[line]
            head[line] = f"{head[line][:behind_colon]} []{head[line][behind_colon:]}"
        return "\n".join([*head, *kept, *self.lines[last + 1 :]])

    def _out_of_brackets(self, entry: Node) -> str:
        """With the comma that parted it from its neighbour, and the line where nothing else stood on it."""
        first, end = self._start(entry), self._end(entry)
        behind, before = self.text[end:].lstrip(), self.text[:first].rstrip()
        if behind.startswith(","):
            end = len(self.text) - len(behind) + 1
            rest = self.text[end:].lstrip(" ")
            end = end if rest.startswith("#") else len(self.text) - len(rest)  # a comment needs a blank before it
        elif before.endswith(","):
            first = len(before) - 1
        text = self.text[:first] + self.text[end:]
        begin, stop = text.rfind("\n", 0, first) + 1, text.find("\n", first)
        return text[:begin] + text[stop + 1 :] if stop >= 0 and not text[begin:stop].strip() else text

    def ending(self, entry: Node, until: str) -> str:
        if isinstance(entry, ScalarNode):
            raw = self.text[self._start(entry) : self._end(entry)]
            return self._replaced(entry, f"{{person: {raw}, until: {until}}}")
        there = value_of(entry, "until") if is_mapping(entry) else None
        if there is not None:
            return self._replaced(there, until)
        last = next(v for field in ("role", "person") for k, v in entry.value if k.value == field)
        if in_brackets(entry):
            return self._spliced(self._end(last), f", until: {until}")
        return self._with_lines(last_line(last, self.lines) + 1, [f"{' ' * entry.start_mark.column}until: {until}"])

    def _with_lines(self, at: int, lines: list[str]) -> str:
        return "\n".join([*self.lines[:at], *lines, *self.lines[at:]])

    def _spliced(self, at: int, said: str) -> str:
        return self.text[:at] + said + self.text[at:]

    def _replaced(self, node: Node, said: str) -> str:
        return self.text[: self._start(node)] + said + self.text[self._end(node) :]

    def _start(self, node: Node) -> int:
        return self.starts[node.start_mark.line] + int(node.start_mark.column)

    def _end(self, node: Node) -> int:
        return self.starts[node.end_mark.line] + int(node.end_mark.column)
