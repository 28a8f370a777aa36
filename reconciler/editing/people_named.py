"""The name of a person into ``people:`` of a customer's file."""

from typing import Any

from reconciler.editing.editor import Editor, edited
from reconciler.editing.source import is_mapping, value_of
from reconciler.loading.yaml_flow import flow

_FIELD = "people"


def with_name(content: bytes, file: str, document: int, person: str, name: str) -> bytes:
    """``person`` as they are spelled there, if they are. InputInvalid where it has to be typed."""

    def named(editor: Editor) -> str:
        customer, shape = editor.mapping(document)
        people = value_of(customer, _FIELD)
        if people is None:
            facts = f"{flow(person)}: {{name: {flow(name)}}}"
            return editor.with_key((customer, shape), _FIELD, f"{{{facts}}}", facts)
        if is_mapping(people) and value_of(people, person) is not None:
            return editor.with_key(editor.mapping(document, _FIELD, person), "name", flow(name))
        return editor.with_key(editor.mapping(document, _FIELD), flow(person), flow({"name": name}))

    def meant(documents: list[Any]) -> None:
        documents[document].setdefault(_FIELD, {}).setdefault(person, {})["name"] = name

    return edited(content, file, named, meant)
