"""One thing into, out of, or changed in a YAML file: every other line stays as it is.

A new key goes where ``fmt`` would put it. A comment behind an entry that goes stays, on a line of its own: whether it
spoke of that entry alone nobody can tell.
"""

from collections.abc import Callable, Mapping
from itertools import accumulate
from typing import Any

from yaml.nodes import MappingNode, Node

from reconciler.editing.key_order import bounds_of
from reconciler.editing.proof import lost
from reconciler.editing.shapes import Shape, shape_of
from reconciler.editing.source import Source, comments, in_brackets, is_mapping, last_line, source_of, value_of
from reconciler.editing.tidy_yaml import tidy_yaml
from reconciler.errors import InputInvalid
from reconciler.loading import yaml
from reconciler.loading.characters import BOM
from reconciler.loading.gathered import Gathered

_BY_HAND = "Change the file by hand."


def edited(content: bytes, file: str, change: Callable[["Editor"], str], meant: Callable[[list[Any]], None]) -> bytes:
    """The file of a customer with a change; ``meant`` makes the same one in what its documents say. InputInvalid where
    the change cannot be made without touching something else."""
    before = source_of(content.removeprefix(BOM).decode().replace("\r\n", "\n"))
    after = change(Editor(before))
    expected = [_copied(document.content) for document in yaml.read(content, file, Gathered())]
    meant(expected)
    why = lost(before, expected, after, file)
    if why:
        raise InputInvalid(f"{file} was left as it is. {why}", _BY_HAND)
    if tidy_yaml(content, file, "customer", Gathered()) == content:
        return tidy_yaml(after.encode(), file, "customer", Gathered()) or after.encode()
    mark = BOM if content.startswith(BOM) else b""
    return mark + (after.replace("\n", "\r\n") if b"\r\n" in content else after).encode()


def _copied(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {key: _copied(inner) for key, inner in value.items()}
    return [_copied(inner) for inner in value] if isinstance(value, list) else value


class Editor:
    """Each method gives the whole text with one change in it."""

    def __init__(self, source: Source) -> None:
        self.source, self.lines, self.text = source, source.lines, source.text
        self.starts = [0, *accumulate(len(line) + 1 for line in source.lines)]

    def mapping(self, document: int, *keys: str) -> tuple[MappingNode, Shape]:
        """What stands behind these keys, one within the other, with its shape."""
        node, shape = self.source.documents[document], shape_of("customer")
        for key in keys:
            assert is_mapping(node)
            found = value_of(node, key)
            assert found is not None
            node, shape = found, shape.for_node(node).of_value(key)
        assert is_mapping(node)
        return node, shape.for_node(node)

    def with_key(self, at: tuple[MappingNode, Shape], key: str, value: str, below: str = "") -> str:
        """``below`` is how the value stands on a line of its own, in a mapping that has such lines."""
        mapping, shape = at
        order = shape.sorted([*(name.value for name, _ in mapping.value), key])
        place = max(order[: order.index(len(mapping.value))], default=-1) + 1
        if in_brackets(mapping):
            if not place:
                return self._spliced(self._start(mapping.value[0][0]), f"{key}: {value}, ")
            return self._spliced(self._end(mapping.value[place - 1][1]), f", {key}: {value}")
        said = [f"{key}:", f"  {below}"] if below else [f"{key}: {value}"]
        blanks = " " * mapping.start_mark.column
        return self._with_lines(bounds_of(mapping, self.lines)[place], [f"{blanks}{text}" for text in said])

    def with_entry(self, entries: Any, entry: str) -> str:
        if not in_brackets(entries):
            line = f"{' ' * entries.start_mark.column}- {entry}"
            return self._with_lines(last_line(entries, self.lines) + 1, [line])
        if not entries.value:
            return self._spliced(self._start(entries) + 1, entry)
        return self._spliced(self._end(entries.value[-1]), f", {entry}")

    def without_entry(self, mapping: MappingNode, field: str, number: int) -> str:
        key, entries = next(pair for pair in mapping.value if pair[0].value == field)
        entry = entries.value[number]
        if in_brackets(entries):
            return self._out_of_brackets(entry)
        column = entries.start_mark.column
        first, last = entry.start_mark.line, last_line(entry, self.lines)
        while self.lines[first][column : column + 1] != "-" or self.lines[first][:column].strip():
            first -= 1
        kept = [" " * column + comment for line, comment in comments(self.source) if first <= line <= last]
        head = self.lines[:first]
        if len(entries.value) == 1:  # a key with nothing behind it would declare nothing
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

    def with_value(self, node: Node, said: str) -> str:
        return self.text[: self._start(node)] + said + self.text[self._end(node) :]

    def raw(self, node: Node) -> str:
        return self.text[self._start(node) : self._end(node)]

    def _with_lines(self, at: int, lines: list[str]) -> str:
        return "\n".join([*self.lines[:at], *lines, *(self.lines[at:] or [""])])

    def _spliced(self, at: int, said: str) -> str:
        return self.text[:at] + said + self.text[at:]

    def _start(self, node: Node) -> int:
        return self.starts[node.start_mark.line] + int(node.start_mark.column)

    def _end(self, node: Node) -> int:
        return self.starts[node.end_mark.line] + int(node.end_mark.column)
