"""What the schema says of a place in a file: in which order its keys stand, and whether a text there is an address."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from yaml.nodes import Node

from reconciler.editing.source import is_mapping
from reconciler.loading import schemas
from reconciler.loading.rows import resolved

_ADDRESS = "#/$defs/address"


@dataclass(frozen=True, slots=True)
class Shape:
    """``fragment`` with all that it refers to; ``root`` is the schema it stands in. ``known`` and ``of_texts`` are the
    shapes of that schema that were asked for before: files are many, and what their schema says is always the same."""

    fragment: Mapping[str, Any]
    root: Mapping[str, Any]
    known: dict[int, "Shape"]
    of_texts: dict[int, "Shape"]
    is_address: bool = False

    def sorted(self, keys: Iterable[str]) -> list[int]:
        """The numbers of the keys in the schema's order. Ids, and what the schema does not know, stay in the author's;
        the latter come last."""
        known = {name: rank for rank, name in enumerate(self.fragment.get("properties", ()))}
        ranks = [known.get(key, len(known)) for key in keys]
        return sorted(range(len(ranks)), key=ranks.__getitem__)

    def of_keys(self) -> "Shape":
        return self._inner(self.fragment.get("propertyNames"))

    def of_value(self, key: str) -> "Shape":
        others = self.fragment.get("additionalProperties")
        return self._inner(self.fragment.get("properties", {}).get(key, others))

    def of_entry(self) -> "Shape":
        return self._inner(self.fragment.get("items"))

    def for_node(self, node: Node) -> "Shape":
        """Of several that something may be, the one that it is."""
        if "anyOf" not in self.fragment and "else" not in self.fragment:
            return self
        if not is_mapping(node):
            return self._of_text()
        if "else" in self.fragment:
            return self._inner(self.fragment["else"])
        keys = {key.value for key, _ in node.value}
        fitting = [c for c in self._choices() if keys & set(c.fragment.get("required", ()))]
        return fitting[0] if fitting else self._inner(None)

    def _of_text(self) -> "Shape":
        """Texts are many, and it is the same for all of them."""
        known = self.of_texts.get(id(self.fragment))
        if known is None:
            choices = self._choices()
            fitting = [c for c in choices if c.is_address]
            known = fitting[0] if fitting else self._inner(None) if choices else self
            self.of_texts[id(self.fragment)] = known
        return known

    def _choices(self) -> list["Shape"]:
        return [self._inner(choice) for choice in self.fragment.get("anyOf", ())]

    def _inner(self, fragment: Any) -> "Shape":
        shape = self.known.get(id(fragment))
        if shape is None:
            said = fragment if isinstance(fragment, Mapping) else {}
            whole = resolved(said, self.root)
            shape = self.known[id(fragment)] = Shape(
                whole, self.root, self.known, self.of_texts, said.get("$ref") == _ADDRESS
            )
        return shape


@cache
def shape_of(schema: str) -> Shape:
    """Of a whole document."""
    root = schemas.schema(schema)
    return Shape(root, root, {}, {})
