"""A workspace in YAML gets one roster more."""

from typing import Any

from reconciler.editing.editor import Editor, edited
from reconciler.editing.source import value_of
from reconciler.loading import yaml
from reconciler.loading.gathered import Gathered
from reconciler.loading.nodes import Entries, Fields
from reconciler.loading.yaml_flow import flow

_FIELD = "members_from"


def workspace_in(content: bytes, file: str, customer: str, workspace: str) -> tuple[int, Fields] | None:
    """The number of the document that declares a workspace of a customer, and the workspace."""
    for number, document in enumerate(yaml.read(content, file, Gathered())):
        whole = document.content
        if isinstance(whole, Fields) and whole.get("customer") == customer:
            declared = whole.get("workspaces")
            if isinstance(declared, Fields) and isinstance(declared.get(workspace), Fields):
                return number, declared[workspace]
    return None


def named_in(fields: Fields) -> list[str]:
    """The rosters that a workspace names."""
    named = fields.get(_FIELD)
    return [each for each in named if isinstance(each, str)] if isinstance(named, Entries) else []


def with_roster(content: bytes, file: str, document: int, workspace: str, path: str) -> bytes:
    """InputInvalid where it has to be typed."""

    def named(editor: Editor) -> str:
        fields, shape = editor.mapping(document, "workspaces", workspace)
        rosters = value_of(fields, _FIELD)
        if rosters is None:
            return editor.with_key((fields, shape), _FIELD, flow([path]))
        return editor.with_entry(rosters, flow(path))

    def meant(documents: list[Any]) -> None:
        documents[document]["workspaces"][workspace].setdefault(_FIELD, []).append(path)

    return edited(content, file, named, meant)
