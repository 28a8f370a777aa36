"""One person into, out of, or changed in a list of a workspace in a YAML file."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from yaml.nodes import Node

from reconciler.editing.editor import Editor, edited
from reconciler.editing.shapes import Shape
from reconciler.editing.source import is_mapping, value_of
from reconciler.loading.yaml_flow import flow


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


Change = Added | Removed | Ending


def with_change(content: bytes, file: str, change: Change) -> bytes:
    """The file with the change. InputInvalid where it cannot be made without touching something else."""
    return edited(content, file, lambda editor: _changed(editor, change), lambda documents: _change(documents, change))


def _entry_of(said: Mapping[str, str]) -> Any:
    """As short as it goes."""
    return said["person"] if len(said) == 1 else dict(said)


def _change(documents: list[Any], change: Change) -> None:
    where = change.to if isinstance(change, Added) else change.of
    people = documents[where.document]["workspaces"][where.workspace].setdefault(where.field, [])
    match change:
        case Added(entry=entry):
            people.append(_entry_of(entry))
        case Removed(number=number):
            del people[number]
        case Ending(number=number, until=until):
            said = people[number] if isinstance(people[number], dict) else {"person": people[number]}
            people[number] = {**said, "until": until}


def _changed(editor: Editor, change: Change) -> str:
    where = change.to if isinstance(change, Added) else change.of
    workspace, shape = editor.mapping(where.document, "workspaces", where.workspace)
    people = value_of(workspace, where.field)
    match change:
        case Added(entry=said):
            entry = flow(_entry_of(said))
            if people is None:
                return editor.with_key((workspace, shape), where.field, f"[{entry}]", f"- {entry}")
            return editor.with_entry(people, entry)
        case Removed(number=number):
            return editor.without_entry(workspace, where.field, number)
        case Ending(number=number, until=until):
            assert people is not None
            return _ending(editor, people.value[number], shape.of_value(where.field).of_entry(), until)


def _ending(editor: Editor, entry: Node, shape: Shape, until: str) -> str:
    if not is_mapping(entry):
        return editor.with_value(entry, f"{{person: {editor.raw(entry)}, until: {until}}}")
    there = value_of(entry, "until")
    if there is not None:
        return editor.with_value(there, until)
    return editor.with_key((entry, shape.for_node(entry)), "until", until)
